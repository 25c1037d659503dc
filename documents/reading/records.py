"""A record: one printed clause with everything that stands beside it, before it is taken apart into items."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from documents.reading.model import Category


@dataclass
class Record:
    """One printed clause with everything that stands beside it."""

    clause: str
    categories: list[Category]
    where: str
    line: int
    row: int
    number: str | None = None
    cells: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    points: list[str] = field(default_factory=list)
    has_points_place: bool = False
    layer: str = "basic"
    counts_rows: bool = False  # the rows have numbers of their own, labels inside the clause begin anew in each
    shares_number: bool = False
    last_number: str | None = None

    def text(self, role: str, joint: str = "\n") -> str:
        return joint.join(self.cells.get(role, []))


@dataclass(frozen=True)
class Subtotal:
    """A 小计 row: its figure, and how many records stand above it."""

    figure: Decimal
    records: int
    where: str
    line: int


@dataclass
class Found:
    """What one table yields: records, and the figures it declares about itself."""

    records: list[Record] = field(default_factory=list)
    total: Decimal | None = None
    subtotals: list[Subtotal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
