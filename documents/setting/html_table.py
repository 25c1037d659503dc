"""A table as HTML: fixed columns, spans cut where a page ends and their labels repeated with （续）."""

from __future__ import annotations

from html import escape

from documents.model import Cell, Table
from documents.setting.columns import lines_needed, shares
from documents.setting.measures import TABLE_PT
from documents.setting.wording import clean, width

POINTS_PER_MM = 72 / 25.4
SIDES_PT = 7  # padding and border of a cell, both sides together
LINES_ON_A_PAGE = 24  # of a table on a landscape sheet; a row with more may be cut by a page's end


def row_name(table: int, row: int) -> str:
    """The anchor of a row, by which its page is found."""
    return f"t{table}r{row}"


def table_html(table: Table, number: int, cuts: frozenset[tuple[int, int]], across_mm: float) -> str:
    """The table; `cuts` are the rows (table, row) that open a page."""
    if not table.rows or not table.rows[0]:
        return ""
    parts = shares(table)
    characters = [(part * across_mm * POINTS_PER_MM - SIDES_PT) / TABLE_PT for part in parts]
    opening = {row for row in range(len(table.rows)) if (number, row) in cuts}
    head = min(table.header_rows, len(table.rows))
    rows = [_row(table, number, row, opening, characters) for row in range(len(table.rows))]
    columns = "".join(f'<col style="width:{part * 100:.3f}%">' for part in parts)
    top = f"<thead>{''.join(rows[:head])}</thead>" if head else ""
    return f"<table><colgroup>{columns}</colgroup>{top}<tbody>{''.join(rows[head:])}</tbody></table>"


def _row(table: Table, number: int, row: int, opening: set[int], characters: list[float]) -> str:
    cells = []
    most = 0
    for column, cell in enumerate(table.rows[row]):
        again = False
        if cell is None and row in opening:
            cell, again = _covering(table, row, column), True
        if cell is None:
            continue
        room = sum(characters[column : column + cell.column_span])
        most = max(most, lines_needed(cell.text, room) if cell.text else 0)
        span = _span_here(table, row, column, cell, opening, again)
        cells.append(_cell(table, cell, row, column, span, again, room))
    kinds = [name for name, holds in (("cut", row in opening), ("tall", most > LINES_ON_A_PAGE)) if holds]
    kind = f' class="{" ".join(kinds)}"' if kinds else ""
    return f'<tr id="{row_name(number, row)}"{kind}>{"".join(cells)}</tr>'


def _covering(table: Table, row: int, column: int) -> Cell | None:
    """The cell above that spans down to this place, if this column is where it begins."""
    for above in range(row - 1, -1, -1):
        cell = table.rows[above][column]
        if cell is not None:
            return cell if above + cell.row_span > row and cell.row_span > 1 else None
    return None


def _span_here(table: Table, row: int, column: int, cell: Cell, opening: set[int], again: bool) -> int:
    """How many rows the cell covers from this row to its end or to the end of the page."""
    first = row
    if again:
        while table.rows[first][column] is not cell:
            first -= 1
    end = min(first + cell.row_span, len(table.rows))
    return next((cut for cut in range(row + 1, end) if cut in opening), end) - row


def _cell(table: Table, cell: Cell, row: int, column: int, span: int, again: bool, room: float) -> str:
    tag = "th" if row < table.header_rows else "td"
    text = clean(cell.text)
    if again and column < table.label_columns and any(character > "\u2e80" for character in text):
        text = _continued(text)
    centred = tag == "th" or column < table.label_columns or width(text) <= 12
    look = cell.align or ("center" if centred else "left")
    kinds = [{"left": "left", "right": "toright"}.get(look, "")] + ["strong"] * cell.bold
    attributes = f' class="{" ".join(kinds).strip()}"' if any(kinds) else ""
    attributes += ' scope="col"' if tag == "th" else ""
    attributes += f' rowspan="{span}"' if span > 1 else ""
    attributes += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f"<{tag}{attributes}>{_words(text, cell.unbroken, room)}</{tag}>"


def _continued(label: str) -> str:
    """政治理论学习（续）（12分）: the mark follows the name, before a bracket or a line break."""
    ends = [place for place in (label.find("（"), label.find("\n")) if place > 0]
    cut = min(ends, default=len(label))
    return f"{label[:cut]}（续）{label[cut:]}"


def _words(text: str, unbroken: tuple[str, ...], room: float) -> str:
    """The text escaped, names that fit into the column kept in one piece."""
    names = sorted({clean(name) for name in unbroken if name and width(clean(name)) <= room}, key=len, reverse=True)
    out = []
    while text:
        found = [(place, name) for name in names if (place := text.find(name)) >= 0]
        if not found:
            break
        place, name = min(found, key=lambda item: (item[0], -len(item[1])))
        out += [escape(text[:place]), f'<span class="whole">{escape(name)}</span>']
        text = text[place + len(name) :]
    return "".join([*out, escape(text)]).replace("\n", "<br>")
