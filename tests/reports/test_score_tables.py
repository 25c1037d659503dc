"""自评得分表: every clause is in it, and its sums are the board's."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import child
from documents.model import Cell, Paragraph
from reports.figures import figures
from reports.score_tables import score_sheet
from scoring import actions as scoring
from scoring.models import Assessment, Clause, Score
from tests.reports import papers
from tests.reports.years import TODAY

pytestmark = pytest.mark.django_db


def sheet(plan):
    return score_sheet(plan, figures(plan, TODAY))


def texts(plan):
    table = sheet(plan).tables()[0]
    return [[cell.text if isinstance(cell, Cell) else None for cell in row] for row in table.rows]


def award(plan, office, text, state=Score.State.POINTS, points=None):
    plan.framework.needs_evidence = False
    plan.framework.save()
    clause = Clause.objects.get(text__startswith=text)
    assessment = Assessment.objects.get(framework=plan.framework)
    scoring.award(
        assessment=assessment, clause=clause, by=office, state=state, points=points, reason="材料不全，未开展"
    )


def test_each_clause_says_what_it_got_and_what_is_missing(year):
    rows = texts(year)
    assert rows[1] == [papers.PARTY, "1", "6. " + papers.SCORED[0]["text"], "2", "1.5", "0.5", "", "1"]
    assert rows[2] == [None, "2", "7. 建立健全党风廉政建设责任制", "2", "未评", "2", "", "0"]


def test_the_sums_are_the_boards(year):
    told, rows = figures(year, TODAY), texts(year)
    subtotals = [row for row in rows if row[0] == "小计"]
    assert [row[3:5] for row in subtotals[:2]] == [["6", "1.5"], ["4", "0"]]
    total = next(row for row in rows if row[0] == "合计")
    assert [Decimal(text) for text in total[3:5]] == [told.totals.overall.maximum, told.totals.overall.points]
    assert total[5] == "8.5"


def test_the_bonus_stands_below_the_total_and_is_not_added(year):
    rows = texts(year)
    labels = [row[0] for row in rows]
    assert labels.index("合计") < labels.index("特色加分项目")
    assert rows[-1] == ["小计", None, None, "最多10", "0", "", "", "0"]
    assert any("不计入合计" in block.text for block in sheet(year).blocks if isinstance(block, Paragraph))


def test_what_does_not_apply_is_not_missing(year, office):
    award(year, office, "建立健全", Score.State.NOT_APPLICABLE)
    row = texts(year)[2]
    assert row[4:7] == ["不适用", "", "材料不全，未开展"]
    assert next(row for row in texts(year) if row[0] == "合计")[5] == "6.5"


def test_a_zero_is_not_the_same_as_unscored(year, office):
    award(year, office, "建立健全", points=Decimal(0))
    assert texts(year)[2][4:6] == ["0", "2"]


def test_excel_adds_the_same_as_we_do(year, office):
    award(year, office, "加强廉洁", points=Decimal("1.75"))
    data = child.set_paper(sheet(year), "xlsx")
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    written = openpyxl.load_workbook(io.BytesIO(data)).active
    row = next(row for row in range(1, 40) if shown.cell(row, 1).value == "合计")
    assert [shown.cell(row, column).value for column in (4, 5, 6, 8)] == [10, 3.25, 6.75, 1]
    subtotals = [row for row in range(1, row) if shown.cell(row, 1).value == "小计"]
    assert written.cell(row, 5).value == "=" + "+".join(f"E{one}" for one in subtotals)
    first = next(row for row in range(1, 40) if shown.cell(row, 2).value == 1)
    assert written.cell(subtotals[0], 5).value == f"=SUM(E{first}:E{subtotals[0] - 1})"
    assert [shown.cell(one, 5).value for one in range(first, subtotals[0])] == [1.5, "未评", 1.75]
    assert sum(shown.cell(one, 6).value for one in range(first, subtotals[0])) == shown.cell(subtotals[0], 6).value


def test_a_plan_without_points_has_verdicts_and_counts(unit, office):
    plan = papers.unscored_plan(unit)
    scoring.open_assessment(framework=plan.framework, unit=unit)
    award(plan, office, "健全中心组", Score.State.MET)
    rows = texts(plan)
    assert [row[4] for row in rows[1:3]] == ["达标", "未评"]
    assert rows[-1][:4] == ["合计", None, None, "3个得分点，达标1个"]
    assert "2021年度文明创建自评达标表" in sheet(plan).title


def test_a_plan_nobody_scored_lists_all_clauses(plan):
    rows = texts(plan)
    assert [row[4] for row in rows if row[1]] == ["自评分", *["未评"] * 6]


def test_it_costs_the_same_number_of_queries_for_a_long_plan(unit, year):
    many = [papers.item([f"类目{n // 5}"], str(n), f"要求{n}", "1", n) for n in range(1, 41)]

    def asked(plan):
        told = figures(plan, TODAY)
        with CaptureQueriesContext(connection) as queries:
            score_sheet(plan, told)
        return len(queries)

    long = papers.make_plan(unit, many, "长方案")
    scoring.open_assessment(framework=long.framework, unit=unit)
    assert asked(long) == asked(year)
