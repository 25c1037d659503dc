"""The library of records, and the queue of those that wait for review."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from evidence.cards import by_month, cards
from evidence.library import PER_PAGE, Library, worst_gap
from evidence.models import Record


@requires("record.read")
@require_safe
def record_list(request):
    rows = Record.objects.visible_to(request.user, "record.read").of_unit(request.unit)
    library = Library(request.GET, request.unit, rows)
    tally = library.filter.qs.tally()
    paginator = Paginator(library.rows, PER_PAGE)
    if not library.month:
        paginator.count = tally["total"]  # counted already
    page = paginator.get_page(request.GET.get("page"))
    shown = cards(page.object_list, request.user)
    context = {
        "library": library,
        "form": library.filter.form,
        "months": library.months(),
        "years": library.year_choices(),
        "tally": tally,
        "gap": worst_gap(tally),
        "gap_query": library.query(files=(worst_gap(tally) or [""])[0], year=library.year or "all"),
        "page": page,
        "cards": shown,
        "groups": by_month(shown, library),
        "query": library.query(),
        "views": library.views(),
        "all_months": "?" + library.query(month=None),
        "waiting": Record.objects.reviewable_by(request.user).of_unit(request.unit).count(),
    }
    return render(request, "evidence/record_list.html", context)


@requires("record.review")
@require_safe
def record_review_list(request):
    rows = Record.objects.reviewable_by(request.user).of_unit(request.unit).order_by("changed_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "cards": cards(page.object_list, request.user), "total": page.paginator.count}
    return render(request, "evidence/record_review_list.html", context)
