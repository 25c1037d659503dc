"""A table laid out: spans resolved, the header found, every column given its use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from documents.model import Table
from documents.reading import columns as words
from documents.reading.characters import squeeze, word
from documents.reading.columns import Column, level_of, role_of
from documents.reading.numbering import bare_label, split_label
from documents.reading.points import marks


@dataclass
class Spot:
    """One place of the grid: the text that stands there, and whether it belongs to a cell that began elsewhere."""

    text: str = ""
    from_above: bool = False
    from_left: bool = False
    rows: int = 1
    day: date | None = None

    @property
    def is_own(self) -> bool:
        return not self.from_above and not self.from_left


@dataclass
class Row:
    spots: list[Spot]
    where: str
    line: int

    def own(self) -> list[tuple[int, Spot]]:
        """Cells that begin in this row and hold something."""
        return [(index, spot) for index, spot in enumerate(self.spots) if spot.is_own and spot.text.strip()]


@dataclass
class Sheet:
    """Rows of data and what each column is for."""

    columns: list[Column]
    rows: list[Row]
    above: list[str] = field(default_factory=list)  # lines printed in the table above its header
    header: list[str] = field(default_factory=list)
    has_header: bool = True

    def of(self, *roles: str) -> list[Column]:
        return [column for column in self.columns if column.role in roles]

    @property
    def clause(self) -> Column | None:
        return next(iter(self.of("clause")), None)

    def texts(self, index: int) -> list[str]:
        return [row.spots[index].text for row in self.rows if row.spots[index].is_own and row.spots[index].text.strip()]


def lay_out(table: Table, first_line: int) -> list[Sheet]:
    """The sheets of a table: one, or two where columns stand in pairs side by side; none where it holds no clauses."""
    rows = _rows(table, first_line)
    start, end = _find_header(rows)
    above = [squeeze(spot.text) for row in rows[:start] for _, spot in row.own()]
    if end == start:
        header, data = [""] * (len(rows[0].spots) if rows else 0), rows
        above = []
    else:
        header, data = _header_words(rows[start:end]), rows[end:]
    if not data:
        return []
    sheets = []
    for left, right in _pairs(header):
        part = [Row(row.spots[left:right], row.where, row.line) for row in data]
        sheet = Sheet([], [row for row in part if not _is_header(row, header[left:right])], above, header[left:right])
        sheet.has_header = end > start
        sheet.columns = _settle(header[left:right], sheet)
        if sheet.clause is not None and _has_sentences(sheet):
            sheets.append(sheet)
    return sheets


def _has_sentences(sheet: Sheet) -> bool:
    """Bands of scores, names with telephones and the like are no clauses."""
    cells = sheet.texts(sheet.clause.index)
    said = [
        cell
        for cell in cells
        if len(re.findall(r"[\u4e00-\u9fff]", cell)) >= 3 and not re.match(r"\s*\d+\s*[-分%]", cell)
    ]
    return len(said) >= 0.5 * max(1, len(cells))


def _rows(table: Table, first_line: int) -> list[Row]:
    grid = [[Spot() for _ in row] for row in table.rows]
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            day = cell.value if isinstance(cell.value, date) else None
            for down in range(min(cell.row_span, len(table.rows) - number)):
                for right in range(min(cell.column_span, len(row) - column)):
                    spot = Spot(cell.text, down > 0, right > 0, cell.row_span, day)
                    grid[number + down][column + right] = spot
    places = table.row_places or list(range(1, len(table.rows) + 1))
    return [
        Row(spots, f"{table.where} 第{place}行", first_line + number)
        for number, (spots, place) in enumerate(zip(grid, places, strict=False))
    ]


def _find_header(rows: list[Row]) -> tuple[int, int]:
    """First row of the header and the row after it; equal where there is none."""
    for number, row in enumerate(rows[:15]):
        texts = [spot.text for _, spot in row.own()]
        known = [role_of(text) for text in texts]
        good = sum(role is not None for role in known)
        if len(texts) >= 2 and good >= 2 and good >= 0.6 * len(texts):
            return number, number + _header_height(rows, number)
    return 0, 0


def _header_height(rows: list[Row], start: int) -> int:
    """Two or three where headings have headings below them."""
    height = 1
    while start + height < len(rows) and height < 3:
        row = rows[start + height]
        own = row.own()
        hangs = any(spot.from_above for spot in row.spots) or any(
            spot.from_left for spot in rows[start + height - 1].spots
        )
        if not hangs or not own or not all(_is_word(spot.text) for _, spot in own):
            break
        height += 1
    return height


def _is_word(text: str) -> bool:
    plain = word(text)
    return len(plain) <= 8 and (
        role_of(text) is not None or re.fullmatch(r"[A-D][级档等]?|.{0,4}[月季]度?份?", plain) is not None
    )


def _header_words(rows: list[Row]) -> list[str]:
    found = []
    for column in range(len(rows[0].spots)):
        texts: list[str] = []
        for row in rows:
            text = squeeze(row.spots[column].text)
            if text and text not in texts:
                texts.append(text)
        last = texts[-1] if texts else ""
        joined = "".join(texts)
        found.append(joined if len(texts) > 1 and role_of(last) in (None, "text") and role_of(joined) else last)
    return found


def _is_header(row: Row, header: list[str]) -> bool:
    """A header repeated after a page break is no row."""
    own = row.own()
    if len(own) < 2:
        return False
    names = {word(text) for text in header if text}
    return sum(word(spot.text) in names for _, spot in own) >= 0.7 * len(own)


def _pairs(header: list[str]) -> list[tuple[int, int]]:
    """Columns in pairs: 序号|内容|分值|序号|内容|分值 are two tables side by side."""
    width = len(header)
    plain = [word(text) for text in header]
    for count in (2, 3):
        size = width // count
        parts = [plain[number * size : (number + 1) * size] for number in range(count)]
        if width % count == 0 and size >= 2 and any(parts[0]) and all(part == parts[0] for part in parts):
            return [(number * size, (number + 1) * size) for number in range(count)]
    return [(0, width)]


def _settle(header: list[str], sheet: Sheet) -> list[Column]:
    """Give every column its use: the header's word first, then what the cells hold."""
    found = []
    for index, text in enumerate(header):
        role = role_of(text)
        cells = sheet.texts(index)
        has_words = any(role_of(other) == "text" for other in header)
        found.append(Column(index, text, _by_cells(role, cells, index, has_words), level_of(text)))
    if not sheet.has_header or not any(column.role == "text" for column in found):
        _rescue(found, sheet)
    _choose_clause(found, sheet)
    return found


