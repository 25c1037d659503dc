"""One change to a task: made under a lock, counted as a version, kept in its history."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from accounts.models import Department, DepartmentGroup, User
from programs.tasks import Task, TaskStep

STALE = "这项任务刚被别人改过，请看过新的内容后再改。"


def lock(task: Task, version: int | None = None) -> None:
    """Bring `task` up to date under a lock; refuse when it is no longer the version the person saw."""
    task.refresh_from_db(from_queryset=Task.objects.select_for_update())
    if version is not None and task.version != version:
        raise ValidationError(STALE, code="stale")


def save(task: Task, *fields: str) -> None:
    """Keep the named fields as a new version; a part that moved moves the task it belongs to."""
    task.version += 1
    task.save(update_fields=[*fields, "version", "changed_at"])
    if task.parent_id and "state" in fields:
        follow_parts(task.parent)


def follow_parts(parent: Task) -> None:
    """Bring a task that was broken down to where its parts are. Locks the parent after its part, never before."""
    lock(parent)
    state = state_of_lines(list(parent.children.values_list("state", flat=True)))
    if state != parent.state:
        parent.state = state
        save(parent, "state")


def add_step(task: Task, verb: str, *, by: User | None, remark: str = "", department=None) -> TaskStep:
    return TaskStep.objects.create(task=task, verb=verb, by=by, remark=remark, department=department)


def departments_of(party) -> list[Department]:
    """The departments behind a party: itself, a group's members today, none for a unit or nobody."""
    if isinstance(party, DepartmentGroup):
        return list(party.members())
    return [party] if isinstance(party, Department) else []


def state_of_lines(states: list[str]) -> str:
    """What a task of a group or of several parts is, from what these are."""
    seen = set(states)
    if not seen or seen == {Task.State.NOT_STARTED}:
        return Task.State.NOT_STARTED
    if seen == {Task.State.ACCEPTED}:
        return Task.State.ACCEPTED
    if seen <= {Task.State.SUBMITTED, Task.State.ACCEPTED}:
        return Task.State.SUBMITTED
    return Task.State.RETURNED if Task.State.RETURNED in seen else Task.State.IN_PROGRESS
