"""Rows of plain texts as a table: what csv, pasted cells, pipes and sheets have in common."""

from __future__ import annotations

from documents.model import Cell, Table


def table_of(rows: list[list[str]], where: str, places: list[int] | None = None) -> Table:
    """A table without spans; short rows are filled up with empty cells."""
    width = max((len(row) for row in rows), default=0)
    cells: list[list[Cell | None]] = [
        [Cell(text) for text in row] + [Cell() for _ in range(width - len(row))] for row in rows
    ]
    return Table(cells, where=where, row_places=places or list(range(1, len(rows) + 1)))


def merge(table: Table, top: int, left: int, bottom: int, right: int) -> None:
    """Make the range one cell, as its upper left cell says; ranges beyond the table are cut off."""
    bottom, right = min(bottom, len(table.rows) - 1), min(right, len(table.rows[0]) - 1 if table.rows else -1)
    if top > bottom or left > right or table.rows[top][left] is None:
        return
    master = table.rows[top][left]
    master.row_span, master.column_span = bottom - top + 1, right - left + 1
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                table.rows[row][column] = None
