"""Totals of an assessment: the stored rows of each category, and what they come to by tree, layer and overall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db import transaction

from scoring.models import Assessment, Category, CategoryTotal, Clause, Layer, Score
from scoring.points import printed, total
from scoring.tree import Tree

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

    @property
    def pk(self) -> int:
        return self.category.pk

    @property
    def name(self) -> str:
        return self.category.name

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

    @property
    def of(self) -> str:
        return printed(self.cap) if self.cap is not None else self.tally.of


@dataclass(frozen=True)
class Totals:
    """An assessment in figures. `overall` is the basic layer alone."""

    categories: tuple[CategoryTotals, ...]
    layers: tuple[LayerTotals, ...]
    target: Decimal | None

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


def stored(assessment: Assessment, tree: Tree | None = None) -> Totals:
    """The totals as they are stored. Two queries, one when the tree is given."""
    tree = tree or Tree(assessment.framework)
    rows = {row.category_id: row for row in CategoryTotal.objects.filter(assessment=assessment)}

    def raised(category: Category) -> CategoryTotals:
        below = tuple(raised(row) for row in tree.below(category))
        own = rows.get(category.pk)
        tally = _tally_of(own) if own else Tally()
        cap = _cap(tree, tree.within(category)) if category.layer == Layer.BONUS else None
        return CategoryTotals(category, sum((row.tally for row in below), tally), cap, below)

    categories = tuple(raised(row) for row in tree.below(None))
    return Totals(categories=categories, layers=_layers(tree, rows), target=assessment.target)


def _tally_of(row: CategoryTotal) -> Tally:
    return Tally(**{field.name: getattr(row, field.name) for field in fields(Tally)})


def _layers(tree: Tree, rows: dict[int, CategoryTotal]) -> tuple[LayerTotals, ...]:
    found = []
    for layer in Layer:
        own = [rows[key] for key in tree.in_order() if key in rows and tree.rows[key].layer == layer]
        if own:
            tally = sum((_tally_of(row) for row in own), Tally())
            cap = _cap(tree, tree.rows) if layer == Layer.BONUS else None
            found.append(LayerTotals(layer.value, layer.label, tally, cap))
    return tuple(found)


def _cap(tree: Tree, category_ids: Iterable[int]) -> Decimal | None:
    """What the outermost caps over some bonus categories come to; None where none is declared."""
    caps = {line[-1].pk: line[-1].points for key in category_ids if (line := tree.caps_over(key))}
    return total(caps.values()) if caps else None


def worked_out(assessment: Assessment, tree: Tree, category_ids: Iterable[int]) -> dict[int, Tally]:
    """The tallies of categories added up anew from the clauses and their scores. Two queries."""
    keys = list(category_ids)
    clauses = Clause.objects.filter(framework=assessment.framework_id, indicator__category__in=keys)
    scores = Score.objects.filter(assessment=assessment, clause__indicator__category__in=keys)
    given = {clause_id: (state, points) for clause_id, state, points in scores.values_list("clause", "state", "points")}
    tallies = dict.fromkeys(keys, Tally())
    for pk, category_id, points in clauses.values_list("pk", "indicator__category", "points"):
        is_pointed = tree.is_pointed(category_id=category_id, points=points)
        tallies[category_id] += _tally_of_clause(points, is_pointed, *given.get(pk, (None, None)))
    return tallies


def _tally_of_clause(maximum: Decimal | None, is_pointed: bool, state: str | None, points: Decimal | None) -> Tally:
    is_exempt = state == Score.State.NOT_APPLICABLE
    return Tally(
        points=points or ZERO,
        maximum=maximum or ZERO,
        exempt=(maximum or ZERO) if is_exempt else ZERO,
        clauses=1,
        worded=int(not is_pointed),
        scored=int(state is not None),
        met=int(state == Score.State.MET),
        partly=int(state == Score.State.PARTLY),
        unmet=int(state == Score.State.UNMET),
        not_applicable=int(is_exempt),
    )


def store(assessment: Assessment, tree: Tree, category_ids: Iterable[int]) -> None:
    """Write the rows of categories anew; the caller holds the assessment's lock."""
    for category_id, tally in worked_out(assessment, tree, category_ids).items():
        CategoryTotal.objects.update_or_create(
            assessment=assessment,
            category_id=category_id,
            defaults={field.name: getattr(tally, field.name) for field in fields(Tally)},
        )


def differences(assessment: Assessment) -> list[str]:
    """Each stored figure that is not what the scores come to, as a sentence; also scores above their maximum."""
    tree = Tree(assessment.framework)
    kept = {row.category_id: _tally_of(row) for row in CategoryTotal.objects.filter(assessment=assessment)}
    found = []
    for category_id, tally in worked_out(assessment, tree, tree.in_order()).items():
        name = tree.rows[category_id].name
        if category_id not in kept:
            found.append(f"{assessment}，{name}：没有合计。")
            continue
        for field in fields(Tally):
            was, is_now = getattr(kept[category_id], field.name), getattr(tally, field.name)
            if was != is_now:
                label = CategoryTotal._meta.get_field(field.name).verbose_name
                found.append(f"{assessment}，{name}：{label}记的是 {_said(was)}，应为 {_said(is_now)}。")
    return found + _above_maximum(assessment)


def _said(value: Decimal | int) -> str:
    return printed(value) if isinstance(value, Decimal) else str(value)


def _above_maximum(assessment: Assessment) -> list[str]:
    scores = Score.objects.filter(assessment=assessment, points__isnull=False).select_related("clause")
    return [
        f"{assessment}，{score.clause}：得 {printed(score.points)} 分，高于满分 {printed(score.clause.points)} 分。"
        for score in scores
        if score.clause.points is not None and score.points > score.clause.points
    ]


@transaction.atomic
def recompute(assessment: Assessment) -> list[str]:
    """Write all totals anew and name what was different before."""
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("framework").get(pk=assessment.pk)
    found = differences(assessment)
    tree = Tree(assessment.framework)
    store(assessment, tree, tree.in_order())
    return found
