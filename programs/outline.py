"""The outline of a plan's framework as a page shows it: categories with their points, rows and tasks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from programs.models import Plan, Task
from scoring.models import Category, Indicator, Layer
from scoring.points import printed, total


@dataclass
class OutlineRow:
    """One category. Figures hold what lies below it too."""

    name: str
    depth: int
    layer: str  # empty for the basic layer
    points: str
    rows: int
    clauses: int
    tasks: int
    done: int

    @property
    def steps(self) -> range:
        return range(self.depth)


@dataclass
class Outline:
    rows: list[OutlineRow]
    categories: int  # of the basic layer
    indicators: int
    clauses: int
    points: str  # empty where the paper gives none
    tasks: int

    @property
    def say(self) -> str:
        """9 类 31 条 50 个得分点，合计 100 分."""
        if self.points:
            return f"{self.categories} 类 {self.indicators} 条 {self.clauses} 个得分点，合计 {self.points} 分"
        return f"{self.categories} 组 {self.indicators} 项任务，没有分值"


def outline_of(plan: Plan) -> Outline:
    """Three queries, however large the framework."""
    categories = list(Category.objects.filter(framework=plan.framework_id).order_by("order", "pk"))
    by_pk = {one.pk: one for one in categories}
    told = Indicator.objects.filter(category__framework=plan.framework_id).order_by("order", "pk", "clauses__order")
    lines = list(told.values_list("pk", "category_id", "clauses", "clauses__points"))
    indicators = {pk: category for pk, category, *_ in lines}
    clauses = [(pk, line_points) for pk, _, clause, line_points in lines if clause is not None]
    tasks = list(plan.tasks.undivided().values_list("category_id", "state"))
    rows = _counted(by_pk, indicators.values())
    held = _counted(by_pk, (indicators[indicator] for indicator, _ in clauses))
    asked = _counted(by_pk, (category for category, _ in tasks if category))
    done = _counted(by_pk, (category for category, state in tasks if category and state == Task.State.ACCEPTED))
    worth: dict[int, list[Decimal]] = {}
    for indicator, points in clauses:
        for category in _upward(by_pk, indicators[indicator]):
            worth.setdefault(category, []).append(points)
    basic = {one.pk for one in categories if one.layer == Layer.BASIC}
    basic_points = [points for indicator, points in clauses if indicators[indicator] in basic]
    return Outline(
        rows=[
            OutlineRow(
                name=one.name,
                depth=len(list(_upward(by_pk, one.pk))) - 1,
                layer="" if one.layer == Layer.BASIC else one.get_layer_display(),
                points=printed(one.points) or (printed(total(worth.get(one.pk, []))) if _any(worth, one.pk) else ""),
                rows=rows[one.pk],
                clauses=held[one.pk],
                tasks=asked[one.pk],
                done=done[one.pk],
            )
            for one in categories
        ],
        categories=len({category for category in indicators.values() if category in basic}),
        indicators=sum(1 for category in indicators.values() if category in basic),
        clauses=len(basic_points),
        points=printed(total(basic_points)) if any(one is not None for one in basic_points) else "",
        tasks=len(tasks),
    )


def _any(worth: dict[int, list], category: int) -> bool:
    return any(points is not None for points in worth.get(category, []))


def _upward(by_pk: dict[int, Category], pk: int | None):
    while pk:
        yield pk
        pk = by_pk[pk].parent_id


def _counted(by_pk: dict[int, Category], categories) -> Counter:
    found: Counter = Counter()
    for category in categories:
        found.update(_upward(by_pk, category))
    return found
