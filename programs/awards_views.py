"""Pages of awards we give: all rounds, one round from nominations to its published list."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import IN_DEPARTMENT
from accounts.gate import requires
from accounts.models import Department, Membership
from accounts.once import once
from accounts.taken import told_in
from accounts.typed import whole_number
from accounts.untouched import held, one_at_a_time
from accounts.workdays import workdays_on
from programs import awards_actions
from programs.awards import AwardObjection, AwardRound, Nomination
from programs.awards_forms import (
    NOTICE_WORKDAYS,
    DecisionForm,
    NominationForm,
    NoticeForm,
    ObjectionForm,
    PublishForm,
    RoundForm,
    SettleForm,
    read_votes,
)

PER_PAGE = 30
State = AwardRound.State
TONES = {
    State.NOMINATING: "go",
    State.DECIDING: "check",
    State.DECIDED: "check",
    State.NOTICE: "soon",
    State.PUBLISHED: "done",
    State.CANCELLED: "none",
}


@requires("award.read")
@require_safe
def award_list(request):
    """The unit's rounds, newest year first."""
    rows = AwardRound.objects.visible_to(request.user, "award.read").of_unit(request.unit)
    rows = rows.annotate(
        nominated=Count("nominations"), chosen=Count("nominations", filter=Q(nominations__is_chosen=True))
    ).order_by("-year", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [(row, TONES[row.state]) for row in page.object_list]
    return render(request, "programs/award_list.html", {"page": page, "rows": shown})


@requires("award.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def award_new(request):
    form = RoundForm(request.POST or None, initial={"year": timezone.localdate().year, "by_departments": True})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            return redirect(awards_actions.open_round(unit=request.unit, by=request.user, **form.cleaned_data))
    return render(request, "programs/award_form.html", {"form": form})


def _round(request, pk, rule: str, *, hold: bool = False) -> AwardRound:
    rows = AwardRound.objects.visible_to(request.user, rule).select_related("unit", "decided_in")
    return get_object_or_404(held(rows, request) if hold else rows, pk=pk)


@requires("award.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def award_edit(request, pk):
    round = _round(request, pk, "award.manage", hold=True)
    names = ("title", "year", "quota", "closes_on", "by_departments", "terms")
    form = RoundForm(request.POST or None, initial={name: getattr(round, name) for name in names}, is_new=False)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            awards_actions.change_round(round=round, by=request.user, **form.cleaned_data)
            messages.success(request, "已保存。")
            return redirect(round)
    return render(request, "programs/award_form.html", {"form": form, "round": round})


def _departments(round: AwardRound, user):
    """For which departments the person may nominate now; the office for all of them, whatever the last day says."""
    held = Membership.objects.holding(user, "award.nominate").filter(unit=round.unit)
    departments = Department.objects.of_unit(round.unit).active()
    if round.state != State.NOMINATING:
        return departments.none()
    if held.exclude(role__in=IN_DEPARTMENT).exists():
        return departments
    is_over = round.closes_on is not None and round.closes_on < timezone.localdate()
    if not round.by_departments or is_over:
        return departments.none()
    return departments.filter(pk__in=held.values("department"))


def _page(request, round: AwardRound, status: int = 200, **forms):
    """One round with the forms its state allows; `forms` are those that were refused."""
    can_manage = Membership.objects.holding(request.user, "award.manage").filter(unit=round.unit).exists()
    departments = _departments(round, request.user)
    rows = list(round.nominations.in_order().select_related("department", "person").prefetch_related("objections"))
    own = set(departments.values_list("pk", flat=True))
    today = timezone.localdate()
    initial = {"on": today, "received_on": today, "from_on": today}
    context = {
        "round": round,
        "tone": TONES[round.state],
        "rows": rows,
        "chosen": [row for row in rows if row.is_chosen],
        "objections": [(row, one) for row in rows for one in row.objections.all()],
        "can_manage": can_manage,
        "withdrawable": own,
        "is_over": round.closes_on is not None and round.closes_on < today,
        "posted": request.POST if request.method == "POST" else {},
        "posted_chosen": set(map(whole_number, request.POST.getlist("chosen"))),
        "settle_form": SettleForm(auto_id=False),
    }
    if own:
        context["nomination_form"] = NominationForm(round=round, departments=departments)
    if can_manage:
        context["decision_form"] = DecisionForm(round=round, initial=initial)
        until = {"to_on": workdays_on(today, NOTICE_WORKDAYS)} if round.state == AwardRound.State.DECIDED else {}
        context["notice_form"] = NoticeForm(initial=initial | until)
        context["objection_form"] = ObjectionForm(initial=initial)
        context["publish_form"] = PublishForm(initial=initial)
    for row in rows:
        row.typed_votes = context["posted"].get(f"votes-{row.pk}", "" if row.votes is None else row.votes)
    return render(request, "programs/award_detail.html", context | forms, status=status)


@requires("award.read")
@require_safe
def award_detail(request, pk):
    return _page(request, _round(request, pk, "award.read"))


@requires("award.nominate")
@require_POST
@once
def award_nominate(request, pk):
    round = _round(request, pk, "award.nominate")
    departments = _departments(round, request.user)
    if not departments.exists():
        messages.warning(request, "现在不能推荐：推荐已经截止，或者这次由创建办提名。")
        return redirect(round)
    form = NominationForm(request.POST, round=round, departments=departments)
    if form.is_valid():
        with told_in(form):
            nomination = awards_actions.nominate(round=round, by=request.user, **form.values())
            messages.success(request, f"已推荐{nomination}。")
            return redirect(round)
    return _page(request, round, 422, nomination_form=form)


@requires("award.nominate")
@require_POST
def nomination_withdraw(request, pk):
    rows = Nomination.objects.visible_to(request.user, "award.nominate").select_related("round__unit", "department")
    nomination = get_object_or_404(rows, pk=pk)
    if not _departments(nomination.round, request.user).filter(pk=nomination.department_id).exists():
        raise PermissionDenied
    try:
        awards_actions.withdraw_nomination(nomination=nomination, by=request.user)
        messages.success(request, f"已撤回对{nomination}的推荐。")
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect(nomination.round)


def _step(request, pk, act, said: str):
    """A step that needs no form."""
    round = _round(request, pk, "award.manage")
    try:
        act(round=round, by=request.user)
        messages.success(request, said)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect(round)


@requires("award.manage")
@require_POST
def award_close(request, pk):
    return _step(request, pk, awards_actions.close_nominations, "推荐已结束，可以评定了。")


@requires("award.manage")
@require_POST
def award_reopen(request, pk):
    return _step(request, pk, awards_actions.reopen_nominations, "推荐已重新开放。")


@requires("award.manage")
@require_POST
def award_reconsider(request, pk):
    return _step(request, pk, awards_actions.reconsider, "评定已收回，可以重新评定。")


@requires("award.manage")
@require_POST
@once
def award_decide(request, pk):
    round = _round(request, pk, "award.manage")
    form = DecisionForm(request.POST, round=round)
    if form.is_valid():
        chosen = {pk for pk in map(whole_number, request.POST.getlist("chosen")) if pk is not None}
        votes = read_votes(request.POST, round.nominations.all())
        with told_in(form):
            awards_actions.decide(round=round, chosen=chosen, votes=votes, by=request.user, **form.cleaned_data)
            messages.success(request, "评定结果已记下，接下来公示。")
            return redirect(round)
    return _page(request, round, 422, decision_form=form)


@requires("award.manage")
@require_POST
@once
def award_notice(request, pk):
    round = _round(request, pk, "award.manage")
    form = NoticeForm(request.POST)
    if form.is_valid():
        with told_in(form):
            awards_actions.begin_notice(round=round, by=request.user, **form.cleaned_data)
            messages.success(request, "已进入公示。")
            return redirect(round)
    return _page(request, round, 422, notice_form=form)


@requires("award.manage")
@require_POST
@once
def nomination_object(request, pk):
    rows = Nomination.objects.visible_to(request.user, "award.manage").select_related("round__unit")
    nomination = get_object_or_404(rows, pk=pk)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        with told_in(form):
            awards_actions.note_objection(nomination=nomination, by=request.user, **form.cleaned_data)
            messages.success(request, "公示意见已登记，核实后再公布。")
            return redirect(nomination.round)
    messages.warning(request, next(iter(form.errors.values()))[0])
    return _page(request, nomination.round, 422, objection_form=form)


@requires("award.manage")
@require_POST
def objection_settle(request, pk):
    rows = AwardObjection.objects.filter(
        nomination__in=Nomination.objects.visible_to(request.user, "award.manage").values("pk")
    )
    objection = get_object_or_404(rows.select_related("nomination__round__unit"), pk=pk)
    form = SettleForm(request.POST, auto_id=False)
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values())).data)
        is_upheld = form.cleaned_data["outcome"] == "upheld"
        awards_actions.settle_objection(
            objection=objection, upheld=is_upheld, answer=form.cleaned_data["answer"], by=request.user
        )
        messages.success(request, "核实结果已记下。")
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return _page(request, objection.nomination.round, 422, settle_form=form, settling=objection.pk)
    return redirect(objection.nomination.round)


@requires("award.manage")
@require_POST
@once
def award_publish(request, pk):
    round = _round(request, pk, "award.manage")
    form = PublishForm(request.POST)
    if form.is_valid():
        with told_in(form):
            awards_actions.publish(round=round, by=request.user, **form.cleaned_data)
            messages.success(request, "已公布。表彰名单可以到报表中心打印。")
            return redirect(round)
    return _page(request, round, 422, publish_form=form)


@requires("award.manage")
@require_POST
def award_cancel(request, pk):
    round = _round(request, pk, "award.manage")
    try:
        awards_actions.cancel(round=round, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, "这次评选已取消。")
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect(round)
