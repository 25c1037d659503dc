"""Who is told of a task: the people of a department, and the office."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts.access import IN_DEPARTMENT, Role
from accounts.models import Unit, User
from accounts.notices import Kind, tell_all
from programs.history import departments_of
from programs.models import Task


def people_of(departments) -> list[User]:
    """The clerks and heads of some departments who may still log in."""
    rows = User.objects.filter(
        is_active=True, memberships__department__in=departments, memberships__role__in=IN_DEPARTMENT
    )
    return list(rows.distinct())


def office_of(unit_id: int) -> list[User]:
    """Those of the unit's office who may still log in."""
    rows = User.objects.filter(is_active=True, memberships__unit_id=unit_id, memberships__role=Role.OFFICE)
    return list(rows.distinct())


def people_behind(party) -> list[User]:
    """Those who do what a party answers for: the people of its departments, or the office of a unit below."""
    if isinstance(party, Unit):
        return office_of(party.pk)
    return people_of(departments_of(party))


def reviewers_of(task: Task, departments) -> list[User]:
    """Those who look at what a department hands in: its own heads, and the office of the unit."""
    heads = User.objects.filter(is_active=True, memberships__department__in=departments, memberships__role=Role.HEAD)
    office = User.objects.filter(is_active=True, memberships__unit_id=task.plan.unit_id, memberships__role=Role.OFFICE)
    return list((heads | office).distinct())


def tell_of(
    task: Task, people: Iterable[User], text: str, *, key: str, besides: User | None = None, kind: str = Kind.GIVEN
) -> None:
    """Tell people of one task, all but the one who did it."""
    path = reverse("task_detail", args=[task.pk])
    told = [person for person in people if besides is None or person.pk != besides.pk]
    tell_all(told, text, path, f"task:{task.pk}:{key}", kind)


def tell_party(task: Task, party, text: str, *, key: str, besides: User | None = None, kind: str = Kind.GIVEN) -> None:
    """Tell those behind a party of a task; the office of a unit below has a page of its own for it."""
    path = reverse("task_detail", args=[task.pk])
    if isinstance(party, Unit) and party.pk != task.plan.unit_id:
        path = reverse("given_task", args=[task.pk]) if task.unit_id == party.pk else reverse("desk")
    people = [person for person in people_behind(party) if besides is None or person.pk != besides.pk]
    tell_all(people, text, path, f"task:{task.pk}:{key}", kind)
