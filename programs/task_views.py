"""The page of one task, with its history."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.gate import requires
from programs import task_table
from programs.finding_lines import lines_of
from programs.models import Task
from programs.moves import moves
from programs.objections import Objection
from programs.standings import is_late, points_of, spoken_day, status_of
from programs.task_sheet import sheet_of
from programs.undoing_views import undo_kept
from scoring.points import printed


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
            "back": request.get_full_path(),
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
    task = get_object_or_404(tasks_for_page(request), pk=pk)
    return task_page(request, task, undo=undo_kept(request))
