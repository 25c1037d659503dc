"""部门撤并: what a department that goes up into another still has open goes over to it, in one step.

What it did stays under its own name; only what is not finished yet, its people and its names change hands.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from accounts import actions as accounts
from accounts import audit
from accounts.access import Role
from accounts.leading_group import GroupOffice
from accounts.leading_group_actions import describe_group
from accounts.models import Department, Membership, Person, Unit, User
from accounts.notices import Kind, tell_all
from evidence.models import Record
from programs import telling
from programs.findings import Finding, FindingStep
from programs.history import add_step, lock, save, state_of_lines
from programs.models import Plan
from programs.resolutions import Resolution
from programs.tasks import Task, TaskLine, TaskStep


@dataclass(frozen=True)
class Left:
    """How much of each kind a department still has open; the titles are their words on the page."""

    tasks: int = 0
    lines: int = 0
    assisted: int = 0
    findings: int = 0
    resolutions: int = 0
    records: int = 0
    people: int = 0

    @property
    def said(self) -> str:
        words = ("{} 项任务", "{} 项共同承担", "{} 项配合", "{} 个督导问题", "{} 条议定事项", "{} 份档案", "{} 名人员")
        counted = zip(words, (getattr(self, one.name) for one in fields(self)), strict=True)
        return "、".join(word.format(number) for word, number in counted if number) or "没有未办完的事"


class _Open:
    """The open rows of one department, each kind a queryset."""

    def __init__(self, department: Department):
        in_force = Task.objects.exclude(plan__state=Plan.State.ENDED).exclude(state=Task.State.ACCEPTED)
        self.tasks = in_force.filter(department=department)
        self.lines = TaskLine.objects.filter(department=department).exclude(state=Task.State.ACCEPTED)
        self.lines = self.lines.exclude(task__plan__state=Plan.State.ENDED)
        self.assisted = in_force.filter(assisting=department)
        self.findings = Finding.objects.filter(department=department).exclude(
            state__in=(Finding.State.CLOSED, Finding.State.WITHDRAWN)
        )
        self.resolutions = Resolution.objects.without_task().filter(department=department)
        self.records = Record.objects.filter(department=department).exclude(state=Record.State.ACCEPTED)
        self.people = Person.objects.filter(department=department, left_on__isnull=True)


def left_by(department: Department) -> Left:
    """What a merger would move. Seven queries."""
    rows = _Open(department)
    return Left(**{one.name: getattr(rows, one.name).order_by().count() for one in fields(Left)})


def without_hands(unit: Unit):
    """Departments out of use that still answer for a task or an own line of one."""
    mine = Task.objects.filter(department=OuterRef("pk")).exclude(state=Task.State.ACCEPTED)
    own = TaskLine.objects.filter(department=OuterRef("pk")).exclude(state=Task.State.ACCEPTED)
    is_open = Exists(mine.exclude(plan__state=Plan.State.ENDED))
    is_open |= Exists(own.exclude(task__plan__state=Plan.State.ENDED))
    return unit.departments.filter(is_open, is_active=False)


@transaction.atomic
def merge(*, department: Department, into: Department, by: User, on: date, reason: str = "") -> Left:
    """Put a department out of use and give what it has open to another; returns how much that was."""
    rows = Department.objects.select_for_update().filter(pk__in=(department.pk, into.pk)).order_by("pk")
    found = {one.pk: one for one in rows}
    department, into = found[department.pk], found[into.pk]
    if department == into or department.unit_id != into.unit_id:
        raise ValidationError("请选本单位的另一个部门。")
    if not into.is_active:
        raise ValidationError(f"{into}已经停用，请另选部门。")
    left, why = left_by(department), f"{department}并入{into}" + (f"：{reason}" if reason else "")
    rows = _Open(department)
    _give_tasks(rows, department, into, why, by)
    _give_lines(rows, department, into, why, by)
    _give_findings(rows, into, why, by)
    rows.resolutions.update(department=into)
    rows.records.update(department=into, version=F("version") + 1)
    _give_people(rows, department, into, by)
    _give_names(department, into, on, by)
    if department.is_active:
        accounts.change_department(department=department, by=by, head_from_on=on, head=None, is_active=False)
    after = {"并入": str(into), "移交": left.said}
    audit.record(by=by, verb="撤并部门", of=department, before={"部门": str(department)}, after=after, reason=reason)
    text = f"{department}已并入{into}，{left.said}由你部门接着办。"
    people = [person for person in telling.people_of([into]) if person.pk != by.pk]
    tell_all(people, text, reverse("task_list"), f"merged:{department.pk}:{into.pk}:{on}", Kind.GIVEN)
    return left


def _give_tasks(rows: _Open, department: Department, into: Department, why: str, by: User) -> None:
    """Leading and assisting; how far a task is does not change with the name above it."""
    for task in rows.assisted:
        lock(task)
        task.assisting.remove(department)
        if task.department_id != into.pk:
            task.assisting.add(into)
        save(task)
    for task in rows.tasks:
        lock(task)
        task.department = into
        save(task, "department")
        task.assisting.remove(into)
        add_step(task, TaskStep.Verb.REASSIGNED, by=by, remark=f"{department} → {into}。{why}")


def _give_lines(rows: _Open, department: Department, into: Department, why: str, by: User) -> None:
    """The own line of a group's task; where the other department has one already, there is one line less."""
    for line in rows.lines.select_related("task"):
        task = line.task
        lock(task)
        if task.lines.filter(department=into).exists():
            line.delete()
        else:
            line.department = into
            line.save(update_fields=["department"])
        task.state = state_of_lines(list(task.lines.values_list("state", flat=True)))
        save(task, "state")
        said = f"{why}。{department}填过：{line.note}" if line.note else why
        add_step(task, TaskStep.Verb.REASSIGNED, by=by, remark=said, department=into)


def _give_findings(rows: _Open, into: Department, why: str, by: User) -> None:
    for finding in rows.findings.select_for_update():
        finding.department = into
        finding.version += 1
        finding.save(update_fields=["department", "version"])
        FindingStep.objects.create(finding=finding, verb=FindingStep.Verb.CHANGED, by=by, remark=why)


def _give_people(rows: _Open, department: Department, into: Department, by: User) -> None:
    """People on the roll, and those who log in: clerks and heads go on as clerks of the other department."""
    rows.people.update(department=into)
    for branch in department.branches.all():
        branch.departments.remove(department)
        branch.departments.add(into)
    for held in Membership.objects.filter(department=department).select_related("user", "unit", "department"):
        if not Membership.objects.filter(user=held.user, department=into).exists():
            accounts.grant(user=held.user, unit=held.unit, role=Role.CLERK, department=into, by=by)
        accounts.withdraw_role(membership=held, by=by)


def _give_names(department: Department, into: Department, on: date, by: User) -> None:
    """Papers that print the old name mean the other department; so do groups, and the leading group's office."""
    department.names.update(department=into)
    for name in {department.name, department.short_name} - {""}:
        accounts.remember_name(unit=department.unit, text=name, means=into, by=by)
    for group in department.groups.filter(takes_all=False):
        group.departments.remove(department)
        group.departments.add(into)
    office = GroupOffice.objects.filter(department=department, to_on__isnull=True).select_related("group").first()
    if office is not None:
        group = office.group
        describe_group(unit=department.unit, by=by, name=group.name, note=group.note, office=into, office_from_on=on)
