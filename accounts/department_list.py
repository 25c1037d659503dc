"""Several departments at once: a list pasted from Excel, a department a line, its names in the cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from django import forms
from django.db import transaction

from accounts import actions
from accounts.models import Department, PartyName, Unit, User
from accounts.newcomers import clean_cells
from accounts.typed import names_of

MOST = 200  # lines
_HEADINGS = {"部门", "部门全称", "部门名称", "处室", "科室", "名称", "全称", "处室名称", "科室名称"}


@dataclass
class Line:
    """A department as written."""

    name: str
    short_name: str = ""
    names: list[str] = field(default_factory=list)


class DepartmentListForm(forms.Form):
    """The list; every line that is wrong is named by its number, and nothing is written until all are right."""

    text = forms.CharField(
        label="部门名单",
        max_length=30_000,
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "class": "form-control",
                "placeholder": "办公室（党委办公室），办公室\n宣传工作处（党委宣传部），宣传处，党委宣传部",
            }
        ),
        help_text="一行一个部门：全称、简称、其他叫法，用逗号、顿号或空格隔开，只写全称也行。"
        "从 Excel 里选中几列直接粘贴。",
        error_messages={"required": "请粘贴部门名单。", "max_length": "一次贴不了这么多，请分几次。"},
    )

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_text(self):
        lines = _lines(self.cleaned_data["text"])
        if not lines:
            raise forms.ValidationError("没有读到部门，请一行写一个。")
        if len(lines) > MOST:
            raise forms.ValidationError(f"一次最多 {MOST} 个部门，这里有 {len(lines)} 个，请分几次。")
        problems = list(self._problems(lines))
        if problems:
            raise forms.ValidationError(problems)
        return [line for _, line in lines]

    def _problems(self, lines: list[tuple[int, Line]]):
        longest, longest_short = (Department._meta.get_field(one).max_length for one in ("name", "short_name"))
        known = PartyName.objects.filter(unit=self.unit).select_related("department", "group")
        meant = {one.text: str(one.party) for one in known}
        seen: dict[str, int] = {}
        for number, line in lines:
            if max(map(len, (line.name, *line.names))) > longest or len(line.short_name) > longest_short:
                yield f"第 {number} 行太长：全称、其他叫法最多 {longest} 个字，简称最多 {longest_short} 个字。"
            for name in (line.name, *line.names):
                if name in seen:
                    yield f"第 {number} 行的“{name}”和第 {seen[name]} 行重了，留一处。"
                elif name in meant and name != line.name:
                    yield f"第 {number} 行的“{name}”已经是“{meant[name]}”的叫法。"
                seen.setdefault(name, number)


def _lines(text: str) -> list[tuple[int, Line]]:
    """Full name, short name, other names; a line on which Excel left a cell empty keeps its columns."""
    found = []
    for number, cells in enumerate(clean_cells(text), start=1):
        if not any(cells) or (number == 1 and cells[0] in _HEADINGS):
            continue
        name, short, *others = [*cells, ""]
        if not name:
            name, short = next(cell for cell in cells if cell), ""
        names = [one for one in names_of("、".join(others)) if one != name]
        found.append((number, Line(name, short, names)))
    return found


def compared(unit: Unit, lines: list[Line]) -> list[tuple[Line, bool]]:
    """Each line, and whether the unit has a department of that name already."""
    there = set(unit.departments.values_list("name", flat=True))
    return [(line, line.name in there) for line in lines]


@transaction.atomic
def add(*, unit: Unit, lines: list[Line], by: User) -> tuple[list[Department], list[str]]:
    """Make the departments that are not there yet: those made, and the names of those that were."""
    there = set(unit.departments.values_list("name", flat=True))
    made, kept = [], []
    for line in lines:
        if line.name in there:
            kept.append(line.name)
            continue
        department = actions.create_department(unit=unit, name=line.name, short_name=line.short_name, by=by)
        for name in line.names:
            actions.remember_name(unit=unit, text=name, means=department, by=by)
        made.append(department)
    return made, kept
