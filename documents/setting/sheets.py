"""Which sheets a paper's tables make: one for each table, with the lines that stand above and below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.model import Heading, PageBreak, Paper, Paragraph, Picture, Pictures, Table
from documents.setting.wording import attachment_label, clean, shortened

LONGEST_NAME = 31
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\n\t]")


@dataclass
class Sheet:
    """A title, lines above, a table, lines below; `label` is 附件1 where the table belongs to an attachment."""

    label: str = ""
    title: str = ""
    above: list[Heading | Paragraph] = field(default_factory=list)
    table: Table | None = None
    below: list[Heading | Paragraph] = field(default_factory=list)
    name: str = ""


def sheets_of(paper: Paper) -> list[Sheet]:
    """All sheets in order. Text after a table stays with it; text before the first table stands above that one."""
    sheets = _of_part("", paper.title, paper.blocks)
    for number, attachment in enumerate(paper.attachments, 1):
        label = attachment_label(number, len(paper.attachments))
        sheets += _of_part(label, attachment.title, attachment.blocks)
    # A paper that lives in its attachments alone needs no sheet for its title.
    sheets = [sheet for sheet in sheets if sheet.table or sheet.above] or sheets[:1] or [Sheet(title=paper.title)]
    _name(sheets)
    return sheets


def _of_part(label: str, title: str, blocks: list) -> list[Sheet]:
    sheets = [Sheet(label=label, title=title)]
    for block in blocks:
        sheet = sheets[-1]
        if isinstance(block, Table):
            if sheet.table is not None:
                sheet = Sheet(label=label, title=block.title or title)
                sheets.append(sheet)
            sheet.table = block
            sheet.title = _title(sheet.title, block.title)
        elif isinstance(block, PageBreak):
            if sheet.table is not None:
                sheets.append(Sheet(label=label, title=title))
        else:
            (sheet.above if sheet.table is None else sheet.below).extend(_lines(block))
    return sheets


def _title(of_part: str, of_table: str) -> str:
    return of_part if not of_table or of_table == of_part else of_table if not of_part else f"{of_part}\n{of_table}"


def _lines(block) -> list[Heading | Paragraph]:
    if isinstance(block, Heading | Paragraph):
        return [block]
    pictures = [block] if isinstance(block, Picture) else block.pictures if isinstance(block, Pictures) else []
    return [Paragraph(f"［图片］{picture.caption}", role="small") for picture in pictures if picture.caption]


def _name(sheets: list[Sheet]) -> None:
    taken = set()
    for number, sheet in enumerate(sheets, 1):
        wished = (sheet.table.title if sheet.table else "") or sheet.title or f"表{number}"
        wished = FORBIDDEN_IN_NAME.sub("", clean(wished)).strip("' ") or f"表{number}"
        name = shortened(wished, LONGEST_NAME).rstrip("' ")
        again = 2
        while name.lower() in taken or name.lower() == "history":
            tail = f"({again})"
            name = shortened(wished, LONGEST_NAME - len(tail)) + tail
            again += 1
        taken.add(name.lower())
        sheet.name = name
