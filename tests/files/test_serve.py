"""The one serving function: inert headers, ranges, Chinese names, and never a damaged file."""

import os
from urllib.parse import unquote

import pytest
from django.test import RequestFactory

from files import serve as serving
from files import shelf, store
from files.models import Blob
from files.serve import disposition, serve
from tests.files.shelves import path_of

pytestmark = pytest.mark.django_db
DATA = bytes(range(256)) * 4


def kept(media_type="video/mp4"):
    return store.store_bytes(DATA, name="录像.mp4", media_type=media_type)


def answer(blob, name="录像.mp4", inline=False, **headers):
    return serve(RequestFactory().get("/", headers=headers), blob, name=name, inline=inline)


def body(response):
    return b"".join(response) if response.streaming else response.content


def test_the_whole_file_leaves_as_it_came():
    response = answer(kept())
    assert body(response) == DATA
    assert response.headers["Content-Length"] == str(len(DATA))


def test_users_bytes_are_inert_in_the_browser():
    response = answer(kept("text/html"), inline=True)
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_only_pictures_and_video_are_shown_in_the_page():
    assert answer(kept("image/jpeg"), inline=True).headers["Content-Disposition"].startswith("inline")
    assert answer(kept("image/jpeg")).headers["Content-Disposition"].startswith("attachment")


def test_a_file_to_be_saved_is_kept_by_no_cache():
    assert "no-store" in answer(kept()).headers["Cache-Control"]


def test_the_chinese_name_arrives_whole():
    said = disposition("创建“省文明单位”总结.docx", is_inline=False)
    assert unquote(said.split("filename*=UTF-8''")[1]) == "创建“省文明单位”总结.docx"
    assert 'filename="file.docx"' in said


@pytest.mark.parametrize("name", ['a.x"; filename="evil.exe', "a.b\r\nSet-Cookie: x=1", "a.doc\n", "a.文档"])
def test_a_hostile_name_adds_nothing_to_the_header(name):
    said = answer(kept(), name=name).headers["Content-Disposition"]
    assert said.count('"') == 2
    assert "\n" not in said
    assert "\r" not in said


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=1000-", 1000, 1023), ("bytes=-24", 1000, 1023), ("bytes=1000-5000", 1000, 1023)],
)
def test_a_part_is_sent_where_a_part_is_asked(asked, first, last):
    response = answer(kept(), inline=True, range=asked)
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/1024"
    assert body(response) == DATA[first : last + 1]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=9-2", "bytes=5000-6000", "bytes=-0"])
def test_a_part_that_does_not_exist_is_refused(asked):
    response = answer(kept(), range=asked)
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("asked", ["", "bytes=-", "rows=1-2", "bytes=0-1,5-6", "bytes=a-b"])
def test_a_range_we_do_not_know_gives_the_whole_file(asked):
    response = answer(kept(), range=asked)
    assert response.status_code == 200
    assert body(response) == DATA


def test_a_changed_file_is_never_sent_and_its_row_says_so():
    blob = kept()
    path_of(blob.sha256).write_bytes(DATA[:-1] + b"X")
    response = answer(blob)
    assert response.status_code == 410
    assert DATA[:100] not in response.content
    assert "不一致" in response.content.decode()
    blob.refresh_from_db()
    assert blob.state == Blob.State.CHANGED


def test_a_shortened_file_is_never_sent():
    blob = kept()
    path_of(blob.sha256).write_bytes(DATA[:100])
    assert answer(blob).status_code == 410
    blob.refresh_from_db()
    assert blob.state == Blob.State.CHANGED


def test_a_missing_file_is_said_to_be_missing():
    blob = kept()
    path_of(blob.sha256).unlink()
    assert answer(blob).status_code == 410
    blob.refresh_from_db()
    assert blob.state == Blob.State.MISSING


def test_a_large_file_is_read_through_once_and_again_when_it_changed(monkeypatch):
    monkeypatch.setattr(serving, "LARGE", 100)
    monkeypatch.setattr(serving, "_read_through", {})
    read, is_whole = [], shelf.is_whole
    monkeypatch.setattr(shelf, "is_whole", lambda sha256: read.append(sha256) or is_whole(sha256))
    blob = kept()
    read.clear()
    for first in (0, 100, 200):
        assert answer(blob, Range=f"bytes={first}-").status_code == 206
    assert len(read) == 1
    with shelf.on_disk(blob.sha256) as path:
        path.write_bytes(DATA[:-1] + b"x")
        os.utime(path, (1, 1))
    assert answer(blob, Range="bytes=0-9").status_code == 410
    blob.refresh_from_db()
    assert blob.state == Blob.State.CHANGED
