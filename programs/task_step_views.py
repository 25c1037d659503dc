"""The steps of a task as posts: begin, hand in, send back, accept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.models import Department
from accounts.once import once
from accounts.way_back import page_of_ours
from programs import actions
from programs.forms import RemarkForm
from programs.models import Task
from programs.moves import acts_for_all, departments_under
from programs.task_views import task_page, tasks_for_page


def _department(request, task: Task, number: int | None, rule: str) -> Department | None:
    """The department whose line the step moves; 404 for one the person does not act for."""
    if not task.group_id:
        return None
    if number is None:
        if acts_for_all(request.standing, rule):
            return None
        own = departments_under(request.standing, rule)
        return Department.objects.filter(pk__in=own, task_lines__task=task).first()
    if not acts_for_all(request.standing, rule) and number not in departments_under(request.standing, rule):
        raise Http404
    return get_object_or_404(Department.objects.filter(task_lines__task=task), pk=number)


def _step(request, pk: int, rows, rule: str, act, said: str):
    """Fetch the row the person may move, do one act, go back to the page; a refusal keeps what was typed.

    A form that names the page it stood on (看板) leads back there with the sentence; nothing was typed on it.
    """
    task = get_object_or_404(rows, pk=pk)
    at_remark: list[str] = []
    form, back = RemarkForm(request.POST), page_of_ours(request.POST.get("back", ""), otherwise="")
    if not form.is_valid():
        error = next(iter(form.errors.values()))[0]
    else:
        data = form.cleaned_data
        department = _department(request, task, data["department"], rule)
        how = {"remark": data["remark"], "department": department, "version": data["version"]}
        try:
            act(task=task, by=request.user, **how)
        except ValidationError as refusal:
            error = refusal.messages[0]
            if getattr(refusal, "code", None) == "remark" and department is None:
                at_remark = [error]
        else:
            messages.success(request, f"“{task}”{said}" if back else said)
            return redirect(back or reverse("task_detail", args=[task.pk]))
    if back:
        messages.warning(request, f"“{task}”：{error}")
        return redirect(back)
    shown = get_object_or_404(tasks_for_page(request), pk=pk)
    typed = request.POST.get("remark", "")
    return task_page(request, shown, error=error, typed=typed, status=422, remark_problem=at_remark)


def _reviewable(request):
    """All that the person might review: a task reviewed meanwhile is told so in words, not by a 404."""
    return Task.objects.under_review_of(request.user)


@requires("task.work")
@require_POST
@once
def task_start(request, pk: int):
    return _step(request, pk, Task.objects.workable_by(request.user), "task.work", actions.start, "已开始办理。")


@requires("task.work")
@require_POST
@once
def task_submit(request, pk: int):
    rows = Task.objects.workable_by(request.user)
    return _step(request, pk, rows, "task.work", actions.submit, "已提交审核。")


@requires("task.work")
@require_POST
@once
def task_recall(request, pk: int):
    """Take back what waits for review, to go on with it."""
    rows = Task.objects.workable_by(request.user)
    return _step(request, pk, rows, "task.work", actions.recall, "已撤回，可以接着办；办好再提交审核。")


@requires("task.review")
@require_POST
@once
def task_return(request, pk: int):
    return _step(request, pk, _reviewable(request), "task.review", actions.return_, "已退回，对方会收到你的意见。")


@requires("task.review")
@require_POST
@once
def task_accept(request, pk: int):
    return _step(request, pk, _reviewable(request), "task.review", actions.accept, "已通过。")
