"""What the page of one task shows beside its text: its parts, occurrences, objections, and what can be done there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from accounts.access import Standing
from accounts.models import Department
from programs.forms import Parties
from programs.moves import acts_for_all, departments_under
from programs.objections import Objection
from programs.occurrences_standing import Planned, planned_of
from programs.splitting import refuse_splitting
from programs.standings import Status, spoken_day, status_of
from programs.task_care import newcomers_of
from programs.tasks import Task, TaskLine, TaskStep


@dataclass(frozen=True)
class PartLine:
    """One part of a task, ready to print."""

    task: Task
    status: Status
    small: str


@dataclass(frozen=True)
class Sheet:
    """All of it; each flag is one button."""

    parts: list[PartLine] = field(default_factory=list)
    planned: Planned | None = None
    objections: list[Objection] = field(default_factory=list)
    newcomers: list[Department] = field(default_factory=list)
    meeting: object | None = None  # the record of the meeting that agreed on the task
    period: str = ""
    can_shape: bool = False
    can_split: bool = False
    can_take_back: bool = False
    can_urge: bool = False
    can_object: bool = False
    can_answer: bool = False
    parties: list = field(default_factory=list)


def _part(task: Task, today: date) -> PartLine:
    said = [str(task.party or "还没定责任部门")]
    said += [task.in_charge_name] if task.in_charge_name else []
    if task.due_on:
        said.append(f"{spoken_day(task.due_on, today)}到期")
    frequency = getattr(task, "frequency", None)
    said += [frequency.get_every_display()] if frequency else []
    return PartLine(task, status_of(task.state, task.due_on, today), " · ".join(said))


def _period(task: Task, today: date) -> str:
    if not task.begins_on:
        return ""
    until = spoken_day(task.due_on, today) if task.due_on else "年底"
    return f"{spoken_day(task.begins_on, today)}至{until}"


def sheet_of(task: Task, standing: Standing, lines: list[TaskLine], steps: list[TaskStep], today: date) -> Sheet:
    """The sheet of a task (of `tasks_for_page`) for a person of its unit, in a fixed number of queries."""
    parts = task.children.select_related("department", "group", "unit", "frequency").order_by("order", "pk")
    objections = task.objections.select_related("department", "by", "answered_by")
    objections = list(objections) if task.has_objections else []
    resolution = getattr(task, "resolution", None)
    is_office = acts_for_all(standing, "task.assign")
    own = departments_under(standing, "task.work")
    lead = task.parent.department_id if task.parent_id else task.department_id
    can_shape = acts_for_all(standing, "task.work") or bool(own & {task.department_id, lead})
    parts = [_part(one, today) for one in parts] if task.has_parts else []
    is_open = task.state not in (Task.State.SUBMITTED, Task.State.ACCEPTED)
    meant = {task.department_id, *(line.department_id for line in lines)} & own
    waiting = {one.department_id for one in objections if one.state == Objection.State.OPEN}
    urged = [timezone.localdate(step.at) for step in steps if step.verb == TaskStep.Verb.URGED]
    can_answer = is_office and bool(waiting)
    return Sheet(
        parts=parts,
        planned=planned_of(task, today),
        objections=objections,
        newcomers=newcomers_of(task) if is_office else [],
        meeting=resolution.record if resolution else None,
        period=_period(task, today),
        can_shape=can_shape,
        can_split=can_shape and not refuse_splitting(task),
        can_take_back=can_shape and task.parent_id is not None and task.state == Task.State.NOT_STARTED,
        can_urge=standing.may("task.urge") and is_open and task.party is not None and not parts and today not in urged,
        can_object=bool(meant - waiting) and task.state != Task.State.ACCEPTED,
        can_answer=can_answer,
        parties=Parties(task.plan.unit).choices("选新的责任部门") if can_answer else [],
    )
