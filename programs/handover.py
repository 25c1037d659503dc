"""联络员交接: a clerk's work for a department goes to a colleague, with all that is still in hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.access import Role
from accounts.models import Department, Draft, Membership, Notice, User
from accounts.notices import Kind, tell
from evidence.models import Record
from programs.models import Task

OPEN = (Record.State.DRAFT, Record.State.RETURNED)


@dataclass(frozen=True)
class InHand:
    """What waits for the clerk of a department: own drafts, records sent back, tasks that are not finished."""

    drafts: list[Record]
    returned: list[Record]
    tasks: list[int]  # keys

    @property
    def said(self) -> str:
        return f"草稿 {len(self.drafts)} 份，退回待改 {len(self.returned)} 份，没办完的任务 {len(self.tasks)} 项"


def in_hand(department: Department, clerk: User) -> InHand:
    """What the clerk leaves behind; records of the department sent back to anybody are the department's."""
    rows = list(Record.objects.filter(department=department, state__in=OPEN).order_by("begins_on", "pk"))
    tasks = Task.objects.filter(plan__unit=department.unit_id).on_desk_of([department])
    return InHand(
        drafts=[row for row in rows if row.state == Record.State.DRAFT and row.filed_by_id == clerk.pk],
        returned=[row for row in rows if row.state == Record.State.RETURNED],
        tasks=list(tasks.exclude(state=Task.State.ACCEPTED).order_by().values_list("pk", flat=True)),
    )


@transaction.atomic
def hand_over(*, membership: Membership, to: User, by: User) -> InHand:
    """Move a clerk's role for a department to `to`, with drafts, returned records and unread notices; one line."""
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "unit", "department")
        .get(pk=membership.pk)
    )
    clerk, department = membership.user, membership.department
    if membership.role != Role.CLERK:
        raise ValidationError("只有部门联络员的工作要这样交接。")
    if to == clerk:
        raise ValidationError("要交给另一个人。")
    if not to.is_active or not to.memberships.filter(unit=membership.unit).exists():
        raise ValidationError("接手的人要先有本单位在用的账号，请到“添加人员”里添加。")
    left = in_hand(department, clerk)
    Membership.objects.get_or_create(user=to, unit=membership.unit, role=Role.CLERK, department=department)
    membership.delete()
    moved = [row.pk for row in (*left.drafts, *left.returned) if row.filed_by_id == clerk.pk]
    Record.objects.filter(pk__in=moved).update(filed_by=to)
    _move_drafts(moved, clerk, to)
    _pass_notices(left, clerk, to)
    text = f"{department}的联络员工作由{clerk}交给你：{left.said}。"
    line = audit.record(
        by=by,
        verb="联络员交接",
        of=department,
        unit=membership.unit,
        before={"联络员": clerk},
        after={"联络员": to, "交接内容": left.said},
    )
    tell(to, text, reverse("desk"), f"hand-over:{line.pk}", Kind.GIVEN)
    return left


def _move_drafts(records: list[int], clerk: User, to: User) -> None:
    """What was typed and not saved yet goes along, where the colleague has typed nothing of the same."""
    forms = [f"record:{pk}" for pk in records]
    known = Draft.objects.filter(user=to, form__in=forms).values_list("form", flat=True)
    Draft.objects.filter(user=clerk, form__in=forms).exclude(form__in=list(known)).update(user=to)


def _pass_notices(left: InHand, clerk: User, to: User) -> None:
    """Unread notices about what was handed over are told to the colleague too."""
    paths = {reverse("record_detail", args=[row.pk]) for row in (*left.drafts, *left.returned)}
    paths |= {reverse("task_detail", args=[pk]) for pk in left.tasks}
    unread = [row for row in Notice.objects.filter(user=clerk).unread() if row.path.split("#")[0] in paths]
    copies = [Notice(user=to, text=row.text, path=row.path, key=row.key, at=row.at) for row in reversed(unread)]
    Notice.objects.bulk_create(copies, ignore_conflicts=True)
