"""The steps of a plan's life as pages: each asks what it needs, does one act and goes back to the plan."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.typed import clean_text
from programs import plan_copying, plan_life, remark_actions
from programs.current import choose_plan
from programs.models import Plan, PlanEdition
from programs.plan_editions import between, changes_since
from programs.plan_forms import ApproveForm, ConsultForm, IssueForm, WhyForm, YearForm


def _fetch(request, pk: int, rule: str) -> Plan:
    rows = Plan.objects.visible_to(request.user, rule).select_related("unit", "framework")
    return get_object_or_404(rows, pk=pk)


def _ask(request, plan: Plan, form, act, *, verb: str, heading: str, button: str, said: str, say: str = ""):
    """Show a form and, when it is sent in order, do the act; a refusal is told above what was typed."""
    move = plan_life.MOVES.get(verb)
    if request.method == "GET" and move is not None and plan.state not in move.of:
        messages.info(request, f"方案现在是“{plan.get_state_display()}”，不能{move.title}。")
        return redirect("plan_detail", plan.pk)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = act(form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, said)
            return redirect("plan_detail", outcome.pk if isinstance(outcome, Plan) else plan.pk)
    page = {"plan": plan, "form": form, "heading": heading, "button": button, "say": say}
    return render(request, "programs/plan_step.html", page, status=422 if form.is_bound else 200)


def _do(request, plan: Plan, act, said: str):
    """An act that asks nothing."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, said)
    return redirect("plan_detail", plan.pk)


@requires("plan.edit")
@require_http_methods(["GET", "POST"])
@once
def plan_consult(request, pk: int):
    plan = _fetch(request, pk, "plan.edit")
    form = ConsultForm(request.POST or None, plan=plan)
    return _ask(
        request,
        plan,
        form,
        lambda data: remark_actions.ask(plan=plan, by=request.user, **data),
        verb="consult",
        heading="向部门征求意见",
        button="发出",
        said="已发出，各部门会收到消息。",
        say="各部门负责人和联络员都能填；没有意见的点“无意见”。",
    )


@requires("plan.edit")
@require_POST
def plan_collect(request, pk: int):
    plan = _fetch(request, pk, "plan.edit")
    return _do(
        request, plan, lambda: remark_actions.collect(plan=plan, by=request.user), "征求意见已结束，可以修改正文了。"
    )


@requires("plan.approve")
@require_http_methods(["GET", "POST"])
def plan_approve(request, pk: int):
    """A bare post approves today without naming a meeting."""
    plan = _fetch(request, pk, "plan.approve")
    form = ApproveForm(request.POST if request.method == "POST" else None, plan=plan)
    return _ask(
        request,
        plan,
        form,
        lambda data: plan_life.approve(plan=plan, by=request.user, **data),
        verb="approve",
        heading="审定方案",
        button="审定",
        said="方案已审定。",
        say="写明由哪次会议审定，以后佐证里查得到。",
    )


@requires("plan.reopen")
@require_http_methods(["GET", "POST"])
def plan_reopen(request, pk: int):
    plan = _fetch(request, pk, "plan.reopen")
    form = WhyForm(request.POST or None)
    return _ask(
        request,
        plan,
        form,
        lambda data: plan_life.reopen(plan=plan, by=request.user, reason=data["why"]),
        verb="reopen",
        heading="退回修改",
        button="退回修改",
        said="已退回，正文可以修改了。",
    )


@requires("plan.edit")
@require_http_methods(["GET", "POST"])
def plan_issue(request, pk: int):
    plan = _fetch(request, pk, "plan.edit")
    initial = {"number": plan.number, "issued_on": timezone.localdate(), "effective_on": plan.effective_on}
    form = IssueForm(request.POST or None, initial=initial)
    return _ask(
        request,
        plan,
        form,
        lambda data: plan_life.issue(plan=plan, by=request.user, **data),
        verb="issue",
        heading="印发方案",
        button="印发",
        said="方案已印发，各部门会收到消息。",
        say="同一年度、同一级别只有一份在用的方案。",
    )


@requires("plan.edit")
@require_http_methods(["GET", "POST"])
def plan_revise(request, pk: int):
    plan = _fetch(request, pk, "plan.edit")
    form = WhyForm(request.POST or None)
    return _ask(
        request,
        plan,
        form,
        lambda data: plan_life.revise(plan=plan, by=request.user, why=data["why"]),
        verb="revise",
        heading="修订方案",
        button="开始修订",
        said="可以修改正文和任务了；重新审定、印发以前，原来的方案照常使用。",
        say="现在的正文和任务会原样留一份，随时能看。",
    )


@requires("plan.edit")
@require_POST
def plan_end(request, pk: int):
    plan = _fetch(request, pk, "plan.edit")
    remark = clean_text(request.POST.get("remark", ""))[:300]
    return _do(request, plan, lambda: plan_life.end(plan=plan, by=request.user, remark=remark), "方案已结束。")


@requires("plan.edit")
@require_http_methods(["GET", "POST"])
@once
def plan_copy(request, pk: int):
    plan = _fetch(request, pk, "plan.edit")
    form = YearForm(request.POST or None, initial={"year": plan.year + 1})

    def copy(data) -> Plan:
        made = plan_copying.copy_to_year(plan=plan, year=data["year"], by=request.user)
        choose_plan(request, made)
        return made

    return _ask(
        request,
        plan,
        form,
        copy,
        verb="copy",
        heading="复制到新年度",
        button="复制",
        said="新年度的方案草稿已建好，正文里的年份请核对一遍。",
        say="正文、测评体系和任务照抄，时限顺延；档案、进展和得分不带过去。",
    )


@requires("plan.read")
@require_GET
def plan_changes(request, pk: int):
    """What the plan says otherwise than before its last revision; ?edition= looks further back."""
    plan = _fetch(request, pk, "plan.read")
    editions = list(plan.editions.order_by("-order").only("pk", "order", "title", "issued_on", "why", "plan"))
    if not editions:
        raise Http404
    asked = request.GET.get("edition", "")
    chosen = next((one for one in editions if str(one.order) == asked), editions[0])
    page = {"plan": plan, "editions": editions, "edition": chosen, "changes": changes_since(chosen, plan)}
    return render(request, "programs/plan_changes.html", page)


@requires("plan.read")
@require_GET
def plan_edition(request, pk: int):
    """How a plan read before a revision, and what that edition had changed."""
    rows = PlanEdition.objects.filter(plan__in=Plan.objects.visible_to(request.user, "plan.read").values("pk"))
    edition = get_object_or_404(rows.select_related("plan", "by"), pk=pk)
    earlier = edition.plan.editions.filter(order__lt=edition.order).last()
    page = {"edition": edition, "plan": edition.plan, "changes": between(earlier, edition) if earlier else None}
    return render(request, "programs/plan_edition.html", page)
