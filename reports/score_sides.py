"""复核分、上级测评分: what the other sides gave, for the columns beside the self-assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from documents.model import Cell
from programs.models import Plan
from reports.grid import centred, left, points, summed
from scoring.comparison import Comparison, Row
from scoring.models import Assessment

BESIDE = (Assessment.Kind.OFFICE, Assessment.Kind.SUPERIOR)


@dataclass
class Sides:
    """The other assessments there are, and what each said of a clause; none where only the unit scored itself."""

    titles: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # of each among the cells of a row
    rows: dict[int, Row] = field(default_factory=dict)  # by clause

    @property
    def widths(self) -> tuple[int, ...]:
        return (9,) * (len(self.titles) + 1) if self.titles else ()

    def header(self, has_points: bool) -> list[str]:
        """A column for each side and one for how far the last of them is from the self-assessment."""
        if not self.titles:
            return []
        said = "分" if has_points else "结论"
        return [*(f"{title}{said}" for title in self.titles), f"{self.titles[-1]}与自评差"]

    def cells(self, clause: int, own: Decimal | None, here: int) -> list[Cell]:
        """What they gave, and the difference where both have points; `here` is the row, counted from 1."""
        if not self.titles:
            return []
        given = [self.rows[clause].cells[place] for place in self.places]
        scores = [side.line.score for side in given]
        made = [
            points(score.points) if score and score.points is not None else centred(side.text)
            for score, side in zip(scores, given, strict=True)
        ]
        gap = self.gap(clause, own)
        if gap is not None:
            made.append(summed(f"{self.letter(len(given) - 1)}{here}-E{here}", gap, bold=False))
        else:
            made.append(centred("不同" if given[-1].is_different else ""))
        return made

    def gap(self, clause: int, own: Decimal | None) -> Decimal | None:
        last = self.given(clause, -1)
        return None if own is None or last is None else last - own

    def given(self, clause: int, number: int) -> Decimal | None:
        score = self.rows[clause].cells[self.places[number]].line.score
        return score.points if score else None

    def remark(self, clause: int, own: str) -> Cell:
        return remark(self.rows[clause]) if self.titles else left(own)

    @staticmethod
    def letter(number: int) -> str:
        """The column of a side in the sheet: F is the first after the self-assessment's."""
        return "FGHIJ"[number]


def sides_of(plan: Plan, own: int | None) -> Sides:
    """One query where nobody but the unit has scored it."""
    rows = Assessment.objects.filter(framework=plan.framework_id, unit=plan.unit_id, kind__in=BESIDE)
    if own is None or not rows.exists():
        return Sides()
    comparison = Comparison(Assessment.objects.select_related("framework", "unit").get(pk=own))
    places = [place for kind in BESIDE for place, one in enumerate(comparison.kinds) if one.kind == kind]
    titles = [comparison.kinds[place].get_kind_display() for place in places]
    return Sides(titles, places, {row.clause.pk: row for row in comparison.rows})


def remark(row: Row) -> Cell:
    """What the sides said for it; who, where more than one did."""
    said = [side for side in row.cells if side.line.score and side.line.score.reason]
    if len(said) == 1:
        return left(said[0].line.score.reason)
    return left("；".join(f"{side.kind}：{side.line.score.reason}" for side in said))
