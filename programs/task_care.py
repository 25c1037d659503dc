"""What the office and the departments do to keep tasks moving: newcomers of a group, hand-over of persons, 催办."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import Department, Unit, User
from accounts.notices import Kind, tell_each
from programs import telling
from programs.history import add_step, lock, save, state_of_lines
from programs.models import Plan
from programs.objections import Objection
from programs.task_making import person_meant
from programs.tasks import Task, TaskStep

State = Task.State


def newcomers_of(task: Task) -> list[Department]:
    """Members of the task's group that have no line yet; whose objection was accepted stays out."""
    if not task.group_id or task.state == State.ACCEPTED:
        return []
    out = Objection.objects.filter(task=task, state=Objection.State.ACCEPTED).values("department")
    return list(task.group.members().exclude(task_lines__task=task).exclude(pk__in=out))


@transaction.atomic
def bring_in(*, task: Task, by: User) -> list[Department]:
    """Give every newcomer of the group its own line of the task."""
    lock(task)
    fresh = newcomers_of(task)
    if not fresh:
        raise ValidationError("没有还没列入的部门。")
    for department in fresh:
        task.lines.create(department=department)
    task.state = state_of_lines(list(task.lines.values_list("state", flat=True)))
    save(task, "state")
    names = "、".join(str(one) for one in fresh)
    step = add_step(task, TaskStep.Verb.JOINED, by=by, remark=names)
    audit.record(by=by, verb="列入新部门", of=task, unit=task.plan.unit, after={"部门": names})
    text = f"“{task}”由你部门和其他部门分别完成。"
    telling.tell_of(task, telling.people_of(fresh), text, key=f"step:{step.pk}", besides=by)
    return fresh


def in_hands_of(department: Department, name: str):
    """The open tasks of a department that a person sees to."""
    return Task.objects.filter(department=department, in_charge_name=name).open()


def left_by_leavers(unit: Unit, today: date):
    """The open tasks in the hands of people who have left the roll."""
    rows = Task.objects.filter(plan__unit=unit, in_charge__left_on__lt=today).open()
    return rows.exclude(plan__state=Plan.State.ENDED)


@transaction.atomic
def hand_over(*, department: Department, before: str, after: str, by: User, today: date, reason: str = "") -> int:
    """Give all open tasks of one person in a department to another; how many there were."""
    after, reason = after.strip(), reason.strip()
    if not after or len(after) > 60:
        raise ValidationError("请写接手的人，最多 60 字。")
    if after == before:
        raise ValidationError("接手的人和移交的人相同。")
    tasks = list(in_hands_of(department, before).select_related("plan__unit").select_for_update(of=("self",)))
    if not tasks:
        raise ValidationError(f"{department}没有由{before or '这个人'}负责的未完成任务。")
    person = person_meant(department.unit, after, department, today)
    said = f"{before} → {after}" + (f"。{reason}" if reason else "")
    for task in tasks:
        task.in_charge, task.in_charge_name = person, after
        task.version += 1
        task.save(update_fields=["in_charge", "in_charge_name", "version", "changed_at"])
        step = add_step(task, TaskStep.Verb.HANDED_OVER, by=by, remark=said, department=department)
    names = [str(task) for task in tasks]
    now = {"责任人": after, "任务": names}
    audit.record(by=by, verb="移交任务", of=department, before={"责任人": before}, after=now, reason=reason)
    people = [person.user] if person and person.user else telling.people_of([department])
    text = f"{before}把 {len(tasks)} 项任务移交给{after}，第一项是“{tasks[0]}”。"
    telling.tell_of(tasks[0], people, text, key=f"step:{step.pk}", besides=by)
    return len(tasks)


def _people_urged(task: Task, *, by: User, today: date, remark: str) -> tuple[TaskStep, list[User]]:
    """Keep that a task was urged, and who is to be told; refused in words where nobody could do anything now."""
    lock(task)
    if task.party is None:
        raise ValidationError("这项任务还没有责任部门，请先分工。")
    if task.state in (State.SUBMITTED, State.ACCEPTED):
        raise ValidationError(f"这项任务{task.get_state_display()}，不用催办。")
    if task.children.exists():
        raise ValidationError("这项任务已经细化分解，请催办还没完成的子任务。")
    if task.steps.filter(verb=TaskStep.Verb.URGED, at__date=today).exists():
        raise ValidationError("今天已经催办过，明天再催。")
    step = add_step(task, TaskStep.Verb.URGED, by=by, remark=remark)
    audit.record(by=by, verb="任务催办", of=task, unit=task.plan.unit, reason=remark)
    if not task.group_id:
        return step, telling.people_behind(task.party)
    done = (State.SUBMITTED, State.ACCEPTED)
    late = Department.objects.filter(pk__in=task.lines.exclude(state__in=done).values("department"))
    return step, telling.people_of(late)


@transaction.atomic
def urge(*, task: Task, by: User, today: date, remark: str = "") -> None:
    """Remind those who answer for a task, at most once a day."""
    _, refused = urge_many(tasks=[task], by=by, today=today, remark=remark)
    if refused:
        raise ValidationError(refused[0][1])


@transaction.atomic
def urge_many(*, tasks: Iterable[Task], by: User, today: date, remark: str = "") -> tuple[int, list[tuple[Task, str]]]:
    """Remind those who answer for each of these tasks: how many were urged, and the others with why not.

    Who answers for several of them is told in one line.
    """
    remark, refused, last = remark.strip(), [], None
    of_person: dict[int, list[Task]] = {}
    count = 0
    for task in tasks:
        try:
            last, people = _people_urged(task, by=by, today=today, remark=remark)
        except ValidationError as refusal:
            refused.append((task, refusal.messages[0]))
            continue
        count += 1
        for person in people:
            of_person.setdefault(person.pk, []).append(task)
    told = [(person, *_urged(of, remark)) for person, of in of_person.items() if person != by.pk]
    if last is not None:
        tell_each(told, key=f"urged:{last.pk}", kind=Kind.DUE)
    return count, refused


def _urged(tasks: list[Task], remark: str) -> tuple[str, str]:
    """The line one person is told, and where it leads."""
    first, is_below = tasks[0], tasks[0].unit_id not in (None, tasks[0].plan.unit_id)
    text = f"请抓紧办“{first}”" + (f"等 {len(tasks)} 项任务" if len(tasks) > 1 else "")
    text += f"：{remark}" if remark else "。"
    if len(tasks) > 1:
        return text, reverse("desk" if is_below else "task_list")
    return text, reverse("given_task" if is_below else "task_detail", args=[first.pk])
