"""A table with its spans resolved: rows of spots, and the columns with what each is for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from documents.reading.columns import Column


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
