"""Forms of a plan: its head, its sections, and the steps of its life."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from accounts.models import Department
from accounts.several import SeveralField
from evidence.models import Record
from programs.forms import DayField, LineField
from programs.models import Plan, PlanSection
from programs.plan_life import State
from scoring.models import Framework

LEVELS = [
    (1, "一级标题（一、）"),
    (2, "二级标题（（一））"),
    (3, "三级标题（1.）"),
    (4, "四级标题（（1））"),
    (0, "标题前的文字"),
]
SELECT = {"class": "form-select"}
INPUT = {"class": "form-control"}
NO_SUCH = {"invalid_choice": "没有这一项，请从列表里选。"}


def _line(label: str, most: int, required: bool = False, **more):
    return LineField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"max_length": f"{label}最多 {most} 字。", "required": f"请填{label}。"},
        **more,
    )


def _text(label: str, rows: int, most: int, **more):
    return LineField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": rows}),
        error_messages={"max_length": f"{label}最多 {most} 字。", "required": f"请填{label}。"},
        **more,
    )


class _Bare(forms.Form):
    """Refuses a required text that is empty once it is freed of what nobody typed."""

    def clean(self):
        data = super().clean()
        for name, field in self.fields.items():
            if field.required and isinstance(field, LineField) and data.get(name) == "":
                self.add_error(name, field.error_messages["required"])
        return data


class HeadForm(_Bare):
    """What stands around the text of a plan."""

    title = _line("标题", 200, required=True)
    issuer = _line("发文单位", 120)
    number = _line("文号", 60, help_text="如：湘国资党委〔2022〕52号")
    target_title = _line("目标称号", 60, help_text="如：省文明单位")
    level = forms.ChoiceField(
        label="创建级别",
        required=False,
        choices=[("", "不分级别"), *Framework.Level.choices],
        widget=forms.Select(attrs=SELECT),
        error_messages=NO_SUCH,
    )
    openness = forms.ChoiceField(
        label="公开方式",
        required=False,
        choices=Plan.Openness.choices,
        widget=forms.Select(attrs=SELECT),
        help_text="印在成文日期下面，如（此件主动公开）。",
        error_messages=NO_SUCH,
    )
    issued_on = DayField(label="印发日期", required=False)
    effective_on = DayField(label="施行日期", required=False)
    lists_group = forms.BooleanField(
        label="印发时附领导小组名单", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        if plan.state not in (State.ISSUED, State.REVISING):
            self.fields.pop("issued_on")
            self.fields.pop("effective_on")


def head_values(plan: Plan) -> dict:
    """What the head's form begins with."""
    return {name: getattr(plan, name) for name in HeadForm.base_fields}


class SectionForm(forms.Form):
    """One section of a plan's text."""

    level = forms.TypedChoiceField(
        label="级别", choices=LEVELS, coerce=int, widget=forms.Select(attrs=SELECT), error_messages=NO_SUCH
    )
    heading = _line("标题", 200, help_text="连同序号一起写，如：一、指导思想。")
    text = _text("内容", 14, 20000, required=False, help_text="一段一行，排版时自动空两格。")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self):
        data = super().clean()
        if not self.errors and not data["heading"] and not data["text"]:
            self.add_error("heading", "标题和内容至少写一样。")
        return data


def section_values(section: PlanSection) -> dict:
    return {name: getattr(section, name) for name in SectionForm.base_fields}


class ConsultForm(forms.Form):
    """Whom to ask, and until when."""

    departments = SeveralField(
        label="征求哪些部门",
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选一个部门。",
            "invalid_choice": "没有这个部门，请重新勾选。",
            "invalid_pk_value": "没有这个部门，请重新勾选。",
        },
    )
    due_on = DayField(label="反馈期限")
    note = _line("说明", 500, help_text="会和消息一起看到，如：重点看任务分工和时限。")

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Department.objects.of_unit(plan.unit).active()
        self.fields["departments"].queryset = rows
        self.initial.setdefault("departments", [one.pk for one in rows])

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("反馈期限不能早于今天。")
        return day


class ApproveForm(forms.Form):
    """Which meeting approved the plan, and when."""

    on = DayField(label="审定日期", required=False)
    record = forms.ModelChoiceField(
        label="会议",
        required=False,
        queryset=Record.objects.none(),
        empty_label="没有登记会议档案",
        widget=forms.Select(attrs=SELECT),
        error_messages=NO_SUCH,
    )
    meeting = _line("会议名称", 120, help_text="没有登记会议档案的，写会议名称，如：局党组会。")

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        meetings = Record.objects.of_unit(plan.unit).filter(kind=Record.Kind.MEETING, year__gte=plan.year - 1)
        self.fields["record"].queryset = meetings.order_by("-begins_on", "-pk")
        self.initial.setdefault("on", timezone.localdate())

    def clean(self):
        data = super().clean()
        record = data.get("record")
        if record is not None and not self.data.get("on"):
            data["on"] = record.begins_on
        return data


class IssueForm(forms.Form):
    """Under which number and when the plan is sent out."""

    number = _line("文号", 60, help_text="没有文号的可以不填。")
    issued_on = DayField(label="印发日期")
    effective_on = DayField(label="施行日期", required=False)

    def clean(self):
        data = super().clean()
        if data.get("issued_on") and data.get("effective_on") and data["effective_on"] < data["issued_on"]:
            self.add_error("effective_on", "施行日期不能早于印发日期。")
        return data


class WhyForm(_Bare):
    """A reason that is kept with the step."""

    why = _text("理由", 3, 300)


class YearForm(forms.Form):
    """The year a plan is copied to."""

    year = forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2099,
        widget=forms.NumberInput(attrs=INPUT),
        error_messages={
            "required": "请填年度。",
            "invalid": "年度写四位数，如 2023。",
            "min_value": "年度要在 2000 到 2099 之间。",
            "max_value": "年度要在 2000 到 2099 之间。",
        },
    )
