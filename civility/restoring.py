"""Bringing an archive back into an empty place: all is proved first, then files, then the database at once."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from civility.backing_up import FORMAT, MANIFEST, SEAL, SNAPSHOT, Stopped, tool
from files import shelf

DAMAGED = "这份备份不完整或已损坏（{what}），什么也没有写入。请换另一份备份。"
LARGEST_MANIFEST = 256 * 2**20  # bytes


def restore(path: Path, *, say: Callable[[str], None] = lambda text: None) -> dict:
    """Bring back what an archive holds; returns its manifest. Raises Stopped with one sentence.

    Cut off in the middle it can simply be run again: files that are there already are looked at and kept, and the
    database is put in place last, in one step.
    """
    manifest = prove(path)
    _refuse_other_house(manifest)
    _refuse_full_house(manifest)
    say(f"备份完好：{len(manifest['blobs'])} 个文件，{_spoken(manifest['made_at'])}制作。")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
        database = _unpack(path, manifest, Path(folder), say)
        connection.close()
        if connection.vendor == "sqlite":
            _put_sqlite(database)
        else:
            _put_postgresql(database)
    _compare(manifest)
    return manifest


def _spoken(moment: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(moment)):%Y-%m-%d %H:%M}"


def prove(path: Path) -> dict:
    """Read a whole archive and hold every part against its list; the list, or Stopped. Nothing is written."""
    try:
        with tarfile.open(path, "r:") as archive:
            manifest = _manifest(archive)
        with tarfile.open(path, "r:") as archive:
            found = {entry.name: _digest_of(archive, entry) for entry in archive if entry.name not in (MANIFEST, SEAL)}
    except FileNotFoundError:
        raise Stopped(f"没有“{path}”这个文件。") from None
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, OSError) as problem:
        raise Stopped(DAMAGED.format(what=str(problem)[:80] or "读不出来")) from None
    wanted = dict(manifest["files"]) | {f"blobs/{shelf.name_of(one)}": one for one in manifest["blobs"]}
    if found != wanted:
        odd = next(iter(sorted(set(found.items()) ^ set(wanted.items()))))[0]
        raise Stopped(DAMAGED.format(what=f"{odd} 对不上"))
    return manifest


def _manifest(archive: tarfile.TarFile) -> dict:
    said, seal = {}, b""
    for entry in archive:
        if entry.name in (MANIFEST, SEAL):
            if not entry.isreg() or entry.size > LARGEST_MANIFEST:
                raise ValueError("清单不对")
            said[entry.name] = archive.extractfile(entry).read()
    text, seal = said.get(MANIFEST, b""), said.get(SEAL, b"")
    if not text or hashlib.sha256(text).hexdigest().encode() != seal:
        raise ValueError("清单缺失或被改过")
    manifest = json.loads(text)
    if manifest["format"] != FORMAT:
        raise ValueError("是另一种格式")
    return manifest


def _digest_of(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
    if not entry.isreg():
        raise ValueError(f"{entry.name} 不是普通文件")
    return hashlib.file_digest(archive.extractfile(entry), "sha256").hexdigest()


def _refuse_other_house(manifest: dict) -> None:
    if manifest["database"] != connection.vendor:
        titles = {"sqlite": "SQLite（单机）", "postgresql": "PostgreSQL"}
        raise Stopped(
            f"这份备份来自 {titles.get(manifest['database'], manifest['database'])}，"
            f"现在设置的是 {titles.get(connection.vendor, connection.vendor)}，不能直接恢复。"
        )
    own = {app.label for app in apps.get_app_configs()}
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = [name for name in manifest["migrations"] if name.split(".")[0] in own and name not in known]
    if newer:
        raise Stopped("这份备份是更新版本的程序做的，请先把程序升级到同一版本，再恢复。")


def _refuse_full_house(manifest: dict) -> None:
    """Only an empty place is filled: no account in the database, no file that the archive does not hold."""
    try:
        with connection.cursor() as cursor:
            is_used = "accounts_user" in connection.introspection.table_names(cursor)
            if is_used:
                cursor.execute("SELECT count(*) FROM accounts_user")
                is_used = bool(cursor.fetchone()[0])
    except DatabaseError as problem:
        raise Stopped(f"数据库打不开（{str(problem).splitlines()[0][:80]}），没有恢复。") from None
    strange = {name.rpartition("/")[2] for name in shelf.names()} - set(manifest["blobs"])
    if is_used or strange:
        raise Stopped(
            f"“{settings.DATA_DIR}”里已经有数据，恢复只写进空的地方。"
            "请用 CIVILITY_DATA_DIR 指定一个空目录（或一个空数据库）再来。"
        )


def _unpack(path: Path, manifest: dict, folder: Path, say) -> Path:
    """Files to where they belong, the database beside them; where the snapshot lies now."""
    database = folder / SNAPSHOT[manifest["database"]]
    done = 0
    with tarfile.open(path, "r:") as archive:
        for entry in archive:
            if entry.name == database.name:
                _copy(archive.extractfile(entry), database)
            elif entry.name.startswith("blobs/"):
                digest = Path(entry.name).name
                _copy(archive.extractfile(entry), folder / digest)
                shelf.put(folder / digest, digest)
                done += 1
                if done % 1000 == 0:
                    say(f"已恢复 {done} / {len(manifest['blobs'])} 个文件")
    if not database.exists():
        raise Stopped(DAMAGED.format(what="没有数据库"))
    return database


def _copy(source, target: Path) -> None:
    with target.open("wb") as file:
        target.chmod(0o600)
        shutil.copyfileobj(source, file, 2**20)
        file.flush()
        os.fsync(file.fileno())


def _put_sqlite(packed: Path) -> None:
    final = Path(connection.settings_dict["NAME"])
    plain = final.with_name(final.name + ".restoring")
    with gzip.open(packed, "rb") as source:
        _copy(source, plain)
    for rest in ("-wal", "-shm"):
        final.with_name(final.name + rest).unlink(missing_ok=True)
    plain.replace(final)
    handle = os.open(final.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _put_postgresql(dump: Path) -> None:
    name = connection.settings_dict["NAME"]
    words = ("--clean", "--if-exists", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction")
    tool("pg_restore", *words, f"--dbname={name}", str(dump))


def _compare(manifest: dict) -> None:
    with connection.cursor() as cursor:
        for table, count in manifest["rows"].items():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            there = cursor.fetchone()[0]
            if there != count:
                raise Stopped(f"恢复后 {table} 有 {there} 行，备份里是 {count} 行，请换另一份备份再试。")
