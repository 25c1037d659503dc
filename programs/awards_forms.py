"""Forms of awards we give: a round, a nomination, the decision, the notice."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from accounts.models import Department, Person
from accounts.typed import whole_number
from accounts.untouched import UntouchedMixin
from evidence.models import Record
from programs.awards import AwardRound
from programs.forms import DayField, LineField

SELECT = {"class": "form-select"}
LINE = {"class": "form-control"}
NO_SUCH = {"invalid_choice": "没有这一项，请从列表里选。"}
NOTICE_WORKDAYS = 5  # of a notice, as offices usually keep it; proposed, not demanded
OFFERED = 60  # meetings to choose from, newest first


def _text(label: str, most: int, rows: int = 4, **more):
    errors = {"required": f"请填{label}。", "max_length": f"{label}最多 {most} 个字。"}
    widget = forms.Textarea(attrs={**LINE, "rows": rows})
    return LineField(label=label, max_length=most, widget=widget, error_messages=errors, **more)


def _line(label: str, most: int, **more):
    errors = {"required": f"请填{label}。", "max_length": f"{label}最多 {most} 个字。"}
    return LineField(label=label, max_length=most, widget=forms.TextInput(attrs=LINE), error_messages=errors, **more)


def _count(label: str, most: int, **more):
    errors = {"required": f"请填{label}。", "invalid": f"{label}写一个整数。"}
    errors |= {"min_value": f"{label}不能小于 %(limit_value)s。", "max_value": f"{label}最多 %(limit_value)s。"}
    widget = forms.TextInput(attrs={**LINE, "inputmode": "numeric"})
    return forms.IntegerField(label=label, max_value=most, widget=widget, error_messages=errors, **more)


class RoundForm(UntouchedMixin, forms.Form):
    """One round of an award; its kind can't change later."""

    kind = forms.ChoiceField(
        label="评选类别",
        choices=AwardRound.Kind.choices,
        widget=forms.Select(attrs=SELECT),
        error_messages=NO_SUCH,
    )
    title = _line("名称", 120, help_text="如：2022 年度文明个人")
    year = _count("年度", 2099, min_value=2000)
    quota = _count("名额", 10_000, min_value=1, required=False, help_text="不限就空着。")
    closes_on = DayField(label="推荐截止", required=False)
    by_departments = forms.BooleanField(
        label="由各部门推荐",
        required=False,
        help_text="不勾时只由创建办提名。",
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    terms = _text("评选条件", 2000, required=False)

    def __init__(self, *args, is_new: bool = True, **kwargs):
        super().__init__(*args, is_stored=not is_new, **kwargs)
        if not is_new:
            self.fields.pop("kind")


class NominationForm(forms.Form):
    """Who or what is put forward, as the kind of the award asks."""

    department = forms.ModelChoiceField(
        label="部门",
        queryset=Department.objects.none(),
        empty_label="请选",
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "请选部门。", "invalid_choice": "没有这个部门，请从列表里选。"},
    )
    person = forms.ModelChoiceField(
        label="姓名",
        queryset=Person.objects.none(),
        empty_label="请从名册里选",
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "请从名册里选一个人。", "invalid_choice": "名册里没有这个人。"},
    )
    post = _line("岗位或窗口", 120)
    reason = _text("主要事迹", 2000, rows=5)

    def __init__(self, *args, round: AwardRound, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round
        self.fields["department"].queryset = departments
        if round.names_people:
            people = Person.objects.of_unit(round.unit).on_roll(timezone.localdate())
            self.fields["person"].queryset = people.filter(department__in=departments).select_related("department")
            self.fields["person"].label_from_instance = _named
            self.fields.pop("department")
        else:
            self.fields.pop("person")
        if not round.names_posts:
            self.fields.pop("post")

    def values(self) -> dict:
        given = dict(self.cleaned_data)
        if "person" in given:
            given["department"] = given["person"].department
        return given


def _named(person: Person) -> str:
    return f"{person.department}　{person.name}" + (f"（{person.number}）" if person.number else "")


class DecisionForm(forms.Form):
    """By a meeting or by votes; the rows of the page carry the votes and who is chosen."""

    meeting = forms.ModelChoiceField(
        label="研究的会议",
        queryset=Record.objects.none(),
        required=False,
        empty_label="没有开会，按投票",
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": "没有这次会议，请从列表里选。"},
    )
    voters = _count("参加投票人数", 1_000_000, min_value=1, required=False)
    on = DayField(label="评定日期")

    def __init__(self, *args, round: AwardRound, **kwargs):
        super().__init__(*args, **kwargs)
        meetings = Record.objects.of_unit(round.unit).of_kind(Record.Kind.MEETING).order_by("-begins_on", "-pk")
        shown = meetings.values("pk")[:OFFERED]
        self.fields["meeting"].queryset = meetings.filter(pk__in=list(shown.values_list("pk", flat=True)))
        self.fields["meeting"].label_from_instance = lambda row: f"{row.begins_on:%Y-%m-%d} {row.title}"


def read_votes(post, rows) -> dict[int, int]:
    """The votes typed beside each nomination; what is no number is left out and asked for again."""
    typed = {row.pk: whole_number(post.get(f"votes-{row.pk}", "").strip()) for row in rows}
    return {pk: count for pk, count in typed.items() if count is not None and count <= 1_000_000}


class NoticeForm(forms.Form):
    """The days of the notice."""

    from_on = DayField(label="公示起")
    to_on = DayField(label="公示止", help_text=f"公示一般不少于 {NOTICE_WORKDAYS} 个工作日。")


class ObjectionForm(forms.Form):
    """What was said during the notice."""

    text = _text("反映的情况", 1000, rows=3)
    received_on = DayField(label="收到日期")


class SettleForm(forms.Form):
    """What was found about an objection."""

    outcome = forms.ChoiceField(
        label="核实结果",
        choices=[("kept", "不影响入选"), ("upheld", "取消入选")],
        widget=forms.Select(attrs=SELECT),
        error_messages=NO_SUCH,
    )
    answer = _text("核实说明", 1000, rows=3)


class PublishForm(forms.Form):
    """The day of the list, and its number where there is a circular."""

    on = DayField(label="公布日期")
    number = _line("表彰文号", 60, required=False)
