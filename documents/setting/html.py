"""A paper as HTML for the PDF: every text escaped, every picture an asset in memory, nothing else linked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from html import escape

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
from documents.setting.html_table import table_html
from documents.setting.measures import LANDSCAPE_WIDTH_MM, TEXT_WIDTH_MM
from documents.setting.titles import ACROSS, title_lines
from documents.setting.wording import (
    attachment_label,
    attachment_lines,
    clean,
    printed_date,
    signature_spaces,
)

IMPRINT = "imprint"
# A blank between the number 10. and Chinese: official papers have none, and measured in one font but drawn in another
# it would push the line's end out.
AFTER_NUMBER = re.compile(r"(?<=\d\.) +(?=[\u3400-\u9fff])")
# Where the imprint stands: after the text, on the next page, or there after an empty page.
IN_TEXT, NEXT_PAGE, AFTER_BLANK = "", " onnext", " afterblank"


@dataclass
class Findings:
    """What a first layout told: rows that open a page, and how the imprint comes to the foot of the last page."""

    cuts: frozenset[tuple[int, int]] = frozenset()  # (table, row), both counted as they are printed
    imprint_lift_pt: float = 0
    imprint_place: str = IN_TEXT


@dataclass
class Page:
    """The HTML of a paper and the pictures it names."""

    html: str
    assets: dict[str, bytes] = field(default_factory=dict)


def page_html(paper: Paper, findings: Findings) -> Page:
    """The paper as one HTML document, broken where the findings say."""
    writer = _HtmlWriter(paper, findings)
    body = writer.body()
    title = _text(paper.title).replace("\n", "")
    author = _text(paper.signature)
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="author" content="{author}">'
    return Page(f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{body}</body></html>', writer.assets)


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


class _HtmlWriter:
    """Walks through a paper; sections are opened and closed as the sheets turn."""

    def __init__(self, paper: Paper, findings: Findings):
        self.paper = paper
        self.findings = findings
        self.assets: dict[str, bytes] = {}
        self.out: list[str] = []
        self.landscape = paper.landscape
        self.tables = 0
        self.title = paper.title
        self.names: dict[int, str] = {}  # of the headings a table of contents leads to

    def body(self) -> str:
        paper = self.paper
        if paper.is_annex_alone:
            self.landscape = paper.attachments[0].landscape
        self._open_section()
        if paper.red_head:
            self._red_head(paper.red_head)
        if paper.title:
            self._title(paper.title)
        if paper.addressees:
            self.out.append(f'<p class="flush">{_text(paper.addressees).rstrip("：:")}：</p>')
        self._blocks(paper.blocks)
        if not paper.is_annex_alone:
            self._attachment_note([attachment.title for attachment in paper.attachments])
        self._signature()
        if paper.note:
            self.out.append(f"<p>（{_text(paper.note)}）</p>")
        for number, attachment in enumerate(paper.attachments, 1):
            if number > 1 or not paper.is_annex_alone:
                self._new_page(attachment.landscape)
            self._attachment(attachment, attachment_label(number, len(paper.attachments)))
        if paper.imprint:
            self._imprint(paper.imprint)
        self.out.append("</section>")
        return "".join(self.out)

    def _open_section(self) -> None:
        self.out.append(f'<section class="{"wide" if self.landscape else "upright"}">')

    def _new_page(self, landscape: bool | None) -> None:
        self.landscape = self.landscape if landscape is None else landscape
        self.out.append("</section>")
        self._open_section()

    def _red_head(self, head: RedHead) -> None:
        issuer = _text(head.issuer)
        size = min(34, 440 / max(len(head.issuer), 1))
        self.out.append(f'<p class="issuer" style="font-size:{size:.2f}pt">{issuer}</p>')
        self.out.append(f'<p class="docnumber">{_text(head.number)}</p><div class="redrule"></div>')

    def _title(self, title: str) -> None:
        self.out.append(f"<h1>{'<br>'.join(_text(line) for line in title_lines(title, ACROSS[self.landscape]))}</h1>")

    def _blocks(self, blocks: list) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Picture):
                self._picture(block)
            elif isinstance(block, Pictures):
                self._pictures(block)
            elif isinstance(block, PageBreak):
                self._new_page(block.landscape)
            elif isinstance(block, Contents):
                self._contents(blocks, block.level)

    def _heading(self, heading: Heading) -> None:
        name = f' id="{self.names[id(heading)]}"' if id(heading) in self.names else ""
        if heading.level == 0:
            lines = "<br>".join(_text(line) for line in title_lines(heading.text, ACROSS[self.landscape]))
            self.out.append(f'<h1 class="bound"{name}>{lines}</h1>')
            return
        level = min(heading.level, 4) + 1
        self.out.append(f"<h{level}{name}>{_text(heading.text)}</h{level}>")

    def _contents(self, blocks: list, level: int) -> None:
        self.out.append('<p class="contentstitle">目　录</p>')
        for block in blocks:
            if isinstance(block, Heading) and block.level == level:
                self.names[id(block)] = name = f"heading-{len(self.names) + 1}"
                self.out.append(f'<p class="contents"><a href="#{name}">{_text(block.text)}</a></p>')

    def _paragraph(self, paragraph: Paragraph) -> None:
        for line in clean(paragraph.text).split("\n"):
            text = escape(AFTER_NUMBER.sub("", line))
            if paragraph.role == "note":
                self.out.append(f"<p>{text}</p>" if line.startswith("（") else f"<p>（{text}）</p>")
            elif paragraph.role in ("centred", "right", "source", "small"):
                self.out.append(f'<p class="{paragraph.role}">{text}</p>')
            else:
                self.out.append(f"<p>{text}</p>" if text else '<div class="blank"></div>')

    def _table(self, table: Table) -> None:
        self.tables += 1
        if table.title and table.title != self.title:
            self.out.append(f'<p class="tabletitle">{_text(table.title)}</p>')
        across = LANDSCAPE_WIDTH_MM if self.landscape else TEXT_WIDTH_MM
        self.out.append(table_html(table, self.tables, self.findings.cuts, across))

    def _asset(self, picture: Picture) -> str:
        """The picture's name; equal pictures share one and are embedded once."""
        kind = "svg" if "svg" in picture.media_type else "raster"
        name = f"asset:{kind}-{hashlib.sha256(picture.data).hexdigest()[:32]}"
        self.assets[name] = picture.data
        return name

    def _figure(self, picture: Picture, kind: str, style: str = "") -> str:
        caption = _text(picture.caption)
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        image = f'<img src="{self._asset(picture)}" alt="{caption}"{style}>'
        return f'<figure class="{kind}">{image}{below}</figure>'

    def _picture(self, picture: Picture) -> None:
        wide = float(picture.width_mm)
        style = f' style="width:{wide:.1f}mm"' if wide > 0 else ""
        self.out.append(self._figure(picture, "single", style))

    def _pictures(self, group: Pictures) -> None:
        columns = max(1, group.columns)
        self.out.append(f'<div class="photos of{min(columns, 3)}">')
        for start in range(0, len(group.pictures), columns):
            row = group.pictures[start : start + columns]
            figures = "".join(self._figure(picture, "photo") for picture in row)
            # A last photo alone keeps the size of the others.
            figures += '<figure class="photo"></figure>' * (columns - len(row))
            self.out.append(f'<div class="photorow">{figures}</div>')
        self.out.append("</div>")

    def _attachment_note(self, titles: list[str]) -> None:
        if not titles:
            return
        first, *others = attachment_lines([clean(title) for title in titles])
        self.out.append(f'<div class="blank closing"></div><p class="enclosed">附件：{escape(first)}</p>')
        self.out += [f'<p class="enclosed other">{escape(text)}</p>' for text in others]

    def _signature(self) -> None:
        day = printed_date(self.paper.signed_on) if self.paper.signed_on else ""
        signature = clean(self.paper.signature)
        of_signature, of_date = signature_spaces(signature, day)
        lines = [(signature, of_signature), (day, of_date)]
        if signature or day:
            self.out.append('<div class="blank closing"></div>')  # a signature never stands on a page of its own
        for text, space in lines:
            if text:
                self.out.append(f'<p class="signature" style="padding-right:{space:.2f}em">{escape(text)}</p>')

    def _attachment(self, attachment: Attachment, label: str) -> None:
        self.title = attachment.title
        self.out.append(f'<p class="label">{label}</p>')
        if attachment.title:
            self._title(attachment.title)
        self._blocks(attachment.blocks)

    def _imprint(self, imprint: Imprint) -> None:
        if self.landscape:
            self._new_page(False)
        kind = "imprint" + self.findings.imprint_place
        lift = self.findings.imprint_lift_pt
        style = f' style="margin-top:{lift:.2f}pt"' if lift else ""
        copies = f'<p class="copies">抄送：{_text(imprint.copies_to).rstrip("。")}。</p>' if imprint.copies_to else ""
        printed = f"<span>{_text(imprint.printer)}</span><span>{printed_date(imprint.printed_on)}印发</span>"
        self.out.append(f'<div class="{kind}" id="{IMPRINT}"{style}>{copies}<p class="printer">{printed}</p></div>')
