"""A paper as PDF by WeasyPrint, laid out again until every page of a table shows its labels.

The renderer is given nothing but text of our own making and a map of assets in memory; it can fetch nothing else.
"""

from __future__ import annotations

import logging

from documents.model import Paper, Table
from documents.setting import Unavailable, css, justify
from documents.setting.fetching import OnlyAssets
from documents.setting.html import IMPRINT, Findings, page_html
from documents.setting.measures import Layout

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
except OSError as problem:  # Pango, HarfBuzz or fontconfig is not installed
    raise Unavailable(
        "生成 PDF 需要系统里的 Pango 排版库和中文字体，这台机器上还没有：请运行 make libraries。"
    ) from problem

MOST_PASSES = 5
POINTS_PER_PIXEL = 0.75
NEAR_PT = 0.5

logging.getLogger("weasyprint").setLevel(logging.ERROR)


def set_pdf(paper: Paper, layout: Layout) -> bytes:
    """The PDF as bytes, tagged, with an outline."""
    justify.install()
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
    """What the next pass should know. Cuts are only added, so the passes come to an end."""
    cuts = before.cuts | _cuts(document, paper)
    if cuts != before.cuts or paper.imprint is None:
        return Findings(cuts, before.imprint_lift_pt, before.imprint_alone)
    lift, alone = _imprint_place(document, layout, before)
    return Findings(cuts, lift, alone)


def _cuts(document, paper: Paper) -> set[str]:
    """Rows that open a page inside a span: those are where labels must be repeated."""
    pages = {name: number for number, page in enumerate(document.pages) for name in page.anchors}
    cuts = set()
    for number, table in enumerate(_printed_tables(paper), 1):
        inside = _inside_spans(table)
        for row in range(table.header_rows + 1, len(table.rows)):
            here, above = pages.get(f"t{number}r{row}"), pages.get(f"t{number}r{row - 1}")
            if row in inside and here is not None and above is not None and here != above:
                cuts.add(f"t{number}r{row}")
    return cuts


def _printed_tables(paper: Paper) -> list[Table]:
    return paper.tables()


def _inside_spans(table: Table) -> set[int]:
    """Rows whose upper edge is crossed by a span."""
    inside = set()
    for number, row in enumerate(table.rows):
        for cell in row:
            if cell is not None and cell.row_span > 1:
                inside.update(range(number + 1, number + cell.row_span))
    return inside


def _imprint_place(document, layout: Layout, before: Findings) -> tuple[float, bool]:
    """The margin that brings the imprint to the foot of an even page, and whether it stands there alone."""
    number, place = next(
        (number, page.anchors[IMPRINT]) for number, page in enumerate(document.pages, 1) if IMPRINT in page.anchors
    )
    if number % 2 and not before.imprint_alone:
        return 0, True  # the last side is an even one; the imprint goes there alone, without a page number
    foot = (297 - layout.pitch.bottom_mm) * 72 / 25.4
    gap = foot - place[3] * POINTS_PER_PIXEL
    if abs(gap) < NEAR_PT:
        return before.imprint_lift_pt, before.imprint_alone
    start = before.imprint_lift_pt or (0 if before.imprint_alone else 57.9)
    return round(start + gap - NEAR_PT / 2, 2), before.imprint_alone


def drawing_pdf(svg: bytes) -> bytes:
    """A page as large as the drawing on it."""
    fetcher = OnlyAssets({"asset:svg-drawing": svg})
    sheet = weasyprint.CSS(string="@page { size: 160mm 90mm; margin: 0 } img { width: 160mm; max-height: 90mm }")
    html = weasyprint.HTML(string='<img src="asset:svg-drawing">', base_url=None, url_fetcher=fetcher)
    return html.write_pdf(stylesheets=[sheet])
