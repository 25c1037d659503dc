"""Which plan the person is looking at: the one chosen, else the newest in force of their unit."""

from __future__ import annotations

from programs.models import Plan


def _plans(request):
    plans = Plan.objects.visible_to(request.user, "plan.read").of_unit(request.unit)
    return plans.select_related("framework")


def _serial(text) -> int | None:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def current_plan(request) -> Plan | None:
    """The plan named by ?plan= (its serial), or kept in the session, or the newest in force, or the newest at all.

    A plan chosen by ?plan= is kept, and its framework with it for the pages of scores.
    """
    if request.unit is None:
        return None
    asked, kept = _serial(request.GET.get("plan")), _serial(request.session.get("plan"))
    if asked is not None:
        plan = _plans(request).filter(serial=asked).first()
        if plan is not None:
            choose_plan(request, plan)
            return plan
    if kept is not None:
        plan = _plans(request).filter(serial=kept).first()
        if plan is not None:
            return plan
    return _plans(request).in_force().first() or _plans(request).first()


def choose_plan(request, plan: Plan) -> None:
    request.session["plan"] = plan.serial
    request.session["framework"] = plan.framework_id


def other_plans(request, plan: Plan | None) -> list[Plan]:
    """The unit's further plans, newest first, to change over to."""
    if request.unit is None or plan is None:
        return []
    return list(_plans(request).exclude(pk=plan.pk)[:10])
