"""Posts that keep tasks moving: objections and their answers, newcomers of a group, 催办, hand-over."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.models import Department
from accounts.once import once
from accounts.way_back import page_of_ours
from programs import task_care
from programs.models import Plan
from programs.moves import acts_for_all, departments_under
from programs.objections import Objection
from programs.objections_answering import answer, object_to
from programs.splitting_forms import people_of_unit
from programs.task_care_forms import AnswerForm, HandOverForm, ReasonForm, UrgeForm
from programs.task_views import task_page, tasks_for_page
from programs.tasks import Task


def _first(form) -> str:
    return next(iter(form.errors.values()))[0]


def _refused(request, pk: int, error: str, **typed):
    """The task's page with the sentence and with what was typed."""
    return task_page(request, get_object_or_404(tasks_for_page(request), pk=pk), error=error, status=422, **typed)


def _objecting(request, task: Task, number: int | None) -> Department:
    """The department that objects: the one named, else the person's own that answers for the task."""
    own = Department.objects.filter(unit=task.plan.unit_id)
    if not acts_for_all(request.standing, "task.work"):
        own = own.filter(pk__in=departments_under(request.standing, "task.work"))
    if number is not None:
        return get_object_or_404(own, pk=number)
    meant = own.filter(pk=task.department_id or 0) | own.filter(task_lines__task=task)
    return get_object_or_404(meant.distinct().order_by("pk")[:1])


@requires("task.work")
@require_POST
@once
def task_object(request, pk: int):
    """A department objects in writing."""
    task = get_object_or_404(Task.objects.workable_by(request.user).select_related("plan__unit"), pk=pk)
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_first(form))
        department = _objecting(request, task, form.cleaned_data["department"])
        object_to(task=task, department=department, reason=form.cleaned_data["reason"], by=request.user)
    except ValidationError as refusal:
        return _refused(request, pk, refusal.messages[0], objection=request.POST.get("reason", ""))
    messages.success(request, "异议已提交，创建办会收到消息。")
    return redirect("task_detail", pk=pk)


@requires("task.assign")
@require_POST
@once
def objection_answer(request, pk: int):
    """The office answers."""
    rows = Objection.objects.visible_to(request.user, "task.assign").select_related("task__plan__unit", "department")
    objection = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST, unit=objection.task.plan.unit)
    try:
        if not form.is_valid():
            raise ValidationError(_first(form))
        data = form.cleaned_data
        is_accepted = data["verdict"] == "accept"
        answer(objection=objection, is_accepted=is_accepted, text=data["answer"], by=request.user, party=data["party"])
    except ValidationError as refusal:
        return _refused(request, objection.task_id, refusal.messages[0], answer=request.POST.get("answer", ""))
    messages.success(request, "已答复，部门会收到消息。")
    return redirect("task_detail", pk=objection.task_id)


def _task(request, pk: int) -> Task:
    return get_object_or_404(Task.objects.visible_to(request.user, "task.assign").select_related("plan__unit"), pk=pk)


@requires("task.assign")
@require_POST
@once
def task_newcomers(request, pk: int):
    """Bring the departments of a group in that came later."""
    try:
        fresh = task_care.bring_in(task=_task(request, pk), by=request.user)
    except ValidationError as refusal:
        messages.info(request, refusal.messages[0])
    else:
        messages.success(request, f"已列入{'、'.join(str(one) for one in fresh)}。")
    return redirect("task_detail", pk=pk)


@requires("task.urge")
@require_POST
@once
def task_urge(request, pk: int):
    """催办: one notice, at most once a day. Pressed on another page, the answer is told there (`back`)."""
    rows = Task.objects.visible_to(request.user, "task.urge").select_related("plan__unit")
    task, form = get_object_or_404(rows, pk=pk), UrgeForm(request.POST)
    back = page_of_ours(request.POST.get("back", ""), otherwise="")
    try:
        if not form.is_valid():
            raise ValidationError(_first(form))
        remark = form.cleaned_data["remark"]
        task_care.urge(task=task, by=request.user, today=timezone.localdate(), remark=remark)
    except ValidationError as refusal:
        if not back:
            return _refused(request, pk, refusal.messages[0])
        messages.info(request, f"“{task}”没有再催：{refusal.messages[0]}")
    else:
        messages.success(request, f"已催办“{task}”，责任部门会收到一条消息。")
    return redirect(back or reverse("task_detail", args=[pk]))


@requires("task.urge")
@require_POST
@once
def plan_urge(request, pk: int):
    """催办 of everything overdue in a plan that nobody urged today; each person is told in one line."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user, "task.urge").of_unit(request.unit), pk=pk)
    today = timezone.localdate()
    rows = plan.tasks.undivided().overdue(today).with_party().with_urged(today).filter(is_urged=False)
    urged, _ = task_care.urge_many(tasks=rows.order_by("order", "pk"), by=request.user, today=today)
    if urged:
        messages.success(request, f"已催办 {urged} 项，责任部门会收到消息。")
    else:
        messages.info(request, "逾期的今天都已经催过，或者还没有责任部门。")
    return redirect(page_of_ours(request.POST.get("back", ""), otherwise=reverse("task_list")))


@requires("task.work")
@require_http_methods(["GET", "POST"])
@once
def task_hand_over(request):
    """Hand all open tasks of one person in charge to another, within a department."""
    departments = request.standing.departments
    if acts_for_all(request.standing, "task.work"):
        departments = list(Department.objects.of_unit(request.unit))
    form = HandOverForm(request.POST or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        (department, before), data = form.cleaned_data["before"], form.cleaned_data
        try:
            count = task_care.hand_over(
                department=department,
                before=before,
                after=data["after"],
                by=request.user,
                today=timezone.localdate(),
                reason=data["reason"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已把{department} {before}的 {count} 项任务移交给{data['after']}。")
            return redirect("task_list")
    page = {"form": form, "people": people_of_unit(request.unit, timezone.localdate())}
    return render(request, "programs/task_hand_over.html", page, status=422 if form.is_bound else 200)
