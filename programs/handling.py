"""The way of a task: started, handed in, returned, accepted; a group's task moves line by line."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import Department, User
from accounts.notices import Kind
from jobs.runs import moment
from programs import telling
from programs.history import add_step, departments_of, lock, save, state_of_lines
from programs.models import Task, TaskLine, TaskStep

State = Task.State
TO_DO = (State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED)


def _line_of(task: Task, department: Department | None) -> TaskLine:
    if department is None:
        raise ValidationError("这项任务由多个部门分别完成，请说明是哪个部门。")
    line = task.lines.filter(department=department).first()
    if line is None:
        raise ValidationError(f"{department}不在这项任务的责任部门里。")
    return line


def _move_line(task: Task, line: TaskLine, state: str, note: str | None = None) -> None:
    line.state = state
    if note is not None:
        line.note = note[:300]
    line.save(update_fields=["state", "note", "changed_at"])
    task.state = state_of_lines(list(task.lines.values_list("state", flat=True)))
    save(task, "state")


def _log(task: Task, verb: str, *, by, remark: str, department, before: str) -> TaskStep:
    """The step in the task's history and the line in the audit log, which say the same."""
    step = add_step(task, verb, by=by, remark=remark, department=department)
    audit.record(
        by=by,
        verb=f"任务{step.get_verb_display()}",
        of=task,
        unit=task.plan.unit,
        before={"状态": State(before).label},
        after={"状态": task.get_state_display(), "部门": str(department or task.party or "")},
        reason=remark,
    )
    return step


def _refuse_broken_down(task: Task) -> None:
    if task.children.exists():
        raise ValidationError("这项任务已经细化分解，请到各项子任务里办理；子任务都通过了，它就完成了。")


@transaction.atomic
def start(
    *, task: Task, by: User | None, department: Department | None = None, version: int | None = None, remark: str = ""
) -> None:
    """Begin work on a task, or on one department's line of it."""
    lock(task, version)
    _refuse_broken_down(task)
    before = task.state
    if task.group_id:
        line = _line_of(task, department)
        if line.state not in (State.NOT_STARTED, State.RETURNED):
            raise ValidationError(f"{department}已经在办这项任务。")
        _move_line(task, line, State.IN_PROGRESS)
    else:
        if before not in (State.NOT_STARTED, State.RETURNED):
            raise ValidationError(f"这项任务{task.get_state_display()}，不用再开始。")
        task.state = State.IN_PROGRESS
        save(task, "state")
    _log(task, TaskStep.Verb.STARTED, by=by, remark=remark, department=department, before=before)


@transaction.atomic
def submit(
    *, task: Task, by: User, remark: str = "", department: Department | None = None, version: int | None = None
) -> None:
    """Hand a task in for review; for a group's task, the line of one department."""
    if task.group_id:
        complete_line(task=task, department=department, by=by, note=remark, version=version)
        return
    lock(task, version)
    _refuse_broken_down(task)
    before = task.state
    if task.party is None:
        raise ValidationError("这项任务还没有责任部门，请先分工再提交。")
    if before not in TO_DO:
        raise ValidationError(f"这项任务{task.get_state_display()}，不能再提交。")
    task.state = State.SUBMITTED
    save(task, "state")
    step = _log(task, TaskStep.Verb.SUBMITTED, by=by, remark=remark.strip(), department=department, before=before)
    _ask_for_review(task, step, departments_of(task.party), str(task.party))


@transaction.atomic
def complete_line(
    *, task: Task, department: Department | None, by: User, note: str = "", version: int | None = None
) -> None:
    """One member of a group hands in its own part; the task is handed in when the last one has."""
    lock(task, version)
    before, line = task.state, _line_of(task, department)
    if line.state not in TO_DO:
        raise ValidationError(f"{department}这一项{line.get_state_display()}，不能再提交。")
    _move_line(task, line, State.SUBMITTED, note.strip())
    step = _log(task, TaskStep.Verb.SUBMITTED, by=by, remark=note.strip(), department=department, before=before)
    _ask_for_review(task, step, [department], str(department))


