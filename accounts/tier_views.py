"""Pages of the tree of units: the own unit's names, the units below it and the people of their offices."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import tier, tier_actions
from accounts.gate import requires
from accounts.models import Unit
from accounts.newcomers_views import slips
from accounts.once import once
from accounts.taken import told_in
from accounts.tier_forms import SeatForm, UnitBelowForm, UnitForm
from accounts.untouched import held, one_at_a_time


@requires("tier.manage")
@require_safe
def unit_list(request):
    """The own unit and all below it."""
    page = {"branches": tier.tree_of(request.unit), "superior": request.unit.parent}
    return render(request, "accounts/units.html", page)


@requires("tier.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def unit_new(request):
    parents = tier.in_reach_of(request.user).in_use()
    form = UnitBelowForm(request.POST or None, parents=parents, initial={"parent": request.GET.get("parent")})
    if not form.initial["parent"]:
        form.initial["parent"] = request.unit.pk
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = tier_actions.add_unit(**form.cleaned_data, by=request.user)
            messages.success(request, f"已建好“{made}”。接着设它的创建办人员，设好就能登录。")
            return redirect("unit_edit", pk=made.pk)
    context = {"form": form, "heading": "新建下级单位", "back": "unit_list", "back_title": "单位和下级单位"}
    return render(request, "accounts/form.html", context)


@requires("tier.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def unit_edit(request, pk: int):
    """A unit's names; of a unit below also who runs its office."""
    unit = get_object_or_404(held(tier.in_reach_of(request.user), request), pk=pk)
    form = UnitForm(request.POST or None, instance=unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            saved = tier_actions.rename_unit(unit=unit, **form.cleaned_data, by=request.user)
            messages.success(request, f"“{saved}”已保存。")
            return redirect("unit_list")
    return _page(request, Unit.objects.select_related("parent", "merged_into").get(pk=pk), form=form)


def _page(request, unit: Unit, *, form=None, seat_form=None):
    context = {
        "one": unit,
        "form": form or UnitForm(instance=unit),
        "is_below": Unit.objects.governed_by(request.user).filter(pk=unit.pk).exists(),
        "running": tier.runs([unit]),
        "can_name_admins": tier_actions.administers_above(request.user, unit),
    }
    context["seat_form"] = seat_form or SeatForm(can_name_admins=context["can_name_admins"], prefix="seat")
    return render(request, "accounts/unit.html", context)


@requires("tier.manage")
@require_POST
@never_cache
def unit_seat(request, pk: int):
    """Somebody for the office of a unit below; a new account's password is shown this once."""
    unit = get_object_or_404(Unit.objects.governed_by(request.user), pk=pk)
    can_name_admins = tier_actions.administers_above(request.user, unit)
    form = SeatForm(request.POST, can_name_admins=can_name_admins, prefix="seat")
    if form.is_valid():
        with told_in(form):
            row, password = tier_actions.seat(unit=unit, **form.cleaned_data, by=request.user)
            if not password:
                messages.success(request, f"已设{row.user.name}为{row}，用原来的账号登录。")
                return redirect("unit_edit", pk=unit.pk)
            return _slip(request, row, password)
    return _page(request, unit, seat_form=form)


def _slip(request, row, password: str):
    return slips(request, [(row.user, row, password)], of_unit=row.unit)


@requires("tier.manage")
@require_POST
@never_cache
def unit_password(request, pk: int):
    """A new first password for somebody who runs a unit below, shown this once."""
    row = get_object_or_404(tier.runs(Unit.objects.governed_by(request.user)), pk=pk)
    try:
        password = tier_actions.renew_password(membership=row, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return redirect("unit_edit", pk=row.unit_id)
    return _slip(request, row, password)


@requires("tier.manage")
@require_POST
def unit_unseat(request, pk: int):
    row = get_object_or_404(tier.runs(Unit.objects.governed_by(request.user)), pk=pk)
    try:
        tier_actions.unseat(membership=row, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"已撤销{row.user.name}的角色：{row}。")
    return redirect("unit_edit", pk=row.unit_id)
