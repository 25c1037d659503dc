"""The page on which one clause is scored, and what its buttons do."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import requires
from accounts.typed import clean_text, whole_number
from evidence.models import Record
from scoring import actions, explaining, proof
from scoring.forms import ScoreForm
from scoring.models import Assessment, Clause
from scoring.points import printed
from scoring.references import references
from scoring.ruling_awarding import award_by_rule
from scoring.ruling_panel import panel_of
from scoring.sheet import Line, Sheet, at_stake
from scoring.views import assessment_for, may_score, page_name, scored_by
from scoring.words import verdict


@requires("score.read")
@require_GET
def score_clause(request, pk, clause_pk):
    assessment = assessment_for(request, pk, "score.read")
    sheet, line = _line(assessment, clause_pk)
    return _clause_page(request, sheet, line, ScoreForm(offer=line.offer, score=line.score))


def _line(assessment: Assessment, clause_pk: int) -> tuple[Sheet, Line]:
    if whole_number(str(clause_pk)) is None:  # more digits than any row's key has
        raise Http404
    sheet = Sheet(assessment, across=clause_pk)
    line = sheet.line_of(clause_pk)
    if line is None:
        raise Http404
    return sheet, line


def _clause_page(request, sheet: Sheet, line: Line, form: ScoreForm, status=200, **by_rule):
    assessment, clause = sheet.assessment, line.clause
    before, after = sheet.neighbours(line)
    behind = proof.proof_of(assessment, clause)
    line.cited, line.counted = len(behind.held), len(behind.held) - behind.uncounted
    words = clean_text(request.GET.get("find", ""))[:100]
    may_award = may_score(request, assessment) and assessment.is_open
    is_picking = may_award and bool(words or not behind.held or "find" in request.GET)
    changes = explaining.changes_of(assessment, [clause.pk]).get(clause.pk, [])
    ruled = panel_of(assessment, line, sheet.tree, **by_rule)
    context = {
        "assessment": assessment,
        "page_name": page_name(assessment),
        "sheet": sheet,
        "line": line,
        "group": sheet.block_of(line),
        "before": before,
        "after": after,
        "form": form,
        "proof": behind,
        "why": explaining.Why(assessment, line, [row.record for row in behind.held], changes, ruled.said),
        "references": references(sheet, line, changes),
        "may_award": may_award,
        "words": words,
        "is_picking": is_picking,
        "picks": proof.to_pick(assessment, clause, request.user, words) if is_picking else [],
        "stake": printed(at_stake(line)),
        "maximum": printed(line.offer.maximum),
        "ruled": ruled,
        "departments": "、".join(clause.indicator.departments),
        "methods": "、".join(clause.methods),
        "remarks": list(clause.remarks.all()) if clause.has_remarks else [],
        "verdict": verdict(sheet.totals, assessment.get_kind_display()),
        "thresholds": [explaining.threshold_said(row) for row in clause.thresholds],
    }
    return render(request, "scoring/clause.html", context, status=status)


@requires("score.award")
@require_POST
def score_award(request, pk, clause_pk):
    """Keep what was chosen and go on: to the next clause, the one before, or stay."""
    assessment = scored_by(request, pk)
    sheet, line = _line(assessment, clause_pk)
    form = ScoreForm(request.POST, offer=line.offer, score=line.score)
    if not form.is_valid() or not _awarded(request, assessment, line, form):
        return _clause_page(request, sheet, line, form, status=422)
    return redirect(_onward(sheet, line, request.POST.get("go")))


def _onward(sheet: Sheet, line: Line, go: str | None) -> str:
    """Where saving leads: past the last clause to the sheet; to a clause by its key."""
    before, after = sheet.neighbours(line)
    named = sheet.line_of(whole_number(go or "") or 0)
    if named is not None:
        return named.path
    if go == "next":
        return after.path if after else reverse("score_sheet", args=[sheet.assessment.pk])
    return before.path if go == "before" and before else line.path


def _awarded(request, assessment: Assessment, line: Line, form: ScoreForm) -> bool:
    given = form.cleaned_data
    try:
        line.score = actions.award(
            assessment=assessment,
            clause=line.clause,
            by=request.user,
            state=given["state"],
            points=given["value"],
            reason=given["reason"],
            version=given["version"],
        )
    except ValidationError as refusal:
        if refusal.code == "changed":
            form.shows_version(line.version)  # the page now shows the score as it is: saving again is meant
        form.add_error(None, refusal)
        return False
    messages.success(request, f"已存：{line.title}，{line.given}。")
    return True


@requires("score.award")
@require_POST
def score_by_rule(request, pk, clause_pk):
    """Keep what was said for each line of the clause's rule and what it comes to, and go on."""
    assessment = scored_by(request, pk)
    sheet, line = _line(assessment, clause_pk)
    panel = panel_of(assessment, line, sheet.tree, data=request.POST)
    try:
        line.score = award_by_rule(
            assessment=assessment,
            clause=line.clause,
            by=request.user,
            given=panel.form.given(),
            reason=clean_text(request.POST.get("reason", ""))[:2000],
            version=whole_number(request.POST.get("version", "")) or 0,
        )
    except ValidationError as refusal:
        form = ScoreForm(offer=line.offer, score=line.score)
        return _clause_page(request, sheet, line, form, 422, data=request.POST, error=refusal.messages[0])
    messages.success(request, f"已存：{line.title}，{line.given}。{line.score.inputs['sentence']}。")
    return redirect(_onward(sheet, line, request.POST.get("go")))


@requires("score.award")
@require_POST
def score_clear(request, pk, clause_pk):
    """Make a clause 未评 again."""

    def clear(assessment, clause):
        actions.clear(assessment=assessment, clause=clause, by=request.user)
        messages.success(request, "已清除，这一条回到未评。")

    return _change(request, pk, clause_pk, clear)


@requires("score.award")
@require_POST
def score_cite(request, pk, clause_pk):
    """Put the ticked records forward for the clause."""
    records = _records(request, request.POST.getlist("record"))

    def cite(assessment, clause):
        for record in records:
            actions.cite(assessment=assessment, clauses=[clause], record=record, by=request.user)
        if not records:
            raise ValidationError("请先勾选要引用的档案。")

    return _change(request, pk, clause_pk, cite)


def _records(request, keys: list[str]) -> list[Record]:
    """The named records; one that is not the unit's own is not found."""
    numbers = {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19}
    found = list(Record.objects.visible_to(request.user, "record.read").of_unit(request.unit).filter(pk__in=numbers))
    if len(found) != len(numbers):
        raise Http404
    return found


@requires("score.award")
@require_POST
def score_uncite(request, pk, clause_pk):
    """Take one record back from the clause."""
    records = _records(request, [request.POST.get("record", "")])

    def uncite(assessment, clause):
        for record in records:
            actions.uncite(assessment=assessment, clause=clause, record=record, by=request.user)

    return _change(request, pk, clause_pk, uncite)


def _change(request, pk: int, clause_pk: int, change):
    """Do one thing to a clause and show it again, with what was searched for; a refusal is told on the page."""
    assessment = scored_by(request, pk)
    clause = get_object_or_404(Clause, pk=clause_pk, framework=assessment.framework_id)
    try:
        change(assessment, clause)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    words = clean_text(request.POST.get("find", ""))[:100]
    path = reverse("score_clause", args=[assessment.pk, clause.pk])
    return redirect(f"{path}?{urlencode({'find': words})}" if words else path)
