"""制度汇编: the rules in force, bound as one paper with contents; the text of each is what its file says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from documents.model import Block, Contents, Heading, PageBreak, Paper, Paragraph
from documents.quoting import quoted
from evidence.models import Attachment, Record
from evidence.particulars import Regulation
from evidence.search_actions import read_text
from evidence.search_index import FileText
from files.models import Blob
from programs.models import Plan
from reports.figures import spoken_date
from reports.naming import headed

_CHAPTER = re.compile(r"第[一二三四五六七八九十百]+[章节]")
_NO_TEXT = "（正文见附件{}，是扫描件或图片，没有读出文字。）"


def regulations(plan: Plan, day: date, on_step: Callable[[int, int], None]) -> Paper:
    """All accepted rules in force on a day, oldest first; the text comes from the file in 正文, else the summary."""
    records = list(_in_force(plan, day))
    files = _bodies(records)
    blocks: list[Block] = [Paragraph(f"（截至{spoken_date(day)}，现行{len(records)}项）", role="centred")]
    if records:
        blocks += [PageBreak(), Contents()]
    for number, record in enumerate(records, start=1):
        blocks.append(Heading(record.title, 0))
        blocks += _said_of(record)
        blocks += _text(record, files.get(record.pk, []))
        on_step(number, len(records))
    return Paper(title=headed(plan, "制度汇编"), blocks=blocks)


def _in_force(plan: Plan, day: date):
    rows = Record.objects.of_unit(plan.unit_id).accepted().filter(kind=Record.Kind.REGULATION)
    rows = rows.filter(regulation__in=Regulation.objects.in_force_on(day)).select_related("regulation")
    return rows.order_by("begins_on", "pk")


def _bodies(records: list[Record]) -> dict[int, list[Attachment]]:
    """The files of each rule's own text, in their order."""
    rows = Attachment.objects.live().filter(record__in=records, slot=Attachment.Slot.BODY, blob__isnull=False)
    found: dict[int, list[Attachment]] = {}
    for row in rows.select_related("blob", "blob__read_text").order_by("order", "pk"):
        found.setdefault(row.record_id, []).append(row)
    return found


def _said_of(record: Record) -> list[Block]:
    rule = record.regulation
    begun = rule.effective_on or record.begins_on
    said = [rule.number, f"{spoken_date(record.begins_on)}印发", f"{spoken_date(begun)}起施行"]
    return [Paragraph(f"（{'，'.join(one for one in said if one)}）", role="centred")]


def _text(record: Record, files: list[Attachment]) -> list[Block]:
    blocks: list[Block] = []
    for file in files:
        lines = list(_lines(_words_of(file.blob), record.title))
        blocks += [_block(line) for line in lines] or [Paragraph(_NO_TEXT.format(quoted(file)))]
    if not files:
        blocks += [_block(line.strip()) for line in record.summary.splitlines() if line.strip()]
    return blocks or [Paragraph("（还没有放正文文件。）")]


def _words_of(blob: Blob) -> str:
    """What the file says; read now where it was not read yet."""
    try:
        return blob.read_text.text
    except FileText.DoesNotExist:
        return read_text(blob).text


def _lines(text: str, title: str) -> Iterator[str]:
    """The lines of a file without its own title, which stands above them already."""
    is_head = True
    for line in (line.strip() for line in text.splitlines()):
        if not line or (is_head and _bare(line) == _bare(title)):
            continue
        is_head = False
        yield line


def _bare(text: str) -> str:
    return re.sub(r"[\s《》]", "", text)


def _block(line: str) -> Block:
    return Heading(line, 2) if _CHAPTER.match(line) and len(line) <= 30 else Paragraph(line)
