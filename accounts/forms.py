"""Forms of departments, their names and groups."""

from django import forms

from accounts.models import Department, DepartmentGroup, PartyName, Unit, User
from accounts.several import SeveralField
from accounts.typed import clean_text
from accounts.untouched import UntouchedMixin


class CleanTextMixin:
    """Strips characters nobody typed on purpose from every text field."""

    def clean(self):
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str) and "password" not in name:
                cleaned[name] = clean_text(value)
        for name in [name for name, value in cleaned.items() if value == "" and self.fields[name].required]:
            self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned


class DepartmentForm(UntouchedMixin, CleanTextMixin, forms.ModelForm):
    """A department's names, head and place in the order; further names one a line."""

    names = forms.CharField(
        label="其他叫法",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="文件里出现过的别的叫法，一行一个。导入方案时会自动认出来。",
    )

    head_from_on = forms.DateField(
        label="负责人从哪天起接任",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="换负责人时填，不填就从今天算起。领导小组名单按这个日期换人，以前的名单不变。",
        error_messages={"invalid": "没有这一天，请写成 2022-11-30 这样的日期。"},
    )
    field_order = ["name", "short_name", "head", "head_from_on", "order", "is_active", "names"]

    class Meta:
        model = Department
        fields = ["name", "short_name", "head", "order", "is_active"]

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.instance.unit = unit
        self.fields["head"].queryset = User.objects.filter(memberships__unit=unit, is_active=True).distinct()
        self.fields["head"].empty_label = "暂缺"
        self.fields["order"].required = False
        if self.instance.pk:
            self.initial["names"] = "\n".join(self.instance.names.values_list("text", flat=True))
        else:
            self.fields.pop("order")
            self.fields.pop("is_active")
            self.fields.pop("head_from_on")

    def clean_name(self):
        name = clean_text(self.cleaned_data["name"])
        if self.unit.departments.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("已有同名的部门。")
        return name

    def clean_names(self):
        names = [clean_text(line) for line in self.cleaned_data["names"].splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        longest = PartyName._meta.get_field("text").max_length
        if any(len(name) > longest for name in names):
            raise forms.ValidationError(f"一个叫法最多 {longest} 个字，请一行写一个。")
        taken = PartyName.objects.filter(unit=self.unit, text__in=names)
        if self.instance.pk:
            taken = taken.exclude(department=self.instance)
        other = taken.first()
        if other is not None:
            raise forms.ValidationError(f"“{other.text}”已经是“{other.party}”的叫法。")
        return names

    def clean_order(self):
        return self.cleaned_data["order"] or self.instance.order

    def clean_head_from_on(self):
        day = self.cleaned_data["head_from_on"]
        if day is not None and not 2000 <= day.year <= 2099:
            raise forms.ValidationError("日期要在 2000 年到 2099 年之间，请检查年份。")
        return day


class GroupForm(UntouchedMixin, CleanTextMixin, forms.ModelForm):
    """A name for several departments."""

    class Meta:
        model = DepartmentGroup
        fields = ["name", "takes_all", "departments"]
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
        self.fields["takes_all"].help_text = "勾上时，以后新设的部门也自动算在内；不勾时只算下面选中的部门。"

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("takes_all") and not cleaned.get("departments"):
            self.add_error("departments", "请至少选一个部门，或者勾选“全部在用部门”。")
        return cleaned

    def clean_name(self):
        name = clean_text(self.cleaned_data["name"])
        if self.unit.department_groups.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("已有同名的部门组。")
        return name
