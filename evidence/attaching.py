"""Putting files and addresses into the slots of a record, and taking them back; bytes are never deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.typed import clean_text
from evidence.models import Attachment, PhoneLink, Record
from evidence.sealing import refuse_sealed
from evidence.search import index
from evidence.search_actions import ask_for_text
from files import renditions
from files.models import Blob
from files.names import safe_name, split_ending
from files.store import Refused

MOST_FILES = 300  # live attachments of one record
LONGEST_ADDRESS = 500
NO_SLOT = "没有这一类材料，请重新选择。"
_DOCUMENT = ("application/", "text/")
_TAKES = {
    Attachment.Slot.PHOTO: ("image/",),
    Attachment.Slot.PLAN: ("image/", *_DOCUMENT),
    Attachment.Slot.SUMMARY: ("image/", *_DOCUMENT),
    Attachment.Slot.PRESS: ("image/", *_DOCUMENT),
    Attachment.Slot.SIGN_IN: ("image/", *_DOCUMENT),
    Attachment.Slot.BODY: ("image/", *_DOCUMENT),
    Attachment.Slot.PROOF: ("image/", *_DOCUMENT),
    Attachment.Slot.OTHER: ("image/", "video/", "audio/", *_DOCUMENT),
}
_is_address = URLValidator(schemes=["http", "https"], message="网址要以 http:// 或 https:// 开头，请检查。")
OF_VERSION = ("caption", "outlet", "level", "published_on", "address")  # what a newer version says as the older did


def attach(
    *,
    record: Record,
    slot: str,
    by: User | None,
    blob: Blob | None = None,
    name: str = "",
    caption: str = "",
    outlet: str = "",
    level: str = "",
    published_on: date | None = None,
    address: str = "",
) -> Attachment:
    """Put a stored file, or the address of a report, into a slot.

    The same bytes in the same slot a second time give the attachment that is there already. Previews of pictures are
    made before the transaction begins: call this outside one where you can.
    """
    facts = {"caption": clean_text(caption)[:200], "outlet": clean_text(outlet)[:60], "level": level}
    facts |= {"address": clean_text(address), "published_on": published_on}
    piece = Piece(slot, blob, name, facts)
    problem = problem_of(piece)
    if problem:
        raise problem
    (row,) = _add(record, [piece], by, None)
    if isinstance(row, ValidationError):
        raise row
    return row


@dataclass(frozen=True)
class Piece:
    """What is to be put into a slot: stored bytes under a name, or an address among the facts."""

    slot: str
    blob: Blob | None
    name: str = ""
    facts: dict = field(default_factory=dict)
    turn: int | None = None  # its place among others, as evidence.arranging counts; last where nobody says

    def __str__(self):
        return self.name or self.address

    @property
    def address(self) -> str:
        return self.facts.get("address", "")


def attach_files(
    *, record: Record, pieces: list[Piece], by: User | None, via: PhoneLink | None = None
) -> list[Attachment | ValidationError]:
    """Put several stored files into slots at once: for each in its order the attachment, or why it was not taken.

    Raises ValidationError where the record takes none at all. Call it outside a transaction, as `attach`.
    """
    checked = [problem_of(piece) or piece for piece in pieces]
    added = iter(_add(record, [piece for piece in checked if isinstance(piece, Piece)], by, via))
    return [next(added) if isinstance(piece, Piece) else piece for piece in checked]


def problem_of(piece: Piece) -> ValidationError | None:
    """Why its slot does not take a piece. Previews of a file are made here: call it outside a transaction."""
    try:
        if piece.slot not in Attachment.Slot.values:
            raise ValidationError(NO_SLOT)
        if piece.blob is not None:
            _check_blob(piece.blob, piece.slot)
        else:
            _check_report(piece.slot, piece.address)
        check_address(piece.address)
    except ValidationError as problem:
        return problem
    return None


@transaction.atomic
def _add(
    record: Record, pieces: list[Piece], by: User | None, via: PhoneLink | None
) -> list[Attachment | ValidationError]:
    record.refresh_from_db(from_queryset=Record.objects.select_for_update())
    refuse_closed_files(record)
    return put_in(record, pieces, by, via)


def put_in(
    record: Record, pieces: list[Piece], by: User | None, via: PhoneLink | None = None
) -> list[Attachment | ValidationError]:
    """Attach to a record that the caller holds and may change; each piece has passed problem_of."""
    live = list(record.attachments.live())
    last = dict(record.attachments.order_by().values_list("slot").annotate(last=Max("order")))
    rows = []
    for piece in pieces:
        row = next((row for row in live if _is_same(row, piece)), None)
        if row is None and len(live) >= MOST_FILES:
            row = ValidationError(f"一份档案最多放 {MOST_FILES} 个文件，请分成几份档案。")
        elif row is None:
            order = piece.turn or last.get(piece.slot, 0) + 1
            last[piece.slot] = max(order, last.get(piece.slot, 0))
            row = _new(record, piece, order, by, via)
            live.append(row)
        rows.append(row)
    index(record)
    return rows


def _is_same(row: Attachment, piece: Piece) -> bool:
    is_same_file = piece.blob is not None and row.blob_id == piece.blob.pk
    is_same_report = piece.blob is None and row.blob_id is None and row.address == piece.address
    return row.slot == piece.slot and (is_same_file or is_same_report)


def _new(record: Record, piece: Piece, order: int, by: User | None, via: PhoneLink | None) -> Attachment:
    blob = piece.blob
    row = Attachment(record=record, slot=piece.slot, blob=blob, added_by=by, via=via, order=order, **piece.facts)
    row.name = _shown_name(piece.name)
    row.taken_at = blob.taken_at if blob else None
    row.save()
    if blob is not None:
        ask_for_text(blob)
    audit.record(
        by=by,
        actor=str(via) if via else "",
        verb="添加附件",
        of=row,
        unit=record.unit,
        after={"档案": record.title, "类别": row.get_slot_display(), "SHA-256": blob.sha256 if blob else ""},
    )
    return row


@transaction.atomic
def replace(*, attachment: Attachment, blob: Blob, name: str, by: User) -> Attachment:
    """Put a newer version in the place of a file, with its caption; the older stays readable behind it.

    Previews are made before the transaction where `blob` came through files.intake. The same bytes change nothing.
    """
    _check_blob(blob, attachment.slot)
    record = Record.objects.select_for_update().get(pk=attachment.record_id)
    attachment.refresh_from_db()
    refuse_closed_files(record)
    if attachment.withdrawn_at is not None or attachment.blob_id is None:
        raise ValidationError("这个文件已经不在档案里，不能换新版；请直接上传。")
    if attachment.blob == blob:
        return attachment
    if record.attachments.live().filter(slot=attachment.slot, blob=blob).exists():
        raise ValidationError("这一类材料里已经有一份一样的文件，不用再换。")
    kept = {fact: getattr(attachment, fact) for fact in OF_VERSION}
    newer = _new(record, Piece(attachment.slot, blob, name, kept), attachment.order, by, None)
    attachment.withdrawn_at, attachment.replaced_by = timezone.now(), newer
    attachment.save(update_fields=["withdrawn_at", "replaced_by"])
    attachment.versions.update(replaced_by=newer)  # the newest stands for all that came before it
    index(record)
    audit.record(by=by, verb="换上新版附件", of=newer, unit=record.unit, before={"旧版": str(attachment)})
    return newer


@transaction.atomic
def withdraw(*, attachment: Attachment, by: User) -> Attachment:
    """Take an attachment out of its record. The row and the bytes stay; a second time changes nothing."""
    record = Record.objects.select_for_update().get(pk=attachment.record_id)
    attachment.refresh_from_db()
    refuse_closed_files(record)
    if attachment.withdrawn_at is None:
        take_out(record, [attachment], by)
    return attachment


def take_out(record: Record, attachments: list[Attachment], by: User) -> None:
    """Withdraw live attachments of a record that the caller holds and may change."""
    for attachment in attachments:
        attachment.withdrawn_at = timezone.now()
        attachment.save(update_fields=["withdrawn_at"])
        audit.record(by=by, verb="撤下附件", of=attachment, unit=record.unit, before={"档案": record.title})
    index(record)


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
        index(record)
        audit.record(by=by, verb="填写图片说明", of=record, after=changed)
    return len(changed)


def refuse_closed_files(record: Record) -> None:
    refuse_sealed(record)
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


def check_address(address: str) -> None:
    """ValidationError where this is no address of a page; none at all is none to check."""
    if address:
        _is_address(address)
        if len(address) > LONGEST_ADDRESS:
            raise ValidationError(f"网址太长（最多 {LONGEST_ADDRESS} 个字符），请用短一些的网址。")


def _check_report(slot: str, address: str) -> None:
    if slot != Attachment.Slot.PRESS:
        raise ValidationError("请选择要上传的文件。")
    if not address:
        raise ValidationError("媒体报道要有网址或截图，请填一样。")


def _shown_name(name: str) -> str:
    """The name as people will see and download it; empty for an address."""
    return safe_name(*split_ending(name)) if name else ""
