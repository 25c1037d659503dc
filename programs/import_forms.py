"""Forms around an import: give a paper, say what names mean."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from programs import naming
from programs.models import PaperImport
from programs.naming import Meaning
from scoring.given import check_year

LONGEST_PASTE = 500_000  # characters; the longest plan we know has 23 000


def whole(text: str | None) -> int | None:
    """The number a field names by its digits alone; None for anything else, however it came there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


class GiveForm(forms.Form):
    """A file or pasted text, and the year where the paper's own is not meant."""

    file = forms.FileField(
        label="方案文件",
        required=False,
        allow_empty_file=True,  # the reader says it in its own words
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".docx,.xlsx,.pdf,.txt,.csv,.doc,.xls,.wps,.et"}
        ),
    )
    text = forms.CharField(
        label="方案文字",
        required=False,
        max_length=LONGEST_PASTE,
        error_messages={"max_length": "粘贴的文字太长，请改为上传文件。"},
        widget=forms.Textarea(
            attrs={"class": "form-control", "rows": 12, "placeholder": "把方案全文或任务表粘贴在这里"}
        ),
    )
    year = forms.CharField(
        label="年度",
        required=False,
        max_length=4,
        error_messages={"max_length": "年度写四位数字，如 2026。"},
        help_text="不填就按方案里写的年度",
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )

    def clean_year(self) -> int | None:
        text = self.cleaned_data["year"].strip()
        if not text:
            return None
        year = whole(text)
        if year is None:
            raise ValidationError("年度写四位数字，如 2026。")
        check_year(year)
        return year

    def clean(self):
        data = super().clean()
        if not data.get("file") and not data.get("text", "").strip() and not self.errors:
            raise ValidationError("请选一个文件，或者把文字粘贴进来。")
        return data


def read_answers(paper_import: PaperImport, post) -> dict[str, dict]:
    """The posted meaning of every unknown name, checked; ValidationError names the first that is wrong."""
    answers = dict(paper_import.answers.get("names", {}))
    unknown = naming.unknown_names(paper_import.unit, paper_import.reading["items"], answers)
    for order, name in enumerate(unknown):
        said = post.get(f"name-{order}", "")
        if not said or post.get(f"printed-{order}") != name.text:
            continue
        kind, _, pk = said.partition(":")
        answers[name.text] = naming.checked(
            paper_import.unit,
            name.text,
            kind,
            department=whole(pk),
            departments=[pk for pk in map(whole, post.getlist(f"members-{order}")) if pk],
            remember=kind != Meaning.DEPARTMENT or post.get(f"remember-{order}") == "1",
        )
    return answers
