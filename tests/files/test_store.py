"""The one writer: what is kept, what is refused, and that nothing is left half-written."""

import errno
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from files import store
from files.models import Blob
from tests.files.pictures import photo
from tests.files.shelves import path_of, root

pytestmark = pytest.mark.django_db
TEXT = "活动方案".encode()


def keep(data=TEXT, name="方案.txt", **options):
    return store.store([data], name=name, check=lambda path, name: store.Facts("text/plain"), **options)


def everything_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_lie_under_their_own_digest_and_come_back_the_same():
    blob = keep()
    assert blob.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert path_of(blob.sha256).read_bytes() == TEXT == store.read(blob)
    assert blob.size == len(TEXT)


def test_the_file_can_be_read_by_its_owner_only():
    assert path_of(keep().sha256).stat().st_mode & 0o777 == 0o600


def test_the_same_bytes_are_kept_once():
    assert keep() == keep(name="另一个名字.txt")
    assert Blob.objects.count() == 1
    assert len(everything_in(root())) == 1


def test_chunks_are_joined_in_order():
    blob = store.store([b"one ", b"two"], name="a.txt", check=lambda path, name: store.Facts("text/plain"))
    assert store.read(blob) == b"one two"


def test_nothing_stays_in_the_incoming_folder(settings):
    keep()
    with pytest.raises(store.Refused):
        keep(b"")
    assert everything_in(settings.DATA_DIR / "incoming") == []


def test_an_empty_file_is_refused_with_a_sentence():
    with pytest.raises(store.Refused, match="空的"):
        keep(b"")


def test_a_file_above_the_limit_is_refused_before_it_is_whole():
    read = []

    def endless():
        while True:
            read.append(1)
            yield b"x" * store.MIB

    with pytest.raises(store.Refused, match="超过了 2 MB"):
        store.store(endless(), name="大.txt", limit=2 * store.MIB)
    assert len(read) == 3
    assert Blob.objects.count() == 0


def test_too_little_room_is_told_before_the_disk_is_full(settings):
    settings.FREE_SPACE_FLOOR = 2**60
    with pytest.raises(store.Refused, match="剩余空间不足"):
        keep()


def test_the_content_must_agree_with_the_name():
    with pytest.raises(store.Refused, match="内容却是JPG"):
        store.store([photo()], name="总结.docx")
    assert Blob.objects.count() == 0
    assert everything_in(root()) == []


def test_a_known_file_under_a_false_name_is_refused_too():
    store.store([photo()], name="合影.jpg")
    with pytest.raises(store.Refused):
        store.store([photo()], name="总结.docx")


def test_a_true_photo_gets_its_type_from_its_content():
    assert store.store([photo()], name="合影.JPG").media_type == "image/jpeg"


def test_a_second_upload_puts_a_lost_file_back():
    blob = keep()
    path_of(blob.sha256).unlink()
    with pytest.raises(store.Refused, match="找不到"):
        store.read(blob)
    assert store.read(keep()) == TEXT
    blob.refresh_from_db()
    assert blob.state == Blob.State.WHOLE


def test_a_second_upload_mends_a_damaged_file():
    blob = keep()
    path_of(blob.sha256).write_bytes(b"something else")
    with pytest.raises(store.Refused, match="不一致"):
        store.read(blob)
    keep()
    assert path_of(blob.sha256).read_bytes() == TEXT


def test_a_damaged_file_is_noted_on_its_row():
    blob = keep()
    path_of(blob.sha256).write_bytes(b"x")
    with pytest.raises(store.Refused):
        store.read(blob)
    blob.refresh_from_db()
    assert blob.state == Blob.State.CHANGED


FAULTS = [
    (os, "fsync", errno.EIO),
    (os, "fsync", errno.ENOSPC),
    (Path, "replace", errno.ENOSPC),
    (Path, "mkdir", errno.ENOSPC),
    (Path, "chmod", errno.EPERM),
    (store.tempfile, "mkstemp", errno.ENOSPC),
    (shutil, "disk_usage", errno.EIO),
]


@pytest.mark.parametrize(("where", "name", "code"), FAULTS)
def test_a_full_or_failing_disk_leaves_no_row_and_no_file(monkeypatch, settings, where, name, code):
    def fails(*args, **options):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(where, name, fails)
        with pytest.raises(store.Refused, match="磁盘写不进去"):
            keep()
    assert Blob.objects.count() == 0
    assert everything_in(root()) == []
    assert everything_in(settings.DATA_DIR / "incoming") == []


class FullAfter:
    """A file that takes so many bytes and then says the disk is full, as a real one does: after a partial write."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, data):
        taken = data[: self.room]
        self.file.write(taken)
        self.room -= len(taken)
        if len(taken) < len(data):
            raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("room", [0, 1, 4095, 4096, 65535, 99_999])
def test_a_disk_that_fills_at_any_byte_leaves_nothing_half_written(monkeypatch, settings, room):
    true_fdopen = os.fdopen
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", lambda handle, mode: FullAfter(true_fdopen(handle, mode), room))
        with pytest.raises(store.Refused, match="磁盘写不进去"):
            keep(b"x" * 100_000)
    assert Blob.objects.count() == 0
    assert everything_in(settings.DATA_DIR) == []


def test_after_the_disk_has_room_again_the_same_file_is_taken(monkeypatch):
    def fails(*args):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch, pytest.raises(store.Refused):
        patch.setattr(Path, "replace", fails)
        keep()
    assert store.read(keep()) == TEXT


def test_bytes_of_our_own_are_kept_under_the_type_we_say():
    blob = store.store_bytes(b"%PDF-1.7", name="报告.pdf", media_type="application/pdf")
    assert blob.media_type == "application/pdf"
