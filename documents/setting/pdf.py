"""A paper as PDF by WeasyPrint, laid out again until every page of a table shows its labels.

The renderer is given nothing but text of our own making and a map of assets in memory; it can fetch nothing else.
Importing this module fails with OSError where Pango is missing; `documents.setting.set_pdf` says that in a sentence.
"""

from __future__ import annotations

import logging
import re

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from documents.model import Paper, Table
from documents.setting import TooLong, css, even_lines
from documents.setting.fetching import OnlyAssets
from documents.setting.html import AFTER_BLANK, IMPRINT, IN_TEXT, NEXT_PAGE, Findings, page_html
from documents.setting.html_table import row_name
from documents.setting.measures import POINTS_PER_MM, TEXT_WIDTH_MM, Layout

VIEW_BOX = re.compile(rb'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"')
MOST_PASSES = 8
MOST_ROWS = 2_000  # about a minute and 900 MiB
POINTS_PER_PIXEL = 0.75
USUAL_LIFT_PT = 57.9  # two lines between the text and the imprint
NEAR_PT = 0.5

logging.getLogger("weasyprint").setLevel(logging.ERROR)


def set_pdf(paper: Paper, layout: Layout) -> bytes:
    """The PDF as bytes, tagged, with an outline."""
    rows = sum(len(table.rows) for table in paper.tables())
    if rows > MOST_ROWS:
        raise TooLong(f"表格共有 {rows} 行，PDF 最多排 {MOST_ROWS} 行：请改用 Excel 格式，或者按部门分开生成。")
    even_lines.install()
    assets = css.face_assets()
    fetcher = OnlyAssets(assets)
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=css.sheet(layout), font_config=fonts, url_fetcher=fetcher)
    cache: dict = {}  # pictures are opened in the first pass only

    def lay_out(findings: Findings):
        page = page_html(paper, findings)
        assets.update(page.assets)
        html = weasyprint.HTML(string=page.html, base_url=None, url_fetcher=fetcher)
        return html.render(stylesheets=[sheet], font_config=fonts, cache=cache, pdf_tags=True)

    findings = Findings()
    document = lay_out(findings)
    for _ in range(MOST_PASSES):
        found = _findings(document, paper, layout, findings)
        if found == findings:
            break
        findings = found
        document = lay_out(findings)
    return document.write_pdf(pdf_tags=True)


def _findings(document, paper: Paper, layout: Layout, before: Findings) -> Findings:
    """What the next pass should know: first where tables are cut, and when that is settled where the imprint stands."""
    cuts = _settled(before.cuts, _breaks(document, paper))
    if cuts != before.cuts or paper.imprint is None:
        return Findings(cuts, before.imprint_lift_pt, before.imprint_place)
    lift, place = _imprint_place(document, layout, before)
    return Findings(cuts, lift, place)


def _settled(before: frozenset, found: set) -> frozenset:
    """The cuts of the next pass. A new break makes the old cuts behind it wrong: they held for other pages."""
    fresh = found - before
    if not fresh:
        return before
    return frozenset({cut for cut in before if cut < min(fresh)} | fresh)


def _breaks(document, paper: Paper) -> set[tuple[int, int]]:
    """Rows (table, row) that open a page inside a span: those are where labels must be repeated."""
    first, last = {}, {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:
            first.setdefault(name, number)
            last[name] = number
    breaks = set()
    for number, table in enumerate(paper.tables(), 1):
        inside = _inside_spans(table)
        for row in range(table.header_rows + 1, len(table.rows)):
            here, above = first.get(row_name(number, row)), last.get(row_name(number, row - 1))
            if row in inside and here is not None and above is not None and here != above:
                breaks.add((number, row))
    return breaks


def _inside_spans(table: Table) -> set[int]:
    """Rows whose upper edge is crossed by a span."""
    inside = set()
    for number, row in enumerate(table.rows):
        for cell in row:
            if cell is not None and cell.row_span > 1:
                inside.update(range(number + 1, number + cell.row_span))
    return inside


def _imprint_place(document, layout: Layout, before: Findings) -> tuple[float, str]:
    """The margin that brings the imprint to the foot of an even page, and how it comes to that page."""
    number, box = next(
        (number, page.anchors[IMPRINT]) for number, page in enumerate(document.pages, 1) if IMPRINT in page.anchors
    )
    top, bottom = (box[side] * POINTS_PER_PIXEL for side in (1, 3))
    if number % 2 and before.imprint_place == IN_TEXT:
        # The last side is an even one. Where the imprint already opens a page, an empty one must come before it.
        opens_page = top < (layout.pitch.top_mm + 25) * POINTS_PER_MM
        return 0, AFTER_BLANK if opens_page else NEXT_PAGE
    gap = (297 - layout.pitch.bottom_mm) * POINTS_PER_MM - bottom
    if abs(gap) < NEAR_PT:
        return before.imprint_lift_pt, before.imprint_place
    start = before.imprint_lift_pt or (USUAL_LIFT_PT if before.imprint_place == IN_TEXT else 0)
    return round(start + gap - NEAR_PT / 2, 2), before.imprint_place


def drawing_pdf(svg: bytes) -> bytes:
    """A page as large as the drawing on it, as wide as the text."""
    box = VIEW_BOX.search(svg)
    wide, high = (float(side) for side in box.groups()) if box else (16, 9)
    height = TEXT_WIDTH_MM * min(max(high / wide, 0.05), 5) if wide > 0 else TEXT_WIDTH_MM
    size = f"{TEXT_WIDTH_MM}mm {height:.2f}mm"
    fetcher = OnlyAssets({"asset:svg-drawing": svg})
    sheet = weasyprint.CSS(string=f"@page {{ size: {size}; margin: 0 }} img {{ display: block; width: 100% }}")
    html = weasyprint.HTML(string='<img src="asset:svg-drawing">', base_url=None, url_fetcher=fetcher)
    return html.write_pdf(stylesheets=[sheet])
