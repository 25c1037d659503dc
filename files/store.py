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
from files.models import Blob

logger = logging.getLogger("civility.files")

CHUNK = 1024 * 1024  # bytes
NO_ROOM = "服务器磁盘写不进去了，文件没有保存，请联系管理员腾出空间后再传。"
LITTLE_ROOM = "服务器剩余空间不足，文件没有保存，请联系管理员。"


class Refused(Exception):
    """The bytes were not taken; the message is one Chinese sentence for the person who sent them."""


@dataclass(frozen=True)
class Facts:
    """What the check found out about incoming bytes."""

    media_type: str


Check = Callable[[Path, str], Facts]


def root() -> Path:
    return settings.DATA_DIR / "blobs"


def path_of(sha256: str) -> Path:
    """Where the bytes of a digest lie: ab/cd/<digest>."""
    return root() / sha256[:2] / sha256[2:4] / sha256


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def too_large(limit: int) -> str:
    """The sentence for a file above `limit` bytes."""
    return f"文件超过了 {limit // CHUNK} MB，请压缩或拆开后再传。"


def has_room_for(size: int) -> bool:
    """True while so many bytes more leave the disk above the floor of free room."""
    return shutil.disk_usage(settings.DATA_DIR).free - size >= settings.FREE_SPACE_FLOOR


def known_type(path: Path, name: str) -> Facts:
    """Look into the bytes in the guarded child: the type must be one we keep and agree with the name's ending."""
    try:
        return Facts(media_type=child.check_file(path, name))
    except (child.ChildRefused, child.ChildFailed) as problem:
        raise Refused(str(problem)) from None


def store(chunks: Iterable[bytes], *, name: str, limit: int | None = None, check: Check = known_type) -> Blob:
    """Keep bytes and return their blob; the same bytes a second time return the same blob.

    Bytes that were lost or damaged on the disk are put back by their second upload. `limit` is in bytes. Raises
    Refused with a sentence: too large, empty, no room, or not a file we keep.
    The row is written in the caller's transaction; bytes whose row was rolled back are left to the sweeper.
    """
    limit = limit or settings.UPLOAD_LIMIT
    path = None
    try:
        handle, temporary = tempfile.mkstemp(dir=settings.DATA_DIR / "incoming", prefix="blob-")
        path = Path(temporary)
        sha256, size = _write(handle, chunks, limit)
        facts = check(path, name)
        known = Blob.objects.filter(sha256=sha256).first()
        if known is not None and known.state == Blob.State.WHOLE and is_whole(path_of(sha256), sha256):
            return known
        _put_in_place(path, path_of(sha256))
        blob, _ = Blob.objects.update_or_create(
            sha256=sha256, defaults={"size": size, "media_type": facts.media_type, "state": Blob.State.WHOLE}
        )
        return blob
    except OSError as problem:
        logger.error("an upload could not be kept: %s", problem)
        raise Refused(NO_ROOM) from problem
    finally:
        if path is not None:
            path.unlink(missing_ok=True)


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


def is_whole(path: Path, sha256: str) -> bool:
    """True when the file is there and still is what it was."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def _make_folder(folder: Path) -> None:
    """Make a folder whose own entry survives a power cut."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)


def _put_in_place(temporary: Path, final: Path) -> None:
    _make_folder(final.parent)
    temporary.chmod(0o600)
    temporary.replace(final)
    _sync_folder(final.parent)


def store_bytes(data: bytes, *, name: str, media_type: str) -> Blob:
    """Keep bytes of our own making (a result, a preview), whose type we know."""
    return store([data], name=name, limit=2**40, check=lambda path, name: Facts(media_type=media_type))


def read(blob: Blob) -> bytes:
    """All bytes of a blob, checked against its digest. Raises Refused when the file is gone or changed."""
    try:
        data = path_of(blob.sha256).read_bytes()
    except FileNotFoundError:
        _note(blob, Blob.State.MISSING)
        raise Refused("这个文件在磁盘上找不到了，请联系管理员从备份恢复。") from None
    if hashlib.sha256(data).hexdigest() != blob.sha256:
        _note(blob, Blob.State.CHANGED)
        raise Refused("这个文件的内容和入库时不一致，请联系管理员从备份恢复。")
    return data


def _note(blob: Blob, state: str) -> None:
    Blob.objects.filter(pk=blob.pk).update(state=state)
