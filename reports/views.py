"""The board and the page of papers."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.gate import requires
from programs.current import current_plan, other_plans
from reports.board import board
from reports.burden_reading import burden_of
from reports.figures import figures, tasks_of
from reports.sentences import headline, summary
from scoring.comparison import signed
from scoring.models import Layer
from scoring.points import printed


@requires("board.read")
@require_GET
def board_home(request):
    """One plan on one page, for the leading group."""
    plan = current_plan(request)
    if plan is None:
        return render(request, "reports/none.html", {"title": "统计看板"})
    tasks = tasks_of(plan)
    told = figures(plan, timezone.localdate(), tasks)
    asked = burden_of(plan, told.today, tasks)
    context = {
        "plan": plan,
        "others": other_plans(request, plan),
        "board": board(plan, told),
        "told": told,
        "burden": asked,
        "asked": asked.totals,
        "headline": headline(told),
        "summary": summary(told),
        "target": printed(told.totals.target),
        "gained": signed(told.gained) if told.gained is not None else "",
        "extra_layers": [layer for layer in told.totals.layers if layer.layer != Layer.BASIC],
        "months": range(1, 13),
        "year": plan.year,
        "now": timezone.localtime(),
    }
    return render(request, "reports/board.html", context)
