"""The slots of a record as a page shows them: files, what is missing, and where new files go."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse

from evidence import health
from evidence.arranging import turn_now
from evidence.completeness import Completeness, SlotState, completeness
from evidence.consent import told_apart
from evidence.counting import ASKED
from evidence.health import Days, Finding
from evidence.kinds import SLOTS
from evidence.models import Attachment, Record, Requirement

IMAGES = "image/*,.heic,.heif"
PAPERS = ".doc,.docx,.wps,.pdf,.ofd,.xls,.xlsx,.et,.ppt,.pptx,.txt,image/*"


@dataclass
class Slot:
    """One slot: its title on the page, its files, and its state where its kind asks for it."""

    slot: str
    title: str
    accept: str
    said: str = ""  # as sentences name it
    note: str = ""  # what a person has to look for
    measure: str = "份"
    attachments: list[Attachment] = field(default_factory=list)
    state: SlotState | None = None

    @property
    def spine(self) -> str:
        """The title as it fits on the back of a box: four characters."""
        return self.title if self.state is None or len(self.title) <= 4 else self.state.title

    @property
    def hint(self) -> str:
        """What stands in the empty slot."""
        if self.slot == "press":
            return "传截图，或在下面贴网址"
        if self.slot == "summary":
            return "写在上面，或传文件"
        if self.slot == "sign_in":
            return "传签到表，或从名册里选到会人员"
        return "还没有，可以以后再补"


@dataclass
class SlotBox:
    """What templates/evidence/_slots.html prints. Without a record yet, the inputs belong to the form around them."""

    record: Record | None
    slots: list[Slot]  # those the kind asks for, in the order of the box; the slot number is a field and holds no files
    other: Slot
    completeness: Completeness | None
    can_write: bool
    can_remark: bool = False
    next: str = ""  # where a plain form post of files comes back to

    @property
    def form_id(self) -> str:
        """The id of the form that carries the files of this record (templates/evidence/_files_form.html)."""
        return f"files-{self.record.pk}" if self.record else ""

    @property
    def clock(self) -> int:
        """What a script counts from when it says which file was chosen first."""
        return turn_now()

    @property
    def files_path(self) -> str:
        return reverse("record_files", args=[self.record.pk]) if self.record else ""

    @property
    def photos(self) -> Slot | None:
        return next((slot for slot in self.slots if slot.slot == "photo"), None)

    @property
    def papers(self) -> list[Slot]:
        """The slots of files beside the photos, other material last."""
        return [slot for slot in self.slots if slot.slot not in ("photo", "number")] + [self.other]

    @property
    def all_slots(self) -> list[Slot]:
        """Every slot of files, photos first."""
        return [*([self.photos] if self.photos else []), *self.papers]

    @property
    def findings(self) -> list[Finding]:
        """What may be mended in the photos; none where nobody asked."""
        return health.findings(self.attachments)

    @property
    def attachments(self) -> list[Attachment]:
        """Everything in the slots, photos first."""
        return [attachment for slot in self.all_slots for attachment in slot.attachments]


def slot_box(
    record: Record | None,
    *,
    can_write: bool,
    can_remark: bool = False,
    next: str = "",
    kind: str = Record.Kind.ACTIVITY,
    advise=None,
    days: Days | None = None,
) -> SlotBox:
    """The slots of a record; of no record yet, the empty ones of a kind. One query where the record brings its counts
    and notes, else three.

    `advise` is the person who files or reviews: the photos get their health with at most two queries more, held
    against `days` (evidence.health).

    A file in a slot the kind does not know (it was put there when it did) is shown with the other material.
    """
    kind = record.kind if record else kind
    found = completeness(record) if record else None
    states = {state.slot: state for state in found.slots} if found else {}
    slots = [
        Slot(one.slot, one.heading, IMAGES if one.slot == "photo" else PAPERS, one.title, measure=one.measure)
        for one in SLOTS[kind]
    ]
    other = Slot("other", "其他材料", f"{PAPERS},video/mp4,audio/*")
    by_name = {slot.slot: slot for slot in slots}
    notes = _notes(record) if record else {}
    for slot in slots:
        slot.state, slot.note = states.get(slot.slot), notes.get(slot.slot, "")
    files = _files_of(record) if record else []
    for attachment in files:
        by_name.get(attachment.slot, other).attachments.append(attachment)
    if record and advise is not None:
        health.advise(record, files, advise, days)
    is_open = record is None or record.is_open
    return SlotBox(record, slots, other, found, can_write and is_open, can_remark, next)


def _files_of(record: Record) -> list[Attachment]:
    """Live files, each with the versions it replaced (`older`) and whether it stays in the house (`stays`)."""
    every = list(told_apart(record.attachments.readable().with_thumbs().select_related("blob__likeness")))
    older: dict[int, list[Attachment]] = {}
    for row in every:
        if row.replaced_by_id:
            older.setdefault(row.replaced_by_id, []).append(row)
    live = [row for row in every if row.withdrawn_at is None]
    for row in live:
        row.older = older.get(row.pk, [])
    return live


def _notes(record: Record) -> dict[str, str]:
    """What the unit asks of each slot of this kind, in words, from `for_page_of` or asked now."""
    if hasattr(record, "note_plan"):
        return {slot: getattr(record, f"note_{slot}") or "" for slot in ASKED}
    of_kind = record.activity.kind_id if record.kind == Record.Kind.ACTIVITY else None
    holding = Requirement.objects.holding_for(record.unit_id)
    return {slot: row.note for (kind, key, slot), row in holding.items() if (kind, key) == (record.kind, of_kind)}
