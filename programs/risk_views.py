"""还差哪些: what is missing, what it is worth, who answers for it and how long there is."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from programs.risk import NOBODY, at_risk
from scoring.views import assessment_for, page_name

PER_PAGE = 50


@requires("score.read")
@require_safe
def score_risk(request, pk):
    assessment = assessment_for(request, pk, "score.read")
    told = at_risk(assessment, timezone.localdate())
    party = request.GET.get("party", "")[:120]
    owed = [one for one in told.owed if not party or party in (one.parties or (NOBODY,))]
    context = {
        "assessment": assessment,
        "page_name": page_name(assessment),
        "told": told,
        "page": Paginator(owed, PER_PAGE).get_page(request.GET.get("page")),
        "party": party,
        "query": urlencode({"party": party}) if party else "",
    }
    return render(request, "programs/risk.html", context)
