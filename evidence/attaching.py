"""Putting files and addresses into the slots of a record, and taking them back; bytes are never deleted."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.typed import clean_text
from evidence.models import Attachment, Record
from files import renditions
from files.models import Blob
from files.names import safe_name, split_ending
from files.store import Refused

MOST_FILES = 300  # live attachments of one record
LONGEST_ADDRESS = 500
_DOCUMENT = ("application/", "text/")
_TAKES = {
    Attachment.Slot.PHOTO: ("image/",),
    Attachment.Slot.PLAN: ("image/", *_DOCUMENT),
    Attachment.Slot.SUMMARY: ("image/", *_DOCUMENT),
    Attachment.Slot.PRESS: ("image/", *_DOCUMENT),
    Attachment.Slot.OTHER: ("image/", "video/", "audio/", *_DOCUMENT),
}
_check_address = URLValidator(schemes=["http", "https"], message="网址要以 http:// 或 https:// 开头，请检查。")


def attach(
    *,
    record: Record,
    slot: str,
    by: User | None,
    blob: Blob | None = None,
    name: str = "",
    caption: str = "",
    outlet: str = "",
    published_on: date | None = None,
    address: str = "",
) -> Attachment:
    """Put a stored file, or the address of a report, into a slot.

    The same bytes in the same slot a second time give the attachment that is there already. Previews of pictures are
    made before the transaction begins: call this outside one where you can.
    """
    if slot not in Attachment.Slot.values:
        raise ValidationError("没有这一类材料，请重新选择。")
    address = clean_text(address)
    if blob is not None:
        _check_blob(blob, slot)
    else:
        _check_report(slot, address, outlet)
    if address:
        _check_address(address)
        if len(address) > LONGEST_ADDRESS:
            raise ValidationError(f"网址太长（最多 {LONGEST_ADDRESS} 个字符），请用短一些的网址。")
    facts = {"name": _shown_name(name), "caption": clean_text(caption)[:200], "outlet": clean_text(outlet)[:60]}
    facts |= {"address": address, "published_on": published_on}
    return _add(record, slot, by, blob, facts)


@transaction.atomic
def _add(record: Record, slot: str, by: User | None, blob: Blob | None, facts: dict) -> Attachment:
    record.refresh_from_db(from_queryset=Record.objects.select_for_update())
    refuse_closed_files(record)
    live = record.attachments.live()
    same = {"blob": blob} if blob else {"blob": None, "address": facts["address"]}
    known = live.filter(slot=slot, **same).first()
    if known is not None:
        return known
    if live.count() >= MOST_FILES:
        raise ValidationError(f"一份档案最多放 {MOST_FILES} 个文件，请分成几份档案。")
    last = record.attachments.filter(slot=slot).aggregate(last=Max("order"))["last"]
    attachment = Attachment(record=record, slot=slot, blob=blob, added_by=by, order=(last or 0) + 1, **facts)
    attachment.taken_at = blob.taken_at if blob else None
    attachment.save()
    audit.record(
        by=by,
        verb="添加附件",
        of=attachment,
        unit=record.unit,
        after={"档案": record.title, "类别": attachment.get_slot_display(), "SHA-256": blob.sha256 if blob else ""},
    )
    return attachment


@transaction.atomic
def withdraw(*, attachment: Attachment, by: User) -> Attachment:
    """Take an attachment out of its record. The row and the bytes stay; a second time changes nothing."""
    record = Record.objects.select_for_update().get(pk=attachment.record_id)
    attachment.refresh_from_db()
    refuse_closed_files(record)
    if attachment.withdrawn_at is None:
        attachment.withdrawn_at = timezone.now()
        attachment.save(update_fields=["withdrawn_at"])
        audit.record(by=by, verb="撤下附件", of=attachment, unit=record.unit, before={"档案": record.title})
    return attachment


@transaction.atomic
def describe(*, record: Record, captions: dict[int, str], by: User) -> int:
    """Write the captions of a record's files, by attachment id; how many changed. Foreign ids change nothing."""
    record.refresh_from_db(from_queryset=Record.objects.select_for_update())
    refuse_closed_files(record)
    changed = {}
    for attachment in record.attachments.live().filter(pk__in=captions):
        caption = clean_text(captions[attachment.pk])[:200]
        if caption != attachment.caption:
            attachment.caption = changed[str(attachment)] = caption
            attachment.save(update_fields=["caption"])
    if changed:
        audit.record(by=by, verb="填写图片说明", of=record, after=changed)
    return len(changed)


def refuse_closed_files(record: Record) -> None:
    if not record.is_open:
        raise ValidationError(f"这份档案现在是“{record.get_state_display()}”，附件不能增减；要改先由审核人退回。")


def _check_blob(blob: Blob, slot: str) -> None:
    if not blob.media_type.startswith(_TAKES[slot]):
        if slot == Attachment.Slot.PHOTO:
            raise ValidationError("活动图片只收照片和截图（JPG、PNG、WEBP、HEIC 等），文档请放到别的类别。")
        raise ValidationError("这一类材料只收文档和图片；音频、视频请放到“其他”。")
    try:
        renditions.ensure(blob)
    except Refused as problem:
        raise ValidationError(str(problem)) from None


def _check_report(slot: str, address: str, outlet: str) -> None:
    if slot != Attachment.Slot.PRESS:
        raise ValidationError("请选择要上传的文件。")
    if not address:
        raise ValidationError("媒体报道要有网址或截图，请填一样。")


def _shown_name(name: str) -> str:
    """The name as people will see and download it; empty for an address."""
    return safe_name(*split_ending(name)) if name else ""
