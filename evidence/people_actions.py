"""Picking who took part from the roster, in one transaction with one audit line."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.roster import Person
from evidence.changing import hold, refuse_closed
from evidence.models import Participation, Record
from evidence.search import index

SHOWN_IN_LOG = 20
WITH_PEOPLE = frozenset({Record.Kind.ACTIVITY, Record.Kind.MEETING})


@transaction.atomic
def set_people(*, record: Record, people: Iterable[Person], by: User) -> int:
    """Make the people who took part exactly these, all on the roll on the record's days; how many rows changed.

    The head count follows what is picked, unless a larger one was typed (guests are on no roster).
    """
    hold(record)
    refuse_closed(record)
    if record.kind not in WITH_PEOPLE:
        raise ValidationError("这一类档案不登记参加人员。")
    people = {person.pk: person for person in people}
    there = dict(record.participations.values_list("person", "pk"))
    fresh = [person for pk, person in people.items() if pk not in there]
    last = record.ends_on or record.begins_on
    for person in fresh:
        if person.unit_id != record.unit_id:
            raise ValidationError("只能选本单位名册里的人。")
        if not (person.is_on_roll(record.begins_on) or person.is_on_roll(last)):
            raise ValidationError(f"{person.name}在{record.begins_on:%Y-%m-%d}不在册，请检查日期或名册。")
    left = [pk for pk in there if pk not in people]
    if not fresh and not left:
        return 0
    names = list(Person.objects.filter(pk__in=left[:SHOWN_IN_LOG]).values_list("name", flat=True))
    Participation.objects.filter(pk__in=[there[pk] for pk in left]).delete()
    Participation.objects.bulk_create(Participation(record=record, person=person) for person in fresh)
    _count_heads(record, len(there), len(people))
    index(record)
    audit.record(
        by=by,
        verb="修改参加人员",
        of=record,
        before=_said("去掉", names, len(left)),
        after=_said("加上", [one.name for one in fresh[:SHOWN_IN_LOG]], len(fresh)),
    )
    return len(fresh) + len(left)


def _count_heads(record: Record, before: int, now: int) -> None:
    row = record.particulars
    if row.headcount is None or row.headcount == before or row.headcount < now:
        row.headcount = now or None
        row.save(update_fields=["headcount"])


def _said(title: str, names: list[str], count: int) -> dict:
    if not count:
        return {}
    more = f"等 {count} 人" if count > len(names) else ""
    return {title: "、".join(names) + more}
