"""The worker's pulse: a small file beside the data, touched while a worker looks for work: others see that it lives."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

EVERY = 15  # seconds between two beats
_last = 0.0


def _file() -> Path:
    return settings.DATA_DIR / "worker.alive"


def beat() -> None:
    """Touch the file, at most every 15 seconds; a disk that refuses it is told by others."""
    global _last
    if time.monotonic() - _last < EVERY and _last:
        return
    _last = time.monotonic()
    try:
        _file().touch()
    except OSError:
        return


def last() -> datetime | None:
    """When a worker was last seen; None where none ever was."""
    try:
        return datetime.fromtimestamp(_file().stat().st_mtime, tz=UTC)
    except OSError:
        return None
