"""What the recording page offers to tick: which plan, what is ticked, what is looked for; found by the server."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.typed import clean_text, whole_number
from programs.current import current_plan, plan_among
from programs.models import Plan, Task
from programs.serving import MOST, Ask, Choices, choices_of, ids_typed

LONGEST = 60  # signs of what is looked for


def plan_served(request, data, linked: Iterable[int] = ()) -> Plan | None:
    """The plan whose tasks are offered: as sent, of the task named, one the record is linked to, or the current one."""
    sent = ids_typed(data, "plan")
    if sent:
        return plan_among(request, sent) or current_plan(request)
    named = ids_typed(request.GET, "task")
    plans = set(Task.objects.filter(pk__in=named).values_list("plan", flat=True)) if named else set()
    return plan_among(request, plans) or plan_among(request, linked) or current_plan(request)


def wants_to_look(data) -> bool:
    """A button of a search was pressed, or Enter in its field: the form is not to be saved."""
    return _looked(data)[0] in ("tasks", "clauses") or ("look" in data and bool(_words(data, "tasks", "clauses")))


def _looked(data) -> tuple[str, int]:
    """Which list a button asked for, and how many lines of it."""
    name, _, count = data.get("look", "").partition("-")
    return name, min(whole_number(count) or 0, MOST)


def _words(data, *names: str) -> str:
    return " ".join(clean_text(data.get(f"find-{name}", "")) for name in names).strip()[:LONGEST]


def ask_for(name: str, ticked, data) -> Ask:
    """What is looked for among "tasks" or "clauses"."""
    looked, count = _looked(data)
    title = clean_text(data.get("title", ""))[:200] if name == "tasks" else ""
    listed = min(whole_number(data.get(f"listed-{name}", "")) or 0, MOST)
    return Ask(frozenset(ticked), _words(data, name), count if looked == name else None, title, listed)


def offered(request, plan: Plan, data, **ticked) -> Choices:
    """The lists of the page of which it is said what is ticked: tasks=…, clauses=…"""
    asks = {name: ask_for(name, ticked[name], data) if name in ticked else None for name in ("tasks", "clauses")}
    return choices_of(plan, request.standing.departments, **asks, today=timezone.localdate())


@requires("record.write")
@require_safe
def record_choices(request):
    """One list of the recording page, found anew; what is ticked comes with the question and stays."""
    if not request.htmx:  # by itself it is no page
        return redirect("record_new")
    data = request.GET
    plan = plan_served(request, data)
    if plan is None:
        raise Http404
    name = "clauses" if _looked(data)[0] == "clauses" else "tasks"
    choices = offered(request, plan, data, **{name: ids_typed(data, name)})
    return render(request, "programs/_serve_list.html", {"listed": getattr(choices, name)})
