"""The pages of what is told outside of the house: a person's own choice, and what the administrator set up."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import channels, digests, mailing
from accounts.channels import Channel
from accounts.gate import for_signed_in, requires
from accounts.notice_choices import choice_of, choose
from accounts.notice_forms import ChannelForm, ChoiceForm
from accounts.outgoing import Outgoing
from accounts.taken import told_in
from accounts.workdays import RESTS, WAKES, is_quiet

SHOWN = 20
QUIET = {"wakes": WAKES, "rests": RESTS}


@for_signed_in
def notice_choice(request):
    """What I want to be told outside of the house, and how."""
    choice = choice_of(request.user)
    names = ("by_mail", "by_group", "group_account", "kinds", "hour", "returned_at_once")
    initial = {name: getattr(choice, name) for name in names} | {"email": request.user.email}
    form = ChoiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            choose(user=request.user, **form.cleaned_data)
            messages.success(request, "消息设置已保存。")
            return redirect("notice_choice")
    has_group = request.unit is not None and Channel.objects.filter(unit=request.unit, is_on=True).exists()
    context = {"form": form, "has_mail": mailing.is_configured(), "has_group": has_group} | QUIET
    return render(request, "accounts/notice_choice.html", context)


def _channel(request) -> Channel | None:
    return Channel.objects.filter(unit=request.unit).first()


@requires("channel.manage")
@sensitive_post_parameters("address", "secret")
def channel_settings(request):
    """The mail server and the group bot: whether they work, what went out last, what did not and why."""
    channel = _channel(request)
    initial = {"kind": channel.kind, "hour": channel.hour, "is_on": channel.is_on} if channel else {"is_on": True}
    form = ChannelForm(request.POST or None, initial=initial, channel=channel)
    if request.method == "POST" and form.is_valid():
        with told_in(form), transaction.atomic():
            channels.set_up(unit=request.unit, by=request.user, **form.cleaned_data)
            messages.success(request, "工作群机器人已保存。可以发一条试试。")
            return redirect("channels")
    rows = Outgoing.objects.of_unit(request.unit).select_related("user", "channel")
    context = {
        "form": form,
        "channel": channel,
        "has_mail": mailing.is_configured(),
        "mail_host": settings.MAIL_SERVER.get("EMAIL_HOST", ""),
        "mail_from": settings.MAIL_FROM,
        "site_address": settings.SITE_ADDRESS,
        "mail": _standing(rows.filter(way=Outgoing.Way.MAIL)),
        "group": _standing(rows.filter(way=Outgoing.Way.GROUP)),
        "rows": rows[:SHOWN],
        "is_quiet": is_quiet(timezone.localtime()),
    } | QUIET
    return render(request, "accounts/channels.html", context)


def _standing(rows) -> dict:
    """When something went out last by one way, and what went wrong last. Two queries."""
    failed = rows.exclude(error="").order_by("-next_at").first()
    sent = rows.filter(state=Outgoing.State.SENT).order_by("-sent_at").first()
    return {"sent": sent, "failed": failed, "is_fine": bool(sent) and (not failed or failed.next_at < sent.sent_at)}


@requires("channel.manage")
@require_POST
def channel_try(request):
    """Have one letter or one line sent as a trial; the worker sends it, this page shows what became of it."""
    way = request.POST.get("way")
    if way == Outgoing.Way.MAIL and not mailing.is_configured():
        messages.warning(request, "服务器上还没有配置发信邮箱，先按下面的说明配置。")
    elif way == Outgoing.Way.MAIL and not request.user.email:
        messages.warning(request, "您还没有填邮箱。先到“我的账号”的消息设置里填好，试发的信就寄到那里。")
    elif way == Outgoing.Way.GROUP and _channel(request) is None:
        messages.warning(request, "还没有设置工作群机器人。")
    elif way in Outgoing.Way.values:
        digests.try_out(way=way, unit=request.unit, by=request.user)
        later = way == Outgoing.Way.GROUP and is_quiet(timezone.localtime())
        said = f"现在是免打扰时间，工作日 {WAKES} 点以后发出。" if later else "半分钟内发出，刷新本页看结果。"
        messages.success(request, f"已交给后台去发。{said}")
    else:
        messages.warning(request, "请选邮件或者工作群。")
    return redirect("channels")
