"""Pages of the self-assessment as a whole: all clauses with their scores, the target, closing and approving."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import requires
from accounts.once import once
from scoring import actions
from scoring.forms import ReopenForm, TargetForm
from scoring.models import Assessment
from scoring.points import printed
from scoring.sheet import SHOWS, Sheet
from scoring.words import progress, verdict


def assessment_for(request, pk: int, rule: str) -> Assessment:
    """The assessment with its framework and unit, or 404 for whoever may not know of it."""
    rows = Assessment.objects.visible_to(request.user, rule).of_unit(request.unit)
    return get_object_or_404(rows.select_related("framework", "unit", "approved_by"), pk=pk)


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
    category_id = _number(request.GET.get("category"))
    figures = sheet.totals
    context = {
        "assessment": assessment,
        "sheet": sheet,
        "figures": figures,
        "verdict": verdict(figures),
        "progress": progress(figures),
        "shown": sheet.shown(show, category_id),
        "chips": _chips(sheet, show, category_id),
        "chosen": next((block for block in sheet.blocks if block.totals.pk == category_id), None),
        "others": _others(request, assessment),
        "target_text": printed(assessment.target),
        "target_unit": "分" if figures.has_points else "个达标",
        "grand": figures.overall,
        "exempt": printed(figures.overall.exempt),
    }
    return render(request, "scoring/sheet.html", context | extra, status=status)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _chips(sheet: Sheet, show: str, category_id: int | None) -> list[dict]:
    """The filters that hold something, as links; verdict filters only where there are verdicts."""
    tail = f"&category={category_id}" if category_id else ""
    chips = []
    for name, (label, _) in SHOWS.items():
        count = sum(len(lines) for _, lines in sheet.shown(name, category_id))
        is_about_words = name in ("met", "partly", "unmet")
        if name in ("all", show) or (count and (not is_about_words or sheet.totals.everything.worded)):
            path = f"?show={name}{tail}"
            chips.append({"path": path, "label": label, "count": count, "is_on": name == show})
    return chips


def _others(request, assessment: Assessment) -> list[Assessment]:
    rows = Assessment.objects.visible_to(request.user, "score.read").of_unit(request.unit)
    return list(rows.exclude(pk=assessment.pk).select_related("framework")[:10])


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
    return _turn(request, assessment_for(request, pk, "score.close"), actions.close, "自评已定稿，分数和佐证不能再改。")


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
