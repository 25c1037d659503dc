"""An activity recorded for tasks and clauses: the link of the plan and the claim of the self-assessment, together."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Value

from accounts import audit
from accounts.models import User
from documents.quoting import quoted
from evidence.models import Record
from programs.handling import start
from programs.models import Plan, Task
from programs.occurrences_ticking import tick
from scoring.actions import cite, uncite
from scoring.models import Assessment, Citation, Clause


def open_assessments(record: Record, frameworks: Iterable[int]) -> list[Assessment]:
    """The unit's open self-assessments of some frameworks."""
    rows = Assessment.objects.own().open().of_unit(record.unit_id)
    return list(rows.filter(framework__in=frameworks))


def _check_unit(record: Record, tasks: list[Task], clauses: list[Clause]) -> None:
    if any(task.plan.unit_id != record.unit_id for task in tasks):
        raise ValidationError("只能对应本单位的任务。")
    if any(clause.framework.unit_id != record.unit_id for clause in clauses):
        raise ValidationError("只能对应本单位测评体系的得分点。")


def _begin(task: Task, record: Record, by: User) -> None:
    """An activity recorded for a task that nobody had begun begins it; one broken down begins with its parts."""
    if task.children.exists():
        return
    if task.group_id:
        line = task.lines.filter(department=record.department_id).first()
        if line is not None and line.state == Task.State.NOT_STARTED:
            start(task=task, department=record.department, by=by, remark=f"记录活动{quoted(record)}")
    elif task.state == Task.State.NOT_STARTED and task.party is not None:
        start(task=task, by=by, remark=f"记录活动{quoted(record)}")


def with_parents(tasks: Iterable[Task]) -> list[Task]:
    """The tasks, and those they are parts of, each once."""
    rows = {task.pk: task for task in tasks}
    above = {task.parent_id for task in rows.values() if task.parent_id} - set(rows)
    return [*rows.values(), *Task.objects.filter(pk__in=above).select_related("plan")]


def clauses_served(tasks: Iterable[Task], clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses of the tasks and the given ones, each once."""
    own = Clause.objects.filter(tasks__in=list(tasks)).select_related("framework").distinct()
    rows = {clause.pk: clause for clause in [*own, *clauses]}
    return list(rows.values())


@transaction.atomic
def record_for(*, record: Record, tasks: Iterable[Task] = (), clauses: Iterable[Clause] = (), by: User) -> int:
    """Link a record to tasks and cite it for their clauses and the given ones; the number of new citations.

    A clause whose self-assessment is closed, or not opened yet, gets no citation: the link to the task stays.
    What is done for a part of a task is done for the task; the occurrences it fits are ticked.
    """
    tasks = with_parents(tasks)
    served = clauses_served(tasks, clauses)
    _check_unit(record, tasks, served)
    new = [task for task in tasks if not task.records.filter(pk=record.pk).exists()]
    for task in new:
        task.records.add(record)
        _begin(task, record, by)
    cited = 0
    for assessment in open_assessments(record, {clause.framework_id for clause in served}):
        own = [clause for clause in served if clause.framework_id == assessment.framework_id]
        cited += cite(assessment=assessment, clauses=own, record=record, by=by)
    tick(record)
    if new:
        audit.record(by=by, verb="关联任务", of=record, after={"任务": [str(task) for task in new]})
    return cited


def served_by(record: Record, plan: Plan) -> tuple[set[int], set[int]]:
    """The ids of the plan's tasks a record is linked to, and of the clauses it is cited for in the self-assessment."""
    tasks = set(plan.tasks.filter(records=record).values_list("pk", flat=True))
    citations = Citation.objects.filter(
        record=record, assessment__framework=plan.framework_id, assessment__kind=Assessment.Kind.SELF
    )
    return tasks, set(citations.values_list("clause_id", flat=True))


class Links:
    """The tasks of a record and the clauses self-assessments cite it for. One query, none without a record."""

    def __init__(self, record: Record | None):
        told: dict[str, list[tuple[int, int]]] = {"task": [], "brought": [], "cited": []}
        for what, one, other in _links_of(record) if record else ():
            told[what].append((one, other))
        self._tasks, self._brought, self._cited = told["task"], told["brought"], told["cited"]

    @property
    def plans(self) -> list[int]:
        return [plan for plan, _ in self._tasks]

    def tasks_in(self, plan: Plan) -> set[int]:
        return {task for key, task in self._tasks if key == plan.pk}

    def clauses_besides(self, plan: Plan) -> set[int]:
        """Those of a plan's framework that none of its tasks brings."""
        tasks = self.tasks_in(plan)
        brought = {clause for task, clause in self._brought if task in tasks}
        return {clause for framework, clause in self._cited if framework == plan.framework_id} - brought


def _links_of(record: Record):
    tasks = record.tasks.order_by().values_list(Value("task"), "plan", "pk")
    brought = Task.clauses.through.objects.filter(task__records=record).values_list(Value("brought"), "task", "clause")
    cited = Citation.objects.filter(record=record, assessment__kind=Assessment.Kind.SELF).order_by()
    return tasks.union(brought, cited.values_list(Value("cited"), "assessment__framework", "clause"), all=True)


@transaction.atomic
def set_served(*, record: Record, plan: Plan, tasks: Iterable[Task], clauses: Iterable[Clause], by: User) -> None:
    """Make the tasks and clauses of one plan exactly these: what was unticked is unlinked and no longer cited."""
    tasks, clauses = with_parents(tasks), list(clauses)
    linked, cited = served_by(record, plan)
    dropped = list(plan.tasks.filter(pk__in=linked - {task.pk for task in tasks}))
    for task in dropped:
        task.records.remove(record)
    record_for(record=record, tasks=tasks, clauses=clauses, by=by)
    kept = {clause.pk for clause in clauses_served(tasks, clauses)}
    gone = list(Clause.objects.filter(pk__in=cited - kept))
    for assessment in open_assessments(record, [plan.framework_id]):
        for clause in gone:
            uncite(assessment=assessment, clause=clause, record=record, by=by)
    if dropped:
        audit.record(by=by, verb="取消关联任务", of=record, before={"任务": [str(task) for task in dropped]})
