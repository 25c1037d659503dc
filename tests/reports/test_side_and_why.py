"""各方测评对照表 and 得分说明: what each side gave, and where each score comes from, on paper."""

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import child
from documents.model import Cell, Formula, Heading, Paragraph
from reports.figures import figures
from reports.score_tables import score_sheet
from reports.side_tables import side_table
from reports.why_tables import why_paper
from scoring import actions as scoring
from scoring.models import Assessment, Clause
from tests import factories
from tests.reports import papers, years

pytestmark = pytest.mark.django_db


def texts(paper, place=0):
    return [[cell.text if isinstance(cell, Cell) else None for cell in row] for row in paper.tables()[place].rows]


@pytest.fixture
def superior(year, office):
    """The superior gave 1 where the unit gave itself 1.5."""
    own = Assessment.objects.get(framework=year.framework)
    superior = scoring.open_other(
        beside=own, kind="superior", by=office, assessed_by="省文明办", source_name="湘文明办31号"
    )
    clause = Clause.objects.get(scores__points=Decimal("1.5"))
    scoring.award(assessment=superior, clause=clause, by=office, state="points", points=Decimal(1), reason="记录不全")
    return superior


def test_each_side_has_a_column_and_the_difference_its_own(year, superior):
    rows = texts(side_table(year))
    assert rows[0] == ["考评项目", "序号", "得分点", "满分", "自评", "上级测评", "上级测评与自评差", "说明"]
    assert rows[1][3:] == ["2", "1.5", "1", "−0.5", "记录不全"]
    assert rows[2][4:7] == ["未评", "未评", ""]
    said = next(block.text for block in side_table(year).blocks if isinstance(block, Paragraph))
    assert "湘文明办31号" in said
    assert "1个得分点各方不一致" in said


def test_the_self_assessment_has_the_superiors_points_and_the_difference_beside_its_own(year, office, superior):
    rows = texts(score_sheet(year, figures(year, years.TODAY)))
    assert rows[0][3:] == ["满分", "自评分", "上级测评分", "上级测评与自评差", "与满分差", "说明", "佐证"]
    assert rows[1][3:] == ["2", "1.5", "1", "-0.5", "0.5", "记录不全", "1"]
    assert rows[2][4:8] == ["未评", "未评", "", "2"]
    assert next(row for row in rows if row[0] == "小计")[3:8] == ["6", "1.5", "1", "-0.5", "4.5"]
    assert next(row for row in rows if row[0] == "合计")[4:8] == ["1.5", "1", "-0.5", "8.5"]
    own = Assessment.objects.own().get(framework=year.framework)
    checked = scoring.open_other(beside=own, kind="office", by=office, assessed_by="文明办", source_name="复核")
    scoring.award(
        assessment=checked,
        clause=Clause.objects.get(text__startswith="建立健全"),
        by=office,
        state="points",
        points=Decimal(2),
        reason="",
    )
    rows = texts(score_sheet(year, figures(year, years.TODAY)))
    assert rows[0][4:8] == ["自评分", "复核分", "上级测评分", "上级测评与自评差"]
    assert rows[2][4:8] == ["未评", "2", "未评", ""]


def test_the_sums_of_the_sides_are_formulas_over_their_own_columns(year, superior):
    table = score_sheet(year, figures(year, years.TODAY)).tables()[0]
    rows = [[cell.value.text if cell and isinstance(cell.value, Formula) else "" for cell in row] for row in table.rows]
    assert rows[1][5:8] == ["", "F2-E2", "D2-E2"]
    subtotal = next(row for row in rows if row[5].startswith("SUM"))
    assert [formula[:5] for formula in subtotal] == ["", "", "", *(f"SUM({letter}" for letter in "DEFGH"), "", "SUM(J"]
    total = next(row for row in rows if re.match(r"F\d", row[5]))
    assert [formula[:1] for formula in total] == ["", "", "", *"DEFGH", "", "J"]


def test_the_workbook_holds_numbers(year, superior):
    book = openpyxl.load_workbook(io.BytesIO(child.set_paper(side_table(year), "xlsx")))
    values = [cell.value for row in book.active.iter_rows() for cell in row]
    assert 1.5 in values
    assert -0.5 in values


def test_every_clause_says_where_its_score_comes_from(year, office):
    paper = why_paper(year)
    headings = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert headings[0] == f"一、{papers.PARTY}"
    row = texts(paper)[1]
    assert row[0].startswith("6. ")
    assert "打 0 到 2 分。" in row[1]
    assert row[2] == "1.5 / 2"
    assert "植绿护绿" in row[3]
    assert "未评 → 1.5 分" in row[5]
    assert sum(len(table.rows) - 1 for table in paper.tables()) == year.framework.clauses.count()


def test_the_sums_are_written_out(year):
    said = [block.text for block in why_paper(year).blocks if isinstance(block, Paragraph)]
    assert any("1.5" in text and "=" in text for text in said)


def test_both_become_files(year, superior):
    for paper in (side_table(year), why_paper(year)):
        assert child.set_paper(paper, "pdf").startswith(b"%PDF")
        assert child.set_paper(paper, "docx").startswith(b"PK")


def test_without_an_assessment_both_say_so(unit):
    plan = factories.make_plan(unit)
    for compose in (side_table, why_paper):
        with pytest.raises(ValidationError, match="还没有"):
            compose(plan)


def test_the_queries_do_not_grow_with_the_clauses(unit):
    for compose in (side_table, why_paper):
        counts = []
        for place, number in enumerate((3, 60)):
            rows = [(f"类目{n % 3}", str(n), ["1"]) for n in range(number)]
            title = f"体系{number}{compose.__name__}"
            framework = factories.make_framework(unit, rows=rows, title=title)
            plan = factories.make_plan(unit, framework, year=2010 + place)
            scoring.open_assessment(framework=framework, unit=unit)
            with CaptureQueriesContext(connection) as seen:
                compose(plan)
            counts.append(len(seen))
        assert counts[0] == counts[1]
