"""The preview and the thumbnail of a picture, made once in the guarded child; the original is never touched."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from documents import child
from files import likeness, store
from files.models import Blob, Rendition
from files.store import Received

KEPT = "原图照常保存"  # what the sentence of documents.pictures says where only the preview is refused
SMALLEST_HUGE = 2 * 2**20  # bytes; a true photograph of more pixels than we decode weighs more than this


def ensure(blob: Blob) -> Blob:
    """Make the renditions of a picture unless they are there, and note its size and when it was taken.

    Costs one child; call it outside a transaction, or the database stays locked that long. Raises Refused with a
    sentence where the bytes are no picture. A photograph too large to decode is kept without renditions.
    """
    if not blob.is_picture or are_there(blob):
        return blob
    try:
        made = child.make_renditions(store.read(blob))
    except child.ChildError as problem:
        if KEPT in str(problem):
            refuse_bomb(blob.size)
            return blob
        raise store.Refused(str(problem)) from None
    with written(made) as pictures, transaction.atomic():
        note(blob, made, pictures)
    return blob


@contextlib.contextmanager
def written(made: dict) -> Iterator[dict[str, Received]]:
    """The pictures the child made, put on the disk; their rows come with `note`."""
    pictures = {}
    try:
        for kind in Rendition.Kind.values:
            pictures[kind] = store.receive([made[kind]], name=f"{kind}.jpg")
            store.put(pictures[kind])
        yield pictures
    finally:
        for picture in pictures.values():
            picture.path.unlink(missing_ok=True)


def note(blob: Blob, made: dict, pictures: dict[str, Received]) -> None:
    """Write the rows of a picture's renditions and what the child read in it; in the caller's transaction."""
    rows = [Rendition(source=blob, kind=kind, blob=store.row(one, "image/jpeg")) for kind, one in pictures.items()]
    Rendition.objects.bulk_create(rows, update_conflicts=True, unique_fields=["source", "kind"], update_fields=["blob"])
    blob.width, blob.height = made["width"], made["height"]
    blob.taken_at = _moment(made["taken_at"])
    blob.latitude, blob.longitude = made.get("place") or (None, None)
    blob.save(update_fields=["width", "height", "taken_at", "latitude", "longitude"])
    likeness.note(blob, made.get("looks", []))


def of(blob: Blob, kind: str) -> Blob | None:
    """The blob of one rendition; None where there is none."""
    row = blob.renditions.filter(kind=kind).select_related("blob").first()
    return row.blob if row else None


def are_there(blob: Blob) -> bool:
    """Whether the preview and the thumbnail of a picture are kept and whole."""
    return blob.renditions.filter(blob__state=Blob.State.WHOLE).count() == len(Rendition.Kind)


def refuse_bomb(size: int) -> None:
    """Refused where a picture of more pixels than we decode weighs too few bytes to be a photograph."""
    if size < SMALLEST_HUGE:
        raise store.Refused("这张图片的像素多得不正常，可能会拖垮系统，不收。请换一张再传。")


def _moment(text: str) -> datetime | None:
    """The camera's clock has no zone; it is read as local time."""
    return timezone.make_aware(datetime.fromisoformat(text)) if text else None
