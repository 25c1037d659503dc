"""The columns left of the text in a breakdown table: numbers and merged categories."""

from __future__ import annotations

from documents.model import Cell
from scoring.models import Layer
from scoring.points import printed
from scoring.rows import Heading, Row

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1 … 99 as headings count."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


class CategoryCells:
    """Gives each row its cells; equal categories below each other become one merged cell.

    Where the rows count on through the whole table, 序号 numbers the categories as the annexes of circulars do.
    Where they begin anew in each category, a second count beside theirs would mislead: the categories carry
    一、 and （一） themselves.
    """

    def __init__(self, rows: list[Row]):
        basic = [row for row in rows if row.layer == Layer.BASIC]
        deepest = max((len(row.path) for row in basic), default=0)
        other = max((len(row.path) for row in rows if row.layer != Layer.BASIC), default=0)
        self.has_serials = not _begin_anew(basic)
        # The outermost name of a bonus block may stand in the column of the numbers.
        self.depth = max(deepest, other - self.has_serials, 1)
        self.count = self.depth + self.has_serials
        self.begin_block()

    def begin_block(self) -> None:
        """What follows is merged with nothing above it."""
        self._serials: dict[int, int] = {}  # by level
        self._above: list[int] = []
        self._merged: dict[int, Cell] = {}  # by column: the label that goes on

    def of(self, row: Row) -> list[Cell | None]:
        cells: list[Cell | None] = [None] * self.count
        path = [heading.pk for heading in row.path]
        kept = _shared(self._above, path)
        first = 0
        if self.has_serials and row.layer == Layer.BASIC:
            first = 1
            self._serial_cell(cells, path)
        for level, heading in enumerate(row.path):
            column = first + level
            if level < kept:
                self._merged[column].row_span += 1
                continue
            # The innermost label takes all columns that are left up to the text.
            span = self.count - column if level == len(row.path) - 1 else 1
            text = self._count(level) + _label(row, heading)
            cells[column] = self._merged[column] = Cell(text, align="center", column_span=span)
        if not row.path:
            cells[first] = Cell(column_span=self.count - first)
        self._above = path
        return cells

    def _serial_cell(self, cells: list[Cell | None], path: list[int]) -> None:
        if self._above and self._above[:1] == path[:1]:
            self._merged[0].row_span += 1
            return
        self._serials[0] = self._serials.get(0, 0) + 1
        cells[0] = self._merged[0] = Cell(str(self._serials[0]), align="center", value=self._serials[0])

    def _count(self, level: int) -> str:
        """一、 or （一）, where 序号 is not there to count."""
        if self.has_serials or level > 1:
            return ""
        self._serials[level] = self._serials.get(level, 0) + 1
        if level == 0:
            self._serials[1] = 0
        return f"{chinese(self._serials[0])}、" if level == 0 else f"（{chinese(self._serials[1])}）"


def _begin_anew(rows: list[Row]) -> bool:
    """Does a row's number occur in more than one category?"""
    places: dict[str, set[int]] = {}
    for row in rows:
        if row.number and row.path:
            places.setdefault(row.number, set()).add(row.path[-1].pk)
    return any(len(found) > 1 for found in places.values())


def _shared(above: list[int], path: list[int]) -> int:
    """How many categories, from the outermost in, a row shares with the one above."""
    count = 0
    for upper, here in zip(above, path, strict=False):
        if upper != here:
            break
        count += 1
    # A row that ends at a higher level has a wider label: it can't go on in the narrower one.
    return count if count == len(path) == len(above) else min(count, len(path) - 1, len(above) - 1)


def _label(row: Row, heading: Heading) -> str:
    """The name with its points, unless the text of a bonus says the cap itself."""
    if heading.points is None:
        return heading.name
    amount = f"{printed(heading.points)}分"
    if row.layer == Layer.BONUS and any(amount in statement.text for statement in row.statements):
        return heading.name
    return f"{heading.name}（{amount}）"
