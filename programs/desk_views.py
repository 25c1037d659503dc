"""The desk: the first page of the day."""

from __future__ import annotations

from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.gate import requires
from accounts.notices import Notice
from evidence.cards import cards
from evidence.models import Record
from programs.current import current_plan, other_plans, plans_beside, plans_to_approve
from programs.desk import desk_of
from programs.desk_points import points_at_risk
from programs.finding_lines import on_desk
from programs.first_steps import first_steps
from programs.loose_ends import LooseEnds, loose_ends
from programs.month import held_by, month_of

WEEKDAYS = "一二三四五六日"
RECENT, TOLD = 3, 5  # cards and messages shown


def _greeting(hour: int) -> str:
    if hour < 5 or hour >= 19:
        return "晚上好"
    if hour < 12:
        return "上午好"
    return "中午好" if hour < 14 else "下午好"


def _recent(standing):
    records = Record.objects.visible_to(standing.user, "record.read").of_unit(standing.unit)
    if standing.is_department_only:
        return held_by(records, standing.departments)
    return records if standing.may("record.write") else records.exclude(state=Record.State.DRAFT)


@requires("unit.read")
@require_GET
def desk(request):
    now, today = timezone.localtime(), timezone.localdate()
    plan, standing = current_plan(request), request.standing
    records = _recent(standing)
    others, plans = other_plans(request, plan), plans_beside(request, plan)
    lying = desk_of(standing, plans, today, plans_to_approve(request))
    in_year = (
        records.activities()
        .exclude(state=Record.State.DRAFT)
        .of_year(today.year)
        .order_by()
        .values("unit")
        .annotate(n=Count("pk"))
        .values("n")
    )
    n_records = Coalesce(Subquery(in_year, output_field=IntegerField()), 0)
    recent = cards(records.activities().annotate(n_records=n_records)[:RECENT])
    return render(
        request,
        "programs/desk.html",
        {
            "plan": plan,
            "plans": plans,
            "others": others,
            "first": first_steps(standing, plan, lying.n_unassigned, is_only=not others, has_activity=bool(recent)),
            "greeting": _greeting(now.hour),
            "today": today,
            "weekday": WEEKDAYS[today.weekday()],
            "desk": lying,
            "findings": on_desk(standing, plan, today),
            "loose": loose_ends(request.unit, today) if standing.may("task.assign") else LooseEnds(),
            "month": month_of(standing, today, lying.due),
            "points": points_at_risk(standing, plan, today) if plan else None,
            "cards": recent,
            "n_records": recent[0].record.n_records if recent else 0,
            "notices": list(Notice.objects.filter(user=request.user)[:TOLD]),
            "own": "、".join(str(one) for one in standing.departments) if standing.is_department_only else "",
            "is_wide": not standing.is_department_only,
        },
    )
