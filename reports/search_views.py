"""The page of searching, and what is found while one types."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from accounts.gate import requires
from programs.current import current_plan
from reports.search import PAGES, PER_PAGE, TITLES, Search
from reports.search_hits import Hits


class Counted(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows, per_page: int, count: int):
        super().__init__(rows, per_page)
        self.known = count

    @cached_property
    def count(self):
        return self.known


@requires("record.read")
@require_safe
def search(request):
    """Hits of one kind, and how many there are of the others."""
    asked = Search(request, current_plan(request))
    counts = asked.counts()
    asked.settle(counts)
    filters = asked.filters()
    rows = asked.pages() if asked.scope == PAGES else asked.rows_of(asked.scope)
    page = Counted(rows, PER_PAGE, counts.get(asked.scope, 0)).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "scopes": [
            {
                "title": TITLES[scope],
                "count": counts[scope],
                "query": asked.query(scope=scope),
                "is_on": scope == asked.scope,
            }
            for scope in asked.scopes
        ],
        "total": sum(counts.values()),
        "filters": filters,
        "page": page,
        "found": Hits(asked).found(asked.scope, page.object_list) if asked.words else [],
        "query": asked.query(),
        "bare_query": f"?{asked.query(year=None, kind=None, department=None, clause=None, files=None)}",
        "is_narrowed": any(one["is_on"] for one in filters),
    }
    return render(request, "reports/search.html", context)


@requires("record.read")
@require_safe
def search_at_once(request):
    """The first few hits of each kind as a list to choose from; without the frame of a page."""
    asked = Search(request, None)
    if not asked.words:
        return HttpResponse(status=204)
    groups = Hits(asked).at_once()
    count = sum(len(group.found) for group in groups)
    context = {"groups": groups, "asked": asked, "count": count}
    return HttpResponse(render_to_string("reports/search_at_once.html", context))
