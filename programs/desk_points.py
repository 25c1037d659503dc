"""Points a desk still has to bring: those of clauses whose tasks are not done, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import BigIntegerField, OuterRef, Subquery
from django.urls import reverse

from accounts.access import Standing
from programs.models import Plan, Task
from programs.standings import Status, is_late, is_soon, status_of
from scoring.models import Assessment, Score
from scoring.points import printed, total

SHOWN = 3


@dataclass(frozen=True)
class Pending:
    """One task with the points its clauses do not bring yet."""

    title: str
    path: str
    status: Status
    worth: Decimal
    is_urgent: bool  # overdue, or due within a week

    @property
    def worth_text(self) -> str:
        return printed(self.worth)


@dataclass(frozen=True)
class DeskPoints:
    """All of them; `urgent` is the part that hangs on overdue tasks and those due within a week."""

    total: str
    urgent: str  # empty: none
    lines: list[Pending]
    path: str  # the page that says what is missing; empty before there is an assessment


def points_at_risk(standing: Standing, plan: Plan, today: date) -> DeskPoints | None:
    """None where nothing is missing, or the plan has no points. One query."""
    tasks = Task.objects.visible_to(standing.user, "task.read").filter(plan=plan)
    if standing.is_department_only:
        tasks = tasks.on_desk_of(standing.departments)
    assessment = Assessment.objects.own().filter(framework=plan.framework_id, unit=plan.unit_id).values("pk")[:1]
    given = Score.objects.filter(assessment__in=assessment, clause=OuterRef("clauses"))
    rows = tasks.exclude(state=Task.State.ACCEPTED).filter(clauses__points__isnull=False)
    own = Subquery(assessment, output_field=BigIntegerField())
    rows = rows.annotate(
        own=own, given=Subquery(given.values("points")[:1]), verdict=Subquery(given.values("state")[:1])
    )
    names = ("own", "clauses", "clauses__points", "given", "verdict", "pk", "number", "title", "state", "due_on")
    found: dict[int, tuple] = {}
    worths: dict[int, list[Decimal]] = {}
    seen = set()
    read = list(rows.order_by("due_on", "pk").values_list(*names))
    for _, clause, points, got, verdict, *task in read:
        worth = points - (got or Decimal(0))
        if clause in seen or verdict == Score.State.NOT_APPLICABLE or worth <= 0:
            continue
        seen.add(clause)
        found[task[0]] = tuple(task)
        worths.setdefault(task[0], []).append(worth)
    if not found:
        return None
    assessed = read[0][0]
    lines = [_pending(task, total(worths[pk]), today) for pk, task in found.items()]
    lines.sort(key=lambda one: (not one.is_urgent, -one.worth))
    urgent = [one.worth for one in lines if one.is_urgent]
    return DeskPoints(
        printed(total(one.worth for one in lines)),
        printed(total(urgent)) if urgent else "",
        lines[:SHOWN],
        reverse("score_risk", args=[assessed]) if assessed and standing.may("score.read") else "",
    )


def _pending(task: tuple, worth: Decimal, today: date) -> Pending:
    pk, number, title, state, due_on = task
    return Pending(
        title=f"{number}. {title}" if number else title,
        path=reverse("task_detail", args=[pk]),
        status=status_of(state, due_on, today),
        worth=worth,
        is_urgent=is_late(state, due_on, today) or is_soon(state, due_on, today),
    )
