"""Small parts of our tables: cells of plain text, labels merged downwards, numbers that Excel can add."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.model import Cell, Formula
from scoring.points import printed


def centred(text: str) -> Cell:
    return Cell(text, align="center")


def left(text: str) -> Cell:
    return Cell(text, align="left")


def names(parties: list[str]) -> Cell:
    """One party per line, none broken over two."""
    return Cell("、\n".join(parties), align="center", unbroken=tuple(parties))


def dated(day: date, text: str = "") -> Cell:
    """A day that Excel can sort by; `text` where it is printed in other words than 2026年5月9日."""
    return Cell(text or f"{day.year}年{day.month}月{day.day}日", value=day, align="center")


def count(number: int) -> Cell:
    """A whole number that Excel holds as one."""
    return Cell(str(number), value=number, align="center")


def points(value: Decimal | None) -> Cell:
    return Cell(printed(value), value=value, align="center")


def summed(formula: str, value: Decimal | int, bold: bool = True) -> Cell:
    """A formula with the value it shows before anybody recalculates."""
    text = printed(value) if isinstance(value, Decimal) else str(value)
    return Cell(text, value=Formula(formula, value), align="center", bold=bold)


def header(*titles: str) -> list[Cell]:
    return [Cell(title) for title in titles]


def wide(text: str, columns: int, align: str = "center") -> list[Cell | None]:
    """A bold label over several columns."""
    return [Cell(text, column_span=columns, bold=True, align=align), *[None] * (columns - 1)]


class Label:
    """Gives each row the cell of its leading column: equal labels below each other become one merged cell."""

    def __init__(self):
        self._text: str | None = None
        self._cell: Cell | None = None

    def of(self, text: str) -> Cell | None:
        if self._cell is not None and text == self._text:
            self._cell.row_span += 1
            return None
        self._text, self._cell = text, centred(text)
        return self._cell
