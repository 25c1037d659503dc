"""People of the roster beside a record: who took part, by department, and whom one may pick."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import F

from accounts.roster import Person
from accounts.typed import whole_number
from evidence.ledgers import expected_at
from evidence.models import Record

NO_DEPARTMENT = "未分部门"
BY_DEPARTMENT = (F("department__order").asc(nulls_last=True), F("department").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Group:
    """People of one department; `names` as a sentence prints them."""

    title: str
    people: list[Person]

    @property
    def names(self) -> str:
        return "、".join(person.name for person in self.people)


@dataclass(frozen=True)
class TakingPart:
    """Who took part, and of a meeting how many should have."""

    groups: list[Group]
    count: int
    expected: int | None


def taking_part(record: Record) -> TakingPart:
    """Two queries at most, three where a meeting is for all."""
    rows = Person.objects.filter(participations__record=record).select_related("department")
    people = list(rows.order_by(*BY_DEPARTMENT))
    expected = expected_at(record) if record.kind == Record.Kind.MEETING else None
    return TakingPart(_by_department(people), len(people), expected)


@dataclass(frozen=True)
class Pick:
    """One person to tick."""

    person: Person
    is_ticked: bool


@dataclass(frozen=True)
class PickGroup:
    """The people of one department to tick, singly or all at once."""

    key: str
    title: str
    picks: list[Pick]
    is_ticked: bool  # the whole department

    @property
    def ticked(self) -> int:
        return sum(pick.is_ticked for pick in self.picks)


def on_roll_at(record: Record):
    """Whom one may pick: names of the unit's roll on the record's day, and no more of them than that."""
    people = Person.objects.of_unit(record.unit_id).on_roll_within(record.begins_on, record.ends_on or record.begins_on)
    return people.select_related("department").only("name", "unit", "department", "joined_on", "left_on")


def picks_of(record: Record, data=None) -> list[PickGroup]:
    """The roll by department, ticked as stored or as posted. Two queries."""
    people = list(on_roll_at(record).order_by(*BY_DEPARTMENT))
    if data is None:
        ticked = set(record.participations.values_list("person", flat=True))
        whole = set()
    else:
        ticked = {number for number in map(whole_number, data.getlist("persons")) if number is not None}
        whole = set(data.getlist("departments"))
    return [
        PickGroup(
            key=str(group.people[0].department_id or 0),
            title=group.title,
            picks=[Pick(person, person.pk in ticked) for person in group.people],
            is_ticked=str(group.people[0].department_id or 0) in whole,
        )
        for group in _by_department(people)
    ]


def picked(record: Record, data) -> list[Person]:
    """The people a post names: everybody (all=1), whole departments, and single persons; foreign keys name nobody."""
    if data.get("all"):
        return list(on_roll_at(record))
    groups = picks_of(record, data)
    return [pick.person for group in groups for pick in group.picks if group.is_ticked or pick.is_ticked]


def _by_department(people: list[Person]) -> list[Group]:
    groups = groupby(people, key=lambda person: str(person.department or NO_DEPARTMENT))
    return [Group(title, list(rows)) for title, rows in groups]
