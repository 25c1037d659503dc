"""What stands behind one clause: the records cited, their files by slot, and records to pick from."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, Subquery

from evidence.models import Attachment, Record
from scoring.assessments import relied_on
from scoring.clause_materials import asked_by
from scoring.material_standing import Line, lines_of
from scoring.models import Assessment, Citation, Clause
from scoring.rules import COUNTED

PHOTOS_SHOWN = 5
FILES_SHOWN = 4
PICKS = 8
Slot = Attachment.Slot
BESIDE = (
    Slot.SIGN_IN,
    Slot.BODY,
    Slot.PROOF,
    Slot.OTHER,
)  # of records that are no activity; shown where they hold something
_TONES = {
    Record.State.DRAFT: "none",
    Record.State.SUBMITTED: "check",
    Record.State.RETURNED: "soon",
    Record.State.ACCEPTED: "done",
}
_ICONS = {"pdf": "pdf", "doc": "word", "docx": "word", "xls": "excel", "xlsx": "excel", "jpg": "image", "png": "image"}


@dataclass(frozen=True)
class Held:
    """A record with the word for its state. `is_own`: this assessment cites it; else the self-assessment does."""

    record: Record
    is_own: bool = True

    @property
    def tone(self) -> str:
        return _TONES[self.record.state]

    @property
    def icon(self) -> str:
        return "arrow-return-left" if self.record.state == Record.State.RETURNED else ""

    @property
    def is_counted(self) -> bool:
        return self.record.state in COUNTED


@dataclass
class SlotFiles:
    """The files of one slot over all cited records."""

    title: str
    unit: str
    count: int = 0
    photos: list[Attachment] = field(default_factory=list)
    files: list[tuple[Attachment, str]] = field(default_factory=list)  # with the icon

    @property
    def rest(self) -> int:
        return self.count - len(self.photos) - len(self.files)


@dataclass
class Proof:
    """The records cited for a clause, what their four slots hold, and the others that hold something."""

    held: list[Held]
    slots: dict[str, SlotFiles]
    asked: list[Line] = field(default_factory=list)  # what the clause asks for, and whether they hold it

    @property
    def uncounted(self) -> int:
        return sum(not row.is_counted for row in self.held)

    @property
    def filled(self) -> int:
        return sum(slot.count > 0 for slot in self.slots.values())


def proof_of(assessment: Assessment, clause: Clause) -> Proof:
    """Three queries; two where the clause asks for nothing in particular, one where no record is put forward."""
    asked = asked_by([clause.pk]).get(clause.pk, []) if getattr(clause, "has_asked", True) else []
    cited = relied_on(assessment).filter(clause=clause, record=OuterRef("pk")).order_by("pk")
    rows = Record.objects.annotate(
        first=Subquery(cited.values("pk")[:1]), is_own=Exists(cited.filter(assessment=assessment))
    ).filter(first__isnull=False)
    rows = rows.with_counts() if asked else rows
    held = [Held(row, row.is_own) for row in rows.select_related("department").order_by("first")]
    slots = {
        Slot.PHOTO: SlotFiles("活动图片", "张"),
        Slot.PLAN: SlotFiles("计划方案", "份"),
        Slot.SUMMARY: SlotFiles("活动总结", "份", count=sum(bool(row.record.summary.strip()) for row in held)),
        Slot.PRESS: SlotFiles("媒体报道", "篇"),
    } | {slot: SlotFiles(Slot(slot).label, "份") for slot in BESIDE}
    files = Attachment.objects.live().filter(record__in=[row.record.pk for row in held], slot__in=slots)
    for attachment in files.order_by("slot", "record", "order", "pk"):
        _put(slots[attachment.slot], attachment)
    shown = {slot: files for slot, files in slots.items() if files.count or slot not in BESIDE}
    return Proof(held, shown, lines_of(asked, [row.record for row in held]))


def _put(slot: SlotFiles, attachment: Attachment) -> None:
    slot.count += 1
    if attachment.slot == Slot.PHOTO:
        if len(slot.photos) < PHOTOS_SHOWN:
            slot.photos.append(attachment)
    elif len(slot.files) < FILES_SHOWN:
        slot.files.append((attachment, _icon(attachment)))


def _icon(attachment: Attachment) -> str:
    if attachment.blob_id is None:
        return "link-45deg"
    kind = _ICONS.get(attachment.name.rpartition(".")[2].lower())
    return f"file-earmark-{kind}" if kind else "file-earmark"


def to_pick(assessment: Assessment, clause: Clause, user, words: str = "") -> list[Held]:
    """Records of the unit not yet cited for a clause: those with the words in them, else the latest. One query."""
    rows = Record.objects.visible_to(user, "record.read").of_unit(assessment.unit_id).select_related("department")
    rows = rows.exclude(citations__in=Citation.objects.filter(assessment=assessment, clause=clause))
    if words:
        rows = rows.filter(
            Q(title__icontains=words)
            | Q(summary__icontains=words)
            | Q(activity__place__icontains=words)
            | Q(activity__people__icontains=words)
        )
    return [Held(row) for row in rows.order_by("-begins_on", "-pk")[:PICKS]]
