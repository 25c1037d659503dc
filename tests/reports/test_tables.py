"""The breakdown table: laid out like the annex, read back without a difference."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import child
from documents.model import Cell, Formula
from reports.tables import breakdown
from scoring.models import Indicator
from tests import factories
from tests.reports import papers

pytestmark = pytest.mark.django_db
KEPT = ("layer", "path", "category_points", "number", "text", "points", "departments", "lead", "due", "due_text")


def grid(plan):
    return breakdown(plan).tables()[0].rows


def texts(row):
    return [cell.text if isinstance(cell, Cell) else None for cell in row]


def sheet(plan):
    return openpyxl.load_workbook(io.BytesIO(child.set_paper(breakdown(plan), "xlsx"))).active


def test_it_has_the_columns_of_the_annex(plan):
    assert texts(grid(plan)[0]) == ["序号", "考评内容", "考评标准", "责任处室"]


def test_a_category_is_merged_over_its_rows_with_its_points(plan):
    first, second, third = grid(plan)[1:4]
    assert (first[1].text, first[1].row_span) == ("党的建设和党风廉政建设（6分）", 2)
    assert second[0] is None and second[1] is None
    assert third[0].value == 2


def test_statements_of_one_row_stand_together_with_their_points(plan):
    assert grid(plan)[2][2].text == "7. 建立健全党风廉政建设责任制（2分）；加强廉洁文化建设（2分）。"
    assert "（1.5分）；" in grid(plan)[3][2].text


def test_departments_stand_one_per_line_and_are_not_broken(plan):
    cell = grid(plan)[2][3]
    assert cell.text == "机关纪委、\n宣传处"
    assert cell.unbroken == ("机关纪委", "宣传处")


def test_the_bonus_block_stands_as_printed(plan):
    row = texts(grid(plan)[4])
    assert row[:2] == ["特色加分项目", "荣誉称号"]  # the cap is said in the text, not again in the label
    assert row[2].endswith("最多加10分。")


def test_the_sum_is_a_formula_that_shows_its_value_at_once(plan):
    last = grid(plan)[-1]
    assert last[0].text == "合计（不含加分）"
    assert last[2].value == Formula("6+4", Decimal(10))
    stored = child.set_paper(breakdown(plan), "xlsx")
    assert openpyxl.load_workbook(io.BytesIO(stored)).active.cell(8, 3).value == "=6+4"
    assert openpyxl.load_workbook(io.BytesIO(stored), data_only=True).active.cell(8, 3).value == 10


def test_the_workbook_opens_as_the_annex_of_a_circular(plan):
    page = sheet(plan)
    assert page["A1"].value == "附件"
    assert page["A2"].value == "省国资委创建“省文明单位”工作任务分解表"
    assert page.print_title_rows == "$3:$3"
    assert page.page_setup.orientation == "landscape"
    assert "B4:B5" in {str(area) for area in page.merged_cells.ranges}


def test_a_plan_without_points_has_leads_and_days_and_no_sum(unit):
    rows = grid(papers.unscored_plan(unit))
    assert texts(rows[0]) == ["创建项目", "创建内容", "创建要求", "牵头科室", "配合科室", "完成时限"]
    assert texts(rows[1])[3:] == ["党建科", "办公室", "3月底前"]
    assert len(rows) == 4


def test_categories_count_themselves_where_their_rows_begin_anew(unit):
    rows = grid(papers.unscored_plan(unit))
    assert [texts(row)[:2] for row in rows[1:]] == [
        ["一、思想建设", "（一）理论学习"],
        [None, "（二）主题教育"],
        ["二、环境建设", None],
    ]
    assert (rows[1][0].row_span, rows[3][0].column_span) == (2, 2)


def test_a_party_assigned_since_takes_the_printed_ones_place(plan, department):
    indicator = Indicator.objects.get(number="6")
    factories.make_task(plan, department, clauses=indicator.clauses.all())
    assert grid(plan)[1][3].text == "宣传处"


def test_printed_names_stay_while_they_mean_who_is_assigned(plan, department):
    full = factories.make_department(plan.unit, "机关纪律检查委员会", short_name="机关纪委")
    task = factories.make_task(plan, full, clauses=Indicator.objects.get(number="7").clauses.all())
    task.assisting.add(department)
    assert grid(plan)[2][3].text == "机关纪委、\n宣传处"


def test_a_day_set_by_the_office_is_a_real_date_in_the_sheet(plan):
    clauses = Indicator.objects.get(number="6").clauses.all()
    factories.make_task(plan, clauses=clauses, due_on=date(2022, 8, 28))
    page = sheet(plan)
    assert page.cell(3, 5).value == "完成时限"
    assert page.cell(4, 5).value.date() == date(2022, 8, 28)


def test_a_moved_day_replaces_the_printed_words(unit):
    plan = papers.unscored_plan(unit)
    clauses = Indicator.objects.filter(category__name="理论学习").get().clauses.all()
    factories.make_task(plan, clauses=clauses, due_on=date(2021, 5, 1), due_text="3月底前")
    assert grid(plan)[1][-1].text == "2021年5月1日"


def test_what_a_user_typed_never_becomes_a_formula(unit):
    items = [papers.item(["=1+1"], "1", '=HYPERLINK("http://x")', "2", 1, departments=["@SUM(A1)"])]
    page = sheet(papers.make_plan(unit, items, "=cmd"))
    formulas = [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == ["C5"]  # our own sum


def test_it_costs_the_same_number_of_queries_for_a_long_plan(unit, plan):
    many = [papers.item([f"类目{n // 5}"], str(n), f"要求{n}", "1", n, departments=["宣传处"]) for n in range(1, 41)]
    long = papers.make_plan(unit, many, "长方案")
    for row in Indicator.objects.filter(category__framework=long.framework):
        factories.make_task(long, clauses=row.clauses.all())
    factories.make_task(plan, clauses=plan.framework.clauses.all()[:1])
    with CaptureQueriesContext(
        connection,
    ) as short:
        breakdown(plan)
    with CaptureQueriesContext(connection) as longer:
        breakdown(long)
    assert len(short) == len(longer)


@pytest.mark.parametrize("make", [papers.scored_plan, papers.unscored_plan])
def test_the_reader_finds_the_same_items_in_the_file(unit, make, tmp_path):
    plan = make(unit)
    path = tmp_path / "表.xlsx"
    path.write_bytes(child.set_paper(breakdown(plan), "xlsx"))
    expected = papers.SCORED if make is papers.scored_plan else papers.UNSCORED
    found = child.read_file(path)["items"]
    assert [{key: one[key] for key in KEPT} for one in found] == [{key: one[key] for key in KEPT} for one in expected]


def test_a_plan_without_rows_still_makes_a_table(unit):
    plan = factories.make_plan(unit, factories.make_framework(unit, rows=()))
    page = sheet(plan)
    assert [cell.value for cell in page[3]] == ["序号", "创建内容", "创建要求", "责任部门"]


def test_numbers_are_printed_as_labels_of_their_kind(unit):
    items = [
        papers.item(["类目"], number, "要求如下", row=row)
        for row, number in enumerate(["4", "1.1", "Ⅶ-1-1", "三", "①", None], start=1)
    ]
    plan = papers.make_plan(unit, items, "方案")
    assert [row[2].text for row in grid(plan)[1:]] == [
        "4. 要求如下",
        "1.1 要求如下",
        "Ⅶ-1-1 要求如下",
        "三、要求如下",
        "① 要求如下",
        "要求如下",
    ]


def test_statements_that_close_themselves_stand_in_rows_of_their_own(unit):
    items = [papers.item(["类目"], "1", text, "2", 1) for text in ("先学一遍。", "再考一遍。")]
    plan = papers.make_plan(unit, items, "方案")
    assert [row[2].text for row in grid(plan)[1:3]] == ["1. 先学一遍（2分）。", "1. 再考一遍（2分）。"]


def test_three_levels_of_categories_have_a_column_each(unit):
    items = [
        papers.item(["甲", "子", "丑"], "1", "要求", "1", 1),
        papers.item(["甲", "子", "寅"], "2", "要求", "1", 2),
        papers.item(["甲", "卯"], "3", "要求", "1", 3),
    ]
    rows = grid(papers.make_plan(unit, items, "方案"))
    assert texts(rows[0])[1:4] == ["一级指标", "二级指标", "三级指标"]
    assert (rows[1][1].row_span, rows[1][2].row_span) == (3, 2)
    assert rows[3][2].column_span == 2
