"""Taking back the change just made to a task: the value before, put again by the same rules if nobody came between."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.typed import clean_text
from programs import telling
from programs.actions import assign, reschedule, write_note
from programs.forms import EARLIEST, LATEST, Parties
from programs.history import lock
from programs.models import Task

REASON = "撤销刚才的改动"
CELLS = ("party", "due", "note")
GONE = "没有撤销：有的任务已经不在了。"
LONGEST = 2000  # characters of one value as a page hands it back
LONGEST_NOTE = Task._meta.get_field("note").max_length


@dataclass(frozen=True)
class Was:
    """What one cell of a task held before a change, and the task's version after it.

    `value`: keys of who answered and who assisted with spaces between ("-" for nobody); a day as 2022-11-30; a note.
    """

    task: int
    version: int
    cell: str
    value: str

    def __str__(self):
        return f"{self.task} {self.version} {self.cell} {self.value}"

    @classmethod
    def read(cls, text: str) -> Was:
        """From what `str` made of it; ValueError for anything else."""
        task, version, cell, value = text[:LONGEST].split(" ", 3)
        if cell not in CELLS or not (task + version).isascii() or not (task + version).isdigit():
            raise ValueError(text)
        if len(task) > 18 or len(version) > 9:
            raise ValueError(text)
        if cell == "due" and value and not EARLIEST <= date.fromisoformat(value) <= LATEST:
            raise ValueError(text)
        value = clean_text(value)
        if len(value) > LONGEST_NOTE and cell == "note":
            raise ValueError(text)
        return cls(int(task), int(version), cell, value)


@dataclass(frozen=True)
class Before:
    """A task (with its parties) as it stands before a change of some of its cells."""

    had: tuple[Was, ...]
    party: object
    has_begun: bool

    @classmethod
    def of(cls, task: Task, cells: Iterable[str] = CELLS) -> Before:
        had = tuple(Was(task.pk, task.version, cell, _value(task, cell)) for cell in cells)
        return cls(had, task.party, task.state != Task.State.NOT_STARTED)

    @property
    def version(self) -> int:
        return self.had[0].version

    def undo(self, task: Task) -> list[Was]:
        """What puts the changed cells back; nothing where no cell was changed, or where the work began anew.

        Who takes over a task under way begins anew: giving it back would not bring back how far it was.
        """
        is_same_party = task.party == self.party
        if task.version == self.version or (self.has_begun and not is_same_party):
            return []
        return [replace(was, version=task.version) for was in self.had if _value(task, was.cell) != was.value]


def _value(task: Task, cell: str) -> str:
    if cell == "due":
        return task.due_on.isoformat() if task.due_on else ""
    if cell == "note":
        return task.note
    helping = sorted(Parties.key_of(one) for one in (*task.assisting.all(), *task.assisting_groups.all()))
    return " ".join([Parties.key_of(task.party) or "-", *helping])


@transaction.atomic
def put_back(*, rows: Iterable[Was], tasks: Collection[Task], by: User, today: date) -> int:
    """Undo one change of one or of several tasks, all or nothing; how many tasks.

    Refused in words for a task that somebody has changed since.
    """
    by_key = {task.pk: task for task in tasks}
    of_task: dict[int, list[Was]] = {}
    for row in rows:
        of_task.setdefault(row.task, []).append(row)
    if not of_task or set(of_task) - set(by_key):
        raise ValidationError(GONE)
    told = _Told(by, is_quiet=len(of_task) > 1)
    parties = Parties(next(iter(by_key.values())).plan.unit)
    for key, cells in of_task.items():
        _put_one(by_key[key], cells, parties, told, today)
    told.tell()
    return len(of_task)


def _put_one(task: Task, cells: list[Was], parties: Parties, told: _Told, today: date) -> None:
    named = f"第 {task.number} 条" if task.number else f"“{task}”"
    try:
        lock(task, cells[0].version)
    except ValidationError as refusal:
        raise ValidationError(f"没有撤销：{named}刚才又有人改过，请看过新的内容再改。", code="stale") from refusal
    how = {"task": task, "by": told.by, "is_quiet": told.is_quiet, "reason": REASON}
    for cell in cells:
        match cell.cell:
            case "party":
                before, (party, *assisting) = task.party, _parties(cell.value, parties, named)
                assign(party=party, assisting=assisting, **how)
                told.moved(task, before, party)
            case "due":
                due_on = date.fromisoformat(cell.value) if cell.value else None
                reschedule(due_on=due_on, today=today, **how)
                told.rescheduled(task)
            case "note":
                write_note(task=task, note=cell.value, by=told.by)


def _parties(value: str, parties: Parties, named: str) -> list:
    """Who answered, then who assisted; one that was ended or went since cannot have the task back."""
    first, *others = value.split(" ")
    try:
        return [None if first == "-" else parties.rows[first], *(parties.rows[key] for key in others if key)]
    except KeyError as gone:
        raise ValidationError(f"没有撤销：{named}原来的部门已经停用，请另选部门。") from gone


class _Told:
    """Of several tasks put back each party is told once, not once a task."""

    def __init__(self, by: User, *, is_quiet: bool):
        self.by, self.is_quiet = by, is_quiet
        self.given: dict[object, list[Task]] = {}
        self.taken: dict[object, list[Task]] = {}
        self.moved_days: dict[object, list[Task]] = {}

    def moved(self, task: Task, before, party) -> None:
        if before != party:
            self.taken.setdefault(before, []).append(task)
            self.given.setdefault(party, []).append(task)

    def rescheduled(self, task: Task) -> None:
        self.moved_days.setdefault(task.party, []).append(task)

    def tell(self) -> None:
        if not self.is_quiet:
            return
        for of, said in (
            (self.given, "仍由你部门负责"),
            (self.taken, "不再由你部门负责"),
            (self.moved_days, "的时限改回原来的"),
        ):
            for party, tasks in of.items():
                text = f"“{tasks[0]}”" + (f"等 {len(tasks)} 项任务" if len(tasks) > 1 else "") + f"{said}。"
                key = f"undone:{tasks[0].version}:{len(tasks)}:{said[:2]}"
                telling.tell_party(tasks[0], party, text, key=key, besides=self.by)
