"""撤销: the page that follows a change can take it back, once."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.way_back import page_of_ours
from programs import task_table
from programs.models import Task
from programs.undoing import GONE, Was, put_back

MOST = 500  # tasks of one change that can be taken back


def keep_undo(request, said: str, rows: Iterable[Was]) -> None:
    """Say what was changed on the next page, with what takes it back; in words alone where nothing does."""
    rows = [str(row) for row in rows]
    if rows and len(rows) <= MOST:
        request.session["task_undo"] = {"said": said, "rows": rows}
    else:
        messages.success(request, said)


def undo_kept(request) -> dict | None:
    """What the change before this page was, to be offered here and nowhere else."""
    return request.session.pop("task_undo", None) if "task_undo" in request.session else None


def undo_asked(request) -> tuple[list[Was], list[Task]]:
    """The cells a form wants back and the tasks of them that the person may change; ValidationError for nonsense."""
    try:
        rows = [Was.read(text) for text in request.POST.getlist("row")[: 3 * MOST]]
    except ValueError as nonsense:
        raise ValidationError(GONE) from nonsense
    tasks = task_table.with_parties(Task.objects.visible_to(request.user, "task.assign"))
    tasks = tasks.of_unit(request.unit).filter(pk__in={row.task for row in rows})
    return rows, list(tasks.select_related("plan__unit"))


@requires("task.assign")
@require_POST
@once
def task_undo(request):
    """Put back what the form names: all of it or nothing."""
    try:
        rows, tasks = undo_asked(request)
        count = put_back(rows=rows, tasks=tasks, by=request.user, today=timezone.localdate())
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"已撤销，{count} 项任务改回原来的。")
    return redirect(page_of_ours(request.POST.get("back", ""), otherwise=reverse("task_list")))
