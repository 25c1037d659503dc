"""Who answers for a task and by when; every change is told to those it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import Department, DepartmentGroup, Unit, User
from programs import telling
from programs.history import add_step, departments_of, lock, save, state_of_lines
from programs.models import Task, TaskStep

State = Task.State
Party = Department | DepartmentGroup | Unit | None


def check_party(task: Task, party: Party, assisting: list) -> None:
    unit_id = task.plan.unit_id
    for one in [party, *assisting]:
        if isinstance(one, Unit):
            if unit_id not in (one.pk, one.parent_id):
                raise ValidationError("责任单位要是本单位或下级单位。")
        elif one is not None and one.unit_id != unit_id:
            raise ValidationError("责任部门和配合部门都要是本单位的部门。")
        if isinstance(one, Department) and not one.is_active and one != task.party:
            raise ValidationError(f"{one}已经停用，请另选部门。")


def set_party(task: Task, party: Party) -> None:
    task.department = party if isinstance(party, Department) else None
    task.group = party if isinstance(party, DepartmentGroup) else None
    task.unit = party if isinstance(party, Unit) else None


def set_assisting(task: Task, party: Party, assisting: list) -> None:
    task.assisting.set([one for one in assisting if isinstance(one, Department) and one != party])
    task.assisting_groups.set([one for one in assisting if isinstance(one, DepartmentGroup) and one != party])


def set_lines(task: Task) -> None:
    """Give a task of a group one line per member; those of any other party have none."""
    members = departments_of(task.group) if task.group else []
    task.lines.exclude(department__in=members).delete()
    kept = set(task.lines.values_list("department_id", flat=True))
    for member in members:
        if member.pk not in kept:
            task.lines.create(department=member)


@transaction.atomic
def assign(
    *,
    task: Task,
    party: Party,
    assisting: Iterable[Department | DepartmentGroup] = (),
    by: User | None,
    reason: str = "",
    version: int | None = None,
    is_quiet: bool = False,
) -> bool:
    """Say who answers for a task and who assists; False when that is how it stands already.

    A task under way needs a reason and begins anew with the new party. `is_quiet` leaves telling to the caller.
    """
    lock(task, version)
    assisting = [one for one in assisting if one != party]
    check_party(task, party, assisting)
    before, before_assisting = task.party, _assisting_of(task)
    has_new_party = party != before
    if not has_new_party and set(assisting) == set(before_assisting):
        return False
    if has_new_party:
        _hand_over(task, party, by=by, reason=reason.strip())
    set_assisting(task, party, assisting)
    save(task, "department", "group", "unit", "state")
    audit.record(
        by=by,
        verb="调整责任部门",
        of=task,
        unit=task.plan.unit,
        before={"责任": str(before or ""), "配合": "、".join(map(str, before_assisting))},
        after={"责任": str(party or ""), "配合": "、".join(map(str, assisting))},
        reason=reason.strip(),
    )
    if not is_quiet:
        _tell_parties(task, party if has_new_party else None, set(assisting) - set(before_assisting), by)
        if has_new_party and before is not None:
            text = f"“{task}”改由{party or '其他部门'}负责。"
            telling.tell_party(task, before, text, key=f"moved:{task.version}", besides=by)
    return True


def _assisting_of(task: Task) -> list:
    return [*task.assisting.all(), *task.assisting_groups.all()]


def _hand_over(task: Task, party: Party, *, by, reason: str) -> None:
    before = task.party
    if task.state == State.ACCEPTED:
        raise ValidationError("任务已经通过，不能再换责任部门。")
    if task.state != State.NOT_STARTED and not reason:
        raise ValidationError("任务已经在办，换责任部门要写明理由。")
    set_party(task, party)
    parts = list(task.children.values_list("state", flat=True))
    task.state = state_of_lines(parts)  # begins anew, but for what its parts have done
    set_lines(task)
    said = f"{before or '未定'} → {party or '未定'}"
    add_step(task, TaskStep.Verb.REASSIGNED, by=by, remark=f"{said}。{reason}" if reason else said)


def until(task: Task) -> str:
    """，5 月 4 日前完成; empty without a due day."""
    return f"，{task.due_on.month} 月 {task.due_on.day} 日前完成" if task.due_on else ""


def _tell_parties(task: Task, party: Party, assisting: set, by) -> None:
    key = f"assigned:{task.version}"
    telling.tell_party(task, party, f"“{task}”由你部门负责{until(task)}。", key=key, besides=by)
    helping = [member for one in assisting for member in departments_of(one)]
    telling.tell_of(task, telling.people_of(helping), f"请你部门配合“{task}”{until(task)}。", key=key, besides=by)


@transaction.atomic
def reschedule(
    *,
    task: Task,
    due_on: date | None,
    by: User | None,
    reason: str = "",
    due_text: str | None = None,
    version: int | None = None,
    is_quiet: bool = False,
    today: date | None = None,
) -> bool:
    """Set the due day; False when it stands already. An overdue task moves only with a reason (`today` says it is)."""
    lock(task, version)
    reason = reason.strip()
    if due_on == task.due_on and due_text in (None, task.due_text):
        return False
    if task.state == State.ACCEPTED:
        raise ValidationError("任务已经通过，不能再改时限。")
    if today is not None and task.days_late(today) and not reason:
        raise ValidationError("任务已经逾期，改时限要写明理由。")
    if due_on is not None and task.begins_on is not None and due_on < task.begins_on:
        raise ValidationError(f"时限不能早于起始日期 {task.begins_on}。")
    before = task.due_on
    task.due_on = due_on
    if due_text is not None:
        task.due_text = due_text
    save(task, "due_on", "due_text")
    said = f"{before or '未定'} → {due_on or '未定'}"
    step = add_step(task, TaskStep.Verb.RESCHEDULED, by=by, remark=f"{said}。{reason}" if reason else said)
    audit.record(
        by=by,
        verb="调整时限",
        of=task,
        unit=task.plan.unit,
        before={"时限": before},
        after={"时限": due_on},
        reason=reason,
    )
    if not is_quiet:
        text = f"“{task}”的时限改为 {due_on or '未定'}。"
        telling.tell_party(task, task.party, text, key=f"due:{step.pk}", besides=by)
    return True


@transaction.atomic
def write_note(*, task: Task, note: str, by: User, version: int | None = None) -> bool:
    """Change the remark beside a task; False when it reads so already."""
    lock(task, version)
    note = note.strip()
    if note == task.note:
        return False
    before, task.note = task.note, note
    save(task, "note")
    audit.record(by=by, verb="修改备注", of=task, unit=task.plan.unit, before={"备注": before}, after={"备注": note})
    return True


def _tell_of_many(tasks: list[Task], party: Party, befores: dict[int, Party], by) -> None:
    """One line per person for a whole batch, not one per task; who has handed on is told too."""
    handed_on: dict[Party, list[Task]] = {}
    for task in tasks:
        if befores[task.pk] not in (None, party):
            handed_on.setdefault(befores[task.pk], []).append(task)
    for before, theirs in handed_on.items():
        several = f"等 {len(theirs)} 项任务" if len(theirs) > 1 else ""
        text = f"“{theirs[0]}”{several}改由{party or '其他部门'}负责。"
        telling.tell_party(theirs[0], before, text, key=f"moved:{theirs[0].version}", besides=by)
    if len(tasks) == 1:
        _tell_parties(tasks[0], party, set(), by)
        return
    text = f"有 {len(tasks)} 项任务交给你部门负责，第一项是“{tasks[0]}”。"
    telling.tell_party(tasks[0], party, text, key=f"batch:{tasks[0].version}:{len(tasks)}", besides=by)


@transaction.atomic
def assign_many(*, tasks: Iterable[Task], party: Party, by: User, reason: str = "") -> int:
    """Hand several tasks to one party at once, keeping who assists; the number that changed hands."""
    tasks = list(tasks)
    befores = {task.pk: task.party for task in tasks}
    moved = [
        task
        for task in tasks
        if assign(task=task, party=party, assisting=_assisting_of(task), by=by, reason=reason, is_quiet=True)
    ]
    if moved:
        _tell_of_many(moved, party, befores, by)
    return len(moved)


@transaction.atomic
def reschedule_many(
    *, tasks: Iterable[Task], due_on: date, by: User, reason: str = "", today: date | None = None
) -> int:
    """Give several tasks one due day; the number that moved. Each department is told once."""
    moved = [
        task for task in tasks if reschedule(task=task, due_on=due_on, by=by, reason=reason, today=today, is_quiet=True)
    ]
    if moved:
        departments = {one for task in moved for one in departments_of(task.party)}
        text = f"“{moved[0]}”" if len(moved) == 1 else f"“{moved[0]}”等 {len(moved)} 项任务"
        telling.tell_of(
            moved[0],
            telling.people_of(departments),
            f"{text}的时限改为 {due_on}。",
            key=f"due-batch:{moved[0].version}:{len(moved)}",
            besides=by,
        )
    return len(moved)


@transaction.atomic
def revise(*, task: Task, party: Party, assisting, due_on: date | None, note: str, by: User, **how) -> None:
    """Change all the office may change of a task at once; `how`: reason, version, today."""
    reason, version, today = how.get("reason", ""), how.get("version"), how.get("today")
    lock(task, version)
    assign(task=task, party=party, assisting=assisting, by=by, reason=reason)
    reschedule(task=task, due_on=due_on, by=by, reason=reason, today=today)
    write_note(task=task, note=note, by=by)
