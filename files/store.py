"""The one writer of users' bytes: temporary file, digest, checks, fsync, rename, row; nothing half-written."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from documents import child
from files import shelf
from files.models import Blob

logger = logging.getLogger("civility.files")

MIB = 1024 * 1024
NO_ROOM = "服务器磁盘写不进去了，文件没有保存，请联系管理员腾出空间后再传。"
LITTLE_ROOM = "服务器剩余空间不足，文件没有保存，请联系管理员。"


class Refused(Exception):
    """The bytes were not taken; the message is one Chinese sentence for the person who sent them."""


@dataclass(frozen=True)
class Facts:
    """What the check found out about incoming bytes."""

    media_type: str


Check = Callable[[Path, str], Facts]


def too_large(limit: int) -> str:
    """The sentence for a file above `limit` bytes."""
    return f"文件超过了 {limit // MIB} MB，请压缩或拆开后再传。"


def has_room_for(size: int) -> bool:
    """True while so many bytes more leave the disk above the floor of free room."""
    return shutil.disk_usage(settings.DATA_DIR).free - size >= settings.FREE_SPACE_FLOOR


def known_type(path: Path, name: str) -> Facts:
    """Look into the bytes in the guarded child: the type must be one we keep and agree with the name's ending."""
    try:
        return Facts(media_type=child.check_file(path, name))
    except (child.ChildRefused, child.ChildFailed) as problem:
        raise Refused(str(problem)) from None


@dataclass(frozen=True)
class Received:
    """Bytes written down under a temporary name, on the disk and counted, but not looked at and not kept yet."""

    path: Path
    name: str
    sha256: str
    size: int


def receive(chunks: Iterable[bytes], *, name: str, limit: int | None = None) -> Received:
    """Write bytes down; whoever calls this removes `path` in the end. Raises Refused: too large, empty, no room."""
    path = None
    try:
        handle, temporary = tempfile.mkstemp(dir=settings.DATA_DIR / "incoming", prefix="blob-")
        path = Path(temporary)
        sha256, size = _write(handle, chunks, limit or settings.UPLOAD_LIMIT)
        return Received(path, name, sha256, size)
    except BaseException as problem:
        if path is not None:
            path.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise _no_room(problem) from problem
        raise


def put(received: Received) -> None:
    """Give received bytes their place in the storage; bytes that were lost or damaged there are put back.

    Without a row they belong to nobody and fixity names them. Raises Refused: no room.
    """
    try:
        shelf.put(received.path, received.sha256)
    except OSError as problem:
        raise _no_room(problem) from problem


def row(received: Received, media_type: str) -> Blob:
    """The row of bytes that were put, in the caller's transaction; the same bytes a second time have one row."""
    facts = {"size": received.size, "media_type": media_type}
    blob, is_new = Blob.objects.get_or_create(sha256=received.sha256, defaults=facts)
    if not is_new and blob.state != Blob.State.WHOLE:
        blob.state = Blob.State.WHOLE
        blob.save(update_fields=["state"])
    return blob


def _no_room(problem: OSError) -> Refused:
    logger.error("an upload could not be kept: %s", problem)
    return Refused(NO_ROOM)


def store(chunks: Iterable[bytes], *, name: str, limit: int | None = None, check: Check = known_type) -> Blob:
    """Receive, check and keep one file. `limit` is in bytes. Raises Refused with a sentence, also where the check
    finds that it is not a file we keep. The row is written in the caller's transaction. Several uploads together are
    files.intake's.
    """
    received = receive(chunks, name=name, limit=limit)
    try:
        media_type = check(received.path, name).media_type
        put(received)
        return row(received, media_type)
    finally:
        received.path.unlink(missing_ok=True)


def _write(handle: int, chunks: Iterable[bytes], limit: int) -> tuple[str, int]:
    """Write the chunks, counting and digesting; the file is on the disk when this returns."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise Refused(too_large(limit))
            if not has_room_for(len(chunk)):
                raise Refused(LITTLE_ROOM)
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise Refused("这个文件是空的，请检查后再传。")
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def store_bytes(data: bytes, *, name: str, media_type: str) -> Blob:
    """Keep bytes of our own making (a result, a preview), whose type we know."""
    return store([data], name=name, limit=2**40, check=lambda path, name: Facts(media_type=media_type))


def read(blob: Blob) -> bytes:
    """All bytes of a blob, checked against its digest. Raises Refused when the file is gone or changed."""
    try:
        data = b"".join(shelf.pieces(blob.sha256))
    except FileNotFoundError:
        _note(blob, Blob.State.MISSING)
        raise Refused("这个文件在磁盘上找不到了，请联系管理员从备份恢复。") from None
    if hashlib.sha256(data).hexdigest() != blob.sha256:
        _note(blob, Blob.State.CHANGED)
        raise Refused("这个文件的内容和入库时不一致，请联系管理员从备份恢复。")
    return data


def _note(blob: Blob, state: str) -> None:
    Blob.objects.filter(pk=blob.pk).update(state=state)
