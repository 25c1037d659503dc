"""A table in Word: spans as they are, the header repeated on every page, no row cut by a page's end.

The rows are built as XML: python-docx looks a cell up by walking the table, which a long table pays for row by row.
"""

from __future__ import annotations

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.model import Cell, Table
from documents.setting.columns import shares
from documents.setting.docx_text import Typist, element, name_fonts
from documents.setting.measures import TABLE_PITCH_PT, TABLE_PT, TEXT_WIDTH_MM
from documents.setting.wording import clean, width

LANDSCAPE_WIDTH_MM = 225
TWENTIETHS_PER_MM = 1440 / 25.4


def add_table(typist: Typist, table: Table, landscape: bool) -> None:
    """Add the table at the end of the document, as wide as the text."""
    if not table.rows or not table.rows[0]:
        return
    across = LANDSCAPE_WIDTH_MM if landscape else TEXT_WIDTH_MM
    widths = [round(part * across * TWENTIETHS_PER_MM) for part in shares(table)]
    made = typist.document.add_table(rows=0, cols=len(widths), style="Table Grid")
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Mm(wide / TWENTIETHS_PER_MM)
    rows = _Rows(typist, table, widths)
    for number in range(len(table.rows)):
        made._tbl.append(rows.row(number))
    # Two tables without a line between them would become one.
    typist.line(pitch=1, size=1, indent=0)


class _Rows:
    def __init__(self, typist: Typist, table: Table, widths: list[int]):
        self.typist = typist
        self.table = table
        self.widths = widths
        self.below: dict[int, tuple[int, int]] = {}  # column -> (rows still covered, columns covered)

    def row(self, number: int):
        made = element("w:tr")
        properties = element("w:trPr")
        properties.append(element("w:cantSplit"))
        if number < self.table.header_rows:
            properties.append(element("w:tblHeader"))
        made.append(properties)
        column = 0
        while column < len(self.widths):
            cell = self.table.rows[number][column]
            if cell is not None:
                self.below.pop(column, None)
                span = max(cell.column_span, 1)
                if cell.row_span > 1:
                    self.below[column] = (cell.row_span - 1, span)
                made.append(self._cell(cell, number, column, span))
            else:
                left, span = self.below.get(column, (0, 1))
                if left > 1:
                    self.below[column] = (left - 1, span)
                else:
                    self.below.pop(column, None)
                made.append(self._covered(column, span, continues=left > 0))
            column += span
        return made

    def _properties(self, column: int, span: int, merge: str | None):
        properties = element("w:tcPr")
        properties.append(element("w:tcW", w=sum(self.widths[column : column + span]), type="dxa"))
        if span > 1:
            properties.append(element("w:gridSpan", val=span))
        if merge:
            properties.append(element("w:vMerge", val=merge))
        properties.append(element("w:vAlign", val="center"))
        return properties

    def _covered(self, column: int, span: int, continues: bool):
        made = element("w:tc")
        made.append(self._properties(column, span, "continue" if continues else None))
        made.append(element("w:p"))
        return made

    def _cell(self, cell: Cell, number: int, column: int, span: int):
        made = element("w:tc")
        made.append(self._properties(column, span, "restart" if cell.row_span > 1 else None))
        heading = number < self.table.header_rows
        text = clean(cell.text)
        centred = heading or column < self.table.label_columns or width(text) <= 12
        align = cell.align or ("center" if centred else "left")
        for line in text.split("\n"):
            made.append(self._line(line, align, heading, cell.bold))
        return made

    def _line(self, text: str, align: str, heading: bool, bold: bool):
        made = element("w:p")
        properties = element("w:pPr")
        properties.append(element("w:snapToGrid", val=0))
        properties.append(element("w:spacing", before=20, after=20, line=round(TABLE_PITCH_PT * 20), lineRule="exact"))
        properties.append(element("w:jc", val="both" if align == "left" else align))
        made.append(properties)
        if text:
            run = element("w:r")
            look = element("w:rPr")
            fonts = element("w:rFonts")
            name_fonts(fonts, self.typist.font("hei" if heading else "body"), self.typist.layout.fonts.latin)
            look.append(fonts)
            if bold:
                look.append(element("w:b"))
            look.append(element("w:sz", val=round(TABLE_PT * 2)))
            look.append(element("w:szCs", val=round(TABLE_PT * 2)))
            run.append(look)
            words = element("w:t")
            words.text = text
            words.set(qn("xml:space"), "preserve")
            run.append(words)
            made.append(run)
        return made
