"""Several accounts at once: a list is read, mended in the table, and every password is told once."""

import re

import pytest

from accounts import newcomers, passwords
from accounts.access import EVERYONE, EXPLAINED, Role
from accounts.models import Department, User
from documents.model import Cell, Paper, Table
from documents.setting import set_xlsx

PATH = "/settings/people/import/"


def table_of(*rows) -> dict:
    """The posted table; a row is (name, account, role, department)."""
    posted = {"people-TOTAL_FORMS": len(rows), "people-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        names = ("name", "username", "role", "department", "is_left_out")
        posted |= {f"people-{place}-{name}": value for name, value in zip(names, row, strict=False)}
    return posted


def test_every_role_is_explained():
    assert set(EXPLAINED) == set(EVERYONE)


def test_first_passwords_are_unlike_and_pass_our_own_rules(settings):
    from django.contrib.auth.password_validation import validate_password

    made = {passwords.new_password() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        validate_password(one)
        assert not re.search("[0O1lI]", one)


@pytest.mark.parametrize(
    ("word", "role"),
    [("部门联络员", Role.CLERK), ("经办人", Role.CLERK), ("处长", Role.HEAD), ("文明办", Role.OFFICE), ("厨师", "")],
)
def test_a_role_is_known_by_the_words_offices_use(word, role):
    assert newcomers.role_of(word) == role


def test_a_pasted_list_is_read_with_and_without_headings():
    plain = newcomers.rows_of_text("李文静\t宣传处\t联络员\tliwj\n\n周敏,办公室")
    assert plain[0] == {"name": "李文静", "department": "宣传处", "role": "联络员", "username": "liwj"}
    assert plain[1] == {"name": "周敏", "department": "办公室"}
    headed = newcomers.rows_of_text("登录账号\t姓名\t手机号码\nliwj\t李文静\t13800000000")
    assert headed == [{"username": "liwj", "name": "李文静", "phone": "13800000000"}]


def test_a_pasted_list_becomes_a_table_that_can_be_mended(enter, admin, department):
    page = enter(admin).post(PATH, {"text": "李文静\t宣传处\n王小雨\t保卫处\t保安\n"})
    text = page.content.decode()
    assert "新建部门“保卫处”" in text
    assert "“保安”不是这里的角色" in text
    assert f'<option value="{department.pk}" selected>' in text


def test_an_excel_file_becomes_the_same_table(enter, admin, department, tmp_path):
    rows = [["姓名", "部门", "角色", "登录账号"], ["李文静", "宣传处", "部门联络员", "liwj"]]
    data = set_xlsx(Paper(title="名单", blocks=[Table(rows=[[Cell(text) for text in row] for row in rows])]))
    path = tmp_path / "名单.xlsx"
    path.write_bytes(data)
    with path.open("rb") as file:
        text = enter(admin).post(PATH, {"file": file}).content.decode()
    assert 'value="liwj"' in text
    assert 'value="李文静"' in text


def test_nothing_given_is_one_sentence(enter, admin):
    page = enter(admin).post(PATH, {"text": " "})
    assert page.status_code == 422
    assert "请粘贴名单，或者选一个 Excel 文件" in page.content.decode()


def test_a_file_that_is_no_list_is_one_sentence_beside_the_file(enter, admin, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with path.open("rb") as file:
        page = enter(admin).post(PATH, {"file": file})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()


def test_a_right_table_makes_accounts_and_tells_each_password_once(client, enter, admin, unit, department):
    rows = [("李文静", "liwj", "clerk", department.pk), ("王小雨", "wangxy", "head", "new:保卫处")]
    page = enter(admin).post(PATH, table_of(*rows))
    text = page.content.decode()
    told = re.findall(r"账号：<code>(\w+)</code>.*?密码：<code>([-\w]+)</code>", text)
    assert [name for name, _ in told] == ["liwj", "wangxy"]
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert "no-store" in page.headers["Cache-Control"]
    for name, password in told:
        assert User.objects.get(username=name).check_password(password)
        assert password not in enter(admin).get("/settings/").content.decode()
    assert Department.objects.get(unit=unit, name="保卫处").memberships.get().role == "head"


def test_one_wrong_row_writes_nothing_and_keeps_all_that_was_typed(enter, admin, department):
    rows = [("李文静", "liwj", "clerk", department.pk), ("王小雨", "wang xy", "clerk", "")]
    page = enter(admin).post(PATH, table_of(*rows))
    text = page.content.decode()
    assert page.status_code == 422
    assert "部门负责人和联络员要选所在部门" in text
    assert 'value="wang xy"' in text
    assert not User.objects.filter(username="liwj").exists()


def test_an_account_is_free_and_stands_once(enter, admin, office, department):
    rows = [("甲", "office", "leader", ""), ("乙", "same1", "leader", ""), ("丙", "same1", "leader", "")]
    text = enter(admin).post(PATH, table_of(*rows)).content.decode()
    assert "这个账号已经有人用了" in text
    assert "和上面一行的账号一样" in text


def test_a_row_that_is_left_out_may_hold_anything(enter, admin, department):
    page = enter(admin).post(PATH, table_of(("甲", "jia1", "leader", ""), ("乙", "错 的", "", "", "on")))
    assert "已建好 <em>1</em> 个账号" in page.content.decode()


def test_who_has_an_account_here_is_left_out_at_first(unit, clerk):
    (one,) = newcomers.considered(unit, [{"name": "李文静", "department": "宣传处"}])
    assert one.is_left_out
    assert "已有叫李文静的账号" in one.wrong[0]


def test_a_second_post_of_the_same_table_makes_nobody_twice(enter, admin):
    client = enter(admin)
    client.post(PATH, table_of(("甲", "jia1", "leader", "")))
    assert "已经有人用了" in client.post(PATH, table_of(("甲", "jia1", "leader", ""))).content.decode()
    assert User.objects.filter(username="jia1").count() == 1


def test_a_department_of_another_unit_can_not_be_named(enter, admin, stranger, unit):
    from accounts import actions

    foreign = actions.create_department(unit=stranger.memberships.get().unit, name="外处")
    assert enter(admin).post(PATH, table_of(("甲", "jia1", "clerk", foreign.pk))).status_code == 422


def test_only_the_administrator_makes_accounts(enter, office):
    assert enter(office).get(PATH).status_code == 403


def test_a_first_password_opens_nothing_but_its_own_change(client, admin, unit, department, enter):
    rows = [("李文静", "liwj", "clerk", department.pk)]
    text = enter(admin).post(PATH, table_of(*rows)).content.decode()
    password = re.search(r"密码：<code>([-\w]+)</code>", text).group(1)
    client.logout()
    client.post("/login/", {"username": "liwj", "password": password})
    assert client.get("/").url == "/account/"
    assert client.get("/tasks/").url == "/account/"
    assert "先换一个只有自己知道的" in client.get("/account/").content.decode()
    fields = {"new_password1": "ganjing-2026-wo", "new_password2": "ganjing-2026-wo"}  # not what was just typed
    assert client.post("/account/", fields).url == "/"
    assert client.get("/").status_code == 200


def test_a_password_set_by_the_administrator_is_changed_by_its_owner(enter, admin, clerk, client):
    enter(admin).post(f"/settings/people/{clerk.pk}/password/", {"password": "reset-by-admin-1"})
    clerk.refresh_from_db()
    assert enter(clerk).get("/").url == "/account/"


def test_an_account_is_offered_by_pinyin_and_never_twice(unit):
    from accounts import actions

    actions.create_person(username="liwenjing", name="别人", password=None)
    found = newcomers.considered(unit, [{"name": "李文静"}, {"name": "李文静"}, {"name": "周敏", "username": "zm"}])
    assert [one.username for one in found] == ["liwenjing2", "liwenjing3", "zm"]
