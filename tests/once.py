"""What is dear to make and may be looked at by every test of a run: made once, by whichever worker wants it first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path


def made(tmp_path_factory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name as `make` filled it, once in this run. Nobody changes it: take a copy to work in."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder of its own in that of the run
        base = base.parent
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder, done = base / name, base / f"{name}.done"
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
