"""Assessments of several kinds beside each other: clause by clause, what each gave and how far it is from the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse

from scoring import assessments, totals
from scoring.models import Assessment, Category, CategoryTotal, Clause, Score
from scoring.points import printed
from scoring.sheet import Line, dividing, in_order
from scoring.tallies import Tally
from scoring.tree import Tree


def signed(value: Decimal) -> str:
    """How far one figure is from another: +0.5, −1, 0."""
    if value == 0:
        return "0"
    return f"{'+' if value > 0 else '−'}{printed(abs(value))}"


@dataclass(frozen=True)
class Cell:
    """What one assessment gave a clause; `gap` is how far it is from the first one, None where there are no points."""

    line: Line
    kind: str = ""  # as people call it
    gap: Decimal | None = None
    is_different: bool = False  # from the first, both having said something

    @property
    def text(self) -> str:
        return self.line.said

    @property
    def gap_text(self) -> str:
        """Beside the value where it is another one: +0.5; for words nothing more is to be said."""
        return signed(self.gap) if self.gap else ""


@dataclass(frozen=True)
class Row:
    """One clause with a cell for each assessment, the first one leading."""

    clause: Clause
    cells: tuple[Cell, ...]

    @property
    def number(self) -> str:
        return self.clause.indicator.number

    @property
    def worth(self) -> str:
        return printed(self.clause.points)

    @property
    def is_different(self) -> bool:
        """Two of them say different things, whichever two."""
        said = {(cell.line.score.state, cell.line.score.points) for cell in self.cells if cell.line.score}
        return len(said) > 1

    @property
    def is_unfinished(self) -> bool:
        return any(cell.line.score is None for cell in self.cells)


@dataclass(frozen=True)
class Sum:
    """What one assessment comes to in a category or in all."""

    tally: Tally
    gap: Decimal | None = None

    @property
    def text(self) -> str:
        if not self.tally.scored:
            return "未评"
        return f"{self.tally.got} 分" if self.tally.pointed else f"达标 {self.tally.met} 个"

    @property
    def gap_text(self) -> str:
        return signed(self.gap) if self.gap is not None else ""

    @property
    def counts(self) -> str:
        """达标 3、部分达标 1、未达标 0、不适用 1、未评 2: of the clauses without points; empty where all have them."""
        tally = self.tally
        if not tally.worded:
            return ""
        return f"达标 {tally.met}、部分达标 {tally.partly}、未达标 {tally.unmet}、不适用 {tally.not_applicable}"


@dataclass
class Part:
    """A category that divides the page, with its rows and one sum for each assessment."""

    place: int
    category: Category
    rows: list[Row] = field(default_factory=list)
    sums: tuple[Sum, ...] = ()


SHOWS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "all": ("全部", lambda row: True),
    "different": ("只看有差别的", lambda row: row.is_different),
    "unfinished": ("还没评全的", lambda row: row.is_unfinished),
}


class Comparison:
    """All assessments of one framework. Five queries, whatever there is of clauses and assessments."""

    def __init__(self, assessment: Assessment):
        self.kinds = assessments.beside(assessment)
        for one in self.kinds:  # one object: its framework's own facts are read once
            one.framework = assessment.framework
        self.tree = Tree(assessment.framework)
        figures = self._figures()
        self.parts = [Part(place, row.category) for place, row in enumerate(dividing(figures[0].categories), start=1)]
        self._lay_out(assessment)
        self._sum_up(figures)
        self.overall = _sums([one.overall for one in figures])

    def _figures(self) -> list[totals.Totals]:
        kept: dict[int, list[CategoryTotal]] = {one.pk: [] for one in self.kinds}
        for row in CategoryTotal.objects.filter(assessment__in=self.kinds):
            kept[row.assessment_id].append(row)
        return [totals.of_rows(one, self.tree, kept[one.pk]) for one in self.kinds]

    def _lay_out(self, assessment: Assessment) -> None:
        scores: dict[tuple[int, int], Score] = {}
        for row in Score.objects.filter(assessment__in=self.kinds):
            scores[row.assessment_id, row.clause_id] = row
        parts = {key: part for part in self.parts for key in self.tree.within(part.category)}
        for clause in in_order(assessment.framework, self.tree):
            lines = [
                Line(
                    clause,
                    assessments.offer_in(one, clause, self.tree),
                    scores.get((one.pk, clause.pk)),
                    reverse("score_why", args=[one.pk, clause.pk]),
                )
                for one in self.kinds
            ]
            parts[clause.indicator.category_id].rows.append(Row(clause, tuple(_cells(lines, self.kinds))))

    def _sum_up(self, figures: list[totals.Totals]) -> None:
        for part in self.parts:
            part.sums = _sums([one.category(part.category.pk).tally for one in figures])

    @property
    def overall_named(self) -> list[dict]:
        """The basic layer of each assessment with its kind."""
        return [{"kind": kind, "sum": one} for kind, one in zip(self.kinds, self.overall, strict=True)]

    @property
    def rows(self) -> list[Row]:
        return [row for part in self.parts for row in part.rows]

    def shown(self, show: str) -> list[tuple[Part, list[Row]]]:
        keeps = SHOWS[show][1]
        found = [(part, [row for row in part.rows if keeps(row)]) for part in self.parts]
        return [(part, rows) for part, rows in found if rows]

    def count(self, show: str) -> int:
        return sum(map(SHOWS[show][1], self.rows))


def _cells(lines: list[Line], kinds: list[Assessment]) -> list[Cell]:
    first, found = lines[0].score, []
    for place, (line, one) in enumerate(zip(lines, kinds, strict=True)):
        score, kind = line.score, one.get_kind_display()
        if place == 0 or first is None or score is None:
            found.append(Cell(line, kind))
            continue
        is_different = (score.state, score.points) != (first.state, first.points)
        has_both = score.points is not None and first.points is not None
        found.append(Cell(line, kind, score.points - first.points if has_both else None, is_different))
    return found


def _sums(tallies: list[Tally]) -> tuple[Sum, ...]:
    """The distance is told where both have scored every clause: half-finished sums would only mislead."""
    first = tallies[0]
    found = [Sum(first)]
    for tally in tallies[1:]:
        is_whole = first.pointed and not first.unscored and not tally.unscored
        found.append(Sum(tally, tally.points - first.points if is_whole else None))
    return tuple(found)
