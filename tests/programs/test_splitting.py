"""Breaking a task down: parts with measures, persons and days of their own; the whole is done when they are."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from accounts.models import Person
from accounts.notices import Notice
from evidence.models import Record
from programs import actions
from programs.models import Task, TaskStep
from programs.occurrences_windows import Rhythm
from programs.recording import record_for, set_served
from programs.splitting import sentences_of, split, take_back
from programs.task_making import Part
from tests import factories

State = Task.State
TODAY = date(2022, 3, 1)
PARAGRAPH = (
    "落实机关“4S”管理制度,健全完善环境卫生管理制度。围绕清明、中秋、国庆等传统节日,精心组织各种活动。"
    "推进志愿服务活动,以我局志愿服务队为基础,进学校、进社区。好。"
)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, number="5", requirement=PARAGRAPH, due_on=date(2022, 12, 2))


def fresh(task):
    return Task.objects.get(pk=task.pk)


def parts_of(task, by, *texts, party=None):
    made = [Part(text=text, party=party or task.department) for text in texts]
    return split(task=task, parts=made, by=by, today=TODAY)


def test_a_paragraph_is_read_sentence_by_sentence():
    found = sentences_of(PARAGRAPH)
    assert [one[:6] for one in found] == ["落实机关“4", "围绕清明、中", "推进志愿服务"]
    assert "".join(found) == PARAGRAPH


def test_a_short_text_is_one_sentence():
    assert sentences_of("植树") == ["植树"]
    assert sentences_of("") == []


def test_one_paragraph_becomes_several_tasks_and_keeps_its_source(task, clerk):
    texts = sentences_of(PARAGRAPH)
    made = split(
        task=task,
        parts=[Part(text=text, source=text, party=task.department) for text in texts],
        by=clerk,
        today=TODAY,
    )
    assert [one.number for one in made] == ["5-1", "5-2", "5-3"]
    assert [one.source for one in fresh(task).children.order_by("pk")] == texts
    assert fresh(task).requirement == PARAGRAPH
    assert made[0].category == task.category


def test_a_part_has_its_measures_person_and_days(task, clerk, unit, department):
    person = Person.objects.create(unit=unit, name="王强", department=department)
    part = Part(
        text="每季度打扫一次",
        measures="分片包干",
        party=department,
        in_charge="王强",
        begins_on=date(2022, 4, 1),
        due_on=date(2022, 12, 31),
        rhythm=Rhythm("quarter"),
    )
    (made,) = split(task=task, parts=[part], by=clerk, today=TODAY)
    assert (made.in_charge, made.in_charge_name, made.measures) == (person, "王强", "分片包干")
    assert [one.name for one in made.occurrences.all()] == ["第二季度", "第三季度", "第四季度"]


def test_a_name_two_people_bear_is_kept_as_typed(task, clerk, unit, department, other_department):
    for place in (other_department, other_department):
        Person.objects.create(unit=unit, name="王强", department=place)
    (made,) = split(task=task, parts=[Part(text="打扫卫生", in_charge="王强")], by=clerk, today=TODAY)
    assert (made.in_charge, made.in_charge_name) == (None, "王强")


def test_the_departments_own_person_is_meant_before_a_namesake(task, clerk, unit, department, other_department):
    own = Person.objects.create(unit=unit, name="王强", department=department)
    Person.objects.create(unit=unit, name="王强", department=other_department)
    (made,) = split(task=task, parts=[Part(text="打扫卫生", in_charge="王强", party=department)], by=clerk, today=TODAY)
    assert made.in_charge == own


def test_the_whole_is_done_when_all_its_parts_are(task, clerk, head):
    first, second = parts_of(task, clerk, "打扫卫生", "组织植树")
    actions.submit(task=first, by=clerk)
    assert fresh(task).state == State.IN_PROGRESS
    actions.accept(task=first, by=head)
    actions.submit(task=second, by=clerk)
    assert fresh(task).state == State.SUBMITTED
    actions.return_(task=second, by=head, remark="缺照片")
    assert fresh(task).state == State.RETURNED
    actions.submit(task=second, by=clerk)
    actions.accept(task=second, by=head)
    assert fresh(task).state == State.ACCEPTED


def test_the_whole_is_not_handed_in_by_itself(task, clerk):
    parts_of(task, clerk, "打扫卫生")
    for act in (actions.start, actions.submit):
        with pytest.raises(ValidationError, match="已经细化分解"):
            act(task=fresh(task), by=clerk)


def test_the_whole_does_not_wait_for_review_beside_its_parts(task, clerk, head):
    (part,) = parts_of(task, clerk, "打扫卫生")
    actions.submit(task=part, by=clerk)
    assert list(Task.objects.reviewable_by(head)) == [part]


def test_undivided_tasks_are_those_worked_on(task, clerk, plan, department):
    alone = factories.make_task(plan, department)
    made = parts_of(task, clerk, "打扫卫生", "组织植树")
    assert set(Task.objects.undivided()) == {alone, *made}


def test_a_group_a_part_and_what_is_handed_in_are_not_broken_down(task, clerk, office, unit, department):
    (part,) = parts_of(task, clerk, "打扫卫生")
    with pytest.raises(ValidationError, match="已经是一项子任务"):
        parts_of(part, clerk, "扫地")
    alone = factories.make_task(task.plan, department)
    actions.submit(task=alone, by=clerk)
    with pytest.raises(ValidationError, match="已提交"):
        parts_of(alone, clerk, "扫地")


def test_nothing_is_made_where_one_part_is_refused(task, clerk):
    with pytest.raises(ValidationError, match="写明工作任务"):
        split(task=task, parts=[Part(text="打扫卫生"), Part(text=" ")], by=clerk, today=TODAY)
    late = Part(text="植树", begins_on=date(2022, 5, 1), due_on=date(2022, 4, 1))
    with pytest.raises(ValidationError, match="不能早于起始日期"):
        split(task=fresh(task), parts=[Part(text="打扫卫生"), late], by=clerk, today=TODAY)
    assert not fresh(task).children.exists()


def test_a_part_for_a_department_of_another_unit_is_refused(task, clerk, stranger):
    other = factories.make_department(stranger.memberships.get().unit, "外部门")
    with pytest.raises(ValidationError, match="本单位的部门"):
        parts_of(task, clerk, "打扫卫生", party=other)


def test_somebody_who_saw_an_older_version_is_told(task, clerk, office):
    actions.write_note(task=fresh(task), note="先办这项", by=office)
    with pytest.raises(ValidationError, match="刚被别人改过"):
        split(task=task, parts=[Part(text="打扫卫生")], by=clerk, today=TODAY, version=1)


def test_breaking_down_leaves_a_step_an_audit_line_and_one_notice_per_department(
    task, office, clerk, other_department, unit
):
    helper = factories.make_person("helper", "王明", unit, "clerk", other_department)
    parts = [Part(text=text, party=other_department) for text in ("打扫卫生", "组织植树")]
    split(task=task, parts=parts, by=office, today=TODAY)
    step = task.steps.get(verb=TaskStep.Verb.DIVIDED)
    assert step.remark == "分成 2 项：打扫卫生；组织植树"
    assert AuditEntry.objects.filter(verb="细化分解", object_id=str(task.pk)).count() == 1
    assert [one.text for one in Notice.objects.filter(user=helper)] == [
        f"“{task}”分解出 2 项由你部门负责，第一项是“打扫卫生”。"
    ]


def test_what_is_done_for_a_part_is_done_for_the_whole(task, clerk, department, unit):
    (part,) = parts_of(task, clerk, "组织植树")
    record = factories.make_record(unit, department, by=clerk)
    record_for(record=record, tasks=[part], by=clerk)
    assert set(record.tasks.all()) == {part, task}
    assert fresh(part).state == State.IN_PROGRESS
    assert fresh(task).state == State.IN_PROGRESS


def test_the_link_to_a_whole_stays_while_a_part_is_ticked(task, clerk, department, unit):
    (part,) = parts_of(task, clerk, "组织植树")
    record = factories.make_record(unit, department, by=clerk)
    set_served(record=record, plan=task.plan, tasks=[part], clauses=[], by=clerk)
    set_served(record=record, plan=task.plan, tasks=[part], clauses=[], by=clerk)
    assert set(record.tasks.all()) == {part, task}
    set_served(record=record, plan=task.plan, tasks=[], clauses=[], by=clerk)
    assert not record.tasks.exists()


def test_a_part_nobody_has_begun_can_be_taken_back(task, clerk, head):
    first, second = parts_of(task, clerk, "打扫卫生", "组织植树")
    actions.submit(task=first, by=clerk)
    actions.accept(task=first, by=head)
    assert take_back(task=second, by=clerk) == task
    assert fresh(task).state == State.ACCEPTED
    assert Task.objects.filter(parent=task).count() == 1


def test_a_part_under_way_stays(task, clerk, department, unit):
    (part,) = parts_of(task, clerk, "组织植树")
    record_for(record=factories.make_record(unit, department, by=clerk), tasks=[part], by=clerk)
    with pytest.raises(ValidationError, match="已经在办"):
        take_back(task=fresh(part), by=clerk)
    with pytest.raises(ValidationError, match="只有分解出来的"):
        take_back(task=fresh(task), by=clerk)
    assert Record.objects.count() == 1


def test_a_whole_given_to_another_department_keeps_what_its_parts_have_done(task, clerk, office, other_department):
    (part, _) = parts_of(task, clerk, "打扫卫生", "组织植树")
    actions.start(task=part, by=clerk)
    actions.assign(task=fresh(task), party=other_department, by=office, reason="职责调整")
    assert fresh(task).state == State.IN_PROGRESS
