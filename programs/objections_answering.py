"""Objecting to a task, and answering: given to another with a reason, or kept with a reason."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Department, User
from accounts.notices import Kind
from programs import telling
from programs.assigning import Party, assign
from programs.history import add_step, lock, save, state_of_lines
from programs.objections import Objection
from programs.tasks import Task, TaskStep

LONGEST = 1000  # characters


def may_object(task: Task, department: Department) -> bool:
    """Whether a department answers for the task, alone or within a group."""
    return task.department_id == department.pk or task.lines.filter(department=department).exists()


@transaction.atomic
def object_to(*, task: Task, department: Department, reason: str, by: User) -> Objection:
    """Say in writing why a task is not the department's own; the office is told."""
    lock(task)
    reason = reason.strip()
    if not reason:
        raise ValidationError("提出异议要写明理由。")
    if len(reason) > LONGEST:
        raise ValidationError(f"理由最多 {LONGEST} 字。")
    if not may_object(task, department):
        raise ValidationError(f"这项任务不由{department}负责，不用提异议。")
    if task.state == Task.State.ACCEPTED:
        raise ValidationError("任务已经通过，不能再提异议。")
    if task.objections.open().filter(department=department).exists():
        raise ValidationError("你部门的异议还在等答复。")
    objection = Objection.objects.create(task=task, department=department, reason=reason, by=by)
    step = add_step(task, TaskStep.Verb.OBJECTED, by=by, remark=reason, department=department)
    audit.record(by=by, verb="提出异议", of=task, unit=task.plan.unit, after={"部门": str(department)}, reason=reason)
    text = f"{department}对“{task}”的分工提出异议，请答复。"
    office = telling.office_of(task.plan.unit_id)
    telling.tell_of(task, office, text, key=f"step:{step.pk}", besides=by, kind=Kind.REVIEW)
    return objection


@transaction.atomic
def answer(*, objection: Objection, is_accepted: bool, text: str, by: User, party: Party = None) -> None:
    """Answer an objection: accepted, the task goes to `party` (of a group's task only the line goes); else it stays."""
    task, text = objection.task, text.strip()
    lock(task)
    objection.refresh_from_db(from_queryset=Objection.objects.select_for_update())
    if objection.state != Objection.State.OPEN:
        raise ValidationError("这条异议已经答复过了。")
    if not text:
        raise ValidationError("答复要写明理由。")
    if len(text) > LONGEST:
        raise ValidationError(f"答复最多 {LONGEST} 字。")
    objection.state = Objection.State.ACCEPTED if is_accepted else Objection.State.KEPT
    objection.answer, objection.answered_by, objection.answered_at = text, by, timezone.now()
    objection.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if is_accepted:
        _release(task, objection.department, party, text, by)
    said = objection.get_state_display()
    step = add_step(task, TaskStep.Verb.ANSWERED, by=by, remark=f"{said}：{text}", department=objection.department)
    after = {"部门": str(objection.department), "答复": said}
    audit.record(by=by, verb="答复异议", of=task, unit=task.plan.unit, after=after, reason=text)
    told = f"你部门对“{task}”的异议{said}：{text}"
    people = telling.people_of([objection.department])
    telling.tell_of(task, people, told, key=f"step:{step.pk}", besides=by, kind=Kind.RESULT)


def _release(task: Task, department: Department, party: Party, reason: str, by: User) -> None:
    if task.group_id:
        task.lines.filter(department=department).delete()
        task.state = state_of_lines(list(task.lines.values_list("state", flat=True)))
        save(task, "state")
        return
    if party is None or party == department:
        raise ValidationError("采纳异议，要另选一个责任部门。")
    helping = [*task.assisting.all(), *task.assisting_groups.all()]
    assign(task=task, party=party, assisting=helping, by=by, reason=f"采纳异议：{reason}"[:300])
