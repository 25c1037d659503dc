"""Objections and answers, newcomers of a group, hand-over of persons, 催办, and tasks given to a unit below."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import create_group, create_unit
from accounts.audit import AuditEntry
from accounts.models import Person
from accounts.notices import Notice
from programs import actions
from programs.loose_ends import loose_ends
from programs.models import Task, TaskStep
from programs.objections_answering import answer, object_to
from programs.task_care import bring_in, hand_over, newcomers_of, urge, urge_many
from tests import factories

TODAY = date(2022, 3, 1)
State = Task.State


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, number="23")


@pytest.fixture
def group_task(plan, unit, department, other_department, office):
    task = factories.make_task(plan, title="全员参与")
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    return task


def fresh(task):
    return Task.objects.get(pk=task.pk)


def told(person) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("text", flat=True))


def verbs(task) -> list[str]:
    return list(task.steps.values_list("verb", flat=True))


def text(response) -> str:
    return response.content.decode()


# ---------- objections


def test_an_objection_is_told_to_the_office_and_kept(task, department, clerk, office):
    object_to(task=task, department=department, reason="不是我处职责", by=clerk)
    assert told(office) == ["宣传处对“开展志愿服务”的分工提出异议，请答复。"]
    assert verbs(task) == ["objected"]
    assert AuditEntry.objects.get(verb="提出异议").reason == "不是我处职责"


def test_accepting_an_objection_gives_the_task_to_another_in_one_step(
    task, department, other_department, unit, clerk, office
):
    other = factories.make_person("other-clerk", "王明", unit, "clerk", other_department)
    actions.start(task=task, by=clerk)
    objection = object_to(task=task, department=department, reason="不是我处职责", by=clerk)
    answer(objection=objection, is_accepted=True, text="调整分工", party=other_department, by=office)
    assert fresh(task).department == other_department
    assert fresh(task).state == State.NOT_STARTED
    assert verbs(task) == ["started", "objected", "reassigned", "answered"]
    assert "采纳异议：调整分工" in task.steps.get(verb="reassigned").remark
    assert "你部门对“开展志愿服务”的异议已采纳：调整分工" in told(clerk)
    assert told(other) == ["“开展志愿服务”由你部门负责。"]


def test_a_kept_objection_leaves_the_task_where_it_is(task, department, clerk, office):
    objection = object_to(task=task, department=department, reason="不是我处职责", by=clerk)
    answer(objection=objection, is_accepted=False, text="三定方案里有", by=office)
    objection.refresh_from_db()
    assert (objection.state, objection.answer, objection.answered_by) == ("kept", "三定方案里有", office)
    assert fresh(task).department == department
    with pytest.raises(ValidationError, match="已经答复过"):
        answer(objection=objection, is_accepted=False, text="再说一遍", by=office)


def test_what_an_objection_and_its_answer_need(task, department, other_department, clerk, office):
    with pytest.raises(ValidationError, match="写明理由"):
        object_to(task=task, department=department, reason=" ", by=clerk)
    with pytest.raises(ValidationError, match="不由办公室负责"):
        object_to(task=task, department=other_department, reason="不是我处职责", by=clerk)
    objection = object_to(task=task, department=department, reason="不是我处职责", by=clerk)
    with pytest.raises(ValidationError, match="还在等答复"):
        object_to(task=task, department=department, reason="再提一次", by=clerk)
    with pytest.raises(ValidationError, match="写明理由"):
        answer(objection=objection, is_accepted=False, text=" ", by=office)
    with pytest.raises(ValidationError, match="另选一个责任部门"):
        answer(objection=objection, is_accepted=True, text="采纳", party=department, by=office)
    objection.refresh_from_db()
    assert objection.state == "open"


def test_a_member_of_a_group_whose_objection_is_accepted_leaves_it_for_good(group_task, department, clerk, office):
    objection = object_to(task=group_task, department=department, reason="我处无此业务", by=clerk)
    answer(objection=objection, is_accepted=True, text="同意", by=office)
    assert [line.department.name for line in group_task.lines.all()] == ["办公室"]
    assert newcomers_of(fresh(group_task)) == []


def test_the_page_takes_an_objection_and_its_answer(enter, clerk, office, task, other_department):
    page = text(enter(clerk).get(reverse("task_detail", args=[task.pk])))
    assert "提出异议" in page
    response = enter(clerk).post(reverse("task_object", args=[task.pk]), {"reason": ""})
    assert "提出异议要写明理由" in text(response)
    enter(clerk).post(reverse("task_object", args=[task.pk]), {"reason": "不是我处职责"})
    objection = task.objections.get()
    path = reverse("objection_answer", args=[objection.pk])
    response = enter(office).post(path, {"verdict": "accept", "answer": "同意"})
    assert response.status_code == 422
    assert "另选一个责任部门" in text(response)
    assert ">同意</textarea>" in text(response)
    enter(office).post(path, {"verdict": "accept", "answer": "同意", "party": f"d{other_department.pk}"})
    assert fresh(task).department == other_department
    assert "已采纳" in text(enter(office).get(reverse("task_detail", args=[task.pk])))


def test_an_open_objection_shows_in_the_list(enter, office, clerk, task, department, plan):
    factories.make_task(plan, department, title="没有异议的事")
    client = enter(office)
    assert "show=disputed" not in text(client.get(reverse("task_list")))
    objection = object_to(task=task, department=department, reason="不是我处职责", by=clerk)
    page = text(client.get(reverse("task_list"), {"show": "disputed"}))
    assert "有异议待答复" in page
    assert "没有异议的事" not in page
    answer(objection=objection, is_accepted=False, text="三定方案里有", by=office)
    assert "有异议待答复" not in text(client.get(reverse("task_list")))


def test_a_clerk_answers_no_objection_and_a_stranger_finds_none(enter, clerk, stranger, task, department):
    objection = object_to(task=task, department=department, reason="不是我处职责", by=clerk)
    path = reverse("objection_answer", args=[objection.pk])
    assert enter(clerk).post(path, {"verdict": "keep", "answer": "好"}).status_code == 403
    assert enter(stranger).post(path, {"verdict": "keep", "answer": "好"}).status_code == 404


# ---------- newcomers


def test_a_department_made_later_is_brought_in(enter, office, group_task, unit, clerk, department):
    actions.complete_line(task=group_task, department=department, by=clerk)
    assert "还没有列入" not in text(enter(office).get(reverse("task_detail", args=[group_task.pk])))
    fresh_one = factories.make_department(unit, "新设处")
    newcomer = factories.make_person("newcomer", "新人", unit, "clerk", fresh_one)
    page = text(enter(office).get(reverse("task_detail", args=[group_task.pk])))
    assert "有 1 个新部门还没有列入：新设处" in page
    enter(office).post(reverse("task_newcomers", args=[group_task.pk]))
    assert group_task.lines.count() == 3
    assert fresh(group_task).state == State.IN_PROGRESS
    assert told(newcomer) == ["“全员参与”由你部门和其他部门分别完成。"]
    with pytest.raises(ValidationError, match="没有还没列入的部门"):
        bring_in(task=group_task, by=office)


# ---------- hand-over


def test_all_open_tasks_of_a_person_are_handed_over_with_a_trace(plan, department, unit, clerk, office):
    user = factories.make_person("li", "李明", unit, "clerk", department)
    Person.objects.create(unit=unit, name="李明", department=department, user=user)
    tasks = [factories.make_task(plan, department, title=f"任务{n}", in_charge_name="王强") for n in range(3)]
    done = factories.make_task(plan, department, in_charge_name="王强", state=State.ACCEPTED)
    count = hand_over(department=department, before="王强", after="李明", by=office, today=TODAY, reason="工作调整")
    assert count == 3
    assert {fresh(one).in_charge_name for one in tasks} == {"李明"}
    assert {fresh(one).in_charge.user for one in tasks} == {user}
    assert fresh(done).in_charge_name == "王强"
    assert tasks[0].steps.get().remark == "王强 → 李明。工作调整"
    assert told(user) == ["王强把 3 项任务移交给李明，第一项是“任务0”。"]
    assert AuditEntry.objects.filter(verb="移交任务").count() == 1


def test_the_desk_names_who_left_with_open_tasks(enter, office, clerk, plan, department, unit):
    person = Person.objects.create(unit=unit, name="王强", department=department, left_on=date(2022, 2, 28))
    for state in (State.IN_PROGRESS, State.ACCEPTED):
        factories.make_task(plan, department, in_charge=person, in_charge_name="王强", state=state)
    assert loose_ends(unit, date(2022, 2, 28)).leavers == []  # the last day on the roll
    assert loose_ends(unit, TODAY).leavers == [("王强", 1)]
    said = "王强已离岗，手上还有 1 项没办完的任务"
    assert said in text(enter(office).get(reverse("desk")))
    assert said not in text(enter(clerk).get(reverse("desk")))
    hand_over(department=department, before="王强", after="李明", by=office, today=TODAY)
    assert loose_ends(unit, TODAY).leavers == []


def test_the_page_offers_only_the_own_departments_persons(enter, clerk, plan, department, other_department):
    factories.make_task(plan, department, in_charge_name="王强")
    factories.make_task(plan, other_department, in_charge_name="赵六")
    client = enter(clerk)
    page = text(client.get(reverse("task_hand_over")))
    assert "王强（1 项）" in page
    assert "赵六" not in page
    response = client.post(reverse("task_hand_over"), {"before": f"{other_department.pk}:赵六", "after": "李明"})
    assert "请从列表里选移交人" in text(response)
    response = client.post(reverse("task_hand_over"), {"before": f"{department.pk}:王强", "after": "李明"})
    assert response.url == reverse("task_list")
    assert Task.objects.filter(in_charge_name="李明").count() == 1


def test_without_persons_the_page_says_where_to_write_them(enter, clerk, plan, task):
    assert "没有写明责任人的任务" in text(enter(clerk).get(reverse("task_hand_over")))


# ---------- 催办


def test_a_task_is_urged_once_a_day(task, office, clerk):
    with time_machine.travel("2022-03-01T10:00:00+08:00", tick=False):
        urge(task=task, by=office, today=date(2022, 3, 1), remark="月底要报")
        with pytest.raises(ValidationError, match="今天已经催办过"):
            urge(task=task, by=office, today=date(2022, 3, 1))
    with time_machine.travel("2022-03-02T10:00:00+08:00", tick=False):
        urge(task=task, by=office, today=date(2022, 3, 2))
    assert told(clerk) == ["请抓紧办“开展志愿服务”：月底要报", "请抓紧办“开展志愿服务”。"]
    assert verbs(task) == [TaskStep.Verb.URGED] * 2


def test_of_a_group_only_those_who_have_not_handed_in_are_urged(
    group_task, department, other_department, unit, clerk, office
):
    other = factories.make_person("other-clerk", "王明", unit, "clerk", other_department)
    actions.complete_line(task=group_task, department=department, by=clerk)
    Notice.objects.all().delete()
    urge(task=group_task, by=office, today=TODAY)
    assert told(clerk) == []
    assert told(other) == ["请抓紧办“全员参与”。"]


def test_nothing_that_waits_for_others_is_urged(plan, department, office):
    for fields, sentence in (({"state": State.SUBMITTED}, "不用催办"), ({"department": None}, "先分工")):
        task = factories.make_task(plan, **({"department": department} | fields))
        with pytest.raises(ValidationError, match=sentence):
            urge(task=task, by=office, today=TODAY)


def test_ticked_tasks_are_urged_at_once_and_each_person_is_told_in_one_line(plan, task, department, clerk, office):
    second = factories.make_task(plan, department, title="整治环境卫生", number="24")
    done = factories.make_task(plan, department, number="25", state=State.ACCEPTED)
    third = factories.make_task(plan, department, title="做好总结")
    with time_machine.travel("2022-03-01T10:00:00+08:00", tick=False):
        urge(task=second, by=office, today=TODAY)
        Notice.objects.all().delete()
        count, refused = urge_many(tasks=[task, second, done, third], by=office, today=TODAY, remark="月底要报")
    assert count == 2
    assert [(one, why) for one, why in refused] == [
        (second, "今天已经催办过，明天再催。"),
        (done, "这项任务已通过，不用催办。"),
    ]
    assert told(clerk) == ["请抓紧办“开展志愿服务”等 2 项任务：月底要报"]
    assert verbs(task) == verbs(third) == [TaskStep.Verb.URGED]
    assert AuditEntry.objects.filter(verb="任务催办", reason="月底要报").count() == 2


def test_the_table_urges_the_ticked_and_names_who_could_not_be(enter, office, clerk, plan, task, department):
    waiting = factories.make_task(plan, department, number="24", state=State.SUBMITTED)
    nameless = factories.make_task(plan, title="没人管的事")
    data = {"do": "urge", "task": [task.pk, waiting.pk, nameless.pk], "reason": "月底要报", "back": "/tasks/?show=all"}
    response = enter(office).post(reverse("task_many"), data, follow=True)
    assert response.redirect_chain == [("/tasks/?show=all", 302)]
    page = text(response)
    assert "已催办 1 项" in page
    assert (
        "有 2 项没有催办。第 24 条：这项任务已提交，不用催办。“没人管的事”：这项任务还没有责任部门，请先分工。" in page
    )
    assert told(clerk) == ["请抓紧办“开展志愿服务”：月底要报"]


def test_a_clerk_urges_nobody(enter, clerk, task):
    assert enter(clerk).post(reverse("task_urge", args=[task.pk])).status_code == 403


# ---------- a unit below


@pytest.fixture
def below(unit):
    return create_unit(code="below", name="市国资委", parent=unit)


@pytest.fixture
def below_office(below):
    return factories.make_person("below-office", "下级办", below, "office")


@pytest.fixture
def given(plan, below, below_office, office):
    task = factories.make_task(plan, title="开展联合督导", requirement="每季度一次", note="内部备注")
    actions.assign(task=task, party=below, by=office)
    return task


def test_a_unit_below_sees_its_task_on_its_desk_and_hands_it_in(enter, given, below_office, office):
    assert told(below_office) == ["“开展联合督导”由你部门负责。"]
    path = reverse("given_task", args=[given.pk])
    assert Notice.objects.get(user=below_office).path == path
    client = enter(below_office)
    desk = text(client.get(reverse("desk")))
    assert "开展联合督导" in desk
    assert "省国资委交办" in desk
    page = text(client.get(path))
    assert "每季度一次" in page
    assert "内部备注" not in page
    client.post(reverse("given_report", args=[given.pk]), {"do": "start"})
    assert fresh(given).state == State.IN_PROGRESS
    client.post(reverse("given_report", args=[given.pk]), {"remark": "已办两次"})
    assert fresh(given).state == State.SUBMITTED
    assert "市国资委提交了“开展联合督导”，请审核。" in told(office)
    actions.return_(task=fresh(given), by=office, remark="缺照片")
    page = text(client.get(path))
    assert "省国资委退回：缺照片" in page


def test_a_unit_below_sees_nothing_else_of_the_plan(enter, given, task, below_office):
    client = enter(below_office)
    assert client.get(reverse("task_detail", args=[given.pk])).status_code == 404
    assert client.get(reverse("given_task", args=[task.pk])).status_code == 404
    assert client.get(reverse("plan_detail", args=[given.plan_id])).status_code == 404
    assert "开展志愿服务" not in text(client.get(reverse("task_list")))


def test_strangers_sisters_and_our_own_people_find_no_given_task(enter, given, unit, stranger, office):
    sister = create_unit(code="sister", name="另一市国资委", parent=unit)
    of_sister = factories.make_person("sister-office", "别人", sister, "office")
    for person in (stranger, of_sister, office):
        client = enter(person)
        assert client.get(reverse("given_task", args=[given.pk])).status_code == 404
        assert client.post(reverse("given_report", args=[given.pk]), {"remark": "已办"}).status_code == 404
    assert fresh(given).state == State.NOT_STARTED


def test_a_clerk_of_the_unit_below_reads_and_does_not_hand_in(enter, given, below):
    place = factories.make_department(below, "宣传科")
    clerk = factories.make_person("below-clerk", "科员", below, "clerk", place)
    client = enter(clerk)
    assert client.get(reverse("given_task", args=[given.pk])).status_code == 200
    assert client.post(reverse("given_report", args=[given.pk]), {"remark": "已办"}).status_code == 404
