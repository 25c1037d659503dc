"""Small forms of a framework's settings: the window of honours, and what feeds a threshold."""

from __future__ import annotations

from django import forms

from evidence.measures import Measure
from scoring.points import parsed
from scoring.thresholds import Period

_DAY = "日期请写成 2022-01-01 这样。"


class WindowForm(forms.Form):
    """From which day to which honours count; both empty for the framework's own year."""

    begins_on = forms.DateField(
        label="从",
        required=False,
        error_messages={"invalid": _DAY},
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label="到",
        required=False,
        error_messages={"invalid": _DAY},
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )


class BindForm(forms.Form):
    """What feeds a threshold, over which time, with which exception."""

    measure = forms.ChoiceField(
        label="从哪里取数",
        required=False,
        error_messages={"invalid_choice": "没有这个口径，请重新选一个。"},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    period = forms.ChoiceField(
        label="期间",
        choices=Period.choices,
        error_messages={"required": "请选期间。", "invalid_choice": "没有这种期间，请重新选一个。"},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    must_grow = forms.BooleanField(
        label="还要比上年增长", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    small_count = forms.IntegerField(
        label="多少人以下另有要求",
        required=False,
        min_value=1,
        max_value=99999,
        error_messages={
            "invalid": "人数要写成整数。",
            "min_value": "人数要大于 0。",
            "max_value": "人数写得太大了。",
        },
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "maxlength": "5"}),
    )
    small_value = forms.CharField(
        label="这时要求多少",
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal", "maxlength": "10"}),
    )

    def __init__(self, *args, measures: list[Measure], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.pk): one for one in measures}
        self.fields["measure"].choices = [("", "先不定"), *((key, one.name) for key, one in self.by_key.items())]

    def clean_measure(self) -> Measure | None:
        return self.by_key.get(self.cleaned_data["measure"])

    def clean_small_value(self) -> str:
        typed = self.cleaned_data["small_value"].strip()
        return str(parsed(typed)) if typed else ""
