"""A table as HTML: fixed columns, spans cut where a page ends and their labels repeated with （续）."""

from __future__ import annotations

from html import escape

from documents.model import Cell, Table
from documents.setting.columns import SIDES_PT, lines_needed, printed_width, room_in, shares, whole_words
from documents.setting.measures import POINTS_PER_MM, TABLE_PT
from documents.setting.page_cuts import covering
from documents.setting.wording import clean, label_again, width

EVEN_FROM = 14  # characters in a line: a narrower column would show gaps if its right edge were even
MOST_JOINED = 8  # lines of two rows that are kept together
LINES_ON_A_PAGE = 24  # of a table on a landscape sheet; a row with more may be cut by a page's end


def row_name(table: int, row: int) -> str:
    """The anchor of a row, by which its page is found."""
    return f"t{table}r{row}"


def table_html(table: Table, number: int, cuts: frozenset[tuple[int, int]], across_mm: float) -> str:
    """The table; `cuts` are the rows (table, row) that open a page."""
    if not table.rows or not table.rows[0]:
        return ""
    parts = shares(table, room_in(across_mm))
    characters = [(part * across_mm * POINTS_PER_MM - SIDES_PT) / TABLE_PT for part in parts]
    opening = {row for row in range(len(table.rows)) if (number, row) in cuts}
    head = min(table.header_rows, len(table.rows))
    lines = [_lines(row, characters) for row in table.rows]
    rows = [_row(table, number, row, opening, characters, lines) for row in range(len(table.rows))]
    columns = "".join(f'<col style="width:{part * 100:.3f}%">' for part in parts)
    top = f"<thead>{''.join(rows[:head])}</thead>" if head else ""
    return f"<table><colgroup>{columns}</colgroup>{top}<tbody>{''.join(rows[head:])}</tbody></table>"


def _lines(row: list[Cell | None], characters: list[float]) -> int:
    """How many lines the highest cell that ends in this row takes."""
    needed = (
        lines_needed(cell.text, sum(characters[column : column + cell.column_span]))
        for column, cell in enumerate(row)
        if cell is not None and cell.text and cell.row_span == 1
    )
    return max(needed, default=1)


def _row(table: Table, number: int, row: int, opening: set[int], characters: list[float], lines: list[int]) -> str:
    cells = []
    most = 0
    for column, cell in enumerate(table.rows[row]):
        again = False
        if cell is None and row in opening:
            cell, again = covering(table, row, column), True
        if cell is None:
            continue
        room = sum(characters[column : column + cell.column_span])
        most = max(most, lines_needed(cell.text, room) if cell.text else 0)
        span = _span_here(table, row, column, cell, opening, again)
        cells.append(_cell(table, cell, row, column, span, again, room))
    # Neither the first row stands alone under the header at a page's foot, nor the last one on a page of its own.
    is_edge = row == table.header_rows + 1 or row == len(table.rows) - 1 > table.header_rows
    joins = is_edge and row not in opening and sum(lines[row - 1 : row + 1]) <= MOST_JOINED
    marks = (("cut", row in opening), ("joins", joins), ("tall", most > LINES_ON_A_PAGE))
    kinds = [name for name, holds in marks if holds]
    kind = f' class="{" ".join(kinds)}"' if kinds else ""
    return f'<tr id="{row_name(number, row)}"{kind}>{"".join(cells)}</tr>'


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
    if again and column < table.label_columns:
        text = label_again(text)
    centred = tag == "th" or column < table.label_columns or width(text) <= 12
    look = cell.align or ("center" if centred else "left")
    beginning = "left" if room >= EVEN_FROM else "ragged"
    kinds = [{"left": beginning, "right": "toright"}.get(look, "")] + ["strong"] * cell.bold
    attributes = f' class="{" ".join(kinds).strip()}"' if any(kinds) else ""
    attributes += ' scope="col"' if tag == "th" else ""
    attributes += f' rowspan="{span}"' if span > 1 else ""
    attributes += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f"<{tag}{attributes}>{_words(text, whole_words(cell), room)}</{tag}>"


def _words(text: str, unbroken: list[str], room: float) -> str:
    """The text escaped, names that fit into the column kept in one piece."""
    fitting = {clean(name) for name in unbroken if printed_width(clean(name)) <= room}
    names = sorted(fitting, key=len, reverse=True)
    out = []
    while text:
        found = [(place, name) for name in names if (place := text.find(name)) >= 0]
        if not found:
            break
        place, name = min(found, key=lambda item: (item[0], -len(item[1])))
        out += [escape(text[:place]), f'<span class="whole">{escape(name)}</span>']
        text = text[place + len(name) :]
    return "".join([*out, escape(text)]).replace("\n", "<br>")
