"""部门考核表: a line for each department, the board's sums, room for the verdict."""

import io

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import DepartmentGroup
from documents import child
from documents.model import Cell
from programs.models import Task, TaskLine
from reports.appraisal import appraisal
from reports.figures import figures
from tests import factories
from tests.reports.years import TODAY, accepted

pytestmark = pytest.mark.django_db


def grids(plan, department=None):
    tables = appraisal(plan, figures(plan, TODAY), department).tables()
    return [[[cell.text if isinstance(cell, Cell) else None for cell in row] for row in table.rows] for table in tables]


@pytest.fixture
def shared(year, department):
    """A task of all departments; the first of them has done its part."""
    group = DepartmentGroup.objects.create(unit=year.unit, name="各处室")
    task = factories.make_task(year, None, title="无烟单位", group=group)
    TaskLine.objects.create(task=task, department=department, state=Task.State.ACCEPTED)
    return task


def test_a_department_is_one_line_with_all_it_has_a_part_in(year, shared):
    first = grids(year)[0][1]
    assert first == ["1", "宣传处", "2", "1", "0", "0", "1", "0", "0", "50%", "1", "1", "0", "1", "0"]


def test_the_sums_are_the_boards(year, shared, department):
    accepted(year, department, "又一场")
    told, last = figures(year, TODAY), grids(year)[0][-1]
    tasks = told.tasks
    counts = (tasks.count, tasks.done, tasks.waiting, tasks.going, tasks.returned, tasks.unbegun, tasks.late)
    assert last[2:9] == [str(number) for number in counts]
    assert last[9] == f"{tasks.percent}%"
    assert last[13:] == [str(told.activities.count), str(told.activities.complete)]


def test_excel_adds_the_lines_to_the_same_sums(year, shared):
    data = child.set_paper(appraisal(year, figures(year, TODAY)), "xlsx")
    shown = list(openpyxl.load_workbook(io.BytesIO(data), data_only=True).active.values)
    last = next(number for number, row in enumerate(shown) if row[0] == "合计")
    for column in (2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14):
        assert sum(row[column] for row in shown[2:last]) == shown[last][column]


def test_a_group_is_a_line_of_its_own_like_on_the_board(year, shared):
    assert [row[1] for row in grids(year)[0][1:-1]] == ["宣传处", "办公室", "各处室"]


def test_a_department_without_any_part_is_not_listed(year, unit):
    factories.make_department(unit, "车队")
    assert "车队" not in {row[1] for row in grids(year)[0]}


def test_one_department_has_its_tasks_and_room_for_the_verdict(year, shared, department):
    line, tasks, verdict = grids(year, department)
    assert line[1][1:4] == ["宣传处", "2", "1"]
    assert [(row[0], row[2], row[4], row[5], row[6]) for row in tasks[1:]] == [
        ("牵头", "发挥党员作用", "已完成", "3/4，缺方案", ""),
        (None, "文明餐桌", "退回修改", "3/4，缺方案", ""),
        ("共同承担", "无烟单位", "已完成", "0/4，缺方案、图片、总结、报道", ""),
    ]
    assert [row[0] for row in verdict] == ["部门自评意见", "创建办考核意见", "负责人签字、日期"]


def test_a_department_without_tasks_still_has_its_form(plan, department):
    line, verdict = grids(plan, department)
    assert line[1][1:3] == ["宣传处", "0"]
    assert len(verdict) == 3


def test_the_form_opens_as_word(year, department):
    paper = appraisal(year, figures(year, TODAY), department)
    document = docx.Document(io.BytesIO(child.set_paper(paper, "docx")))
    assert document.tables[1].cell(1, 2).text == "发挥党员作用"
    assert document.tables[2].cell(0, 0).text == "部门自评意见"


def test_it_costs_the_same_number_of_queries_for_many_departments(year, shared, unit):
    def asked():
        told = figures(year, TODAY)
        with CaptureQueriesContext(connection) as queries:
            appraisal(year, told)
        return len(queries)

    few = asked()
    for number in range(10):
        factories.make_task(year, factories.make_department(unit, f"{number}处"), title=f"任务{number}")
    assert asked() == few
