"""任务配档表 and 责任清单: who does what by when, counted as the board counts."""

import io

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import DepartmentGroup
from documents import child
from documents.model import Cell, Paragraph
from programs.models import Task, TaskLine
from reports.duty_tables import duty_list, matching
from reports.figures import figures
from scoring.models import Indicator
from tests import factories
from tests.reports import papers
from tests.reports.years import TODAY

pytestmark = pytest.mark.django_db


def texts(table):
    return [[cell.text if isinstance(cell, Cell) else None for cell in row] for row in table.rows]


def lists(plan, department=None):
    paper = duty_list(plan, figures(plan, TODAY), department)
    return {table.title: texts(table) for table in paper.tables()}


def said(plan, department):
    paper = duty_list(plan, figures(plan, TODAY), department)
    return [block.text for block in paper.blocks if isinstance(block, Paragraph)]


def test_each_task_stands_with_who_leads_and_by_when(year):
    table = matching(year, figures(year, TODAY)).tables()[0]
    assert texts(table)[0] == ["创建项目", "序号", "工作任务", "牵头处室", "配合处室", "完成时限", "材料要求"]
    assert texts(table)[1:] == [
        [papers.PARTY, "1", "发挥党员作用", "宣传处", "", "", ""],
        [None, "2", "加强廉洁教育", "办公室", "", "2022年12月1日", ""],
        [papers.STYLE, "3", "文明餐桌", "宣传处", "", "2022年12月30日", ""],
    ]
    assert (table.rows[1][0].row_span, table.label_columns) == (2, 1)


def test_materials_have_a_column_and_leave_the_text(unit, department):
    items = [papers.item(["类目"], "1", "签责任书", row=1, materials="责任书、研判报告")]
    plan = papers.make_plan(unit, items, "方案")
    factories.make_task(plan, department, requirement="签责任书\n每半年研判一次\n报送材料：责任书、研判报告")
    row = texts(matching(plan, figures(plan, TODAY)).tables()[0])[1]
    assert (row[2], row[6]) == ("签责任书；\n每半年研判一次", "责任书、研判报告")


def test_the_papers_own_names_stand_while_nobody_is_assigned(plan):
    factories.make_task(plan, None, clauses=Indicator.objects.get(number="7").clauses.all())
    row = texts(matching(plan, figures(plan, TODAY)).tables()[0])[1]
    assert (row[3], row[4]) == ("机关纪委", "宣传处")


def test_the_papers_words_for_a_day_stay_until_it_is_moved(unit, department):
    plan = papers.unscored_plan(unit)
    clauses = Indicator.objects.get(category__name="理论学习").clauses.all()
    due_on = clauses[0].indicator.due_on
    task = factories.make_task(plan, department, clauses=clauses, due_on=due_on, due_text="3月底前")
    assert texts(matching(plan, figures(plan, TODAY)).tables()[0])[1][5] == "3月底前"
    task.due_on = TODAY
    task.save()
    assert texts(matching(plan, figures(plan, TODAY)).tables()[0])[1][5] == "2022年12月15日"


def test_a_department_has_a_sheet_of_its_own(year):
    found = lists(year)
    assert list(found) == ["宣传处", "办公室"]
    assert [row[2] for row in found["宣传处"][1:]] == ["发挥党员作用", "文明餐桌"]
    assert found["办公室"][1] == ["牵头", "1", "加强廉洁教育", papers.PARTY, "", "2022年12月1日", "逾期14天"]


def test_what_a_department_leads_is_counted_as_on_the_board(year, department):
    party = next(row for row in figures(year, TODAY).parties if row.pk == department.pk)
    assert said(year, department) == [f"牵头{party.tasks.count}项，已完成{party.tasks.done}项。"]


def test_it_lists_what_is_shared_and_assisted_too(year, department, other_department):
    group = DepartmentGroup.objects.create(unit=year.unit, name="各处室")
    shared = factories.make_task(year, None, title="无烟单位", group=group)
    TaskLine.objects.create(task=shared, department=other_department, state=Task.State.ACCEPTED)
    Task.objects.get(title="文明餐桌").assisting.add(other_department)
    assert [(row[0], row[2], row[6]) for row in lists(year, other_department)["办公室"][1:]] == [
        ("牵头", "加强廉洁教育", "逾期14天"),
        ("共同承担", "无烟单位", "已完成"),
        ("配合", "文明餐桌", "退回修改"),
    ]
    assert said(year, other_department) == [
        "牵头1项，已完成0项，逾期1项；与其他部门共同承担1项，本部门已完成1项；配合1项。"
    ]


def test_tasks_of_nobody_are_not_lost(year):
    factories.make_task(year, None, title="没人认领")
    assert [row[2] for row in lists(year)["还没有指定责任部门"][1:]] == ["没人认领"]


def test_every_task_is_in_some_list(year):
    group = DepartmentGroup.objects.create(unit=year.unit, name="各区（县）", takes_all=False)
    factories.make_task(year, None, title="区县任务", group=group)
    listed = {row[2] for rows in lists(year).values() for row in rows[1:]}
    assert listed == set(year.tasks.values_list("title", flat=True))


def test_a_department_without_tasks_is_told_so(plan, department):
    assert said(plan, department) == ["宣传处在这份方案里没有任务。"]


def test_the_lists_open_in_every_format(year):
    paper = duty_list(year, figures(year, TODAY))
    book = openpyxl.load_workbook(io.BytesIO(child.set_paper(paper, "xlsx")))
    assert book.sheetnames == ["宣传处", "办公室"]
    assert "牵头2项，已完成1项。" in {cell.value for cell in book["宣传处"]["A"]}
    document = docx.Document(io.BytesIO(child.set_paper(paper, "docx")))
    assert [table.cell(1, 2).text for table in document.tables] == ["发挥党员作用", "加强廉洁教育"]
    pages = PdfReader(io.BytesIO(child.set_paper(paper, "pdf"))).pages
    assert ["宣传处" in pages[0].extract_text(), "办公室" in pages[1].extract_text()] == [True, True]


def test_the_matching_table_costs_the_same_number_of_queries_for_a_long_plan(year, department):
    def asked():
        told = figures(year, TODAY)
        with CaptureQueriesContext(connection) as queries:
            matching(year, told)
        return len(queries)

    group = DepartmentGroup.objects.create(unit=year.unit, name="各处室")
    few = asked()
    for number in range(20):
        task = factories.make_task(year, None, title=f"第{number}项", group=group)
        task.assisting.add(department)
    assert asked() == few


def test_the_reader_finds_the_same_tasks_in_the_file(year, tmp_path):
    path = tmp_path / "配档表.xlsx"
    path.write_bytes(child.set_paper(matching(year, figures(year, TODAY)), "xlsx"))
    found = child.read_file(path)["items"]
    assert [(one["path"], one["text"], one["lead"], one["due"]) for one in found] == [
        ([papers.PARTY], "发挥党员作用", "宣传处", None),
        ([papers.PARTY], "加强廉洁教育", "办公室", "2022-12-01"),
        ([papers.STYLE], "文明餐桌", "宣传处", "2022-12-30"),
    ]
