"""A framework from the items of a paper that was read: categories, printed rows and clauses, published at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db import transaction

from accounts import audit
from scoring.models import Category, Clause, Framework, Indicator, Layer
from scoring.points import parsed, total
from scoring.threshold_actions import make_rows

Place = tuple[str, tuple[str, ...]]  # a layer and the names of a category from the outermost in


def place_of(item: dict) -> Place:
    return item["layer"], tuple(item["path"])


def rows_of(items: Iterable[dict]) -> list[list[dict]]:
    """The items of each printed row, in the order of the paper.

    Neighbours in one category belong together when the reader gave them the same `row`; without one, when they
    carry the same number.
    """

    def key(pair):
        position, item = pair
        if item.get("row"):
            return place_of(item), item["row"]
        if item.get("number"):
            return place_of(item), "number", item["number"]
        return place_of(item), "alone", position

    return [[item for _, item in group] for _, group in groupby(enumerate(items), key=key)]


def points_or_none(text: str | None) -> Decimal | None:
    return None if text is None or text == "" else parsed(text)


def declared_points(items: Iterable[dict]) -> dict[Place, Decimal]:
    """Which category declares how many points.

    An item names the points of the innermost category that declares any, not which one that is. It is the
    innermost one, unless several sisters carry the same figure and only together reach it: then it is their parent's.
    """
    declared: dict[Place, Decimal] = {}
    sums: dict[Place, Decimal] = {}
    for item in items:
        layer, path = place = place_of(item)
        points = points_or_none(item.get("category_points"))
        if points is not None and place not in declared:
            declared[place] = points
        worth = points_or_none(item.get("points")) or Decimal(0)
        for depth in range(1, len(path) + 1):
            sums[layer, path[:depth]] = sums.get((layer, path[:depth]), Decimal(0)) + worth
    for (layer, path), points in list(declared.items()):
        sisters = [one for one in declared if one[0] == layer and len(path) > 1 and one[1][:-1] == path[:-1]]
        parent = (layer, path[:-1])
        is_shared = len(sisters) > 1 and {declared[one] for one in sisters} == {points}
        if is_shared and sums[parent] == points and sums[layer, path] != points:
            for one in sisters:
                del declared[one]
            declared[parent] = points
    return declared


def declared_total(items: Iterable[dict], printed_total: str | None) -> Decimal | None:
    """The printed total of the basic layer, or the sum of its outermost declared categories."""
    if printed_total:
        return parsed(printed_total)
    declared = {path: points for (layer, path), points in declared_points(items).items() if layer == Layer.BASIC}
    outermost = [
        points for path, points in declared.items() if not any(path[:depth] in declared for depth in range(len(path)))
    ]
    return total(outermost) if outermost else None


@transaction.atomic
def build_framework(*, unit, year: int, title: str, issuer: str, declared_total, items: list[dict], by) -> Framework:
    """Build and publish a framework. `items` are those of the reading contract plus `row`; points are printed text."""
    version = Framework.objects.filter(unit=unit, year=year, title=title).count() + 1
    framework = Framework.objects.create(
        unit=unit,
        title=title,
        issuer=issuer,
        year=year,
        version=version,
        declared_total=declared_total,
        state=Framework.State.PUBLISHED,
    )
    categories = _make_categories(framework, items)
    rows = rows_of(items)
    indicators = Indicator.objects.bulk_create(
        indicator_of(categories[place_of(row[0])], row, order) for order, row in enumerate(rows, start=1)
    )
    clauses = []
    for indicator, row in zip(indicators, rows, strict=True):
        clauses += [clause_of(framework, indicator, item, len(clauses) + at) for at, item in enumerate(row, start=1)]
    make_rows(Clause.objects.bulk_create(clauses))
    audit.record(by=by, verb="建立测评体系", of=framework, after={"年度": year, "得分点": len(clauses)})
    return framework


def _make_categories(framework: Framework, items: list[dict]) -> dict[Place, Category]:
    declared = declared_points(items)
    made: dict[Place, Category] = {}
    for item in items:
        layer, path = place_of(item)
        for depth in range(1, max(len(path), 1) + 1):
            place = (layer, path[:depth])
            if place in made:
                continue
            made[place] = Category.objects.create(
                framework=framework,
                parent=made[layer, path[: depth - 1]] if depth > 1 else None,
                layer=layer,
                name=cut(path[depth - 1], 200) if path else Layer(layer).label,
                points=declared.get(place),
                order=len(made) + 1,
            )
    return made


def indicator_of(category: Category, row: list[dict], order: int) -> Indicator:
    first = row[0]
    due = first.get("due")
    return Indicator(
        category=category,
        number=cut(first.get("number") or "", 30),
        departments=departments_of(row),
        lead=cut(lead_of(row) or "", 120),
        due_text=cut(first.get("due_text") or "", 120),
        due_on=date.fromisoformat(due) if due else None,
        where=cut(first.get("where") or "", 120),
        order=order,
    )


def departments_of(row: list[dict]) -> list[str]:
    """The names a row prints, each once, in order."""
    return list(dict.fromkeys(name for item in row for name in item["departments"]))


def lead_of(row: list[dict]) -> str | None:
    return next((item["lead"] for item in row if item.get("lead")), None)


def clause_of(framework: Framework, indicator: Indicator, item: dict, order: int) -> Clause:
    return Clause(
        framework=framework,
        indicator=indicator,
        text=item["text"],
        points=points_or_none(item.get("points")),
        thresholds=item.get("thresholds") or [],
        methods=item.get("methods") or [],
        materials=item.get("materials") or "",
        scoring=item.get("scoring") or "",
        order=order,
    )


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
