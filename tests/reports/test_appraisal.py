"""部门考核表: a line for each department, the board's sums, room for the verdict."""

import io
from datetime import date, datetime, time

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import DepartmentGroup, PartyBranch, Person
from documents import child
from documents.model import Cell
from evidence.models import Participation
from programs.models import Finding, Task, TaskLine, TaskStep
from reports.appraisal import appraisal
from reports.figures import figures
from reports.offers import OFFERS, name_of
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
    line, handled, tasks, verdict = grids(year, department)
    assert handled[1][1:3] == ["宣传处", "1"]
    assert line[1][1:4] == ["宣传处", "2", "1"]
    assert [(row[0], row[2], row[4], row[5], row[6]) for row in tasks[1:]] == [
        ("牵头", "发挥党员作用", "已完成", "3/4，缺方案", ""),
        (None, "文明餐桌", "退回修改", "3/4，缺方案", ""),
        ("共同承担", "无烟单位", "已完成", "0/4，缺方案、图片、总结、报道", ""),
    ]
    assert [row[0] for row in verdict] == ["部门自评意见", "创建办考核意见", "负责人签字、日期"]


def test_a_department_without_tasks_still_has_its_form(plan, department):
    line, _, verdict = grids(plan, department)
    assert line[1][1:3] == ["宣传处", "0"]
    assert len(verdict) == 3


def test_the_form_opens_as_word(year, department):
    paper = appraisal(year, figures(year, TODAY), department)
    document = docx.Document(io.BytesIO(child.set_paper(paper, "docx")))
    assert document.tables[2].cell(1, 2).text == "发挥党员作用"
    assert document.tables[3].cell(0, 0).text == "部门自评意见"


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


# ---------- how tasks and findings were handled


def step(task, verb, day, department=None) -> None:
    at = timezone.make_aware(datetime.combine(day, time(9)))
    TaskStep.objects.create(task=task, verb=verb, department=department, at=at)


def handled(plan, name="宣传处") -> list[str]:
    table = grids(plan)[1]
    own = ["完成任务", "其中有时限", "按时完成", "一次通过"]
    assert table[0][2:] == [*own, "共同承担完成", *own[1:], "督导问题", "已销号"]
    return next(row[2:] for row in table if row[1] == name)


def accepted_task(plan, department, due_on, *steps):
    task = factories.make_task(plan, department, title="有时限的", state=Task.State.ACCEPTED, due_on=due_on)
    for verb, day in steps:
        step(task, verb, day)
    return task


DUE, EARLY, LATE = date(2022, 6, 30), date(2022, 6, 29), date(2022, 7, 1)


def test_on_time_is_the_day_the_department_handed_in_not_the_reviewers(plan, department):
    accepted_task(plan, department, DUE, ("submitted", DUE), ("accepted", LATE))
    accepted_task(plan, department, DUE, ("submitted", LATE), ("accepted", LATE))
    accepted_task(plan, department, None, ("submitted", LATE), ("accepted", LATE))
    assert handled(plan) == ["3", "2", "1", "3", "0", "0", "0", "0", "0", "0"]


def test_what_was_returned_is_late_by_its_last_handing_in_and_not_accepted_first_time(plan, department):
    steps = [("submitted", EARLY), ("returned", DUE), ("submitted", LATE), ("accepted", LATE)]
    accepted_task(plan, department, DUE, *steps)
    assert handled(plan)[:4] == ["1", "1", "0", "0"]


def test_findings_are_counted_with_those_that_are_closed_and_without_the_withdrawn(plan, department):
    round = factories.make_round(plan)
    for state in ("open", "closed", "closed", "withdrawn"):
        finding = factories.make_finding(round, department)
        Finding.objects.filter(pk=finding.pk).update(state=state)
    assert handled(plan)[8:] == ["3", "2"]


