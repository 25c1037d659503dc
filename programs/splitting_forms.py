"""Forms of tasks made by hand: their text, measures, persons, days and how often."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Unit, User
from evidence.models import ActivityKind
from programs import festivals
from programs.forms import DayField, LineField, Parties
from programs.occurrences import Frequency
from programs.occurrences_ticking import rhythm_of
from programs.occurrences_windows import MOST, Every, Rhythm
from programs.splitting import MOST_PARTS
from programs.task_making import LONGEST_TEXT, Part
from programs.tasks import Task
from scoring.models import Category

ONCE = [("", "一次性")]
OFTEN = [(Every.MONTH, "每月"), (Every.QUARTER, "每季度"), (Every.HALF, "每半年"), (Every.YEAR, "每年几次")]
FESTIVE = [(Every.FESTIVAL, "按节日")]
NAMED = [(key, festivals.LABELS[key]) for key in (*festivals.OURS, *festivals.FIXED)]
NO_PARTY = {"invalid_choice": "没有这个部门，请从列表里选。"}


def _select(**more):
    return forms.Select(attrs={"class": "form-select"} | more)


def _area(rows: int):
    return forms.Textarea(attrs={"class": "form-control", "rows": rows})


class RhythmForm(forms.Form):
    """How often something is to be held, and what counts as held."""

    every = forms.ChoiceField(
        label="频次",
        choices=ONCE + OFTEN,
        required=False,
        widget=_select(),
        error_messages={"invalid_choice": "频次请从列表里选。"},
    )
    times = forms.IntegerField(
        label="至少几次",
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": MOST}),
        help_text="频次选“每年几次”或“按节日”时填。",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"次数要填 1 到 {MOST} 的整数。"),
    )

    def clean(self):
        data = super().clean()
        if data.get("every") == Every.YEAR and data.get("times") is None and "times" not in self.errors:
            self.add_error("times", "每年几次，请填次数。")
        return data

    def rhythm(self) -> Rhythm | None:
        data = self.cleaned_data
        if not data.get("every"):
            return None
        takes_times = data["every"] in (Every.YEAR, Every.FESTIVAL)
        keys = tuple(data.get("festivals", ())) if data["every"] == Every.FESTIVAL else ()
        return Rhythm(data["every"], data.get("times") if takes_times else None, keys)


class FestiveForm(RhythmForm):
    """The same with festivals and the kind of activity that counts."""

    festivals = forms.MultipleChoiceField(
        label="节日",
        choices=NAMED,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有这个节日，请重新勾选。"},
    )
    kind = forms.ModelChoiceField(
        label="办哪类活动算一次",
        queryset=ActivityKind.objects.none(),
        required=False,
        empty_label="只算对应到这项任务的活动",
        widget=_select(),
        help_text="选了类别，责任部门在期限内办的这类活动会自动记为已办。",
        error_messages=dict.fromkeys(("invalid_choice", "invalid_pk_value"), "没有这个活动类别，请从列表里选。"),
    )
    field_order = ["every", "times", "kind", "festivals"]

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["every"].choices = ONCE + OFTEN + FESTIVE
        self.fields["kind"].queryset = ActivityKind.objects.for_unit(unit)

    def clean(self):
        data = super().clean()
        if data.get("every") == Every.FESTIVAL and "festivals" not in self.errors:
            if not data.get("festivals"):
                self.add_error("festivals", "请勾选至少一个节日。")
            elif (data.get("times") or 0) > len(data["festivals"]):
                self.add_error("times", "至少次数不能多于勾选的节日。")
        return data


def said_of(frequency: Frequency | None) -> dict:
    """A frequency as initial values of a form."""
    if frequency is None:
        return {}
    rhythm = rhythm_of(frequency)
    return {
        "every": rhythm.every,
        "times": rhythm.times,
        "festivals": list(rhythm.festivals),
        "kind": frequency.kind_id,
    }


class PartForm(RhythmForm):
    """One part of a task; a row without text is left out."""

    text = LineField(
        label="工作任务",
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(2),
        error_messages={"max_length": f"工作任务不超过 {LONGEST_TEXT} 字。"},
    )
    measures = LineField(
        label="具体措施",
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(2),
        error_messages={"max_length": f"具体措施不超过 {LONGEST_TEXT} 字。"},
    )
    party = forms.ChoiceField(label="责任部门", required=False, widget=_select(), error_messages=NO_PARTY)
    in_charge = LineField(
        label="责任人",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control", "list": "people", "autocomplete": "off"}),
        error_messages={"max_length": "责任人最多 60 字。"},
    )
    begins_on = DayField(label="起始日期", required=False)
    due_on = DayField(label="完成时限", required=False)
    source = LineField(required=False, max_length=LONGEST_TEXT, widget=forms.HiddenInput)

    def __init__(self, *args, parties: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = parties
        self.fields["party"].choices = [("", "还没定"), *((key, str(row)) for key, row in parties.items())]

    def clean(self):
        data = super().clean()
        begins_on, due_on = data.get("begins_on"), data.get("due_on")
        if begins_on and due_on and due_on < begins_on:
            self.add_error("due_on", "完成时限不能早于起始日期。")
        return data

    def part(self, whole: str = "") -> Part:
        """What was typed; the source is kept only where the whole text has it."""
        data = self.cleaned_data
        return Part(
            text=data["text"],
            measures=data["measures"],
            party=self.parties.get(data["party"]),
            in_charge=data["in_charge"],
            begins_on=data["begins_on"],
            due_on=data["due_on"],
            rhythm=self.rhythm(),
            source=data["source"] if data["source"] and data["source"] in whole else "",
        )


class PartsBase(forms.BaseFormSet):
    """The parts a task is broken down into."""

    def clean(self):
        if not any(self.errors) and not self.written():
            raise ValidationError("请至少写一项子任务。")

    def written(self) -> list[PartForm]:
        return [form for form in self.forms if getattr(form, "cleaned_data", {}).get("text")]


PartForms = forms.formset_factory(
    PartForm, formset=PartsBase, extra=0, max_num=MOST_PARTS, absolute_max=MOST_PARTS, validate_max=True
)


class DetailsForm(FestiveForm):
    """How a task is done: measures, the person, how often; of a part also its days."""

    measures = PartForm.base_fields["measures"]
    in_charge = PartForm.base_fields["in_charge"]
    begins_on = DayField(label="起始日期", required=False)
    due_on = DayField(label="完成时限", required=False)
    reason = LineField(
        label="调整理由",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text="逾期后改时限，要写明理由。",
        error_messages={"max_length": "理由最多 300 字。"},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ["measures", "in_charge", "begins_on", "due_on", "reason", "every", "times", "kind", "festivals"]

    def __init__(self, *args, task: Task, **kwargs):
        frequency = Frequency.objects.filter(task=task).first()
        initial = {
            "measures": task.measures,
            "in_charge": task.in_charge_name,
            "begins_on": task.begins_on,
            "due_on": task.due_on,
            "version": task.version,
        }
        super().__init__(*args, unit=task.plan.unit, initial=initial | said_of(frequency), **kwargs)
        if task.parent_id is None:
            for name in ("begins_on", "due_on", "reason"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        begins_on, due_on = data.get("begins_on"), data.get("due_on")
        if begins_on and due_on and due_on < begins_on:
            self.add_error("due_on", "完成时限不能早于起始日期。")
        return data


class NewTaskForm(PartForm, FestiveForm):
    """A task added to the plan by hand."""

    category = forms.ModelChoiceField(
        label="类目",
        queryset=Category.objects.none(),
        required=False,
        empty_label="其他任务",
        widget=_select(),
        error_messages=dict.fromkeys(("invalid_choice", "invalid_pk_value"), "没有这个类目，请从列表里选。"),
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, parties=Parties(plan.unit).rows, unit=plan.unit, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = "请写明工作任务。"
        self.fields["category"].queryset = Category.objects.filter(framework=plan.framework_id)

    def part(self, whole: str = "") -> Part:
        made = super().part(whole)
        return Part(**(vars(made) | {"kind": self.cleaned_data["kind"]}))


def parties_for(task: Task, standing) -> dict:
    """Whom a part can be given to: anybody for the office; the lead department itself and who assists it otherwise."""
    if standing.may("task.assign"):
        return Parties(task.plan.unit, keep=[task.party]).rows
    own = [one for one in (task.department, *task.assisting.all(), *task.assisting_groups.all()) if one is not None]
    return {Parties.key_of(one): one for one in own}


def people_of_unit(unit: Unit, today) -> list[str]:
    """Names to choose a person in charge from: the roster's, else of those who log in."""
    named = unit.persons.on_roll(today).values_list("name", flat=True).distinct().order_by("name")[:500]
    if named:
        return list(named)
    users = User.objects.filter(is_active=True, memberships__unit=unit).distinct()
    return list(users.order_by("username").values_list("name", flat=True)[:500])
