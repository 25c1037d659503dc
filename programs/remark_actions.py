"""The verbs of 征求意见: ask the departments, reply, answer each remark, close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import Department, User
from accounts.notices import Kind, tell_all
from programs.models import Plan, PlanSection
from programs.plan_life import MOVES, lock, office_of, take
from programs.remarks import Consultation, Remark, Reply
from programs.telling import people_of

MOST_REMARKS = 50  # of one department


@dataclass(frozen=True)
class Said:
    """One remark as typed: on a section, or on the whole."""

    text: str
    section: PlanSection | None = None


@transaction.atomic
def ask(
    *, plan: Plan, departments: Iterable[Department], due_on: date, by: User, note: str = "", today: date | None = None
) -> Consultation:
    """Ask departments for remarks until a day; each is told at once."""
    lock(plan)
    departments = list(departments)
    if not departments:
        raise ValidationError("请至少选一个部门。")
    if any(one.unit_id != plan.unit_id for one in departments):
        raise ValidationError("只能向本单位的部门征求意见。")
    if due_on < (today or timezone.localdate()):
        raise ValidationError("反馈期限不能早于今天。")
    take(plan, "consult", by, note)
    consultation = Consultation.objects.create(plan=plan, due_on=due_on, note=note, by=by)
    for department in departments:
        Reply.objects.create(consultation=consultation, department=department)
    text = f"《{plan}》征求意见，请在 {due_on} 前反馈。"
    _tell(plan, people_of(departments), text, f"consult:{consultation.pk}", by)
    return consultation


@transaction.atomic
def reply(*, reply: Reply, said: Iterable[Said], by: User) -> None:
    """What a department says, in place of what it said before; nothing said means 无意见."""
    consultation, plan = _lock(reply)
    if not consultation.is_open:
        raise ValidationError("这次征求意见已经结束。")
    said = [one for one in said if one.text]
    if len(said) > MOST_REMARKS:
        raise ValidationError(f"一个部门最多写 {MOST_REMARKS} 条意见。")
    if any(one.section is not None and one.section.plan_id != plan.pk for one in said):
        raise ValidationError("没有这一节，请重新选择。")
    reply.remarks.all().delete()
    Remark.objects.bulk_create(
        Remark(reply=reply, section=one.section, place=one.section.heading if one.section else "", text=one.text, by=by)
        for one in said
    )
    reply.replied_at, reply.by = timezone.now(), by
    reply.save(update_fields=["replied_at", "by"])
    after = {"部门": str(reply.department), "意见": [one.text for one in said] or "无意见"}
    audit.record(by=by, verb="反馈方案意见", of=plan, after=after)
    count = f"{len(said)} 条意见" if said else "无意见"
    stamp = f"reply:{reply.pk}:{reply.replied_at:%Y%m%d%H%M%S%f}"
    _tell(plan, office_of(plan), f"{reply.department}对《{plan}》反馈：{count}。", stamp, by)


@transaction.atomic
def answer(*, remark: Remark, verdict: str, reason: str, by: User, version: int | None = None) -> None:
    """Take a remark, in part or not; what is not wholly taken needs a reason. The department is told."""
    consultation, plan = _lock(remark.reply)
    remark.refresh_from_db()
    if version is not None and remark.version != version:
        raise ValidationError("这条意见刚被别人处理过，请看过再改。", code="stale")
    if plan.state in (Plan.State.ISSUED, Plan.State.ENDED):
        raise ValidationError("方案已经印发，意见的处理不能再改。")
    if verdict != Remark.Verdict.ADOPTED and not reason:
        raise ValidationError("部分采纳和不采纳都要写明理由。")
    before = {"采纳情况": remark.get_verdict_display(), "理由": remark.reason}
    remark.verdict, remark.reason, remark.answered_by = verdict, reason, by
    remark.version += 1
    remark.save(update_fields=["verdict", "reason", "answered_by", "version"])
    after = {"部门": str(remark.reply.department), "采纳情况": remark.get_verdict_display(), "理由": reason}
    audit.record(by=by, verb="处理方案意见", of=plan, before=before, after=after)
    text = f"你部门对《{plan}》的意见：{remark.get_verdict_display()}。{reason}"
    _tell(plan, people_of([remark.reply.department]), text, f"remark:{remark.pk}:{remark.version}", by)


@transaction.atomic
def collect(*, plan: Plan, by: User) -> None:
    """Close the consultation; the plan goes back to be written on with what came in."""
    lock(plan)
    waiting = [str(one.department) for one in _waiting(plan)]
    said = f"未反馈：{'、'.join(waiting)}" if waiting else MOVES["collect"].title
    take(plan, "collect", by, said[:500])
    plan.consultations.open().update(closed_at=timezone.now())


def _waiting(plan: Plan) -> list[Reply]:
    rows = Reply.objects.filter(consultation__plan=plan, consultation__closed_at__isnull=True, replied_at__isnull=True)
    return list(rows.select_related("department"))


def _lock(reply: Reply) -> tuple[Consultation, Plan]:
    plan = Plan.objects.select_for_update().get(consultations__replies=reply)
    reply.refresh_from_db()
    consultation = Consultation.objects.get(pk=reply.consultation_id)
    return consultation, plan


def _tell(plan: Plan, people, text: str, key: str, by: User | None) -> None:
    told = [person for person in people if by is None or person.pk != by.pk]
    tell_all(told, text, reverse("plan_remarks", args=[plan.pk]), key, Kind.PLAN)
