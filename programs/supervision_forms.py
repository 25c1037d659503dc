"""Forms of supervision: a round, a finding, how it was put right, the second look."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from accounts.models import Department
from accounts.several import SeveralField
from evidence.models import Record
from programs.findings import Finding, Round
from programs.forms import DayField, LineField
from programs.models import Plan, Task
from scoring.models import Clause

NO_SUCH = {"invalid_choice": "没有这一项，请从列表里选。"}
LINE = {"class": "form-control"}
OFFERED = 60  # records to choose from, newest first


def _text(label: str, rows: int, most: int, **more):
    return LineField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": rows}),
        error_messages={"max_length": f"{label}最多 {most} 字。", "required": f"请填{label}。"},
        **more,
    )


def _line(label: str, most: int, **more):
    return LineField(
        label=label,
        max_length=most,
        widget=forms.TextInput(attrs=LINE),
        error_messages={"max_length": f"{label}最多 {most} 字。", "required": f"请填{label}。"},
        **more,
    )


class RoundForm(forms.Form):
    """One round of supervision."""

    title = _line("名称", 120, help_text="如：第二季度文明创建督导")
    kind = forms.ChoiceField(
        label="类别",
        choices=Round.Kind.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages=NO_SUCH,
    )
    begins_on = DayField(label="开始日期")
    ends_on = DayField(label="结束日期", required=False)
    inspectors = _line("督导人员", 300, required=False)
    note = _text("督导情况", 4, 4000, required=False, help_text="总的情况和做得好的地方，会写进通报。")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self):
        data = super().clean()
        if data.get("begins_on") and data.get("ends_on") and data["ends_on"] < data["begins_on"]:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        return data


def round_values(round: Round) -> dict:
    """What a round's form begins with."""
    return {name: getattr(round, name) for name in RoundForm.base_fields}


class _RowField(forms.ModelChoiceField):
    """One row of a select; its label is `said`."""

    widget = forms.Select(attrs={"class": "form-select"})

    def __init__(self, said, **kwargs):
        super().__init__(error_messages=NO_SUCH | {"required": "请选一项。"}, **kwargs)
        self.said = said

    def clean(self, value):
        if value and not (str(value).isascii() and str(value).isdigit() and len(str(value)) < 19):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().clean(value)

    def label_from_instance(self, row) -> str:
        return self.said(row)


def _task_said(task: Task) -> str:
    return f"{task.number}. {task.title}"[:60] if task.number else task.title[:60]


class FindingForm(forms.Form):
    """What was found, what it is about, who puts it right by when."""

    text = _text("问题", 4, 2000)
    severity = forms.ChoiceField(
        label="程度",
        choices=Finding.Severity.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages=NO_SUCH,
    )
    task = _RowField(
        _task_said, label="涉及任务", required=False, queryset=Task.objects.none(), empty_label="不是某一项任务"
    )
    clause = _RowField(
        lambda row: f"{row}", label="涉及得分点", required=False, queryset=Clause.objects.none(), empty_label="不涉及"
    )
    place = _line("地点", 120, required=False)
    department = _RowField(
        str,
        label="责任部门",
        required=False,
        queryset=Department.objects.none(),
        empty_label="按任务的责任部门",
    )
    requirement = _text("整改要求", 3, 2000)
    found_on = DayField(label="发现日期")
    due_on = DayField(label="整改期限")
    reason = _line("调整理由", 300, required=False, help_text="过了期限再改期，要写明理由。")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, plan: Plan, finding: Finding | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        departments = Department.objects.of_unit(plan.unit)
        kept = [finding.department_id] if finding else []
        self.fields["department"].queryset = departments.active() | departments.filter(pk__in=kept)
        self.fields["task"].queryset = Task.objects.filter(plan=plan).order_by("order", "pk")
        self.fields["clause"].queryset = plan.framework.clauses.order_by("order", "pk")
        self.initial.setdefault("found_on", timezone.localdate())
        if finding is None:
            self.fields.pop("reason")

    def clean(self):
        data = super().clean()
        found, due, task = data.get("found_on"), data.get("due_on"), data.get("task")
        if found and due and due < found:
            self.add_error("due_on", "整改期限不能早于发现日期。")
        if "department" not in self.errors and data.get("department") is None:
            data["department"] = task.department if task else None
            if data["department"] is None:
                self.add_error("department", "请选择责任部门，整改要有人办。")
        return data


def finding_values(finding: Finding) -> dict:
    """What a finding's form begins with."""
    return {name: getattr(finding, name) for name in FindingForm.base_fields if name != "reason"}


class RectifyForm(forms.Form):
    """How it was put right, with records for proof."""

    text = _text("整改情况", 4, 2000)
    records = SeveralField(
        label="佐证档案",
        required=False,
        queryset=Record.objects.none(),
        error_messages={
            "invalid_choice": "没有这份档案，请重新勾选。",
            "invalid_pk_value": "没有这份档案，请重新勾选。",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, finding: Finding, **kwargs):
        super().__init__(*args, **kwargs)
        unit = finding.round.plan.unit_id
        self.fields["records"].queryset = Record.objects.of_unit(unit)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if not text:
            raise forms.ValidationError("请填整改情况。")
        return text


def records_to_offer(finding: Finding) -> list[Record]:
    """Records to pick from: the department's newest, and those picked before."""
    rows = Record.objects.of_unit(finding.round.plan.unit_id).filter(department=finding.department_id)
    newest = list(rows.order_by("-begins_on", "-pk")[:OFFERED])
    picked = [one for one in finding.records.all() if one not in newest]
    return picked + newest


class RecheckForm(forms.Form):
    """What the second look says: a remark, a new day where it is sent back."""

    remark = LineField(
        label="复查意见", required=False, max_length=1000, error_messages={"max_length": "复查意见最多 1000 字。"}
    )
    due_on = DayField(label="新的期限", required=False)
    version = forms.IntegerField(required=False)
