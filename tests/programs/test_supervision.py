"""督导整改: found, put right, looked at again, closed or sent back; each step traced, told and kept to its people."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.gate import standing_of
from accounts.models import AuditEntry, Notice
from civility.demo.pictures import paint
from programs import supervision
from programs.finding_lines import on_desk
from programs.findings import Finding
from scoring.clause_remarks import ClauseRemark
from tests import factories

pytestmark = pytest.mark.django_db
DUE = date(2022, 6, 15)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def round(plan, office):
    return factories.make_round(plan, by=office)


@pytest.fixture
def finding(round, department, office):
    return factories.make_finding(round, department, by=office)


def test_a_finding_is_told_to_its_department_at_once(clerk, head, finding, office, round, department):
    factories.make_finding(round, department, by=office, text="又一个问题")
    assert Notice.objects.filter(user=clerk, text__contains="督导发现").count() == 2
    assert not Notice.objects.filter(user=office).exists()
    assert [one.number for one in round.findings.all()] == [1, 2]


def test_the_whole_way_is_traced_and_told(clerk, finding, office):
    supervision.rectify(finding=finding, by=clerk, text="换了新内容")
    assert Notice.objects.filter(user=office, text__contains="请复查").exists()
    supervision.return_(finding=finding, by=office, remark="照片看不清")
    assert (finding.state, finding.rectification) == (Finding.State.RETURNED, "换了新内容")
    supervision.rectify(finding=finding, by=clerk, text="补了照片", today=DUE)
    supervision.close(finding=finding, by=office, today=DUE)
    assert (finding.state, finding.closed_on, finding.was_in_time) == (Finding.State.CLOSED, DUE, True)
    assert [step.verb for step in finding.steps.all()] == ["found", "rectified", "returned", "rectified", "closed"]
    assert Notice.objects.filter(user=clerk).count() == 3
    verbs = AuditEntry.objects.filter(object_id=str(finding.pk), object_type="问题").values_list("verb", flat=True)
    assert list(verbs)[::-1] == ["登记督导问题", "提交整改", "退回整改", "提交整改", "销号督导问题"]


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("open", {"return_", "close"}),
        ("returned", {"return_", "close"}),
        ("rectified", {"rectify"}),
        ("closed", {"rectify", "return_", "close", "withdraw"}),
        ("withdrawn", {"rectify", "return_", "close", "withdraw"}),
    ],
)
def test_each_step_is_taken_from_its_states_only(state, refused, finding, office):
    acts = {
        "rectify": {"text": "改好了"},
        "return_": {"remark": "不行"},
        "close": {},
        "withdraw": {"reason": "登记错了"},
    }
    for name, given in acts.items():
        Finding.objects.filter(pk=finding.pk).update(state=state)
        if name in refused:
            with pytest.raises(ValidationError, match="不能这样办"):
                getattr(supervision, name)(finding=finding, by=office, **given)
        else:
            getattr(supervision, name)(finding=finding, by=office, **given)


def test_what_is_late_is_what_is_still_with_the_department(finding, office):
    after, rows = DUE + timedelta(days=1), Finding.objects
    assert list(rows.due_on(DUE)) == list(rows.overdue(after)) == [finding] and not rows.overdue(DUE)
    assert finding.days_late(after) == 1
    supervision.rectify(finding=finding, by=office, text="改好了")
    assert not rows.overdue(after) and finding.days_late(after) == 0
    assert list(rows.to_recheck()) == [finding]


def test_sending_back_and_taking_back_need_a_reason_and_a_stale_page_is_told(finding, office):
    supervision.rectify(finding=finding, by=office, text="改好了")
    with pytest.raises(ValidationError, match="写明原因"):
        supervision.return_(finding=finding, by=office, remark="")
    with pytest.raises(ValidationError, match="刚被别人处理过"):
        supervision.close(finding=finding, by=office, version=1)
    with pytest.raises(ValidationError, match="写明理由"):
        supervision.withdraw(finding=finding, by=office, reason="")


def test_a_finding_stands_beside_its_clause_until_it_is_closed(round, department, office):
    clause = round.plan.framework.clauses.first()
    finding = factories.make_finding(round, department, by=office, clause=clause)
    remark = ClauseRemark.objects.open().get(clause=clause)
    assert (remark.text, remark.path) == ("宣传栏没有更新", finding.get_absolute_url())
    supervision.rectify(finding=finding, by=office, text="改好了")
    supervision.close(finding=finding, by=office)
    assert not clause.remarks.open() and clause.remarks.count() == 1
    other = factories.make_finding(round, department, by=office, clause=clause)
    supervision.withdraw(finding=other, by=office, reason="登记错了")
    assert clause.remarks.count() == 1


def test_nothing_foreign_is_named(round, department, office, stranger):
    foreign = stranger.memberships.get().unit
    plan = factories.make_plan(foreign)
    other = factories.make_department(foreign, "外处")
    for wrong in ({"clause": plan.framework.clauses.first()}, {"task": factories.make_task(plan)}):
        with pytest.raises(ValidationError, match="不在这份方案"):
            factories.make_finding(round, department, by=office, **wrong)
    with pytest.raises(ValidationError, match="本单位的部门"):
        factories.make_finding(round, other, by=office)
    with pytest.raises(ValidationError, match="整改要有人办"):
        factories.make_finding(round, None, by=office)


def test_a_finding_of_a_task_goes_to_its_department_and_shows_on_its_page(round, department, office, clerk, enter):
    task = factories.make_task(round.plan, department)
    finding = factories.make_finding(round, None, by=office, task=task)
    assert finding.department == department
    assert "宣传栏没有更新" in enter(clerk).get(task.get_absolute_url()).content.decode()


def test_the_form_registers_a_finding_with_its_photo(round, department, office, enter):
    photo = paint("宣传栏", 1, timezone.now(), is_inside=False)
    sent = {
        "text": "宣传栏没有更新",
        "severity": "serious",
        "requirement": "更新内容",
        "department": department.pk,
        "found_on": "2022-06-01",
        "due_on": "2022-06-15",
        "files": SimpleUploadedFile("a.jpg", photo, content_type="image/jpeg"),
    }
    client = enter(office)
    assert client.post(reverse("finding_new", args=[round.pk]), sent | {"due_on": "2022-05-01"}).status_code == 422
    assert not Finding.objects.exists()
    sent["files"].seek(0)
    response = client.post(reverse("finding_new", args=[round.pk]), sent)
    finding = Finding.objects.get()
    assert response.url == finding.get_absolute_url()
    file = finding.files.get()
    assert client.get(f"{file.get_absolute_url()}?size=thumb")["Content-Type"] == "image/jpeg"
    assert client.get(file.get_absolute_url()).status_code == 200


def test_a_department_puts_right_its_own_and_no_other(finding, clerk, other_department, unit, enter):
    other = factories.make_person("other", "钱外", unit, "clerk", other_department)
    path = reverse("finding_rectify", args=[finding.pk])
    assert enter(other).post(path, {"text": "改好了", "version": 1}).status_code == 404
    client = enter(clerk)
    page = client.post(path, {"text": " ", "version": 1})
    assert page.status_code == 422 and "请填整改情况" in page.content.decode()
    assert client.post(path, {"text": "改好了", "version": 1}).status_code == 302
    assert Finding.objects.get().state == Finding.State.RECTIFIED
    assert client.post(reverse("finding_close", args=[finding.pk]), {}).status_code == 403


def test_a_refused_second_look_keeps_what_was_typed(finding, clerk, office, enter):
    supervision.rectify(finding=finding, by=clerk, text="改好了")
    sent = {"remark": "照片看不清", "due_on": "2020-01-01"}
    page = enter(office).post(reverse("finding_return", args=[finding.pk]), sent)
    assert page.status_code == 422 and "照片看不清" in page.content.decode() and "不能早于今天" in page.content.decode()


def test_the_desk_shows_a_department_its_own_and_the_office_what_waits(finding, clerk, office, enter):
    assert "待整改" in enter(clerk).get("/").content.decode()
    supervision.rectify(finding=finding, by=clerk, text="改好了")
    page = enter(office).get("/").content.decode()
    assert "等复查和逾期的 1 个" in page and "宣传栏没有更新" in page


def test_the_list_filters_and_costs_the_same_with_many(
    plan, round, department, other_department, office, enter, django_assert_max_num_queries
):
    factories.make_finding(round, department, by=office, text="第一个")
    client, path = enter(office), reverse("supervision_list")
    client.get(path)
    with django_assert_max_num_queries(60) as few:
        client.get(path)
    for number in range(4):
        factories.make_finding(round, other_department, by=office, text=f"别的{number}")
    factories.make_round(plan, by=office, title="第三季度督导")
    with django_assert_max_num_queries(len(few)):
        page = client.get(path).content.decode()
    assert "第一个" in page and "别的3" in page
    page = client.get(path, {"department": department.pk}).content.decode()
    assert "第一个" in page and "别的3" not in page
    assert "第一个" not in client.get(path, {"show": "closed"}).content.decode()


def test_a_plan_that_ended_takes_no_round(plan, office):
    plan.state = "ended"
    with pytest.raises(ValidationError, match="已经结束"):
        factories.make_round(plan, by=office)


def test_without_a_plan_nothing_waits_on_the_desk(office):
    assert on_desk(standing_of(office), None, DUE).lines == []
