"""The page that puts two frameworks side by side, clause by clause."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from scoring import crosswalk
from scoring.crosswalk import Crosswalk
from scoring.framework_views import framework_for
from scoring.models import Clause, ClauseLink, Framework

PER_PAGE = 40
SHOWS = {"all": "全部", "open": "还没对上"}


def _number(text: str | None) -> int:
    """The key a field names; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _pair(request, pk: int, rule: str) -> tuple[Framework, Framework]:
    said = request.POST if request.method == "POST" else request.GET
    framework, other = framework_for(request, pk, rule), framework_for(request, _number(said.get("with")), rule)
    if framework == other:
        raise Http404
    return framework, other


@requires("plan.read")
@require_safe
def framework_links(request, pk):
    """?with= names the other framework, ?show=open leaves out what is linked."""
    framework, other = _pair(request, pk, "plan.read")
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "all"
    clauses = framework.clauses.select_related("indicator__category", "framework")
    n_clauses = clauses.count()
    if show == "open":
        links = ClauseLink.objects.accepted().between(framework, other)
        clauses = clauses.exclude(pk__in=links.values("one")).exclude(pk__in=links.values("other"))
    page = Paginator(clauses, PER_PAGE).get_page(request.GET.get("page"))
    walk = Crosswalk(framework, other)
    can_edit = request.standing.may("plan.edit")
    context = {
        "framework": framework,
        "other": other,
        "page": page,
        "lines": walk.lines(page),
        "n_clauses": n_clauses,
        "n_linked": walk.count,
        "n_open": n_clauses - walk.count,
        "show": show,
        "can_edit": can_edit,
        "choices": walk.choices() if can_edit else [],
        "query": urlencode({"with": other.pk, "show": show}),
    }
    return render(request, "scoring/framework_links.html", context)


def _clause(framework: Framework, key: int) -> Clause:
    return get_object_or_404(framework.clauses.select_related("framework__unit"), pk=key)


@requires("plan.edit")
@require_POST
def framework_link(request, pk):
    """Settle one pair: `do` is "accept:12:45" or "reject:12:45"; "sure" accepts all that is sure."""
    framework, other = _pair(request, pk, "plan.edit")
    verb, _, keys = request.POST.get("do", "").partition(":")
    if verb == "pick":
        keys = f"{request.POST.get('clause', '')}:{request.POST.get('match', '')}"
    here, _, there = keys.partition(":")
    try:
        if verb == "sure":
            count = crosswalk.accept_sure(framework=framework, other=other, by=request.user)
            messages.success(request, f"已对上 {count} 个得分点。" if count else "没有很像的了，剩下的请逐条看。")
        elif verb in ("accept", "pick", "reject"):
            settle = crosswalk.reject if verb == "reject" else crosswalk.link
            settle(clause=_clause(framework, _number(here)), other=_clause(other, _number(there)), by=request.user)
        else:
            raise ValidationError("没有这样的操作。")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    show, page = request.POST.get("show", "all"), _number(request.POST.get("page")) or 1
    path = reverse("framework_links", args=[pk])
    return redirect(f"{path}?{urlencode({'with': other.pk, 'show': show[:10], 'page': page})}#c{_number(here)}")
