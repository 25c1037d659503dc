"""Pages of tasks: the table of all of them, and one task with its history."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import requires
from accounts.way_back import page_of_ours
from programs import task_table
from programs.current import current_plan, other_plans
from programs.finding_lines import lines_of
from programs.forms import Parties
from programs.models import Task
from programs.moves import moves
from programs.objections import Objection
from programs.standings import files_of, is_late, points_of, spoken_day, status_of
from programs.task_columns import choose, look_of
from programs.task_filters import EVERYONE, MINE, Filters
from programs.task_sheet import sheet_of
from scoring.points import printed

ACROSS = ("points", "party", "due", "state", "files", "person")  # the columns beside number and requirement


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
        if show != "disputed" or counts[show] or show == filters.show
    ]


def _department_choices(filters: Filters, departments: Iterable[tuple[str, str]]) -> list[dict]:
    rows = [{"value": EVERYONE, "text": "全部部门"}]
    if filters.own:
        rows.append({"value": MINE, "text": "只看本部门"})
    rows += [{"value": key, "text": name} for key, name in departments]
    return [row | {"is_on": row["value"] == filters.department} for row in rows]


@requires("task.read")
@require_GET
def task_list(request):
    """The table of a plan's tasks; a department's people begin with their own."""
    plan = current_plan(request)
    if plan is None:
        return render(request, "programs/task_none.html")
    today, filters = timezone.localdate(), Filters(request.GET, request.standing.departments)
    tasks = filters.narrow(Task.objects.visible_to(request.user, "task.read").filter(plan=plan))
    bare, files = task_table.bare_tasks(tasks), files_of(plan)
    counts = task_table.counts_of(bare, files, today)
    page = Paginator(task_table.shown_of(bare, filters.show, files, today), task_table.PAGE).get_page(
        request.GET.get("page")
    )
    can_assign, look = request.standing.may("task.assign"), look_of(request.user)
    parties = Parties(request.unit)
    has = look.has | {"points": look.has["points"] and plan.has_points}
    return render(
        request,
        "programs/task_list.html",
        {
            "plan": plan,
            "others": other_plans(request, plan),
            "filters": filters,
            "chips": _chips(filters, counts),
            "departments": _department_choices(filters, parties.departments),
            "is_mine": filters.department == MINE,
            "everyone_query": filters.query(department=EVERYONE),
            "mine_query": filters.query(department=MINE),
            "counts": counts,
            "going": sum(task.state == Task.State.IN_PROGRESS for task in bare),
            "groups": task_table.grouped(plan, bare, list(page.object_list), files, today),
            "look": look,
            "has": has,
            "across": 4 + sum(has[key] for key in ACROSS),
            "page": page,
            "query": filters.query(),
            "parties": parties.choices("选责任部门") if can_assign else [],
            "can_assign": can_assign,
            "today": today,
            "back": request.get_full_path(),
        },
    )


@requires("task.read")
@require_POST
def task_columns(request):
    """Keep which columns this person looks at."""
    choose(user=request.user, shown=request.POST.getlist("column"), is_dense=request.POST.get("dense") == "1")
    return redirect(page_of_ours(request.POST.get("back", ""), otherwise=reverse("task_list")))


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


def task_page(request, task: Task, *, error: str = "", typed: str = "", status: int = 200, **more):
    """One task for the person in hand; also the answer to a step that was refused, with what was typed kept.

    `more` holds what was typed elsewhere on the page: objection, answer.
    """
    today = timezone.localdate()
    lines = list(task.lines.select_related("department")) if task.group_id else []
    steps = list(task.steps.select_related("by", "department"))
    sheet = sheet_of(task, request.standing, lines, steps, today)
    open_moves = moves(task, request.standing, lines, is_divided=bool(sheet.parts))
    for one in open_moves.lines:
        one.status = status_of(one.line.state, task.due_on, today)
    returned = next((step for step in reversed(steps) if step.verb == "returned"), None)
    clauses = [{"text": clause.text, "points": printed(clause.points)} for clause in task.clauses.all()]
    return render(
        request,
        "programs/task_detail.html",
        {
            "task": task,
            "sheet": sheet,
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
            "findings": lines_of(task.findings.standing().select_related("round", "department"), today),
            "record_path": f"{reverse('record_new')}?task={task.pk}",
            "can_act": open_moves.can_start or open_moves.can_submit or open_moves.can_review or open_moves.can_recall,
            "error": error,
            "typed": typed,
        }
        | more,
        status=status,
    )


def tasks_for_page(request):
    """Tasks that know whether there are parts of them, and objections, to be read."""
    rows = task_table.with_parties(Task.objects.visible_to(request.user, "task.read")).select_related(
        "plan__unit", "plan__framework", "category", "parent", "in_charge", "resolution__record", "frequency"
    )
    parts, objections = Task.objects.filter(parent=OuterRef("pk")), Objection.objects.filter(task=OuterRef("pk"))
    return rows.annotate(has_parts=Exists(parts), has_objections=Exists(objections))


@requires("task.read")
@require_GET
def task_detail(request, pk: int):
    return task_page(request, get_object_or_404(tasks_for_page(request), pk=pk))
