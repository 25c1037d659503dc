"""The page of the work calendar."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from programs.calendar import month_asked, month_of
from programs.current import current_plan, other_plans, plans_beside


@requires("plan.read")
@require_safe
def calendar(request):
    """One month (?month=2026-05): a grid on a wide screen, the days with something on them as a list on a phone."""
    today = timezone.localdate()
    plan = current_plan(request)
    year, month = month_asked(request.GET.get("month"), today)
    page = {
        "plan": plan,
        "others": other_plans(request, plan),
        "month": month_of(request.standing, plans_beside(request, plan), year, month, today),
        "today": today,
        "is_now": (year, month) == (today.year, today.month),
        "is_wide": not request.standing.is_department_only,
    }
    return render(request, "programs/calendar.html", page)
