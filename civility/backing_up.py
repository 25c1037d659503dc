"""One archive of everything: a snapshot of the database, then the files it names, and a list that proves both.

The database goes first: files are named by their content and never change, so whatever comes in afterwards is
missing in neither. Nobody has to stop working meanwhile.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from files import shelf

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
SNAPSHOT = {"sqlite": "database.sqlite3.gz", "postgresql": "database.dump"}
PREFIX, SUFFIX = "civility-", ".tar"
NOTE = "backup.json"  # beside the data: when the last archive was made, and where it went
SPARE = 64 * 2**20  # bytes left free beside an archive


class Stopped(Exception):
    """No archive, or nothing restored; the text is one sentence."""


@dataclass
class Made:
    """An archive that was written; `missing` are the digests of files the disk no longer has."""

    path: Path
    size: int
    files: int
    missing: list[str] = field(default_factory=list)


def back_up(folder: Path, *, keep: int | None = None, say: Callable[[str], None] = lambda text: None) -> Made:
    """Write an archive into a folder, readable by its owner alone, and note it; with `keep`, older ones of ours go.

    Raises Stopped. A file that was begun and not finished leaves nothing behind.
    """
    folder = folder.resolve()
    if shelf.holds(folder):
        raise Stopped("备份不要放在存放文件的目录里面，请换一个目录。")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise Stopped(f"“{folder}”建不了（{problem.strerror}），请换一个目录。") from None
    at = timezone.now()
    final = folder / f"{PREFIX}{timezone.localtime(at):%Y%m%d-%H%M%S}{SUFFIX}"
    handle, part = tempfile.mkstemp(dir=folder, prefix=".civility-", suffix=".part")
    os.close(handle)
    try:
        made = _write(Path(part), at, say)
        Path(part).replace(final)
        _sync(folder)
    except OSError as problem:
        raise Stopped(f"备份没有写成：{problem.strerror or problem}。请检查“{folder}”的剩余空间和权限。") from None
    finally:
        Path(part).unlink(missing_ok=True)
    made.path = final
    note(made.path, at, size=made.size, files=made.files)
    if keep:
        for old in archives(folder)[:-keep]:
            old.unlink(missing_ok=True)
    return made


def archives(folder: Path) -> list[Path]:
    """Our archives in a folder, oldest first."""
    return sorted(folder.glob(f"{PREFIX}[0-9]*{SUFFIX}"))


def last_noted() -> dict | None:
    """{at, path, size, files} of the last archive made here."""
    try:
        noted = json.loads((settings.DATA_DIR / NOTE).read_text(encoding="utf-8"))
        return noted | {"at": datetime.fromisoformat(noted["at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note(place: Path, at: datetime, *, size: int = 0, files: int = 0) -> None:
    """Write down that a backup was made; without a size, by somebody else's means."""
    said = {"at": at.isoformat(), "path": str(place), "size": size, "files": files}
    path = settings.DATA_DIR / NOTE
    part = path.with_suffix(".part")
    part.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def _write(part: Path, at: datetime, say) -> Made:
    with tempfile.TemporaryDirectory(dir=part.parent, prefix=".civility-") as folder, _snapshot(Path(folder)) as taken:
        database, digests, counts, applied = taken
        _refuse_little_room(part.parent, database.stat().st_size + _weight(digests))
        files, missing = {database.name: _digest(database)}, []
        with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
            archive.add(database, database.name, filter=_plain)
            for number, digest in enumerate(digests, start=1):
                if not shelf.is_there(digest):
                    missing.append(digest)
                    continue
                with shelf.on_disk(digest) as path:
                    archive.add(path, f"blobs/{shelf.name_of(digest)}", filter=_plain)
                if number % 1000 == 0:
                    say(f"已备份 {number} / {len(digests)} 个文件")
            manifest = {
                "format": FORMAT,
                "made_at": at.isoformat(),
                "database": connection.vendor,
                "migrations": applied,
                "rows": counts,
                "files": files,
                "blobs": [digest for digest in digests if digest not in set(missing)],
                "missing": missing,
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            _add(archive, MANIFEST, text)
            _add(archive, SEAL, hashlib.sha256(text).hexdigest().encode())
    with part.open("rb") as file:
        os.fsync(file.fileno())
    return Made(part, part.stat().st_size, len(digests) - len(missing), missing)


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody's name and no path of this machine goes into the archive."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    archive.addfile(entry, io.BytesIO(data))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _weight(digests: list[str]) -> int:
    return sum(shelf.size_of(digest) for digest in digests if shelf.is_there(digest))


def _refuse_little_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise Stopped(
            f"“{folder}”剩余空间不够：要 {needed // 2**20 + 1} MB，只剩 {free // 2**20} MB。"
            "换一个盘，或腾出空间再备份。"
        )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---------- the database

Taken = tuple[Path, list[str], dict[str, int], list[str]]


@contextmanager
def _snapshot(folder: Path) -> Iterator[Taken]:
    """A copy of the database at one moment: its file, the digests it names, the rows of each table, its migrations."""
    take = _of_sqlite if connection.vendor == "sqlite" else _of_postgresql
    with take(folder) as taken:
        yield taken


@contextmanager
def _of_sqlite(folder: Path) -> Iterator[Taken]:
    """By SQLite's own online backup: a copy of the file itself would be torn while somebody writes."""
    copy = folder / "database.sqlite3"
    connection.ensure_connection()
    target = sqlite3.connect(copy)
    try:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        tables = [row[0] for row in target.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
        counts = _counts(target.execute, [name for name in tables if _is_ours(name)])
        digests = [row[0] for row in target.execute("SELECT sha256 FROM files_blob ORDER BY sha256")]
        applied = [f"{app}.{name}" for app, name in target.execute("SELECT app, name FROM django_migrations")]
    except sqlite3.Error as problem:
        raise Stopped(f"数据库没有读出来（{problem}），没有备份。") from None
    finally:
        target.close()
    packed = folder / SNAPSHOT["sqlite"]
    with copy.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as squeezed:
        shutil.copyfileobj(plain, squeezed, 2**20)
    copy.unlink()
    yield packed, digests, counts, sorted(applied)


@contextmanager
def _of_postgresql(folder: Path) -> Iterator[Taken]:
    """By pg_dump, in the same snapshot that lists the files."""
    dump = folder / SNAPSHOT["postgresql"]
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            tool("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={dump}")

            def ask(query):
                cursor.execute(query)
                return cursor

            tables = [name for name in connection.introspection.table_names(cursor) if _is_ours(name)]
            counts = _counts(ask, sorted(tables))
            cursor.execute("SELECT sha256 FROM files_blob ORDER BY sha256")
            digests = [row[0] for row in cursor.fetchall()]
        finally:
            cursor.execute("ROLLBACK")
    applied = [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()]
    yield dump, digests, counts, sorted(applied)


def _is_ours(table: str) -> bool:
    return not table.startswith(("sqlite_", "evidence_pairs"))


def _counts(ask, tables: list[str]) -> dict[str, int]:
    return {name: ask(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def tool(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs against the database of the settings. Raises Stopped."""
    if shutil.which(program) is None:
        raise Stopped(
            f"这台机器上没有 {program}。请安装 postgresql-client（版本不低于数据库），"
            "或者照部署手册用数据库容器里的 pg_dump 备份。"
        )
    config = connection.settings_dict
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {name: str(config[key]) for name, key in given.items() if config.get(key)}
    done = subprocess.run(
        [program, *words], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["没有说明原因"])[-1]
        raise Stopped(f"{program} 没有做成：{said}")
