"""更正: the only way in which a filed record changes; why, and how it read before, stay readable with it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.typed import clean_text
from evidence.changing import hold, refuse_changed, say_in_one
from evidence.filing import Amendment, Filing
from evidence.ledger_actions import fields_of
from evidence.models import Record
from evidence.search import index

OF_RECORD = ("title", "begins_on", "ends_on", "summary")
OF_ACTIVITY = ("place", "people", "headcount")
LONGEST_REASON = 300


def names_of(kind: str) -> tuple[str, ...]:
    """What may be amended of that which only a kind has. A figure is named as its record."""
    if kind == Record.Kind.ACTIVITY:
        return OF_ACTIVITY
    return tuple(name for name in fields_of(kind) if (kind, name) != (Record.Kind.FIGURE, "name"))


def facts_of(record: Record) -> dict:
    """What may be amended of a record, by field."""
    facts = {name: getattr(record, name) for name in OF_RECORD}
    return facts | {name: getattr(record.particulars, name) for name in names_of(record.kind)}


@transaction.atomic
def amend(*, record: Record, by: User, reason: str, version: int, **fields) -> Amendment:
    """Change a filed record. `fields` are any of facts_of; the year, and with it the 档号, cannot change."""
    hold(record)
    filing_of(record)
    refuse_changed(record, version)
    reason = told_reason(reason)
    changed = _changes(record, fields)
    if not changed:
        raise ValidationError("内容和原来一样，没有要更正的。")
    rows = _put(record, {name: value for name, (_, value) in changed.items()})
    fields = {field.name: field for row in rows for field in row._meta.fields}
    before, after = (
        {fields[name].verbose_name: _plain(fields[name], pair[place]) for name, pair in changed.items()}
        for place in (0, 1)
    )
    index(record)
    return noted(record, by, reason, before, after)


def filing_of(record: Record) -> Filing:
    """How it was filed; what is not filed needs no amendment."""
    filing = Filing.objects.filter(record=record).first()
    if filing is None:
        raise ValidationError("这份档案还没有归档，不用更正：退回以后直接修改。")
    return filing


def told_reason(reason: str) -> str:
    reason = clean_text(reason)
    if not reason:
        raise ValidationError("更正要写明理由，它和更正前的内容一起保存。")
    if len(reason) > LONGEST_REASON:
        raise ValidationError(f"更正理由最多 {LONGEST_REASON} 个字，请缩短。")
    return reason


def noted(record: Record, by: User, reason: str, before: dict, after: dict) -> Amendment:
    """The amendment in the record's own history and in the log; both are told by the words a page shows."""
    audit.record(by=by, verb="更正已归档档案", of=record, before=before, after=after, reason=reason)
    return Amendment.objects.create(record=record, reason=reason, before=before, after=after, by=by)


def _changes(record: Record, fields: dict) -> dict[str, tuple]:
    """What differs: field → (before, after)."""
    now = facts_of(record)
    unknown = set(fields) - set(now)
    if unknown:
        raise TypeError(f"cannot be amended: {', '.join(sorted(unknown))}")
    given = {name: clean_text(value) if isinstance(value, str) else value for name, value in fields.items()}
    return {name: (now[name], value) for name, value in given.items() if now[name] != value}


def _put(record: Record, values: dict) -> list:
    row, own = record.particulars, names_of(record.kind)
    for name, value in values.items():
        setattr(record if name in OF_RECORD else row, name, value)
    if record.kind == Record.Kind.FIGURE:
        row.name = record.title
    if record.begins_on is None or record.begins_on.year != record.year:
        raise ValidationError("更正不能改年度：档号里有年度，归档后年度不变。")
    if record.ends_on and record.ends_on < record.begins_on:
        raise ValidationError("结束日期早于开始日期，请检查。")
    for one, names in ((record, OF_RECORD), (row, own)):
        say_in_one(one, [field.name for field in one._meta.fields if field.name not in names])
    _say_clean(row)
    record.version += 1
    record.save()
    row.save()
    return [record, row]


def _say_clean(row) -> None:
    """What the parts of a kind demand of each other, in one sentence."""
    try:
        row.clean()
    except ValidationError as problem:
        raise ValidationError("；".join(problem.messages)) from None


def _plain(field, value):
    """A value as the history shows it: choices and ticks by their words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    return (
        value.isoformat() if isinstance(value, date | datetime) else str(value) if isinstance(value, Decimal) else value
    )
