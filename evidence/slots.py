"""The slots of a record as a page shows them: files, what is missing, and where new files go."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse

from evidence.completeness import Completeness, SlotState, completeness
from evidence.models import Attachment, Record

IMAGES = "image/*,.heic,.heif"
PAPERS = ".doc,.docx,.wps,.pdf,.ofd,.xls,.xlsx,.et,.ppt,.pptx,.txt,image/*"


@dataclass
class Slot:
    """One slot: its title on the page, its files, and its state where it is one of the four."""

    slot: str
    title: str
    accept: str
    attachments: list[Attachment] = field(default_factory=list)
    state: SlotState | None = None


@dataclass
class SlotBox:
    """What templates/evidence/_slots.html prints. Without a record yet, the inputs belong to the form around them."""

    record: Record | None
    photos: Slot
    papers: list[Slot]
    completeness: Completeness | None
    can_write: bool
    can_remark: bool = False
    next: str = ""  # where a plain form post of files comes back to

    @property
    def form_id(self) -> str:
        """The id of the form that carries the files of this record (templates/evidence/_files_form.html)."""
        return f"files-{self.record.pk}" if self.record else ""

    @property
    def files_path(self) -> str:
        return reverse("record_files", args=[self.record.pk]) if self.record else ""

    @property
    def slots(self) -> list[Slot]:
        """The four slots in the order of the box: plan, photos, summary, press."""
        plan, summary, press, _ = self.papers
        return [plan, self.photos, summary, press]


def slot_box(record: Record | None, *, can_write: bool, can_remark: bool = False, next: str = "") -> SlotBox:
    """The slots of a record, with two queries; of no record yet, empty ones."""
    found = completeness(record) if record else None
    states = {state.slot: state for state in found.slots} if found else {}
    live = list(record.attachments.live().with_thumbs()) if record else []
    slots = [
        Slot("photo", "活动图片", IMAGES),
        Slot("plan", "计划方案", PAPERS),
        Slot("summary", "活动总结", PAPERS),
        Slot("press", "媒体报道", PAPERS),
        Slot("other", "其他材料", f"{PAPERS},video/mp4,audio/*"),
    ]
    for slot in slots:
        slot.state = states.get(slot.slot)
        slot.attachments = [attachment for attachment in live if attachment.slot == slot.slot]
    is_open = record is None or record.is_open
    return SlotBox(record, slots[0], slots[1:], found, can_write and is_open, can_remark, next)
