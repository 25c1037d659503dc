"""Sending what waits to leave the house: a few attempts with growing pauses, then an administrator is told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts import bots, mailing
from accounts.access import Role
from accounts.digests import sendable
from accounts.models import User
from accounts.notices import Kind, tell_all
from accounts.outgoing import MOST_ATTEMPTS, Outgoing
from accounts.unsent import Unsent

log = logging.getLogger("civility.outgoing")
PAUSES = (1, 5, 20, 60)  # minutes after the first, second … attempt
AT_ONCE = 200
KEPT = timedelta(days=30)


def send_out(on_step: Callable[[int, int], None] = lambda done, count: None) -> dict[str, int]:
    """Send everything that is due; how many went out and how many did not."""
    Outgoing.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
    keys = list(sendable(timezone.now()).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    done = {"sent": 0, "unsent": 0}
    for number, key in enumerate(keys, start=1):
        done["sent" if _send_one(key) else "unsent"] += 1
        on_step(number, len(keys))
    return done


def _send_one(key: int) -> bool:
    """One attempt. It is written down before it begins: whoever dies in the middle has used it up."""
    row = sendable(timezone.now()).filter(pk=key).select_related("user", "channel__unit").first()
    if row is None:  # the evening has come, or it was sent meanwhile
        return False
    row.attempts += 1
    row.next_at = timezone.now() + timedelta(minutes=PAUSES[min(row.attempts, len(PAUSES)) - 1])
    row.save(update_fields=["attempts", "next_at"])
    try:
        _hand_over(row)
    except Unsent as problem:
        log.warning("外发消息 %s 没有发出：%s", row.pk, problem)
        row.error = str(problem)[:200]
        if problem.is_final or row.attempts >= MOST_ATTEMPTS:
            row.state, row.body = Outgoing.State.FAILED, ""
            _tell_administrators(row)
        row.save(update_fields=["error", "state", "body"])
        return False
    row.state, row.sent_at, row.error, row.body = Outgoing.State.SENT, timezone.now(), "", ""
    row.save(update_fields=["state", "sent_at", "error", "body"])
    return True


def _hand_over(row: Outgoing) -> None:
    if row.way == Outgoing.Way.GROUP:
        if not row.channel.is_on and row.sort != Outgoing.Sort.TEST:
            raise Unsent("工作群机器人已经停用。", is_final=True)
        bots.send(row.channel, row.body, row.mentions)
        return
    if not row.user.is_active or not row.user.email:
        raise Unsent("这个人没有填邮箱，或者账号已经停用。", is_final=True)
    mailing.send(to=row.user.email, subject=row.subject, body=row.body)


def _tell_administrators(row: Outgoing) -> None:
    """Once a day and way, whatever else fails on it."""
    units = [row.channel.unit_id] if row.channel else row.user.memberships.values("unit")
    people = User.objects.filter(is_active=True, memberships__role=Role.ADMIN, memberships__unit__in=units).distinct()
    text = f"{row.get_way_display()}没有发出：{row.error}"
    tell_all(people, text, reverse("channels"), f"unsent:{row.way}:{row.day}", Kind.OTHER)
