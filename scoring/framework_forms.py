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


class ReadInForm(forms.Form):
    """A framework's file, with what it may not say of itself."""

    file = forms.FileField(
        label="体系文件",
        allow_empty_file=True,  # the reader says it in its own words
        error_messages={"required": "请选一个文件。"},
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".docx,.xlsx,.pdf,.txt,.csv,.doc,.xls,.wps,.et"}
        ),
    )
    year = forms.IntegerField(
        label="年度",
        required=False,
        min_value=1000,
        max_value=9999,
        help_text="不填就按文件里写的年度",
        error_messages={"invalid": YEAR, "min_value": YEAR, "max_value": YEAR},
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "maxlength": "4"}),
    )
    level = forms.ChoiceField(
        label="级别",
        required=False,
        choices=[("", "没有写"), *Framework.Level.choices],
        error_messages={"invalid_choice": "级别请从列表里选。"},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    issuer = forms.CharField(
        label="发文单位",
        required=False,
        max_length=120,
        help_text="不填就按文件里写的",
        error_messages={"max_length": "发文单位最多 120 字。"},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
