"""Posts that change one planned occurrence: a day for it, a cancellation with its reason, taking that back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.gate import requires
from programs.forms import DayField, LineField
from programs.occurrences import Occurrence
from programs.occurrences_ticking import cancel, plan_day, restore
from programs.tasks import Task


class OccurrenceForm(forms.Form):
    """What to do with an occurrence, and what that needs."""

    do = forms.ChoiceField(
        choices=[("plan", "安排"), ("cancel", "取消"), ("restore", "恢复")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择安排、取消还是恢复。"),
    )
    day = DayField(required=False)
    reason = LineField(required=False, max_length=300, error_messages={"max_length": "原因最多 300 字。"})


def _change(occurrence: Occurrence, data: dict, by) -> str:
    if data["do"] == "cancel":
        cancel(occurrence=occurrence, reason=data["reason"], by=by)
        return f"{occurrence.name}已取消。"
    if data["do"] == "restore":
        restore(occurrence=occurrence, by=by)
        return f"{occurrence.name}已恢复。"
    plan_day(occurrence=occurrence, day=data["day"], by=by)
    return f"{occurrence.name}安排在 {data['day']}。" if data["day"] else f"{occurrence.name}不再定日期。"


@requires("task.work")
@require_POST
def occurrence_change(request, pk: int):
    """The people who work on the task, and the office, change its occurrences."""
    own = Task.objects.shaped_by(request.user).values("pk")
    occurrence = get_object_or_404(Occurrence.objects.filter(task__in=own).select_related("task__plan__unit"), pk=pk)
    form = OccurrenceForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values()))[0])
        messages.success(request, _change(occurrence, form.cleaned_data, request.user))
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect(f"{occurrence.task.get_absolute_url()}#occurrences")
