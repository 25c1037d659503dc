"""Uploads on their way in: too large or no room ends in one sentence, and the disk is not filled on the way."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from files import store
from files.models import Blob
from tests.evidence.filing import activity

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"Accept": "application/json"}}


@pytest.fixture(autouse=True)
def _handlers(settings):
    settings.FILE_UPLOAD_HANDLERS = ["files.incoming.Incoming"]


@pytest.fixture
def send(enter, clerk, department):
    """Send files of the plan slot to a record; the parsed answer."""
    record = activity(department, clerk)
    client = enter(clerk)

    def post(*files):
        response = client.post(reverse("record_files", args=[record.pk]), {"files-plan": list(files)}, **SCRIPT)
        return response.json()

    return post


def text(size=100_000, name="方案.txt"):
    return SimpleUploadedFile(name, b"x" * size)


def incoming(settings):
    return list((settings.DATA_DIR / "incoming").iterdir())


def test_a_good_file_comes_through_whole(send, settings):
    assert len(send(text(300_000))["tiles"]) == 1
    assert Blob.objects.get().size == 300_000
    assert incoming(settings) == []


def test_a_file_above_the_limit_is_not_written_to_its_end(send, settings, monkeypatch):
    settings.UPLOAD_LIMIT = store.MIB
    written = []
    monkeypatch.setattr(store, "has_room_for", lambda size: written.append(size) or True)
    assert "超过了 1 MB" in send(text(3 * store.MIB))["sentence"]
    assert sum(written) <= store.MIB
    assert incoming(settings) == []


def test_a_disk_without_room_is_told_in_a_sentence(send, settings):
    settings.FREE_SPACE_FLOOR = 2**60
    assert "剩余空间不足" in send(text())["sentence"]
    assert incoming(settings) == []


@pytest.mark.parametrize("method", ["write", "seek", "__init__"])
def test_a_disk_that_fails_on_the_way_in_is_told_in_a_sentence(send, settings, monkeypatch, method):
    from django.core.files import uploadhandler

    class Failing(uploadhandler.TemporaryUploadedFile):
        pass

    def fails(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    setattr(Failing, method, fails)
    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", Failing)
    assert "磁盘写不进去" in send(text())["sentence"]
    assert Blob.objects.count() == 0
    assert incoming(settings) == []


def test_a_refused_file_does_not_take_the_next_one_with_it(send, settings):
    settings.UPLOAD_LIMIT = store.MIB
    answer = send(text(2 * store.MIB, "大.txt"), text(10, "小.txt"))
    assert [refused["name"] for refused in answer["refused"]] == ["大.txt"]
    assert len(answer["tiles"]) == 1


def test_an_empty_file_is_still_said_to_be_empty(send):
    assert "空的" in send(SimpleUploadedFile("空.txt", b""))["sentence"]
