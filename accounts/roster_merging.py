"""Comparing a roster file with the roster: who is new, what changes for whom, who stays, and what has to be asked.

Nothing is written here. A row belongs to the person with its number; else to the one person of that name, of that
name and department where there are several. An empty cell changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Department, PartyBranch, PartyName, Person, Unit

NEW, NOTHING, SKIP = "new", "none", "skip"  # answers that name no row of ours
FIELDS = ("name", "number", "department", "post", "branch", "is_party_member", "is_volunteer")
FIELDS += ("volunteer_on", "joined_on", "left_on", "phone", "note")
TITLES = {name: str(Person._meta.get_field(name).verbose_name) for name in FIELDS}
_DAYS = {"volunteer_on", "joined_on", "left_on"}


def folded(text: str) -> str:
    """For telling whether two names are the same: width of signs and white space do not count."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


@dataclass
class Change:
    """One value of a person that the file says differently."""

    title: str
    before: str
    after: str


@dataclass
class Row:
    """One row of the file and what becomes of it."""

    index: int
    sheet: str
    row: int
    name: str
    values: dict  # field → value as a Person holds it
    person: Person | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[dict] = field(default_factory=list)
    namesakes: list[Person] = field(default_factory=list)  # who the row may be about; a choice is asked
    answer: str = ""

    @property
    def place(self) -> str:
        return f"第 {self.row} 行"

    @property
    def is_left_out(self) -> bool:
        return bool(self.problems) or self.answer == SKIP

    @property
    def is_new(self) -> bool:
        return self.person is None and not self.is_left_out

    @property
    def is_change(self) -> bool:
        return self.person is not None and bool(self.changes) and not self.is_left_out

    @property
    def said(self) -> str:
        """The row in a few words: department, post, what the person is."""
        marks = [TITLES[name] for name in ("is_party_member", "is_volunteer") if self.values.get(name)]
        parts = [str(self.values.get(name) or "") for name in ("department", "post", "branch")]
        return "，".join(part for part in [*parts, *marks] if part)


@dataclass
class Unknown:
    """A department or branch of the file that the unit does not know, with the answer given so far."""

    text: str
    count: int
    answer: str = ""


