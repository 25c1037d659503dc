"""Honours that may count for a bonus: those put forward for the clause, received within the category's window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from evidence.levels import Level
from evidence.models import Record
from evidence.particulars import Honour
from scoring.assessments import relied_on
from scoring.models import Assessment, Clause
from scoring.rules import COUNTED
from scoring.ruling import Rule
from scoring.ruling_proposals import level_in
from scoring.tree import Tree


@dataclass(frozen=True)
class Offered:
    """One honour cited for a clause, with the step of the rule it counts by; "" where the rule names none."""

    record: Record
    level: str  # as kept: 国家级
    step: str
    work: str
    is_in_window: bool

    @property
    def counts(self) -> bool:
        return bool(self.step) and self.is_in_window


def window_of(tree: Tree, category_id: int, year: int) -> tuple[date, date]:
    """From which day to which honours count: as the nearest bonus category says, else the framework's own year."""
    for row in tree.upward(category_id):
        if row.begins_on and row.ends_on:
            return row.begins_on, row.ends_on
    return date(year, 1, 1), date(year, 12, 31)


def honours_of(assessment: Assessment, clause: Clause, tree: Tree, rule: Rule) -> list[Offered]:
    """The recognised honours cited for a clause, the oldest first. One query."""
    first, last = window_of(tree, clause.indicator.category_id, assessment.framework.year)
    cited = relied_on(assessment).filter(clause=clause).order_by().values("record")
    rows = Honour.objects.filter(record__in=cited, record__state__in=COUNTED, is_recognised=True)
    found = []
    for row in rows.select_related("record").order_by("record__begins_on", "record"):
        label = Level(row.level).label if row.level in Level.values else row.level
        step = step_for(label, [step.label for step in rule.steps])
        found.append(Offered(row.record, label, step, row.work, first <= row.record.begins_on <= last))
    return found


def step_for(level: str, steps: Iterable[str]) -> str:
    """The step by which an honour of a level counts: the one named so, or that names the same level in other words."""
    steps = list(steps)
    if level in steps:
        return level
    return next((step for step in steps if level_in(step) == level), "")
