"""The source of an import as its page shows it: numbered lines, tables with merged cells, idle runs folded."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

SHORT_RUN = 3  # lines without any item; a longer run is folded
LONGEST_NAME_CELL = 60  # characters; in longer cells a department's name is most likely just a word
Parts = list[tuple[str, bool]]  # pieces of a text, and whether a piece is marked


@dataclass
class SourceCell:
    parts: Parts
    row_span: int = 1
    column_span: int = 1


@dataclass
class Line:
    number: int  # from 1, as the page prints it
    cells: list[SourceCell]
    is_heading: bool = False


@dataclass
class Run:
    """Neighbouring lines shown alike: as table rows, as paragraphs, or folded away."""

    kind: str  # table, text, folded
    lines: list[Line]

    @property
    def span(self) -> str:
        first, last = self.lines[0].number, self.lines[-1].number
        return str(first) if first == last else f"{first}–{last}"


def runs_of(lines: list[dict], used: Collection[int | None], marked: list[str]) -> list[Run]:
    """`used` are the positions items and questions stand at; `marked` the names to be marked."""
    marker = re.compile("|".join(map(re.escape, sorted(marked, key=len, reverse=True)))) if marked else None

    def kind(pair):
        index, line = pair
        if line["cells"]:
            return "table"
        return "text" if index in used else "idle"

    runs: list[Run] = []
    for name, group in groupby(enumerate(lines), key=kind):
        if name == "table":
            runs.append(Run(name, _table(list(group), used, marker)))
            continue
        shown = [_paragraph(index, line, marker) for index, line in group]
        if name == "idle":
            name = "folded" if len(shown) > SHORT_RUN else "text"
        if runs and name == runs[-1].kind == "text":
            runs[-1].lines += shown
        else:
            runs.append(Run(name, shown))
    return runs


def _paragraph(index: int, line: dict, marker) -> Line:
    text = line["text"]
    is_heading = len(text) < 30 and not text.endswith(("。", "；"))
    return Line(index + 1, [SourceCell(_parts(text, marker))], is_heading)


def _table(group: list[tuple[int, dict]], used: Collection[int | None], marker) -> list[Line]:
    """Rows as printed: a cell merged downwards is missing or blank at the front of the rows below it."""
    width = max(len(line["cells"]) for _, line in group)
    above: list[SourceCell | None] = [None] * width
    rows, is_head = [], True
    for index, line in group:
        is_head = is_head and index not in used
        texts = line["cells"]
        if width > 1 and texts[0].strip() and not any(text.strip() for text in texts[1:]):
            cell = SourceCell(_parts(texts[0], marker), column_span=width)
            rows.append(Line(index + 1, [cell], is_head))
            above = [None] * width
            continue
        texts = [""] * (width - len(texts)) + list(texts)
        cells, is_front = [], True
        for column, text in enumerate(texts):
            is_front = is_front and not text.strip()
            if is_front and above[column] is not None:
                above[column].row_span += 1
                continue
            cell = SourceCell(_parts(text, marker))
            above[column] = cell
            cells.append(cell)
        rows.append(Line(index + 1, cells, is_head))
    return rows


def _parts(text: str, marker) -> Parts:
    """The text in pieces, unknown names marked; only in short cells, where a name is no common word."""
    if marker is None or len(text) > LONGEST_NAME_CELL:
        return [(text, False)]
    parts, at = [], 0
    for found in marker.finditer(text):
        parts += [(text[at : found.start()], False), (found.group(), True)]
        at = found.end()
    return [part for part in [*parts, (text[at:], False)] if part[0]]
