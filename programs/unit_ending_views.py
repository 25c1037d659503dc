"""Pages for a unit that goes out of use or goes up into another, and for taking one back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.models import Unit
from accounts.once import once
from accounts.taken import told_in
from programs.forms import ground_field
from programs.unit_ending import end_unit, open_tasks_of, others_beside, reopen_unit


class EndForm(forms.Form):
    """Into which unit, or into none, and by what."""

    into = forms.ModelChoiceField(
        label="并入",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="不并入，只停用",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages=dict.fromkeys(("invalid_choice", "invalid_pk_value"), "没有这个单位，请从列表里选。"),
    )
    reason = ground_field()

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = others_beside(unit)


@requires("tier.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def unit_end(request, pk: int):
    """One unit below goes out of use, or up into another."""
    unit = get_object_or_404(Unit.objects.governed_by(request.user).in_use(), pk=pk)
    form = EndForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form, "into"):
            into, today = form.cleaned_data["into"], timezone.localdate()
            count = end_unit(unit=unit, into=into, by=request.user, on=today, reason=form.cleaned_data["reason"])
            said = f"{unit}已并入{into}，移交 {count} 项任务。" if into else f"{unit}已停用。"
            messages.success(request, said)
            return redirect("unit_list")
    page = {"one": unit, "form": form, "tasks": open_tasks_of(unit).count(), "below": unit.children.in_use().count()}
    return render(request, "programs/unit_end.html", page, status=422 if form.is_bound else 200)


@requires("tier.manage")
@require_POST
def unit_reopen(request, pk: int):
    unit = get_object_or_404(Unit.objects.governed_by(request.user), pk=pk)
    try:
        reopen_unit(unit=unit, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"{unit}已恢复使用。移交出去的任务和下级单位仍在原处，需要的再改回来。")
    return redirect("unit_edit", pk=unit.pk)