def test_the_own_line_of_a_groups_task_is_judged_by_its_own_steps(plan, department, other_department):
    group = DepartmentGroup.objects.create(unit=plan.unit, name="各处室")
    task = factories.make_task(plan, None, title="无烟单位", group=group, due_on=DUE)
    for one in (department, other_department):
        TaskLine.objects.create(task=task, department=one, state=Task.State.ACCEPTED)
    step(task, "submitted", EARLY, department)
    step(task, "submitted", EARLY, other_department)
    step(task, "returned", DUE, other_department)
    step(task, "submitted", LATE, other_department)
    step(task, "accepted", LATE)  # all that wait, at once
    assert handled(plan)[4:8] == ["1", "1", "1", "1"]
    assert handled(plan, "办公室")[4:8] == ["1", "1", "0", "0"]
    assert handled(plan)[:4] == ["0", "0", "0", "0"]


def test_a_return_of_all_that_wait_spares_who_was_accepted_before(plan, department, other_department):
    group = DepartmentGroup.objects.create(unit=plan.unit, name="各处室")
    task = factories.make_task(plan, None, title="无烟单位", group=group)
    for one in (department, other_department):
        TaskLine.objects.create(task=task, department=one, state=Task.State.ACCEPTED)
    step(task, "submitted", EARLY, department)
    step(task, "accepted", EARLY, department)
    step(task, "submitted", EARLY, other_department)
    step(task, "returned", DUE)
    step(task, "submitted", LATE, other_department)
    step(task, "accepted", LATE)
    assert [handled(plan, name)[7] for name in ("宣传处", "办公室")] == ["1", "0"]


def test_the_finished_tasks_are_the_boards(year, shared):
    told = figures(year, TODAY)
    done = {row.name: row.tasks.done for row in told.parties if row.kind == "department"}
    table = grids(year)[1]
    assert {row[1]: int(row[2]) for row in table[1:-1]} == done
    assert int(table[-1][2]) == sum(done.values())


# ---------- party branches


@pytest.fixture
def branch(unit, department, other_department):
    branch = PartyBranch.objects.create(unit=unit, name="机关一支部")
    branch.departments.set([department, other_department])
    return branch


def test_a_branch_is_the_sum_of_its_departments_with_its_members(year, shared, branch, unit, department):
    people = [
        Person.objects.create(unit=unit, name=name, branch=branch, is_party_member=is_member, is_volunteer=is_volunteer)
        for name, is_member, is_volunteer in (("甲", True, True), ("乙", True, False), ("丙", False, True))
    ]
    record = accepted(year, department, "志愿服务")
    for person in people[::2]:
        Participation.objects.create(record=record, person=person)
    header, row = grids(year)[2]
    told = dict(zip(header, row, strict=True))
    assert told["所含部门"].replace("\n", "") == "宣传处、办公室"
    assert (told["党员"], told["注册志愿者"], told["参加志愿服务"]) == ("2", "1", "1")
    departments = grids(year)[0][1:3]
    assert told["任务"] == str(sum(int(row[2]) for row in departments))
    assert told["完成"] == str(sum(int(row[3]) for row in departments))
    assert told["活动"] == str(sum(int(row[13]) for row in departments)) == "2"


def test_one_branch_has_its_departments_and_room_for_the_verdict(year, branch):
    line, _, own, verdict = grids(year, branch)
    assert [row[1] for row in line[1:]] == ["宣传处", "办公室"]
    assert [row[1] for row in own[1:]] == ["机关一支部"]
    assert verdict[0][0] == "党支部自评意见"


def test_branches_stand_in_their_own_order_whatever_they_did(year, branch, unit):
    first = PartyBranch.objects.create(unit=unit, name="老干部支部")
    PartyBranch.objects.filter(pk=branch.pk).update(order=2)
    assert [row[1] for row in grids(year)[2][1:]] == [first.name, branch.name]


def test_a_branch_is_chosen_where_the_paper_is_ordered(year, branch, department):
    offer = OFFERS["appraisal"]
    assert name_of(year, offer, "docx", f"b{branch.pk}").endswith("（机关一支部）.docx")
    assert name_of(year, offer, "docx", str(department.pk)).endswith("（宣传处）.docx")
    with pytest.raises(ValidationError):
        name_of(year, offer, "docx", "b999999")
