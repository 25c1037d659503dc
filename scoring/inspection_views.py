"""迎检: the clauses with what stands for each, large, quiet and read-only, for whoever comes to inspect."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.typed import whole_number
from scoring.inspecting import held_by_clause, table_of
from scoring.models import Assessment
from scoring.sheet import Line, Sheet
from scoring.views import assessment_for


@requires("score.read")
@require_safe
def inspection(request, pk):
    """目录: every clause of the paper with how many finished records stand for it."""
    assessment = assessment_for(request, pk, "score.read")
    sheet, held = Sheet(assessment), held_by_clause(assessment)
    groups = [
        (block, [(line, _path(assessment, line), held.get(line.clause.pk, 0)) for line in block.lines])
        for block in sheet.blocks
        if block.lines
    ]
    context = {"assessment": assessment, "groups": groups, "total": len(sheet.lines)}
    return render(request, "scoring/inspection.html", context)


@requires("score.read")
@require_safe
def inspection_clause(request, pk, clause_pk):
    """One clause and its table; from one to the next by link or arrow key."""
    assessment = assessment_for(request, pk, "score.read")
    sheet = Sheet(assessment)
    line = sheet.line_of(clause_pk) if whole_number(str(clause_pk)) is not None else None
    if line is None:
        raise Http404
    before, after = sheet.neighbours(line)
    context = {
        "assessment": assessment,
        "line": line,
        "group": sheet.block_of(line),
        "groups": len(sheet.blocks),
        "table": table_of(assessment, line.clause),
        "before": (before, _path(assessment, before)) if before else None,
        "after": (after, _path(assessment, after)) if after else None,
    }
    return render(request, "scoring/inspection_clause.html", context)


def _path(assessment: Assessment, line: Line) -> str:
    return reverse("inspection_clause", args=[assessment.pk, line.clause.pk])
