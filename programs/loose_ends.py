"""What hangs in the air in a unit, for the office to settle: tasks that newcomers of a group, leavers or departments
out of use have left behind.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from accounts.models import Unit
from programs.newcomers import with_newcomers
from programs.reorganising import without_hands
from programs.task_care import left_by_leavers


@dataclass(frozen=True)
class Idle:
    """A department out of use that still has something open."""

    pk: int
    name: str


@dataclass(frozen=True)
class LooseEnds:
    n_newcomers: int = 0  # tasks of groups that wait for departments to be taken in
    leavers: list[tuple[str, int]] = field(default_factory=list)  # who left the roll, with how many open tasks in hand
    idle: list[Idle] = field(default_factory=list)


def loose_ends(unit: Unit, today: date) -> LooseEnds:
    """All of them. One query."""
    names = ("what", "place", "key", "name")
    newcomers = with_newcomers(unit).order_by().annotate(what=Value("newcomer"), place=Value(0), key=F("pk"))
    leavers = left_by_leavers(unit, today).order_by().annotate(what=Value("leaver"), place=Value(0))
    idle = without_hands(unit).order_by().annotate(what=Value("idle"), place=F("order"), key=F("pk"))
    called = Coalesce(NullIf(F("short_name"), Value("")), F("name"))
    rows = newcomers.annotate(name=Value("")).values_list(*names)
    rows = rows.union(
        leavers.annotate(key=F("in_charge"), name=F("in_charge__name")).values_list(*names),
        idle.annotate(called=called).values_list("what", "place", "key", "called"),
        all=True,
    )
    found = sorted(rows)
    left = Counter((key, name) for what, _, key, name in found if what == "leaver")
    return LooseEnds(
        sum(row[0] == "newcomer" for row in found),
        [(name, count) for (_, name), count in left.items()],
        [Idle(key, name) for what, _, key, name in found if what == "idle"],
    )
