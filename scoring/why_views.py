"""The pages on which a score explains itself: one clause, a category, the total."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.typed import whole_number
from scoring import explaining
from scoring.layers import whole_of
from scoring.sheet import Sheet
from scoring.views import assessment_for, page_name
from scoring.words import progress, verdict


@requires("score.read")
@require_safe
def score_why(request, pk, clause_pk):
    """Where one clause's score comes from, whole, to be printed."""
    assessment = assessment_for(request, pk, "score.read")
    sheet = Sheet(assessment, with_evidence=True)
    line = sheet.line_of(clause_pk)
    if line is None:
        raise Http404
    before, after = sheet.neighbours(line)
    context = {
        "assessment": assessment,
        "page_name": page_name(assessment),
        "line": line,
        "group": sheet.block_of(line),
        "why": explaining.why_clause(sheet, line),
        "before": before,
        "after": after,
    }
    return render(request, "scoring/why.html", context)


@requires("score.read")
@require_safe
def score_why_total(request, pk):
    """What the total, or a category (?category=), is made of: its parts and their sum."""
    assessment = assessment_for(request, pk, "score.read")
    sheet = Sheet(assessment, with_evidence=True)
    asked = request.GET.get("category")
    category_id = whole_number(asked)
    sums = explaining.sums_of(sheet, category_id)
    if not sums or (asked and category_id is None):
        raise Http404
    row = sheet.totals.category(category_id) if category_id is not None else None
    lines = [part.line for one in sums for part in one.parts if part.line]
    context = {
        "assessment": assessment,
        "page_name": page_name(assessment),
        "row": row,
        "over": list(reversed(sheet.tree.upward(row.pk)))[:-1] if row else [],
        "sums": sums,
        "whys": explaining.whys(sheet, lines),
        "whole": whole_of(sheet.totals, assessment.framework) if row is None else None,
        "course": explaining.course_of(assessment) if row is None else [],
        "verdict": verdict(sheet.totals, assessment.get_kind_display()),
        "progress": progress(sheet.totals),
    }
    return render(request, "scoring/why_total.html", context)
