"""A migrated database to start from.

Migrating costs about 15 s of CPU, and dozens of tests want a database of their own. So whoever comes first migrates one
in a process of its own, and it lies in build/ until a migration or what migrations call changes. The tests' database
in memory is loaded from it (Django migrates in any case, and finds nothing left to do); houses begin with a copy.
On PostgreSQL the server keeps one in the same way, beside the named database, and each worker's is made after it.
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
from urllib.parse import SplitResult, urlsplit

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
    return ROOT / "build" / f"tests-{_digest(sqlite3.sqlite_version)}.sqlite3"


def _digest(version: str) -> str:
    """The names of the files are hashed with their contents."""
    digest = hashlib.sha256(f"{django.VERSION} {version}".encode())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *(ROOT / name for name in MADE_BY_MIGRATIONS)]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(place: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="civility-migrated-") as folder:
        _run_migrate(folder)
        beside = place.with_suffix(".begun")
        beside.unlink(missing_ok=True)
        copy(Path(folder, "civility.sqlite3"), beside)
        beside.replace(place)


def _run_migrate(folder: str, **told: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIVILITY_")}
    told |= {"CIVILITY_DATA_DIR": folder, "CIVILITY_SECRET_KEY": "migrated-" + "x" * 50}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=kept | told, check=True)


def on_the_server() -> str:
    """The name of the kept database on PostgreSQL; made where there is none yet, by one process at a time."""
    server = urlsplit(os.environ["CIVILITY_DATABASE_URL"])
    name = server.path.removeprefix("/")
    kept = f"{name}_migrated_{_digest('')}"
    with contextlib.closing(connection.Database.connect(_address(server, "postgres"))) as asked:
        asked.autocommit = True
        cursor = asked.cursor()
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [kept])  # until the connection ends
        cursor.execute("SELECT datname FROM pg_database WHERE left(datname, %s) = %s", [len(name) + 10, kept[:-16]])
        there = {row[0] for row in cursor.fetchall()}
        if kept not in there:
            for other in there:
                cursor.execute(f'DROP DATABASE IF EXISTS "{other}"')
            cursor.execute(f"CREATE DATABASE \"{kept}_begun\" TEMPLATE template0 ENCODING 'UTF8'")
            with tempfile.TemporaryDirectory(prefix="civility-migrated-") as folder:
                _run_migrate(folder, CIVILITY_DATABASE_URL=_address(server, f"{kept}_begun"))
            cursor.execute(f'ALTER DATABASE "{kept}_begun" RENAME TO "{kept}"')
    return kept


def _address(server: SplitResult, name: str) -> str:
    return server._replace(path=f"/{name}").geturl()


def copy(source: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as kept, contextlib.closing(sqlite3.connect(target)) as fresh:
        kept.backup(fresh)


@contextlib.contextmanager
def loaded() -> Iterator[None]:
    """The kept database in the memory that the tests' database will be, or named as what it is to be made after."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = on_the_server()
        yield
        return
    memory = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
    with contextlib.closing(memory), contextlib.closing(sqlite3.connect(database())) as kept:
        kept.backup(memory)
        yield  # the memory lives as long as somebody is connected to it
