"""A revision of a framework put to use with the plans that stand on it: their tasks follow, departments are told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.notices import Kind, tell_all
from programs import naming, row_tasks
from programs.models import Plan, Task
from programs.telling import people_behind
from scoring import revising
from scoring.models import Framework
from scoring.revising import Affected, Impact


@dataclass(frozen=True)
class Touched:
    """One clause the revision changes, with the tasks that serve it."""

    affected: Affected
    tasks: list[Task]


def touched_by(impact: Impact) -> list[Touched]:
    """The changed clauses with their tasks. Two queries."""
    keys = [one.old.pk for one in impact.affected]
    links = list(Task.clauses.through.objects.filter(clause__in=keys).values_list("clause_id", "task_id"))
    rows = Task.objects.select_related("plan", "department", "unit", "group")
    tasks = rows.in_bulk([task for _, task in links])
    found: dict[int, list[Task]] = {}
    for clause, task in sorted(links, key=lambda link: tasks[link[1]].order):
        found.setdefault(clause, []).append(tasks[task])
    return [Touched(one, found.get(one.old.pk, [])) for one in impact.affected]


@transaction.atomic
def put_to_use(*, draft: Framework, by: User) -> Impact:
    """Put a revision to use; tasks that repeat a changed row follow it, what the office changed in them stays."""
    plans = list(Plan.objects.select_for_update(of=("self",)).filter(framework=draft.replaces_id))
    before = {}
    for plan in plans:
        meant = naming.settle(plan.unit, {}, by)
        before[plan.pk] = (meant, row_tasks.prints_of(plan, meant), row_tasks.tasks_by_row(plan))
    touched = touched_by(revising.impact_of(draft))
    impact = revising.put_to_use(draft=draft, by=by)
    for plan in plans:
        meant, prints, served = before[plan.pk]
        row_tasks.follow(plan, prints, served, meant, by)
    _tell(touched, draft, by)
    return impact


def _tell(touched: list[Touched], draft: Framework, by: User) -> None:
    """Each party once, with how many of its clauses read otherwise now."""
    counts: Counter = Counter()
    first: dict[object, Task] = {}
    for one in touched:
        for party in {task.party for task in one.tasks if task.party is not None}:
            counts[party] += 1
            first.setdefault(party, next(task for task in one.tasks if task.party == party))
    for party, count in counts.items():
        people = [person for person in people_behind(party) if person != by]
        text = f"《{draft.title}》修订为第 {draft.version} 版，{party}的任务里有 {count} 个得分点改了，请看看要求。"
        path = first[party].get_absolute_url()
        key = f"revised:{draft.replaces_id}:{draft.version}:{party._meta.model_name}:{party.pk}"
        tell_all(people, text, path, key, Kind.PLAN)
