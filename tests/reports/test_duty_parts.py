"""任务配档表 with tasks broken down: measures, persons and frequencies beside the parts."""

from datetime import date

import pytest

from programs.occurrences_windows import Rhythm
from programs.splitting import split
from programs.task_making import Part
from reports.duty_tables import matching
from reports.figures import figures
from tests import factories

TODAY = date(2022, 6, 1)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(
        plan, department, number="5", requirement="开展志愿服务。", category=plan.framework.categories.get()
    )


def table_of(plan) -> list[list[str]]:
    (table,) = matching(plan, figures(plan, TODAY)).tables()
    return [[cell.text if cell is not None else "" for cell in row] for row in table.rows]


def test_parts_stand_below_their_task_with_measures_person_and_frequency(plan, task, department, clerk):
    part = Part(
        text="组织植绿护绿",
        measures="分三批上山",
        in_charge="王强",
        party=department,
        rhythm=Rhythm("quarter"),
    )
    period = Part(text="维护网站专栏", party=department, begins_on=date(2022, 3, 1), due_on=date(2022, 10, 31))
    split(task=task, parts=[part, period], by=clerk, today=TODAY)
    head, *rows = table_of(plan)
    assert [name for name in ("具体措施", "责任人") if name in head] == ["具体措施", "责任人"]
    work, measures, person, due = (head.index(name) for name in ("工作任务", "具体措施", "责任人", "完成时限"))
    assert [row[work] for row in rows] == ["开展志愿服务。", "组织植绿护绿", "维护网站专栏"]
    assert (rows[1][measures], rows[1][person], rows[1][due]) == ("分三批上山", "王强", "每季度一次")
    assert "2022年3月1日至2022年10月31日" in rows[2][due].replace(" ", "")


def test_without_measures_and_persons_the_table_is_as_it_was(plan, task):
    head, *_ = table_of(plan)
    assert "具体措施" not in head
    assert "责任人" not in head


def test_the_board_counts_parts_and_not_the_whole(plan, task, department, clerk):
    split(
        task=task,
        parts=[Part(text=f"子任务{n}", party=department, due_on=date(2022, 5, 1)) for n in range(2)],
        by=clerk,
        today=TODAY,
    )
    told = figures(plan, TODAY)
    assert (told.tasks.count, told.tasks.late) == (2, 2)
