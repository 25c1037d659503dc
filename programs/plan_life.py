"""The life of a plan: which steps there are, from where, by whom; and the verbs that take them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.access import Role, Standing
from accounts.models import User
from accounts.notices import Kind, tell_all
from accounts.taken import told_when_taken
from evidence.models import Record
from programs import plan_editions
from programs.models import Plan, PlanStep
from programs.telling import people_of

State = Plan.State
DRAFTED = (State.DRAFT, State.REVISING)  # the text may be edited


@dataclass(frozen=True)
class Move:
    """One step: its words, who may take it, from which states, and where it leads.

    `to` None leads back to the drawing board: 修订中 for a plan that was issued, 草稿 for one that was not.
    """

    title: str
    rule: str
    of: tuple[str, ...]
    to: str | None

    def state_after(self, plan: Plan) -> str:
        return self.to or (State.REVISING if plan.issued_on else State.DRAFT)


MOVES = {
    "consult": Move("征求意见", "plan.edit", DRAFTED, State.CONSULTING),
    "collect": Move("结束征求意见", "plan.edit", (State.CONSULTING,), None),
    "approve": Move("审定", "plan.approve", (*DRAFTED, State.CONSULTING), State.APPROVED),
    "reopen": Move("退回修改", "plan.reopen", (State.APPROVED,), None),
    "issue": Move("印发", "plan.edit", (State.APPROVED,), State.ISSUED),
    "revise": Move("修订", "plan.edit", (State.ISSUED,), State.REVISING),
    "end": Move("结束", "plan.edit", (State.DRAFT, State.APPROVED, State.ISSUED, State.REVISING), State.ENDED),
}


def moves_of(plan: Plan, standing: Standing) -> set[str]:
    """The steps open to a person now; pages ask it for their buttons."""
    return {verb for verb, move in MOVES.items() if plan.state in move.of and standing.may(move.rule)}


def title_of(step: PlanStep) -> str:
    """The words of a step that was taken."""
    return MOVES[step.verb].title if step.verb in MOVES else step.verb


def lock(plan: Plan) -> None:
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)).select_related("unit", "framework"))


def refuse_unless_drafted(plan: Plan) -> None:
    """The text changes only on the drawing board; says which step leads there."""
    if plan.state in DRAFTED:
        return
    how = {
        State.CONSULTING: "正在征求意见，收齐以后再改。",
        State.APPROVED: "方案已经审定，要先“退回修改”。",
        State.ISSUED: "方案已经印发，要先“修订”。",
        State.ENDED: "方案已经结束，不能再改。",
    }
    raise ValidationError(how[plan.state])


def take(plan: Plan, verb: str, by: User | None, remark: str = "", **fields) -> PlanStep:
    """Carry out one step under a lock already held: the state, the facts that come with it, its trace."""
    move = MOVES[verb]
    if plan.state not in move.of:
        if plan.state == State.ENDED:
            raise ValidationError(f"这份方案已经结束，不能再{move.title}。")
        raise ValidationError(f"方案现在是“{plan.get_state_display()}”，不能{move.title}。")
    was = plan.get_state_display()
    plan.state = move.state_after(plan)
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.version += 1
    plan.save(update_fields=["state", "version", *fields])
    shown = {str(Plan._meta.get_field(name).verbose_name): value for name, value in fields.items()}
    audit.record(
        by=by,
        verb=f"方案{move.title}" if verb != "approve" else "审定方案",
        of=plan,
        before={"状态": was},
        after={"状态": plan.get_state_display()} | shown,
        reason=remark,
    )
    return PlanStep.objects.create(plan=plan, verb=verb, state=plan.state, by=by, remark=remark[:500])


@transaction.atomic
def approve(*, plan: Plan, by: User, on: date | None = None, meeting: str = "", record: Record | None = None) -> None:
    """A leader approves the plan, by which meeting and when; the office is told. A second time changes nothing."""
    lock(plan)
    if plan.state == State.APPROVED:
        return
    if record is not None and (record.unit_id != plan.unit_id or record.kind != Record.Kind.MEETING):
        raise ValidationError("没有这次会议，请从列表里选。")
    meeting = meeting or (str(record) if record else "")
    plan.consultations.open().update(closed_at=timezone.now())
    step = take(
        plan,
        "approve",
        by,
        meeting,
        approved_at=timezone.now(),
        adopted_on=on or timezone.localdate(),
        adopted_by=meeting[:120],
        adopted_in=record,
    )
    said = f"《{plan}》已由{by}审定{f'（{meeting}）' if meeting else ''}。"
    _tell(plan, office_of(plan), said, step, by)


@transaction.atomic
def reopen(*, plan: Plan, by: User, reason: str) -> None:
    """Give an approved plan back to the drawing board, and say why."""
    lock(plan)
    if not reason:
        raise ValidationError("退回要写明原因。")
    step = take(plan, "reopen", by, reason, approved_at=None, adopted_on=None, adopted_by="", adopted_in=None)
    people = [*office_of(plan), *leaders_of(plan)]
    _tell(plan, people, f"《{plan}》退回修改：{reason}", step, by, kind=Kind.RETURNED)


@transaction.atomic
def issue(
    *, plan: Plan, by: User, issued_on: date, number: str = "", effective_on: date | None = None
) -> plan_editions.Changes | None:
    """Send the plan out under its number. Departments are told; after a revision, each of what changed for it."""
    lock(plan)
    others = Plan.objects.issued().filter(unit=plan.unit_id, year=plan.year, level=plan.level).exclude(pk=plan.pk)
    other = others.first()
    if other is not None:
        at = f"{other.get_level_display()}的" if other.level else ""
        raise ValidationError(f"{plan.year} 年已经有一份在用的{at}方案《{other}》，先结束那一份再印发。")
    if effective_on is not None and effective_on < issued_on:
        raise ValidationError("施行日期不能早于印发日期。")
    edition = plan.editions.last()
    with told_when_taken("同一年度、同一级别已经有一份在用的方案。"):
        step = take(plan, "issue", by, number, number=number, issued_on=issued_on, effective_on=effective_on)
    changes = plan_editions.changes_since(edition, plan) if edition else None
    _tell_issued(plan, changes, step, by)
    return changes


def _tell_issued(plan: Plan, changes: plan_editions.Changes | None, step: PlanStep, by: User) -> None:
    """Everybody with tasks once; after a revision with the number of tasks that changed for the department."""
    at = f"（{plan.number}）" if plan.number else ""
    if changes is None:
        for department in plan_editions.departments_of(plan):
            _tell(plan, people_of([department]), f"《{plan}》{at}已印发。", step, by)
        return
    for department, said in changes.told_to():
        _tell(plan, people_of([department]), f"《{plan}》{at}修订后已印发，{said}。", step, by, "plan_changes")


@transaction.atomic
def revise(*, plan: Plan, by: User, why: str) -> None:
    """Begin a revision: how the plan reads now is kept, it stays in force until the new text is issued."""
    lock(plan)
    if not why:
        raise ValidationError("请写明为什么修订。")
    if plan.state == State.ISSUED:
        plan_editions.keep(plan=plan, by=by, why=why)
    take(plan, "revise", by, why)


@transaction.atomic
def end(*, plan: Plan, by: User, remark: str = "") -> None:
    """The plan's time is over; its tasks, records and scores stay readable."""
    lock(plan)
    step = take(plan, "end", by, remark)
    _tell(plan, [*office_of(plan), *leaders_of(plan)], f"《{plan}》已结束。", step, by)


def office_of(plan: Plan) -> list[User]:
    return _with_role(plan, Role.OFFICE)


def leaders_of(plan: Plan) -> list[User]:
    return _with_role(plan, Role.LEADER)


def _with_role(plan: Plan, role: str) -> list[User]:
    rows = User.objects.filter(is_active=True, memberships__unit=plan.unit_id, memberships__role=role)
    return list(rows.distinct())


def _tell(plan: Plan, people, text: str, step: PlanStep, by, page: str = "plan_detail", kind: str = Kind.PLAN) -> None:
    told = [person for person in people if by is None or person.pk != by.pk]
    tell_all(told, text, reverse(page, args=[plan.pk]), f"plan:{plan.pk}:step:{step.pk}", kind)
