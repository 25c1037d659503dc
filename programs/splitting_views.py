"""Pages for breaking a task down, for saying how it is done, and for adding one by hand."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.typed import clean_text, whole_number
from programs.current import current_plan
from programs.history import lock
from programs.models import PlanSection
from programs.occurrences_ticking import plan_again, set_frequency
from programs.occurrences_windows import proposed
from programs.splitting import MOST_PARTS, refuse_splitting, sentences_of, split, take_back
from programs.splitting_forms import DetailsForm, NewTaskForm, PartForms, parties_for, people_of_unit
from programs.task_making import detail, make_task, set_period
from programs.tasks import Task

ROWS = 2  # empty rows offered
MORE = 3  # rows added by the button
AT_ONCE = 12  # sentences proposed


def _shaped(request, pk: int) -> Task:
    rows = Task.objects.shaped_by(request.user).select_related("plan__unit", "department", "group", "unit", "parent")
    return get_object_or_404(rows, pk=pk)


def _proposals(task: Task) -> list[dict]:
    """A row for each sentence of the text, as far as it has several and nothing was broken down yet."""
    found = sentences_of(task.requirement)[:AT_ONCE]
    if len(found) < 2 or task.children.exists():
        return [{} for _ in range(ROWS)]
    rows = []
    for text in found:
        rhythm = proposed(text)
        often = {"every": rhythm.every, "times": rhythm.times} if rhythm and not rhythm.festivals else {}
        rows.append({"text": text, "source": text} | often)
    return rows


def _parts(request, task: Task):
    form_kwargs = {"parties": parties_for(task, request.standing)}
    common = {"party": next((key for key, row in form_kwargs["parties"].items() if row == task.party), "")}
    if request.method == "POST":
        return PartForms(request.POST, prefix="part", form_kwargs=form_kwargs)
    rows = [common | {"due_on": task.due_on} | row for row in _proposals(task)]
    return PartForms(initial=rows, prefix="part", form_kwargs=form_kwargs)


def _with_more_rows(request, parts):
    """The same rows with some empty ones below."""
    data = request.POST.copy()
    count = min(parts.total_form_count() + MORE, MOST_PARTS) if parts.management_form.is_valid() else ROWS
    data["part-TOTAL_FORMS"], data["part-INITIAL_FORMS"] = count, 0
    return PartForms(data, prefix="part", form_kwargs=parts.form_kwargs)


@requires("task.work")
@require_http_methods(["GET", "POST"])
@once
def task_split(request, pk: int):
    """Rows for the parts of a task, one for each sentence to begin with."""
    task = _shaped(request, pk)
    parts, refusal = _parts(request, task), refuse_splitting(task)
    wants_more = request.POST.get("do") == "more"
    if wants_more:
        parts = _with_more_rows(request, parts)
    elif request.method == "POST" and not refusal and parts.is_valid():
        made = [form.part(task.requirement) for form in parts.written()]
        try:
            split(
                task=task,
                parts=made,
                by=request.user,
                today=timezone.localdate(),
                version=whole_number(request.POST.get("version")),
            )
        except ValidationError as problem:
            refusal = problem.messages[0]
        else:
            messages.success(request, f"已分成 {len(made)} 项。")
            return redirect("task_detail", pk=task.pk)
    status = 422 if request.method == "POST" and not wants_more else 200
    page = {
        "task": task,
        "parts": parts,
        "refusal": refusal,
        "people": people_of_unit(task.plan.unit, timezone.localdate()),
        "version": request.POST.get("version", task.version),
    }
    return render(request, "programs/task_split.html", page, status=status)


@transaction.atomic
def _save_details(request, task: Task, data: dict) -> None:
    today = timezone.localdate()
    lock(task, data["version"])
    if "due_on" in data:
        how = {"begins_on": data["begins_on"], "due_on": data["due_on"], "reason": data["reason"]}
        set_period(task=task, by=request.user, today=today, **how)
    detail(task=task, measures=data["measures"], in_charge=data["in_charge"], by=request.user, today=today)


@requires("task.work")
@require_http_methods(["GET", "POST"])
def task_details(request, pk: int):
    """How a task is done, by whom and how often; its department and the office write it."""
    task = _shaped(request, pk)
    form = DetailsForm(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _save_details(request, task, form.cleaned_data)
                set_frequency(task=task, rhythm=form.rhythm(), kind=form.cleaned_data["kind"], by=request.user)
                plan_again(task)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, "已保存。")
            return redirect("task_detail", pk=task.pk)
    page = {
        "task": task,
        "form": form,
        "people": people_of_unit(task.plan.unit, timezone.localdate()),
        "proposed": proposed(f"{task.requirement}{task.due_text}"),
    }
    return render(request, "programs/task_details.html", page, status=422 if form.is_bound else 200)


@requires("task.work")
@require_POST
def task_take_back(request, pk: int):
    task = _shaped(request, pk)
    try:
        parent = take_back(task=task, by=request.user)
    except ValidationError as problem:
        messages.warning(request, problem.messages[0])
        return redirect("task_detail", pk=task.pk)
    messages.success(request, f"已撤销子任务“{task}”。")
    return redirect("task_detail", pk=parent.pk)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _suggested(request, plan) -> dict:
    """What the address suggests: a day, a title, a section of the plan."""
    found = {"due_on": _day(request.GET.get("day", "")), "text": clean_text(request.GET.get("text", ""))[:200]}
    section = PlanSection.objects.filter(plan=plan, pk=whole_number(request.GET.get("section")) or 0).first()
    if section is not None:
        found |= {"text": section.text[:2000], "source": section.text[:2000]}
    rhythm = proposed(found["text"])
    if rhythm is not None:
        found |= {"every": rhythm.every, "times": rhythm.times, "festivals": list(rhythm.festivals)}
    return {name: value for name, value in found.items() if value}


def _whole_of(plan) -> str:
    return "\n".join(plan.sections.values_list("text", flat=True))


@requires("task.assign")
@require_http_methods(["GET", "POST"])
@once
def task_new(request):
    """Add a task to the plan in hand: from nothing, from a day of the calendar, or from a section of the plan."""
    plan = current_plan(request)
    if plan is None:
        messages.info(request, "还没有创建方案，先导入方案再加任务。")
        return redirect("plan_list")
    form = NewTaskForm(request.POST or None, plan=plan, initial=_suggested(request, plan))
    if request.method == "POST" and form.is_valid():
        try:
            task = make_task(
                plan=plan,
                part=form.part(_whole_of(plan)),
                by=request.user,
                today=timezone.localdate(),
                category=form.cleaned_data["category"],
            )
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, f"已新建任务“{task}”。")
            return redirect("task_detail", pk=task.pk)
    page = {"plan": plan, "form": form, "people": people_of_unit(plan.unit, timezone.localdate())}
    return render(request, "programs/task_new.html", page, status=422 if form.is_bound else 200)
