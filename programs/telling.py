"""Who is told of a task: the people of a department, and the office."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts.access import IN_DEPARTMENT, Role
from accounts.models import User
from accounts.notices import tell_all
from programs.models import Task


def people_of(departments) -> list[User]:
    """The clerks and heads of some departments who may still log in."""
    rows = User.objects.filter(
        is_active=True, memberships__department__in=departments, memberships__role__in=IN_DEPARTMENT
    )
    return list(rows.distinct())


def reviewers_of(task: Task, departments) -> list[User]:
    """Those who look at what a department hands in: its own heads, and the office of the unit."""
    heads = User.objects.filter(is_active=True, memberships__department__in=departments, memberships__role=Role.HEAD)
    office = User.objects.filter(is_active=True, memberships__unit_id=task.plan.unit_id, memberships__role=Role.OFFICE)
    return list((heads | office).distinct())


def tell_of(task: Task, people: Iterable[User], text: str, *, key: str, besides: User | None = None) -> None:
    """Tell people of one task, all but the one who did it."""
    path = reverse("task_detail", args=[task.pk])
    told = [person for person in people if besides is None or person.pk != besides.pk]
    tell_all(told, text, path, f"task:{task.pk}:{key}")
