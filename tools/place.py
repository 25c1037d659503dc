"""Where things are, how a step speaks, runs a program and remembers that it is done."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"


class Stop(Exception):
    """Set-up can't go on; the text is the one sentence to show."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def digest(*parts) -> str:
    """One fingerprint of files (by content, or "absent") and of plain texts."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes() if part.is_file() else b"absent"
        total.update(part if isinstance(part, bytes) else str(part).encode())
        total.update(b"\0")
    return total.hexdigest()


def is_done(step: str, fingerprint: str) -> bool:
    stamp = STAMPS / step
    return stamp.is_file() and stamp.read_text() == fingerprint


def mark_done(step: str, fingerprint: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(fingerprint)


def run(*command, extra: dict | None = None, quiet: bool = False) -> int:
    """Exit code of a program run in the checkout; 127 when there is no such program.

    Quiet: its output is kept back and its last lines are shown only when it fails.
    """
    environment = {**os.environ, **(extra or {})}
    words = [str(word) for word in command]
    try:
        if not quiet:
            return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode
        done = subprocess.run(
            words, cwd=ROOT, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except FileNotFoundError:
        return 127
    if done.returncode:
        say("\n".join("    " + line for line in done.stdout.decode(errors="replace").strip().splitlines()[-12:]))
    return done.returncode


def output(*command) -> str:
    """What a program prints, or "" when it fails or does not exist."""
    try:
        done = subprocess.run(
            [str(word) for word in command], cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
