"""The preview and the thumbnail of a picture, made once in the guarded child; the original is never touched."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from documents import child
from files import store
from files.models import Blob, Rendition

KEPT = "原图照常保存"  # what the sentence of documents.pictures says where only the preview is refused
SMALLEST_HUGE = 2 * 2**20  # bytes; a true photograph of more pixels than we decode weighs more than this


def ensure(blob: Blob) -> Blob:
    """Make the renditions of a picture unless they are there, and note its size and when it was taken.

    Costs one child; call it outside a transaction, or the database stays locked that long. Raises Refused with a
    sentence where the bytes are no picture. A photograph too large to decode is kept without renditions.
    """
    if not blob.is_picture or _are_there(blob):
        return blob
    try:
        made = child.make_renditions(store.read(blob))
    except child.ChildError as problem:
        if KEPT in str(problem):
            return _kept_without(blob)
        raise store.Refused(str(problem)) from None
    pictures = {
        kind: store.store_bytes(made[kind], name=f"{kind}.jpg", media_type="image/jpeg")
        for kind in Rendition.Kind.values
    }
    _note(blob, made, pictures)
    return blob


def of(blob: Blob, kind: str) -> Blob | None:
    """The blob of one rendition; None where there is none."""
    row = blob.renditions.filter(kind=kind).select_related("blob").first()
    return row.blob if row else None


def _are_there(blob: Blob) -> bool:
    return blob.renditions.filter(blob__state=Blob.State.WHOLE).count() == len(Rendition.Kind)


def _kept_without(blob: Blob) -> Blob:
    if blob.size < SMALLEST_HUGE:
        raise store.Refused("这张图片的像素多得不正常，可能会拖垮系统，不收。请换一张再传。")
    return blob


@transaction.atomic
def _note(blob: Blob, made: dict, pictures: dict[str, Blob]) -> None:
    for kind, picture in pictures.items():
        Rendition.objects.update_or_create(source=blob, kind=kind, defaults={"blob": picture})
    blob.width, blob.height = made["width"], made["height"]
    blob.taken_at = _moment(made["taken_at"])
    blob.save(update_fields=["width", "height", "taken_at"])


def _moment(text: str) -> datetime | None:
    """The camera's clock has no zone; it is read as local time."""
    return timezone.make_aware(datetime.fromisoformat(text)) if text else None
