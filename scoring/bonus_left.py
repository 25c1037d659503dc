"""What the bonus of a year has come to against the most it may give: by category, and by clause where its rule says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from scoring import totals
from scoring.clause_rules import ClauseRule
from scoring.models import Assessment, Layer, Score
from scoring.points import printed
from scoring.ruling import Kind
from scoring.sheet import brief
from scoring.tallies import CategoryTotals
from scoring.tree import Tree


@dataclass(frozen=True)
class Bonus:
    """A bonus category that declares the most it may give, or a clause whose rule for honours does."""

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
    """Categories in the order of the paper, then clauses. Two queries."""
    tree, figures = totals.with_tree(assessment)
    found = [
        Bonus(row.name, row.counted, row.category.points)
        for row in _every(figures.categories)
        if row.category.layer == Layer.BONUS and row.category.points
    ]
    return found + _by_rules(assessment, tree)


def _by_rules(assessment: Assessment, tree: Tree) -> list[Bonus]:
    """Clauses whose honours give so much at most, where nothing around them gives less. One query."""
    scores = Score.objects.filter(assessment=assessment, clause=OuterRef("clause"))
    rows = ClauseRule.objects.filter(clause__framework=assessment.framework_id, kind=Kind.HONOURS, most__gt=0)
    rows = rows.select_related("clause__indicator").annotate(got=Subquery(scores.values("points")[:1]))
    found = []
    for row in rows.order_by("clause__order", "clause", "order"):
        around = [one.points for one in tree.caps_over(row.clause.indicator.category_id)]
        if all(row.most < cap for cap in around):
            found.append(Bonus(f"“{brief(row.clause.text)}”", row.got or Decimal(0), row.most))
    return found


def _every(rows: Iterable[CategoryTotals]):
    for row in rows:
        yield row
        yield from _every(row.below)
