"""The forms of the framework library: copy to a year, say who issued it, put a clause of a revision otherwise."""

from __future__ import annotations

from django import forms

from accounts.typed import clean_text
from scoring.models import Clause, Framework
from scoring.points import parsed, printed

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "没有写"), *Framework.Level.choices]


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


def _wide(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": rows})


class ClauseForm(forms.Form):
    """A clause of a revision: its words, what it is worth, by which standard it is scored."""

    text = forms.CharField(
        label="内容",
        max_length=5000,
        error_messages={"required": "得分点的内容不能空着。", "max_length": "内容最多 5000 字。"},
        widget=_wide(4),
    )
    points = forms.CharField(
        label="分值",
        required=False,
        max_length=20,
        help_text="空着表示不设分值，评达标或未达标",
        error_messages={"max_length": "分值要写成数字，如 2 或 1.5。"},
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"}),
    )
    scoring = forms.CharField(
        label="评分标准",
        required=False,
        max_length=5000,
        error_messages={"max_length": "评分标准最多 5000 字。"},
        widget=_wide(3),
    )
    materials = forms.CharField(
        label="材料要求",
        required=False,
        max_length=5000,
        error_messages={"max_length": "材料要求最多 5000 字。"},
        widget=_wide(2),
    )
    needs_evidence = forms.BooleanField(
        label="给分须有佐证", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    @classmethod
    def of(cls, clause: Clause) -> ClauseForm:
        kept = {name: getattr(clause, name) for name in ("text", "scoring", "materials", "needs_evidence")}
        return cls(initial=kept | {"points": printed(clause.points)})

    def clean_text(self):
        text = clean_text(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError("得分点的内容不能空着。")
        return text

    def clean_points(self):
        text = self.cleaned_data["points"].strip()
        return parsed(text) if text else None
