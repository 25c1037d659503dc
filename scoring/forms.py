"""The forms of assessment: a clause's score, the target, reopening, opening another kind and whose result it is."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from accounts.typed import clean_text
from files.names import split_ending
from scoring.models import Score
from scoring.points import parsed, printed
from scoring.rules import VERDICTS, Offer

OTHER = "other"
NO_POINTS = "分值要写成数字，如 2 或 1.5。"
NOT_APPLICABLE = Score.State.NOT_APPLICABLE.value
_HINTS = {"met": "材料齐全", "partly": "写明差在哪", "unmet": "写明怎么补"}


class ScoreForm(forms.Form):
    """What a clause is given: a grade, other points, a verdict, or not applicable.

    `choice` is the grade as printed, "other" when the points are typed, or the name of a state.
    """

    choice = forms.CharField(required=False, max_length=20)
    points = forms.CharField(required=False, max_length=20)
    reason = forms.CharField(
        required=False, max_length=2000, error_messages={"max_length": "说明最多 2000 字，现在太长了。"}
    )
    version = forms.IntegerField(min_value=0, error_messages={"required": "", "invalid": "", "min_value": ""})

    def __init__(self, data=None, *, offer: Offer, score: Score | None):
        self.offer = offer
        super().__init__(data, initial=_as_chosen(offer, score))

    @property
    def options(self) -> list[dict]:
        """The buttons, in the order of the number keys."""
        chosen = self["choice"].value() or ""
        if self.offer.is_pointed:
            rows = [(printed(grade), printed(grade), self._hint(grade)) for grade in self.offer.grades]
            rows.append((OTHER, "其他" if rows else "填分值", "自己填"))
        else:
            rows = [(state.value, state.label, _HINTS[state.value]) for state in VERDICTS]
        rows.append((NOT_APPLICABLE, "不适用", "写明原因"))
        return [
            {"value": value, "label": label, "hint": hint, "is_chosen": value == chosen, "id": f"choice-{place}"}
            for place, (value, label, hint) in enumerate(rows, start=1)
        ]

    def shows_version(self, version: int) -> None:
        """The page that comes back shows this version of the score."""
        self.data = self.data.copy()
        self.data["version"] = version

    def _hint(self, grade: Decimal) -> str:
        return "满分" if grade == self.offer.maximum and self.offer.layer != "negative" else "分"

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"]).strip()

    def clean(self):
        cleaned = super().clean()
        # Fields that show no errors of their own: what is wrong there is said once, above the grades.
        for name, sentence in (
            ("version", "这一页不完整，请刷新后再打分。"),
            ("choice", NO_POINTS),
            ("points", NO_POINTS),
        ):
            if name in self.errors:
                del self.errors[name]
                raise ValidationError(sentence)
        if self.errors:
            return cleaned
        cleaned["state"], cleaned["value"] = self._said(cleaned["choice"], cleaned["points"].strip())
        return cleaned

    def _said(self, choice: str, typed: str) -> tuple[str, Decimal | None]:
        """State and points of what was chosen and typed; one sentence where the two do not fit."""
        if choice in Score.State.values and choice != Score.State.POINTS:
            return choice, None
        if choice in ("", OTHER):
            if not typed:
                raise ValidationError("请填上打多少分。" if choice else "请先选一个分数或结论。")
            return Score.State.POINTS, parsed(typed)
        points = parsed(choice)
        if typed and parsed(typed) != points:
            raise ValidationError(f"选了 {printed(points)} 分，又填了 {typed} 分；按填的打请选“其他”，不然清空那一格。")
        return Score.State.POINTS, points


def _as_chosen(offer: Offer, score: Score | None) -> dict:
    if score is None:
        return {"version": 0}
    choice, typed = score.state, ""
    if score.points is not None:
        choice = printed(score.points)
        if score.points not in offer.grades:
            choice, typed = OTHER, choice
    return {"choice": choice, "points": typed, "reason": score.reason, "version": score.version}


class TargetForm(forms.Form):
    """What the unit aims at; empty for no target."""

    target = forms.CharField(label="目标", required=False, max_length=20)

    def clean_target(self):
        text = self.cleaned_data["target"].strip()
        return parsed(text) if text else None


class ReopenForm(forms.Form):
    """Why a closed assessment is opened again."""

    reason = forms.CharField(
        label="原因",
        max_length=500,
        error_messages={"required": "重新打开要写明原因。", "max_length": "原因最多 500 字。"},
    )

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"]).strip()


class SourceForm(forms.Form):
    """Whose result an assessment holds, of which day, and by which document."""

    assessed_by = forms.CharField(
        label="测评单位",
        required=False,
        max_length=120,
        error_messages={"max_length": "测评单位最多 120 字。"},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    assessed_on = forms.DateField(
        label="测评日期",
        required=False,
        error_messages={"invalid": "日期请写成 2022-11-30 这样。"},
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    source_name = forms.CharField(
        label="依据文件",
        required=False,
        max_length=180,
        help_text="名称或文号",
        error_messages={"max_length": "文件名称最多 180 字。"},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,  # the store says it in its own words
        max_length=None,
        widget=forms.FileInput(attrs={"class": "form-control"}),
    )

    @property
    def document(self) -> str:
        """What the document is called: as typed, else as the file is named; with the file's ending."""
        typed, upload = clean_text(self.cleaned_data["source_name"]), self.cleaned_data["file"]
        if upload is None:
            return typed
        stem, ending = split_ending(clean_text(upload.name))
        return f"{(typed.removesuffix(ending) or stem)[:180]}{ending}"


class OpenForm(SourceForm):
    """Which kind is opened, and whose result it will hold."""

    kind = forms.ChoiceField(
        label="哪一种",
        error_messages={"required": "请先选一种测评。", "invalid_choice": "没有这种测评，请重新选一种。"},
        widget=forms.RadioSelect(),
    )
    field_order = ["kind"]

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
