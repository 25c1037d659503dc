"""How many tasks of a plan are overdue for a person, as the menu says on every page; counted with the plan itself."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.access import Standing
from programs.models import Task


def overdue_for(standing: Standing, today: date) -> Coalesce:
    """Of each plan: of the own departments for people who act for those alone, else of all."""
    tasks = Task.objects.filter(plan=OuterRef("pk")).undivided().overdue(today)
    if standing.is_department_only:
        tasks = tasks.on_desk_of(standing.departments)
    counted = tasks.order_by().values("plan").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
