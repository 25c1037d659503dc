"""Pages of a framework's revision: begin it, put its clauses otherwise, see who is affected, put it to use."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.once import once
from programs import framework_revisions
from scoring import revising
from scoring.framework_forms import ClauseForm
from scoring.framework_views import framework_for
from scoring.models import Clause, Framework
from scoring.points import printed
from scoring.sheet import in_order
from scoring.tree import Tree

PER_PAGE = 50


def _draft(request, pk: int) -> Framework | None:
    """The revision, or None where the framework is none (any longer)."""
    framework = framework_for(request, pk, "plan.edit")
    return framework if framework.is_revision else None


@requires("plan.edit")
@require_POST
@once
def framework_revise(request, pk):
    """Begin a revision, or go on with the one there is."""
    framework = framework_for(request, pk, "plan.edit")
    try:
        draft = revising.begin(framework=framework, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(framework)
    return redirect("framework_revision", draft.pk)


@requires("plan.edit")
@require_safe
def framework_revision(request, pk):
    """What the revision changes and whom it touches, above all its clauses."""
    draft = _draft(request, pk)
    if draft is None:
        return redirect("framework_detail", pk)
    impact = revising.impact_of(draft)
    tree = Tree(draft)
    clauses = in_order(draft, tree)
    page = Paginator(clauses, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "draft": draft,
        "impact": impact,
        "touched": framework_revisions.touched_by(impact),
        "page": page,
        "lines": [
            {
                "clause": clause,
                "number": clause.indicator.number,
                "category": tree.rows[clause.indicator.category_id].name,
                "points": printed(clause.points),
            }
            for clause in page
        ],
    }
    return render(request, "programs/framework_revision.html", context)


@requires("plan.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def framework_clause(request, pk, clause_pk):
    """One clause of a revision, open for changes."""
    draft = _draft(request, pk)
    if draft is None:
        messages.info(request, "在用的体系不能直接改；要改请点“修订”，在修订稿里改。")
        return redirect("framework_detail", pk)
    clause = get_object_or_404(Clause.objects.select_related("indicator", "origin"), pk=clause_pk, framework=draft)
    form = ClauseForm(request.POST) if request.method == "POST" else ClauseForm.of(clause)
    if request.method == "POST" and form.is_valid():
        try:
            changed = revising.edit_clause(clause=clause, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "修订稿已保存，启用以前不影响现在的评分。" if changed else "没有改动。")
            return redirect("framework_revision", draft.pk)
    context = {"draft": draft, "clause": clause, "form": form, "was": clause.origin}
    return render(request, "programs/framework_clause.html", context, status=422 if form.errors else 200)


@requires("plan.edit")
@require_POST
def framework_revision_use(request, pk):
    """Put the revision to use."""
    draft = _draft(request, pk)
    if draft is None:
        messages.info(request, "这份修订已经启用，或者已经不在了。")
        return redirect("framework_detail", pk)
    in_use = draft.replaces_id
    try:
        impact = framework_revisions.put_to_use(draft=draft, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("framework_revision", pk)
    said = f"修订已启用，改了 {len(impact.affected)} 个得分点；没改到的得分、佐证、任务都照旧。"
    if impact.n_doubted:
        said += f"{impact.n_doubted} 个得分标为“依据已变化”。"
    if impact.n_lost:
        said += f"{impact.n_lost} 个得分对不上新标准，退回未评。"
    messages.success(request, said)
    return redirect("framework_detail", in_use)
