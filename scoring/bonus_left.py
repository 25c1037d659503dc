"""What the bonus of a year has come to, category by category, against the most each may give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scoring import totals
from scoring.models import Assessment, Layer
from scoring.points import printed
from scoring.tallies import CategoryTotals


@dataclass(frozen=True)
class Bonus:
    """One bonus category that declares the most it may give."""

    name: str
    counted: Decimal  # what its clauses bring so far
    cap: Decimal

    @property
    def is_full(self) -> bool:
        return self.counted >= self.cap

    @property
    def said(self) -> str:
        cap = printed(self.cap)
        if not self.is_full:
            rest = printed(self.cap - self.counted)
            return f"{self.name}已加 {printed(self.counted)} 分，最多加 {cap} 分，还能加 {rest} 分。"
        return f"{self.name}最多加 {cap} 分，再登记荣誉也不再加分。"


def own_assessment(user, unit, year: int) -> Assessment | None:
    """The unit's newest self-assessment of a year, as far as the person may see it. One query."""
    rows = Assessment.objects.visible_to(user, "score.read").of_unit(unit).own().filter(framework__year=year)
    return rows.select_related("framework").order_by("-pk").first()


def bonuses_of(assessment: Assessment) -> list[Bonus]:
    """In the order of the paper. One query."""
    return [
        Bonus(row.name, row.counted, row.category.points)
        for row in _every(totals.stored(assessment).categories)
        if row.category.layer == Layer.BONUS and row.category.points
    ]


def _every(rows: Iterable[CategoryTotals]):
    for row in rows:
        yield row
        yield from _every(row.below)
