"""The page on which a unit decides how its board lists departments."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from reports.ranking import rank, ranking_of


@requires("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def board_order(request):
    """By the departments' own order, or by how late they are: that needs a reason."""
    ranking = ranking_of(request.unit)
    context = {"ranking": ranking, "is_on": bool(ranking), "reason": ranking.reason if ranking else ""}
    if request.method != "POST":
        return render(request, "reports/board_order.html", context)
    is_on, reason = request.POST.get("order") == "late", request.POST.get("reason", "")
    try:
        rank(unit=request.unit, is_on=is_on, reason=reason, by=request.user)
    except ValidationError as refusal:
        context |= {"is_on": is_on, "reason": reason, "errors": refusal.messages}
        return render(request, "reports/board_order.html", context, status=422)
    messages.success(request, "已改为按逾期多少排列，理由记入日志。" if is_on else "已改为按部门次序排列。")
    return redirect("board_home")
