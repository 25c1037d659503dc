"""迎检: what an inspector is shown for a clause. Only what is finished: records that passed the review."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count

from evidence.models import Attachment, Filing, Record
from scoring.assessments import relied_on
from scoring.models import Assessment, Clause

Slot = Attachment.Slot
FOUR = {Slot.PLAN: "计划方案", Slot.PHOTO: "活动图片", Slot.SUMMARY: "活动总结", Slot.PRESS: "媒体报道"}


@dataclass
class Folder:
    """One record as it lies on the table: its papers, its photos, and where the original is kept."""

    record: Record
    filing: Filing | None
    photos: list[Attachment] = field(default_factory=list)
    papers: list[Attachment] = field(default_factory=list)


@dataclass
class Table:
    """Everything that stands for a clause, oldest first, with how much the four kinds of material come to."""

    folders: list[Folder]
    counts: dict[str, int]

    @property
    def tiles(self) -> list[tuple[str, int]]:
        return [(title, self.counts[slot]) for slot, title in FOUR.items()]

    @property
    def boxes(self) -> list[str]:
        """The boxes to fetch from the shelf, each once."""
        return sorted({one.filing.box for one in self.folders if one.filing and one.filing.box})


def table_of(assessment: Assessment, clause: Clause) -> Table:
    """Two queries, however many records there are."""
    cited = relied_on(assessment).filter(clause=clause).order_by().values("record")
    rows = Record.objects.accepted().filter(pk__in=cited).select_related("department", "filing")
    folders = {row.pk: Folder(row, getattr(row, "filing", None)) for row in rows.order_by("begins_on", "pk")}
    counts = dict.fromkeys(FOUR, 0)
    counts[Slot.SUMMARY] = sum(bool(one.record.summary.strip()) for one in folders.values())
    files = Attachment.objects.live().with_thumbs().filter(record__in=folders)
    for attachment in files.order_by("record", "slot", "order", "pk"):
        folder = folders[attachment.record_id]
        (folder.photos if attachment.slot == Slot.PHOTO else folder.papers).append(attachment)
        if attachment.slot in counts:
            counts[attachment.slot] += 1
    return Table(list(folders.values()), counts)


def held_by_clause(assessment: Assessment) -> dict[int, int]:
    """How many finished records each clause has. One query."""
    rows = relied_on(assessment).filter(record__in=Record.objects.accepted()).order_by().values_list("clause")
    return dict(rows.annotate(n=Count("record", distinct=True)))
