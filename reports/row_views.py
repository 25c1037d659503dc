"""The rows behind the board's figures: a party's own tasks, a category's activities of a month."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.gate import requires
from evidence.models import Record
from programs.current import current_plan
from programs.models import Plan
from programs.standings import is_late, status_of
from reports.figures import figures, label_of, spoken_date
from reports.tallies import standing

PER_PAGE = 50
SHOWS = {"all": "全部", "done": "已完成", "late": "逾期", "waiting": "待审核", "going": "办理中", "unbegun": "未开始"}
PARTIES = {"department": "department", "group": "group", "unit": "unit"}


def _plan(request) -> Plan:
    plan = current_plan(request)
    if plan is None:
        raise Http404
    return plan


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@requires("board.read")
@require_GET
def board_tasks(request):
    """The tasks one party answers for, as the board counts them."""
    plan, today = _plan(request), timezone.localdate()
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "all"
    party = request.GET.get("party", "")
    own = [(task, is_late(task.state, task.due_on, today)) for task in _of_party(plan.tasks.undivided(), party)]
    kept = [task for task, overdue in own if show == "all" or standing(task.state, overdue) == show]
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "name": str(own[0][0].party or "还没有指定部门") if own else "这个部门",
        "show": SHOWS[show],
        "rows": [
            {
                "pk": task.pk,
                "label": label_of(task),
                "due": spoken_date(task.due_on) if task.due_on else task.due_text,
                "status": status_of(task.state, task.due_on, today),
            }
            for task in page
        ],
        "page": page,
        "query": f"plan={plan.serial}&party={party}&show={show}",
        "year": plan.year,
    }
    return render(request, "reports/board_tasks.html", context)


def _of_party(tasks, party: str):
    """`party` is department:3, group:1, unit:2 or : for nobody."""
    kind, _, key = party.partition(":")
    number = _number(key)
    tasks = tasks.select_related("department", "group", "unit").order_by("order", "pk")
    if kind in PARTIES and number is not None:
        return tasks.filter(**{f"{PARTIES[kind]}_id": number})
    if party == ":":
        return tasks.filter(department=None, group=None, unit=None)
    raise Http404


@requires("board.read")
@require_GET
def board_activities(request):
    """The accepted activities that serve a category, of one month or of the year."""
    plan = _plan(request)
    told = figures(plan, timezone.localdate())
    chosen = _number(request.GET.get("category", ""))
    row = next((row for row in told.categories if row.category.pk == chosen), None)
    if row is None:
        raise Http404
    month = _number(request.GET.get("month", ""))
    month = month if month in range(1, 13) else None
    records = Record.objects.visible_to(request.user, "record.read").filter(pk__in=row.records)
    if month:
        records = records.filter(begins_on__month=month)
    records = records.select_related("department", "activity__kind").order_by("begins_on", "pk")
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "name": row.name,
        "month": month,
        "page": page,
        "query": f"plan={plan.serial}&category={chosen}" + (f"&month={month}" if month else ""),
        "year": plan.year,
    }
    return render(request, "reports/board_activities.html", context)
