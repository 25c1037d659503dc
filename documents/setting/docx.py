"""A paper as a Word document by GB/T 9704: real headings, official font names, sections, page numbers, red head."""

from __future__ import annotations

import io

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as Line

from documents.model import (
    Attachment,
    Contents,
    Heading,
    Imprint,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Pictures,
    RedHead,
    Table,
)
from documents.setting.docx_contents import add_contents
from documents.setting.docx_imprint import add_imprint
from documents.setting.docx_page import new_document, set_page
from documents.setting.docx_pictures import Album, add_picture, add_pictures
from documents.setting.docx_table import add_table
from documents.setting.docx_text import Typist
from documents.setting.measures import RED, TITLE_PITCH_PT, TITLE_PT, Layout, heading_role
from documents.setting.titles import ACROSS, title_lines
from documents.setting.wording import (
    attachment_label,
    attachment_lines,
    clean,
    printed_date,
    signature_spaces,
)

CENTRED, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def set_docx(paper: Paper, layout: Layout) -> bytes:
    """The document as bytes."""
    writer = _DocxWriter(paper, layout)
    writer.write()
    target = io.BytesIO()
    writer.document.save(target)
    return target.getvalue()


class _DocxWriter:
    """Walks through a paper from the red head to the imprint."""

    def __init__(self, paper: Paper, layout: Layout):
        self.paper = paper
        self.layout = layout
        self.document = new_document(layout, clean(paper.title).replace("\n", ""), clean(paper.signature))
        self.album = Album(self.document.part)
        self.landscape = paper.attachments[0].landscape if paper.is_annex_alone else paper.landscape
        self.typist = Typist(self.document, layout, self.landscape)
        self.current_title = paper.title
        set_page(self.document.sections[0], layout, landscape=self.landscape)

    def write(self) -> None:
        paper = self.paper
        if paper.red_head:
            self._red_head(paper.red_head)
        if paper.title:
            self._title(paper.title)
        if paper.addressees:
            self.typist.line(clean(paper.addressees).rstrip("：:") + "：", indent=0)
        self._blocks(paper.blocks)
        if not paper.is_annex_alone:
            self._attachment_note([attachment.title for attachment in paper.attachments])
        self._signature()
        if paper.note:
            self.typist.line(f"（{clean(paper.note)}）")
        for number, attachment in enumerate(paper.attachments, 1):
            if number > 1 or not paper.is_annex_alone:
                self._new_page(attachment.landscape)
            self._attachment(attachment, attachment_label(number, len(paper.attachments)))
        if paper.imprint:
            self._imprint(paper.imprint)

    def _red_head(self, head: RedHead) -> None:
        issuer = clean(head.issuer)
        size = min(34, 440 / max(len(issuer), 1))
        line = self.typist.line(issuer, "title", size, align=CENTRED, indent=0, pitch=48, color=RED)
        self.typist.space_before(line, mm=30)
        self.typist.blank(2)
        number = self.typist.line(clean(head.number), align=CENTRED, indent=0)
        self.typist.red_rule(number)
        self.typist.blank(2)

    def _title(self, title: str, role: str = "Title") -> None:
        for text in title_lines(title, ACROSS[self.landscape]):
            self.typist.line(
                text, "title", TITLE_PT, align=CENTRED, indent=0, pitch=TITLE_PITCH_PT, style=role, keep=True
            )
        self.typist.blank(1)

    def _blocks(self, blocks: list) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Picture):
                add_picture(self.typist, self.album, block, self.landscape)
            elif isinstance(block, Pictures):
                add_pictures(self.typist, self.album, block, self.landscape)
            elif isinstance(block, PageBreak):
                self._new_page(self.landscape if block.landscape is None else block.landscape)
            elif isinstance(block, Contents):
                titles = [one.text for one in blocks if isinstance(one, Heading) and one.level == block.level]
                add_contents(self.typist, [clean(title).replace("\n", "") for title in titles])

    def _heading(self, heading: Heading) -> None:
        if heading.level == 0:
            self.typist.break_before_next()
            self._title(heading.text, role="Heading 1")
            return
        level = min(max(heading.level, 1), 4)
        self.typist.line(
            clean(heading.text).replace("\n", ""), heading_role(level), style=f"Heading {level}", keep=True, level=level
        )

    def _paragraph(self, paragraph: Paragraph) -> None:
        for text in clean(paragraph.text).split("\n"):
            if paragraph.role == "centred":
                self.typist.line(text, align=CENTRED, indent=0)
            elif paragraph.role == "right":
                self.typist.line(text, align=RIGHT, indent=0)
            elif paragraph.role == "note":
                self.typist.line(text if text.startswith("（") else f"（{text}）")
            elif paragraph.role in ("source", "small"):
                self.typist.line(
                    text, "kai", 10.5, align=CENTRED if paragraph.role == "source" else LEFT, indent=0, pitch=18
                )
            else:
                self.typist.line(text)

    def _table(self, table: Table) -> None:
        add_table(self.typist, table, "" if table.title == self.current_title else clean(table.title))

    def _new_page(self, landscape: bool) -> None:
        if landscape == self.landscape:
            self.typist.break_before_next()
            return
        self.landscape = landscape
        self.typist.turn_sheet(landscape)
        set_page(self.document.add_section(WD_SECTION.NEW_PAGE), self.layout, landscape=landscape)

    def _attachment_note(self, titles: list[str]) -> None:
        if not titles:
            return
        self.typist.blank(1)
        first, *others = attachment_lines([clean(title) for title in titles])
        # Hanging: wrapped lines and the next item begin under the first character of the name, or of its number.
        self.typist.line(f"附件：{first}", align=LEFT, indent=-3, left=5)
        for text in others:
            self.typist.line(text, align=LEFT, indent=0, left=5)

    def _signature(self) -> None:
        paper = self.paper
        day = printed_date(paper.signed_on) if paper.signed_on else ""
        if not paper.signature and not day:
            return
        signature = clean(paper.signature)
        of_signature, of_date = signature_spaces(signature, day)
        self._keep_with_what_follows()
        self.typist.line(keep=True)
        if signature:
            self.typist.line(signature, align=RIGHT, indent=0, right=of_signature, keep=True)
        if day:
            self.typist.line(day, align=RIGHT, indent=0, right=of_date)

    def _keep_with_what_follows(self) -> None:
        """Hold the last lines together with the signature: it never stands on a page of its own."""
        for last in reversed(self.document.element.body):
            if last.tag == qn("w:sectPr"):
                continue
            lines = list(last.iter(qn("w:p"))) if last.tag == qn("w:p") else list(last.tr_lst[-1].iter(qn("w:p")))
            for line in lines:
                Line(line, self.document).paragraph_format.keep_with_next = True
            # The thin line after a table is not what somebody reads.
            if last.tag != qn("w:p") or any(node.text for node in last.iter(qn("w:t"))):
                break

    def _attachment(self, attachment: Attachment, label: str) -> None:
        self.typist.line(label, "hei", align=LEFT, indent=0, keep=True)
        self.typist.blank(1)
        if attachment.title:
            self._title(attachment.title, role="Subtitle")
        self.current_title = attachment.title
        self._blocks(attachment.blocks)

    def _imprint(self, imprint: Imprint) -> None:
        if self.landscape:
            self._new_page(False)
        self.typist.blank(2)
        add_imprint(self.typist, imprint)
