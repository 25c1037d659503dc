"""Reading everything again: which files are missing, changed, or belong to nobody."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from files.models import Blob
from files.store import path_of, root

STALE_SECONDS = 24 * 3600  # a temporary or unowned file younger than this may still be on its way


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
        with path_of(blob.sha256).open("rb") as file:
            right = hashlib.file_digest(file, "sha256").hexdigest() == blob.sha256
    except FileNotFoundError:
        return Blob.State.MISSING
    return Blob.State.WHOLE if right else Blob.State.CHANGED


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
    known = set(Blob.objects.values_list("sha256", flat=True))
    findings.orphans = sorted(
        str(path.relative_to(root())) for path in root().rglob("*") if path.is_file() and path.name not in known
    )
    return findings


def sweep_incoming(now: float | None = None) -> int:
    """Remove temporary files left by a crash a day ago or earlier; returns how many."""
    limit = (now or time.time()) - STALE_SECONDS
    gone = 0
    for path in (settings.DATA_DIR / "incoming").glob("*"):
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
