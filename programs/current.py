"""Which plan the person is looking at: the one chosen, else the one their unit works by this year."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from programs.late import overdue_for
from programs.models import Plan


def _plans(request) -> list[Plan]:
    """The unit's plans that the person may see, newest first, with `n_late`; a request asks for them once."""
    kept = getattr(request, "plans_here", None)
    if kept is None or kept[0] != request.unit.pk:
        rows = Plan.objects.visible_to(request.user, "plan.read").of_unit(request.unit)
        rows = rows.with_points().annotate(n_late=overdue_for(request.standing, timezone.localdate()))
        plans = list(rows.select_related("framework"))
        for plan in plans:
            plan.unit = request.unit
        kept = request.plans_here = request.unit.pk, plans
    return kept[1]


def _numbered(request, serial: int | None) -> Plan | None:
    return next((plan for plan in _plans(request) if plan.serial == serial), None)


def plan_among(request, keys: Iterable[int]) -> Plan | None:
    """The newest of the unit's plans that the person may see, of those with these keys."""
    keys = set(keys)
    return next((plan for plan in _plans(request) if plan.pk in keys), None) if keys else None


def _serial(text) -> int | None:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def current_plan(request) -> Plan | None:
    """The plan named by ?plan= (its serial), or kept in the session, or the one the unit works by, or the newest.

    A plan chosen by ?plan= is kept, and its framework with it for the pages of scores.
    """
    if request.unit is None:
        return None
    plan = _numbered(request, _serial(request.GET.get("plan")))
    if plan is not None:
        choose_plan(request, plan)
        return plan
    kept = _numbered(request, _serial(request.session.get("plan")))
    return kept or max(_in_force(request) or _plans(request), key=_rank, default=None)


def _in_force(request) -> list[Plan]:
    return [plan for plan in _plans(request) if plan.state != Plan.State.ENDED]


def _rank(plan: Plan) -> tuple:
    """What the unit works by stands highest: no year that is still to come, then the latest year; within a year what
    was approved before a draft, what gives points before what gives none, the newer before the older.
    """
    is_ahead = plan.year > timezone.localdate().year
    is_agreed = plan.approved_at is not None
    return not is_ahead, -plan.year if is_ahead else plan.year, is_agreed, plan.has_points, plan.serial


def plans_beside(request, plan: Plan | None) -> list[Plan]:
    """A plan and the unit's others in force of its year: a person's work comes from all of them."""
    if plan is None:
        return []
    return [plan, *(other for other in _in_force(request) if other.year == plan.year and other.pk != plan.pk)]


def plans_to_approve(request) -> list[Plan]:
    """Those that wait for the person to approve them, the newest first."""
    if request.unit is None or not request.standing.may("plan.approve"):
        return []
    return [plan for plan in _in_force(request) if plan.state in (Plan.State.DRAFT, Plan.State.REVISING)]


def choose_plan(request, plan: Plan) -> None:
    chosen = {"plan": plan.serial, "framework": plan.framework_id}
    if any(request.session.get(name) != value for name, value in chosen.items()):
        request.session.update(chosen)


def copies_of(request, plan: Plan) -> list[Plan]:
    """The plans of later years a plan of the unit in hand was copied to."""
    return [other for other in _plans(request) if other.copied_from_id == plan.pk] if request.unit else []


def other_plans(request, plan: Plan | None) -> list[Plan]:
    """The unit's further plans, newest first, to change over to."""
    if request.unit is None or plan is None:
        return []
    return [other for other in _plans(request) if other.pk != plan.pk][:10]
