"""The imprint (版记) in Word: a table without sides that stands at the foot of its page."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from documents.model import Imprint
from documents.setting.docx_text import Typist, element
from documents.setting.measures import SMALL_PT, TEXT_WIDTH_MM
from documents.setting.wording import clean, printed_date

PITCH_PT = 25
OUTER, INNER = 8, 6  # eighths of a point: 0.35 mm and 0.25 mm
DATE_WIDTH_MM = 62
LEFT, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def add_imprint(typist: Typist, imprint: Imprint) -> None:
    """Add the imprint; it floats down to the edge of the text, whatever stands above it."""
    table = typist.document.add_table(rows=2 if imprint.copies_to else 1, cols=2)
    table.autofit = False
    _float_to_the_foot(table)
    if imprint.copies_to:
        across = table.cell(0, 0).merge(table.cell(0, 1))
        _write(typist, across, f"抄送：{clean(imprint.copies_to).rstrip('。')}。", LEFT, indent=-3, left=4, right=1)
    printer, day = table.rows[-1].cells
    _write(typist, printer, clean(imprint.printer), LEFT, left=1)
    _write(typist, day, f"{printed_date(imprint.printed_on)}印发", RIGHT, right=1)
    for row in table.rows:
        for cell, wide in zip(row.cells, (TEXT_WIDTH_MM - DATE_WIDTH_MM, DATE_WIDTH_MM), strict=True):
            cell.width = Mm(wide)
    # A floating table stands on the page of the line after it.
    typist.line(pitch=1, size=1, indent=0)


def _float_to_the_foot(table) -> None:
    properties = table._tbl.tblPr
    place = element("w:tblpPr", horzAnchor="margin", vertAnchor="margin", tblpXSpec="left", tblpYSpec="bottom")
    properties.insert_element_before(
        place, "w:tblOverlap", "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblLook"
    )
    rules = element("w:tblBorders")
    for side, eighths in (("top", OUTER), ("bottom", OUTER), ("insideH", INNER)):
        rules.append(element(f"w:{side}", val="single", sz=eighths, space=0, color="000000"))
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=0, type="dxa"))
    properties.insert_element_before(rules, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")


def _write(typist: Typist, cell, text: str, align, **indents) -> None:
    first = cell.paragraphs[0]._p
    typist.line(text, size=SMALL_PT, align=align, pitch=PITCH_PT, container=cell, **{"indent": 0, **indents})
    first.getparent().remove(first)
