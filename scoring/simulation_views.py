"""试算: the page on which other grades and planned activities are tried out. It only reads."""

from __future__ import annotations

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.typed import whole_number
from scoring import simulation
from scoring.points import printed
from scoring.rulings import rules_of_framework
from scoring.sheet import Sheet
from scoring.suggesting import checks_of
from scoring.views import assessment_for, page_name
from scoring.words import verdict

MOST_PLANNED = 999


@requires("score.read")
@require_safe
def score_what_if(request, pk):
    """Clauses as typed in c<key>, more records as typed in m<key>; nothing of it is kept."""
    assessment = assessment_for(request, pk, "score.read")
    sheet = Sheet(assessment)
    checks = checks_of(assessment, [line.clause for line in sheet.lines])
    typed = {name[1:]: value for name, value in request.GET.items() if name.startswith("c")}
    supposed, refused = simulation.read_supposed(sheet, typed)
    measures = simulation.measures_of(checks)
    more = _planned(request, measures)
    if more:
        own = {one.line.clause.pk for one in supposed}
        brought = simulation.planned(sheet, checks, rules_of_framework(assessment.framework), more)
        supposed += [one for one in brought if one.line.clause.pk not in own]
    told = simulation.outlook(sheet, supposed)
    rows, full = _rows(sheet, typed)
    context = {
        "assessment": assessment,
        "page_name": page_name(assessment),
        "told": told,
        "gain": printed(told.gain),
        "is_tried": bool(supposed),
        "refused": refused,
        "rows": rows,
        "full": full,
        "full_is_tried": any(row["typed"] for row in full),
        "measures": [{"measure": one, "typed": more.get(one.pk, "")} for one in measures],
        "verdict": verdict(told.after, assessment.get_kind_display()),
        "layers": _layers(told),
    }
    return render(request, "scoring/what_if.html", context)


def _rows(sheet: Sheet, typed: dict[str, str]) -> tuple[list[dict], list[dict]]:
    """The clauses that can still bring something, and those that bring all: one can be tried without it."""
    found: tuple[list[dict], list[dict]] = ([], [])
    for line in sheet.lines:
        row = {"line": line, "typed": typed.get(str(line.clause.pk), "")[:20]}
        found[not (line.is_lost or line.score is None)].append(row)
    return found


def _planned(request, measures) -> dict[int, int]:
    found = {}
    for one in measures:
        count = whole_number(request.GET.get(f"m{one.pk}", ""))
        if count:
            found[one.pk] = min(count, MOST_PLANNED)
    return found


def _layers(told: simulation.Outlook) -> list[dict]:
    """Each layer before and after."""
    after = {row.layer: row for row in told.after.layers}
    return [
        {"label": row.label, "before": row.got, "after": after[row.layer].got, "of": row.of, "unit": row.tally.unit}
        for row in told.before.layers
        if row.layer in after
    ]
