"""Coming in, the own account, settings: through the client, with people of meaning."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions, first
from accounts.models import AuditEntry, Department, Notice, PartyName, Post, User
from accounts.notices import tell


@pytest.mark.django_db
def test_a_wrong_password_is_one_sentence_and_the_account_stays_typed(client, office):
    page = client.post("/login/", {"username": "office", "password": "wrong"})
    assert "账号或密码不对" in page.content.decode()
    assert 'value="office"' in page.content.decode()


def test_a_right_password_leads_to_the_asked_page(client, office):
    response = client.post("/login/", {"username": "office", "password": "a-long-password", "next": "/account/"})
    assert response.url == "/account/"


def test_logging_in_never_leads_to_another_site(client, office):
    response = client.post("/login/", {"username": "office", "password": "a-long-password", "next": "//evil.example"})
    assert response.url == "/"


def test_five_wrong_passwords_lock_the_account_for_that_address(client, office, settings):
    settings.AXES_ENABLED = True
    for _ in range(5):
        client.post("/login/", {"username": "office", "password": "wrong"})
    page = client.post("/login/", {"username": "office", "password": "a-long-password"})
    assert page.status_code == 429
    assert "30 分钟" in page.content.decode()


def test_the_first_administrator_comes_in_by_the_token_once(client, db):
    token = first.new_token()
    answer = {
        "token": token,
        "unit_name": "县科技局",
        "unit_code": "kjj",
        "name": "王主任",
        "username": "wang",
        "password": "a-long-password",
    }
    assert client.post("/first/", {**answer, "token": "guess"}).status_code == 200
    assert client.post("/first/", answer).status_code == 302
    assert User.objects.get(username="wang").memberships.filter(role="admin").exists()
    client.logout()
    assert client.get("/first/").url == "/login/"


def test_the_office_builds_a_department_with_its_other_names(enter, office, unit):
    enter(office).post(
        "/settings/departments/new/",
        {"name": "宣传工作处（党委宣传部）", "short_name": "宣传处", "names": "宣传部\n党委宣传部"},
    )
    department = Department.objects.get(unit=unit)
    assert set(department.names.values_list("text", flat=True)) == {"宣传部", "党委宣传部"}


def test_one_name_means_one_department(enter, office, unit, department, other_department):
    actions.remember_name(unit=unit, text="宣传部", means=department)
    page = enter(office).post(f"/settings/departments/{other_department.pk}/", {"name": "办公室", "names": "宣传部"})
    assert "已经是“宣传处”的叫法" in page.content.decode()
    assert PartyName.objects.get(text="宣传部").department == department


def test_a_changed_department_is_in_the_audit_log_with_before_and_after(enter, office, department):
    enter(office).post(
        f"/settings/departments/{department.pk}/",
        {"name": "宣传部", "short_name": "", "order": "1", "is_active": "on", "names": ""},
    )
    line = AuditEntry.objects.filter(verb="修改部门").get()
    assert (line.before["部门全称"], line.after["部门全称"]) == ("宣传处", "宣传部")


def test_a_department_of_another_unit_is_not_found(enter, stranger, department):
    assert enter(stranger).get(f"/settings/departments/{department.pk}/").status_code == 404


def test_a_clerk_may_not_open_the_settings(enter, clerk):
    assert enter(clerk).get("/settings/").status_code == 403


def test_a_form_posted_twice_builds_one_department(enter, office, unit):
    client = enter(office)
    form = {"name": "法规处", "names": "", "once_key": "6f7cf4a8-7d57-4f0e-9b6e-0d2a6f7c1b11"}
    first_time = client.post("/settings/departments/new/", form)
    second_time = client.post("/settings/departments/new/", form)
    assert (first_time.status_code, second_time.status_code) == (302, 302)
    assert Department.objects.filter(unit=unit, name="法规处").count() == 1


def test_a_refused_form_leaves_its_key_unused(enter, office, unit):
    client = enter(office)
    key = "6f7cf4a8-7d57-4f0e-9b6e-0d2a6f7c1b12"
    assert client.post("/settings/departments/new/", {"name": "", "once_key": key}).status_code == 200
    assert (
        client.post("/settings/departments/new/", {"name": "法规处", "names": "", "once_key": key}).status_code == 302
    )
    assert Department.objects.filter(name="法规处").exists()


def test_a_successor_takes_the_post_and_the_history_stays(enter, office, unit):
    post = actions.create_post(unit=unit, seat=Post.Seat.CHIEF, title="党委副书记、主任")
    actions.hand_over_post(post=post, name="甲主任", from_on=date(2022, 1, 1), by=office)
    enter(office).post(f"/settings/posts/{post.pk}/", {"name": "乙主任", "from_on": "2022-07-01"})
    assert post.holding_on(date(2022, 6, 30)).name == "甲主任"
    post = Post.objects.get(pk=post.pk)
    assert post.holding_on(date(2022, 7, 1)).name == "乙主任"


def test_a_day_that_does_not_exist_is_one_sentence(enter, office, unit):
    post = actions.create_post(unit=unit, seat=Post.Seat.CHIEF, title="局长")
    page = enter(office).post(f"/settings/posts/{post.pk}/", {"name": "甲", "from_on": "2022-02-30"})
    assert "没有这一天" in page.content.decode()
    assert not post.holdings.exists()


def test_a_successor_can_not_begin_before_the_former_did(enter, office, unit):
    post = actions.create_post(unit=unit, seat=Post.Seat.CHIEF, title="局长")
    actions.hand_over_post(post=post, name="甲", from_on=date(2022, 3, 1), by=office)
    page = enter(office).post(f"/settings/posts/{post.pk}/", {"name": "乙", "from_on": "2022-03-01"})
    assert "接任日期要晚于" in page.content.decode()
    assert post.holdings.count() == 1


def test_the_administrator_adds_a_clerk_who_can_log_in(enter, admin, department, client):
    enter(admin).post(
        "/settings/people/new/",
        {
            "name": "新人",
            "username": "newbie",
            "password": "first-password-1",
            "role": "clerk",
            "department": department.pk,
            "phone": "",
        },
    )
    client.logout()
    assert client.post("/login/", {"username": "newbie", "password": "first-password-1"}).status_code == 302


def test_a_clerk_without_a_department_is_refused(enter, admin):
    page = enter(admin).post(
        "/settings/people/new/", {"name": "新人", "username": "newbie", "password": "first-password-1", "role": "clerk"}
    )
    assert "要选所在部门" in page.content.decode()
    assert not User.objects.filter(username="newbie").exists()


def test_the_office_may_not_add_people(enter, office):
    assert enter(office).get("/settings/people/new/").status_code == 403


def test_nobody_locks_himself_out(enter, admin):
    client = enter(admin)
    client.post(f"/settings/people/{admin.pk}/active/", {"active": "0"})
    client.post(f"/settings/roles/{admin.memberships.get().pk}/withdraw/")
    admin.refresh_from_db()
    assert admin.is_active
    assert admin.memberships.exists()


def test_a_person_is_told_the_same_thing_once(office):
    for _ in range(2):
        tell(office, "《年度报告》已生成", "/reports/", "job:1")
    assert Notice.objects.filter(user=office).count() == 1


def unread(person) -> list[str]:
    return list(Notice.objects.filter(user=person).unread().values_list("text", flat=True))


def test_the_inbox_shows_own_notices_only_and_opening_it_marks_none(enter, office, clerk):
    tell(office, "给创建办的话", "/", "a")
    tell(clerk, "给联络员的话", "/", "b")
    page = enter(office).get("/notices/").content.decode()
    assert "给创建办的话" in page
    assert "给联络员的话" not in page
    assert unread(office) == ["给创建办的话"]


def test_a_notice_leads_to_its_page_and_is_read_then(enter, office):
    tell(office, "请审核", "/tasks/?show=review", "a")
    tell(office, "再说一件", "/", "b")
    first = Notice.objects.get(key="a")
    assert enter(office).post(f"/notices/{first.pk}/").url == "/tasks/?show=review"
    assert unread(office) == ["再说一件"]
    page = enter(office).get("/notices/?show=unread").content.decode()
    assert "请审核" not in page
    assert "再说一件" in page


def test_a_notice_can_be_marked_read_where_it_stands(enter, office):
    tell(office, "请审核", "/tasks/", "a")
    notice = Notice.objects.get()
    assert enter(office).post(f"/notices/{notice.pk}/", {"do": "read"}).url == "/notices/"
    assert unread(office) == []


def test_all_notices_of_a_person_are_marked_read_and_nobody_elses(enter, office, clerk):
    for place in range(3):
        tell(office, "请审核", "/tasks/", f"a{place}")
    tell(clerk, "给联络员的话", "/", "b")
    enter(office).post("/notices/read/")
    assert unread(office) == []
    assert unread(clerk) == ["给联络员的话"]


def test_nobody_reads_a_notice_of_somebody_else(enter, office, clerk):
    tell(clerk, "给联络员的话", "/", "b")
    assert enter(office).post(f"/notices/{Notice.objects.get().pk}/").status_code == 404
    assert unread(clerk) == ["给联络员的话"]


def test_a_full_inbox_asks_as_many_questions_as_one_line(enter, office):
    client = enter(office)

    def count() -> int:
        client.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/notices/")
        return len(asked)

    tell(office, "请审核", "/tasks/", "a")
    before = count()
    for place in range(8):
        tell(office, "请审核", "/tasks/", f"b{place}")
    assert count() == before


def test_the_auditor_alone_among_readers_opens_the_log(enter, unit, leader, department):
    from tests.factories import make_person

    auditor = make_person("auditor", "审计", unit, "auditor")
    assert "新建部门" in enter(auditor).get("/audit/").content.decode()
    assert enter(leader).get("/audit/").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_settings_page_costs_the_same_with_many_departments(
    enter, office, unit, rows, django_assert_max_num_queries
):
    for number in range(rows):
        department = actions.create_department(unit=unit, name=f"第{number}处")
        actions.remember_name(unit=unit, text=f"{number}处", means=department)
    client = enter(office)
    with django_assert_max_num_queries(13):
        client.get("/settings/")


@pytest.mark.django_db
def test_health_says_fine_to_anybody(client):
    assert client.get("/health/").content.decode() == "正常"


def test_big_type_is_kept_for_the_person(enter, office):
    enter(office).post("/account/big-type/", {"big": "1"})
    office.refresh_from_db()
    assert office.is_big_type
