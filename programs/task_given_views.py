"""A task that a unit above gave to this unit: its own page, which shows nothing else of that plan."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.once import once
from programs import actions
from programs.forms import RemarkForm
from programs.standings import is_late, spoken_day, status_of
from programs.tasks import Task, TaskStep

SHOWN = (  # steps between the two units; what was said inside the unit above is not shown
    TaskStep.Verb.STARTED,
    TaskStep.Verb.SUBMITTED,
    TaskStep.Verb.RETURNED,
    TaskStep.Verb.ACCEPTED,
    TaskStep.Verb.URGED,
)
TO_DO = (Task.State.NOT_STARTED, Task.State.IN_PROGRESS, Task.State.RETURNED)


def _given(request, pk: int, rule: str) -> Task:
    rows = Task.objects.given_to(request.user, rule).filter(unit=request.unit)
    return get_object_or_404(rows.select_related("plan__unit", "unit"), pk=pk)


def _page(request, task: Task, *, error: str = "", typed: str = "", status: int = 200):
    today = timezone.localdate()
    steps = list(task.steps.filter(verb__in=SHOWN).select_related("by"))
    returned = next((step for step in reversed(steps) if step.verb == TaskStep.Verb.RETURNED), None)
    works = Task.objects.given_to(request.user, "task.work").filter(pk=task.pk).exists()
    page = {
        "task": task,
        "giver": task.plan.unit,
        "due": spoken_day(task.due_on, today) if task.due_on else task.due_text,
        "is_late": is_late(task.state, task.due_on, today),
        "status": status_of(task.state, task.due_on, today),
        "returned": returned if task.state == Task.State.RETURNED else None,
        "steps": steps[::-1],
        "can_submit": works and task.state in TO_DO,
        "can_start": works and task.state in (Task.State.NOT_STARTED, Task.State.RETURNED),
        "error": error,
        "typed": typed,
    }
    return render(request, "programs/task_given.html", page, status=status)


@requires("task.read")
@require_safe
def given_task(request, pk: int):
    return _page(request, _given(request, pk, "task.read"))


@requires("task.work")
@require_POST
@once
def given_report(request, pk: int):
    """Begin the task, or hand it in with what was done; the unit above reviews it."""
    task, form = _given(request, pk, "task.work"), RemarkForm(request.POST)
    act, said = actions.submit, "已报上级单位审核。"
    if request.POST.get("do") == "start":
        act, said = actions.start, "已开始办理。"
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values()))[0])
        data = form.cleaned_data
        act(task=task, by=request.user, remark=data["remark"], version=data["version"])
    except ValidationError as refusal:
        fresh = _given(request, pk, "task.work")
        return _page(request, fresh, error=refusal.messages[0], typed=request.POST.get("remark", ""), status=422)
    messages.success(request, said)
    return redirect("given_task", pk=pk)
