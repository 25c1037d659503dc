"""A table in Word: the header repeated on every page, no row cut by a page's end, merged labels repeated with （续）.

Where pages end is reckoned beforehand. The row that opens one asks for a new page. LibreOffice does not listen to that
inside a table, so the rows of a page are also kept together.

The rows are built as XML: python-docx looks a cell up by walking the table, which a long table pays for row by row.
"""

from __future__ import annotations

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.model import Cell, Table
from documents.setting.columns import room_in, shares
from documents.setting.docx_room import Room
from documents.setting.docx_text import Typist, element, name_fonts
from documents.setting.line_breaks import lines_broken
from documents.setting.measures import POINTS_PER_MM, TABLE_PITCH_PT, TABLE_PT
from documents.setting.page_cuts import Heights, covering, heights_of, is_crossed, page_cuts
from documents.setting.wording import clean, label_again, width

TITLE_PT, TITLE_PITCH_PT = 18, 30
# Readers that ask no style for it (LibreOffice) part digits from Chinese characters: a day is wider there.
GAP = 0.25  # characters
SIDE_TWENTIETHS = 60  # 3 points
TWENTIETHS_PER_MM = 1440 / 25.4


def add_table(typist: Typist, table: Table, title: str = "") -> None:
    """Add the table at the end of the document, as wide as the text, its title above it."""
    if not table.rows or not table.rows[0]:
        _add_title(typist, title)
        return
    across = typist.across_mm
    widths = [round(part * across * TWENTIETHS_PER_MM) for part in shares(table, room_in(across), gap=GAP)]
    heights = heights_of(table, [(wide - 2 * SIDE_TWENTIETHS) / 20 / TABLE_PT for wide in widths], GAP)
    cuts = _cuts(typist, table, heights, title)
    if cuts and cuts[0] == table.header_rows:
        typist.break_before_next()
    _add_title(typist, title)
    made = typist.document.add_table(rows=0, cols=len(widths), style="Table Grid")
    made.autofit = False
    _narrow_sides(made)
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Mm(wide / TWENTIETHS_PER_MM)
    rows = _Rows(typist, table, widths, cuts or [])
    for number in range(len(table.rows)):
        made._tbl.append(rows.row(number))
    _take_room(typist.room, table, heights, cuts)
    # Two tables without a line between them would become one.
    typist.line(pitch=1, size=1, indent=0)


def _add_title(typist: Typist, title: str) -> None:
    if title:
        typist.line(
            title, "title", TITLE_PT, align=WD_ALIGN_PARAGRAPH.CENTER, indent=0, pitch=TITLE_PITCH_PT, keep=True
        )


def _cuts(typist: Typist, table: Table, heights: Heights, title: str) -> list[int] | None:
    """The rows that open a page; None where nobody can say, or need not, since no label is cut."""
    left = typist.room.left
    if left is None:
        return None
    if title:
        left -= TITLE_PITCH_PT * lines_broken(title, typist.across_mm * POINTS_PER_MM / TITLE_PT)
    cuts = page_cuts(heights, table.header_rows, left, typist.room.page)
    return cuts if not cuts or is_crossed(table) else None


def _take_room(room: Room, table: Table, heights: Heights, cuts: list[int] | None) -> None:
    head = min(table.header_rows, len(heights.rows))
    later = [cut for cut in cuts or [] if cut > head]
    if cuts is None:
        room.lose()
        return
    if later:
        room.new_page()
    room.take(sum(heights.rows[:head]) + heights.together(later[-1] if later else head, len(heights.rows) - 1))


def _narrow_sides(table) -> None:
    """Cells as near to their borders as in the PDF; the template's are so wide that every table takes more pages."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=SIDE_TWENTIETHS, type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


class _Rows:
    def __init__(self, typist: Typist, table: Table, widths: list[int], cuts: list[int]):
        self.typist = typist
        self.table = table
        self.widths = widths
        self.cuts = [cut for cut in cuts if cut > table.header_rows]
        self.opening = frozenset(self.cuts)
        self.keeps = False  # the row being made stays on one page with the next
        self.below: dict[int, tuple[int, int]] = {}  # column -> (rows still covered, columns covered)

    def row(self, number: int):
        made = element("w:tr")
        properties = element("w:trPr")
        properties.append(element("w:cantSplit"))
        if number < self.table.header_rows:
            properties.append(element("w:tblHeader"))
        made.append(properties)
        # As in the PDF: the header keeps the first two rows, the last row has another above it.
        first, last = self.table.header_rows, len(self.table.rows) - 1
        self.keeps = number <= first < last or number == last - 1 >= first
        if self.cuts and number >= self.cuts[0]:
            self.keeps = number < last and number + 1 not in self.opening
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
                again = covering(self.table, number, column) if left and number in self.opening else None
                if again:
                    made.append(self._cell(again, number, column, span, again=True))
                else:
                    made.append(self._covered(column, span, continues=left > 0))
            column += span
        if number in self.opening or (number == 0 and self.typist.break_is_due):
            self.typist.break_is_due = False
            _open_page(made)
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
        empty = element("w:p")
        if self.keeps:
            empty.append(element("w:pPr"))
            empty[0].append(element("w:keepNext"))
        made.append(empty)
        return made

    def _cell(self, cell: Cell, number: int, column: int, span: int, again: bool = False):
        made = element("w:tc")
        made.append(self._properties(column, span, "restart" if cell.row_span > 1 else None))
        heading = number < self.table.header_rows
        text = label_again(cell.text) if again and column < self.table.label_columns else clean(cell.text)
        centred = heading or column < self.table.label_columns or width(text) <= 12
        align = cell.align or ("center" if centred else "left")
        for line in text.split("\n"):
            made.append(self._line(line, align, heading, cell.bold))
        return made

    def _line(self, text: str, align: str, heading: bool, bold: bool):
        made = element("w:p")
        properties = element("w:pPr")
        if self.keeps:
            properties.append(element("w:keepNext"))
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


def _open_page(row) -> None:
    """Let the row's first paragraph begin a page."""
    properties = next(row.iter(qn("w:p"))).get_or_add_pPr()
    mark = element("w:pageBreakBefore")
    if properties.find(qn("w:keepNext")) is not None:
        properties.find(qn("w:keepNext")).addnext(mark)
    else:
        properties.insert(0, mark)
