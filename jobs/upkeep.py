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
    """Ask for the check of stored files when one was not looked at for a month; let go of what has expired."""
    now = timezone.now()
    OnceKey.objects.filter(at__lt=now - KEYS_KEPT).delete()
    Job.objects.expired(now).filter(result__isnull=False).update(result=None, message="结果已过保存期，请重新生成。")
    if _has_unchecked(now - CHECKED_EVERY) and not Job.objects.open().filter(kind=FIXITY).exists():
        ask(kind=FIXITY, title=HANDLERS[FIXITY].title)


def _has_unchecked(limit) -> bool:
    return Blob.objects.filter(Q(checked_at__lt=limit) | Q(checked_at=None, stored_at__lt=limit)).exists()
