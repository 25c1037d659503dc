"""Pages for when the departments of a unit change: one goes up into another, a new one joins the groups' tasks."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from accounts.models import Department
from accounts.once import once
from accounts.taken import told_in
from programs.forms import ground_field
from programs.newcomers import bring_all_in, newcomers_in
from programs.reorganising import left_by, merge


class MergeForm(forms.Form):
    """Into which department, and by what."""

    into = forms.ModelChoiceField(
        label="并入",
        queryset=Department.objects.none(),
        empty_label="请选",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请从列表里选并入哪个部门。"),
    )
    reason = ground_field()

    def __init__(self, *args, department: Department, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = department.unit.departments.active().exclude(pk=department.pk)


@requires("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def department_merge(request, pk: int):
    """One department goes up into another."""
    department = get_object_or_404(Department.objects.visible_to(request.user, "unit.manage"), pk=pk)
    form = MergeForm(request.POST or None, department=department)
    if request.method == "POST" and form.is_valid():
        with told_in(form, "into"):
            into, today = form.cleaned_data["into"], timezone.localdate()
            left = merge(
                department=department, into=into, by=request.user, on=today, reason=form.cleaned_data["reason"]
            )
            messages.success(request, f"{department}已并入{into}：{left.said}。")
            return redirect("settings_home")
    page = {"department": department, "form": form, "left": left_by(department)}
    return render(request, "programs/department_merge.html", page, status=422 if form.is_bound else 200)


@requires("task.assign")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def newcomers(request):
    """All tasks of groups that a department made later has no line of yet."""
    rows = newcomers_in(request.unit)
    if request.method == "POST":
        ticked = set(request.POST.getlist("tasks"))
        chosen = [task for task, _ in rows if str(task.pk) in ticked]
        try:
            if not chosen:
                raise ValidationError("请至少勾选一项任务。")
            count = bring_all_in(tasks=chosen, by=request.user)
        except ValidationError as refusal:
            page = {"rows": rows, "error": refusal.messages[0]}
            return render(request, "programs/newcomers.html", page, status=422)
        messages.success(request, f"已列入 {count} 项任务，新部门会收到消息。")
        return redirect("task_list")
    return render(request, "programs/newcomers.html", {"rows": rows})
