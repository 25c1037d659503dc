"""How wide the columns of a table are and how many lines a cell's text takes in them."""

from __future__ import annotations

import math
import re

from documents.model import Cell, Table
from documents.setting.measures import TABLE_PT
from documents.setting.wording import width

NARROWEST, WIDEST = 2.5, 30  # characters a column asks for when nobody said how wide it is
LOOKED_AT = 200  # rows: enough to know a table's habits
SIDES_PT = 7  # padding and border of a cell, both sides together
# What no line may break inside a cell: a day, a number with its unit, 档号 and other marks.
WHOLE = re.compile(
    r"（?(?:\d{4}年)?\d{1,2}月\d{1,2}日）?|\d{4}年\d{1,2}月|（[\d.]+分）|[0-9A-Za-z][0-9A-Za-z.,:%/·-]*[0-9A-Za-z%](?:分|元|次|人|%)?"
)
JOINTS = re.compile(r"(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])")
LONGEST_WHOLE = 16  # characters; longer ones may be broken, or they would take the table for themselves
SHORT_HEADER = 4  # characters of a header that should stand in one line; a longer one may take two


def room_in(across_mm: float) -> float:
    """How many characters of a table's size a line of this length holds."""
    return across_mm * 72 / 25.4 / TABLE_PT


def shares(table: Table, across: float, gap: float = 0) -> list[float]:
    """Each column's part of the table's width, `across` characters; they add up to 1.

    A column too narrow for what may not be broken in it takes from those that have more than they need; `gap` is
    what a writer's readers put between digits and Chinese characters.
    """
    count = len(table.rows[0]) if table.rows else 0
    wished = list(table.widths) if len(table.widths) == count and all(part > 0 for part in table.widths) else []
    wished = wished or _by_content(table, count)
    total = sum(wished)
    parts = [part / total for part in wished]
    for has_headers in (True, False):
        least = [need / across for need in _least(table, count, has_headers, gap)]
        if sum(least) <= 1:
            return _widened(parts, least)
    return parts


def _widened(parts: list[float], least: list[float]) -> list[float]:
    spare = [max(part - need, 0) for part, need in zip(parts, least, strict=True)]
    lacking = sum(max(need - part, 0) for part, need in zip(parts, least, strict=True))
    if not lacking:
        return parts
    taken = lacking / sum(spare)
    return [max(part, need) - more * taken for part, need, more in zip(parts, least, spare, strict=True)]


def _least(table: Table, count: int, has_headers: bool, gap: float) -> list[float]:
    """Characters below which each column would break a day, a number or a department's name."""
    least = [0.0] * count
    for number, row in enumerate(table.rows[:LOOKED_AT]):
        for column, cell in enumerate(row):
            if cell is None or cell.column_span > 1 or not cell.text:
                continue
            if number >= table.header_rows:
                need = max(
                    (printed_width(word) + gap * len(JOINTS.findall(word)) for word in whole_words(cell)), default=0
                )
            else:
                need = _header_width(cell.text) if has_headers else 0
            least[column] = max(least[column], need)
    return [need + SIDES_PT / TABLE_PT + 0.1 if need else 0 for need in least]


def _header_width(text: str) -> float:
    longest = max(width(line) for line in text.split("\n"))
    return longest if longest <= SHORT_HEADER else math.ceil(longest / 2)


def whole_words(cell: Cell) -> list[str]:
    """What stands in the cell that no line should break: names that were given, days, numbers."""
    found = [*cell.unbroken, *WHOLE.findall(cell.text)]
    return [word for word in found if word and printed_width(word) <= LONGEST_WHOLE]


def printed_width(text: str) -> float:
    """Like `width`, with the room that digits and capitals really take beside Chinese characters."""
    return sum(0.75 if one.isascii() and one.isupper() else 0.56 if width(one) < 1 else 1 for one in text)


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
