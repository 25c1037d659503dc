"""Forms of the leading group: its posts, who holds them, its name and office."""

from __future__ import annotations

from django import forms

from accounts.forms import CleanTextMixin
from accounts.leading_group import LeadingGroup
from accounts.models import Department, DepartmentGroup, Post, Unit
from accounts.untouched import UntouchedMixin

NO_SUCH = {"invalid_choice": "没有这一项，请从列表里选。"}
WRONG_DAY = {"invalid": "没有这一天，请按 2026-03-05 的样子填写。"}


class _DayField(forms.DateField):
    """A day a paper could name."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = WRONG_DAY

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not 1950 <= day.year <= 2099:
            raise forms.ValidationError("日期要在 1950 年到 2099 年之间，请检查年份。")
        return day


class PostForm(CleanTextMixin, forms.Form):
    """A post of the leading group, and who sits in it: a person registered, or heads of departments by rule."""

    seat = forms.ChoiceField(label="组内职务", choices=Post.Seat.choices, error_messages=NO_SUCH)
    title = forms.CharField(label="职务", max_length=120, help_text="如：党委书记、主任；各部室主任及主要负责人")
    rule = forms.ChoiceField(
        label="由谁担任",
        choices=Post.Rule.choices,
        required=False,
        help_text="选部门负责人的，换了部门负责人，名单自动跟着变。",
        error_messages=NO_SUCH,
    )
    department = forms.ModelChoiceField(
        label="哪个部门",
        required=False,
        queryset=Department.objects.none(),
        empty_label="不按部门",
        error_messages=NO_SUCH,
    )
    department_group = forms.ModelChoiceField(
        label="哪一组部门",
        required=False,
        queryset=DepartmentGroup.objects.none(),
        empty_label="不按部门组",
        error_messages=NO_SUCH,
    )

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["department"].queryset = unit.departments.active()
        self.fields["department_group"].queryset = unit.department_groups.all()

    def clean(self):
        cleaned = super().clean()
        for name, rule in (("department", Post.Rule.DEPARTMENT), ("department_group", Post.Rule.GROUP)):
            if cleaned.get("rule") == rule and name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, "请选择一个。")
        same = self.unit.posts.filter(seat=cleaned.get("seat"), title=cleaned.get("title"), to_on__isnull=True)
        if same.exists():
            self.add_error("title", "这个职务已经在领导小组里了。")
        return cleaned


class HoldingForm(CleanTextMixin, forms.Form):
    """Who takes a post over, and from which day."""

    name = forms.CharField(label="姓名", max_length=60)
    from_on = _DayField(label="任职起")


class AbolishForm(forms.Form):
    """The last day of a post."""

    to_on = _DayField(label="从哪天起撤去")


class GroupForm(UntouchedMixin, CleanTextMixin, forms.ModelForm):
    """What the group is called, where its office is, what stands below its list."""

    office = forms.ModelChoiceField(
        label="办公室设在",
        required=False,
        queryset=Department.objects.none(),
        empty_label="没有设办公室",
        error_messages=NO_SUCH,
    )
    office_from_on = _DayField(label="从哪天起", required=False, help_text="换地方时填，不填就从今天算起。")
    field_order = ["name", "office", "office_from_on", "note"]

    class Meta:
        model = LeadingGroup
        fields = ["name", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, unit: Unit, office: Department | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        kept = [office.pk] if office else []
        self.fields["office"].queryset = unit.departments.active() | unit.departments.filter(pk__in=kept)
        self.initial.setdefault("office", office)
