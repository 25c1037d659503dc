"""Previews: made once, small, upright, without the place; the original stays byte for byte."""

import io
from datetime import datetime

import pytest
from django.utils import timezone
from PIL import Image

from documents import child
from files import renditions, store
from files.models import Blob
from tests.files.pictures import photo, picture_bomb
from tests.files.shelves import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def big():
    return photo(size=(2000, 1000))


def kept(data, name="合影.jpg") -> Blob:
    return renditions.ensure(store.store([data], name=name))


def test_a_photo_gets_a_preview_and_a_thumbnail(big):
    blob = kept(big)
    preview = Image.open(io.BytesIO(store.read(renditions.of(blob, "preview"))))
    thumb = Image.open(io.BytesIO(store.read(renditions.of(blob, "thumb"))))
    assert (preview.size, thumb.size) == ((1280, 640), (320, 160))


def test_the_original_is_kept_byte_for_byte(big):
    assert store.read(kept(big)) == big


def test_previews_do_not_tell_where_or_with_what_a_photo_was_taken(big):
    made = store.read(renditions.of(kept(big), "preview"))
    assert b"Exif" in big
    assert b"Exif" not in made
    assert not Image.open(io.BytesIO(made)).getexif()


def test_size_and_time_are_noted_on_the_original(big):
    blob = kept(big)
    assert (blob.width, blob.height) == (2000, 1000)
    assert blob.taken_at == timezone.make_aware(datetime(2022, 3, 12, 9, 30))


def test_a_photo_without_a_date_has_no_time():
    assert kept(photo(taken=None)).taken_at is None


def test_renditions_are_made_once(big, monkeypatch):
    kept(big)
    monkeypatch.setattr(child, "make_renditions", lambda data: pytest.fail("made again"))
    kept(big)


def test_a_damaged_rendition_is_made_again(big):
    blob = kept(big)
    thumb = renditions.of(blob, "thumb")
    path_of(thumb.sha256).unlink()
    Blob.objects.filter(pk=thumb.pk).update(state=Blob.State.MISSING)
    renditions.ensure(blob)
    assert store.read(renditions.of(blob, "thumb"))


def test_a_paper_has_no_renditions():
    blob = store.store_bytes(b"x", name="a.txt", media_type="text/plain")
    assert renditions.of(renditions.ensure(blob), "thumb") is None


def test_a_picture_that_only_begins_like_one_is_refused_with_a_sentence():
    broken = photo()[:200] + b"\xff\xd9"
    with pytest.raises(store.Refused, match="图片"):
        kept(broken)


def test_a_picture_bomb_is_refused():
    with pytest.raises(store.Refused, match="不收"):
        kept(picture_bomb(), "炸弹.png")


def test_a_true_photo_too_large_to_decode_is_kept_without_a_preview(monkeypatch):
    monkeypatch.setattr(renditions, "SMALLEST_HUGE", 100)
    blob = kept(picture_bomb(), "一亿像素.png")
    assert renditions.of(blob, "preview") is None
    assert store.read(blob)
