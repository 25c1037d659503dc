"""Totals of an assessment: the stored rows of each category, and what they come to by tree, layer and overall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal

from django.db import transaction
from django.db.models import F, FilteredRelation, Q

from scoring.models import Assessment, Category, CategoryTotal, Clause, Layer, Score
from scoring.points import printed, total
from scoring.score_checks import doubtful
from scoring.tallies import ZERO, CategoryTotals, LayerTotals, Tally, Totals
from scoring.tree import Tree

IN_WORDS = {Layer.BASIC: "基本项", Layer.BONUS: "特色项"}


def stored(assessment: Assessment) -> Totals:
    """The totals as they are stored. One query."""
    return with_tree(assessment)[1]


def with_tree(assessment: Assessment) -> tuple[Tree, Totals]:
    """The categories and the totals stored for them, read together. One query."""
    own = FilteredRelation("totals", condition=Q(totals__assessment=assessment))
    sums = {f"sum_{field.name}": F(f"own__{field.name}") for field in fields(Tally)}
    rows = list(assessment.framework.categories.annotate(own=own).annotate(kept=F("own__pk"), **sums))
    tallies = {
        row.pk: Tally(**{field.name: getattr(row, f"sum_{field.name}") for field in fields(Tally)})
        for row in rows
        if row.kept is not None
    }
    tree = Tree(assessment.framework, rows)
    return tree, of_tallies(tree, tallies, target=assessment.target)


def of_rows(assessment: Assessment, tree: Tree, found: Iterable[CategoryTotal]) -> Totals:
    """The totals from their stored rows."""
    return of_tallies(tree, {row.category_id: _tally_of(row) for row in found}, target=assessment.target)


def of_tallies(tree: Tree, tallies: dict[int, Tally], *, target: Decimal | None = None) -> Totals:
    """The totals from what the clauses standing directly in each category come to. No query."""

    def raised(category: Category) -> CategoryTotals:
        below = tuple(raised(row) for row in tree.below(category))
        own = tallies.get(category.pk, Tally())
        cap = _cap(tree, tree.within(category)) if category.layer == Layer.BONUS else None
        counted = sum((row.counted for row in below), own.points)
        if category.layer == Layer.BONUS and category.points is not None:
            counted = min(counted, category.points)
        return CategoryTotals(category, sum((row.tally for row in below), own), cap, below, counted)

    categories = tuple(raised(row) for row in tree.below(None))
    return Totals(categories=categories, layers=_layers(tree, tallies, categories), target=target)


def _tally_of(row: CategoryTotal) -> Tally:
    return Tally(**{field.name: getattr(row, field.name) for field in fields(Tally)})


def _layers(tree: Tree, tallies: dict[int, Tally], categories: tuple[CategoryTotals, ...]) -> tuple[LayerTotals, ...]:
    found = []
    for layer in Layer:
        own = [tallies[key] for key in tree.in_order() if key in tallies and tree.rows[key].layer == layer]
        if own:
            tally = sum(own, Tally())
            cap = _cap(tree, tree.rows) if layer == Layer.BONUS else None
            counted = _counted(categories, layer)
            found.append(LayerTotals(layer.value, _label(layer, tally), tally, cap, counted))
    return tuple(found)


def _label(layer: Layer, tally: Tally) -> str:
    """What a layer is called; one without points does not speak of points."""
    return layer.label if tally.pointed else IN_WORDS.get(layer, layer.label)


def _counted(categories: Iterable[CategoryTotals], layer: Layer, above: str = "") -> Decimal:
    """The points of a layer's categories as far as they count, each once, where its outermost category stands."""
    found = ZERO
    for row in categories:
        if row.category.layer == layer and above != layer:
            found += row.counted
        found += _counted(row.below, layer, row.category.layer)
    return found


def _cap(tree: Tree, category_ids: Iterable[int]) -> Decimal | None:
    """What the outermost caps over some bonus categories come to; None where none is declared."""
    caps = {line[-1].pk: line[-1].points for key in category_ids if (line := tree.caps_over(key))}
    return total(caps.values()) if caps else None


def worked_out(assessment: Assessment, tree: Tree, category_ids: Iterable[int]) -> dict[int, Tally]:
    """The tallies of categories added up anew from the clauses and their scores. Two queries."""
    keys = list(category_ids)
    clauses = Clause.objects.filter(framework=assessment.framework_id, indicator__category__in=keys)
    scores = Score.objects.filter(assessment=assessment, clause__indicator__category__in=keys)
    given = {row[0]: row[1:] for row in scores.values_list("clause", "state", "points", "is_veto")}
    tallies = dict.fromkeys(keys, Tally())
    for pk, category_id, points, ruling in clauses.values_list("pk", "indicator__category", "points", "ruling"):
        is_pointed = tree.is_pointed(category_id=category_id, points=points, ruling=ruling)
        tallies[category_id] += tally_of_clause(points, is_pointed, *given.get(pk, (None, None, False)))
    return tallies


def tally_of_clause(
    maximum: Decimal | None, is_pointed: bool, state: str | None, points: Decimal | None, is_veto: bool = False
) -> Tally:
    """What one clause adds to its category; `state` is None where it is not scored."""
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
        vetoes=int(is_veto),
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
    """Each stored figure that is not what the scores come to, as a sentence; and each score that can't be so."""
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
    return found + _strays(assessment, tree) + doubtful(assessment, tree)


def _said(value: Decimal | int) -> str:
    return printed(value) if isinstance(value, Decimal) else str(value)


def _strays(assessment: Assessment, tree: Tree) -> list[str]:
    """Rows of totals for categories the framework does not have."""
    rows = CategoryTotal.objects.filter(assessment=assessment).exclude(category__in=list(tree.rows))
    return [
        f"{assessment}，{row.category}：这个类目不属于这次测评，却有合计。" for row in rows.select_related("category")
    ]


@transaction.atomic
def checked(assessment: Assessment) -> list[str]:
    """The differences, while nobody can change the scores: on a house at work none is named that is only passing."""
    return differences(_held(assessment))


def _held(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update(of=("self",)).select_related("framework").get(pk=assessment.pk)


@transaction.atomic
def recompute(assessment: Assessment) -> list[str]:
    """Write all totals anew and name what was different before. A score is never changed: a person has to look."""
    assessment = _held(assessment)
    found = differences(assessment)
    tree = Tree(assessment.framework)
    CategoryTotal.objects.filter(assessment=assessment).exclude(category__in=list(tree.rows)).delete()
    store(assessment, tree, tree.in_order())
    return found
