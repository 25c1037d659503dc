"""How tasks and findings were handled, by department: on time, accepted first time, findings closed.

Tasks are those the board counts; what a department did of a group's tasks (各处室) is counted beside them, by its own
line. Handed in on time is judged by the day the department last handed in before the acceptance, not by the reviewer's
day. Findings are those of the plan's rounds, without the withdrawn ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from programs.models import Finding, Plan, Task, TaskLine, TaskStep

Verb = TaskStep.Verb


@dataclass
class Handling:
    """Counts of one department, or of several together."""

    done: int = 0
    dated: int = 0  # of these, tasks with a day they were due
    on_time: int = 0
    first_time: int = 0  # accepted without having been returned
    shared_done: int = 0  # own lines of groups' tasks, in the same four ways
    shared_dated: int = 0
    shared_on_time: int = 0
    shared_first_time: int = 0
    findings: int = 0
    closed: int = 0

    @property
    def numbers(self) -> list[int]:
        return [getattr(self, one.name) for one in fields(self)]

    def add_task(self, due_on: date | None, is_on_time: bool, is_first_time: bool, *, is_shared: bool) -> None:
        """One more task, or own line of one, that was accepted."""
        counted = {"done": 1, "dated": due_on is not None, "on_time": due_on is not None and is_on_time}
        for name, value in (counted | {"first_time": is_first_time}).items():
            name = f"shared_{name}" if is_shared else name
            setattr(self, name, getattr(self, name) + value)


def together(parts: Iterable[Handling]) -> Handling:
    """The sums of several."""
    rows = [part.numbers for part in parts]
    return Handling(*map(sum, zip(*rows, strict=True))) if rows else Handling()


def handling_of(plan: Plan) -> dict[int, Handling]:
    """By key of the department. Four queries."""
    found: dict[int, Handling] = {}
    trace = _trace_of(plan)
    tasks = plan.tasks.undivided().filter(state=Task.State.ACCEPTED, department__isnull=False)
    for pk, department, due_on in tasks.order_by().values_list("pk", "department", "due_on"):
        row, key = found.setdefault(department, Handling()), (pk, None)
        row.add_task(due_on, trace.is_on_time(key, due_on), key not in trace.returned, is_shared=False)
    lines = TaskLine.objects.filter(task__plan=plan, state=Task.State.ACCEPTED).order_by()
    for pk, department, due_on in lines.values_list("task", "department", "task__due_on"):
        row, key = found.setdefault(department, Handling()), (pk, department)
        row.add_task(due_on, trace.is_on_time(key, due_on), key not in trace.returned, is_shared=True)
    counted = Finding.objects.of_plan(plan).standing().order_by().values("department")
    for row in counted.annotate(n=Count("pk"), closed=Count("pk", filter=Q(state=Finding.State.CLOSED))):
        own = found.setdefault(row["department"], Handling())
        own.findings, own.closed = row["n"], row["closed"]
    return found


@dataclass
class _Trace:
    """When what was last handed in before its acceptance, and what was ever returned.

    The key is a task and, of a group's task, the department whose line it is.
    """

    last: dict[tuple[int, int | None], date] = field(default_factory=dict)
    handed_in: dict[tuple[int, int | None], date] = field(default_factory=dict)
    returned: set[tuple[int, int | None]] = field(default_factory=set)
    waiting: dict[int, set[int | None]] = field(default_factory=dict)  # departments that wait for review, by task

    def is_on_time(self, key: tuple[int, int | None], due_on: date | None) -> bool:
        return due_on is None or key not in self.handed_in or self.handed_in[key] <= due_on

    def read(self, task: int, departments: list[int | None], verb: str, day: date) -> None:
        for department in departments:
            key = (task, department)
            if verb == Verb.SUBMITTED:
                self.last[key] = day
                self.waiting.setdefault(task, set()).add(department)
                continue
            self.waiting.get(task, set()).discard(department)
            if verb == Verb.RETURNED:
                self.returned.add(key)
            else:
                self.handed_in[key] = self.last.get(key, day)


def _trace_of(plan: Plan) -> _Trace:
    """A review of a group's task that names no department is of all that waited."""
    trace = _Trace()
    verbs = (Verb.SUBMITTED, Verb.RETURNED, Verb.ACCEPTED)
    steps = TaskStep.objects.filter(task__plan=plan, verb__in=verbs).order_by("pk")
    for task, group, department, verb, at in steps.values_list("task", "task__group", "department", "verb", "at"):
        whose = [department if group else None]
        if group and department is None:
            whose = sorted(trace.waiting.get(task, set()), key=str)
        trace.read(task, whose, verb, timezone.localtime(at).date())
    return trace
