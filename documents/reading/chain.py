"""The categories that are open while the rows of a table are walked, from the outermost in."""

from __future__ import annotations

import re
from decimal import Decimal

from documents.reading import points
from documents.reading.characters import bare, fold, squeeze
from documents.reading.fields import split_heading
from documents.reading.layers import layer_of
from documents.reading.model import Category
from documents.reading.numbering import Label, split_label
from documents.reading.sheet import Row


class Chain:
    """Bands across the table and categories of its columns, below what stands above the table."""

    def __init__(self, outer: list[Category]):
        self._outer = outer
        self._bands: list[tuple[str, Category]] = []
        self._open: dict[int, Category] = {}

    def listed(self) -> list[Category]:
        bands = [category for _, category in self._bands]
        return self._outer + bands + [self._open[index] for index in sorted(self._open)]

    def layer(self, *names: str) -> str:
        return layer_of(*[one.name for one in self.listed()], *names)

    def last_band(self) -> tuple[str, Category] | None:
        """The innermost band with the style of its label."""
        return self._bands[-1] if self._bands else None

    def end_band(self) -> None:
        self._bands.pop()

    def has_column(self, index: int) -> bool:
        return index in self._open

    def opened_in(self, row: Row) -> list[Category]:
        """Categories of columns that this row opened."""
        return [category for category in self._open.values() if category.line == row.line]

    def open_band(self, text: str, label: Label | None, row: Row) -> None:
        """A row across the table names a category; its label tells what it stands below."""
        text, notes = split_heading(text)
        name, amount, is_blank = points.split_name(text)
        if not name:
            return
        style = label.style if label else "plain"
        self._open.clear()
        styles = [held for held, _ in self._bands]
        if style in styles:
            del self._bands[styles.index(style) :]
        if label and self._outer and not self._bands and _style(self._outer[-1].label) == style:
            self._outer = self._outer[:-1]  # 二、 ends 一、, which stood above the header
        layer = self.layer(name)
        category = Category(name, amount, layer, label.text if label else "", row.where, row.line, is_blank, notes)
        if not label and self._outer and _without_figures(name) == _without_figures(self._outer[-1].name):
            self._outer, self._bands = [category], []  # 2024年度考评表 below 2023年度考评表 in one sheet
            return
        if self._bands and bare(self._bands[-1][1].name) == bare(name):
            return
        self._bands.append((style, category))

    def open_column(self, index: int, text: str, row: Row, declared: Decimal | None) -> None:
        """The category a column names in this row; `declared`: its points where they have a column of their own."""
        body, notes = split_heading(text)
        name, amount, is_blank = points.split_name(body)
        amount = declared if amount is None else amount
        held = self._open.get(index)
        if held is not None and bare(held.name) == bare(name):
            held.points = held.points if held.points is not None else amount
            return
        if not name:
            return
        self.close(index)
        label, _ = split_label(squeeze(text))
        layer = self.layer(name)
        label_text = label.text if label else ""
        self._open[index] = Category(name, amount, layer, label_text, row.where, row.line, is_blank, notes)

    def close(self, index: int) -> None:
        """End the category of a column and of all columns right of it."""
        for held in [column for column in self._open if column >= index]:
            del self._open[held]


def _style(label: str) -> str | None:
    found = split_label(f"{label}、x")[0] if label else None
    return found.style if found else None


def _without_figures(name: str) -> str:
    return re.sub(r"[\d一二三四五六七八九十]", "", fold(name))
