"""What each column of a table is used for: its header's word first, then what the cells hold."""

from __future__ import annotations

import re

from documents.reading import columns as words
from documents.reading.catalogue import name_files
from documents.reading.characters import fold, squeeze
from documents.reading.columns import Column, level_of, role_of
from documents.reading.matrix import department_of
from documents.reading.numbering import bare_label, split_label
from documents.reading.points import marks, split_name
from documents.reading.sheet import Row, Sheet


def settle(header: list[str], sheet: Sheet) -> list[Column]:
    """Give every column its use: the header's word first, then what the cells hold."""
    found = []
    for index, text in enumerate(header):
        role = role_of(text)
        cells = sheet.texts(index)
        if name := department_of(text, cells):
            found.append(Column(index, name, "sign"))
            continue
        has_words = any(role_of(other) == "text" for other in header)
        found.append(Column(index, text, _by_cells(role, cells, index, has_words), level_of(text)))
    name_files(found, sheet)
    if not sheet.has_header or not any(column.role == "text" for column in found):
        _rescue(found, sheet)
    _free_sentences(found, sheet)
    _choose_clause(found, sheet)
    _part_frequency(found)
    return found


def _free_sentences(found: list[Column], sheet: Sheet) -> None:
    """项目 | 评分标准, where names stand in the one and what is to be done with its rule in the other."""
    texts = [column for column in found if column.role == "text"]
    if len(texts) != 1 or not _are_names(sheet, texts):
        return
    for column in found:
        if column.role == "scoring" and column.index > texts[0].index and _are_tasks(sheet, column):
            column.role = "text"
            return


_CASE = re.compile(r"^(?:未|没有|缺|少|每|低于|不|发现|发生|凡|如|对|有一|逾期|按)|的$")  # 未开展活动的，扣2分


def _are_names(sheet: Sheet, texts: list[Column]) -> bool:
    cells = [squeeze(cell) for column in texts for cell in sheet.texts(column.index)]
    return all(len(split_name(cell)[0]) <= 12 and not re.search(r"[，。；]", cell) for cell in cells)


def _are_tasks(sheet: Sheet, column: Column) -> bool:
    """Does a cell say what is to be done before it says how it is scored?"""
    firsts = [re.split(r"[。；;，,\n]", squeeze(cell))[0] for cell in sheet.texts(column.index)]
    tasks = [first for first in firsts if len(first) >= 5 and not words.is_scoring([first]) and not _CASE.search(first)]
    return bool(tasks) and len(tasks) >= 0.6 * len(firsts)


def _part_frequency(found: list[Column]) -> None:
    """频次 beside 完成时限 is no deadline: it stands in only where the deadline is empty."""
    dues = [column for column in found if column.role == "due"]
    often = [column for column in dues if words.is_frequency(column.header)]
    if len(often) < len(dues):
        for column in often:
            column.role = "frequency"


def _by_cells(role: str | None, cells: list[str], index: int, sheet_has_words: bool) -> str:
    if role in (None, "text", "methods", "points", "materials") and len(cells) > 1 and words.is_departments(cells):
        return "departments" if role != "text" or _all_short(cells) else "text"
    if role == "methods" and index == 0 and _are_marked(cells):
        return "text"  # 测评方式 with 民主评议（20分）, 实地考察（30分）: the ways of judging are the categories
    if role == "methods" and words.is_scoring(cells):
        return "scoring"
    if role == "scoring" and not words.is_scoring(cells) and _are_marked(cells):
        return "text"
    if role is not None:
        return role
    if not cells:
        return "ignored"
    if words.is_number(cells):
        return "number" if index == 0 or _counts(cells) else "points"
    if words.is_methods(cells):
        return "methods"
    if all(bare_label(cell) for cell in cells):
        return "number"
    return "other" if sheet_has_words else "text"


def _counts(cells: list[str]) -> bool:
    """1, 2, 3 down a column, beginning anew or not, are numbers and no points."""
    figures = [re.sub(r"\D.*", "", fold(cell).strip()) for cell in cells]
    pairs = list(zip(figures, figures[1:], strict=False))
    return len(pairs) > 1 and figures[0] == "1" and all(b == "1" or int(b) == int(a) + 1 for a, b in pairs)


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
        if _are_names(sheet, texts[:-1]) and _are_tasks(sheet, texts[-1]):
            break
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


def counts_rows(sheet: Sheet) -> bool:
    """Does a column number the rows while the labels inside the clauses begin with 1 in each of them?"""
    own = [row for row in sheet.rows for column in sheet.of("number") if bare_label(row.spots[column.index].text)]
    own = [row for row in own if any(row.spots[column.index].is_own for column in sheet.of("number"))]
    labels = [split_label(row.spots[sheet.clause.index].text)[0] for row in own]
    firsts = [label for label in labels if label is not None]
    below = [row for row in sheet.rows if any(row.spots[column.index].from_above for column in sheet.of("number"))]
    if any(
        label and label.value > 1 for row in below for label in [split_label(row.spots[sheet.clause.index].text)[0]]
    ):
        return False  # the number is the whole group's, the labels inside go on from row to row
    return len(firsts) > 1 and all(label.value == 1 and len(label.values) == 1 for label in firsts)


def points_columns(sheet: Sheet) -> tuple[dict[int, int], list[int]]:
    """Columns of category points (→ their category's column) and of clause points."""
    clause, found, of_category = sheet.clause.index, [], {}
    columns = [column.index for column in sheet.of("points")]
    categories = [column.index for column in sheet.of("category")]
    for index in columns:
        before = [one for one in categories if one < index]
        is_merged = any(row.spots[index].rows > 1 or not row.spots[index].text.strip() for row in sheet.rows)
        if index < clause and before and (is_merged or len(columns) > 1):
            of_category[index] = before[-1]
        else:
            found.append(index)
    return of_category, found[-1:]
