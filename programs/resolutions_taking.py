"""Writing down what a meeting agreed, and making a task of each item in one step."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import Department, DepartmentGroup, User
from evidence.models import Record
from programs.models import Plan
from programs.resolutions import Resolution
from programs.task_making import Part, make_task
from programs.tasks import Task

LONGEST = 1000  # characters
MOST = 50  # items of one meeting


@transaction.atomic
def agree(
    *,
    record: Record,
    text: str,
    by: User,
    party: Department | DepartmentGroup | None = None,
    due_on: date | None = None,
) -> Resolution:
    """Write down one agreed item of a meeting."""
    text = text.strip()
    if record.kind != Record.Kind.MEETING:
        raise ValidationError("只有会议才记议定事项。")
    if not text:
        raise ValidationError("请写议定了什么事。")
    if len(text) > LONGEST:
        raise ValidationError(f"议定事项最多 {LONGEST} 字。")
    if party is not None and party.unit_id != record.unit_id:
        raise ValidationError("责任部门要是本单位的部门。")
    if record.resolutions.count() >= MOST:
        raise ValidationError(f"一次会议最多记 {MOST} 条议定事项。")
    resolution = Resolution.objects.create(
        record=record,
        text=text,
        department=party if isinstance(party, Department) else None,
        group=party if isinstance(party, DepartmentGroup) else None,
        due_on=due_on,
        made_by=by,
    )
    after = {"议定事项": text, "责任": str(party or ""), "时限": due_on}
    audit.record(by=by, verb="记议定事项", of=record, after=after)
    return resolution


@transaction.atomic
def drop(*, resolution: Resolution, by: User) -> None:
    """Take an item away that has become no task."""
    row = Resolution.objects.select_for_update().get(pk=resolution.pk)
    if row.task_id:
        raise ValidationError("这一条已经转为任务，不能删去。")
    audit.record(by=by, verb="删去议定事项", of=row.record, before={"议定事项": row.text})
    row.delete()


def plan_for(record: Record) -> Plan | None:
    """The plan an item becomes a task of: the newest in force of the meeting's year, else the newest in force."""
    plans = Plan.objects.of_unit(record.unit_id).in_force()
    return plans.filter(year=record.year).first() or plans.first()


@transaction.atomic
def make_it_a_task(*, resolution: Resolution, by: User, today: date) -> Task:
    """Make the item a task of the plan, with its party and day."""
    row = Resolution.objects.select_for_update(of=("self",)).select_related("record", "department", "group")
    row = row.get(pk=resolution.pk)
    if row.task_id:
        raise ValidationError("这一条已经转为任务了。")
    plan = plan_for(row.record)
    if plan is None:
        raise ValidationError("还没有创建方案，先导入方案再转为任务。")
    task = make_task(plan=plan, part=Part(text=row.text, party=row.party, due_on=row.due_on), by=by, today=today)
    row.task = task
    row.save(update_fields=["task"])
    return task
