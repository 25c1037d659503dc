"""Pages on which the office says what files each clause asks for."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.typed import whole_number
from scoring import material_actions
from scoring.clause_materials import MEASURES, MOST, Asked, ClauseMaterial, Slot, asked_by
from scoring.framework_views import framework_for
from scoring.material_reading import proposed
from scoring.models import Clause, Framework
from scoring.sheet import in_order
from scoring.tree import Tree

PER_PAGE = 40
SHOWS = {"all": "全部", "ready": "建议待确认", "settled": "已有要求", "none": "没有要求"}


@requires("plan.read")
@require_safe
def framework_materials(request, pk):
    """All clauses with what they ask for, or what their words propose. A fixed number of queries."""
    framework = framework_for(request, pk)
    rows = [_row(clause, lines) for clause, lines in _asked(framework)]
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "all"
    counts = {name: sum(name in ("all", row["state"]) for row in rows) for name in SHOWS}
    page = Paginator([row for row in rows if show in ("all", row["state"])], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "framework": framework,
        "page": page,
        "show": show,
        "query": f"show={show}" if show != "all" else "",
        "chips": [(name, label, counts[name]) for name, label in SHOWS.items()],
        "n_settled": counts["settled"],
        "n_ready": counts["ready"],
        "can_edit": _may_edit(request, framework),
    }
    return render(request, "scoring/materials.html", context)


def _asked(framework: Framework):
    asked = asked_by(framework.clauses.values("pk"))
    return [(clause, asked.get(clause.pk, [])) for clause in in_order(framework, Tree(framework))]


def _row(clause: Clause, lines: list[Asked]) -> dict:
    found = () if lines else proposed(clause.materials)
    state = "settled" if lines else "ready" if found else "none"
    return {"clause": clause, "lines": lines, "proposed": found, "state": state}


def _may_edit(request, framework: Framework) -> bool:
    is_fixed = framework.state == Framework.State.PAST or framework.is_revision
    return request.standing.may("plan.edit") and not is_fixed


@requires("plan.edit")
@require_POST
def framework_materials_confirm(request, pk):
    """Ask for what is printed in the ticked clauses."""
    framework = framework_for(request, pk, "plan.edit")
    keys = [key for text in request.POST.getlist("clause") if (key := whole_number(text)) is not None]
    try:
        count = material_actions.confirm(framework=framework, clauses=keys, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"已确认 {count} 个得分点的材料要求。" if count else "没有勾选可以确认的条目。")
    return redirect("framework_materials", framework.pk)


@requires("plan.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def clause_materials(request, pk, clause_pk):
    """One clause: a row for each sort of material, filled with what holds or, before that, with what is printed."""
    framework = framework_for(request, pk, "plan.edit")
    if whole_number(str(clause_pk)) is None:
        raise Http404
    clause = get_object_or_404(framework.clauses.select_related("indicator"), pk=clause_pk)
    clause.framework = framework
    if request.method != "POST":
        return _clause_page(request, clause)
    try:
        material_actions.ask(clause=clause, lines=_typed(request.POST), by=request.user)
    except ValidationError as refusal:
        return _clause_page(request, clause, problem=refusal.messages[0], status=422)
    messages.success(request, "材料要求已保存。")
    return redirect("framework_materials", framework.pk)


def _typed(data) -> list[Asked]:
    lines = []
    for slot, label in Slot.choices:
        text = data.get(f"least-{slot}", "").strip()
        least = whole_number(text) if text else 0
        if least is None:
            raise ValidationError(f"“{label}”至少多少，请写整数；不要求就空着。")
        if least:
            flags = {name: bool(data.get(f"{name}-{slot}")) for name in ("is_each", "shows_name", "needs_number")}
            lines.append(Asked(slot, least, **flags))
    return lines


def _clause_page(request, clause: Clause, *, problem: str = "", status: int = 200):
    holding = [row.as_asked() for row in ClauseMaterial.objects.filter(clause=clause)]
    shown = {one.slot: one for one in holding or proposed(clause.materials)}
    rows = [_typed_row(request, slot, label, shown.get(slot), bool(problem)) for slot, label in Slot.choices]
    context = {
        "framework": clause.framework,
        "clause": clause,
        "rows": rows,
        "most": MOST,
        "is_proposed": not holding and bool(shown) and not problem,
        "problem": problem,
        "can_edit": _may_edit(request, clause.framework),
    }
    return render(request, "scoring/clause_materials.html", context, status=status)


def _typed_row(request, slot: str, label: str, one: Asked | None, is_typed: bool) -> dict:
    row = {"slot": slot, "label": label, "measure": MEASURES.get(slot, "份"), "least": one.least if one else ""}
    row |= {name: bool(one and getattr(one, name)) for name in ("is_each", "shows_name", "needs_number")}
    if is_typed:
        row["least"] = request.POST.get(f"least-{slot}", "")
        row |= {name: bool(request.POST.get(f"{name}-{slot}")) for name in ("is_each", "shows_name", "needs_number")}
    return row
