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
from accounts.typed import clean_text
from evidence.models import Record
from scoring import actions, proof
from scoring.forms import ScoreForm
from scoring.models import Assessment, Clause
from scoring.points import printed
from scoring.sheet import Line, Sheet, at_stake
from scoring.views import assessment_for
from scoring.words import verdict


@requires("score.read")
@require_GET
def score_clause(request, pk, clause_pk):
    assessment = assessment_for(request, pk, "score.read")
    sheet, line = _line(assessment, clause_pk)
    return _clause_page(request, sheet, line, ScoreForm(offer=line.offer, score=line.score))


def _line(assessment: Assessment, clause_pk: int) -> tuple[Sheet, Line]:
    sheet = Sheet(assessment)
    line = sheet.line_of(clause_pk)
    if line is None:
        raise Http404
    return sheet, line


def _clause_page(request, sheet: Sheet, line: Line, form: ScoreForm, status=200):
    assessment, clause = sheet.assessment, line.clause
    before, after = sheet.neighbours(line)
    behind = proof.proof_of(assessment, clause)
    line.cited, line.counted = len(behind.held), len(behind.held) - behind.uncounted
    words = clean_text(request.GET.get("find", ""))[:100]
    may_award = request.standing.may("score.award") and assessment.is_open
    context = {
        "assessment": assessment,
        "sheet": sheet,
        "line": line,
        "group": sheet.block_of(line),
        "before": before,
        "after": after,
        "form": form,
        "proof": behind,
        "changes": proof.changes_of(assessment, clause),
        "may_award": may_award,
        "words": words,
        "picks": proof.to_pick(assessment, clause, request.user, words) if may_award else [],
        "stake": printed(at_stake(line)),
        "maximum": printed(line.offer.maximum),
        "departments": "、".join(clause.indicator.departments),
        "methods": "、".join(clause.methods),
        "verdict": verdict(sheet.totals),
        "thresholds": [threshold_said(row) for row in clause.thresholds],
    }
    return render(request, "scoring/clause.html", context, status=status)


_SIGNS = {">=": "≥", "<=": "≤", "=": "＝"}


def threshold_said(row: dict) -> str:
    """{"op": ">=", "value": "50", "unit": "%"} as people write it: ≥ 50%."""
    sign = _SIGNS.get(row.get("op", ""), row.get("op", ""))
    return f"{sign} {row.get('value', '')}{row.get('unit', '') or ''}"


@requires("score.award")
@require_POST
def score_award(request, pk, clause_pk):
    """Keep what was chosen and go on: to the next clause, the one before, or stay."""
    assessment = assessment_for(request, pk, "score.award")
    sheet, line = _line(assessment, clause_pk)
    form = ScoreForm(request.POST, offer=line.offer, score=line.score)
    if not form.is_valid() or not _awarded(request, assessment, line, form):
        return _clause_page(request, sheet, line, form, status=422)
    return redirect(_onward(sheet, line, request.POST.get("go")))


def _onward(sheet: Sheet, line: Line, go: str | None) -> str:
    """Where saving leads: past the last clause to the sheet."""
    before, after = sheet.neighbours(line)
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
    assessment = assessment_for(request, pk, "score.award")
    clause = get_object_or_404(Clause, pk=clause_pk, framework=assessment.framework_id)
    try:
        change(assessment, clause)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    words = clean_text(request.POST.get("find", ""))[:100]
    path = reverse("score_clause", args=[assessment.pk, clause.pk])
    return redirect(f"{path}?{urlencode({'find': words})}" if words else path)
