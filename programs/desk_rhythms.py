"""What is to be held several times a year, on the desk of whoever answers for it: 志愿服务 4 / 5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from programs.occurrences_standing import needed_of
from programs.tasks import Task
from scoring.points import printed
from scoring.sheet import brief

SHOWN, PIPS = 5, 6


@dataclass(frozen=True)
class Rhythm:
    """Something to be held several times a year, and how far that is."""

    name: str
    title: str
    path: str
    held: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.held >= self.needed

    @property
    def pips(self) -> list[bool]:
        """One for each time, held or not; none where there would be too many to look at."""
        if self.needed > PIPS:
            return []
        return [place < self.held for place in range(self.needed)]

    @property
    def percent(self) -> str:
        return printed(Decimal(min(self.held, self.needed) * 100) / self.needed)


def _rhythm(task: Task) -> Rhythm:
    name = str(task.frequency.kind) if task.frequency.kind_id else brief(task.title)
    path = reverse("task_detail", args=[task.pk])
    return Rhythm(name, str(task), path, task.n_held, needed_of(task.frequency, task.n_alive))


def rhythms_of(tasks: Iterable[Task]) -> list[Rhythm]:
    """Those of tasks `with_occurrences`, what is short of its times first. No query."""
    found = [_rhythm(task) for task in tasks if getattr(task, "frequency", None) and task.n_alive]
    return sorted(found, key=lambda one: one.is_enough)[:SHOWN]
