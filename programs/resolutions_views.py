"""The part of a meeting's page that holds what was agreed, and the tasks a record other than an activity serves."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from evidence.models import Record
from evidence.record_views import kept_record
from programs.current import current_plan
from programs.forms import DayField, LineField, Parties
from programs.recording import record_for
from programs.resolutions import Resolution
from programs.resolutions_taking import LONGEST, agree, drop, make_it_a_task
from programs.standings import Status, status_of
from programs.tasks import Task


class ResolutionForm(forms.Form):
    """One agreed item."""

    text = LineField(
        label="议定事项",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        error_messages={"required": "请写议定了什么事。", "max_length": f"议定事项最多 {LONGEST} 字。"},
    )
    party = forms.ChoiceField(
        label="责任部门",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "没有这个部门，请从列表里选。"},
    )
    due_on = DayField(label="完成时限", required=False)

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = {key: row for key, row in Parties(unit).rows.items() if not key.startswith("u")}
        self.fields["party"].choices = [("", "还没定"), *((key, str(row)) for key, row in self.parties.items())]

    def clean_party(self):
        return self.parties.get(self.cleaned_data["party"])


@dataclass(frozen=True)
class Agreed:
    """What a meeting agreed, and what the person may do about it."""

    rows: list[tuple[Resolution, Status | None]]
    form: ResolutionForm | None
    can_make: bool


def agreed_of(request, record: Record, form: ResolutionForm | None = None) -> Agreed | None:
    """The items of a meeting; None for a record that is none."""
    if record.kind != Record.Kind.MEETING:
        return None
    today = timezone.localdate()
    rows = [
        (row, status_of(row.task.state, row.task.due_on, today) if row.task else None)
        for row in record.resolutions.select_related("department", "group", "task")
    ]
    keeps = record.is_kept
    if keeps and form is None:
        form = ResolutionForm(unit=record.unit)
    return Agreed(rows, form if keeps else None, request.standing.may("task.assign"))


def linkable_of(request, record: Record) -> list[Task]:
    """The tasks of the plan in hand that a record other than an activity can be put to; its own page has no list."""
    if record.kind == Record.Kind.ACTIVITY or not request.standing.may("record.write"):
        return []
    plan = current_plan(request)
    if plan is None or not record.is_kept:
        return []
    return list(plan.tasks.undivided().exclude(records=record).only("pk", "number", "title").order_by("order", "pk"))


def _row(request, pk: int, rule: str) -> Resolution:
    rows = Resolution.objects.visible_to(request.user, rule).select_related("record")
    return get_object_or_404(rows, pk=pk)


def _back(record_id: int):
    response = redirect("record_detail", pk=record_id)
    response["Location"] += "#agreed"
    return response


@requires("record.write")
@require_POST
@once
def resolution_new(request, pk: int, page):
    """Write down an agreed item; a refusal shows the record's page again with what was typed."""
    record = kept_record(request, pk)
    if record.kind != Record.Kind.MEETING:
        raise Http404
    form = ResolutionForm(request.POST, unit=record.unit)
    if form.is_valid():
        try:
            agree(record=record, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已记下议定事项。")
            return _back(record.pk)
    return page(request, record, status=422, agreed=agreed_of(request, record, form))


@requires("record.write")
@require_POST
def resolution_drop(request, pk: int):
    resolution = _row(request, pk, "record.write")
    kept_record(request, resolution.record_id)
    try:
        drop(resolution=resolution, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, "已删去这一条。")
    return _back(resolution.record_id)


@requires("task.assign")
@require_POST
@once
def resolution_task(request, pk: int):
    """One click: the item becomes a task of the plan."""
    resolution = _row(request, pk, "task.assign")
    try:
        task = make_it_a_task(resolution=resolution, by=request.user, today=timezone.localdate())
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"已转为任务“{task}”。")
    return _back(resolution.record_id)


@requires("record.write")
@require_POST
@once
def record_link(request, pk: int):
    """Put a meeting, a rule or another record to a task it was made for; what it fits is ticked."""
    record = kept_record(request, pk)
    tasks = Task.objects.visible_to(request.user, "task.read").select_related("plan").of_unit(record.unit_id)
    task = tasks.filter(pk=whole_number(request.POST.get("task")) or 0).first()
    if task is None:
        messages.warning(request, "请从列表里选一项任务。")
    else:
        try:
            record_for(record=record, tasks=[task], by=request.user)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
        else:
            messages.success(request, f"已对应到任务“{task}”。")
    return redirect("record_detail", pk=record.pk)
