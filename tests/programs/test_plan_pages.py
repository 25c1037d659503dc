"""Pages of plans: the list, one plan, its source, its approval, the grid of who answers for what."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import create_group
from accounts.audit import AuditEntry
from accounts.models import Department
from accounts.notices import Notice
from programs.assign_forms import grid_of
from programs.models import Plan, Task
from programs.outline import outline_of
from tests import factories
from tests.programs import papers
from tests.programs.importers import imported


@pytest.fixture
def plan(unit, tmp_path, office):
    return imported(unit, papers.word(tmp_path / "分解表.docx"), office)


@pytest.fixture
def prose(unit, tmp_path, office):
    """A plan whose paper names nobody."""
    return imported(unit, papers.prose(tmp_path / "方案.txt"), office, year=2021)


def page_of(client, name, plan):
    return client.get(reverse(name, args=[plan.pk]))


def test_the_first_list_invites_to_import(enter, office):
    page = enter(office).get(reverse("plan_list")).content.decode()
    assert "先把方案导进来" in page and reverse("plan_import") in page


def test_who_may_not_import_is_not_invited_to(enter, clerk):
    page = enter(clerk).get(reverse("plan_list")).content.decode()
    assert "还没有方案" in page and reverse("plan_import") not in page


def test_the_list_shows_how_far_each_plan_is(enter, clerk, plan):
    plan.tasks.filter(number="1").update(state="accepted")
    page = enter(clerk).get(reverse("plan_list")).content.decode()
    assert plan.title in page and "1 / 4" in page and "待审定" in page


def test_the_list_counts_the_parts_of_a_task_and_not_the_whole(enter, clerk, plan):
    whole = plan.tasks.get(number="1")
    for _ in range(2):
        factories.make_task(plan, parent=whole, state="accepted")
    page = enter(clerk).get(reverse("plan_list")).content.decode()
    assert "2 / 5" in page


def test_the_list_costs_the_same_with_1_and_with_30_plans(enter, office, unit):
    client, counts = enter(office), []
    for size in (1, 30):
        while Plan.objects.count() < size:
            factories.make_task(factories.make_plan(unit))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("plan_list"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_plan_costs_the_same_whatever_its_size(enter, office, unit):
    client, counts = enter(office), []
    for size in (1, 30):
        rows = [(f"类目{n}", str(n), ["2", "1"]) for n in range(size)]
        plan = factories.make_plan(unit, factories.make_framework(unit, rows))
        with CaptureQueriesContext(connection) as queries:
            page_of(client, "plan_detail", plan)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_plan_shows_its_outline_and_what_it_says(enter, clerk, prose):
    page = page_of(enter(clerk), "plan_detail", prose).content.decode()
    assert "2 组 4 项任务，没有分值" in page and "4 项还没有责任部门" in page
    assert "加强领导，明确责任" in page and "培育文明风尚" in page


def test_the_outline_counts_what_lies_below_too(prose, plan):
    outer, first, second = outline_of(prose).rows
    assert (outer.tasks, first.tasks, second.tasks) == (4, 2, 2)
    assert (outer.depth, first.depth) == (0, 1)
    assert outline_of(plan).say == "2 类 4 条 5 个得分点，合计 10 分"
    assert [row.points for row in outline_of(plan).rows] == ["6", "4"]


def test_the_source_comes_back_as_it_was_given(enter, clerk, plan, tmp_path):
    response = page_of(enter(clerk), "plan_source", plan)
    assert b"".join(response.streaming_content) == (tmp_path / "分解表.docx").read_bytes()
    assert quote("分解表.docx") in response.headers["Content-Disposition"]


def test_a_plan_without_a_source_has_none_to_fetch(enter, clerk, unit):
    assert page_of(enter(clerk), "plan_source", factories.make_plan(unit)).status_code == 404


def test_after_an_import_the_next_step_is_offered(enter, office, plan, prose):
    client = enter(office)
    page = page_of(client, "plan_done", plan).content.decode()
    assert "导出分解表" in page and f'action="{reverse("report_make")}"' in page
    assert "给 4 项任务定责任部门" in page_of(client, "plan_done", prose).content.decode()
    assert client.session["plan"] == prose.serial


def test_a_leader_approves_and_the_office_is_told(enter, leader, office, plan):
    client = enter(leader)
    assert "审定方案" in page_of(client, "plan_detail", plan).content.decode()
    for _ in range(2):
        client.post(reverse("plan_approve", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.state == "approved" and plan.approved_at
    assert AuditEntry.objects.filter(verb="审定方案").count() == 1
    assert Notice.objects.get(user=office).text == f"《{plan}》已由陈岚审定。"
    assert "已审定" in page_of(client, "plan_detail", plan).content.decode()


def test_an_ended_plan_is_not_approved(enter, leader, plan):
    Plan.objects.filter(pk=plan.pk).update(state="ended")
    response = enter(leader).post(reverse("plan_approve", args=[plan.pk]), follow=True)
    assert "已经结束" in response.content.decode()


@pytest.mark.parametrize("person", ["office", "clerk", "head", "assessor"])
def test_only_a_leader_approves(enter, prose, person, request):
    client = enter(request.getfixturevalue(person))
    assert client.post(reverse("plan_approve", args=[prose.pk])).status_code == 403


def test_the_grid_assigns_whole_categories_in_one_post(enter, office, prose, department, other_department):
    client = enter(office)
    first, second = grid_of(prose)
    sent = {
        f"was-{first.category.pk}": first.was,
        f"lead-{first.category.pk}": f"department:{department.pk}",
        f"assist-{first.category.pk}": [other_department.pk],
        f"was-{second.category.pk}": second.was,
        f"lead-{second.category.pk}": "",
    }
    assert client.post(reverse("plan_assign", args=[prose.pk]), sent).url == reverse("plan_detail", args=[prose.pk])
    tasks = list(prose.tasks.all())
    assert [task.department for task in tasks] == [department, department, None, None]
    assert list(tasks[0].assisting.all()) == [other_department]


def test_the_grid_takes_a_group_as_lead(enter, office, prose, department, other_department):
    group = create_group(unit=prose.unit, name="各科室")
    row = grid_of(prose)[0]
    sent = {f"was-{row.category.pk}": row.was, f"lead-{row.category.pk}": f"group:{group.pk}"}
    enter(office).post(reverse("plan_assign", args=[prose.pk]), sent)
    task = prose.tasks.first()
    assert task.group == group and task.lines.count() == 2


def test_only_tasks_nobody_answers_for_are_given_where_the_office_says_so(enter, office, prose, department):
    other = factories.make_department(prose.unit, "办公室")
    settled = prose.tasks.first()
    Task.objects.filter(pk=settled.pk).update(department=other)
    loose = factories.make_task(prose, title="临时交办的事")
    client = enter(office)
    page = page_of(client, "plan_assign", prose).content.decode()
    assert "只给还没有的 4 项定，已经定了的 1 项不动" in page and "1 项还没有部门" in page
    rows = grid_of(prose)
    assert (rows[-1].path, rows[-1].count) == ("不在类目里的任务", 1)
    sent = {"only-open": "1"}
    for row in rows:
        sent |= {f"was-{row.key}": row.was, f"lead-{row.key}": f"department:{department.pk}"}
    client.post(reverse("plan_assign", args=[prose.pk]), sent)
    loose.refresh_from_db()
    assert loose.department == department
    assert [task.department for task in prose.tasks.order_by("order")] == [other] + [department] * 4
    key = grid_of(prose)[0].key
    one = {f"was-{key}": "", f"lead-{key}": f"department:{other.pk}"}
    page = client.post(reverse("plan_assign", args=[prose.pk]), one | {"only-open": "1"}, follow=True).content.decode()
    assert "没有改动。" in page and "的任务都已经定了，没有动" in page
    client.post(reverse("plan_assign", args=[prose.pk]), one | {"reason": "调整分工"})
    settled.refresh_from_db()
    assert settled.department == other
    assert {task.department for task in prose.tasks.filter(category=rows[0].category)} == {other}


def test_the_grid_leaves_alone_what_was_not_changed(enter, office, plan):
    row = grid_of(plan)[0]
    assert row.is_mixed
    before = list(plan.tasks.values_list("department", "version"))
    enter(office).post(reverse("plan_assign", args=[plan.pk]), {f"was-{row.category.pk}": row.was})
    assert list(plan.tasks.values_list("department", "version")) == before


def test_a_department_is_told_once_of_all_it_got(enter, office, clerk, prose, department):
    sent = {}
    for row in grid_of(prose):
        sent |= {f"was-{row.category.pk}": row.was, f"lead-{row.category.pk}": f"department:{department.pk}"}
    enter(office).post(reverse("plan_assign", args=[prose.pk]), sent)
    assert [one.text for one in Notice.objects.filter(user=clerk)] == [f"《{prose}》有 4 项任务由宣传处负责。"]


@pytest.mark.parametrize("lead", ["department:999999", "unit:1", "department:x", "group:"])
def test_a_forged_lead_is_refused_and_nothing_is_assigned(enter, office, prose, department, lead):
    row = grid_of(prose)[0]
    sent = {f"was-{row.category.pk}": row.was, f"lead-{row.category.pk}": lead}
    response = enter(office).post(reverse("plan_assign", args=[prose.pk]), sent)
    assert response.status_code == 422 and "要从列表里选" in response.content.decode()
    assert not prose.tasks.filter(department__isnull=False).exists()


def test_assisting_without_a_lead_is_refused_with_the_ticks_kept(enter, office, prose, department):
    key = grid_of(prose)[0].category.pk
    sent = {f"was-{key}": "", f"lead-{key}": "", f"assist-{key}": [department.pk]}
    response = enter(office).post(reverse("plan_assign", args=[prose.pk]), sent)
    assert response.status_code == 422
    assert "还要选一个牵头部门" in response.content.decode()
    assert (
        f'id="a-{key}-{department.pk}" name="assist-{key}" value="{department.pk}" checked' in response.content.decode()
    )


def test_a_task_under_way_is_reassigned_only_with_a_reason(enter, office, prose, department):
    prose.tasks.update(state="in_progress")
    row = grid_of(prose)[0]
    sent = {f"was-{row.category.pk}": row.was, f"lead-{row.category.pk}": f"department:{department.pk}"}
    client = enter(office)
    assert "理由" in client.post(reverse("plan_assign", args=[prose.pk]), sent).content.decode()
    assert client.post(reverse("plan_assign", args=[prose.pk]), sent | {"reason": "处室调整"}).status_code == 302


def test_departments_the_paper_did_not_name_are_added_on_the_way(enter, office, prose):
    client = enter(office)
    assert "先说本单位有哪些部门" in page_of(client, "plan_assign", prose).content.decode()
    client.post(reverse("plan_departments", args=[prose.pk]), {"names": "办公室、人事科，宣传科"})
    client.post(reverse("plan_departments", args=[prose.pk]), {"names": "办公室"})
    assert [one.name for one in Department.objects.all()] == ["办公室", "人事科", "宣传科"]
    assert "每一类谁牵头" in page_of(client, "plan_assign", prose).content.decode()


@pytest.mark.parametrize("name", ["plan_detail", "plan_done", "plan_source", "plan_assign"])
def test_a_stranger_finds_no_plan_of_ours(enter, stranger, plan, name):
    assert page_of(enter(stranger), name, plan).status_code == 404


def test_a_stranger_sees_and_changes_nothing_of_ours(enter, stranger, plan):
    client = enter(stranger)
    assert plan.title not in client.get(reverse("plan_list")).content.decode()
    assert client.post(reverse("plan_departments", args=[plan.pk]), {"names": "内应处"}).status_code == 404
    assert client.post(reverse("plan_assign", args=[plan.pk])).status_code == 404
    assert not Department.objects.filter(name="内应处").exists()


@pytest.mark.parametrize("person", ["clerk", "head", "leader"])
def test_only_the_office_assigns(enter, prose, person, request):
    client = enter(request.getfixturevalue(person))
    assert page_of(client, "plan_assign", prose).status_code == 403
    assert client.post(reverse("plan_departments", args=[prose.pk]), {"names": "新处"}).status_code == 403
