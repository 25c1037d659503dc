"""How many tasks of the plan in hand are overdue for a person, as the menu says on every page."""

from __future__ import annotations

from django.utils import timezone

from programs.models import Plan


def late_of(request, plan: Plan) -> int:
    """Of the own departments for people who act for those alone, else of the plan; asked where no page told it."""
    told = getattr(request, "late_told", None)
    if told is not None and told[0] == plan.pk:
        return told[1]
    tasks = plan.tasks.undivided().overdue(timezone.localdate())
    if request.standing.is_department_only:
        tasks = tasks.on_desk_of(request.standing.departments)
    return tasks.count()


def tell_late(request, plan: Plan, count: int) -> None:
    """A page that has read the same tasks says how many of them are overdue, so that they are not counted again."""
    request.late_told = plan.pk, count
