"""Roles are given on purpose: nothing is chosen beforehand, an administrator is asked about twice."""

import pytest
from lxml import html

from accounts.models import User

NEW = {"name": "王芳", "username": "wangfang", "password": "xiaoshu-mima-7"}


@pytest.fixture
def person_path(clerk):
    return f"/settings/people/{clerk.pk}/"


def test_no_role_is_chosen_beforehand_and_all_are_explained(enter, admin, person_path):
    for path in ("/settings/people/new/", person_path):
        page = html.document_fromstring(enter(admin).get(path).content)
        chosen = page.xpath("//select[@name='role']/option[@selected]")
        assert [one.get("value") for one in chosen] in ([], [""])
        assert page.xpath("string(//select[@name='role']/option[1])") == "请选"
        assert "管账号、单位、备份" in page.text_content()


def test_a_role_left_open_is_asked_for(enter, admin, clerk, person_path):
    assert "请选角色" in enter(admin).post(person_path, {"role": ""}).content.decode()
    assert clerk.memberships.count() == 1


def test_an_administrator_is_made_only_when_it_is_said_twice(enter, admin, clerk, person_path):
    client = enter(admin)
    page = client.post(person_path, {"role": "admin"}).content.decode()
    assert "确实要给系统管理员" in page
    assert not clerk.memberships.filter(role="admin").exists()
    assert client.post(person_path, {"role": "admin", "is_meant": "on"}).status_code == 302
    assert clerk.memberships.filter(role="admin").exists()


def test_a_new_administrator_is_asked_about_with_all_that_was_typed_kept(enter, admin):
    client = enter(admin)
    page = client.post("/settings/people/new/", NEW | {"role": "admin"}).content.decode()
    assert "确实要给系统管理员" in page
    assert 'value="xiaoshu-mima-7"' in page
    assert not User.objects.filter(username="wangfang").exists()
    client.post("/settings/people/new/", NEW | {"role": "admin", "is_meant": "on"})
    assert User.objects.get(username="wangfang").memberships.get().role == "admin"


def test_who_was_added_is_shown_with_their_account(enter, admin):
    page = enter(admin).post("/settings/people/new/", NEW | {"role": "leader"}, follow=True)
    assert page.request["PATH_INFO"] == f"/settings/people/{User.objects.get(username='wangfang').pk}/"
    assert "已添加王芳，账号 wangfang" in page.content.decode()


def test_a_role_is_taken_away_only_behind_a_second_button(enter, admin, clerk, person_path):
    page = html.document_fromstring(enter(admin).get(person_path).content)
    (form,) = page.xpath(f"//form[contains(@action, '/settings/roles/{clerk.memberships.get().pk}/withdraw/')]")
    assert form.getparent().tag == "details"
    assert "确实撤销" in form.text_content()


def test_slips_say_so_where_only_this_machine_could_open_their_address(enter, admin):
    rows = {"people-TOTAL_FORMS": 1, "people-INITIAL_FORMS": 1, "people-0-name": "王芳", "people-0-role": "leader"}
    for number, (host, is_warned) in enumerate([("127.0.0.1:8000", True), ("192.168.1.8:8000", False)]):
        given = rows | {"people-0-username": f"wangfang{number}"}
        page = enter(admin).post("/settings/people/import/", given, headers={"host": host}).content.decode()
        assert ("只有这台电脑能打开" in page) is is_warned
