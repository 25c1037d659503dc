"""Who answers for a task, by when, and its way to acceptance; the rules without pages."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import create_group
from accounts.audit import AuditEntry
from accounts.notices import Notice
from programs import actions
from programs.models import Task
from tests import factories

State = Task.State


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, due_on=date(2022, 12, 2))


@pytest.fixture
def group(unit, department, other_department):
    return create_group(unit=unit, name="各处室")


@pytest.fixture
def group_task(plan, group, office):
    task = factories.make_task(plan, title="全员参与")
    actions.assign(task=task, party=group, by=office)
    return task


def fresh(task):
    return Task.objects.get(pk=task.pk)


def told(person):
    return list(Notice.objects.filter(user=person).values_list("text", flat=True))


def test_a_task_goes_from_start_to_acceptance(task, clerk, office):
    actions.start(task=task, by=clerk)
    assert fresh(task).state == State.IN_PROGRESS
    actions.submit(task=task, by=clerk, remark="已办三场")
    assert fresh(task).state == State.SUBMITTED
    actions.accept(task=task, by=office)
    assert fresh(task).state == State.ACCEPTED
    assert [step.get_verb_display() for step in task.steps.all()] == ["开始办理", "提交", "通过"]
    assert task.steps.all()[1].remark == "已办三场"


def test_every_step_leaves_one_line_in_the_audit_log(task, clerk, office):
    actions.submit(task=task, by=clerk)
    actions.return_(task=task, by=office, remark="缺照片")
    verbs = list(AuditEntry.objects.filter(object_type="任务").order_by("pk").values_list("verb", "reason"))
    assert verbs == [("任务提交", ""), ("任务退回", "缺照片")]


def test_a_return_needs_a_remark(task, clerk, office):
    actions.submit(task=task, by=clerk)
    with pytest.raises(ValidationError, match="退回要写明意见"):
        actions.return_(task=task, by=office, remark="  ")
    assert fresh(task).state == State.SUBMITTED


def test_a_returned_task_can_be_submitted_again(task, clerk, office):
    actions.submit(task=task, by=clerk)
    actions.return_(task=task, by=office, remark="缺照片")
    assert fresh(task).state == State.RETURNED
    actions.submit(task=task, by=clerk)
    assert fresh(task).state == State.SUBMITTED


def test_a_task_is_not_submitted_twice(task, clerk):
    actions.submit(task=task, by=clerk)
    with pytest.raises(ValidationError, match="已提交，不能再提交"):
        actions.submit(task=task, by=clerk)
    assert task.steps.count() == 1


def test_only_what_was_submitted_is_accepted(task, office):
    with pytest.raises(ValidationError, match="现在不用审核"):
        actions.accept(task=task, by=office)


def test_a_task_of_nobody_is_not_submitted(plan, office):
    task = factories.make_task(plan)
    with pytest.raises(ValidationError, match="还没有责任部门"):
        actions.submit(task=task, by=office)


def test_a_change_to_an_older_version_is_refused(task, clerk, office):
    seen = task.version
    actions.write_note(task=task, note="先报方案", by=office, version=seen)
    with pytest.raises(ValidationError, match="刚被别人改过"):
        actions.submit(task=task, by=clerk, version=seen)
    assert fresh(task).state == State.NOT_STARTED


def test_a_stale_object_in_hand_does_not_overwrite_the_new_row(task, clerk, office):
    stale = fresh(task)
    actions.reschedule(task=task, due_on=date(2022, 12, 20), by=office)
    actions.start(task=stale, by=clerk)
    assert fresh(task).due_on == date(2022, 12, 20)


def test_assigning_tells_the_new_department_and_says_it_once(task, other_department, office, unit):
    person = factories.make_person("wang", "王办", unit, "clerk", other_department)
    actions.assign(task=task, party=other_department, by=office)
    assert told(person) == ["“开展志愿服务”由你部门负责，12 月 2 日前完成。"]
    assert actions.assign(task=task, party=other_department, by=office) is False
    assert len(told(person)) == 1


def test_the_former_department_is_told_that_a_task_left_it(task, other_department, clerk, office):
    actions.assign(task=task, party=other_department, by=office)
    assert told(clerk) == ["“开展志愿服务”改由办公室负责。"]


def test_reassigning_a_task_under_way_needs_a_reason(task, other_department, clerk, office):
    actions.start(task=task, by=clerk)
    with pytest.raises(ValidationError, match="要写明理由"):
        actions.assign(task=task, party=other_department, by=office)
    assert fresh(task).department_id == task.department_id
    actions.assign(task=task, party=other_department, by=office, reason="职能调整")
    moved = fresh(task)
    assert (moved.party, moved.state) == (other_department, State.NOT_STARTED)
    assert "职能调整" in moved.steps.last().remark


def test_an_accepted_task_stays_with_its_department(task, other_department, clerk, office):
    actions.submit(task=task, by=clerk)
    actions.accept(task=task, by=office)
    with pytest.raises(ValidationError, match="已经通过"):
        actions.assign(task=task, party=other_department, by=office, reason="想换")


def test_a_department_of_another_unit_is_refused(task, office, stranger):
    foreign = factories.make_department(stranger.memberships.get().unit, "外处")
    with pytest.raises(ValidationError, match="都要是本单位的部门"):
        actions.assign(task=task, party=foreign, by=office)
    with pytest.raises(ValidationError, match="都要是本单位的部门"):
        actions.assign(task=task, party=task.department, assisting=[foreign], by=office)


def test_the_responsible_department_does_not_assist_itself(task, department, other_department, office):
    actions.assign(task=task, party=department, assisting=[department, other_department], by=office)
    assert list(fresh(task).assisting.all()) == [other_department]


def test_assisting_departments_are_asked_for_help(task, other_department, office, unit):
    person = factories.make_person("wang", "王办", unit, "head", other_department)
    actions.assign(task=task, party=task.department, assisting=[other_department], by=office)
    assert told(person) == ["请你部门配合“开展志愿服务”，12 月 2 日前完成。"]


def test_a_group_gets_a_line_for_every_member(group_task, department, other_department):
    assert {line.department for line in group_task.lines.all()} == {department, other_department}


def test_a_group_task_is_submitted_when_every_line_is(group_task, department, other_department, clerk, office):
    actions.complete_line(task=group_task, department=department, by=clerk, note="已完成")
    assert fresh(group_task).state == State.IN_PROGRESS
    actions.complete_line(task=group_task, department=other_department, by=office)
    assert fresh(group_task).state == State.SUBMITTED
    actions.accept(task=group_task, by=office)
    assert fresh(group_task).state == State.ACCEPTED
    assert set(group_task.lines.values_list("state", flat=True)) == {State.ACCEPTED}


def test_one_line_returned_returns_the_group_task_and_keeps_the_others(
    group_task, department, other_department, clerk, office
):
    for one in (department, other_department):
        actions.complete_line(task=group_task, department=one, by=office)
    actions.return_(task=group_task, department=department, by=office, remark="补签到表")
    assert fresh(group_task).state == State.RETURNED
    assert group_task.lines.get(department=other_department).state == State.SUBMITTED
    assert any("补签到表" in text for text in told(clerk))
    actions.complete_line(task=group_task, department=department, by=clerk)
    assert fresh(group_task).state == State.SUBMITTED


def test_a_group_task_asks_which_department_submits(group_task, clerk):
    with pytest.raises(ValidationError, match="请说明是哪个部门"):
        actions.submit(task=group_task, by=clerk)


def test_a_department_outside_the_group_has_no_line(group_task, unit, office):
    outsider = factories.make_department(unit, "老干处")
    with pytest.raises(ValidationError, match="不在这项任务的责任部门里"):
        actions.complete_line(task=group_task, department=outsider, by=office)


def test_handing_a_group_task_to_one_department_drops_the_lines(group_task, department, office):
    actions.assign(task=group_task, party=department, by=office)
    assert group_task.lines.count() == 0
    assert fresh(group_task).party == department


def test_submitting_asks_the_head_and_the_office_for_review(task, clerk, head, office):
    actions.submit(task=task, by=clerk)
    assert told(head) == told(office) == ["宣传处提交了“开展志愿服务”，请审核。"]
    assert told(clerk) == []


def test_a_returned_task_is_told_with_its_remark(task, clerk, office):
    actions.submit(task=task, by=clerk)
    actions.return_(task=task, by=office, remark="补一张照片")
    assert told(clerk) == ["周敏退回了“开展志愿服务”：补一张照片"]


def test_nobody_of_another_unit_is_told(task, clerk, office, stranger):
    actions.submit(task=task, by=clerk)
    assert told(stranger) == []


def test_an_overdue_task_moves_only_with_a_reason(task, office):
    today = date(2022, 12, 20)
    with pytest.raises(ValidationError, match="已经逾期"):
        actions.reschedule(task=task, due_on=date(2022, 12, 30), by=office, today=today)
    actions.reschedule(task=task, due_on=date(2022, 12, 30), by=office, today=today, reason="疫情影响")
    assert fresh(task).due_on == date(2022, 12, 30)
    assert task.steps.last().remark == "2022-12-02 → 2022-12-30。疫情影响"


def test_the_same_due_day_changes_nothing(task, office):
    assert actions.reschedule(task=task, due_on=task.due_on, by=office) is False
    assert fresh(task).version == 1


def test_a_batch_tells_each_person_once(plan, department, other_department, clerk, office, unit):
    person = factories.make_person("wang", "王办", unit, "clerk", other_department)
    tasks = [factories.make_task(plan, department, title=f"任务{n}") for n in range(5)]
    assert actions.assign_many(tasks=tasks, party=other_department, by=office) == 5
    assert told(person) == ["有 5 项任务交给你部门负责，第一项是“任务0”。"]
    assert told(clerk) == ["“任务0”等 5 项任务改由办公室负责。"]


def test_a_batch_with_one_refusal_moves_nothing(plan, department, other_department, clerk, office):
    tasks = [factories.make_task(plan, department, title=f"任务{n}") for n in range(3)]
    actions.start(task=tasks[2], by=clerk)
    with pytest.raises(ValidationError):
        actions.assign_many(tasks=tasks, party=other_department, by=office)
    assert {fresh(task).department for task in tasks} == {department}


def test_a_batch_keeps_who_assists(plan, department, other_department, office, unit):
    third = factories.make_department(unit, "人事处")
    task = factories.make_task(plan, department)
    task.assisting.set([third])
    actions.assign_many(tasks=[task], party=other_department, by=office)
    assert list(fresh(task).assisting.all()) == [third]


def test_a_batch_of_due_days_tells_a_department_once(plan, department, clerk, office):
    tasks = [factories.make_task(plan, department, title=f"任务{n}") for n in range(3)]
    assert actions.reschedule_many(tasks=tasks, due_on=date(2022, 11, 30), by=office) == 3
    assert told(clerk) == ["“任务0”等 3 项任务的时限改为 2022-11-30。"]
