"""Opening and changing records that are no activity, in one way for all kinds."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Department, Unit, User
from accounts.typed import clean_text
from evidence.changing import hold, refuse_changed, refuse_closed, say_in_one
from evidence.models import (
    Document,
    Figure,
    Honour,
    Meeting,
    Publicity,
    Record,
    Regulation,
    Spending,
    Statement,
    Survey,
)
from evidence.search import index

OF_RECORD = ("title", "begins_on", "ends_on", "department", "summary")
EARLIEST_YEAR = 1949  # rules and honours of long ago may still hold
PARTICULARS: dict[str, type[models.Model]] = {
    Record.Kind.MEETING: Meeting,
    Record.Kind.HONOUR: Honour,
    Record.Kind.REGULATION: Regulation,
    Record.Kind.DOCUMENT: Document,
    Record.Kind.PUBLICITY: Publicity,
    Record.Kind.SPENDING: Spending,
    Record.Kind.SURVEY: Survey,
    Record.Kind.STATEMENT: Statement,
    Record.Kind.FIGURE: Figure,
}


def fields_of(kind: str) -> list[str]:
    """The names of what only this kind has."""
    return [field.name for field in PARTICULARS[kind]._meta.fields if field.name != "record"]


@transaction.atomic
def open_record(
    *,
    unit: Unit,
    record_kind: str,
    by: User | None,
    title: str,
    begins_on: date,
    department: Department,
    ends_on: date | None = None,
    summary: str = "",
    **particulars,
) -> Record:
    """Open a record of any kind but an activity, as a draft; `particulars` are the fields of its model.

    Among them may be a `kind`: of meeting, of survey.
    """
    record = Record(unit=unit, kind=record_kind, filed_by=by)
    row = PARTICULARS[record_kind](record=record)
    given = {"title": title, "begins_on": begins_on, "ends_on": ends_on, "department": department, "summary": summary}
    _put(record, row, given | particulars)
    _check(record, row)
    record.save()
    row.record = record
    row.save()
    index(record)
    audit.record(by=by, verb=f"登记{record.get_kind_display()}", of=record, after=_facts(record, row))
    return record


@transaction.atomic
def change_record(*, record: Record, by: User, version: int, **fields) -> Record:
    """Change any field of a record that is no activity, or of its particulars."""
    hold(record)
    refuse_closed(record)
    refuse_changed(record, version)
    row = PARTICULARS[record.kind].objects.get(record=record)
    row.record = record
    before = _facts(record, row)
    _put(record, row, fields)
    _check(record, row)
    record.version += 1
    record.save()
    row.save()
    index(record)
    after = _facts(record, row)
    changed = {name: value for name, value in after.items() if before[name] != value}
    was = {name: before[name] for name in changed}
    audit.record(by=by, verb=f"修改{record.get_kind_display()}", of=record, before=was, after=changed)
    return record


def _put(record: Record, row: models.Model, given: dict) -> None:
    unknown = set(given) - {*OF_RECORD, *fields_of(record.kind)}
    if unknown:
        raise TypeError(f"no such field of a {record.kind}: {', '.join(sorted(unknown))}")
    for name, value in given.items():
        kept = clean_text(value) if isinstance(value, str) else value
        setattr(record if name in OF_RECORD else row, name, kept)
    record.year = record.begins_on.year


def _check(record: Record, row: models.Model) -> None:
    if record.department.unit_id != record.unit_id:
        raise ValidationError("部门要是本单位的部门。")
    if not EARLIEST_YEAR <= record.begins_on.year <= timezone.localdate().year + 1:
        raise ValidationError(f"日期要在 {EARLIEST_YEAR} 年到明年之间，请检查。")
    if record.ends_on and record.ends_on < record.begins_on:
        raise ValidationError("结束日期早于开始日期，请检查。")
    for one, names in ((record, OF_RECORD), (row, fields_of(record.kind))):
        say_in_one(one, [field.name for field in one._meta.fields if field.name not in names])
    row.clean()


def _facts(record: Record, row: models.Model) -> dict:
    """What the audit log keeps: the filled fields by their titles on the screen."""
    facts = {}
    for one, names in ((record, OF_RECORD), (row, fields_of(record.kind))):
        for field in one._meta.fields:
            if field.name in names:
                facts[field.verbose_name] = getattr(one, field.name)
    return facts
