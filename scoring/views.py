"""Pages of the self-assessment as a whole: all clauses with their scores, the target, closing and approving."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import requires
from accounts.once import once
from scoring import actions, assessments
from scoring.forms import ReopenForm, SourceForm, TargetForm
from scoring.layers import whole_of
from scoring.models import Assessment
from scoring.points import printed
from scoring.sheet import SHOWS, Sheet
from scoring.suggesting import checks_of, moved
from scoring.words import progress, verdict

ABOUT_POINTS, ABOUT_WORDS = ("lost", "full"), ("met", "partly", "unmet")


def assessment_for(request, pk: int, rule: str) -> Assessment:
    """The assessment with its framework and unit, or 404 for whoever may not know of it."""
    rows = Assessment.objects.visible_to(request.user, rule).of_unit(request.unit)
    return get_object_or_404(rows.select_related("framework", "unit", "approved_by", "source"), pk=pk)


def may_score(request, assessment: Assessment) -> bool:
    """May the person in hand enter this kind of assessment?"""
    return request.standing.may(assessments.rule_of(assessment.kind))


def scored_by(request, pk: int) -> Assessment:
    """An assessment of a kind the person enters; 404 for strangers, 403 for whoever enters other kinds only."""
    assessment = assessment_for(request, pk, "score.award")
    if not may_score(request, assessment):
        raise PermissionDenied
    return assessment


def page_name(assessment: Assessment) -> str:
    """What its pages are headed with: 自评打分 as the menu says, the others by their kind."""
    return "自评打分" if assessment.is_own else assessment.get_kind_display()


@requires("score.read")
@require_GET
def score_home(request):
    """To the assessment of the plan in hand, else the newest open one, else the newest."""
    rows = list(Assessment.objects.own().visible_to(request.user, "score.read").of_unit(request.unit)[:50])
    chosen = [row for row in rows if row.framework_id == request.session.get("framework")]
    candidates = chosen or [row for row in rows if row.is_open] or rows
    if not candidates:
        return render(request, "scoring/none.html")
    return redirect("score_sheet", candidates[0].pk)


@requires("score.read")
@require_GET
def score_sheet(request, pk):
    return _sheet_page(request, assessment_for(request, pk, "score.read"))


def _sheet_page(request, assessment: Assessment, *, status=200, **extra):
    sheet = Sheet(assessment, with_evidence=True)
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "all"
    if show == "shaken":
        _ask_records(sheet)
    category_id = _number(request.GET.get("category"))
    figures = sheet.totals
    context = {
        "assessment": assessment,
        "page_name": page_name(assessment),
        "kinds": assessments.beside(assessment),
        "may_award": may_score(request, assessment) and assessment.is_open,
        "source_form": None if assessment.is_own else SourceForm(initial=_source_of(assessment)),
        "sheet": sheet,
        "figures": figures,
        "verdict": verdict(figures, assessment.get_kind_display()),
        "progress": progress(figures),
        "shown": sheet.shown(show, category_id),
        "chips": _chips(sheet, show, category_id),
        "chosen": next((block for block in sheet.blocks if block.totals.pk == category_id), None),
        "others": _others(request, assessment),
        "target_text": printed(assessment.target),
        "target_unit": "分" if figures.has_points else "个达标",
        "grand": figures.overall,
        "whole": whole_of(figures, assessment.framework),
        "exempt": printed(figures.overall.exempt),
    }
    return render(request, "scoring/sheet.html", context | extra, status=status)


def _ask_records(sheet: Sheet) -> None:
    """Hold every score against what the records say today. The number of queries does not grow with the clauses."""
    kept = {line.clause.pk: line.score.inputs.get("readings", []) for line in sheet.lines if line.score}
    checks = checks_of(sheet.assessment, [line.clause for line in sheet.lines if kept.get(line.clause.pk)])
    for line in sheet.lines:
        line.moved = tuple(moved(kept.get(line.clause.pk, ()), checks.get(line.clause.pk, ())))


def _source_of(assessment: Assessment) -> dict:
    return {
        "assessed_by": assessment.assessed_by,
        "assessed_on": assessment.assessed_on,
        "source_name": assessment.source_name,
    }


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _chips(sheet: Sheet, show: str, category_id: int | None) -> list[dict]:
    """The filters that hold something, as links; of points and of verdicts only where there are such."""
    tail = f"&category={category_id}" if category_id else ""
    chips = []
    for name, (label, _) in SHOWS.items():
        count = sum(len(lines) for _, lines in sheet.shown(name, category_id))
        everything = sheet.totals.everything
        is_idle = (name in ABOUT_WORDS and not everything.worded) or (name in ABOUT_POINTS and not everything.pointed)
        if name in ("all", show) or (count and not is_idle):
            path = f"?show={name}{tail}"
            chips.append({"path": path, "label": label, "count": count, "is_on": name == show})
    return chips


def _others(request, assessment: Assessment) -> list[Assessment]:
    rows = Assessment.objects.visible_to(request.user, "score.read").of_unit(request.unit)
    return list(rows.own().exclude(framework=assessment.framework_id).select_related("framework")[:10])


@requires("plan.edit")
@require_POST
def score_target(request, pk):
    """Set what the unit aims at."""
    assessment = assessment_for(request, pk, "plan.edit")
    form = TargetForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["target"][0])
        target: Decimal | None = form.cleaned_data["target"]
        actions.set_target(assessment=assessment, by=request.user, target=target)
    except ValidationError as refusal:
        typed = request.POST.get("target", "")[:20]
        return _sheet_page(request, assessment, status=422, target_text=typed, target_errors=refusal.messages)
    messages.success(request, "目标已定。" if target is not None else "目标已去掉。")
    return redirect("score_sheet", assessment.pk)


@requires("score.close")
@require_POST
@once
def score_close(request, pk):
    assessment = assessment_for(request, pk, "score.close")
    done = f"{assessment.get_kind_display()}已定稿，分数不能再改，引用的档案已封存。"
    return _turn(request, assessment, actions.close, done)


@requires("plan.approve")
@require_POST
@once
def score_approve(request, pk):
    return _turn(request, assessment_for(request, pk, "plan.approve"), actions.approve, "自评已审定。")


def _turn(request, assessment, action, done: str):
    try:
        action(assessment=assessment, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, done)
    return redirect("score_sheet", assessment.pk)


@requires("score.close")
@require_POST
@once
def score_reopen(request, pk):
    """Open a closed assessment again, with the reason."""
    assessment = assessment_for(request, pk, "score.close")
    form = ReopenForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["reason"])
        actions.reopen(assessment=assessment, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as refusal:
        typed = request.POST.get("reason", "")
        return _sheet_page(request, assessment, status=422, reason_text=typed, reason_errors=refusal.messages)
    messages.success(request, "已重新打开，可以继续评分。")
    return redirect("score_sheet", assessment.pk)
