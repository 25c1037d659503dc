"""Passwords and accounts: what is wrong is said in our words, where it was typed."""

import pytest
from django.core.management import CommandError, call_command
from lxml import html

from accounts import passwords
from accounts.models import User

OWN = {"old_password": "a-long-password", "new_password1": "ganjing-2026-wo", "new_password2": "ganjing-2026-wo"}


def beside(page, field: str) -> str:
    """What stands at a field as its error."""
    tree = html.document_fromstring(page.content)
    return " ".join(one.text_content() for one in tree.xpath(f"//*[@id='id_{field}_error']"))


def account(client, **fields):
    return client.post("/account/", OWN | fields)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("duan-2", "密码太短，至少要 10 位。"),
        ("84635172903", "密码不能全是数字，请加上字母。"),
        ("qwertyuiop", "这个密码用的人太多，容易被猜到，请换一个。"),
        ("zhangjianguo", "密码和账号、姓名或电话太像，别人容易猜到，请换一个。"),
        ("13907310000a", "密码和账号、姓名或电话太像，别人容易猜到，请换一个。"),
    ],
)
def test_a_weak_password_is_told_in_our_own_words(password, sentence):
    person = User(username="zhangjianguo", name="张建国", phone="13907310000")
    assert passwords.wrong_with(password, person)[0] == sentence
    assert passwords.wrong_with("ganjing-2026-wo", person) == []


def test_what_is_wrong_with_a_new_password_stands_at_the_new_password(enter, office):
    page = account(enter(office), new_password1="duan-2", new_password2="duan-2")
    assert "密码太短" in beside(page, "new_password1")
    assert beside(page, "new_password2") == ""
    assert "at least" not in page.content.decode()


def test_two_unlike_passwords_are_told_at_the_second_one(enter, office):
    page = account(enter(office), new_password2="ganjing-2026-ni")
    assert "两次输入的新密码不一样" in beside(page, "new_password2")


def test_a_wrong_old_password_is_told_where_it_was_typed(enter, office):
    assert "现在的密码不对" in beside(account(enter(office), old_password="guess"), "old_password")
    office.refresh_from_db()
    assert office.check_password("a-long-password")


def test_the_own_password_is_changed_and_one_stays_logged_in(enter, office):
    client = enter(office)
    assert account(client).url == "/account/"
    assert client.get("/account/").status_code == 200
    office.refresh_from_db()
    assert office.check_password("ganjing-2026-wo")


def test_the_first_password_is_not_kept_as_the_own_one(enter, office):
    User.objects.filter(pk=office.pk).update(must_change_password=True)
    page = account(enter(office), new_password1="a-long-password", new_password2="a-long-password")
    assert "新密码和现在的一样" in beside(page, "new_password1")


def test_a_first_password_like_the_account_is_refused_where_people_are_added(enter, admin):
    given = {"name": "张建国", "username": "zhangjianguo", "password": "zhangjianguo", "role": "leader"}
    page = enter(admin).post("/settings/people/new/", given)
    assert "太像" in beside(page, "password")
    assert not User.objects.filter(username="zhangjianguo").exists()


def test_a_reset_password_like_the_account_is_refused_too(enter, admin, clerk):
    User.objects.filter(pk=clerk.pk).update(username="liwenjing1")
    page = enter(admin).post(f"/settings/people/{clerk.pk}/password/", {"password": "liwenjing1"})
    assert "太像" in beside(page, "password")


@pytest.mark.parametrize("path", ["/settings/people/new/", "/first/"])
def test_an_odd_account_is_told_in_one_sentence(path, enter, admin, client, db, django_user_model):
    if path == "/first/":
        django_user_model.objects.filter(pk=admin.pk).update(is_active=False)
    else:
        client = enter(admin)
    page = client.post(path, {"username": "张 建国"})
    assert "登录账号只用字母、数字、横线和下划线" in beside(page, "username")


def test_the_command_line_holds_to_the_same_rules(db, monkeypatch):
    monkeypatch.setenv("CIVILITY_ADMIN_PASSWORD", "zhangjianguo")
    with pytest.raises(CommandError, match="太像"):
        call_command("create_admin", "zhangjianguo", "--name", "张建国", "--unit", "gzw", "--unit-name", "省国资委")
    assert not User.objects.exists()


def test_the_first_page_of_all_speaks_like_a_colleague(client, db):
    page = client.post("/first/", {"unit_name": "长" * 200, "unit_code": "省 国资委", "password": "duan"})
    text = page.content.decode()
    assert "最多 120 个字，这里有 200 个" in beside(page, "unit_name")
    assert "单位代码只用字母、数字、横线和下划线" in beside(page, "unit_code")
    assert "这一项要填" in beside(page, "name")
    for machine in ("必填项", "确保该变量", "有效的“字段”", "too short"):
        assert machine not in text
