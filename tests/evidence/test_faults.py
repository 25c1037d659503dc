"""The whole way of an upload with one failure at each point in turn: a sentence, and nothing half-written."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.utils.datastructures import MultiValueDict

from documents import child
from evidence import uploads
from evidence.models import Attachment
from files import fixity, store
from files.models import Blob, Rendition
from tests.evidence.filing import activity
from tests.files.shelves import root

pytestmark = pytest.mark.django_db
MOST_POINTS = 60  # far more than the way has


@pytest.fixture(autouse=True)
def _quick_child(monkeypatch):
    """The child is not what fails here."""
    made = {"preview": b"preview", "thumb": b"thumb", "width": 4, "height": 3, "taken_at": "2022-03-12T09:30:00"}
    made |= {"media_type": "image/jpeg", "place": [28.2, 112.9], "looks": [1, 2, 3, 4]}
    monkeypatch.setattr(child, "look_at", lambda files: [made for _ in files])
    monkeypatch.setattr(fixity, "ON_ITS_WAY_SECONDS", 0)


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


class FailsAt:
    """Does what the true function does, but fails at its nth call."""

    def __init__(self, true, n, error):
        self.true, self.n, self.error, self.calls = true, n, error, 0

    def __call__(self, *args, **options):
        self.calls += 1
        if self.calls == self.n:
            raise self.error
        return self.true(*args, **options)


def send(record, by) -> uploads.Taken:
    files = MultiValueDict({"files-photo": [SimpleUploadedFile("合影.jpg", b"a photo")]})
    return uploads.take(files, record=record, by=by)


def check_nothing_is_half_done(settings):
    assert list((settings.DATA_DIR / "incoming").iterdir()) == []
    for blob in Blob.objects.all():
        assert store.read(blob)
    for attachment in Attachment.objects.all():
        assert attachment.blob.renditions.count() == len(Rendition.Kind)


def start_anew():
    """Forget what an earlier try left behind for the next one, so that each goes the whole way."""
    Rendition.objects.all().delete()
    Blob.objects.all().delete()
    shutil.rmtree(root())
    root().mkdir()


def sweep(patched, record, by, settings) -> int:
    """Fail at the first, second … point until an upload comes through; how many points there were."""
    for n in range(1, MOST_POINTS):
        with patched(n):
            taken = send(record, by)
        check_nothing_is_half_done(settings)
        if taken.attachments:
            return n - 1
        assert len(taken.refusals) == 1
        assert taken.refusals[0].sentence.endswith("。")
        assert not Attachment.objects.exists()
        start_anew()
    raise AssertionError("it never came through")


@pytest.mark.parametrize(
    ("where", "name"), [(os, "fsync"), (Path, "replace"), (os, "open"), (Path, "chmod"), (store.tempfile, "mkstemp")]
)
def test_a_disk_that_fails_at_any_point_leaves_nothing_half_written(monkeypatch, settings, record, clerk, where, name):
    true = getattr(where, name)

    def patched(n):
        failing = FailsAt(true, n, OSError(errno.ENOSPC, "No space left on device"))
        context = monkeypatch.context()

        class Patched:
            def __enter__(self):
                context.__enter__().setattr(where, name, lambda *args, **options: failing(*args, **options))

            def __exit__(self, *problem):
                return context.__exit__(*problem)

        return Patched()

    assert sweep(patched, record, clerk, settings) >= 3
    assert fixity.check_all().missing == []


def test_a_database_that_fails_at_any_statement_is_told_in_a_sentence(settings, record, clerk):
    def patched(n):
        count = [0]

        def fails(execute, sql, params, many, context):
            count[0] += not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
            if count[0] == n:
                count[0] += 1
                raise OperationalError("database or disk is full")
            return execute(sql, params, many, context)

        return connection.execute_wrapper(fails)

    assert sweep(patched, record, clerk, settings) >= 10


def test_after_all_those_failures_one_upload_is_one_attachment(settings, record, clerk):
    send(record, clerk), send(record, clerk)
    assert Attachment.objects.count() == 1
