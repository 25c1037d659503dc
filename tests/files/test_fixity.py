"""Reading everything again: each planted fault is named, a whole archive is said to be whole."""

import io
import os
import time

import pytest
from django.core.management import call_command

from files import fixity, store
from files.models import Blob
from tests.files.shelves import path_of, root

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(fixity, "ON_ITS_WAY_SECONDS", 0)


def keep(data: bytes) -> Blob:
    return store.store_bytes(data, name="a.txt", media_type="text/plain")


def run() -> tuple[int, str]:
    said = io.StringIO()
    try:
        call_command("fixity", stdout=said, stderr=said)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def test_a_whole_archive_is_said_to_be_whole():
    keep(b"one"), keep(b"two")
    assert run() == (0, "核验了 2 个文件，全部完好。\n")


def test_each_planted_fault_is_named():
    whole, missing, changed = keep(b"whole"), keep(b"missing"), keep(b"changed")
    path_of(missing.sha256).unlink()
    path_of(changed.sha256).write_bytes(b"changes")
    orphan = root() / "ab" / "cd" / ("ab" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"nobody's")
    code, said = run()
    assert code == 1
    assert f"丢失：{missing.sha256}" in said
    assert f"内容已变：{changed.sha256}" in said
    assert f"没有归属：ab/cd/{orphan.name}" in said
    assert whole.sha256 not in said
    assert "丢失 1 个，内容已变 1 个，没有归属 1 个" in said


def test_a_copy_in_a_wrong_folder_belongs_to_nobody():
    blob = keep(b"one")
    (root() / "zz").mkdir()
    (root() / "zz" / blob.sha256).write_bytes(b"one")
    assert fixity.check_all().orphans == [f"zz/{blob.sha256}"]


def test_the_state_is_noted_on_the_row_and_taken_back_when_mended():
    blob = keep(b"one")
    path = path_of(blob.sha256)
    path.write_bytes(b"two")
    fixity.check_all()
    blob.refresh_from_db()
    assert blob.state == Blob.State.CHANGED
    path.write_bytes(b"one")
    fixity.check_all()
    blob.refresh_from_db()
    assert blob.state == Blob.State.WHOLE
    assert blob.checked_at is not None


def test_a_file_the_disk_does_not_give_back_counts_as_changed(monkeypatch):
    blob = keep(b"one")

    def fails(sha256):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(fixity.shelf, "is_whole", fails)
    assert fixity.check_all().changed == [blob.sha256]


def test_a_file_whose_row_is_still_being_committed_is_no_orphan(monkeypatch):
    data = b"on its way"
    blob = keep(data)
    Blob.objects.all().delete()
    monkeypatch.setattr(
        fixity.time, "sleep", lambda seconds: Blob.objects.create(sha256=blob.sha256, size=len(data), media_type="a/b")
    )
    monkeypatch.setattr(fixity, "ON_ITS_WAY_SECONDS", 60)
    assert fixity.check_all().orphans == []


def test_only_temporary_files_of_a_day_ago_are_swept(settings):
    incoming = settings.DATA_DIR / "incoming"
    (incoming / "old").write_bytes(b"x")
    (incoming / "new").write_bytes(b"x")
    os.utime(incoming / "old", (time.time() - 2 * fixity.STALE_SECONDS,) * 2)
    assert fixity.sweep_incoming() == 1
    assert [path.name for path in incoming.iterdir()] == ["new"]
