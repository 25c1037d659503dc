"""撤并单位: a unit goes out of use by itself or goes up into another; what the unit above gave it moves with it.

What the unit did stays under its own name, and its people go on reading it.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import Unit, User
from programs.history import add_step, lock, save
from programs.models import Plan
from programs.tasks import Task, TaskStep


def open_tasks_of(unit: Unit):
    """What units above gave it and it has not finished."""
    return Task.objects.filter(unit=unit).exclude(plan__state=Plan.State.ENDED).exclude(state=Task.State.ACCEPTED)


def others_beside(unit: Unit):
    """The units it may go up into: those in use under the same one."""
    return Unit.objects.in_use().filter(parent=unit.parent_id).exclude(pk=unit.pk)


@transaction.atomic
def end_unit(*, unit: Unit, into: Unit | None, by: User, on: date, reason: str = "") -> int:
    """Put a unit out of use, and where it goes up into another give that one its open tasks and the units below it;
    returns how many tasks that were.
    """
    keys = [unit.pk] + ([into.pk] if into else [])
    found = {one.pk: one for one in Unit.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    unit, into = found[unit.pk], found[into.pk] if into else None
    if unit.closed_on:
        raise ValidationError(f"{unit}已经停用了。")
    if into is not None and not others_beside(unit).filter(pk=into.pk).exists():
        raise ValidationError("请选同一个上级下面、还在用的另一个单位。")
    tasks, below = list(open_tasks_of(unit)), unit.children.in_use()
    if into is None:
        _refuse_to_leave_behind(unit, len(tasks), below.count())
    else:
        for task in tasks:
            lock(task)
            task.unit = into
            save(task, "unit")
            add_step(task, TaskStep.Verb.REASSIGNED, by=by, remark=f"{unit} → {into}。{reason}".rstrip("。"))
        below.update(parent=into)
    unit.closed_on, unit.merged_into = on, into
    unit.save(update_fields=["closed_on", "merged_into"])
    after = {"停用日期": on, "并入": str(into or ""), "移交任务": len(tasks)}
    audit.record(by=by, verb="撤并单位", of=unit, unit=unit, after=after, reason=reason)
    return len(tasks)


def _refuse_to_leave_behind(unit: Unit, tasks: int, below: int) -> None:
    left = [f"{tasks} 项上级分给它的任务没办完"] * bool(tasks) + [f"{below} 个在用的下级单位"] * bool(below)
    if left:
        raise ValidationError(f"{unit}还有{'，'.join(left)}。请选并入哪个单位，或者先把它们改派、停用。")


@transaction.atomic
def reopen_unit(*, unit: Unit, by: User) -> None:
    """Take a unit back into use; what moved to another stays there."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
    if not unit.closed_on:
        raise ValidationError(f"{unit}没有停用。")
    if unit.parent is not None and unit.parent.closed_on:
        raise ValidationError(f"上级单位{unit.parent}还停用着，先恢复它。")
    before = {"停用日期": unit.closed_on, "并入": str(unit.merged_into or "")}
    unit.closed_on, unit.merged_into = None, None
    unit.save(update_fields=["closed_on", "merged_into"])
    audit.record(by=by, verb="恢复单位", of=unit, unit=unit, before=before)