@dataclass
class Comparison:
    """All rows with what is to be asked first."""

    rows: list[Row]
    departments: list[Unknown]
    branches: list[Unknown]
    absent: list[Person]  # on the roster today and not in the file

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.is_change]

    @property
    def faulty(self) -> list[Row]:
        return [row for row in self.rows if row.problems]

    @property
    def asked(self) -> list[Row]:
        return [row for row in self.rows if row.namesakes]

    @property
    def same_count(self) -> int:
        return sum(row.person is not None and not row.changes and not row.is_left_out for row in self.rows)

    @property
    def open_count(self) -> int:
        """Questions nobody has answered: nothing can be taken in before."""
        unknown = [*self.departments, *self.branches]
        return sum(not one.answer for one in unknown) + sum(not row.answer for row in self.asked)

    @property
    def has_work(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def digest(self) -> str:
        """Stands for everything the clerk was shown; another one means the roster moved meanwhile."""
        told = [
            (row.index, row.person.pk if row.person else 0, [(one.before, one.after) for one in row.changes])
            for row in [*self.new, *self.changed]
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def known_departments(unit: Unit) -> dict[str, Department]:
    """Departments in use by every name they are called, folded."""
    aliases = PartyName.objects.filter(unit=unit, department__is_active=True).select_related("department")
    known = {folded(row.text): row.department for row in aliases}
    for department in unit.departments.active():
        known |= {folded(name): department for name in (department.short_name, department.name) if name}
    return known


def compare(unit: Unit, reading: dict, answers: dict, today: date) -> Comparison:
    """Hold the rows of a file against the roster of today. A handful of queries, whatever the file's length."""
    return _Comparing(unit, reading, answers, today).done()


class _Comparing:
    def __init__(self, unit: Unit, reading: dict, answers: dict, today: date):
        self.unit, self.reading, self.answers, self.today = unit, reading, answers, today
        people = Person.objects.of_unit(unit).select_related("department", "branch")
        self.people = list(people)
        self.by_number = {person.number: person for person in self.people if person.number}
        self.by_name: dict[str, list[Person]] = {}
        for person in self.people:
            if person.is_on_roll(today) or (person.joined_on and person.joined_on > today):
                self.by_name.setdefault(folded(person.name), []).append(person)
        self.departments = known_departments(unit)
        self.branches = {folded(branch.name): branch for branch in unit.branches.all()}
        self.pks = {str(one.pk): one for one in unit.departments.all()}
        self.branch_pks = {str(one.pk): one for one in self.branches.values()}
        self.unknown = {"department": Counter(), "branch": Counter()}
        self.seen: dict[tuple, Row] = {}

    def done(self) -> Comparison:
        rows = [self._row(index, told) for index, told in enumerate(self.reading["rows"])]
        found = {person.pk for row in rows for person in (row.person, *row.namesakes) if person}
        absent = [person for person in self.people if person.pk not in found and person.is_on_roll(self.today)]
        departments, branches = (self._unknown(kind) for kind in ("department", "branch"))
        return Comparison(rows, departments, branches, absent)

    def _unknown(self, kind: str) -> list[Unknown]:
        said = self.answers.get("departments" if kind == "department" else "branches", {})
        return [Unknown(text, count, said.get(text, "")) for text, count in self.unknown[kind].items()]

    def _row(self, index: int, told: dict) -> Row:
        values = {name: value for name, value in told["values"].items() if name in FIELDS}
        for name in _DAYS & values.keys():
            values[name] = date.fromisoformat(values[name])
        if values.get("volunteer_on") and "is_volunteer" not in values:
            values["is_volunteer"] = True
        row = Row(index, told["sheet"], told["row"], values.get("name", ""), values, problems=list(told["problems"]))
        self._place(row, "department", self.departments, self.pks, "departments")
        self._place(row, "branch", self.branches, self.branch_pks, "branches")
        if not row.problems:
            self._find(row)
        if not row.problems and row.answer != SKIP:
            self._check(row)
        if row.person is not None and not row.is_left_out:
            row.changes = list(_changes(row.person, row.values))
        return row

    def _place(self, row: Row, name: str, known: dict, pks: dict, kind: str) -> None:
        """Turn the printed department or branch into ours; what nobody knows is asked once for the whole file."""
        text = row.values.pop(name, "")
        if not text:
            return
        if folded(text) in known:
            row.values[name] = known[folded(text)]
            return
        self.unknown[name][text] += 1
        answer = self.answers.get(kind, {}).get(text, "")
        if answer in pks:
            row.values[name] = pks[answer]
        elif answer == NEW:
            row.values[name] = Department(name=text) if name == "department" else PartyBranch(name=text)

    def _find(self, row: Row) -> None:
        """Whom the row is about; several of one name, or one of another department, are asked about."""
        number, department = row.values.get("number", ""), row.values.get("department")
        same = self.by_name.get(folded(row.name), [])
        if number and number in self.by_number:
            row.person = self.by_number[number]
        elif number:
            same = [person for person in same if not person.number]
        if row.person is None and same:
            pk = department.pk if department is not None else None
            here = [person for person in same if department is None or (pk and person.department_id == pk)]
            if len(here) == 1 and (len(same) == 1 or department is not None):
                row.person = here[0]
            else:
                self._choose(row, here or same)

    def _choose(self, row: Row, namesakes: list[Person]) -> None:
        row.namesakes = namesakes
        answer = self.answers.get("rows", {}).get(str(row.index), "")
        row.answer = answer if answer in (NEW, SKIP, *(str(person.pk) for person in namesakes)) else ""
        if not row.answer and len(namesakes) == 1:  # moved to another department, most often; shown and to be changed
            row.answer = str(namesakes[0].pk)
        row.person = next((person for person in namesakes if str(person.pk) == row.answer), None)

    def _check(self, row: Row) -> None:
        """What only the roster and the other rows can tell to be wrong."""
        person, values = row.person, row.values
        if person is not None and folded(person.name) != folded(row.name):
            self._wrong(row, "number", f"工号是{person.name}的，和姓名对不上，请核对。")
        elif person is not None and person.left_on and person.left_on < self.today and "left_on" not in values:
            self._wrong(row, "number", f"工号是已离岗的{person.name}的，人回来了请先在名册里恢复在册。")
        earlier = self._earlier(row)
        if earlier is not None:
            self._wrong(row, "name", f"和第 {earlier.row} 行是同一个人，留一行；同名的两个人请写工号。")
        after = {name: values.get(name, getattr(person, name) if person else None) for name in (*_DAYS, "is_volunteer")}
        if after["joined_on"] and after["left_on"] and after["left_on"] < after["joined_on"]:
            self._wrong(row, "left_on", "离岗日期比到岗日期早，请核对。")
        if values.get("volunteer_on") and not after["is_volunteer"]:
            self._wrong(row, "volunteer_on", "写了注册日期，却不是注册志愿者，请核对。")

    def _earlier(self, row: Row) -> Row | None:
        department = row.values.get("department")
        place = (department.pk or department.name) if department is not None else None
        number = row.values.get("number", "")
        mark = ("person", row.person.pk) if row.person else ("new", number or (folded(row.name), place))
        if row.answer == NEW and not number:
            mark = ("row", row.index)  # the clerk said it is another one
        return None if self.seen.setdefault(mark, row) is row else self.seen[mark]

    def _wrong(self, row: Row, name: str, say: str) -> None:
        title = self.reading["headings"].get(name, TITLES[name])
        text = row.values.get(name, "")
        row.problems.append({"column": title, "text": text.isoformat() if isinstance(text, date) else text, "say": say})


def _changes(person: Person, values: dict):
    for name in FIELDS:
        if name not in values:
            continue
        before, after = getattr(person, name), values[name]
        is_same = folded(before) == folded(after) if name == "name" else before == after
        if not is_same:
            yield Change(TITLES[name], printed(before), printed(after))
    if values.get("is_volunteer") is False and person.volunteer_on:
        yield Change(TITLES["volunteer_on"], printed(person.volunteer_on), "")


def printed(value) -> str:
    """A value of the roster as the clerk reads it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value or "")
