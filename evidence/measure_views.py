"""指标口径: every measure with what it gives this year and the records it comes from; an office adds its own."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from evidence.forms import text_field
from evidence.ledger_forms import choice_field
from evidence.levels import Level
from evidence.measures import SORTS, Measure, add_measure, retire_measure
from evidence.measuring import readings_of
from evidence.models import ActivityKind, Record

SHOWN = 6  # records named under a measure; the rest is in the library
EARLIEST, LATEST = 1950, 2100


class MeasureForm(forms.Form):
    """A measure of the unit's own; parameters that its source does not know are left empty."""

    name = text_field("口径名称", 120, required=True, placeholder="如：道德讲堂次数")
    source = choice_field("取自", Measure.Source.choices)
    activity_kind = forms.ModelChoiceField(
        label="活动类别",
        queryset=ActivityKind.objects.none(),
        required=False,
        empty_label="全部活动",
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text="取自活动场次、志愿者参加活动时用。",
        error_messages={"invalid_choice": "没有这个活动类别，请重新选择。"},
    )
    sort = forms.ChoiceField(
        label="会议、测评、声明或文件的类别",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "没有这个类别，请重新选择。"},
    )
    level = forms.ChoiceField(
        label="至少到哪一级",
        required=False,
        choices=[("", "不限"), *Level.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text="荣誉和媒体用，含这一级和更高的级别。",
        error_messages={"invalid_choice": "没有这个级别，请重新选择。"},
    )
    only_full = forms.BooleanField(label="只计全员到会的会议", required=False)
    figure_name = text_field("数据指标名称", 120, placeholder="与登记时一致，如：日常办公经费")

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["activity_kind"].queryset = ActivityKind.objects.for_unit(unit)
        labels = dict(Measure.Source.choices)
        groups = [(labels[source], list(choices)) for source, choices in SORTS.items()]
        self.fields["sort"].choices = [("", "不限"), *groups]


@requires("record.read")
@require_safe
def measure_list(request):
    """Each measure with its reading of a year. The readings cost at most eight queries, the records one."""
    asked = whole_number(request.GET.get("year"))
    today = timezone.localdate()
    year = asked if asked is not None and EARLIEST <= asked <= LATEST else today.year
    measures = list(Measure.objects.for_unit(request.unit).select_related("activity_kind"))
    readings = readings_of(measures, request.unit, year)
    keys = {key for reading in readings.values() for key in reading.records[:SHOWN]}
    records = Record.objects.visible_to(request.user, "record.read").in_bulk(keys)
    rows = [
        {
            "measure": measure,
            "reading": readings[measure.pk],
            "records": [records[key] for key in readings[measure.pk].records[:SHOWN] if key in records],
            "rest": max(0, len(readings[measure.pk].records) - SHOWN),
            "is_own": measure.unit_id is not None,
        }
        for measure in measures
    ]
    context = {
        "rows": rows,
        "year": year,
        "years": range(today.year, today.year - 4, -1),
        "unread": sum(row["reading"].value is None for row in rows),
    }
    return render(request, "evidence/measure_list.html", context)


@requires("unit.manage")
@require_http_methods(["GET", "POST"])
@once
def measure_new(request):
    form = MeasureForm(request.POST if request.method == "POST" else None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        try:
            measure = add_measure(unit=request.unit, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            errors = problem.message_dict if hasattr(problem, "error_dict") else {None: problem.messages}
            for name, said in errors.items():
                form.add_error(name, said)
        else:
            messages.success(request, f"已新增口径“{measure}”。")
            return redirect(measure)
    status = 422 if request.method == "POST" else 200
    return render(request, "evidence/measure_form.html", {"form": form}, status=status)


@requires("unit.manage")
@require_POST
def measure_retire(request, pk: int):
    """Only a measure of the own unit may be taken out of use."""
    measure = get_object_or_404(Measure.objects.filter(unit=request.unit, unit__isnull=False), pk=pk)
    retire_measure(measure=measure, by=request.user)
    messages.success(request, f"已停用口径“{measure}”，绑定了它的条款照旧取数。")
    return redirect("measure_list")
