"""Who is told what outside of the house: returned work at once, the rest once a day at the hour each chose.

Outside of the office's hours and on days off nothing is made at all; what waited goes out when they begin again.
The number of queries does not grow with the people.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.channels import Channel
from accounts.models import Membership, Unit, User
from accounts.notices import Kind, Notice, said_of
from accounts.outgoing import Outgoing
from accounts.workdays import is_quiet

OLDEST = timedelta(days=14)  # what nobody was told by then is no news
NAMED = 20  # people a group message names
Way, Sort = Outgoing.Way, Outgoing.Sort


def prepare(now: datetime) -> bool:
    """Make what is to go out by now; whether anything waits to be sent."""
    local = timezone.localtime(now)
    if not is_quiet(local):
        if settings.MAIL_SERVER:
            _returned(local)
            _digests(local)
        _groups(local)
    return sendable(now).exists()


def sendable(now: datetime):
    """What may go out at this moment: in quiet hours only a letter somebody sends to themselves as a trial."""
    rows = Outgoing.objects.due(now)
    return rows.filter(way=Way.MAIL, sort=Sort.TEST) if is_quiet(timezone.localtime(now)) else rows


def _news(local: datetime):
    """Unread notices of people who are told by mail, that they were not told of yet; with their choices."""
    rows = Notice.objects.unread().filter(told_at__isnull=True, at__gt=local - OLDEST, user__is_active=True)
    rows = rows.filter(user__notice_choice__by_mail=True, at__gt=F("user__notice_choice__since"))
    rows = rows.exclude(user__email="").order_by("pk")
    choice = "user__notice_choice__"
    return rows.annotate(hour=F(f"{choice}hour"), wanted=F(f"{choice}kinds"), at_once=F(f"{choice}returned_at_once"))


def _returned(local: datetime) -> None:
    rows = _news(local).filter(kind=Kind.RETURNED, user__notice_choice__returned_at_once=True)
    news: dict[int, list[int]] = {}
    for pk, user, wanted in rows.values_list("pk", "user", "wanted"):
        if Kind.RETURNED in wanted:
            news.setdefault(user, []).append(pk)
    letters = [
        _letter(user, local, Sort.RETURNED, f"有 {len(keys)} 项退回要修改", f"有 {len(keys)} 项退回，请登录查看意见。")
        for user, keys in news.items()
    ]
    _write(letters, [pk for keys in news.values() for pk in keys], local)


def _digests(local: datetime) -> None:
    """Of what had come by the hour each chose; what comes later waits for the next workday."""
    had = Outgoing.objects.filter(user=OuterRef("user"), way=Way.MAIL, sort=Sort.DIGEST, day=local.date())
    rows = _news(local).filter(user__notice_choice__hour__lte=local.hour).exclude(Exists(had))
    news: dict[int, list[tuple[int, str]]] = {}
    for pk, user, kind, at, hour, wanted, at_once in rows.values_list(
        "pk", "user", "kind", "at", "hour", "wanted", "at_once"
    ):
        is_apart = kind == Kind.RETURNED and at_once
        if kind in wanted and not is_apart and at <= _hour_of(local, hour):
            news.setdefault(user, []).append((pk, kind))
    letters = [
        _letter(user, local, Sort.DIGEST, f"有 {len(told)} 条消息没看", f"{said_of(kind for _, kind in told)}。")
        for user, told in news.items()
    ]
    _write(letters, [pk for told in news.values() for pk, _ in told], local)


def _hour_of(local: datetime, hour: int) -> datetime:
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def _letter(user: int, local: datetime, sort: str, subject: str, body: str) -> Outgoing:
    return Outgoing(
        way=Way.MAIL,
        sort=sort,
        user_id=user,
        day=local.date(),
        subject=f"文明创建：{subject}",
        body=f"{body}\n\n{_way_in()}\n\n哪些消息发到邮箱、每天几点发，在“我的账号”的消息设置里改。\n",
        made_at=local,
        next_at=local,
    )


def _way_in() -> str:
    path = "/notices/?show=unread"
    return f"打开看：{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else "请登录“文明创建”，在“消息”里看。"


@transaction.atomic
def _write(letters: list[Outgoing], notices: list[int], local: datetime) -> None:
    """Keep the letters and mark their notices as told, or neither: another process may be making the same."""
    if letters:
        marked = Notice.objects.filter(pk__in=notices, told_at__isnull=True).update(told_at=local)
        if marked != len(notices):
            transaction.set_rollback(True)  # the next look makes what is left
            return
        Outgoing.objects.bulk_create(letters, ignore_conflicts=True)


def _groups(local: datetime) -> None:
    """A unit's group, once a day: who has something to look at. Not what, and not how much."""
    had = Outgoing.objects.filter(channel=OuterRef("pk"), way=Way.GROUP, sort=Sort.DIGEST, day=local.date())
    channels = list(Channel.objects.filter(is_on=True, hour__lte=local.hour).exclude(Exists(had)))
    if not channels:
        return
    waiting = _waiting(channels, local)
    made = [_message(channel, waiting[channel.pk], local) for channel in channels if waiting[channel.pk]]
    Outgoing.objects.bulk_create(made, ignore_conflicts=True)


