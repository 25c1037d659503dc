"""An activity recorded for tasks and clauses: both links, written together."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import create_group
from programs import actions
from programs.models import Task
from programs.recording import record_for, served_by, set_served
from scoring.actions import close, open_assessment
from scoring.models import Citation, Clause
from tests import factories

ROWS = (("思想道德建设", "1", ["2", "2"]), ("文明风尚行动", "2", ["2"]), ("社会责任", "3", ["1"]))


@pytest.fixture
def plan(unit):
    plan = factories.make_plan(unit, factories.make_framework(unit, ROWS))
    open_assessment(framework=plan.framework, unit=unit)
    return plan


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, clauses=plan.framework.clauses.filter(indicator__number="1"))


@pytest.fixture
def record(unit, department, clerk):
    return factories.make_record(unit, department, by=clerk)


def cited(record):
    return set(Citation.objects.filter(record=record).values_list("clause__text", flat=True))


def test_a_record_for_a_task_is_linked_and_cited_for_its_clauses(record, task, clerk):
    assert record_for(record=record, tasks=[task], by=clerk) == 2
    assert list(task.records.all()) == [record]
    assert cited(record) == set(task.clauses.values_list("text", flat=True))


def test_one_record_serves_clauses_of_several_categories(record, task, plan, clerk):
    others = plan.framework.clauses.exclude(indicator__number="1")
    assert record_for(record=record, tasks=[task], clauses=others, by=clerk) == 4
    assert len(cited(record)) == 4


def test_recording_twice_changes_nothing(record, task, clerk):
    record_for(record=record, tasks=[task], by=clerk)
    assert record_for(record=record, tasks=[task], by=clerk) == 0
    assert Citation.objects.count() == 2


def test_a_record_begins_a_task_nobody_had_begun(record, task, clerk):
    record_for(record=record, tasks=[task], by=clerk)
    task.refresh_from_db()
    assert task.state == Task.State.IN_PROGRESS
    assert task.steps.get().remark == "记录活动“植绿护绿志愿服务”"


def test_a_record_leaves_a_submitted_task_as_it_is(record, task, clerk):
    actions.submit(task=task, by=clerk)
    record_for(record=record, tasks=[task], by=clerk)
    task.refresh_from_db()
    assert task.state == Task.State.SUBMITTED


def test_a_closed_assessment_gets_no_citation_but_the_task_its_record(record, task, plan, office, clerk):
    assessment = plan.framework.assessments.get()
    close(assessment=assessment, by=office)
    assert record_for(record=record, tasks=[task], by=clerk) == 0
    assert list(task.records.all()) == [record]


def test_a_record_needs_no_task(record, plan, clerk):
    clause = plan.framework.clauses.last()
    assert record_for(record=record, clauses=[clause], by=clerk) == 1


def test_a_task_of_another_unit_is_refused(record, clerk, stranger):
    other_unit = stranger.memberships.get().unit
    foreign = factories.make_task(factories.make_plan(other_unit))
    with pytest.raises(ValidationError, match="只能对应本单位的任务"):
        record_for(record=record, tasks=[foreign], by=clerk)
    assert not foreign.records.exists()


def test_a_clause_of_another_unit_is_refused(record, clerk, stranger):
    framework = factories.make_framework(stranger.memberships.get().unit)
    with pytest.raises(ValidationError, match="只能对应本单位测评体系"):
        record_for(record=record, clauses=list(framework.clauses.all()), by=clerk)


def test_unticking_a_task_takes_its_citations_back(record, task, plan, clerk):
    record_for(record=record, tasks=[task], by=clerk)
    kept = Clause.objects.get(indicator__number="3")
    set_served(record=record, plan=plan, tasks=[], clauses=[kept], by=clerk)
    assert not task.records.exists()
    assert cited(record) == {kept.text}


def test_a_clause_that_another_ticked_task_serves_stays_cited(record, task, plan, department, clerk):
    twin = factories.make_task(plan, department, title="同一条的另一项任务", clauses=task.clauses.all())
    record_for(record=record, tasks=[task, twin], by=clerk)
    set_served(record=record, plan=plan, tasks=[twin], clauses=[], by=clerk)
    assert cited(record) == set(twin.clauses.values_list("text", flat=True))


def test_what_a_record_serves_is_told_by_plan(record, task, plan, unit, clerk):
    record_for(record=record, tasks=[task], by=clerk)
    other = factories.make_plan(unit, factories.make_framework(unit, year=2023), year=2023)
    assert served_by(record, other) == (set(), set())
    tasks, clauses = served_by(record, plan)
    assert tasks == {task.pk}
    assert len(clauses) == 2


def test_a_group_task_begins_on_the_line_of_the_records_department(record, plan, unit, department, office):
    factories.make_department(unit, "办公室")
    task = factories.make_task(plan, title="各处室都办")
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    record_for(record=record, tasks=[task], by=office)
    states = dict(task.lines.values_list("department__name", "state"))
    assert states == {"宣传处": "in_progress", "办公室": "not_started"}
