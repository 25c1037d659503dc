"""Breaking a task down (细化分解) into parts with measures, persons and days of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from programs import telling
from programs.assigning import until
from programs.history import add_step, follow_parts, lock, save
from programs.task_making import Part, make_task
from programs.tasks import Task, TaskStep

MOST_PARTS = 30
SHORTEST = 6  # characters of a sentence that can stand as a task of its own
_ENDS = re.compile(r"(?<=[。；;！!])|\n")


def sentences_of(text: str) -> list[str]:
    """The sentences of a paragraph as the paper has them; what is too short to be a task goes with the one before."""
    found: list[str] = []
    for piece in _ENDS.split(text):
        piece = piece.strip()
        if len(piece) >= SHORTEST or (piece and not found):
            found.append(piece)
        elif piece:
            found[-1] += piece
    return found


def refuse_splitting(task: Task) -> str:
    """Why a task can't be broken down now; empty where it can."""
    if task.parent_id:
        return "这已经是一项子任务，不再往下分。"
    if task.group_id:
        return "这项任务由多个部门分别完成，各部门填自己的完成情况，不用再细分。"
    if task.unit_id:
        return "这项任务由下级单位负责，由他们自己细分。"
    if task.state in (Task.State.SUBMITTED, Task.State.ACCEPTED):
        return f"这项任务{task.get_state_display()}，不能再细分。"
    return ""


@transaction.atomic
def split(*, task: Task, parts: Sequence[Part], by: User, today: date, version: int | None = None) -> list[Task]:
    """Break a task down into parts, or add parts to those it has; it is done when all of them are."""
    lock(task, version)
    reason = refuse_splitting(task)
    if reason:
        raise ValidationError(reason)
    if not parts:
        raise ValidationError("请至少写一项子任务。")
    if task.children.count() + len(parts) > MOST_PARTS:
        raise ValidationError(f"一项任务最多分成 {MOST_PARTS} 项。")
    made = [make_task(plan=task.plan, part=part, by=by, today=today, parent=task, is_quiet=True) for part in parts]
    save(task)
    said = "；".join(str(one) for one in made)
    add_step(task, TaskStep.Verb.DIVIDED, by=by, remark=f"分成 {len(made)} 项：{said}")
    audit.record(by=by, verb="细化分解", of=task, unit=task.plan.unit, after={"子任务": [str(one) for one in made]})
    _tell(task, made, by)
    return made


def _tell(task: Task, made: Iterable[Task], by: User) -> None:
    """Each party once, of the parts that are its own."""
    of_party: dict = {}
    for one in made:
        of_party.setdefault(one.party, []).append(one)
    for party, own in of_party.items():
        if party is None:
            continue
        text = f"“{own[0]}”由你部门负责{until(own[0])}。"
        if len(own) > 1:
            text = f"“{task}”分解出 {len(own)} 项由你部门负责，第一项是“{own[0]}”。"
        telling.tell_party(own[0], party, text, key="made", besides=by)


@transaction.atomic
def take_back(*, task: Task, by: User) -> Task:
    """Take a part away again that nobody has begun; returns the task it was part of."""
    lock(task)
    parent = task.parent
    if parent is None:
        raise ValidationError("只有分解出来的子任务可以撤销。")
    if task.state != Task.State.NOT_STARTED or task.records.exists():
        raise ValidationError("这项子任务已经在办，不能撤销。")
    add_step(parent, TaskStep.Verb.DIVIDED, by=by, remark=f"撤销子任务“{task}”")
    audit.record(by=by, verb="撤销子任务", of=task, unit=parent.plan.unit, before={"任务": str(task)})
    task.delete()
    if parent.children.exists():
        follow_parts(parent)
    return parent
