"""材料要求: what a complete file of each kind holds, set by the office for its own unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from accounts.untouched import one_at_a_time, refuse_touched, stamp_of
from evidence.kinds import SLOTS
from evidence.models import ActivityKind, Record, Requirement
from evidence.requirements import LONGEST_NOTE, MOST, add_activity_kind, ask


@dataclass(frozen=True)
class Cell:
    """One slot of one kind: what holds now, or what was typed."""

    name: str  # of the inputs, after least- and note-
    slot: str
    title: str
    measure: str
    least: str
    note: str


@dataclass(frozen=True)
class Line:
    """One kind with its slots."""

    title: str
    kind: str
    activity_kind: ActivityKind | None
    cells: list[Cell]

    @property
    def has_notes(self) -> bool:
        return any(cell.note for cell in self.cells)


def _lines(unit, data=None) -> list[Line]:
    """Every kind of record and of activity. Two queries."""
    holding = Requirement.objects.holding_for(unit)
    kinds = [(str(kind), Record.Kind.ACTIVITY, kind) for kind in ActivityKind.objects.for_unit(unit)]
    kinds += [(label, kind, None) for kind, label in Record.Kind.choices if kind != Record.Kind.ACTIVITY]
    return [_line(title, kind, activity_kind, holding, data) for title, kind, activity_kind in kinds]


def _line(title: str, kind: str, activity_kind, holding: dict, data) -> Line:
    key = activity_kind.pk if activity_kind else None
    cells = []
    for asked in SLOTS[kind]:
        row = holding.get((kind, key, asked.slot))
        name = f"{kind}-{key or 0}-{asked.slot}"
        least, note = (str(row.least), row.note) if row else ("0", "")
        if data is not None:
            least, note = data.get(f"least-{name}", least), data.get(f"note-{name}", note)
        measure = "" if asked.slot == "number" else asked.measure
        cells.append(Cell(name, asked.slot, asked.heading, measure, least, note))
    return Line(title, kind, activity_kind, cells)


def _values(lines: list[Line]) -> dict[str, tuple[str, str]]:
    """What stands in every slot, as a stamp takes it."""
    return {cell.name: (cell.least, cell.note) for line in lines for cell in line.cells}


@transaction.atomic
def _save(request, lines: list[Line]) -> int:
    """Every changed slot through the one action; one wrong number and nothing is saved."""
    changed = 0
    for line in lines:
        for cell in line.cells:
            least = whole_number(cell.least.strip())
            if least is None or least > MOST:
                raise ValidationError(f"{line.title}的“{cell.title}”要填 0 到 {MOST} 的整数，0 就是不要求。")
            given = {"kind": line.kind, "activity_kind": line.activity_kind, "slot": cell.slot}
            changed += ask(unit=request.unit, by=request.user, least=least, note=cell.note, **given)
    return changed


def _page(request, lines: list[Line], *, problem: str = "", typed: str = "", status: int = 200):
    context = {
        "activities": [line for line in lines if line.activity_kind],
        "others": [line for line in lines if not line.activity_kind],
        "problem": problem,
        "was": stamp_of(_values(_lines(request.unit) if request.method == "POST" else lines)),
        "typed": typed,
        "longest": LONGEST_NOTE,
        "most": MOST,
    }
    return render(request, "evidence/requirements.html", context, status=status)


@requires("unit.manage")
@require_http_methods(["GET", "POST"])
@one_at_a_time
def requirements(request):
    if request.method == "GET":
        return _page(request, _lines(request.unit))
    lines = _lines(request.unit, request.POST)
    try:
        refuse_touched(request.POST.get("was"), _values(_lines(request.unit)))
        changed = _save(request, lines)
    except ValidationError as problem:
        return _page(request, lines, problem=problem.messages[0], status=422)
    messages.success(request, f"已保存 {changed} 处改动。" if changed else "和原来一样，没有改动。")
    return redirect("requirements")


@requires("unit.manage")
@require_POST
@once
def activity_kind_new(request):
    name = request.POST.get("name", "")
    try:
        kind = add_activity_kind(unit=request.unit, name=name, by=request.user)
    except ValidationError as problem:
        return _page(request, _lines(request.unit), problem=problem.messages[0], typed=name[:100], status=422)
    messages.success(request, f"已新增活动类别“{kind}”，请填它要求的材料。")
    return redirect("requirements")
