"""Where a table of Word is cut by its pages: reckoned beforehand, since Word lays a file out only when it is opened.

A page is filled to a little less than it holds, so that the rows reckoned for it fit in whatever program opens it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from documents.model import Cell, Table
from documents.setting.line_breaks import lines_broken
from documents.setting.measures import TABLE_PITCH_PT
from documents.setting.wording import clean, label_again

FILLED = 0.96  # of a page
PARAGRAPH_PT, BORDER_PT = 2, 0.5  # above and below a cell's paragraph; under a row


@dataclass(frozen=True)
class Span:
    """A merged cell: its first and last row, and the height its text needs."""

    first: int
    last: int
    height: float


@dataclass
class Heights:
    """Each row's own height in points, and the spans standing in it, which may be higher than their rows."""

    rows: list[float]
    spans: list[list[Span]] = field(default_factory=list)  # by row: those that cover it

    def together(self, first: int, last: int) -> float:
        """What the rows from `first` to `last` take on one page; a span's last row there grows with its text."""
        grown = self.rows[first : last + 1]
        seen = {span for row in range(first, last + 1) for span in self.spans[row]}
        for span in sorted(seen, key=lambda span: (span.last, span.first)):
            top, bottom = max(span.first, first) - first, min(span.last, last) - first
            grown[bottom] += max(0.0, span.height - sum(grown[top : bottom + 1]))
        return sum(grown)

    def is_free(self, row: int) -> bool:
        """Whether no span is cut, wherever the table is cut from this row on."""
        return not any(span.first < below for below in range(row, len(self.rows)) for span in self.spans[below])


def heights_of(table: Table, characters: list[float], gap: float = 0) -> Heights:
    """The heights of a table whose columns hold as many characters in a line."""
    found = Heights([TABLE_PITCH_PT + PARAGRAPH_PT + BORDER_PT] * len(table.rows), [[] for _ in table.rows])
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            if cell is None or not cell.text:
                continue
            room = sum(characters[column : column + cell.column_span])
            last = min(number + cell.row_span, len(table.rows)) - 1
            if last == number:
                found.rows[number] = max(found.rows[number], _height(clean(cell.text), room, gap))
                continue
            text = label_again(cell.text) if column < table.label_columns else clean(cell.text)
            span = Span(number, last, _height(text, room, gap))
            for inside in range(number, last + 1):
                found.spans[inside].append(span)
    return found


def _height(text: str, room: float, gap: float) -> float:
    paragraphs = text.count("\n") + 1
    return lines_broken(text, room, gap) * TABLE_PITCH_PT + paragraphs * PARAGRAPH_PT + BORDER_PT


def page_cuts(heights: Heights, head: int, first_room: float, page: float) -> list[int] | None:
    """The rows that open a page, where `first_room` points are left on the first and every page begins with the head.

    `head` itself among them means that the table begins a new page. None where a row is higher than a page: nobody
    knows where such a row ends.
    """
    count = len(heights.rows)
    header = sum(heights.rows[:head])
    whole = page * FILLED - header
    room = whole - (page - first_room)
    cuts = []
    # As in the PDF: the head keeps two rows, the last row has another above it.
    if count > head and room < heights.together(head, min(head + 1, count - 1)) <= whole:
        cuts, room = [head], whole
    start = head
    for row in range(head, count):
        if heights.rows[row] > whole:
            return None
        if row > start and heights.together(start, row) > room:
            if heights.together(start, count - 1) <= room + page * (1 - FILLED) and heights.is_free(row):
                break  # it may fit as it is, and where it does not, no label is lost
            start = row - 1 if row == count - 1 > start + 1 else row
            cuts.append(start)
            room = whole
    return cuts


def is_crossed(table: Table) -> bool:
    """Whether a span below the head could be cut by a page's end."""
    return any(cell is not None and cell.row_span > 1 for row in table.rows[table.header_rows :] for cell in row)


def covering(table: Table, row: int, column: int) -> Cell | None:
    """The cell above that spans down to this place, if this column is where it begins."""
    for above in range(row - 1, -1, -1):
        cell = table.rows[above][column]
        if cell is not None:
            return cell if above + cell.row_span > row and cell.row_span > 1 else None
    return None
