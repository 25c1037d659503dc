"""The tasks of a plan in three views of one filter: 表 in groups, 看板 by state, 时间 by due day."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import requires
from accounts.way_back import page_of_ours
from programs import task_table
from programs.current import current_plan
from programs.task_board import lanes_of
from programs.task_columns import choose, look_of
from programs.task_screen import Screen
from programs.task_time import timeline_of
from programs.undoing_views import undo_kept

ACROSS = ("points", "party", "due", "state", "files", "person")  # the columns beside number and requirement


def _shown(request, view: str, more):
    """One view of the tasks; `more` adds to the screen what is its own."""
    plan = current_plan(request)
    if plan is None:
        return render(request, "programs/task_none.html")
    screen = Screen(request, plan)
    page = screen.context(view) | {"undo": undo_kept(request)} | more(screen)
    return render(request, f"programs/{view}.html", page)


def _page(request, rows: list):
    return Paginator(rows, task_table.PAGE).get_page(request.GET.get("page"))


def _table(screen: Screen) -> dict:
    request, plan, filters = screen.request, screen.plan, screen.filters
    keys = task_table.shown_of(screen.bare, screen.found)
    page = _page(request, keys)
    on_page = list(page.object_list)
    keep = task_table.done_beside(screen.bare, keys, on_page) if filters.show == "open" else ()
    groups = task_table.grouped(plan, screen.bare, on_page, screen.files, screen.today, keep)
    for group in groups if filters.show == "open" else ():
        group.is_opened = group.key in filters.opened
        rest = [key for key in filters.opened if key != group.key]
        group.opening = filters.query(done=rest if group.is_opened else [*rest, group.key])
    look = look_of(request.user)
    has = look.has | {"points": look.has["points"] and plan.has_points}
    return {
        "groups": groups,
        "look": look,
        "has": has,
        "across": 4 + sum(has[key] for key in ACROSS),
        "page": page,
        "parties": screen.parties.choices("选责任部门") if request.standing.may("task.assign") else [],
    }


def _board(screen: Screen) -> dict:
    return {"lanes": lanes_of(screen), "all_query": screen.filters.query(show="all")}


def _time(screen: Screen) -> dict:
    page, query = _page(screen.request, screen.by_due), screen.filters.query
    ways = {"by_month_query": query(by=""), "by_week_query": query(by="week")}
    return {"page": page, "timeline": timeline_of(screen, list(page.object_list))} | ways


@requires("task.read")
@require_GET
def task_list(request):
    """The table of a plan's tasks; a department's people begin with their own."""
    return _shown(request, "task_list", _table)


@requires("task.read")
@require_GET
def task_board(request):
    """The same tasks by how far they are."""
    return _shown(request, "task_board", _board)


@requires("task.read")
@require_GET
def task_time(request):
    """The same tasks by when they are due."""
    return _shown(request, "task_time", _time)


@requires("task.read")
@require_POST
def task_columns(request):
    """Keep which columns this person looks at."""
    choose(user=request.user, shown=request.POST.getlist("column"), is_dense=request.POST.get("dense") == "1")
    return redirect(page_of_ours(request.POST.get("back", ""), otherwise=reverse("task_list")))
