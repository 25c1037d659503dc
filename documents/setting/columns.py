"""How wide the columns of a table are and how many lines a cell's text takes in them."""

from __future__ import annotations

import math

from documents.model import Table
from documents.setting.wording import width

NARROWEST, WIDEST = 2.5, 30  # characters a column asks for when nobody said how wide it is
LOOKED_AT = 200  # rows: enough to know a table's habits


def shares(table: Table) -> list[float]:
    """Each column's part of the table's width; they add up to 1."""
    count = len(table.rows[0]) if table.rows else 0
    wished = list(table.widths) if len(table.widths) == count and all(part > 0 for part in table.widths) else []
    wished = wished or _by_content(table, count)
    total = sum(wished)
    return [part / total for part in wished]


def _by_content(table: Table, count: int) -> list[float]:
    """Headers decide how narrow, the usual (not the longest) text how wide."""
    wished = []
    for column in range(count):
        texts = [
            row[column].text
            for row in table.rows[:LOOKED_AT]
            if row[column] is not None and row[column].column_span == 1 and row[column].text
        ]
        longest = sorted(max(width(line) for line in text.split("\n")) for text in texts)
        usual = longest[int(len(longest) * 0.9)] if len(longest) > 1 else (longest or [0])[-1]
        wished.append(min(max(math.sqrt(usual) * 2 if usual > 8 else usual, NARROWEST), WIDEST) + 1)
    return wished


def lines_needed(text: str, characters: float) -> int:
    """Lines the text takes where `characters` Chinese characters stand in a line."""
    room = max(characters, 1)
    return sum(max(1, math.ceil(width(line) / room - 1e-9)) for line in text.split("\n"))
