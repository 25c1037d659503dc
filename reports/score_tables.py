"""自评得分表: every clause with what it is worth, what it was given and why; sums that Excel keeps adding.

Where others assessed the unit too, their points and the difference stand beside its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count

from documents.model import Block, Cell, Paper, Paragraph, Table
from programs.models import Plan
from reports.figures import chapter_of
from reports.grid import Label, centred, count, header, left, points, summed, wide
from reports.naming import headed
from reports.score_sides import Sides, sides_of
from reports.sentences import on_paper
from reports.tallies import CategoryFigures, Figures
from scoring import words
from scoring.models import Citation, Clause, Layer, Score
from scoring.tree import Tree

UNSCORED = "未评"


@dataclass
class Line:
    """One clause: `score` is None while nobody scored it."""

    clause: Clause
    score: Score | None
    proofs: int
    is_pointed: bool

    @property
    def said(self) -> str:
        return self.score.get_state_display() if self.score else UNSCORED

    @property
    def gap(self) -> Decimal | None:
        """What is still to be had; nothing where the clause does not apply or has no points of its own."""
        if self.clause.points is None or (self.score and self.score.state == Score.State.NOT_APPLICABLE):
            return None
        return self.clause.points - ((self.score.points if self.score else None) or Decimal(0))


@dataclass
class Part:
    """The clauses of one category of the board."""

    figures: CategoryFigures
    lines: list[Line] = field(default_factory=list)

    @property
    def gap(self) -> Decimal:
        return sum((line.gap for line in self.lines if line.gap is not None), Decimal(0))


def score_sheet(plan: Plan, told: Figures) -> Paper:
    """The self-assessment clause by clause; its sums are those of the board."""
    parts = parts_of(plan, told)
    progress = words.progress(told.totals) if told.totals.overall.scored else ""
    blocks: list[Block] = [Paragraph(on_paper(f"{words.verdict(told.totals)}。{progress}"))]
    sides = sides_of(plan, told.assessment)
    blocks.append(_table(parts, told, sides))
    if len(parts) > len(told.basic):
        blocks.append(Paragraph("加分项和负面清单单独计算，不计入合计。", role="small"))
    title = headed(plan, f"{plan.year}年度文明创建自评{'得分' if told.has_points else '达标'}表")
    return Paper(title=title, blocks=blocks, landscape=True)


def parts_of(plan: Plan, told: Figures) -> list[Part]:
    """All clauses by the categories of the board, with the scores they have. The queries do not grow with them."""
    tree = Tree(plan.framework)
    parts = {row.category.pk: Part(row) for row in told.categories}
    chapters = {row.category.pk: row for row in told.categories}
    scores = {row.clause_id: row for row in Score.objects.filter(assessment=told.assessment)}
    cited = Citation.objects.filter(assessment=told.assessment).order_by().values_list("clause")
    proofs = dict(cited.annotate(Count("record", distinct=True)))
    place = {pk: number for number, pk in enumerate(tree.in_order())}
    clauses = Clause.objects.filter(framework=plan.framework_id).select_related("indicator__category")
    for clause in sorted(clauses, key=lambda one: (place[one.indicator.category_id], one.order, one.pk)):
        category = clause.indicator.category_id
        chapter = chapter_of(tree, category, chapters)
        if chapter is not None:
            is_pointed = tree.is_pointed(category_id=category, points=clause.points, ruling=clause.ruling)
            line = Line(clause, scores.get(clause.pk), proofs.get(clause.pk, 0), is_pointed)
            parts[chapter.category.pk].lines.append(line)
    return [part for part in parts.values() if part.lines]


def _table(parts: list[Part], told: Figures, sides: Sides) -> Table:
    worth, own = ("满分", "自评分") if told.has_points else ("分值", "自评结论")
    others = sides.header(told.has_points)
    rows = [header("考评项目", "序号", "得分点", worth, own, *others, "与满分差" if others else "差", "说明", "佐证")]
    sums: list[int] = []  # rows of the subtotals, counted from 1
    number = 0
    total_done = False
    for part in parts:
        if part.figures.category.layer != Layer.BASIC and not total_done:
            rows.append(_total(told, parts, sums, sides))
            total_done = True
        first, label = len(rows) + 1, Label()
        for line in part.lines:
            number += 1
            rows.append(_row(label.of(part.figures.name), number, line, len(rows) + 1, sides))
        rows.append(_subtotal(part, first, len(rows), sides))
        sums.append(len(rows))
    if not total_done:
        rows.append(_total(told, parts, sums, sides))
    text = 44 if sides.widths else 50
    return Table(rows=rows, widths=(14, 6, text, 7, 11, *sides.widths, 7, 22, 7), label_columns=1)


def _row(label: Cell | None, number: int, line: Line, here: int, sides: Sides) -> list[Cell | None]:
    clause, score = line.clause, line.score
    own = score.points if score else None
    given = centred(line.said) if own is None else points(own)
    took = f"D{here}-E{here}" if own is not None else f"D{here}"
    gap = Cell() if line.gap is None else summed(took, line.gap, bold=False)
    others = sides.cells(clause.pk, own, here)
    reason = sides.remark(clause.pk, score.reason if score else "")
    told = [left(numbered(clause)), points(clause.points), given, *others, gap, reason, count(line.proofs)]
    return [label, count(number), *told]


def numbered(clause: Clause) -> str:
    """The clause with the number its row has in the paper."""
    number = clause.indicator.number
    dot = "." if number.isascii() and number.isdigit() else ""
    return f"{number}{dot} {clause.text.strip()}".strip()


def _subtotal(part: Part, first: int, last: int, sides: Sides) -> list[Cell | None]:
    tally = part.figures.tally
    letters = _letters(sides)
    proofs = summed(f"SUM({letters[-1]}{first}:{letters[-1]}{last})", sum(line.proofs for line in part.lines))
    if not any(line.is_pointed for line in part.lines):
        said = f"{tally.clauses}个得分点，达标{tally.met}个"
        return [*wide("小计", 3), *wide(said, 4 + len(sides.widths)), proofs]
    own = _column("E", first, last, tally.points)
    others = [_column(letter, first, last, value) for letter, value in zip(letters, _others(part, sides), strict=False)]
    worth, gap = _column("D", first, last, tally.maximum), _column(letters[-3], first, last, part.gap)
    if part.figures.category.layer == Layer.BONUS:  # bounded by its cap, whatever its clauses would add up to
        worth, gap = Cell(f"最多{part.figures.cap}" if part.figures.cap else "", align="center", bold=True), Cell()
    return [*wide("小计", 3), worth, own, *others, gap, Cell(), proofs]


def _letters(sides: Sides) -> str:
    """The columns of the sheet behind the self-assessment's: the sides', 差, 说明, 佐证."""
    return "FGHIJK"[: len(sides.widths) + 3]


def _others(part: Part, sides: Sides) -> list[Decimal]:
    """What each other side gave in the category, and the sum of the differences."""
    clauses = [(line.clause.pk, line.score.points if line.score else None) for line in part.lines]
    given = [[sides.given(pk, number) for pk, _ in clauses] for number in range(len(sides.titles))]
    gaps = [sides.gap(pk, own) for pk, own in clauses] if sides.titles else []
    columns = [*given, gaps] if sides.titles else []
    return [sum((value for value in column if value is not None), Decimal(0)) for column in columns]


def _column(letter: str, first: int, last: int, value: Decimal) -> Cell:
    return summed(f"SUM({letter}{first}:{letter}{last})", value)


def _total(told: Figures, parts: list[Part], sums: list[int], sides: Sides) -> list[Cell | None]:
    """合计: the basic layer alone, the sum of the subtotals above it."""
    basic = [part for part in parts if part.figures.category.layer == Layer.BASIC]
    tally = told.totals.overall
    letters = _letters(sides)

    def over(letter: str, value: Decimal | int) -> Cell:
        return summed("+".join(f"{letter}{row}" for row in sums) or "0", value)

    proofs = over(letters[-1], sum(line.proofs for part in basic for line in part.lines))
    if not told.has_points:
        said = f"{tally.clauses}个得分点，达标{tally.met}个"
        return [*wide("合计", 3), *wide(said, 4 + len(sides.widths)), proofs]
    gap = sum((part.gap for part in basic), Decimal(0))
    sums_of_others = [sum(column, Decimal(0)) for column in zip(*(_others(part, sides) for part in basic), strict=True)]
    others = [over(letter, value) for letter, value in zip(letters, sums_of_others, strict=False)]
    figures = [over("D", tally.maximum), over("E", tally.points), *others, over(letters[-3], gap)]
    return [*wide("合计", 3), *figures, Cell(), proofs]
