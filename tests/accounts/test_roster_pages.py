"""The roster's pages: finding people, the ratios above them, coming and leaving, and a file taken in."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import roster_actions
from accounts.models import AuditEntry, PartyBranch, Person, RosterGiven
from tests.accounts.test_roster import fill


@pytest.fixture
def people(unit, department, other_department):
    rows = [
        Person(unit=unit, name="张三", number="001", department=department, is_party_member=True, phone="13900000001"),
        Person(unit=unit, name="李四", department=other_department, is_volunteer=True, phone="13900000002"),
        Person(unit=unit, name="走了的", department=department, left_on=date(2020, 1, 1)),
    ]
    return Person.objects.bulk_create(rows)


def text(response) -> str:
    return response.content.decode()


def names(page: str) -> set[str]:
    return {name for name in ("张三", "李四", "走了的") if name in page}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"张三", "李四"}),
        ({"q": "张"}, {"张三"}),
        ({"q": "001"}, {"张三"}),
        ({"party": "1"}, {"张三"}),
        ({"volunteer": "1"}, {"李四"}),
        ({"volunteer": "0"}, {"张三"}),
        ({"state": "left"}, {"走了的"}),
        ({"state": "all"}, {"张三", "李四", "走了的"}),
    ],
)
def test_the_list_is_narrowed_by_what_people_are(enter, office, people, query, found):
    assert names(text(enter(office).get("/roster/", query))) == found


def test_the_list_is_narrowed_by_department_and_branch(enter, office, unit, people, department):
    branch = PartyBranch.objects.create(unit=unit, name="一支部")
    Person.objects.filter(name="李四").update(branch=branch)
    client = enter(office)
    assert names(text(client.get("/roster/", {"department": department.pk}))) == {"张三"}
    assert names(text(client.get("/roster/", {"branch": branch.pk}))) == {"李四"}


def test_the_ratios_stand_above_with_their_numbers(enter, office, unit):
    fill(unit, roll=40, volunteers=30, members=18, members_registered=15)
    page = text(enter(office).get("/roster/"))
    assert "75.00%" in page
    assert "注册志愿者占在册人数：30 ÷ 40 人" in page
    assert "党员 20 人以下，要求全员注册" in page
    assert "还差 3 人" in page


def test_a_unit_of_many_party_members_is_not_asked_for_all(enter, office, unit):
    fill(unit, roll=40, volunteers=30, members=21, members_registered=15)
    assert "全员注册" not in text(enter(office).get("/roster/"))


def test_a_head_sees_the_own_department_with_telephones_and_a_clerk_without(enter, head, clerk, people):
    page = text(enter(head).get("/roster/"))
    assert names(page) == {"张三"}
    assert "13900000001" in page
    page = text(enter(clerk).get("/roster/"))
    assert names(page) == {"张三"}
    assert "13900000001" not in page


def test_a_leader_sees_everybody_without_telephones(enter, leader, people):
    page = text(enter(leader).get("/roster/"))
    assert names(page) == {"张三", "李四"}
    assert "1390000000" not in page


def test_a_stranger_sees_nobody_and_an_assessor_is_not_let_in(enter, stranger, assessor, people):
    assert names(text(enter(stranger).get("/roster/"))) == set()
    assert enter(assessor).get("/roster/").status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_with_many_people(
    enter, office, unit, department, count, django_assert_max_num_queries
):
    branch = PartyBranch.objects.create(unit=unit, name="一支部")
    Person.objects.bulk_create(
        Person(unit=unit, name=f"第{n}人", department=department, branch=branch) for n in range(count)
    )
    client = enter(office)
    with django_assert_max_num_queries(11):
        client.get("/roster/")


def test_an_empty_roster_leads_to_the_import(enter, office):
    assert reverse("roster_import") in text(enter(office).get("/roster/"))


# ---------- one person


def test_a_person_is_added_once_and_by_a_second_post_not_again(enter, office, unit, department):
    form = {"name": "张三", "department": department.pk, "is_volunteer": "on", "volunteer_on": "2021-03-05"}
    form["once_key"] = "6f7cf4a8-7d57-4f0e-9b6e-0d2a6f7c1b21"
    client = enter(office)
    for _ in range(2):
        assert client.post("/roster/new/", form).status_code == 302
    person = Person.objects.get()
    assert (person.unit, person.department, person.volunteer_on) == (unit, department, date(2021, 3, 5))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "这一项要填。"),
        ({"number": "001"}, "这个工号已经是别人的了"),
        ({"volunteer_on": "2021-03-05"}, "请同时勾上"),
        ({"joined_on": "2022-02-30"}, "没有这一天"),
        ({"joined_on": "9999-12-31"}, "年份不对"),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(enter, office, people, wrong, said):
    page = enter(office).post("/roster/new/", {"name": "王五", "note": "写了很多字", **wrong})
    assert said in text(page)
    assert "写了很多字" in text(page)
    assert not Person.objects.filter(name="王五").exists()


def test_a_change_is_in_the_log_without_the_telephone_number(enter, office, people, other_department):
    person = people[0]
    form = {"name": "张三", "number": "001", "department": other_department.pk, "phone": "13912345678"}
    enter(office).post(f"/roster/{person.pk}/", form)
    person.refresh_from_db()
    assert (person.department, person.phone, person.is_party_member) == (other_department, "13912345678", False)
    line = AuditEntry.objects.get(verb="修改名册")
    assert (line.before["部门"], line.after["部门"]) == ("宣传处", "办公室")
    assert "139" not in str(line.before) + str(line.after)


def test_saving_without_a_change_leaves_no_line(enter, office, people):
    enter(office).post(f"/roster/{people[1].pk}/", {"name": "李四", "department": people[1].department_id,
                                                    "is_volunteer": "on", "phone": "13900000002"})  # fmt: skip
    assert not AuditEntry.objects.filter(verb="修改名册").exists()


def test_a_person_leaves_and_comes_back(enter, office, people):
    client, person = enter(office), people[0]
    client.post(f"/roster/{person.pk}/leave/", {"on": "2022-05-31"})
    person.refresh_from_db()
    assert person.left_on == date(2022, 5, 31)
    client.post(f"/roster/{person.pk}/back/")
    person.refresh_from_db()
    assert person.left_on is None


def test_nobody_leaves_before_coming(enter, office, unit):
    person = Person.objects.create(unit=unit, name="张三", joined_on=date(2022, 3, 1))
    page = enter(office).post(f"/roster/{person.pk}/leave/", {"on": "2022-02-01"})
    assert "离岗日期要在到岗日期" in text(page)


def test_leaving_reminds_of_the_account_that_still_opens_the_house(enter, office, unit, clerk):
    person = Person.objects.create(unit=unit, name="李文静", user=clerk)
    page = enter(office).post(f"/roster/{person.pk}/leave/", {"on": "2022-05-31"}, follow=True)
    assert "登录账号还能用" in text(page)


def test_who_was_entered_by_mistake_is_removed(enter, office, people):
    enter(office).post(f"/roster/{people[0].pk}/remove/")
    assert not Person.objects.filter(pk=people[0].pk).exists()


def test_heads_and_clerks_change_nothing(enter, head, people):
    client = enter(head)
    assert client.get(f"/roster/{people[0].pk}/").status_code == 403
    assert client.post("/roster/new/", {"name": "王五"}).status_code == 403


# ---------- branches


def test_a_branch_is_built_changed_and_removed(enter, office, unit, department):
    client = enter(office)
    client.post("/roster/branches/new/", {"name": "一支部", "secretary": "书记", "departments": [department.pk]})
    branch = PartyBranch.objects.get()
    assert list(branch.departments.all()) == [department]
    client.post(f"/roster/branches/{branch.pk}/", {"name": "第一党支部", "secretary": ""})
    branch.refresh_from_db()
    assert (branch.name, branch.departments.count()) == ("第一党支部", 0)
    client.post(f"/roster/branches/{branch.pk}/remove/")
    assert not PartyBranch.objects.exists()


def test_a_branch_with_people_stays(enter, office, unit):
    branch = roster_actions.create_branch(unit=unit, name="一支部")
    Person.objects.create(unit=unit, name="张三", branch=branch)
    page = enter(office).post(f"/roster/branches/{branch.pk}/remove/", follow=True)
    assert "里还有人" in text(page)
    assert PartyBranch.objects.exists()


def test_a_branch_counts_its_party_members_of_today(enter, office, unit):
    branch = roster_actions.create_branch(unit=unit, name="一支部")
    for fields in ({}, {"left_on": date(2020, 1, 1)}, {"is_party_member": False}):
        Person.objects.create(**{"unit": unit, "name": "张三", "branch": branch, "is_party_member": True} | fields)
    assert ">1 人</a>" in text(enter(office).get("/roster/branches/"))


# ---------- a file


def workbook(*rows) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("名册.xlsx", stream.getvalue())


def test_a_file_is_read_answered_and_taken_in(enter, office, unit, department):
    client = enter(office)
    rows = [("姓名", "部门", "党员"), ("张三", "宣传处", "是"), ("李四", "宣传部", "否"), ("王五", "宣传处", "也许")]
    checked = client.post("/roster/import/", {"file": workbook(*rows)}, follow=True)
    page = text(checked)
    given = RosterGiven.objects.get()
    assert "1 行有问题" in page
    assert "请写“是”或“否”" in page
    assert "还有 1 处要你定" in page
    digest = checked.context["told"].digest
    form = {"departments-0": department.pk, "departments-0-text": "宣传部", "digest": digest}
    done = client.post(f"/roster/import/{given.pk}/confirm/", form, follow=True)
    assert "新增 2 人，更新 0 人" in text(done)
    assert set(Person.objects.values_list("name", "department")) == {("张三", department.pk), ("李四", department.pk)}


def test_an_answer_that_changes_who_is_meant_is_shown_once_more(enter, office, unit, department, other_department):
    person = Person.objects.create(unit=unit, name="张三", department=other_department)
    reading = given_row(name="张三", department="宣传处")
    given = RosterGiven.objects.create(unit=unit, name="a.xlsx", reading=reading)
    client = enter(office)
    digest = client.get(f"/roster/import/{given.pk}/").context["told"].digest
    again = client.post(f"/roster/import/{given.pk}/confirm/", {"row-0": "new", "digest": digest})
    assert again.status_code == 422
    assert "请再看一遍" in text(again)
    assert list(Person.objects.all()) == [person]
    client.post(f"/roster/import/{given.pk}/confirm/", {"row-0": "new", "digest": again.context["told"].digest})
    assert Person.objects.count() == 2


def given_row(**values) -> dict:
    return {"headings": {}, "doubts": [], "rows": [{"sheet": "", "row": 2, "problems": [], "values": values}]}


def test_answers_are_kept_before_the_confirmation(enter, office, unit, department):
    reading = given_row(name="张三", department="宣传部")
    given = RosterGiven.objects.create(unit=unit, name="a.xlsx", reading=reading)
    form = {"departments-0": department.pk, "departments-0-text": "宣传部"}
    page = enter(office).post(f"/roster/import/{given.pk}/", form, follow=True)
    assert "可以导入了" in text(page)
    form["departments-0"] = "999999"
    enter(office).post(f"/roster/import/{given.pk}/", form)
    given.refresh_from_db()
    assert given.answers["departments"] == {"宣传部": str(department.pk)}


def test_a_file_can_be_given_up(enter, office, unit):
    given = RosterGiven.objects.create(unit=unit, name="a.xlsx", reading={"headings": {}, "doubts": [], "rows": []})
    enter(office).post(f"/roster/import/{given.pk}/drop/")
    assert not RosterGiven.objects.exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "请选一个文件"),
        (SimpleUploadedFile("a.xlsx", b""), "这个文件是空的"),
        (SimpleUploadedFile("a.xlsx", b"no sheet"), "文件内容不是 .xlsx 格式"),
        (SimpleUploadedFile("a.xlsx", b"a" * (5 * 2**20 + 1)), "超过了 5 MB"),
    ],
    ids=["none", "empty", "broken", "large"],
)
def test_a_file_that_is_no_roster_is_one_sentence(enter, office, file, said):
    page = enter(office).post("/roster/import/", {"file": file} if file else {})
    assert page.status_code == 422
    assert said in text(page)
    assert not RosterGiven.objects.exists()


def test_the_template_offers_departments_and_branches_to_choose_from(enter, office, unit, department):
    roster_actions.create_branch(unit=unit, name="一支部")
    sheet = openpyxl.load_workbook(BytesIO(enter(office).get("/roster/template/").content))["人员名册"]
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert {'"宣传处"', '"一支部"', '"是,否"'} <= offered


def test_the_export_holds_what_the_list_shows_and_only_telephones_one_may_see(enter, office, leader, people):
    def cells(person, **query):
        sheet = openpyxl.load_workbook(BytesIO(enter(person).get("/roster/export/", query).content))["人员名册"]
        return {cell.value for row in sheet.iter_rows() for cell in row if cell.value}

    assert {"张三", "李四", "13900000001"} <= cells(office)
    assert names("".join(map(str, cells(office, party="1")))) == {"张三"}
    assert not {"13900000001", "电话"} & cells(leader)


def test_an_empty_roster_begins_with_the_people_who_log_in(enter, office, clerk, department, unit):
    client = enter(office)
    page = client.get("/roster/").content.decode()
    assert "只有能登录的人" in page
    assert "先把能登录的 2 人列进来" in page
    client.post("/roster/accounts/")
    assert set(Person.objects.values_list("name", "user", "department")) == {
        (office.name, office.pk, None),
        (clerk.name, clerk.pk, department.pk),
    }
    assert "能登录的人名册里都有了" in client.post("/roster/accounts/", follow=True).content.decode()
    assert Person.objects.count() == 2
