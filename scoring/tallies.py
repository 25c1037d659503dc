"""What clauses come to: the sums of some clauses, of a category with all below it, of a layer, of an assessment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

from scoring.models import Category, Layer
from scoring.points import printed

ZERO = Decimal(0)


@dataclass(frozen=True)
class Tally:
    """What some clauses come to. `scored` counts every clause with a score, not applicable included."""

    points: Decimal = ZERO
    maximum: Decimal = ZERO  # those not applicable included: the base is not rescaled
    exempt: Decimal = ZERO  # the part of the maximum that is not applicable
    clauses: int = 0
    worded: int = 0  # clauses without points: met or not met
    scored: int = 0
    met: int = 0
    partly: int = 0
    unmet: int = 0
    not_applicable: int = 0
    vetoes: int = 0  # clauses whose veto is touched: a state, in no sum

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)})

    @property
    def unscored(self) -> int:
        return self.clauses - self.scored

    @property
    def pointed(self) -> int:
        return self.clauses - self.worded

    @property
    def percent(self) -> str:
        """Width of a bar: the share of the points, or of the clauses met where there are no points."""
        if self.pointed:
            return _share(self.points, self.maximum)
        return _share(Decimal(self.met), Decimal(self.clauses))

    @property
    def got(self) -> str:
        """The figure people ask for: points, or clauses met where there are no points."""
        return printed(self.points) if self.pointed else str(self.met)

    @property
    def of(self) -> str:
        """What `got` is measured against."""
        return printed(self.maximum) if self.pointed else str(self.clauses)

    @property
    def unit(self) -> str:
        return "分" if self.pointed else "个达标"


@dataclass(frozen=True)
class CategoryTotals:
    """One category with all that stands below it."""

    category: Category
    tally: Tally
    cap: Decimal | None = None  # in the bonus layer, where it declares one
    below: tuple[CategoryTotals, ...] = ()
    counted: Decimal = ZERO  # its points; in the bonus layer no more than it and those below it may give

    @property
    def pk(self) -> int:
        return self.category.pk

    @property
    def name(self) -> str:
        return self.category.name

    @property
    def is_taking(self) -> bool:
        """Are its points taken from the total?"""
        return self.category.layer == Layer.NEGATIVE

    @property
    def got(self) -> str:
        """Points that count, or clauses met where there are no points."""
        return printed(self.counted) if self.tally.pointed else self.tally.got

    @property
    def of(self) -> str:
        """What the points are measured against: the cap where there is one."""
        return printed(self.cap) if self.cap is not None else self.tally.of

    @property
    def percent(self) -> str:
        return _share(self.tally.points, self.cap) if self.cap else self.tally.percent


def _share(part: Decimal, whole: Decimal) -> str:
    """A part in hundredths of the whole, for the width of a bar; never wider than it is."""
    return printed(min(part / whole * 100, Decimal(100))) if whole else "0"


@dataclass(frozen=True)
class LayerTotals:
    """One of the three layers. They stand side by side and are never added to each other."""

    layer: str
    label: str
    tally: Tally
    cap: Decimal | None  # bonus: the most that all its categories may give, where each declares it
    counted: Decimal = ZERO  # its points; in the bonus layer cut at the caps

    @property
    def got(self) -> str:
        """Points that count, or clauses met where there are no points."""
        return printed(self.counted) if self.tally.pointed else self.tally.got

    @property
    def of(self) -> str:
        return printed(self.cap) if self.cap is not None else self.tally.of


@dataclass(frozen=True)
class Totals:
    """An assessment in figures. `overall` is the basic layer alone."""

    categories: tuple[CategoryTotals, ...]
    layers: tuple[LayerTotals, ...]
    target: Decimal | None

    def category(self, pk: int) -> CategoryTotals | None:
        """A category wherever it stands in the tree."""
        waiting = list(self.categories)
        while waiting:
            row = waiting.pop()
            if row.pk == pk:
                return row
            waiting += row.below
        return None

    def layer(self, layer: str) -> LayerTotals | None:
        return next((row for row in self.layers if row.layer == layer), None)

    @property
    def overall(self) -> Tally:
        basic = self.layer(Layer.BASIC)
        return basic.tally if basic else Tally()

    @property
    def everything(self) -> Tally:
        """Clauses of all layers, for counting what is still to be scored; its points mean nothing."""
        return sum((row.tally for row in self.layers), Tally())

    @property
    def has_points(self) -> bool:
        return self.overall.pointed > 0

    @property
    def shortfall(self) -> Decimal | None:
        """What is missing to the target, in points or clauses met; None without a target."""
        if self.target is None:
            return None
        reached = self.overall.points if self.has_points else Decimal(self.overall.met)
        return max(self.target - reached, ZERO)
