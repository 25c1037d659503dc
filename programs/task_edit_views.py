"""The office changes tasks: one on its page, one cell in the table, many at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.way_back import page_of_ours
from programs import actions, task_care, task_table
from programs.forms import DueForm, ManyForm, NoteForm, PartyForm, TaskForm
from programs.models import Task
from programs.standings import NO_FILES
from programs.undoing import Before, put_back
from programs.undoing_views import keep_undo, undo_asked


def _tasks(request):
    return task_table.with_parties(Task.objects.visible_to(request.user, "task.assign")).select_related("plan__unit")


@requires("task.assign")
@require_http_methods(["GET", "POST"])
def task_edit(request, pk: int):
    task = get_object_or_404(_tasks(request), pk=pk)
    form = TaskForm(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        try:
            before = Before.of(task)
            actions.revise(task=task, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            keep_undo(request, "已保存。", before.undo(_tasks(request).get(pk=pk)))
            return redirect("task_detail", pk=task.pk)
    status = 422 if form.is_bound else 200
    return render(request, "programs/task_edit.html", {"task": task, "form": form}, status=status)


def _save_party(request, task: Task, form) -> None:
    data = form.cleaned_data
    actions.assign(task=task, by=request.user, **data)


def _save_due(request, task: Task, form) -> None:
    actions.reschedule(task=task, by=request.user, today=timezone.localdate(), **form.cleaned_data)


def _save_note(request, task: Task, form) -> None:
    actions.write_note(task=task, by=request.user, **form.cleaned_data)


CELLS = {"party": (PartyForm, _save_party), "due": (DueForm, _save_due), "note": (NoteForm, _save_note)}


def _cell_form(cell: str, task: Task, data=None):
    form_class = CELLS[cell][0]
    return form_class(data, task=task) if cell == "party" else form_class(data)


def _cell(request, task: Task, cell: str, **more):
    """One cell as it reads now, or open for editing."""
    row = task_table.row_of(task, task_table.parties_of(task), NO_FILES, timezone.localdate())
    context = {"row": row, "task": task, "cell": cell, "can_assign": True} | more
    return render(request, "programs/_task_cell.html", context, status=more.get("status", 200))


@requires("task.assign")
@require_http_methods(["GET", "POST"])
def task_cell(request, pk: int, cell: str):
    """The cell of the table: as it reads (?read=1), open, or saved. Without htmx the task's own page does the same."""
    if cell not in CELLS:
        raise Http404
    task = get_object_or_404(_tasks(request), pk=pk)
    if not request.htmx:
        return redirect("task_edit", pk=task.pk)
    if request.method == "GET":
        if request.GET.get("read"):
            return _cell(request, task, cell)
        return _cell(request, task, cell, is_open=True, form=_cell_form(cell, task))
    if "row" in request.POST:
        return _undone_cell(request, task, cell)
    form, before = _cell_form(cell, task, request.POST), Before.of(task, [cell])
    error = "" if form.is_valid() else next(iter(form.errors.values()))[0]
    if not error:
        try:
            CELLS[cell][1](request, task, form)
        except ValidationError as refusal:
            error = refusal.messages[0]
    if error:
        # 200: htmx shows the cell again with the sentence and what was typed
        asks_reason = "理由" in error or bool(request.POST.get("reason"))
        return _cell(request, task, cell, is_open=True, form=form, error=error, asks_reason=asks_reason)
    task = get_object_or_404(_tasks(request), pk=pk)
    undo = next(iter(before.undo(task)), None)
    return _cell(request, task, cell, said="已存", undo=undo, was=before.version)


def _undone_cell(request, task: Task, cell: str):
    """The cell as it was before the change just made in it, or as it is now with why it stays so."""
    was = task.version
    try:
        rows, _ = undo_asked(request)
        put_back(rows=rows, tasks=[task], by=request.user, today=timezone.localdate())
    except ValidationError as refusal:
        return _cell(request, get_object_or_404(_tasks(request), pk=task.pk), cell, refused=refusal.messages[0])
    return _cell(request, get_object_or_404(_tasks(request), pk=task.pk), cell, said="已撤销", was=was)


def _back(request) -> str:
    return page_of_ours(request.POST.get("back", ""), otherwise=reverse("task_list"))


@requires("task.assign")
@require_POST
@once
def task_many(request):
    """One department or one due day for all ticked tasks, or for none of them; or 催办 of all that can be urged."""
    form = ManyForm(request.POST, unit=request.unit)
    if not form.is_valid():
        messages.warning(request, form.first_error)
        return redirect(_back(request))
    data, today = form.cleaned_data, timezone.localdate()
    rows = _tasks(request).of_unit(request.unit).filter(pk__in=data["task"])
    tasks, how = list(rows), {"by": request.user, "reason": data["reason"]}
    if data["do"] == "urge":
        urged, refused = task_care.urge_many(tasks=tasks, by=request.user, today=today, remark=data["reason"])
        _tell_urged(request, urged, refused)
        return redirect(_back(request))
    cell = "party" if data["do"] == "assign" else "due"
    before = {task.pk: Before.of(task, [cell]) for task in tasks}
    try:
        if data["do"] == "assign":
            count = actions.assign_many(tasks=tasks, party=data["party"], **how)
        else:
            count = actions.reschedule_many(tasks=tasks, due_on=data["due_on"], today=today, **how)
    except ValidationError as refusal:
        messages.warning(request, f"{refusal.messages[0]}没有改动任何一项。")
        return redirect(_back(request))
    if not count:
        messages.success(request, "这些任务本来就是这样，没有改动。")
        return redirect(_back(request))
    undo = [was for task in rows.all() for was in before[task.pk].undo(task)]
    if len(undo) == count:
        keep_undo(request, f"已改 {count} 项。", undo)
    else:
        messages.success(request, f"已改 {count} 项；在办的换了部门，要从头办，不能撤销。")
    return redirect(_back(request))


def _tell_urged(request, urged: int, refused: list[tuple[Task, str]]) -> None:
    if urged:
        messages.success(request, f"已催办 {urged} 项，责任部门会收到消息。")
    if refused:
        named = [f"{f'第 {task.number} 条' if task.number else f'“{task}”'}：{why}" for task, why in refused]
        messages.warning(request, f"有 {len(refused)} 项没有催办。{''.join(named)}")
