"""Forms of the roster: one person, leaving, a party branch, a file."""

from datetime import date

from django import forms

from accounts.forms import CleanTextMixin
from accounts.models import PartyBranch, Person, Unit
from accounts.roster_actions import LARGEST_ROSTER, user_choices
from accounts.several import SeveralField
from accounts.untouched import UntouchedMixin

EARLIEST, LATEST = date(1940, 1, 1), date(2100, 12, 31)
NO_DAY = "没有这一天，请按 2026-03-05 的样子填写。"


class DayField(forms.DateField):
    """A day a person of today can have to do with."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": NO_DAY}

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("年份不对，请核对。")
        return day


class RosterPersonForm(UntouchedMixin, CleanTextMixin, forms.ModelForm):
    """One person of the roster; leaving has its own form."""

    class Meta:
        model = Person
        fields = ["name", "number", "department", "post", "phone", "is_party_member", "branch"]
        fields += ["is_volunteer", "volunteer_on", "joined_on", "user", "note"]
        field_classes = {"volunteer_on": DayField, "joined_on": DayField}

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.instance.unit = unit
        fields = self.fields
        kept = self.instance.department_id
        fields["department"].queryset = unit.departments.active() | unit.departments.filter(pk=kept)
        fields["department"].empty_label = "暂时没有"
        fields["branch"].queryset = unit.branches.all()
        fields["branch"].empty_label = "不在党支部"
        fields["user"].queryset = user_choices(unit)
        fields["user"].empty_label = "不登录本系统"
        fields["number"].help_text = "有同名的人时，凭工号区分。"
        fields["volunteer_on"].help_text = "不填就按一直是志愿者算。"

    def clean(self):
        cleaned = super().clean()
        others = Person.objects.of_unit(self.unit).exclude(pk=self.instance.pk)
        if cleaned.get("number") and others.filter(number=cleaned["number"]).exists():
            self.add_error("number", "这个工号已经是别人的了。")
        if cleaned.get("user") and others.filter(user=cleaned["user"]).exists():
            self.add_error("user", "这个账号已经对应名册里的另一个人。")
        if cleaned.get("volunteer_on") and not cleaned.get("is_volunteer"):
            self.add_error("volunteer_on", "填了注册日期，请同时勾上“注册志愿者”。")
        joined, left = cleaned.get("joined_on"), self.instance.left_on
        if joined and left and left < joined:
            self.add_error("joined_on", f"这个人 {left:%Y-%m-%d} 已离岗，到岗日期要在这以前。")
        return cleaned

    def _post_clean(self):
        """The action writes on a copy of its own; the row this form was made from stays as it is stored."""

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class LeaveForm(forms.Form):
    """The last day on the roll."""

    on = DayField(label="离岗日期", help_text="在册的最后一天。")


class BranchForm(UntouchedMixin, CleanTextMixin, forms.ModelForm):
    """A party branch and the departments whose members it takes."""

    class Meta:
        model = PartyBranch
        fields = ["name", "secretary", "departments"]
        field_classes = {"departments": SeveralField}
        widgets = {"departments": forms.CheckboxSelectMultiple}
        error_messages = {
            "departments": {
                "invalid_choice": "没有这个部门，请重新勾选。",
                "invalid_pk_value": "没有这个部门，请重新勾选。",
            }
        }

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.instance.unit = unit
        self.fields["departments"].queryset = unit.departments.active()

    def clean(self):
        cleaned = super().clean()
        if self.unit.branches.filter(name=cleaned.get("name", "")).exclude(pk=self.instance.pk).exists():
            self.add_error("name", "已有同名的党支部。")
        return cleaned

    def _post_clean(self):
        """As above: the action writes."""


class RosterFileForm(forms.Form):
    """A roster as a file."""

    file = forms.FileField(
        label="名册文件",
        allow_empty_file=True,  # reading says it in its own words
        error_messages={"required": "请选一个文件。"},
        help_text="Excel 或 WPS 表格（.xlsx、.xls、.et、.csv），5 MB 以内。",
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.xls,.et,.csv,.docx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        sentence = getattr(file, "sentence", "")  # an upload that was not taken brings its reason along
        if sentence:
            raise forms.ValidationError(sentence)
        if file.size > LARGEST_ROSTER:
            raise forms.ValidationError("名册文件超过了 5 MB，请去掉图片和多余的表再传。")
        return file
