"""领导小组 beside a plan: who sits in it on a day, as of any date."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.gate import requires
from accounts.leading_group import listing
from accounts.typed import clean_text
from programs.forms import DayField
from programs.models import Plan


@requires("plan.read")
@require_GET
def plan_group(request, pk: int):
    """The group as of ?on=YYYY-MM-DD, else today; a day that is none is said so and today is shown."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user, "plan.read").select_related("unit"), pk=pk)
    asked, day, error = clean_text(request.GET.get("on", ""))[:20], timezone.localdate(), ""
    if asked:
        try:
            day = DayField().clean(asked)
        except ValidationError as problem:
            error = problem.messages[0]
    page = {"plan": plan, "group": listing(plan.unit, day), "asked": asked, "error": error, "day": day}
    return render(request, "programs/plan_group.html", page)
