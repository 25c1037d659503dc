"""Tables that lost their rules: one cell on each line, with or without a pipe before it."""

from __future__ import annotations

import re

from documents.reading.characters import fold, half, squeeze
from documents.reading.columns import is_scoring, role_of
from documents.reading.departments import looks_like_departments
from documents.reading.numbering import bare_label, split_label
from documents.reading.points import marks

Line = tuple[int, str]  # the number of the line in the file, and its text
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{1,2})?\s*分?")
_MARK_ALONE = re.compile(r"[(\[]\s*\d{1,3}(?:\.\d)?\s*分\s*[)\]]")
_MOST_COLUMNS = 9


def find_stack(lines: list[Line], start: int) -> tuple[int, list[list[str]], list[int]]:
    """A stacked table that begins at `start` of `lines`: where it ends, its rows and their places.

    Where none is there are no rows, and no table begins before the end that comes back.
    """
    head = _head(lines, start)
    if head is None:
        return start + 1, [], []
    count, has_pipes = head
    if has_pipes:
        return _by_pipes(lines, start, count)
    return _by_kind(lines, start, count)


def _head(lines: list[Line], start: int) -> tuple[int, bool] | None:
    """How many header words stand one below the other."""
    roles = []
    has_pipes = lines[start][1].lstrip().startswith("|")
    for _, text in lines[start : start + _MOST_COLUMNS]:
        if text.lstrip().startswith("|") != has_pipes or marks(text):
            break
        plain = squeeze(text.strip(" |"))
        role = role_of(plain) if 1 <= len(plain) <= 10 and not _is_figure(plain) and not split_label(plain)[0] else None
        if role is None:
            break
        roles.append(role)
    is_table = len(set(roles)) >= 2 and "text" in roles and len(roles) >= 3
    return (len(roles), has_pipes) if is_table else None


def _is_figure(text: str) -> bool:
    return bool(_AMOUNT.fullmatch(half(text)))


def _by_pipes(lines: list[Line], start: int, count: int) -> tuple[int, list[list[str]], list[int]]:
    """Every line is a cell, the empty ones too: the header's length cuts them into rows."""
    end = start
    while end < len(lines) and lines[end][1].lstrip().startswith("|"):
        end += 1
    cells = [(number, text.strip().strip("|").strip()) for number, text in lines[start:end]]
    rows = [[text for _, text in cells[at : at + count]] for at in range(0, len(cells), count)]
    return end, rows, [cells[at][0] for at in range(0, len(cells), count)]


def _by_kind(lines: list[Line], start: int, count: int) -> tuple[int, list[list[str]], list[int]]:
    """Empty cells are lost too: what a line is tells its column; a row ends where its last kind of cell stands."""
    header = [squeeze(text) for _, text in lines[start : start + count]]
    roles = [role_of(text) or "text" for text in header]
    if "points" not in roles and "number" not in roles:
        return start + 1, [], []
    reader = _Kinds(header, roles)
    position = start + count
    while position < len(lines) and reader.take(*lines[position]):
        position += 1
    rows = reader.finish()
    if len(rows) < 2:
        return position, [], []
    return position, [header, *rows], [lines[start][0], *reader.places]


class _Kinds:
    """Deals lines to the columns of a row."""

    def __init__(self, header: list[str], roles: list[str]):
        self._roles = roles
        self._texts = [index for index, role in enumerate(roles) if role == "text"]
        self._header = header
        self._row: dict[int, str] = {}
        self._free: list[str] = []
        self._rows: list[list[str]] = []
        self.places: list[int] = []
        self._place = 0
        self._waiting = ""  # a category that stands before the number of its first row

    def take(self, number: int, text: str) -> bool:
        plain = text.strip()
        if plain in self._header:
            return True
        if re.match(r"(?:附件|抄送|注|备注)\s*\d?\s*[:：]", plain):
            return False
        if not self._row and not self._free:
            self._place = number
        if self._is_category(plain):
            self._close()
            self._waiting = plain
            return True
        if self._free and not self._row and _MARK_ALONE.fullmatch(half(plain)):
            self._free[-1] += plain  # 领导重视⏎（10分）
            return True
        column = self._column(plain)
        if column is None:
            if len(self._free) >= len(self._texts) or max(self._row, default=-1) > self._texts[-1]:
                self._close()
                self._place = number
            self._free.append(plain)
        else:
            if column in self._row or column < max(self._row, default=-1):
                self._close()
                self._place = number
            self._row[column] = plain
            if column == len(self._roles) - 1 and self._free:
                self._close()
        return True

    def _is_category(self, plain: str) -> bool:
        """组织领导（12分） where a row is complete: the category of the rows that follow, in the first text column."""
        has_room = len(self._texts) > 1 and not self._free
        is_complete = not self._row or max(self._row) > self._texts[-1]
        found = marks(plain)
        return has_room and is_complete and len(found) == 1 and found[0].end == len(plain) and len(plain) <= 24

    def _column(self, plain: str) -> int | None:
        """The column a line can be told to belong to by its kind; None: one of the text columns."""
        if _AMOUNT.fullmatch(half(plain)):
            return self._figure(plain)
        if bare_label(plain) is not None and "number" in self._roles:
            return self._roles.index("number")
        for role, fits in (("scoring", is_scoring([plain])), ("departments", looks_like_departments(plain))):
            if role in self._roles and fits and self._free:
                return self._roles.index(role)
        for role in ("methods", "materials", "due", "scoring"):
            if role in self._roles and self._free and self._is_after_points(role):
                index = self._roles.index(role)
                if index not in self._row and self._is_due(role, plain):
                    return index
        return None

    def _figure(self, plain: str) -> int | None:
        has_number, has_points = "number" in self._roles, "points" in self._roles
        starts = not self._row and not self._free
        number = self._roles.index("number") if has_number else -1
        points = self._roles.index("points") if has_points else -1
        if has_number and not self._row and len(self._free) == 1 and self._texts[0] < number < self._texts[-1]:
            self._waiting = self._free.pop()  # a name, then a number: the category stood before its first row
            return number
        if has_number and (starts or not has_points or points in self._row) and plain.isdigit():
            return number
        if has_points:
            return points if self._free else (number if has_number else points)
        return None

    def _is_after_points(self, role: str) -> bool:
        """Columns that follow the points column take whatever comes once the points are there."""
        if "points" not in self._roles:
            return False
        points = self._roles.index("points")
        return points in self._row and self._roles.index(role) > points

    def _is_due(self, role: str, plain: str) -> bool:
        return role != "due" or bool(re.search(r"[月日年季]|长期|全", fold(plain)))

    def _close(self) -> None:
        """Texts go to the last text columns: what is missing is a category merged with the one above."""
        if not self._free and not self._row:
            return
        row = [self._row.get(index, "") for index in range(len(self._roles))]
        free = self._free
        if len(free) > len(self._texts):
            free = [*free[: len(self._texts) - 1], "\n".join(free[len(self._texts) - 1 :])]
        for index, text in zip(self._texts[len(self._texts) - len(free) :], free, strict=True):
            row[index] = text
        if self._waiting and not row[self._texts[0]]:
            row[self._texts[0]], self._waiting = self._waiting, ""
        self._rows.append(row)
        self.places.append(self._place)
        self._row, self._free = {}, []

    def finish(self) -> list[list[str]]:
        self._close()
        return self._rows
