"""How the occurrences of a task stand today: held, arranged, owed, missed or cancelled, with their sum in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from programs.occurrences import Frequency, Occurrence
from programs.occurrences_ticking import rhythm_of
from programs.occurrences_windows import Every
from programs.tasks import Task


@dataclass(frozen=True)
class OccurrenceLine:
    """One occurrence as a page prints it."""

    row: Occurrence
    state: str
    tone: str
    said: str
    days: str


@dataclass(frozen=True)
class Planned:
    """The occurrences of a task with their sum in words."""

    said: str  # 每季度一次
    lines: list[OccurrenceLine]
    held: int
    needed: int
    sentence: str

    @property
    def is_enough(self) -> bool:
        return self.held >= self.needed


TONES = {"held": "done", "arranged": "go", "planned": "none", "missed": "late", "cancelled": "none"}


def planned_of(task: Task, today: date) -> Planned | None:
    """How a task with a frequency stands today; None where it has none. Two queries."""
    frequency = getattr(task, "frequency", None)
    if frequency is None:
        return None
    rhythm = rhythm_of(frequency)
    rows = list(task.occurrences.select_related("record", "cancelled_by"))
    states = [row.state_on(today) for row in rows]
    held = sum(state == Occurrence.State.HELD for state in states)
    needed = needed_of(frequency, sum(state != Occurrence.State.CANCELLED for state in states))
    lines = [_line(row, state, held >= needed) for row, state in zip(rows, states, strict=True)]
    return Planned(rhythm.said, lines, held, needed, _sentence(states, held, needed))


def needed_of(frequency: Frequency, alive: int) -> int:
    """How many of the occurrences that were not cancelled have to be held: of festivals maybe only some."""
    is_choice = frequency.every == Every.FESTIVAL and frequency.times
    return min(frequency.times, alive) if is_choice else alive


def with_occurrences(tasks, today: date):
    """Tasks that know of their occurrences, where they have a frequency.

    `n_alive` were not cancelled, `n_held` have a record of a day that has come.
    """
    rows = Occurrence.objects.filter(task=OuterRef("pk")).order_by().values("task")
    held = rows.filter(record__begins_on__lte=today)
    alive = rows.filter(Q(record__isnull=False) | Q(cancelled_at__isnull=True))
    return tasks.annotate(n_held=_counted(held), n_alive=_counted(alive))


def _counted(rows) -> Case:
    number = Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return Case(When(frequency__isnull=False, then=Coalesce(number, 0)), default=0)


def _line(row: Occurrence, state: str, is_enough: bool) -> OccurrenceLine:
    said, tone = Occurrence.State(state).label, TONES[state]
    if state == Occurrence.State.MISSED and is_enough:
        said, tone = "没办，次数已够", "none"
    days = f"{row.planned_on:%m-%d}" if row.planned_on else f"{row.begins_on:%m-%d} 至 {row.ends_on:%m-%d}"
    return OccurrenceLine(row, state, tone, said, days)


def _sentence(states: list[str], held: int, needed: int) -> str:
    said = [f"要办 {needed} 次，已办 {held} 次"]
    arranged = states.count(Occurrence.State.ARRANGED)
    missed = states.count(Occurrence.State.MISSED)
    said += [f"已安排 {arranged} 次"] if arranged else []
    if held < needed:
        said += [f"过期未办 {missed} 次"] if missed else []
        said += [f"本年还差 {needed - held} 次"]
    return "，".join(said)
