"""Which plan the person is looking at: the one chosen, else the newest in force of their unit."""

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
    """The plan named by ?plan= (its serial), or kept in the session, or the newest in force, or the newest at all.

    A plan chosen by ?plan= is kept, and its framework with it for the pages of scores.
    """
    if request.unit is None:
        return None
    plan = _numbered(request, _serial(request.GET.get("plan")))
    if plan is not None:
        choose_plan(request, plan)
        return plan
    plans = _plans(request)
    in_force = (plan for plan in plans if plan.state != Plan.State.ENDED)
    kept = _numbered(request, _serial(request.session.get("plan")))
    return kept or next(in_force, None) or next(iter(plans), None)


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
