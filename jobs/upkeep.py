"""What must be done now and then without anybody asking; both kinds of worker call it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import OnceKey
from files.models import Blob
from jobs.actions import ask
from jobs.models import Job
from jobs.registry import HANDLERS

CHECKED_EVERY = timedelta(days=30)
KEYS_KEPT = timedelta(days=1)
FIXITY = "files.fixity"


def keep_up() -> None:
    """Ask for the check of stored files when one was not looked at for a month; let go of what has expired; ask
    for the work of the day."""
    now = timezone.now()
    OnceKey.objects.filter(at__lt=now - KEYS_KEPT).delete()
    Job.objects.expired(now).filter(result__isnull=False).update(result=None, message="结果已过保存期，请重新生成。")
    if _has_unchecked(now - CHECKED_EVERY) and not Job.objects.open().filter(kind=FIXITY).exists():
        ask(kind=FIXITY, title=HANDLERS[FIXITY].title)
    _ask_daily(now)


def _ask_daily(now) -> None:
    """Ask for what is done once a day, from its hour on; of a day nobody ran, nothing is made up for."""
    local = timezone.localtime(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    due = [kind for kind, one in HANDLERS.items() if one.daily_at is not None and local.hour >= one.daily_at]
    asked = set(Job.objects.filter(kind__in=due, asked_at__gte=midnight).values_list("kind", flat=True))
    for kind in due:
        if kind not in asked:
            ask(kind=kind, title=HANDLERS[kind].title)


def look_round() -> None:
    """Ask for the work of every kind that says there is some, unless it is asked for already; about once a minute."""
    now = timezone.now()
    for kind, one in HANDLERS.items():
        if one.wanted is not None and one.wanted(now) and not Job.objects.open().filter(kind=kind).exists():
            ask(kind=kind, title=one.title)


def _has_unchecked(limit) -> bool:
    return Blob.objects.filter(Q(checked_at__lt=limit) | Q(checked_at=None, stored_at__lt=limit)).exists()
