"""Settings of the leading group: posts, who holds them, its name and office."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import actions, leading_group_actions
from accounts.gate import requires
from accounts.leading_group import SUCCESSION, LeadingGroup, listing
from accounts.leading_group_forms import AbolishForm, GroupForm, HoldingForm, PostForm
from accounts.models import Post
from accounts.once import once
from accounts.taken import told_in
from accounts.untouched import held, one_at_a_time


@requires("unit.manage")
@once
def post_new(request):
    form = PostForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            given = form.cleaned_data | {"rule": form.cleaned_data["rule"] or Post.Rule.HOLDER}
            post = actions.create_post(unit=request.unit, by=request.user, **given)
            if post.rule != Post.Rule.HOLDER:
                messages.success(request, f"{post}，名单按部门负责人自动列出。")
                return redirect("settings_home")
            return redirect("post_hand_over", pk=post.pk)
    return render(request, "accounts/form.html", {"form": form, "heading": "领导小组新设职务", "back": "settings_home"})


def _post(request, pk: int) -> Post:
    return get_object_or_404(Post.objects.visible_to(request.user, "unit.manage"), pk=pk)


@requires("unit.manage")
@once
def post_hand_over(request, pk):
    """Seat somebody in a post from a day on; whoever held it stays in its history."""
    post = _post(request, pk)
    form = HoldingForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with told_in(form, "from_on"):
            actions.hand_over_post(post=post, by=request.user, **form.cleaned_data)
            messages.success(request, f"{post}：{form.cleaned_data['name']}已任职。")
            return redirect("settings_home")
    context = {"form": form, "heading": f"{post}，由谁担任", "back": "settings_home", "history": post.holdings.all()}
    return render(request, "accounts/form.html", context)


@requires("unit.manage")
def post_abolish(request, pk):
    post = _post(request, pk)
    form = AbolishForm(request.POST or None, initial={"to_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with told_in(form, "to_on"):
            leading_group_actions.abolish_post(post=post, by=request.user, **form.cleaned_data)
            messages.success(request, f"已撤去“{post}”，以前的名单里还有。")
            return redirect("settings_home")
    context = {"form": form, "heading": f"撤去“{post}”", "back": "settings_home"}
    return render(request, "accounts/form.html", context)


@requires("unit.manage")
@one_at_a_time
def leading_group_edit(request):
    unit = request.unit
    office = listing(unit, timezone.localdate()).office
    group = held(LeadingGroup.objects.filter(unit=unit), request).first() or LeadingGroup(unit=unit, note=SUCCESSION)
    form = GroupForm(request.POST or None, instance=group, unit=unit, office=office)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            leading_group_actions.describe_group(unit=unit, by=request.user, **form.cleaned_data)
            messages.success(request, "领导小组已保存。")
            return redirect("settings_home")
    context = {"form": form, "heading": "领导小组名称和办公室", "back": "settings_home"}
    return render(request, "accounts/form.html", context)
