"""Pages on which the office confirms how a framework gives points, and what feeds its figures."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.typed import clean_text, whole_number
from accounts.untouched import held, one_at_a_time, refuse_touched, stamp_of
from scoring import ruling_actions, threshold_actions
from scoring.clause_rules import Exemption
from scoring.framework_views import framework_for
from scoring.models import Clause, Framework, Layer
from scoring.points import printed
from scoring.ruling import Kind, Rule
from scoring.ruling_forms import LineForm
from scoring.ruling_proposals import Proposal, proposed, window_in
from scoring.ruling_settings import WindowForm
from scoring.ruling_words import said, said_together
from scoring.rulings import rules_of, rules_of_framework
from scoring.sheet import in_order
from scoring.tree import Tree

PER_PAGE = 40
SHOWS = {
    "all": "全部",
    "ready": "建议待确认",
    "unknown": "没写明分值",
    "settled": "已有规则",
    "person": "由人定分",
}


@requires("plan.read")
@require_safe
def framework_rules(request, pk):
    """All clauses with their rule, or what their sentence proposes."""
    return _rules_page(request, framework_for(request, pk))


def _rules_page(request, framework: Framework, *, status: int = 200, **more):
    tree = Tree(framework)
    rows = _rows(framework, tree)
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "all"
    chips = [(name, label, sum(_fits(name, row) for row in rows)) for name, label in SHOWS.items()]
    page = Paginator([row for row in rows if _fits(show, row)], PER_PAGE).get_page(request.GET.get("page"))
    unbound = threshold_actions.unbound(framework).count()
    context = {
        "framework": framework,
        "page": page,
        "show": show,
        "query": f"show={show}" if show != "all" else "",
        "chips": [chip for chip in chips if chip[2] or chip[0] in ("all", show)],
        "n_settled": sum(row["state"] == "settled" for row in rows),
        "n_ready": sum(row["state"] == "ready" for row in rows),
        "n_unknown": sum(row["state"] == "unknown" for row in rows),
        "n_unbound": unbound,
        "can_edit": request.standing.may("plan.edit") and framework.state != Framework.State.PAST,
        "windows": _windows(framework, tree),
    }
    return render(request, "scoring/rules.html", context | more, status=status)


def _rows(framework: Framework, tree: Tree) -> list[dict]:
    """Each clause with its rule in words and its state. Four queries, however many clauses."""
    settled = rules_of_framework(framework)
    exempt = dict(Exemption.objects.filter(clause__framework=framework).values_list("clause", "text"))
    rows = []
    for clause in in_order(framework, tree):
        lines = settled.get(clause.pk, ())
        proposal = proposed(clause, tree.layer_of(clause)) if not lines else Proposal()
        layer = tree.layer_of(clause)
        rows.append(
            {
                "clause": clause,
                "layer": "" if layer == Layer.BASIC else Layer(layer).label,
                "points": printed(clause.points),
                "rule": said_together(lines),
                "proposal": proposal,
                "proposed": said_together(proposal.lines),
                "exempt": exempt.get(clause.pk, ""),
                "state": _state(clause, lines, proposal, layer),
            }
        )
    return rows


def _state(clause: Clause, lines, proposal: Proposal, layer: str) -> str:
    if lines:
        return "person" if lines[0].kind == Kind.MANUAL else "settled"
    if proposal.unread and not proposal.is_ready:
        return "unknown"
    if proposal.is_ready and ruling_actions.can_be(proposal.lines, clause, layer):
        return "ready"
    return "person"


def _fits(show: str, row: dict) -> bool:
    return show == "all" or row["state"] == show


def _windows(framework: Framework, tree: Tree) -> list[dict]:
    """The bonus categories that hold clauses, each with its window and what its clauses print."""
    rows = [tree.rows[key] for key in tree.in_order() if tree.rows[key].layer == Layer.BONUS]
    texts: dict[int, list[str]] = {}
    for category, text in framework.clauses.values_list("indicator__category", "text") if rows else ():
        texts.setdefault(category, []).append(text)
    found = []
    for row in rows:
        if row.pk not in texts and row.begins_on is None:
            continue  # holds only other categories
        printed_window = next((span for text in texts.get(row.pk, ()) if (span := window_in(text))), None)
        first, last = (row.begins_on, row.ends_on) if row.begins_on else (printed_window or (None, None))
        form = WindowForm(initial={"begins_on": first, "ends_on": last}, prefix=f"w{row.pk}")
        is_proposed = bool(printed_window and not row.begins_on)
        found.append({"category": row, "form": form, "is_proposed": is_proposed})
    return found


@requires("plan.edit")
@require_POST
def framework_rules_confirm(request, pk):
    """Confirm what is proposed for the ticked clauses, as one change."""
    framework = framework_for(request, pk, "plan.edit")
    keys = [key for text in request.POST.getlist("clause") if (key := whole_number(text)) is not None]
    try:
        count = ruling_actions.confirm_proposals(framework=framework, clauses=keys, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"已确认 {count} 条规则。" if count else "没有勾选可以确认的条目。")
    return redirect("framework_rules", framework.pk)


@requires("plan.edit")
@require_POST
def framework_rescale(request, pk):
    framework = framework_for(request, pk, "plan.edit")
    try:
        ruling_actions.set_rescaling(framework=framework, rescales=request.POST.get("rescales") == "1", by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "已保存。")
    return redirect("framework_rules", framework.pk)


@requires("plan.edit")
@require_POST
def framework_window(request, pk):
    """Set from which day to which the honours of one bonus category count."""
    framework = framework_for(request, pk, "plan.edit")
    key = whole_number(request.POST.get("category", ""))
    category = get_object_or_404(framework.categories, pk=key) if key is not None else None
    if category is None:
        raise Http404
    category.framework = framework
    form = WindowForm(request.POST, prefix=f"w{category.pk}")
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values()))[0])
        ruling_actions.set_window(category=category, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "荣誉起止日期已保存。")
    return redirect("framework_rules", framework.pk)


def _clause(request, pk: int, clause_pk: int, rule: str) -> Clause:
    framework = framework_for(request, pk, rule)
    if whole_number(str(clause_pk)) is None:
        raise Http404
    clauses = framework.clauses.select_related("indicator__category")
    clause = get_object_or_404(held(clauses, request), pk=clause_pk)
    clause.framework = framework
    return clause


@requires("plan.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def clause_rule(request, pk, clause_pk):
    """One clause's rule: its lines, one more of a chosen kind, who is exempt."""
    clause = _clause(request, pk, clause_pk, "plan.edit")
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        kind = ""
    form = None
    if request.method == "POST":
        kind, form, problem = _changed(request, clause, kind)
        if problem is None and (form is None or form.is_valid()):
            messages.success(request, "规则已保存。")
            return redirect("clause_rule", pk, clause_pk)
        if problem is not None and form is None:
            messages.error(request, problem.messages[0])
            return redirect("clause_rule", pk, clause_pk)
    elif kind:
        form = LineForm(kind=kind)
    return _clause_page(request, clause, kind, form, 422 if request.method == "POST" else 200)


