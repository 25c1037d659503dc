"""Forms of tasks: who answers, by when, a remark; every refusal in one sentence."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django import forms
from django.db.models import CharField, IntegerField, Value

from accounts.models import Department, DepartmentGroup, Unit
from accounts.typed import clean_text
from programs.models import Task

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
WRONG_DATE = "没有这一天，请写成 2022-11-30 这样的日期。"


class DayField(forms.DateField):
    """A day from a date input, or typed with points, strokes or Chinese words."""

    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
    default_error_messages = {"invalid": WRONG_DATE, "required": "请填日期。"}

    def to_python(self, value):
        return super().to_python(value.replace(" ", "") if isinstance(value, str) else value)

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("日期要在 2000 年到 2099 年之间，请检查年份。")
        return day


class LineField(forms.CharField):
    """One line or several of text, freed of control characters."""

    def to_python(self, value):
        return clean_text(super().to_python(value) or "")


def ground_field() -> LineField:
    """By what a department or a unit is ended or merged."""
    return LineField(
        label="依据",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "如：机构改革方案文号"}),
        error_messages={"max_length": "依据最多 200 字。"},
    )


class Parties:
    """Everyone in a unit who can answer for a task, as one select: d3 a department, g1 a group, u2 a unit."""

    def __init__(self, unit: Unit, keep=()):
        self.unit = unit
        self._kept = {kind: [one.pk for one in keep if isinstance(one, kind)] for kind in (Department, Unit)}

    def _departments(self):
        found = Department.objects.of_unit(self.unit)
        return found.active() | found.filter(pk__in=self._kept[Department])

    def _units(self):
        found = self.unit.children.all()
        return found.in_use() | found.filter(pk__in=self._kept[Unit])

    @cached_property
    def names(self) -> dict[str, str]:
        """What each is called, by its key: departments, groups, units, each in their own order. One query."""
        no, none = Value("", CharField()), Value(0, IntegerField())
        found = self._departments().order_by().values_list(Value("d"), "order", no, "pk", "name", "short_name")
        groups = DepartmentGroup.objects.of_unit(self.unit).order_by()
        rows = found.union(
            groups.values_list(Value("g"), none, no, "pk", "name", no),
            self._units().order_by().values_list(Value("u"), none, "code", "pk", "name", "short_name"),
            all=True,
        )
        return {f"{letter}{pk}": short or name for letter, _, _, pk, name, short in sorted(rows)}

    @cached_property
    def rows(self) -> dict[str, Department | DepartmentGroup | Unit]:
        """All of them by their keys, to work with."""
        found = [*self._departments(), *DepartmentGroup.objects.of_unit(self.unit), *self._units()]
        return {self.key_of(one): one for one in found}

    @property
    def departments(self) -> list[tuple[str, str]]:
        """Key in the database and name of each department."""
        return [(key[1:], name) for key, name in self.names.items() if key.startswith("d")]

    @staticmethod
    def key_of(party) -> str:
        letter = {Department: "d", DepartmentGroup: "g", Unit: "u"}.get(type(party))
        return f"{letter}{party.pk}" if letter else ""

    def choices(self, empty: str = "还没定") -> list:
        """Grouped for a select; groups and units only where there are any."""
        found = [("", empty)]
        for letter, title in (("d", "部门"), ("g", "多个部门"), ("u", "下级单位")):
            rows = [(key, name) for key, name in self.names.items() if key.startswith(letter)]
            if rows:
                found.append((title, rows))
        return found

    def helpers(self) -> list:
        """Who can assist: departments and groups."""
        return [(key, name) for key, name in self.names.items() if not key.startswith("u")]


class PartyForm(forms.Form):
    """Who answers for a task and who assists."""

    party = forms.ChoiceField(
        label="责任部门", required=False, error_messages={"invalid_choice": "没有这个部门，请从列表里选。"}
    )
    assisting = forms.MultipleChoiceField(
        label="配合部门",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"invalid_choice": "没有这个部门，请从列表里选。"},
    )
    reason = LineField(
        label="调整理由",
        required=False,
        max_length=300,
        help_text="任务已经在办时换责任部门，或者逾期后改时限，要写明理由。",
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"max_length": "理由最多 300 字。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, task: Task, **kwargs):
        super().__init__(*args, **kwargs)
        helping = [*task.assisting.all(), *task.assisting_groups.all()]
        self.parties = Parties(task.plan.unit, keep=[task.party, *helping])
        self.fields["party"].widget.attrs["class"] = "form-select"
        self.fields["party"].choices = self.parties.choices()
        self.fields["assisting"].choices = self.parties.helpers()
        self.initial.setdefault("party", self.parties.key_of(task.party))
        self.initial.setdefault("assisting", [self.parties.key_of(one) for one in helping])
        self.initial.setdefault("version", task.version)

    def clean_party(self):
        return self.parties.rows.get(self.cleaned_data["party"])

    def clean_assisting(self):
        return [self.parties.rows[key] for key in self.cleaned_data["assisting"]]


class TaskForm(PartyForm):
    """All the office may change of a task, on a page of its own."""

    due_on = DayField(label="完成时限", required=False)
    note = LineField(
        label="备注",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        error_messages={"max_length": "备注最多 300 字。"},
    )
    field_order = ["party", "assisting", "due_on", "note", "reason", "version"]

    def __init__(self, *args, task: Task, **kwargs):
        super().__init__(*args, task=task, **kwargs)
        self.initial.setdefault("due_on", task.due_on)
        self.initial.setdefault("note", task.note)


class DueForm(forms.Form):
    """The due day of one task, edited in its cell."""

    due_on = DayField(label="完成时限", required=False)
    reason = LineField(label="理由", required=False, max_length=300)
    version = forms.IntegerField(required=False)


class NoteForm(forms.Form):
    """The remark beside one task, edited in its cell."""

    note = LineField(label="备注", required=False, max_length=300, error_messages={"max_length": "备注最多 300 字。"})
    version = forms.IntegerField(required=False)


class ManyForm(forms.Form):
    """One department or one due day for the ticked tasks, or 催办."""

    do = forms.ChoiceField(choices=[("assign", "改责任部门"), ("due", "改时限"), ("urge", "催办")])
    task = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "请先勾选要改的任务。"})
    party = forms.ChoiceField(required=False, error_messages={"invalid_choice": "没有这个部门，请从列表里选。"})
    due_on = DayField(required=False)
    reason = LineField(required=False, max_length=300, error_messages={"max_length": "理由最多 300 字。"})

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = Parties(unit)
        self.fields["party"].choices = self.parties.choices()
        asked = self.data.getlist("task") if hasattr(self.data, "getlist") else []
        # Which of them the person may change is asked of the rows; here they only have to be numbers.
        self.fields["task"].choices = [(key, key) for key in asked if key.isascii() and key.isdigit() and len(key) < 19]

    def clean(self):
        data = super().clean()
        if data.get("do") == "assign" and "party" not in self.errors:
            data["party"] = self.parties.rows.get(data.get("party"))
            if data["party"] is None:
                self.add_error("party", "请选择责任部门。")
        if data.get("do") == "due" and "due_on" not in self.errors and data.get("due_on") is None:
            self.add_error("due_on", "请填新的时限。")
        return data

    @property
    def first_error(self) -> str:
        return next(iter(self.errors.values()))[0]


class RemarkForm(forms.Form):
    """What is said with a step, the department it is for, and the version that was seen."""

    remark = LineField(
        label="说明", required=False, max_length=1000, error_messages={"max_length": "说明最多 1000 字。"}
    )
    department = forms.IntegerField(required=False)
    version = forms.IntegerField(required=False)
