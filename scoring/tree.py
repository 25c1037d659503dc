"""The categories of a framework as a tree: who stands below whom, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from scoring.models import Category, Clause, Framework, Layer, Ruling


class Tree:
    """All categories of one framework. One query; none where `rows` were read already."""

    def __init__(self, framework: Framework, rows: Iterable[Category] | None = None):
        self.rows: dict[int, Category] = {row.pk: row for row in (framework.categories.all() if rows is None else rows)}
        self._below: dict[int | None, list[Category]] = {}
        for row in self.rows.values():
            self._below.setdefault(row.parent_id, []).append(row)

    def below(self, category: Category | None) -> list[Category]:
        """The categories that stand directly below one; the outermost for None."""
        return self._below.get(category.pk if category else None, [])

    def upward(self, category_id: int) -> list[Category]:
        """A category and those it stands in, from the inside out."""
        line = []
        row = self.rows.get(category_id)
        while row is not None:
            line.append(row)
            row = self.rows.get(row.parent_id)
        return line

    def within(self, category: Category) -> list[int]:
        """The keys of a category and of all below it, in the order of the paper."""
        keys = [category.pk]
        for row in self.below(category):
            keys += self.within(row)
        return keys

    def in_order(self) -> list[int]:
        """The keys of all categories, each before those below it."""
        return [key for row in self.below(None) for key in self.within(row)]

    def caps_over(self, category_id: int) -> list[Category]:
        """The bonus categories around a clause whose declared points bound what their clauses give together."""
        return [row for row in self.upward(category_id) if row.layer == Layer.BONUS and row.points is not None]

    def is_pointed(self, *, category_id: int, points: Decimal | None, ruling: str = "") -> bool:
        """Is a clause given points, or a verdict? Without own points it has its category's cap, or its rule's."""
        if points is not None or ruling == Ruling.POINTS:
            return True
        return ruling != Ruling.VETO and bool(self.caps_over(category_id))

    def layer_of(self, clause: Clause) -> str:
        return self.rows[clause.indicator.category_id].layer
