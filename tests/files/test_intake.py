"""Uploads that come together: one child for all, each with its own outcome, and none that brings down the others."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import child
from documents.child import ChildFailed
from files import intake, renditions, store
from files.models import Blob, Likeness
from files.store import Refused
from tests.files.pictures import photo
from tests.files.shelves import path_of

pytestmark = pytest.mark.django_db
MADE = {"preview": b"p", "thumb": b"t", "width": 4, "height": 3, "taken_at": "", "media_type": "image/jpeg"}


def upload(name, data):
    return SimpleUploadedFile(name, data)


def photos(count):
    return [upload(f"{number}.jpg", photo((12 * number, 80, 80), size=(64, 48))) for number in range(count)]


def test_twenty_photos_cost_one_child(monkeypatch):
    calls, true = [], child.look_at
    monkeypatch.setattr(child, "look_at", lambda files: calls.append(len(files)) or true(files))
    blobs = intake.take_in(photos(20))
    assert calls == [20]
    assert len({blob.pk for blob in blobs}) == 20
    assert all(renditions.are_there(blob) for blob in blobs)


def test_what_the_child_reads_is_noted_on_the_blob():
    (blob,) = intake.take_in([upload("合影.jpg", photo())])
    assert (blob.latitude, blob.longitude) == pytest.approx((28.183333, 112.966667))
    assert (blob.width, blob.height) == (640, 480)
    assert not Likeness.objects.exists()  # one colour looks like every other


def test_each_file_has_its_own_outcome_in_its_place():
    sent = [upload("坏.jpg", b"<html>"), upload("好.jpg", photo()), upload("空.txt", b""), upload("方案.txt", b"text")]
    bad, good, empty, paper = intake.take_in(sent)
    assert "内容却是网页" in str(bad)
    assert good.media_type == "image/jpeg"
    assert "空的" in str(empty)
    assert paper.media_type == "text/plain"


def test_a_file_that_brings_the_child_down_is_refused_alone(monkeypatch):
    def look(files):
        if any(name == "毒.jpg" for _, name, _ in files):
            raise ChildFailed("处理这份文件时出了意外。")
        return [MADE for _ in files]

    monkeypatch.setattr(child, "look_at", look)
    first, poison, last = intake.take_in([upload("一.jpg", b"1"), upload("毒.jpg", b"2"), upload("三.jpg", b"3")])
    assert isinstance(first, Blob)
    assert isinstance(last, Blob)
    assert "意外" in str(poison)


def test_files_that_would_take_for_ever_are_told_to_come_alone(monkeypatch):
    monkeypatch.setattr(intake, "PATIENCE", -1)
    monkeypatch.setattr(child, "look_at", lambda files: (_ for _ in ()).throw(ChildFailed("太复杂。")))
    assert {str(one) for one in intake.take_in(photos(2))} == {intake.NO_TIME}


def test_known_bytes_are_checked_again_and_decoded_no_more(monkeypatch):
    (blob,) = intake.take_in([upload("合影.jpg", photo())])
    asked, true = [], child.look_at
    monkeypatch.setattr(child, "look_at", lambda files: asked.extend(files) or true(files))
    assert intake.take_in([upload("又一次.jpg", photo())]) == [blob]
    assert [wants_pictures for _, _, wants_pictures in asked] == [False]
    (refused,) = intake.take_in([upload("又一次.docx", photo())])
    assert isinstance(refused, Refused)


def test_nothing_stays_on_its_way(settings):
    intake.take_in([*photos(2), upload("坏.jpg", b"x")])
    assert list((settings.DATA_DIR / "incoming").iterdir()) == []


def test_damaged_bytes_are_put_back_by_their_second_upload():
    (blob,) = intake.take_in(photos(1))
    path_of(blob.sha256).write_bytes(b"damaged")
    Blob.objects.filter(pk=blob.pk).update(state=Blob.State.CHANGED)
    (again,) = intake.take_in(photos(1))
    assert again.state == Blob.State.WHOLE
    assert store.read(again)


def test_the_folder_of_a_child_whose_parent_was_killed_is_taken_away(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, alive, old = (tmp_path / f"{child.FOLDER}{name}-x" for name in (gone.pid, os.getpid(), f"{os.getpid()}-old"))
    for folder in (dead, alive, old):
        folder.mkdir()
        Path(folder, "half a preview").write_bytes(b"x")
    yesterday = time.time() - child.OLDEST_FOLDER - 60
    os.utime(old, (yesterday, yesterday))
    assert child.sweep_folders() == 2
    assert list(tmp_path.glob(f"{child.FOLDER}*")) == [alive]