def _standing(clause: Clause, lines) -> list[str]:
    """A clause's rule and who is exempt from it, as a stamp takes them."""
    exempt = Exemption.objects.filter(clause=clause).values_list("text", flat=True)
    return [*map(repr, lines), *exempt]


def _changed(request, clause: Clause, kind: str):
    """Do what the button says; (kind, form to show again, what was refused)."""
    do = request.POST.get("do", "")
    lines = list(rules_of(clause))
    form = None
    try:
        if do != "add":
            refuse_touched(request.POST.get("was"), _standing(clause, lines))
        if do == "add" and kind:
            form = LineForm(request.POST, kind=kind)
            if form.is_valid():
                kept = [] if kind == Kind.MANUAL else [one for one in lines if one.kind != Kind.MANUAL]
                ruling_actions.settle_rule(clause=clause, lines=[*kept, form.line], by=request.user)
        elif do == "confirm":
            proposal = proposed(clause, Tree(clause.framework).layer_of(clause))
            ruling_actions.settle_rule(clause=clause, lines=proposal.lines, by=request.user)
        elif do == "person":
            ruling_actions.settle_rule(clause=clause, lines=[Rule(Kind.MANUAL, clause.scoring[:500])], by=request.user)
        elif do.startswith("drop:"):
            place = whole_number(do.removeprefix("drop:"))
            kept = [line for at, line in enumerate(lines) if at != place]
            ruling_actions.settle_rule(clause=clause, lines=kept, by=request.user)
        elif do == "exempt":
            text = clean_text(request.POST.get("exempt", ""))
            ruling_actions.exempt(clause=clause, text=text, by=request.user)
        else:
            raise ValidationError("没有这个操作，请刷新后再试。")
    except ValidationError as refusal:
        if form is not None:
            form.add_error(None, refusal)
        return kind, form, refusal
    return kind, form, None


def _clause_page(request, clause: Clause, kind: str, form: LineForm | None, status: int):
    tree = Tree(clause.framework)
    layer = tree.layer_of(clause)
    lines = rules_of(clause)
    proposal = proposed(clause, layer)
    is_other = bool(lines) and proposal.is_ready and proposal.lines != lines
    is_past = clause.framework.state == Framework.State.PAST
    why = "" if is_past else _why_held(clause)
    if why and form is not None and not form.is_bound:
        form = None  # nothing is asked that would be refused
    context = {
        "framework": clause.framework,
        "clause": clause,
        "points": printed(clause.points),
        "lines": [said(line) for line in lines],
        "was": stamp_of(_standing(clause, lines)),
        "proposal": proposal,
        "proposed": said_together(proposal.lines),
        "shows_proposal": bool(proposal.lines) and (not lines or is_other),
        "kinds": Kind.choices,
        "kind": kind,
        "kind_label": Kind(kind).label if kind else "",
        "form": form,
        "exempt": Exemption.objects.filter(clause=clause).values_list("text", flat=True).first() or "",
        "is_past": is_past,
        "held": why,
        "can_change": not (is_past or why),
    }
    return render(request, "scoring/clause_rule.html", context, status=status)


def _why_held(clause: Clause) -> str:
    """Why the lines of a clause can't be changed here; empty where they can."""
    try:
        ruling_actions.check_unused(clause.framework, [clause.pk])
    except ValidationError as refusal:
        return refusal.messages[0]
    return ""
