"""Forms of several new accounts at once: the list that is given, and the table in which it is mended."""

from __future__ import annotations

from django import forms

from accounts.access import Role
from accounts.forms import CleanTextMixin
from accounts.models import Unit, User
from accounts.newcomers import MOST, NEW, needs_department
from accounts.people_forms import AccountField


class ListForm(forms.Form):
    """A pasted list, or an Excel file."""

    text = forms.CharField(
        label="粘贴名单",
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8, "class": "form-control", "placeholder": "李文静　宣传处　部门联络员"}),
        help_text="一人一行：姓名、部门、角色、登录账号、电话。从 Excel 里选中几列直接粘贴就行，后面几列可以没有。",
        error_messages={"max_length": "一次贴不了这么多，请分几次。"},
    )
    file = forms.FileField(
        label="或者上传 Excel",
        required=False,
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.csv,.docx"}),
        help_text="只要有“姓名”一列；部门、角色、登录账号、电话这些列名都认得。",
        error_messages={"empty": "这个文件是空的，请检查后再传。"},
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("text", "").strip() or cleaned.get("file")):
            self.add_error("text", "请粘贴名单，或者选一个 Excel 文件。")
        return cleaned


class NewcomerForm(CleanTextMixin, forms.Form):
    """One row of the table."""

    name = forms.CharField(label="姓名", max_length=60)
    username = AccountField()
    role = forms.ChoiceField(
        label="角色", choices=[("", "请选")], error_messages={"required": "请选角色。", "invalid_choice": "请选角色。"}
    )
    department = forms.ChoiceField(label="部门", required=False, error_messages={"invalid_choice": "请选部门。"})
    phone = forms.CharField(label="电话", max_length=30, required=False)
    is_left_out = forms.BooleanField(label="不建", required=False)

    def __init__(self, *args, departments=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "请选"), *Role.choices]
        wanted = str(
            (self.data.get(self.add_prefix("department")) if self.is_bound else self.initial.get("department")) or ""
        )
        offered = [("", "不属于某一个部门"), *departments]
        if wanted.startswith(NEW) and len(wanted) <= 120 + len(NEW):
            offered.append((wanted, f"新建部门“{wanted.removeprefix(NEW)}”"))
        self.fields["department"].choices = offered
        for name, one in self.fields.items():
            look = "form-select" if hasattr(one, "choices") else "form-control"
            one.widget.attrs["class"] = "form-check-input" if name == "is_left_out" else look
            one.widget.attrs["aria-label"] = one.label
            if self.is_bound and name in self.errors:
                one.widget.attrs["class"] += " is-invalid"

    def _clean_fields(self):
        """A row that is left out may hold anything."""
        key = self.add_prefix("is_left_out")
        if self.data.get(key):
            for one in self.fields.values():
                one.required = False
        super()._clean_fields()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_left_out"):
            self._errors.clear()
        elif needs_department(cleaned.get("role", "")) and not cleaned.get("department"):
            self.add_error("department", "部门负责人和联络员要选所在部门。")
        return cleaned


class _Table(forms.BaseFormSet):
    """All rows; an account is free, and stands once."""

    def clean(self):
        rows = [
            one for one in self.forms if not one.cleaned_data.get("is_left_out") and one.cleaned_data.get("username")
        ]
        names = [one.cleaned_data["username"] for one in rows]
        taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
        for place, one in enumerate(rows):
            name = one.cleaned_data["username"]
            if name in taken:
                one.add_error("username", "这个账号已经有人用了，换一个。")
            elif name in names[:place]:
                one.add_error("username", "和上面一行的账号一样，换一个。")


def table(unit: Unit, *args, **kwargs):
    """The formset of a unit's newcomers."""
    made = forms.formset_factory(
        NewcomerForm, formset=_Table, extra=0, max_num=MOST, validate_max=True, absolute_max=MOST + 1
    )
    departments = [(str(one.pk), one.name) for one in unit.departments.active()]
    return made(*args, form_kwargs={"departments": departments}, prefix="people", **kwargs)
