"""The button that makes a plan of a framework in the library."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.once import once
from programs.current import choose_plan
from programs.founding import found
from scoring.models import Framework


@requires("plan.edit")
@require_POST
@once
def framework_plan(request, pk):
    rows = Framework.objects.visible_to(request.user, "plan.edit").of_unit(request.unit).select_related("unit")
    framework = get_object_or_404(rows, pk=pk)
    there = framework.plans.first()
    if there is not None:
        messages.info(request, "这套体系已经有方案，就是这一份。")
        return redirect("plan_detail", there.pk)
    try:
        plan = found(framework=framework, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("framework_detail", pk)
    choose_plan(request, plan)
    return redirect("plan_done", plan.pk)
