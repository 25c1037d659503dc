"""What a person says for each line of a clause's rule, and the line itself as the office types it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from accounts.typed import clean_text, whole_number
from scoring.bands import steps_typed
from scoring.bonus import Offered
from scoring.points import exact, parsed
from scoring.ruling import Counting, Given, Honoured, Kind, Rounding, Rule
from scoring.ruling_words import said

MOST_HONOURS = 99
_COUNT = {Kind.OCCURRENCE: "出现了几{}", Kind.MISSING: "少了几{}", Kind.EACH_BONUS: "有几{}"}
_HOLDS = {
    Kind.ONCE: ("没有出现", "出现了"),
    Kind.ALL_OR_NOTHING: ("都做到了", "有一项没做到"),
    Kind.VETO: ("没有触发", "触发了"),
}


class GivenForm:
    """The inputs of all lines of one clause, named g0-count and so on. Plain HTML fields, each with its label."""

    def __init__(self, lines: Sequence[Rule], shown: Sequence[Given], honours: Sequence[Offered] = (), *, data=None):
        self.lines, self.shown, self.honours, self.data = lines, shown, honours, data

    @property
    def rows(self) -> list[dict]:
        """One for each line: its sentence and its inputs, as the template prints them."""
        return [{"said": said(line), "inputs": self._inputs(place, line)} for place, line in enumerate(self.lines)]

    def _typed(self, name: str, else_) -> str:
        if self.data is not None:
            return self.data.get(name, "")[:30]
        return "" if else_ is None else str(else_)

    def _shown(self, place: int) -> Given:
        return self.shown[place] if place < len(self.shown) else Given()

    def _inputs(self, place: int, line: Rule) -> list[dict]:
        own, name = self._shown(place), f"g{place}"
        if line.kind in (Kind.GRADE_POINTS, Kind.GRADE_PERCENT):
            sign = "%" if line.kind == Kind.GRADE_PERCENT else " 分"
            choices = [(step.label, f"{step.label}（{exact(step.points)}{sign}）") for step in line.steps]
            return [_choice(f"{name}-grade", "评为哪一档", choices, self._typed(f"{name}-grade", own.grade))]
        if line.kind in _HOLDS:
            no, yes = _HOLDS[Kind(line.kind)]
            chosen = {None: "", True: "1", False: "0"}[own.holds]
            picked = self._typed(f"{name}-holds", chosen)
            found = [_choice(f"{name}-holds", line.text[:60] or said(line), [("0", no), ("1", yes)], picked)]
            return [*found, *self._concealed(name, line, own)]
        if line.kind in _COUNT:
            label = _COUNT[Kind(line.kind)].format(line.unit or "次")
            return [self._number(f"{name}-count", label, own.count), *self._concealed(name, line, own)]
        if line.kind in (Kind.SHORTFALL, Kind.BANDS):
            unit = "%" if line.kind == Kind.SHORTFALL else ""
            return [self._number(f"{name}-measured", "实际是多少", own.measured, unit)]
        if line.kind == Kind.SAMPLE:
            return [self._number(f"{name}-passed", f"抽查 {line.sample} 个，合格几个", own.passed)]
        if line.kind == Kind.RANGE:
            label = f"扣多少分（{exact(line.amount)} 到 {exact(line.most)}，不扣填 0）"
            return [self._number(f"{name}-discretion", label, own.discretion)]
        return self._honour_inputs(name, line, own) if line.kind == Kind.HONOURS else []

    def _number(self, name: str, label: str, value, unit: str = "") -> dict:
        shown = exact(value) if isinstance(value, Decimal) else value
        return {"type": "number", "name": name, "label": label, "value": self._typed(name, shown), "unit": unit}

    def _concealed(self, name: str, line: Rule, own: Given) -> list[dict]:
        if not line.is_doubled:
            return []
        return [self._number(f"{name}-concealed", "其中隐瞒没报的有几次，没有填 0", own.concealed)]

    def _honour_inputs(self, name: str, line: Rule, own: Given) -> list[dict]:
        ticked = {one.record for one in own.honours}
        fresh = self.data is None and not own.honours
        boxes = []
        for row in self.honours:
            is_on = row.counts if fresh else row.record.pk in ticked
            if self.data is not None:
                is_on = str(row.record.pk) in self.data.getlist(f"{name}-honour")
            boxes.append({"offered": row, "value": row.record.pk, "is_on": is_on and row.counts})
        found = [{"type": "honours", "name": f"{name}-honour", "boxes": boxes, "label": "引用的荣誉"}]
        for at, step in enumerate(line.steps):
            more = sum(one.record is None and one.level == step.label for one in own.honours)
            found.append(self._number(f"{name}-more{at}", f"另有{step.label}几项", more or None))
        return found

    def given(self) -> list[Given]:
        """What was said; ValidationError in one sentence where it is no number."""
        return [self._given(place, line) for place, line in enumerate(self.lines)]

    def _given(self, place: int, line: Rule) -> Given:
        name = f"g{place}"
        holds = {"1": True, "0": False}.get(self.data.get(f"{name}-holds", ""))
        passed = self.data.get(f"{name}-passed", "").strip()
        if passed and whole_number(passed) is None:
            raise ValidationError("合格几个要写成整数。")
        return Given(
            grade=clean_text(self.data.get(f"{name}-grade", ""))[:30],
            count=self._decimal(f"{name}-count"),
            concealed=self._decimal(f"{name}-concealed") or Decimal(0),
            measured=self._decimal(f"{name}-measured"),
            passed=min(whole_number(passed), 99999) if passed else None,
            holds=holds,
            discretion=self._decimal(f"{name}-discretion"),
            honours=self._honours(name, line),
        )

    def _decimal(self, name: str) -> Decimal | None:
        typed = self.data.get(name, "").strip()
        if not typed:
            return None
        try:
            return parsed(typed[:20])
        except ValidationError:
            raise ValidationError(f"“{clean_text(typed)[:20]}”不是数字，请写成 3 或 92.5 这样。") from None

    def _honours(self, name: str, line: Rule) -> tuple[Honoured, ...]:
        if line.kind != Kind.HONOURS:
            return ()
        ticked = set(self.data.getlist(f"{name}-honour"))
        found = [
            Honoured(row.step, row.work, row.record.title, row.record.pk)
            for row in self.honours
            if row.counts and str(row.record.pk) in ticked
        ]
        for at, step in enumerate(line.steps):
            more = self._decimal(f"{name}-more{at}") or Decimal(0)
            if more != int(more) or more > MOST_HONOURS:
                raise ValidationError(f"“{step.label}”另有几项要写 0 到 {MOST_HONOURS} 的整数。")
            found += [Honoured(step.label)] * int(more)
        return tuple(found)


def _choice(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> dict:
    rows = [{"value": value, "label": text, "is_on": value == chosen} for value, text in choices]
    return {"type": "choice", "name": name, "label": label, "choices": rows}


POINTS = {"class": "form-control", "inputmode": "decimal", "maxlength": "10", "autocomplete": "off"}
# which fields a kind of line needs, in the order they are asked
FIELDS = {
    Kind.GRADE_POINTS: ("steps",),
    Kind.GRADE_PERCENT: ("steps",),
    Kind.BANDS: ("steps", "rounding"),
    Kind.OCCURRENCE: ("amount", "per", "unit", "rounding", "most", "is_doubled"),
    Kind.MISSING: ("amount", "per", "unit", "rounding", "most"),
    Kind.SHORTFALL: ("target", "amount", "per", "rounding", "most"),
    Kind.ONCE: ("amount", "is_doubled"),
    Kind.ALL_OR_NOTHING: (),
    Kind.SAMPLE: ("sample", "least"),
    Kind.RANGE: ("amount", "most"),
    Kind.EACH_BONUS: ("amount", "per", "unit", "rounding", "most"),
    Kind.HONOURS: ("steps", "counting", "most"),
    Kind.VETO: (),
    Kind.MANUAL: (),
}
_LABELS = {
    (Kind.RANGE, "amount"): "最少扣多少分",
    (Kind.RANGE, "most"): "最多扣多少分",
    (Kind.EACH_BONUS, "amount"): "每一项加多少分",
    (Kind.EACH_BONUS, "most"): "这一条最多加多少分（可以不填）",
    (Kind.HONOURS, "most"): "这一条最多加多少分（可以不填）",
    (Kind.SHORTFALL, "amount"): "每低一个百分点扣多少分",
    (Kind.SHORTFALL, "per"): "每几个百分点扣一次",
}
_HINTS = {
    Kind.GRADE_POINTS: "一行一档，如“A 2”。",
    Kind.GRADE_PERCENT: "一行一档，写占满分的百分比，如“B 66%”。",
    Kind.BANDS: "一行一段，如“90以上 2”“80-不满90 1.5”“不满80 0”；不能重叠，也不能留空档。",
    Kind.HONOURS: "一行一级，如“国家级 2”。",
}


class _PointsField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(max_length=10, widget=forms.TextInput(attrs=dict(POINTS)), **kwargs)

    def clean(self, value):
        value = super().clean(value)
        return parsed(value) if value else None


class LineForm(forms.Form):
    """One line of a rule; only the fields its kind needs are there."""

    text = forms.CharField(
        label="原文（可以不填）",
        required=False,
        max_length=500,
        error_messages={"max_length": "原文最多 500 字。"},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    steps = forms.CharField(
        label="各档分值",
        max_length=1000,
        error_messages={"required": "请写出各档和分值。", "max_length": "各档写得太长了。"},
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
    )
    target = _PointsField(label="要求达到百分之几", error_messages={"required": "请写要达到百分之几。"})
    amount = _PointsField(label="每次扣多少分", error_messages={"required": "请写每次多少分；说不准就选“由人定分”。"})
    per = _PointsField(label="每几个算一次", error_messages={"required": "请写每几个算一次，一般是 1。"})
    unit = forms.CharField(
        label="单位（次、项、处……）",
        required=False,
        max_length=10,
        error_messages={"max_length": "单位最多 10 个字。"},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    rounding = forms.ChoiceField(
        label="零头怎么算", choices=Rounding.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    counting = forms.ChoiceField(
        label="怎么计", choices=Counting.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    sample = forms.IntegerField(
        label="抽查几个",
        min_value=1,
        max_value=9999,
        error_messages={"required": "请写抽查几个。", "invalid": "抽查几个要写成整数。"},
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "maxlength": "4"}),
    )
    least = forms.IntegerField(
        label="至少几个合格",
        min_value=1,
        max_value=9999,
        error_messages={"required": "请写至少几个合格。", "invalid": "至少几个合格要写成整数。"},
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "maxlength": "4"}),
    )
    most = _PointsField(label="这一条最多扣多少分（可以不填）", required=False)
    is_doubled = forms.BooleanField(
        label="隐瞒不报的加倍", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(self, *args, kind: str, **kwargs):
        self.kind = Kind(kind)
        super().__init__(*args, **kwargs)
        asked = (*FIELDS[self.kind], "text")
        for name in list(self.fields):
            if name not in asked:
                del self.fields[name]
        self.order_fields(asked)
        for name, field in self.fields.items():
            field.label = _LABELS.get((self.kind, name), field.label)
        if "steps" in self.fields:
            self.fields["steps"].help_text = _HINTS[self.kind]
        if "per" in self.fields:
            self.fields["per"].initial = "1"
        if "most" in self.fields and self.kind == Kind.RANGE:
            self.fields["most"].required = True
            self.fields["most"].error_messages["required"] = "请写最多扣多少分。"

    def clean_text(self):
        return clean_text(self.cleaned_data["text"])

    def clean_unit(self):
        return clean_text(self.cleaned_data["unit"])

    def clean_steps(self):
        return steps_typed(clean_text(self.cleaned_data["steps"]), are_bands=self.kind == Kind.BANDS)

    @property
    def line(self) -> Rule:
        return Rule(self.kind, **self.cleaned_data)
