"""The desk: the first page of the day."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.gate import requires
from accounts.notices import Notice
from evidence.library import cards
from evidence.models import Record
from programs.current import current_plan, other_plans
from programs.desk import desk_of
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
    return render(
        request,
        "programs/desk.html",
        {
            "plan": plan,
            "others": other_plans(request, plan),
            "greeting": _greeting(now.hour),
            "today": today,
            "weekday": WEEKDAYS[today.weekday()],
            "desk": desk_of(standing, plan, today),
            "month": month_of(standing, today),
            "cards": cards(records[:RECENT]),
            "n_records": records.of_year(today.year).count(),
            "notices": list(Notice.objects.filter(user=request.user)[:TOLD]),
            "own": "、".join(str(one) for one in standing.departments) if standing.is_department_only else "",
            "is_wide": not standing.is_department_only,
        },
    )
