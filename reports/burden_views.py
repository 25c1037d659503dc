"""The pages of the burden: all departments in a month, and the rows behind one department's figures."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.gate import requires
from accounts.models import Department
from programs.current import current_plan, other_plans
from programs.models import Plan
from programs.standings import printed_day
from reports.burden import FINDING, OBJECTION, RETURNED, Burden, Happened, Load, Twice
from reports.burden_reading import burden_of

KINDS = {RETURNED: "退回", FINDING: "督导问题", OBJECTION: "异议"}
PAGES = {"task": "task_detail", "record": "record_detail", "finding": "finding_detail"}


def _month(request, today: date) -> date:
    """The first day of the month asked for, this month otherwise."""
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        return today.replace(day=1)
    return asked if 2000 <= asked.year <= 2099 else today.replace(day=1)


def _beside(month: date, steps: int) -> str:
    number = month.year * 12 + month.month - 1 + steps
    return f"{number // 12}-{number % 12 + 1:02d}"


def _frame(plan: Plan, month: date, today: date) -> dict:
    return {
        "plan": plan,
        "month": month,
        "query": f"plan={plan.serial}&month={month:%Y-%m}",
        "before": _beside(month, -1),
        "after": _beside(month, 1) if month < today.replace(day=1) else "",
        "year": plan.year,
    }


@requires("board.read")
@require_GET
def burden_home(request):
    """What was asked of each department in a month, and how much of it twice."""
    plan, today = current_plan(request), timezone.localdate()
    if plan is None:
        return render(request, "reports/none.html", {"title": "工作负担"})
    month = _month(request, today)
    told = burden_of(plan, month)
    context = {"burden": told, "totals": told.totals, "others": other_plans(request, plan), "said": said_of(told)}
    return render(request, "reports/burden.html", context | _frame(plan, month, today))


def said_of(told: Burden) -> str:
    """The one sentence above the table."""
    totals = told.totals
    if not told.loads:
        return "这个月没有向部门要什么。"
    said = f"向 {len(told.loads)} 个部门要了 {totals['tasks']} 项任务"
    if totals["materials"]:
        said += f"、{totals['materials']} 份材料"
    if totals["repeated"]:
        said += f"，其中 {totals['repeated']} 处是重复要的"
    return f"{said}；{totals['held']} 处可以引用已有的档案。" if totals["held"] else f"{said}。"


@requires("board.read")
@require_GET
def burden_rows(request, pk):
    """The rows behind the figures of one department."""
    plan, today = current_plan(request), timezone.localdate()
    if plan is None:
        raise Http404
    department = get_object_or_404(
        Department.objects.visible_to(request.user, "board.read").of_unit(plan.unit_id), pk=pk
    )
    month = _month(request, today)
    told = burden_of(plan, month)
    load = next((one for one in told.loads if one.department == department.pk), Load(department.pk, str(department)))
    context = {
        "load": load,
        "department": department,
        "asks": [
            {
                "label": ask.label,
                "path": reverse("task_detail", args=[ask.task]),
                "due": printed_day(ask.due_on, today),
                "materials": ask.materials,
            }
            for ask in load.asks
        ],
        "twice": [_twice(one) for one in load.twice],
        "happened": [_happened(one) for one in load.happened],
    }
    return render(request, "reports/burden_rows.html", context | _frame(plan, month, today))


def _twice(one: Twice) -> dict:
    path = reverse("task_detail", args=[one.ask.task])
    first = one.first and {"label": one.first.label, "path": reverse("task_detail", args=[one.first.task])}
    record = one.record and {"title": one.record.title, "path": reverse("record_detail", args=[one.record.record])}
    what = "整项要求" if one.is_text else one.what or "同一得分点的佐证"
    told = {"what": what, "label": one.ask.label, "path": path, "first": first, "record": record}
    return told | {"is_named": one.is_named}


def _happened(one: Happened) -> dict:
    return {"kind": KINDS[one.kind], "title": one.title, "path": reverse(PAGES[one.of], args=[one.key])}
