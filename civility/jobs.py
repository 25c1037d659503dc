"""The nightly backup, where a folder for it is named."""

from pathlib import Path

from django.conf import settings

from civility import backing_up
from jobs.registry import GaveUp, handler

NIGHTLY_KEPT = 7


@handler("civility.backup", title="每天夜里的备份", daily_at=2 if settings.BACKUP_DIR else None)
def nightly_backup(work):
    """Write an archive into CIVILITY_BACKUP_DIR and keep the last seven; without a folder there is nothing to do."""
    if not settings.BACKUP_DIR:
        return {}
    try:
        made = backing_up.back_up(
            Path(settings.BACKUP_DIR), keep=NIGHTLY_KEPT, say=lambda text: work.progress(50, text)
        )
    except backing_up.Stopped as reason:
        raise GaveUp(str(reason)) from None
    return {"path": str(made.path), "size": made.size, "missing": made.missing}
