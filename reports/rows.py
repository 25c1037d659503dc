"""The rows of a plan's breakdown table: the framework's, with who answers for each today and by when."""

from __future__ import annotations

from datetime import date

from programs.models import Plan, Task
from programs.naming import folded, known_names
from scoring import rows as scoring
from scoring.models import Indicator
from scoring.rows import Duty, Row


def rows_of(plan: Plan) -> list[Row]:
    """All rows in the order of the paper. The number of queries does not grow with the plan."""
    duties = _duties(plan)
    known = known_names(plan.unit)

    def duty_of(indicator: Indicator) -> Duty:
        tasks = duties.get(indicator.pk, [])
        return Duty(*_parties(indicator, tasks, known), *due_of(indicator, tasks))

    return scoring.rows_of(plan.framework, duty_of)


def _duties(plan: Plan) -> dict[int, list[Task]]:
    """The tasks that serve each indicator, with their parties."""
    tasks = plan.tasks.select_related("department", "group", "unit").prefetch_related("assisting", "assisting_groups")
    by_pk = {task.pk: task for task in tasks}
    links = (
        Task.clauses.through.objects.filter(task__plan=plan)
        .order_by("task__order", "task_id")
        .values_list("task_id", "clause__indicator_id")
    )
    duties: dict[int, list[Task]] = {}
    for task_id, indicator_id in links:
        served = duties.setdefault(indicator_id, [])
        if by_pk[task_id] not in served:
            served.append(by_pk[task_id])
    return duties


def _parties(indicator: Indicator, tasks: list[Task], known: dict) -> tuple[str, list[str]]:
    """Who leads, and all names in order: in the paper's words while they mean those who are assigned today."""
    meant = {known[folded(name)] for name in indicator.departments if folded(name) in known}
    assigned = [task for task in tasks if task.party is not None]
    parties = [one for task in assigned for one in (task.party, *task.assisting.all(), *task.assisting_groups.all())]
    if indicator.departments and (not assigned or meant == set(parties)):
        return indicator.lead, list(indicator.departments)
    names = list(dict.fromkeys(str(party) for party in parties))
    says_lead = bool(indicator.lead) or not indicator.departments
    return (names[0] if names and says_lead else "", names)


def due_of(indicator: Indicator, tasks: list[Task]) -> tuple[date | None, str]:
    """The day and, while nobody moved it, the words the paper has for it."""
    task = next((task for task in tasks if task.due_on or task.due_text), None)
    if task is None:
        return indicator.due_on, indicator.due_text
    is_moved = task.due_on is not None and task.due_on != indicator.due_on and task.due_text == indicator.due_text
    return task.due_on, "" if is_moved else task.due_text