def _by_cells(role: str | None, cells: list[str], index: int, sheet_has_words: bool) -> str:
    if role in (None, "text", "methods", "points", "materials") and len(cells) > 1 and words.is_departments(cells):
        return "departments" if role != "text" or _all_short(cells) else "text"
    if role == "methods" and words.is_scoring(cells):
        return "scoring"
    if role == "scoring" and not words.is_scoring(cells) and _are_marked(cells):
        return "text"
    if role is not None:
        return role
    if not cells:
        return "ignored"
    if words.is_number(cells):
        return "number" if index == 0 else "points"
    if words.is_methods(cells):
        return "methods"
    if all(bare_label(cell) for cell in cells):
        return "number"
    return "other" if sheet_has_words else "text"


def _all_short(cells: list[str]) -> bool:
    return max(len(cell) for cell in cells) <= 60


def _rescue(found: list[Column], sheet: Sheet) -> None:
    """A table whose header names no text: the column with the most letters is one."""
    candidates = [column for column in found if column.role in ("scoring", "ignored", "materials", "text")]
    if candidates and not any(column.role == "text" for column in candidates):
        best = max(candidates, key=lambda column: _mass(sheet, column))
        if _mass(sheet, best) >= 8 * max(1, len(sheet.texts(best.index))) * 0.5:
            best.role = "text"


def _mass(sheet: Sheet, column: Column) -> int:
    return sum(len(text) for text in sheet.texts(column.index))


def _choose_clause(found: list[Column], sheet: Sheet) -> None:
    """Of the text columns the last one is the clause, those before it are categories."""
    texts = [column for column in found if column.role == "text"]
    while len(texts) > 1 and words.is_scoring(sheet.texts(texts[-1].index)) and not _has_marks(sheet, texts[-1]):
        texts.pop().role = "scoring"
    while len(texts) > 1 and words.is_methods(sheet.texts(texts[-1].index)):
        texts.pop().role = "methods"
    if not texts:
        return
    longest = max(texts, key=lambda column: _mass(sheet, column))
    clause = (
        texts[-1] if sheet.has_header else max(texts, key=lambda column: (_labels(sheet, column), _mass(sheet, column)))
    )
    if _mass(sheet, clause) * 4 < _mass(sheet, longest):
        clause = longest
    clause = _first_of_two_sentences(sheet, texts, clause)
    scoring = [column for column in found if column.role == "scoring" and column.index > clause.index]
    if scoring and _is_split_by(sheet, clause, scoring[0], found):
        clause = scoring[0]  # several scored rows under one merged text: the text is their category
    for column in found:
        if column is clause:
            column.role = "clause"
        elif column.role == "text":
            behind = "extra" if sheet.has_header else "materials"
            column.role = "category" if column.index < clause.index else behind


def _labels(sheet: Sheet, column: Column) -> bool:
    """Do most cells of a column begin with a label?"""
    cells = sheet.texts(column.index)
    return sum(split_label(cell)[0] is not None for cell in cells) > 0.5 * len(cells)


def _has_marks(sheet: Sheet, column: Column) -> bool:
    return _are_marked(sheet.texts(column.index))


def _first_of_two_sentences(sheet: Sheet, texts: list[Column], clause: Column) -> Column:
    """考核内容 | 考核标准, a sentence in each of both in every row: the first is the clause, the second its rule."""
    before = [column for column in texts if column.index < clause.index]
    if not before or _has_marks(sheet, clause):
        return clause
    cells = sheet.texts(before[-1].index)
    sentences = sum(len(cell) >= 12 and bool(re.search(r"[，。；,;]", cell)) for cell in cells)
    if len(cells) < 0.9 * len(sheet.texts(clause.index)) or sentences < 0.6 * len(cells):
        return clause
    clause.role = "scoring"
    return before[-1]


def _are_marked(cells: list[str]) -> bool:
    """Do most cells hold points of their own?"""
    return bool(cells) and sum(bool(marks(cell)) for cell in cells) >= 0.5 * len(cells)


def _is_split_by(sheet: Sheet, clause: Column, scoring: Column, found: list[Column]) -> bool:
    points = [column for column in found if column.role == "points" and column.index > clause.index]
    covered = sum(_is_continued(row, clause.index) for row in sheet.rows)
    own = [row for row in sheet.rows if row.spots[scoring.index].is_own and row.spots[scoring.index].text.strip()]
    scored = [row for row in own if any(row.spots[c.index].is_own and row.spots[c.index].text.strip() for c in points)]
    return covered >= 0.3 * len(sheet.rows) and bool(points) and len(scored) >= 0.8 * len(sheet.rows)


def _is_continued(row: Row, index: int) -> bool:
    spot = row.spots[index]
    return spot.from_above or (not spot.text.strip() and spot.is_own)
