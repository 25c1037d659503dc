"""The tree of units: who names whom, who runs which office; the four people are the city's office, its administrator,
a clerk of the city and the office of a district."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions, tier_actions
from accounts.access import RULES
from accounts.audit import AuditEntry
from accounts.models import MOST_LEVELS, Membership, Unit, User
from accounts.tier import in_reach_of, tree_of
from tests import factories

NEW = {"name": "新府区文明办", "short_name": "新府区", "code": "xinfuqu", "kind": "organ"}


@pytest.fixture
def district(unit, office):
    return tier_actions.add_unit(
        parent=unit, code="qu", name="东城区文明办", short_name="东城区", kind="organ", by=office
    )


@pytest.fixture
def street(district, office):
    return tier_actions.add_unit(parent=district, code="jie", name="南关街道", short_name="", kind="organ", by=office)


@pytest.fixture
def district_office(district):
    return factories.make_person("qu-office", "区里的人", district, "office")


def text(response) -> str:
    return response.content.decode()


# ---------- the own unit


@pytest.mark.parametrize("who", ["office", "admin"])
def test_the_own_unit_gets_a_short_name(who, request, enter, unit):
    person = request.getfixturevalue(who)
    given = {"name": unit.name, "short_name": "国资委", "kind": "organ"}
    assert enter(person).post(f"/settings/units/{unit.pk}/", given).url == "/settings/units/"
    unit.refresh_from_db()
    assert str(unit) == "国资委"
    line = AuditEntry.objects.get(verb="修改单位")
    assert (line.before["简称"], line.after["简称"]) == ("", "国资委")


def test_saving_names_as_they_are_leaves_no_line_in_the_log(unit, office):
    tier_actions.rename_unit(unit=unit, name=unit.name, short_name="", kind=unit.kind, by=office)
    assert not AuditEntry.objects.filter(verb="修改单位").exists()


def test_the_own_unit_is_not_ended_by_itself(enter, office, unit):
    client = enter(office)
    assert client.get(f"/settings/units/{unit.pk}/end/").status_code == 404
    assert client.post(f"/settings/units/{unit.pk}/people/", {}).status_code == 404


# ---------- units below


def test_a_unit_is_hung_below_and_its_office_is_asked_for_next(enter, office, unit):
    response = enter(office).post("/settings/units/new/", NEW | {"parent": unit.pk})
    made = Unit.objects.get(code="xinfuqu")
    assert (made.parent, response.url) == (unit, f"/settings/units/{made.pk}/")
    assert "还没有人。先设一位创建办人员" in text(enter(office).get(response.url))


def test_a_code_that_is_taken_is_one_sentence_and_the_name_stays_typed(enter, office, unit):
    page = text(enter(office).post("/settings/units/new/", NEW | {"parent": unit.pk, "code": unit.code}))
    assert "已有同一代码的单位" in page
    assert "新府区文明办" in page


def test_nothing_is_hung_under_a_unit_of_others(enter, office, stranger):
    foreign = stranger.memberships.get().unit
    page = text(enter(office).post("/settings/units/new/", NEW | {"parent": foreign.pk}))
    assert "没有这个单位，请从列表里选" in page
    assert not Unit.objects.filter(code="xinfuqu").exists()


def test_a_tree_does_not_grow_without_end(unit, office):
    lowest = unit
    for level in range(2, MOST_LEVELS + 1):
        lowest = tier_actions.add_unit(
            parent=lowest, code=f"u{level}", name=f"第{level}级", short_name="", kind="organ", by=office
        )
    assert lowest in in_reach_of(office)
    with pytest.raises(ValidationError, match="最多 5 级"):
        tier_actions.add_unit(parent=lowest, code="u9", name="再下", short_name="", kind="organ", by=office)


def test_the_tree_is_read_in_two_queries_however_many_units(unit, office, street):
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert [(one.unit.code, one.level) for one in tree_of(unit)] == [("qu", 1), ("jie", 2)]
    for number in range(4):
        tier_actions.add_unit(parent=unit, code=f"n{number}", name="又一个", short_name="", kind="organ", by=office)
    with CaptureQueriesContext(connection) as many:
        tree_of(unit)
    assert len(few) == len(many) == 2


def test_a_district_sees_itself_and_its_streets_but_neither_the_city_nor_its_neighbours(
    enter, district_office, district, street, unit, office
):
    neighbour = tier_actions.add_unit(parent=unit, code="xi", name="西城区", short_name="", kind="organ", by=office)
    client = enter(district_office)
    assert set(in_reach_of(district_office)) == {district, street}
    assert "南关街道" in text(client.get("/settings/units/"))
    assert client.get(f"/settings/units/{unit.pk}/").status_code == 404
    assert client.get(f"/settings/units/{neighbour.pk}/").status_code == 404


def test_the_city_renames_a_street_two_levels_below(enter, admin, street):
    enter(admin).post(
        f"/settings/units/{street.pk}/", {"name": "南关街道办事处", "short_name": "南关", "kind": "organ"}
    )
    street.refresh_from_db()
    assert street.name == "南关街道办事处"


def test_a_clerk_has_no_hand_in_it(enter, clerk, district):
    client = enter(clerk)
    for path in ("", "new/", f"{district.pk}/", f"{district.pk}/end/"):
        assert client.get(f"/settings/units/{path}").status_code == 403
    assert RULES["tier.manage"] == {"admin", "office"}


# ---------- the people of an office below


def seated(client, unit, **given):
    given = {"name": "钱进", "username": "qianjin", "phone": "", "role": "office"} | given
    return client.post(f"/settings/units/{unit.pk}/people/", {f"seat-{name}": value for name, value in given.items()})


def test_the_office_of_a_district_gets_a_slip_and_logs_in_with_it(enter, office, district, client):
    page = text(seated(enter(office), district))
    password = page.split("密码：<code>")[1].split("<")[0]
    row = Membership.objects.get(unit=district, role="office")
    assert row.user.must_change_password
    client.logout()
    assert client.post("/login/", {"username": "qianjin", "password": password}).status_code == 302


def test_somebody_with_an_account_below_keeps_it(enter, office, district, street, district_office):
    response = seated(enter(office), street, name="区里的人", username="qu-office")
    assert response.status_code == 302
    assert district_office.memberships.filter(unit=street, role="office").exists()


def test_an_account_from_elsewhere_is_taken(enter, office, district, stranger):
    page = text(seated(enter(office), district, name="外人", username="stranger"))
    assert "这个账号已经有人用了" in page
    assert not Membership.objects.filter(unit=district).exists()


def test_only_an_administrator_names_administrators(enter, office, admin, district):
    seated(enter(office), district, role="admin")
    assert not Membership.objects.filter(unit=district).exists()
    seated(enter(admin), district, role="admin")
    assert Membership.objects.get(unit=district).role == "admin"


def test_a_role_below_is_withdrawn_and_the_log_of_that_unit_says_so(enter, office, district, district_office):
    row = district_office.memberships.get()
    enter(office).post(f"/settings/units/roles/{row.pk}/withdraw/")
    assert not district_office.memberships.exists()
    assert AuditEntry.objects.get(verb="撤销角色").unit_id == district.pk


def test_a_password_is_renewed_for_those_below_only(enter, office, district, district_office, unit):
    row = district_office.memberships.get()
    assert "密码：<code>" in text(enter(office).post(f"/settings/units/roles/{row.pk}/password/"))
    before = User.objects.get(pk=district_office.pk).password
    factories.make_department(unit, "机关党委")
    actions.grant(user=district_office, unit=unit, role="leader")
    page = enter(office).post(f"/settings/units/roles/{row.pk}/password/", follow=True)
    assert "密码要由那里的系统管理员来重设" in text(page)
    assert User.objects.get(pk=district_office.pk).password == before
