"""The rows of a framework's table as plain data: what is asked, what it is worth, who answers for it, by when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Prefetch

from scoring.models import Category, Clause, Framework, Indicator, Layer

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
ENDS = "。；;，,！!？?"  # a statement that closes itself can't be joined to the next one without changing it


@dataclass(frozen=True)
class Heading:
    """A category as the table prints it; `pk` tells apart two of the same name."""

    pk: int
    name: str
    points: Decimal | None


@dataclass(frozen=True)
class Statement:
    text: str
    points: Decimal | None


@dataclass
class Row:
    """One row: its categories from the outermost in, its statements, its parties (who leads stands first)."""

    layer: str
    path: list[Heading]
    number: str
    statements: list[Statement]
    lead: str = ""  # only where the paper or the office says who leads
    departments: list[str] = field(default_factory=list)
    due_on: date | None = None
    due_text: str = ""
    methods: str = ""
    materials: str = ""
    scoring: str = ""


@dataclass(frozen=True)
class Duty:
    """Who answers for a row and by when: as the paper prints it, or as it stands today."""

    lead: str
    departments: list[str]
    due_on: date | None
    due_text: str


def as_printed(indicator: Indicator) -> Duty:
    """Words that name another year than the day (after copying) give way to the day."""
    said = _YEAR.search(indicator.due_text) if indicator.due_on else None
    is_old = said is not None and int(said.group(1)) != indicator.due_on.year
    due_text = "" if is_old else indicator.due_text
    return Duty(indicator.lead, list(indicator.departments), indicator.due_on, due_text)


def rows_of(framework: Framework, duty_of: Callable[[Indicator], Duty] = as_printed) -> list[Row]:
    """All rows in the order of the paper. The number of queries does not grow with the framework."""
    paths = _paths(framework)
    clauses = Clause.objects.order_by("order", "pk")
    indicators = Indicator.objects.filter(category__framework=framework).prefetch_related(
        Prefetch("clauses", queryset=clauses)
    )
    place = {pk: position for position, pk in enumerate(paths)}
    rows = []
    for indicator in sorted(indicators, key=lambda one: (place[one.category_id], one.order, one.pk)):
        layer, path = paths[indicator.category_id]
        rows += _rows(indicator, layer, path, duty_of(indicator))
    return rows


def _paths(framework: Framework) -> dict[int, tuple[str, list[Heading]]]:
    """Each category's layer and path, in printed order: a category before those below it."""
    below: dict[int | None, list[Category]] = {}
    for category in Category.objects.filter(framework=framework).order_by("order", "pk"):
        below.setdefault(category.parent_id, []).append(category)
    found: dict[int, tuple[str, list[Heading]]] = {}

    def walk(parent: int | None, path: list[Heading]) -> None:
        for category in below.get(parent, []):
            here = [*path, Heading(category.pk, category.name, category.points)]
            found[category.pk] = (category.layer, here)
            walk(category.pk, here)

    walk(None, [])
    layers = list(Layer)
    return dict(sorted(found.items(), key=lambda item: layers.index(item[1][0])))


def _rows(indicator: Indicator, layer: str, path: list[Heading], duty: Duty) -> list[Row]:
    return [
        Row(
            layer=layer,
            path=path,
            number=indicator.number,
            statements=[Statement(clause.text.strip(), clause.points) for clause in clauses],
            lead=duty.lead,
            departments=duty.departments,
            due_on=duty.due_on,
            due_text=duty.due_text,
            methods="、".join(clauses[0].methods),
            materials=clauses[0].materials,
            scoring=clauses[0].scoring,
        )
        for clauses in _printed_together(list(indicator.clauses.all()))
    ]


def _printed_together(clauses: list[Clause]) -> list[list[Clause]]:
    """Several statements share a row where each says its own points and they have all else in common."""
    alone = len(clauses) < 2 or any(
        clause.points is None or clause.text.strip().endswith(tuple(ENDS)) for clause in clauses
    )
    if alone:
        return [[clause] for clause in clauses]
    return [list(same) for _, same in groupby(clauses, key=lambda one: (one.methods, one.materials, one.scoring))]
