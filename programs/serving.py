"""What an activity can serve, as a page lists it: the tasks of a plan, own ones first, and its clauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms

from accounts.several import SeveralField
from accounts.typed import whole_number
from programs import task_table
from programs.models import Plan, Task
from programs.standings import points_of, status_of
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


@dataclass
class Choices:
    """The tick lists of a plan: tasks near at hand, the other tasks, and single clauses by category."""

    plan: Plan
    near: list[Choice]
    others: list[Choice]
    clauses: list[tuple[str, list[Choice]]]
    n_tasks: int

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


def _task_choice(task: Task, ticked: set[int], today: date) -> Choice:
    status = status_of(task.state, task.due_on, today).text
    said = [str(task.category)] if task.category else []
    said += [str(task.party)] if task.party else []
    said += [status] + ([f"已有 {task.n_records} 份档案"] if task.n_records else [])
    title = f"{task.number}. {task.title}" if task.number else task.title
    words = f"{title} {task.requirement[:600]}"
    return Choice(task.pk, title, " · ".join(said), points_of(task), task.pk in ticked, words)


def _clause_choices(plan: Plan, ticked: set[int]) -> list[tuple[str, list[Choice]]]:
    groups: dict[str, list[Choice]] = {}
    rows = Clause.objects.filter(framework=plan.framework_id).select_related("indicator__category").order_by("order")
    for clause in rows:
        number = f"{clause.indicator.number}. " if clause.indicator.number else ""
        title = f"{number}{clause.text}"
        choice = Choice(clause.pk, title, "", printed(clause.points), clause.pk in ticked, title)
        groups.setdefault(clause.indicator.category.name, []).append(choice)
    return list(groups.items())


def _nearness(row: Task, ticked: set[int], today: date) -> tuple:
    return (row.pk not in ticked, row.state == Task.State.SUBMITTED, row.due_on or date.max, row.order)


def choices_of(plan: Plan, departments, *, tasks: set[int], clauses: set[int], today: date) -> Choices:
    """The tick lists, with a fixed number of queries. Near at hand: what is ticked, then open tasks of own desks."""
    rows = list(task_table.with_parties(plan.tasks.all()).select_related("category").order_by("order", "pk"))
    own = set(plan.tasks.on_desk_of(departments).open().values_list("pk", flat=True)) if departments else set()
    near = sorted((row for row in rows if row.pk in tasks | own), key=lambda row: _nearness(row, tasks, today))
    near = near[: max(NEAR, len(tasks))]
    shown = {row.pk for row in near}
    return Choices(
        plan=plan,
        near=[_task_choice(row, tasks, today) for row in near],
        others=[_task_choice(row, tasks, today) for row in rows if row.pk not in shown],
        clauses=_clause_choices(plan, clauses),
        n_tasks=len(rows),
    )


def ids_typed(data, name: str) -> set[int]:
    """The numbers ticked in a post, as far as they are numbers; for showing a refused form again."""
    return {number for number in map(whole_number, data.getlist(name)) if number is not None}
