"""The forms of the framework library: copy to a year, say who issued it."""

from __future__ import annotations

from django import forms

from scoring.models import Framework

YEAR = "年度写四位数字，如 2027。"


class CopyForm(forms.Form):
    """The year a copy is for."""

    year = forms.IntegerField(
        label="复制到哪一年",
        min_value=1000,
        max_value=9999,
        error_messages={"required": YEAR, "invalid": YEAR, "min_value": YEAR, "max_value": YEAR},
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "maxlength": "4"}),
    )


class DescribeForm(forms.ModelForm):
    """Who issued a framework, and at which level."""

    class Meta:
        model = Framework
        fields = ["level", "issuer"]
        widgets = {
            "level": forms.Select(attrs={"class": "form-select"}),
            "issuer": forms.TextInput(attrs={"class": "form-control"}),
        }
        error_messages = {
            "level": {"invalid_choice": "级别请从列表里选。"},
            "issuer": {"max_length": "发文单位最多 120 字。"},
        }
