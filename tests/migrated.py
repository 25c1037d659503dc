"""A migrated SQLite database to start from.

Migrating costs about 15 s of CPU, and dozens of tests want a database of their own. So whoever comes first migrates one
in a process of its own, and it lies in build/ until a migration or what migrations call changes. The tests' database
in memory is loaded from it (Django migrates in any case, and finds nothing left to do); houses begin with a copy.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
MADE_BY_MIGRATIONS = ("accounts/triggers.py", "evidence/search_tables.py", "evidence/search_index.py")


def database() -> Path:
    """The kept database of these very migrations; made where there is none yet, by one process at a time."""
    place = _place()
    place.parent.mkdir(exist_ok=True)
    with (place.parent / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            for older in place.parent.glob("tests-*.sqlite3"):
                older.unlink()
            _migrate(place)
    return place


def _place() -> Path:
    """The names of the files are hashed with their contents."""
    digest = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *(ROOT / name for name in MADE_BY_MIGRATIONS)]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return ROOT / "build" / f"tests-{digest.hexdigest()[:16]}.sqlite3"


def _migrate(place: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIVILITY_")}
    with tempfile.TemporaryDirectory(prefix="civility-migrated-") as folder:
        told = {"CIVILITY_DATA_DIR": folder, "CIVILITY_SECRET_KEY": "migrated-" + "x" * 50}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=kept | told, check=True)
        beside = place.with_suffix(".begun")
        beside.unlink(missing_ok=True)
        copy(Path(folder, "civility.sqlite3"), beside)
        beside.replace(place)


def copy(source: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as kept, contextlib.closing(sqlite3.connect(target)) as fresh:
        kept.backup(fresh)


@contextlib.contextmanager
def loaded() -> Iterator[None]:
    """The kept database in the memory that the tests' database will be."""
    if connection.vendor != "sqlite":
        yield
        return
    memory = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
    with contextlib.closing(memory), contextlib.closing(sqlite3.connect(database())) as kept:
        kept.backup(memory)
        yield  # the memory lives as long as somebody is connected to it
