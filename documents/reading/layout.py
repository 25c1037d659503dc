"""A table laid out: spans resolved, the header found, every column given its use."""

from __future__ import annotations

import re
from datetime import date

from documents.model import Table
from documents.reading.characters import squeeze, word
from documents.reading.columns import lists_people, role_of
from documents.reading.departments import looks_like_departments
from documents.reading.forms import read_form
from documents.reading.matrix import department_of
from documents.reading.sheet import Row, Sheet, Spot
from documents.reading.uses import settle

_POST = re.compile(
    r"^[^，。；]{0,16}(?:书记|[局处科校院部镇乡县区市组所站队园馆]长|主任|主席|经理|委员|秘书|调研员|[科办干]员|干事|成员)$"
)


def lay_out(table: Table, first_line: int) -> list[Sheet]:
    """The sheets of a table: one, or two where columns stand in pairs side by side; none where it holds no clauses."""
    rows = _rows(table, first_line)
    rows = read_form(rows) or rows
    start, end = _find_header(rows)
    above = [squeeze(spot.text) for row in rows[:start] for _, spot in row.own()]
    if end == start:
        header, data = [""] * (len(rows[0].spots) if rows else 0), rows
        above = []
    else:
        header, data = _header_words(rows[start:end]), rows[end:]
    if not data or lists_people(header) or any(lists_people([s.text for _, s in row.own()]) for row in rows[:2]):
        return []
    sheets = []
    for left, right in _pairs(header):
        part = [Row(row.spots[left:right], row.where, row.line) for row in data]
        sheet = Sheet([], [row for row in part if not _is_header(row, header[left:right])], above, header[left:right])
        sheet.has_header = end > start
        sheet.columns = settle(header[left:right], sheet)
        if sheet.clause is not None and _has_sentences(sheet):
            sheets.append(sheet)
    return sheets


def _has_sentences(sheet: Sheet) -> bool:
    """Bands of scores, names with telephones and the like are no clauses."""
    cells = sheet.texts(sheet.clause.index)
    said = [
        cell
        for cell in cells
        if len(re.findall(r"[\u4e00-\u9fff]", cell)) >= 3
        and not re.match(r"\s*\d+\s*[-分%]", cell)
        and not _POST.search(cell.strip())
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
        if good >= 2 and "text" in known:
            below = rows[number + 1 : number + 40]
            good += sum(department_of(spot.text, _filled(below, index)) is not None for index, spot in row.own())
        if len(texts) >= 2 and good >= 2 and good >= 0.6 * len(texts):
            return number, number + _header_height(rows, number)
    return 0, 0


def _filled(rows: list[Row], index: int) -> list[str]:
    return [row.spots[index].text for row in rows if row.spots[index].text.strip()]


def _header_height(rows: list[Row], start: int) -> int:
    """Two or three where headings have headings below them."""
    height = 1
    while start + height < len(rows) and height < 3:
        row = rows[start + height]
        own = row.own()
        hangs = any(spot.from_above for spot in row.spots) or any(
            spot.from_left for spot in rows[start + height - 1].spots
        )
        if not hangs or not own or not (all(_is_word(spot.text) for _, spot in own) or _names_units(row, rows[start])):
            break
        height += 1
    return height


def _names_units(row: Row, head: Row) -> bool:
    """Departments one beside the other below 责任科室."""
    return all(
        role_of(head.spots[index].text) in ("departments", "lead", "assist") and looks_like_departments(spot.text)
        for index, spot in row.own()
    )


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
