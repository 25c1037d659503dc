"""How a task stands in words, and what a person may do with it."""

from datetime import date, timedelta

import pytest

from accounts.actions import create_group, grant
from accounts.gate import standing_of
from evidence.models import Attachment
from programs import actions
from programs.models import Task
from programs.moves import moves
from programs.standings import Files, files_of, meter_segments, points_of, printed_day, spoken_day, status_of
from tests import factories

State = Task.State
TODAY = date(2022, 11, 18)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.mark.parametrize(
    ("state", "days", "tone", "text"),
    [
        (State.ACCEPTED, -30, "done", "已完成"),
        (State.SUBMITTED, -30, "check", "待审核"),
        (State.IN_PROGRESS, -12, "late", "逾期 12 天"),
        (State.RETURNED, -1, "late", "逾期 1 天"),
        (State.RETURNED, 3, "soon", "退回修改"),
        (State.NOT_STARTED, 0, "soon", "今天到期"),
        (State.NOT_STARTED, 1, "soon", "明天到期"),
        (State.NOT_STARTED, 7, "soon", "7 天后到期"),
        (State.IN_PROGRESS, 8, "go", "办理中"),
        (State.NOT_STARTED, None, "none", "未开始"),
    ],
)
def test_the_status_says_what_matters_now(state, days, tone, text):
    due_on = None if days is None else TODAY + timedelta(days=days)
    status = status_of(state, due_on, TODAY)
    assert (status.tone, status.text) == (tone, text)


def test_a_day_of_another_year_is_printed_with_its_year():
    assert (printed_day(date(2022, 11, 6), TODAY), printed_day(date(2023, 1, 6), TODAY)) == ("11-06", "2023-01-06")
    assert spoken_day(date(2023, 1, 6), TODAY) == "2023 年 1 月 6 日"
    assert printed_day(None, TODAY) == ""


def test_the_files_of_a_task_are_those_of_its_records(plan, unit, department):
    task, bare = factories.make_task(plan, department), factories.make_task(plan, department)
    record = factories.make_record(unit, department, summary="办了。")
    task.records.add(record)
    Attachment.objects.create(record=record, slot="press", address="https://www.example.com/a")
    gone = Attachment.objects.create(record=record, slot="plan", address="https://www.example.com/b")
    Attachment.objects.filter(pk=gone.pk).update(withdrawn_at=record.filed_at)
    files = files_of(plan)
    assert files[task.pk].have == (False, False, True, True)
    assert files[task.pk].said == "材料 2 / 4，缺方案、图片"
    assert bare.pk not in files


def test_all_four_kinds_are_complete():
    assert Files((True, True, True, True)).said == "材料 4 / 4，齐全"


def test_points_of_a_task_without_points_are_not_printed(unit):
    plan = factories.make_plan(unit, factories.make_framework(unit, (("类目", "1", [None, None]),)))
    assert points_of(factories.make_task(plan)) == ""


def test_points_of_a_task_are_those_of_its_clauses(unit):
    plan = factories.make_plan(unit, factories.make_framework(unit, (("类目", "1", ["1.5", "0.25"]),)))
    assert points_of(factories.make_task(plan)) == "1.75"


def test_a_meter_is_as_long_as_its_parts():
    segments = meter_segments(1, 1, 2, 4)
    assert [(part["tone"], part["x"], part["width"]) for part in segments] == [
        ("done", "0.0", "25.0"),
        ("go", "25.0", "25.0"),
        ("late", "50.0", "50.0"),
    ]
    assert meter_segments(0, 0, 0, 0) == []


@pytest.mark.parametrize(
    ("person", "state", "open_moves"),
    [
        ("clerk", State.NOT_STARTED, {"can_start", "can_submit", "can_record"}),
        ("clerk", State.SUBMITTED, {"can_record"}),
        ("clerk", State.ACCEPTED, {"can_record"}),
        ("head", State.SUBMITTED, {"can_review", "can_record"}),
        ("office", State.SUBMITTED, {"can_review", "can_assign", "can_record"}),
        ("office", State.RETURNED, {"can_start", "can_submit", "can_assign", "can_record"}),
        ("leader", State.SUBMITTED, set()),
    ],
)
def test_each_state_opens_its_moves_to_its_people(request, plan, department, person, state, open_moves):
    task = factories.make_task(plan, department, state=state)
    found = moves(task, standing_of(request.getfixturevalue(person)))
    flags = {"can_start", "can_submit", "can_review", "can_assign", "can_record"}
    assert {name for name in flags if getattr(found, name)} == open_moves


def test_another_departments_task_opens_nothing_but_recording(plan, clerk, other_department):
    found = moves(factories.make_task(plan, other_department), standing_of(clerk))
    assert (found.can_start, found.can_submit, found.can_review, found.can_record) == (False, False, False, True)


def test_a_task_of_nobody_can_only_be_assigned(plan, office):
    found = moves(factories.make_task(plan), standing_of(office))
    assert (found.can_submit, found.can_assign) == (False, True)


def test_who_is_clerk_in_one_department_and_head_in_another_keeps_them_apart(
    plan, unit, department, other_department, clerk
):
    grant(user=clerk, unit=unit, role="head", department=other_department)
    own = factories.make_task(plan, department, state=State.SUBMITTED)
    headed = factories.make_task(plan, other_department, state=State.SUBMITTED)
    standing = standing_of(clerk)
    assert (moves(own, standing).can_review, moves(headed, standing).can_review) == (False, True)


def test_a_group_that_assists_brings_the_task_to_its_members_desks(plan, unit, office, department, other_department):
    third = factories.make_department(unit, "人事处")
    everyone = create_group(unit=unit, name="各处室")
    some = create_group(unit=unit, name="有关处室", departments=[third])
    by_all, by_some = factories.make_task(plan, title="全员"), factories.make_task(plan, title="有关")
    actions.assign(task=by_all, party=department, assisting=[everyone], by=office)
    actions.assign(task=by_some, party=department, assisting=[some], by=office)
    assert list(Task.objects.on_desk_of([other_department])) == [by_all]
    assert list(Task.objects.on_desk_of([third])) == [by_all, by_some]


def test_a_group_of_another_unit_reaches_no_desk_of_ours(plan, office, department, stranger):
    other_unit = stranger.memberships.get().unit
    foreign = factories.make_task(factories.make_plan(other_unit))
    foreign.assisting_groups.add(create_group(unit=other_unit, name="各处室"))
    assert list(Task.objects.on_desk_of([department])) == []
