"""The page on which a clerk's work goes to a colleague."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Role
from accounts.gate import requires
from accounts.models import Membership, User
from accounts.once import once
from accounts.taken import told_in
from programs import handover


class HandOverForm(forms.Form):
    """Who takes the work over."""

    to = forms.ModelChoiceField(
        label="交给",
        queryset=User.objects.none(),
        empty_label="请选",
        help_text="名单里没有的人，请先到系统设置里添加人员。",
        error_messages={"required": "请选接手的人。", "invalid_choice": "没有这个人，请从列表里选。"},
    )

    def __init__(self, *args, membership: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, memberships__unit=membership.unit).exclude(pk=membership.user_id)
        self.fields["to"].queryset = people.distinct()
        self.fields["to"].label_from_instance = lambda user: f"{user.name}（{user.username}）"


@requires("people.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def clerk_hand_over(request, pk):
    rows = Membership.objects.filter(unit=request.unit, role=Role.CLERK).select_related("user", "unit", "department")
    membership = get_object_or_404(rows, pk=pk)
    form = HandOverForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        with told_in(form, "to"):
            to = form.cleaned_data["to"]
            left = handover.hand_over(membership=membership, to=to, by=request.user)
            messages.success(request, f"{membership.department}的联络员已由{membership.user}交给{to}：{left.said}。")
            return redirect("settings_home")
    left = handover.in_hand(membership.department, membership.user)
    return render(request, "programs/hand_over.html", {"membership": membership, "form": form, "left": left})
