"""Pages of a plan's money: lines with what is spent and left, and which spending stands where."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.once import once
from accounts.taken import told_in
from accounts.typed import whole_number
from accounts.untouched import held, one_at_a_time
from evidence.models import Record
from evidence.money import printed
from programs import budget_actions
from programs.budget import BudgetLine
from programs.budget_forms import BudgetLineForm
from programs.budget_standing import budget_of
from programs.models import Plan

MOST_SHOWN = 200  # spendings waiting for a line, on one page


def _plan(request, pk, rule: str = "plan.read") -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user, rule).select_related("unit"), pk=pk)


def _page(request, plan: Plan, form=None):
    earlier = Plan.objects.of_unit(plan.unit).filter(year__lt=plan.year, budget_lines__isnull=False).first()
    budget = budget_of(plan)
    context = {
        "plan": plan,
        "budget": budget,
        "loose": budget.loose[:MOST_SHOWN],
        "form": form or BudgetLineForm(),
        "earlier": earlier if not budget.lines else None,
        "is_ended": plan.state == Plan.State.ENDED,
    }
    return render(request, "programs/budget.html", context, status=422 if form is not None else 200)


@requires("plan.read")
@require_http_methods(["GET", "HEAD"])
def budget(request, pk):
    return _page(request, _plan(request, pk))


@requires("budget.edit")
@require_POST
@once
def budget_add(request, pk):
    plan = _plan(request, pk, "budget.edit")
    form = BudgetLineForm(request.POST)
    if form.is_valid():
        with told_in(form):
            line = budget_actions.add_line(plan=plan, by=request.user, **form.cleaned_data)
            messages.success(request, f"已加上“{line}”。")
            return redirect("plan_budget", plan.pk)
    return _page(request, plan, form)


@requires("budget.edit")
@require_POST
@once
def budget_copy(request, pk):
    plan = _plan(request, pk, "budget.edit")
    earlier = Plan.objects.of_unit(plan.unit).filter(year__lt=plan.year, budget_lines__isnull=False).first()
    try:
        if earlier is None:
            raise ValidationError("以前的方案没有预算项目，请直接填写。")
        count = budget_actions.copy_lines(plan=plan, source=earlier, by=request.user)
        messages.success(request, f"已照抄 {earlier.year} 年的 {count} 个预算项目，请改成今年的金额。")
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect("plan_budget", plan.pk)


@requires("budget.edit")
@require_POST
def budget_put(request, pk):
    """Put the spendings named by the form (line-<record>) on the lines chosen for them."""
    plan = _plan(request, pk, "budget.edit")
    lines = {line.pk: line for line in plan.budget_lines.all()}
    chosen = {
        record: said
        for name, said in request.POST.items()
        if name.startswith("line-") and said and (record := whole_number(name.removeprefix("line-")))
    }
    rows = Record.objects.of_unit(plan.unit).of_kind(Record.Kind.SPENDING).filter(pk__in=list(chosen)[:MOST_SHOWN])
    try:
        with transaction.atomic():
            for record in rows:
                said = chosen[record.pk]
                line = None if said == "off" else lines.get(whole_number(said))
                if line is None and said != "off":
                    raise ValidationError("没有这个预算项目，请重新选。")
                budget_actions.put_on_line(record=record, line=line, by=request.user)
        messages.success(request, f"{len(rows)} 笔支出已归好。" if rows else "还没有选预算项目。")
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect("plan_budget", plan.pk)


def _line(request, pk) -> BudgetLine:
    rows = BudgetLine.objects.visible_to(request.user, "budget.edit").select_related("plan__unit")
    return get_object_or_404(held(rows, request), pk=pk)


@requires("budget.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def budget_line(request, pk):
    line = _line(request, pk)
    stored = {"name": line.name, "amount": printed(line.amount), "note": line.note}
    form = BudgetLineForm(request.POST or None, initial=stored, is_stored=True)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            budget_actions.change_line(line=line, by=request.user, **form.cleaned_data)
            messages.success(request, f"“{line}”已保存。")
            return redirect("plan_budget", line.plan_id)
    context = {"line": line, "plan": line.plan, "form": form, "entries": line.entries.count()}
    return render(request, "programs/budget_line.html", context)


@requires("budget.edit")
@require_POST
@one_at_a_time
def budget_line_remove(request, pk):
    line = _line(request, pk)
    try:
        budget_actions.remove_line(line=line, by=request.user)
        messages.success(request, f"“{line}”已删除，它的支出等着归到别的项目。")
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect("plan_budget", line.plan_id)