def _ask_for_review(task: Task, step: TaskStep, departments: list, who: str) -> None:
    people = telling.reviewers_of(task, departments)
    text = f"{who}提交了“{task}”，请审核。"
    telling.tell_of(task, people, text, key=f"step:{step.pk}", besides=step.by, kind=Kind.REVIEW)


@transaction.atomic
def recall(
    *, task: Task, by: User, remark: str = "", department: Department | None = None, version: int | None = None
) -> None:
    """Take back what was handed in and nobody has judged yet; of a group's task the line of one department."""
    lock(task, version)
    _refuse_broken_down(task)
    before = task.state
    if task.group_id:
        line = _line_of(task, department)
        if line.state != State.SUBMITTED:
            raise ValidationError(f"{department}这一项{line.get_state_display()}，不能撤回。")
        _move_line(task, line, State.IN_PROGRESS)
    else:
        if before != State.SUBMITTED:
            raise ValidationError(f"这项任务{task.get_state_display()}，不能撤回。")
        task.state = State.IN_PROGRESS
        save(task, "state")
    _log(task, TaskStep.Verb.RECALLED, by=by, remark=remark.strip(), department=department, before=before)


def _waiting_lines(task: Task, department: Department | None) -> list[TaskLine]:
    lines = [_line_of(task, department)] if department else list(task.lines.all())
    waiting = [line for line in lines if line.state == State.SUBMITTED]
    if not waiting:
        raise ValidationError("没有等着审核的部门，可能别人已经审过了。")
    return waiting


_DECIDED = {
    TaskStep.Verb.ACCEPTED: "已由{by}通过，你的意见没有存上。",
    TaskStep.Verb.RETURNED: "已由{by}退回，等改好再交上来时再审。",
    TaskStep.Verb.RECALLED: "已由{by}撤回去改，等再交上来时再审。",
}


def _lock_for_review(task: Task, version: int | None) -> None:
    """As `lock`; where it was decided meanwhile, the sentence says by whom."""
    try:
        lock(task, version)
    except ValidationError:
        last = task.steps.select_related("by").last()
        if last is None or last.verb not in _DECIDED:
            raise
        said = _DECIDED[last.verb].format(by=last.by or "别人")
        raise ValidationError(f"这项任务{moment(last.at)}{said}", code="stale") from None


def _review(task: Task, verb: str, state: str, *, by, remark: str, department, version) -> None:
    _lock_for_review(task, version)
    _refuse_broken_down(task)
    before = task.state
    if task.group_id:
        lines = _waiting_lines(task, department)
        for line in lines:
            _move_line(task, line, state)
        reviewed = [line.department for line in lines]
    else:
        if before != State.SUBMITTED:
            raise ValidationError(f"这项任务{task.get_state_display()}，现在不用审核。")
        task.state = state
        save(task, "state")
        reviewed = None
    step = _log(task, verb, by=by, remark=remark, department=department, before=before)
    said = f"退回了“{task}”：{remark}" if verb == TaskStep.Verb.RETURNED else f"通过了“{task}”。"
    how = {"key": f"step:{step.pk}", "besides": by}
    how["kind"] = Kind.RETURNED if verb == TaskStep.Verb.RETURNED else Kind.RESULT
    if reviewed is None:
        telling.tell_party(task, task.party, f"{by}{said}", **how)
    else:
        telling.tell_of(task, telling.people_of(reviewed), f"{by}{said}", **how)


@transaction.atomic
def return_(
    *, task: Task, by: User, remark: str, department: Department | None = None, version: int | None = None
) -> None:
    """Send a task back with a remark; of a group's task one department's line, or all that wait."""
    remark = remark.strip()
    if not remark:
        raise ValidationError("退回要写明意见，让对方知道改什么。", code="remark")
    _review(task, TaskStep.Verb.RETURNED, State.RETURNED, by=by, remark=remark, department=department, version=version)


@transaction.atomic
def accept(
    *, task: Task, by: User, remark: str = "", department: Department | None = None, version: int | None = None
) -> None:
    """Accept what was handed in; a group's task is done when every line is accepted."""
    _review(
        task,
        TaskStep.Verb.ACCEPTED,
        State.ACCEPTED,
        by=by,
        remark=remark.strip(),
        department=department,
        version=version,
    )
