"""A table inside a cell: its rows go below the row it stands in, column by column as both headers say."""

from __future__ import annotations

from documents.model import Cell
from documents.reading.columns import role_of


def is_table(rows: list[list[str]]) -> bool:
    """Has it a header of known words and rows below it? Anything else is a drawing of lines around text."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    roles = [role_of(text) for text in rows[0]]
    return "text" in roles and len({role for role in roles if role}) >= 2


def continued(rows: list[list[str]], header: list[str], row: list[Cell | None], position: int) -> list[list]:
    """Rows for the outer table: what stands left of the cell spans them, what fits no column joins the text."""
    uses = [role_of(text) for text in header]
    targets = [uses.index(role) if role in uses and role != "text" else position for role in map(role_of, rows[0])]
    found = []
    for texts in rows[1:]:
        cells: list[Cell | None] = [None if place < position else Cell() for place in range(len(row))]
        for target, text in zip(targets, texts, strict=False):
            if cells[target] is None:
                target = position
            cells[target].text = f"{cells[target].text} {text}".strip()
        for cell in row[:position]:
            if cell is not None:
                cell.row_span += 1
        found.append(cells)
    return found
