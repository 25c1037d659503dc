"""The table of tasks goes out as a workbook: what is seen on the page is what is in it."""

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.typed import whole_number
from jobs.runs import tell_asked
from programs.models import Plan
from programs.task_columns import look_of
from programs.task_filters import Filters
from reports.task_rows import ask_for_rows


@requires("report.make")
@require_POST
@once
def task_rows_make(request):
    """Ask for the rows of the filters posted (plan, show, department, q), with the person's own columns."""
    plans = Plan.objects.visible_to(request.user, "report.make").of_unit(request.unit)
    serial = whole_number(request.POST.get("plan")) or 0
    plan = get_object_or_404(plans.select_related("unit", "framework"), serial=min(serial, 2**31 - 1))
    filters = Filters(request.POST, request.standing.departments)
    job, is_new = ask_for_rows(plan=plan, filters=filters, columns=look_of(request.user).shown, by=request.user)
    tell_asked(request, job, is_new)
    return redirect("report_list")
