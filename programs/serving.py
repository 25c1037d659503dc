"""What an activity can serve, as a page lists it: the tasks of a plan, own ones first, and its clauses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.db.models import Count, Exists, OuterRef, Subquery, Sum

from accounts.several import SeveralField
from accounts.typed import whole_number
from programs.asked import AskedOf, as_data, asked_in
from programs.models import Plan, Task
from programs.standings import status_of
from scoring.clause_materials import Asked
from scoring.models import Clause
from scoring.points import printed

NEAR = 6  # tasks shown without opening the whole list


@dataclass
class Choice:
    """One line to tick; `words` is what it is found by."""

    pk: int
    title: str
    small: str
    points: str
    is_ticked: bool
    words: str = ""
    asks: str = ""  # what it asks of each activity, for the page's script


@dataclass
class Choices:
    """The tick lists of a plan: tasks near at hand, the other tasks, and single clauses by category."""

    plan: Plan
    near: list[Choice]
    others: list[Choice]
    clauses: list[tuple[str, list[Choice]]]
    n_tasks: int
    asked: list[Asked] = field(default_factory=list)  # by what is ticked

    @property
    def any_clause_ticked(self) -> bool:
        return any(choice.is_ticked for _, choices in self.clauses for choice in choices)


class ServesForm(forms.Form):
    """The ticked tasks and clauses of one plan."""

    tasks = SeveralField(
        queryset=Task.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "选的任务不在这份方案里，请重新勾选。",
            "invalid_pk_value": "请重新勾选任务。",
        },
    )
    clauses = SeveralField(
        queryset=Clause.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "选的得分点不在这份方案里，请重新勾选。",
            "invalid_pk_value": "请重新勾选得分点。",
        },
    )

    def __init__(self, *args, plan: Plan | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        if plan is not None:
            self.fields["tasks"].queryset = plan.tasks.all()
            self.fields["clauses"].queryset = Clause.objects.filter(framework=plan.framework_id)


def _task_choice(task: Task, ticked: set[int], today: date, asked: AskedOf) -> Choice:
    status = status_of(task.state, task.due_on, today).text
    said = [str(task.category)] if task.category else []
    said += [str(task.party)] if task.party else []
    said += [status] + ([f"已有 {task.n_records} 份档案"] if task.n_records else [])
    title = f"{task.number}. {task.title}" if task.number else task.title
    words = f"{title} {task.requirement[:600]}"
    asks = as_data(asked.tasks.get(task.pk, []))
    return Choice(task.pk, title, " · ".join(said), printed(task.worth), task.pk in ticked, words, asks)


def _clause_choices(plan: Plan, ticked: set[int], asked: AskedOf) -> list[tuple[str, list[Choice]]]:
    groups: dict[str, list[Choice]] = {}
    rows = Clause.objects.filter(framework=plan.framework_id).select_related("indicator__category").order_by("order")
    for clause in rows:
        number = f"{clause.indicator.number}. " if clause.indicator.number else ""
        title = f"{number}{clause.text}"
        asks = as_data(asked.clauses.get(clause.pk, []))
        choice = Choice(clause.pk, title, "", printed(clause.points), clause.pk in ticked, title, asks)
        groups.setdefault(clause.indicator.category.name, []).append(choice)
    return list(groups.items())


def _nearness(row: Task, ticked: set[int], today: date) -> tuple:
    return (row.pk not in ticked, row.state == Task.State.SUBMITTED, row.due_on or date.max, row.order)


def _offered(plan: Plan, departments):
    """The tasks of a plan in its order; `is_own`: open, and on the desk of one of these departments."""
    own = plan.tasks.undivided().on_desk_of(departments).open() if departments else plan.tasks.none()
    links = Task.clauses.through.objects.filter(task=OuterRef("pk")).order_by().values("task")
    worth = Subquery(links.annotate(worth=Sum("clause__points")).values("worth"))
    rows = plan.tasks.select_related("department", "group", "unit", "category").annotate(worth=worth)
    rows = rows.annotate(n_records=Count("records", distinct=True), is_own=Exists(own.filter(pk=OuterRef("pk"))))
    return rows.order_by("order", "pk")


def choices_of(plan: Plan, departments, *, tasks: set[int], clauses: set[int], today: date) -> Choices:
    """The tick lists, with a fixed number of queries. Near at hand: what is ticked, then open tasks of own desks."""
    rows = list(_offered(plan, departments))
    near = [row for row in rows if row.pk in tasks or row.is_own]
    near.sort(key=lambda row: _nearness(row, tasks, today))
    near = near[: max(NEAR, len(tasks))]
    shown = {row.pk for row in near}
    asked = asked_in(plan)
    return Choices(
        plan=plan,
        near=[_task_choice(row, tasks, today, asked) for row in near],
        others=[_task_choice(row, tasks, today, asked) for row in rows if row.pk not in shown],
        clauses=_clause_choices(plan, clauses, asked),
        n_tasks=len(rows),
        asked=asked.of(tasks, clauses),
    )


def ids_typed(data, name: str) -> set[int]:
    """The numbers ticked in a post, as far as they are numbers; for showing a refused form again."""
    return {number for number in map(whole_number, data.getlist(name)) if number is not None}
