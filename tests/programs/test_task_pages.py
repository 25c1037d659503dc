"""The table of tasks and the page of one task, for the people of the house and for a stranger."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import create_group
from programs import actions
from programs.models import Task
from programs.recording import record_for
from tests import factories

State = Task.State
LONG_AGO, FAR_AHEAD = date(2022, 1, 15), date(2090, 1, 1)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(
        plan,
        department,
        number="23",
        requirement="开展保护环境、植绿护绿活动",
        category=plan.framework.categories.first(),
        due_on=FAR_AHEAD,
    )


def text(response) -> str:
    return response.content.decode()


def get(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_the_table_groups_tasks_by_category_with_points(enter, office, task):
    page = text(get(enter(office), "task_list"))
    assert "思想道德建设" in page
    assert '<span class="pts">4 分</span>' in page
    assert "植绿护绿" in page
    assert "宣传处" in page


def test_a_stranger_sees_nothing_of_the_table(enter, stranger, task):
    page = text(get(enter(stranger), "task_list"))
    assert "植绿护绿" not in page
    assert "从一份方案开始" in page


def test_a_stranger_gets_no_task_page(enter, stranger, task):
    assert get(enter(stranger), "task_detail", task.pk).status_code == 404


def test_without_a_plan_the_office_is_led_to_the_import(enter, office):
    page = text(get(enter(office), "task_list"))
    assert reverse("plan_import") in page


def test_without_a_plan_a_clerk_is_told_to_wait(enter, clerk):
    page = text(get(enter(clerk), "task_list"))
    assert "等创建办导入方案" in page
    assert reverse("plan_import") not in page


def test_a_departments_people_begin_with_their_own_tasks(enter, clerk, plan, task, other_department):
    factories.make_task(plan, other_department, title="别的部门的事")
    client = enter(clerk)
    assert "别的部门的事" not in text(get(client, "task_list"))
    assert "别的部门的事" in text(get(client, "task_list", department="all"))


def test_an_assisted_task_is_on_the_departments_list(enter, clerk, plan, department, other_department):
    task = factories.make_task(plan, other_department, title="请宣传处配合")
    task.assisting.add(department)
    assert "请宣传处配合" in text(get(enter(clerk), "task_list"))


def test_a_task_of_a_group_is_on_every_members_list(enter, clerk, office, plan, unit, department):
    task = factories.make_task(plan, title="人人有份")
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    assert "人人有份" in text(get(enter(clerk), "task_list"))


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("open", {"未开始的", "拖久的", "待审的"}),
        ("late", {"拖久的"}),
        ("review", {"待审的"}),
        ("done", {"完成的"}),
        ("all", {"未开始的", "拖久的", "待审的", "完成的"}),
    ],
)
def test_the_chips_show_what_they_say(enter, office, plan, department, show, expected):
    states = {
        "未开始的": {"due_on": FAR_AHEAD},
        "拖久的": {"due_on": LONG_AGO},
        "待审的": {"state": State.SUBMITTED, "due_on": LONG_AGO},
        "完成的": {"state": State.ACCEPTED},
    }
    for title, fields in states.items():
        factories.make_task(plan, department, title=title, **fields)
    page = text(get(enter(office), "task_list", show=show))
    assert {title for title in states if title in page} == expected


def test_days_late_are_printed(enter, office, plan, department):
    factories.make_task(plan, department, due_on=LONG_AGO)
    days = (timezone.localdate() - LONG_AGO).days
    assert f"逾期 {days} 天" in text(get(enter(office), "task_list"))


def test_the_search_finds_a_word_of_the_requirement(enter, office, plan, task):
    factories.make_task(plan, title="另一件事")
    page = text(get(enter(office), "task_list", q="植绿"))
    assert "植绿护绿" in page
    assert "另一件事" not in page


def test_a_search_without_result_says_so(enter, office, task):
    assert "没有符合条件的任务" in text(get(enter(office), "task_list", q="查无此事"))


@pytest.mark.parametrize(
    "query", [{"show": "x"}, {"department": "0x1"}, {"page": "-3"}, {"plan": "abc"}, {"q": "\x00"}]
)
def test_a_strange_address_shows_the_ordinary_table(enter, office, task, query):
    assert get(enter(office), "task_list", **query).status_code == 200


def test_the_requirement_is_text_never_markup(enter, office, plan):
    factories.make_task(plan, requirement="<script>alert(1)</script>")
    assert "<script>alert(1)" not in text(get(enter(office), "task_list"))


def _queries(client, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_table_costs_the_same_with_one_and_with_thirty_tasks(
    enter, office, clerk, unit, plan, department, other_department
):
    group = create_group(unit=unit, name="各处室")

    def add(n):
        task = factories.make_task(plan, title=f"任务{n}", category=plan.framework.categories.first())
        actions.assign(task=task, party=group if n % 3 else department, assisting=[other_department], by=office)
        record_for(record=factories.make_record(unit, department, title=f"活动{n}"), tasks=[task], by=office)

    add(1)
    client = enter(office)
    client.get("/tasks/")
    few = {path: _queries(client, path) for path in ("/tasks/", "/", "/records/new/")}
    assert few["/tasks/"] <= 15
    assert few["/records/new/"] <= 16  # one of them looks for the usual department of who has none
    for n in range(2, 31):
        add(n)
    assert {path: _queries(client, path) for path in few} == few


def test_who_assists_stands_behind_who_answers_departments_before_groups(
    enter, office, unit, plan, department, other_department
):
    group, third = create_group(unit=unit, name="各处室"), factories.make_department(unit, "人事处", order=9)
    task = factories.make_task(plan, department, number="7")
    actions.assign(task=task, party=department, assisting=[group, third, other_department], by=office)
    page = get(enter(office), "task_list")
    (row,) = page.context["groups"][0].rows
    names = [str(one) for one in (department, other_department, third, group)]
    assert [party.name for party in row.parties] == names
    assert [party.is_first for party in row.parties] == [True, False, False, False]


def test_the_table_comes_in_pages(enter, office, plan, department):
    Task.objects.bulk_create(Task(plan=plan, department=department, title=f"第{n}件", order=n) for n in range(1, 131))
    page = text(get(enter(office), "task_list"))
    assert "第 1 页，共 2 页，130 条" in page
    assert "第130件" in text(get(enter(office), "task_list", page=2))


def test_a_plan_chosen_by_its_serial_stays_chosen(enter, office, plan, task, unit):
    newer = factories.make_plan(unit, factories.make_framework(unit, year=2023), year=2023)
    factories.make_task(newer, title="明年的事")
    client = enter(office)
    assert "明年的事" in text(get(client, "task_list"))
    assert "植绿护绿" in text(get(client, "task_list", plan=plan.serial))
    assert "植绿护绿" in text(get(client, "task_list"))
    assert client.session["framework"] == plan.framework_id


def test_the_task_page_shows_clauses_parties_and_history(enter, clerk, task, office, other_department):
    task.assisting.add(other_department)
    actions.start(task=task, by=clerk)
    page = text(get(enter(clerk), "task_detail", task.pk))
    assert "第1条要求之1" in page
    assert "（2 分）" in page
    assert "办公室" in page
    assert "开始办理" in page
    assert f"{reverse('record_new')}?task={task.pk}" in page


def test_the_task_page_lists_its_records(enter, clerk, task, unit, department):
    record_for(record=factories.make_record(unit, department), tasks=[task], by=clerk)
    assert "植绿护绿志愿服务" in text(get(enter(clerk), "task_detail", task.pk))


def test_a_leader_reads_the_task_without_buttons(enter, leader, task):
    page = text(get(enter(leader), "task_detail", task.pk))
    assert "提交审核" not in page
    assert reverse("task_edit", args=[task.pk]) not in page


def post(client, name, task, **data):
    return client.post(reverse(name, args=[task.pk]), data)


def test_a_clerk_submits_and_the_office_accepts(enter, clerk, office, task):
    assert post(enter(clerk), "task_submit", task, remark="办好了").status_code == 302
    assert post(enter(office), "task_accept", task).status_code == 302
    task.refresh_from_db()
    assert task.state == State.ACCEPTED


def test_a_return_without_a_remark_says_so_on_the_same_page(enter, clerk, office, task):
    actions.submit(task=task, by=clerk)
    response = post(enter(office), "task_return", task, remark="")
    assert response.status_code == 422
    assert "退回要写明意见" in text(response)


def test_what_was_typed_stays_when_the_task_had_changed(enter, clerk, office, task):
    seen = task.version
    actions.write_note(task=task, note="先等等", by=office)
    response = post(enter(clerk), "task_submit", task, remark="我写了很多", version=seen)
    assert response.status_code == 422
    assert "刚被别人改过" in text(response)
    assert "我写了很多" in text(response)


def test_a_task_decided_meanwhile_says_by_whom_and_stays_as_it_is(enter, clerk, office, head, task):
    actions.submit(task=task, by=clerk)
    seen = task.version
    actions.accept(task=task, by=head)
    response = post(enter(office), "task_return", task, remark="补照片", version=seen)
    assert response.status_code == 422
    assert "已由赵启明通过" in response.content.decode()
    task.refresh_from_db()
    assert task.state == Task.State.ACCEPTED


def test_what_waits_is_taken_back_by_whoever_handed_it_in(enter, clerk, office, task):
    actions.submit(task=task, by=clerk)
    assert "撤回再改" in enter(clerk).get(task.get_absolute_url()).content.decode()
    assert "撤回再改" not in enter(office).get(task.get_absolute_url()).content.decode()
    post(enter(clerk), "task_recall", task)
    task.refresh_from_db()
    assert task.state == Task.State.IN_PROGRESS
    assert task.steps.last().verb == "recalled"
    response = post(enter(clerk), "task_recall", task)
    assert "不能撤回" in response.content.decode()


def test_a_member_takes_back_its_own_line_only(enter, clerk, group_task, department, other_department):
    actions.submit(task=group_task, by=clerk, department=department)
    assert post(enter(clerk), "task_recall", group_task, department=other_department.pk).status_code == 404
    post(enter(clerk), "task_recall", group_task, department=department.pk)
    assert group_task.lines.get(department=department).state == Task.State.IN_PROGRESS


def test_a_form_sent_twice_submits_once(enter, clerk, task):
    data = {"remark": "好", "once_key": "3f1f1dcb-2c0b-4c84-9d3f-0e7a3c0a0b11"}
    client = enter(clerk)
    post(client, "task_submit", task, **data)
    assert post(client, "task_submit", task, **data).url == reverse("task_detail", args=[task.pk])
    assert task.steps.count() == 1


def test_another_departments_clerk_gets_404(enter, unit, other_department, task):
    other = factories.make_person("wang", "王办", unit, "clerk", other_department)
    assert post(enter(other), "task_submit", task).status_code == 404
    assert post(enter(other), "task_start", task).status_code == 404


@pytest.mark.parametrize("name", ["task_submit", "task_start", "task_return", "task_accept"])
def test_a_stranger_moves_nothing(enter, stranger, task, name):
    assert post(enter(stranger), name, task, remark="x").status_code == 404


def test_a_leader_moves_nothing(enter, leader, task):
    assert post(enter(leader), "task_submit", task).status_code == 403


def test_a_clerk_does_not_review(enter, clerk, task):
    actions.submit(task=task, by=clerk)
    assert post(enter(clerk), "task_accept", task).status_code == 403


def test_a_head_reviews_only_the_own_departments_task(enter, head, office, plan, task, other_department):
    foreign = factories.make_task(plan, other_department, title="别家的")
    for one in (task, foreign):
        actions.submit(task=one, by=office)
    assert post(enter(head), "task_accept", foreign).status_code == 404
    assert post(enter(head), "task_accept", task).status_code == 302


@pytest.fixture
def group_task(plan, unit, department, other_department, office):
    task = factories.make_task(plan, title="人人有份")
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    return task


def test_a_member_submits_its_own_line_only(enter, clerk, group_task, department, other_department):
    client = enter(clerk)
    assert post(client, "task_submit", group_task, department=other_department.pk).status_code == 404
    assert post(client, "task_submit", group_task, department=department.pk, remark="做完了").status_code == 302
    assert group_task.lines.get(department=department).note == "做完了"
    assert group_task.lines.get(department=other_department).state == State.NOT_STARTED


def test_a_head_reviews_the_own_line_of_a_group(enter, head, office, group_task, department, other_department):
    for one in (department, other_department):
        actions.complete_line(task=group_task, department=one, by=office)
    client = enter(head)
    assert post(client, "task_accept", group_task, department=other_department.pk).status_code == 404
    assert post(client, "task_accept", group_task).status_code == 302
    states = dict(group_task.lines.values_list("department__name", "state"))
    assert states == {"宣传处": State.ACCEPTED, "办公室": State.SUBMITTED}


def test_a_department_that_does_not_exist_is_404(enter, office, group_task):
    assert post(enter(office), "task_submit", group_task, department=10**9).status_code == 404


def test_a_number_too_long_is_told_not_crashed(enter, office, group_task):
    assert post(enter(office), "task_submit", group_task, department="9" * 40).status_code in (404, 422)
    assert post(enter(office), "task_submit", group_task, version="x").status_code == 422


def test_the_own_line_stands_first_and_the_others_are_moved_in_their_name(
    enter, clerk, office, group_task, department, other_department
):
    page = text(get(enter(clerk), "task_detail", group_task.pk))
    assert page.count('name="department"') == 1
    assert "代为登记" not in page
    page = text(get(enter(office), "task_detail", group_task.pk))
    assert page.count("代为登记") == 2


def test_the_table_is_exported_from_its_page_by_whoever_may(enter, clerk, assessor, task):
    assert reverse("task_rows_make") in text(get(enter(clerk), "task_list"))
    assert reverse("task_rows_make") not in text(get(enter(assessor), "task_list"))
