"""What departments think of a draft: the table of remarks, a department's own form, the office's answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import IN_DEPARTMENT
from accounts.gate import requires
from accounts.typed import clean_text, whole_number
from programs import remark_actions
from programs.models import Plan
from programs.remark_actions import MOST_REMARKS, Said
from programs.remarks import Consultation, Remark, Reply

BLANKS = 3  # empty rows a department is offered beside what it wrote
LONGEST, LONGEST_REASON = 2000, 500


def _replies(consultation: Consultation) -> list[Reply]:
    remarks = Remark.objects.select_related("answered_by").order_by("pk")
    rows = consultation.replies.select_related("department", "by").prefetch_related(Prefetch("remarks", remarks))
    return list(rows.order_by("department__order", "pk"))


def _page(request, plan: Plan, status: int = 200, **more):
    consultations = list(plan.consultations.order_by("-pk"))
    if not consultations:
        raise Http404
    asked = request.GET.get("round", "")
    chosen = next((one for one in consultations if str(one.pk) == asked), consultations[0])
    replies = _replies(chosen)
    own = {row.department_id for row in request.standing.memberships if row.role in IN_DEPARTMENT}
    mine = [one for one in replies if one.department_id in own] if chosen.is_open else []
    sections = list(plan.sections.exclude(heading="").order_by("order", "pk").only("pk", "heading", "plan"))
    typed = more.get("typed", {})
    remarks = [remark for one in replies for remark in one.remarks.all()]
    page = {
        "plan": plan,
        "consultation": chosen,
        "consultations": consultations,
        "replies": replies,
        "waiting": [one for one in replies if one.replied_at is None],
        "remarks": remarks,
        "n_answered": sum(bool(one.verdict) for one in remarks),
        "forms": [(one, typed.get(one.pk) or _rows(one)) for one in mine],
        "sections": sections,
        "can_answer": request.standing.may("plan.edit") and plan.state not in (Plan.State.ISSUED, Plan.State.ENDED),
        "verdicts": Remark.Verdict.choices,
        **more,
    }
    return render(request, "programs/plan_remarks.html", page, status=status)


def _rows(reply: Reply) -> list[dict]:
    """What the department wrote, with empty rows below."""
    said = [{"text": one.text, "section": one.section_id} for one in reply.remarks.all()]
    return said + [{"text": "", "section": None}] * BLANKS


def _plan(request, pk: int, rule: str = "plan.read") -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user, rule).select_related("unit"), pk=pk)


@requires("plan.read")
@require_GET
def plan_remarks(request, pk: int):
    return _page(request, _plan(request, pk))


@requires("plan.remark")
@require_POST
def remark_reply(request, pk: int):
    """A department's remarks (rows text, section), or 无意见; sent again it takes the place of the earlier one."""
    rows = Reply.objects.filter(
        department__memberships__user=request.user, department__memberships__role__in=IN_DEPARTMENT
    )
    found = get_object_or_404(rows.select_related("consultation__plan__unit", "department").distinct(), pk=pk)
    plan = found.consultation.plan
    typed = _typed(request)
    try:
        said = [] if request.POST.get("none") else _said(plan, typed)
        if not said and not request.POST.get("none"):
            raise ValidationError("还没有写意见；确实没有的，请点“无意见”。")
        remark_actions.reply(reply=found, said=said, by=request.user)
    except ValidationError as refusal:
        rows = typed + [{"text": "", "section": None}]
        return _page(request, plan, status=422, error=refusal.messages[0], typed={found.pk: rows})
    messages.success(request, "已反馈。期限以前还可以改。")
    return redirect("plan_remarks", plan.pk)


def _typed(request) -> list[dict]:
    texts = [clean_text(text) for text in request.POST.getlist("text")][: MOST_REMARKS + 1]
    sections = [whole_number(key) for key in request.POST.getlist("section")]
    sections += [None] * len(texts)
    return [{"text": text, "section": section} for text, section in zip(texts, sections, strict=False) if text]


def _said(plan: Plan, typed: list[dict]) -> list[Said]:
    if any(len(row["text"]) > LONGEST for row in typed):
        raise ValidationError(f"一条意见最多 {LONGEST} 字。")
    numbers = [row["section"] for row in typed if row["section"] is not None]
    sections = {one.pk: one for one in plan.sections.filter(pk__in=numbers)}
    return [Said(row["text"], sections.get(row["section"])) for row in typed]


@requires("plan.edit")
@require_POST
def remark_answer(request, pk: int):
    """Take a remark, in part or not, with the reason."""
    plans = Plan.objects.visible_to(request.user, "plan.edit")
    rows = Remark.objects.filter(reply__consultation__plan__in=plans.values("pk"))
    remark = get_object_or_404(rows.select_related("reply__department", "reply__consultation"), pk=pk)
    plan = _plan(request, remark.reply.consultation.plan_id, "plan.edit")
    reason, verdict = clean_text(request.POST.get("reason", "")), request.POST.get("verdict", "")
    try:
        if verdict not in Remark.Verdict.values:
            raise ValidationError("请选择采纳、部分采纳或不采纳。")
        if len(reason) > LONGEST_REASON:
            raise ValidationError(f"理由最多 {LONGEST_REASON} 字。")
        version = whole_number(request.POST.get("version"))
        remark_actions.answer(remark=remark, verdict=verdict, reason=reason, by=request.user, version=version)
    except ValidationError as refusal:
        kept = {"pk": pk, "verdict": verdict, "reason": reason}
        return _page(request, plan, status=422, error=refusal.messages[0], kept=kept)
    messages.success(request, "已记下，提意见的部门会收到消息。")
    return redirect("plan_remarks", plan.pk)
