"""What the recording page offers to tick: which plan, what is ticked, what is looked for; found by the server."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.typed import clean_text, whole_number
from evidence.models import Record
from programs.current import current_plan
from programs.models import Plan
from programs.serving import MOST, Ask, Choices, Listed, clauses_listed, ids_typed, tasks_listed

LONGEST = 60  # signs of what is looked for


def plan_served(request, data, record: Record | None = None) -> Plan | None:
    """The plan whose tasks are offered: as sent, of the task named, of the record's tasks, or the current one."""
    plans = Plan.objects.visible_to(request.user, "plan.read").of_unit(request.unit)
    sent = ids_typed(data, "plan")
    if sent:
        return plans.filter(pk__in=sent).first() or current_plan(request)
    asked = ids_typed(request.GET, "task")
    if asked:
        named = plans.filter(tasks__in=asked).first()
        if named is not None:
            return named
    linked = plans.filter(tasks__records=record).first() if record is not None else None
    return linked or current_plan(request)


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
    return Ask(frozenset(ticked), _words(data, name), count if looked == name else None, title)


def offered(request, plan: Plan, data, *, tasks, clauses) -> Choices:
    """Both lists of the page."""
    return Choices(plan, _tasks(request, plan, data, tasks), clauses_listed(plan, ask_for("clauses", clauses, data)))


def _tasks(request, plan: Plan, data, ticked) -> Listed:
    return tasks_listed(plan, request.standing.departments, ask_for("tasks", ticked, data), timezone.localdate())


@requires("record.write")
@require_safe
def record_choices(request):
    """One list of the recording page, found anew; what is ticked comes with the question and stays."""
    data = request.GET
    plan = plan_served(request, data)
    if plan is None:
        raise Http404
    if _looked(data)[0] == "clauses":
        listed = clauses_listed(plan, ask_for("clauses", ids_typed(data, "clauses"), data))
    else:
        listed = _tasks(request, plan, data, ids_typed(data, "tasks"))
    return render(request, "programs/_serve_list.html", {"listed": listed})
