"""The page on which the office confirms which measure feeds each threshold of a framework."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.typed import whole_number
from evidence.measures import Measure
from scoring import threshold_actions
from scoring.framework_views import framework_for
from scoring.models import Framework
from scoring.points import printed
from scoring.ruling_settings import BindForm
from scoring.suggesting import asked
from scoring.threshold_proposals import Binding
from scoring.thresholds import Threshold

PER_PAGE = 40


@requires("plan.read")
@require_safe
def framework_thresholds(request, pk):
    """All thresholds with what feeds them; what nothing feeds stands first."""
    framework = framework_for(request, pk)
    rows = [
        {"threshold": row, "asked": asked(row), "binding": binding, "clause": row.clause}
        for row, binding in threshold_actions.proposals(framework)
    ]
    rows.sort(key=lambda row: row["threshold"].measure_id is not None)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    measures = list(Measure.objects.for_unit(framework.unit_id))
    can_edit = request.standing.may("plan.edit") and framework.state != Framework.State.PAST
    for row in page:
        row["form"] = BindForm(measures=measures, initial=_shown(row), auto_id=f"id_{row['threshold'].pk}_%s")
    n_bound = sum(row["threshold"].measure_id is not None for row in rows)
    context = {
        "framework": framework,
        "page": page,
        "n_rows": len(rows),
        "n_bound": n_bound,
        "n_ready": sum(row["threshold"].measure_id is None and row["binding"].measure is not None for row in rows),
        "can_edit": can_edit,
    }
    return render(request, "scoring/thresholds.html", context)


def _shown(row: dict) -> dict:
    """What a threshold's form shows: what stands, or what is proposed."""
    threshold, binding = row["threshold"], row["binding"]
    source = threshold if threshold.measure_id else binding
    return {
        "measure": threshold.measure_id or (binding.measure.pk if binding.measure else None),
        "period": source.period,
        "must_grow": source.must_grow,
        "small_count": source.small_count,
        "small_value": printed(source.small_value) if source.small_value is not None else "",
    }


@requires("plan.edit")
@require_POST
def framework_thresholds_confirm(request, pk):
    """Confirm all that is proposed, or the ticked ones."""
    framework = framework_for(request, pk, "plan.edit")
    keys = [key for text in request.POST.getlist("threshold") if (key := whole_number(text)) is not None]
    if request.POST.get("do") == "all":
        keys = list(Threshold.objects.filter(clause__framework=framework).values_list("pk", flat=True))
    count = threshold_actions.confirm_bindings(framework=framework, thresholds=keys, by=request.user)
    messages.success(request, f"已确认 {count} 项取数口径。" if count else "没有可以确认的建议。")
    return redirect("framework_thresholds", framework.pk)


@requires("plan.edit")
@require_POST
def framework_threshold(request, pk):
    """Say what feeds one threshold."""
    framework = framework_for(request, pk, "plan.edit")
    key = whole_number(request.POST.get("threshold", ""))
    if key is None:
        raise Http404
    rows = Threshold.objects.filter(clause__framework=framework).select_related("clause", "measure")
    threshold = get_object_or_404(rows, pk=key)
    threshold.clause.framework = framework
    form = BindForm(request.POST, measures=list(Measure.objects.for_unit(framework.unit_id)))
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values()))[0])
        told = form.cleaned_data
        small = told["small_value"]
        binding = Binding(
            told["measure"], told["period"], told["must_grow"], told["small_count"], Decimal(small) if small else None
        )
        threshold_actions.bind(threshold=threshold, binding=binding, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "取数口径已保存。")
    return redirect("framework_thresholds", framework.pk)
