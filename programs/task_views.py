"""Pages of tasks: the table of all of them, and one task with its history."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.gate import requires
from accounts.models import Department
from accounts.typed import clean_text
from programs import task_table
from programs.current import current_plan, other_plans
from programs.forms import Parties
from programs.models import Task
from programs.moves import moves
from programs.standings import files_of, is_late, points_of, spoken_day, status_of
from scoring.points import printed

MINE, EVERYONE = "mine", "all"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


class Filters:
    """What the address asks to see, with what it means where it says nothing."""

    def __init__(self, request):
        asked = request.GET
        self.show = asked.get("show") if asked.get("show") in task_table.SHOWS else "open"
        self.words = clean_text(asked.get("q", ""))[:100]
        self.own = request.standing.departments
        department = asked.get("department", MINE if self.own else EVERYONE)
        self.department = department if department in (MINE, EVERYONE) or _number(department) else EVERYONE
        if self.department == MINE and not self.own:
            self.department = EVERYONE

    def narrow(self, tasks):
        if self.department == MINE:
            tasks = tasks.on_desk_of(self.own)
        elif self.department != EVERYONE:
            tasks = tasks.on_desk_of([_number(self.department)])
        return task_table.searched(tasks, self.words)

    def query(self, **changed) -> str:
        kept = {"show": self.show, "department": self.department, "q": self.words} | changed
        return urlencode({name: value for name, value in kept.items() if value})


def _chips(filters: Filters, counts: dict[str, int]) -> list[dict]:
    return [
        {
            "text": text,
            "count": counts[show],
            "query": filters.query(show=show),
            "is_on": show == filters.show,
            "is_red": show == "late" and counts[show] > 0,
        }
        for show, text in task_table.SHOWS.items()
    ]


def _department_choices(filters: Filters, unit) -> list[dict]:
    rows = [{"value": EVERYONE, "text": "全部部门"}]
    if filters.own:
        rows.append({"value": MINE, "text": "只看本部门"})
    rows += [{"value": str(one.pk), "text": str(one)} for one in Department.objects.of_unit(unit).active()]
    return [row | {"is_on": row["value"] == filters.department} for row in rows]


@requires("task.read")
@require_GET
def task_list(request):
    """The table of a plan's tasks; a department's people begin with their own."""
    plan = current_plan(request)
    if plan is None:
        return render(request, "programs/task_none.html")
    today, filters = timezone.localdate(), Filters(request)
    tasks = filters.narrow(Task.objects.visible_to(request.user, "task.read").filter(plan=plan))
    bare, files = task_table.bare_tasks(tasks), files_of(plan)
    counts = task_table.counts_of(bare, files, today)
    page = Paginator(task_table.shown_of(bare, filters.show, files, today), task_table.PAGE).get_page(
        request.GET.get("page")
    )
    can_assign = request.standing.may("task.assign")
    return render(
        request,
        "programs/task_list.html",
        {
            "plan": plan,
            "others": other_plans(request, plan),
            "filters": filters,
            "chips": _chips(filters, counts),
            "departments": _department_choices(filters, request.unit),
            "is_mine": filters.department == MINE,
            "everyone_query": filters.query(department=EVERYONE),
            "mine_query": filters.query(department=MINE),
            "counts": counts,
            "going": sum(task.state == Task.State.IN_PROGRESS for task in bare),
            "groups": task_table.grouped(plan, bare, list(page.object_list), files, today),
            "page": page,
            "query": filters.query(),
            "has_points": plan.framework.clauses.filter(points__isnull=False).exists(),
            "parties": Parties(request.unit).choices("选责任部门") if can_assign else [],
            "can_assign": can_assign,
            "today": today,
            "back": request.get_full_path(),
        },
    )


def _records_of(task: Task, today) -> list[dict]:
    rows = task.records.select_related("department").order_by("-begins_on", "-pk")
    tones = {"draft": "none", "submitted": "check", "returned": "soon", "accepted": "done"}
    return [
        {
            "title": row.title,
            "path": reverse("record_detail", args=[row.pk]),
            "day": spoken_day(row.begins_on, today),
            "department": str(row.department),
            "tone": tones[row.state],
            "state": row.get_state_display(),
        }
        for row in rows
    ]


def task_page(request, task: Task, *, error: str = "", typed: str = "", status: int = 200):
    """One task for the person in hand; also the answer to a step that was refused, with what was typed kept."""
    today = timezone.localdate()
    lines = list(task.lines.select_related("department")) if task.group_id else []
    open_moves = moves(task, request.standing, lines)
    for one in open_moves.lines:
        one.status = status_of(one.line.state, task.due_on, today)
    steps = list(task.steps.select_related("by", "department"))
    returned = next((step for step in reversed(steps) if step.verb == "returned"), None)
    clauses = [{"text": clause.text, "points": printed(clause.points)} for clause in task.clauses.all()]
    return render(
        request,
        "programs/task_detail.html",
        {
            "task": task,
            "moves": open_moves,
            "clauses": clauses,
            "points": points_of(task),
            "parties": task_table.parties_of(task),
            "due": spoken_day(task.due_on, today) if task.due_on else task.due_text,
            "is_late": is_late(task.state, task.due_on, today),
            "status": status_of(task.state, task.due_on, today),
            "returned": returned if task.state == Task.State.RETURNED else None,
            "steps": steps[::-1],
            "records": _records_of(task, today),
            "record_path": f"{reverse('record_new')}?task={task.pk}",
            "can_act": open_moves.can_start or open_moves.can_submit or open_moves.can_review,
            "error": error,
            "typed": typed,
        },
        status=status,
    )


def tasks_for_page(request):
    return task_table.with_parties(Task.objects.visible_to(request.user, "task.read")).select_related(
        "plan__unit", "plan__framework", "category"
    )


@requires("task.read")
@require_GET
def task_detail(request, pk: int):
    return task_page(request, get_object_or_404(tasks_for_page(request), pk=pk))
