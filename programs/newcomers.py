"""Departments of a group that came after its tasks were given out: found for the whole unit, taken in at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import Department, Unit, User
from programs.models import Plan
from programs.objections import Objection
from programs.task_care import bring_in
from programs.tasks import Task, TaskLine


def with_newcomers(unit: Unit):
    """Open tasks of groups with a member that has no line yet.

    Who got out of a task by an objection that was accepted is no newcomer.
    """
    of_pair = {"task": OuterRef(OuterRef("pk")), "department": OuterRef("pk")}
    out = Objection.objects.filter(**of_pair, state=Objection.State.ACCEPTED)
    fresh = Department.objects.active().filter(~Exists(TaskLine.objects.filter(**of_pair)), ~Exists(out))
    in_unit, in_group = Exists(fresh.filter(unit=unit)), Exists(fresh.filter(unit=unit, groups=OuterRef("group")))
    tasks = Task.objects.filter(plan__unit=unit).exclude(plan__state=Plan.State.ENDED).open()
    return tasks.filter(Q(in_unit, group__takes_all=True) | Q(in_group, group__takes_all=False))


def newcomers_in(unit: Unit) -> list[tuple[Task, list[Department]]]:
    """The tasks that wait for departments to be taken in, with these; five queries at most."""
    tasks = list(with_newcomers(unit).select_related("group", "plan").order_by("plan", "order"))
    if not tasks:
        return []
    active = list(unit.departments.active())
    meant = _members(tasks, active)
    listed = set(TaskLine.objects.filter(task__in=tasks).values_list("task", "department"))
    out = Objection.objects.filter(task__in=tasks, state=Objection.State.ACCEPTED)
    listed |= set(out.values_list("task", "department"))
    return [(task, [one for one in meant[task.group_id] if (task.pk, one.pk) not in listed]) for task in tasks]


def _members(tasks: Iterable[Task], active: list[Department]) -> dict[int, list[Department]]:
    """The departments in use of each group, in the unit's own order."""
    groups = {task.group_id: task.group for task in tasks}
    through = type(next(iter(groups.values()))).departments.through
    named = set(through.objects.filter(departmentgroup__in=groups).values_list("departmentgroup", "department"))
    return {key: [one for one in active if group.takes_all or (key, one.pk) in named] for key, group in groups.items()}


@transaction.atomic
def bring_all_in(*, tasks: Iterable[Task], by: User) -> int:
    """Give every newcomer its line of each of the tasks; how many tasks there were."""
    return sum(bool(bring_in(task=task, by=by)) for task in tasks)