def _waiting(channels: list[Channel], local: datetime) -> dict[int, dict[int, tuple[str, str]]]:
    """Of each channel the people to be named (name, account in the group), in the order of their accounts."""
    last = dict(
        Outgoing.objects.filter(channel__in=channels, sort=Sort.DIGEST)
        .order_by("channel", "made_at")
        .values_list("channel", "made_at")
    )
    members = Membership.objects.filter(unit__in=[one.unit_id for one in channels], user__is_active=True)
    members = members.filter(user__notice_choice__by_group=True).order_by("user__username")
    fields = ("unit", "user", "user__name", "user__notice_choice__group_account", "user__notice_choice__kinds")
    people = list(members.values_list(*fields, "user__notice_choice__since"))
    news = Notice.objects.unread().filter(user__in={row[1] for row in people}, at__gt=local - OLDEST)
    told: dict[int, list[tuple[str, datetime]]] = {}
    for user, kind, at in news.order_by("pk").values_list("user", "kind", "at"):
        told.setdefault(user, []).append((kind, at))
    found: dict[int, dict[int, tuple[str, str]]] = {}
    for channel in channels:
        begin, end = last.get(channel.pk, local - OLDEST), _hour_of(local, channel.hour)
        named = found.setdefault(channel.pk, {})
        for unit, user, name, account, kinds, since in people:
            is_new = any(kind in kinds and max(begin, since) < at <= end for kind, at in told.get(user, []))
            if unit == channel.unit_id and is_new:
                named[user] = (name, account)
    return found


def _message(channel: Channel, people: dict[int, tuple[str, str]], local: datetime) -> Outgoing:
    names = [name for name, _ in people.values()]
    said = "、".join(names[:NAMED]) + (f"等 {len(names)} 人" if len(names) > NAMED else "")
    return Outgoing(
        way=Way.GROUP,
        sort=Sort.DIGEST,
        channel=channel,
        day=local.date(),
        subject="工作群提醒",
        body=f"文明创建：{said}有新消息。{_way_in()}",
        mentions=[account for _, account in people.values() if account],
        made_at=_hour_of(local, channel.hour),  # what came later is for the next message
        next_at=local,
    )


def try_out(*, way: str, unit: Unit, by: User) -> Outgoing:
    """Have a trial sent: a letter to whoever asks, or a line into the unit's group."""
    now = timezone.now()
    text = f"{by}在试“文明创建”的消息推送。能看到这一条，就是接通了。"
    to = {"user": by} if way == Way.MAIL else {"channel": Channel.objects.get(unit=unit)}
    row = Outgoing(way=way, sort=Sort.TEST, day=timezone.localdate(now), next_at=now, **to)
    row.subject, row.body = "文明创建：试发", text
    row.save()
    return row
