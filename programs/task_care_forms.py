"""Forms for objections, hand-over and 催办; every refusal in one sentence."""

from __future__ import annotations

from django import forms
from django.db.models import Count

from accounts.models import Department
from programs.forms import LineField, Parties
from programs.tasks import Task


class ReasonForm(forms.Form):
    """What is said with an objection, and for which department."""

    reason = LineField(
        label="理由",
        max_length=1000,
        error_messages={"required": "提出异议要写明理由。", "max_length": "理由最多 1000 字。"},
    )
    department = forms.IntegerField(required=False)


class AnswerForm(forms.Form):
    """The office's answer, and to whom the task goes when the objection is accepted."""

    verdict = forms.ChoiceField(
        choices=[("accept", "采纳"), ("keep", "维持")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择采纳还是维持。"),
    )
    answer = LineField(
        label="答复",
        max_length=1000,
        error_messages={"required": "答复要写明理由。", "max_length": "答复最多 1000 字。"},
    )
    party = forms.ChoiceField(required=False, error_messages={"invalid_choice": "没有这个部门，请从列表里选。"})

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = Parties(unit)
        self.fields["party"].choices = self.parties.choices("选新的责任部门")

    def clean_party(self):
        return self.parties.rows.get(self.cleaned_data["party"])


class UrgeForm(forms.Form):
    """What is said with a 催办."""

    remark = LineField(required=False, max_length=200, error_messages={"max_length": "催办的话最多 200 字。"})


class HandOverForm(forms.Form):
    """From whom to whom, within one department."""

    before = forms.ChoiceField(
        label="移交人",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "请选移交人。", "invalid_choice": "请从列表里选移交人。"},
    )
    after = LineField(
        label="接手人",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control", "list": "people", "autocomplete": "off"}),
        error_messages={"required": "请写接手的人。", "max_length": "接手人最多 60 字。"},
    )
    reason = LineField(
        label="说明",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"max_length": "说明最多 300 字。"},
    )

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Task.objects.filter(department__in=departments).open().exclude(in_charge_name="")
        self.held = list(
            rows.order_by("department__order", "in_charge_name")
            .values("department", "in_charge_name")
            .annotate(count=Count("pk"))
        )
        names = {one.pk: one for one in departments}
        self.keys = {
            f"{row['department']}:{row['in_charge_name']}": (names[row["department"]], row["in_charge_name"])
            for row in self.held
        }
        counts = [row["count"] for row in self.held]
        self.fields["before"].choices = [("", "请选择")] + [
            (key, f"{department} {name}（{count} 项）")
            for (key, (department, name)), count in zip(self.keys.items(), counts, strict=True)
        ]

    def clean_before(self) -> tuple[Department, str]:
        return self.keys[self.cleaned_data["before"]]
