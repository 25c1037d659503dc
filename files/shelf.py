"""Where kept bytes lie: Django's storage named "default", a folder on this disk unless the settings name another.

Nobody else knows a path of a kept file. Bytes are named by their SHA-256 alone, so a name never means two contents.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

CHUNK = 1024 * 1024  # bytes


class DiskShelf(FileSystemStorage):
    """A folder in the data directory; after a power cut a file is there whole, or not at all."""

    @property
    def location(self) -> str:
        return str(settings.DATA_DIR / "blobs")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # a damaged file is put back under its own name

    def _save(self, name: str, content: File) -> str:
        final = Path(self.path(name))
        temporary = Path(content.temporary_file_path())  # on the same disk: the move is one step
        _make_folder(final.parent)
        temporary.chmod(0o600)
        temporary.replace(final)
        self.sync(name)
        return name

    def sync(self, name: str) -> None:
        """Wait until the entry of a file that was put is on the disk itself."""
        _sync_folder(Path(self.path(name)).parent)


class _Written(File):
    """A file that lies on this disk already, so that a storage on the same disk may simply move it."""

    def temporary_file_path(self) -> str:
        return self.name


def name_of(sha256: str) -> str:
    """The name in the storage of the bytes with a digest: ab/cd/<digest>."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def put(path: Path, sha256: str) -> None:
    """Bring the written file `path` to its place, or leave it where its bytes are kept already. Raises OSError."""
    name, is_disk = name_of(sha256), isinstance(default_storage, DiskShelf)
    if is_whole(sha256):
        if is_disk:
            default_storage.sync(name)  # whoever put it there may not have come that far
        return
    if not is_disk and default_storage.exists(name):
        default_storage.delete(name)  # damaged; else the storage would find ours another name
    with path.open("rb") as file:
        default_storage.save(name, _Written(file))


def opened(sha256: str) -> BinaryIO:
    """The kept bytes, to be read from the start. Raises FileNotFoundError."""
    return default_storage.open(name_of(sha256), "rb")


def pieces(sha256: str) -> Iterator[bytes]:
    """The kept bytes, a piece at a time."""
    with opened(sha256) as file:
        while piece := file.read(CHUNK):
            yield piece


def is_there(sha256: str) -> bool:
    return default_storage.exists(name_of(sha256))


def size_of(sha256: str) -> int:
    """Bytes. Raises FileNotFoundError."""
    return default_storage.size(name_of(sha256))


def is_whole(sha256: str) -> bool:
    """True when the bytes are there and still are what they were. Raises OSError where they cannot be read."""
    digest = hashlib.sha256()
    try:
        for piece in pieces(sha256):
            digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256


@contextlib.contextmanager
def on_disk(sha256: str) -> Iterator[Path]:
    """A path from which the guarded child can read the bytes: their own, or for the moment a copy's."""
    if isinstance(default_storage, FileSystemStorage):
        yield Path(default_storage.path(name_of(sha256)))
        return
    with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR / "incoming", prefix="copy-") as copy:
        with opened(sha256) as file:
            shutil.copyfileobj(file, copy, CHUNK)
        copy.flush()
        yield Path(copy.name)


def names(folder: str = "") -> Iterator[str]:
    """The names of everything that lies in the storage, also of what does not belong there."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was kept yet, or it is gone again
        return
    yield from (f"{folder}{name}" for name in files)
    for inner in folders:
        yield from names(f"{folder}{inner}/")


def holds(folder: Path) -> bool:
    """Whether a folder of this disk is the storage's own, or lies in it."""
    if not isinstance(default_storage, FileSystemStorage):
        return False
    own = Path(default_storage.path("")).resolve()
    return own in (folder, *folder.parents)


def changed_at(name: str) -> datetime | None:
    """When a file was put or last changed; None where it is gone by now."""
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        return None


def _make_folder(folder: Path) -> None:
    """Make a folder whose own entry survives a power cut."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
