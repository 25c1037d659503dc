"""The library goes out as a workbook: what is seen on the page is what is in it."""

from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.typed import clean_text
from jobs.runs import tell_asked
from reports.record_rows import ask_for_records


@requires("report.make")
@require_POST
@once
def record_rows_make(request):
    """Ask for the records that the library shows at the posted address (query)."""
    query = clean_text(request.POST.get("query", ""))
    job, is_new = ask_for_records(unit=request.unit, query=query, by=request.user)
    tell_asked(request, job, is_new)
    return redirect("report_list")
