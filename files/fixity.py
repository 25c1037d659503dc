"""Reading everything again: which files are missing, changed, or belong to nobody."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from files import shelf
from files.models import Blob

STALE_SECONDS = 24 * 3600  # a temporary file younger than this may still be on its way
ON_ITS_WAY_SECONDS = 2  # between a file's place on the disk and its row


@dataclass
class Findings:
    """What a full check found; names are SHA-256 digests or file names under the store."""

    checked: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.changed or self.orphans)


def _state_now(blob: Blob) -> str:
    try:
        if shelf.is_whole(blob.sha256):
            return Blob.State.WHOLE
    except OSError:
        return Blob.State.CHANGED  # the disk does not give it back
    return Blob.State.CHANGED if shelf.is_there(blob.sha256) else Blob.State.MISSING


def check_all(report=lambda done: None) -> Findings:
    """Compare every stored file with its digest, note the state on its row, and look for files without a row."""
    findings = Findings()
    for blob in Blob.objects.order_by("pk").iterator(chunk_size=500):
        state = _state_now(blob)
        Blob.objects.filter(pk=blob.pk).update(state=state, checked_at=timezone.now())
        if state == Blob.State.MISSING:
            findings.missing.append(blob.sha256)
        elif state == Blob.State.CHANGED:
            findings.changed.append(blob.sha256)
        findings.checked += 1
        report(findings.checked)
    findings.orphans = _unowned()
    return findings


def _unowned() -> list[str]:
    """Names in the storage that belong to no row, or that lie where they do not belong."""
    found = _without_row(shelf.names())
    fresh = timezone.now() - timedelta(seconds=ON_ITS_WAY_SECONDS)
    if any((shelf.changed_at(name) or fresh) > fresh for name in found):
        time.sleep(ON_ITS_WAY_SECONDS)  # a file just put in place: its row is being committed now
        found = _without_row(found)
    return sorted(name for name in found if shelf.changed_at(name))


def _without_row(names: Iterable[str]) -> list[str]:
    known = {shelf.name_of(sha256) for sha256 in Blob.objects.values_list("sha256", flat=True)}
    return [name for name in names if name not in known]


def sweep_incoming(now: float | None = None) -> int:
    """Remove temporary files left by a crash a day ago or earlier; returns how many."""
    limit = (now or time.time()) - STALE_SECONDS
    gone = 0
    for path in (settings.DATA_DIR / "incoming").glob("*"):
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
