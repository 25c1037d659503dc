"""各方测评对照表: what each side gave every clause, beside each other, with how far the others are from the first."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from documents.model import Cell, Paper, Paragraph, Table
from programs.models import Plan
from reports.grid import Label, centred, count, header, left, points, wide
from reports.naming import headed
from reports.score_sides import remark
from reports.score_tables import numbered
from reports.sentences import on_paper
from scoring.comparison import Cell as Side
from scoring.comparison import Comparison, Row
from scoring.models import Assessment

NONE_YET = "这份方案还没有测评，没有可以对照的内容。"


def side_table(plan: Plan) -> Paper:
    """All clauses with a column for each side; points are numbers, a difference stands where two have points."""
    rows = Assessment.objects.filter(framework=plan.framework_id, unit=plan.unit_id)
    own = rows.select_related("framework", "unit").order_by("pk").first()
    if own is None:
        raise ValidationError(NONE_YET)
    comparison = Comparison(own)
    return Paper(
        title=headed(plan, f"{plan.year}年度文明创建各方测评对照表"),
        blocks=[Paragraph(on_paper(_told(comparison))), _table(comparison)],
        landscape=True,
    )


def _told(comparison: Comparison) -> str:
    sums = [f"{one['kind'].get_kind_display()}{one['sum'].text}" for one in comparison.overall_named]
    sources = [
        f"{one.get_kind_display()}依据{one.assessed_by}《{one.source_name}》"
        for one in comparison.kinds
        if one.source_name
    ]
    differing = comparison.count("different")
    said = f"基本分合计：{'，'.join(sums)}；{differing}个得分点各方不一致。各方分数分别记录，互不改动。"
    return said + (f"{'；'.join(sources)}。" if sources else "")


def _table(comparison: Comparison) -> Table:
    kinds, others = comparison.kinds, comparison.kinds[1:]
    first = kinds[0].get_kind_display()
    gaps = [f"{one.get_kind_display()}与{first}差" for one in others]
    titles = ["考评项目", "序号", "得分点", "满分", *(one.get_kind_display() for one in kinds), *gaps, "说明"]
    rows, number = [header(*titles)], 0
    for part in comparison.parts:
        label = Label()
        for row in part.rows:
            number += 1
            rows.append(_row(label.of(part.category.name), number, row))
        subtotal = [centred(one.text) for one in part.sums] + [centred(one.gap_text) for one in part.sums[1:]]
        rows.append([*wide("小计", 3), Cell(), *subtotal, Cell()])
    widths = (14, 6, 44, 7, *[10] * len(kinds), *[10] * len(others), 20)
    return Table(rows=rows, widths=widths, label_columns=1)


def _row(label: Cell | None, number: int, row: Row) -> list[Cell | None]:
    values = [_value(side) for side in row.cells]
    gaps = [_gap(side) for side in row.cells[1:]]
    return [label, count(number), left(numbered(row.clause)), points(row.clause.points), *values, *gaps, remark(row)]


def _value(side: Side) -> Cell:
    score = side.line.score
    return points(score.points) if score and score.points is not None else centred(side.text)


def _gap(side: Side) -> Cell:
    if side.gap is not None:
        return Cell(side.gap_text or "0", value=side.gap, align="center")
    return centred("不同" if side.is_different else "")
