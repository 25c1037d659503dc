"""What one person may do with one task now; pages ask it for their buttons and views for their answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.access import IN_DEPARTMENT, Standing, roles_for
from programs.models import Task, TaskLine

State = Task.State
TO_DO = (State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED)


def acts_for_all(standing: Standing, rule: str) -> bool:
    """True where a rule is the person's for the whole unit, not for a department alone."""
    return bool(standing.roles & (roles_for(rule) - IN_DEPARTMENT))


def departments_under(standing: Standing, rule: str) -> set[int]:
    """The departments in which the person's role gives them a rule."""
    allowed = roles_for(rule) & IN_DEPARTMENT
    return {row.department_id for row in standing.memberships if row.role in allowed and row.department_id}


@dataclass
class LineMoves:
    """One member's line of a group task and what the person may do with it."""

    line: TaskLine
    is_own: bool  # of a department the person works for; others move it in its name
    can_start: bool
    can_submit: bool
    can_review: bool
    can_recall: bool  # handed in, and judged by somebody else


@dataclass
class Moves:
    """What is open to the person: each flag is one button."""

    can_start: bool = False
    can_submit: bool = False
    can_review: bool = False
    can_recall: bool = False
    can_assign: bool = False
    can_record: bool = False
    lines: list[LineMoves] = field(default_factory=list)

    @property
    def any_line_to_review(self) -> bool:
        return any(line.can_review for line in self.lines)


def is_mine(standing: Standing, rule: str, department_id: int | None) -> bool:
    """True where a rule is the person's for this department, or for the whole unit."""
    return acts_for_all(standing, rule) or department_id in departments_under(standing, rule)


def _line_moves(standing: Standing, line: TaskLine) -> LineMoves:
    works = is_mine(standing, "task.work", line.department_id)
    reviews = is_mine(standing, "task.review", line.department_id)
    return LineMoves(
        line=line,
        is_own=line.department_id in departments_under(standing, "task.work"),
        can_start=works and line.state in (State.NOT_STARTED, State.RETURNED),
        can_submit=works and line.state in TO_DO,
        can_review=line.state == State.SUBMITTED and reviews,
        can_recall=line.state == State.SUBMITTED and works and not reviews,
    )


def moves(task: Task, standing: Standing, lines: list[TaskLine] = (), is_divided: bool = False) -> Moves:
    """The moves of a person in the task's unit; `lines` are those of a group's task.

    A task broken down moves with its parts alone.
    """
    can_assign, can_record = standing.may("task.assign"), standing.may("record.write")
    if is_divided:
        return Moves(can_assign=can_assign, can_record=can_record)
    if task.group_id:
        found = sorted((_line_moves(standing, one) for one in lines), key=lambda one: not one.is_own)
        return Moves(can_assign=can_assign, can_record=can_record, lines=found)
    works = is_mine(standing, "task.work", task.department_id) and task.party is not None
    reviews = is_mine(standing, "task.review", task.department_id)
    return Moves(
        can_start=works and task.state in (State.NOT_STARTED, State.RETURNED),
        can_submit=works and task.state in TO_DO,
        can_review=reviews and task.state == State.SUBMITTED,
        can_recall=works and not reviews and task.state == State.SUBMITTED,
        can_assign=can_assign,
        can_record=can_record,
    )
