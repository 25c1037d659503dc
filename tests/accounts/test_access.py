"""Who may see and do what: the table, the gate, and rows of other units."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import actions
from accounts.access import EVERYONE, RULES, Role
from accounts.gate import standing_of
from accounts.models import Department


def test_every_rule_names_known_roles():
    assert all(roles and roles <= EVERYONE for roles in RULES.values())


def test_only_the_administrator_manages_people():
    assert RULES["people.manage"] == {Role.ADMIN}


def test_a_stranger_sees_no_row_of_ours(department, stranger):
    assert not Department.objects.visible_to(stranger).filter(pk=department.pk).exists()


def test_a_member_sees_the_rows_of_the_unit(department, clerk):
    assert Department.objects.visible_to(clerk).filter(pk=department.pk).exists()


def test_a_rule_the_role_lacks_shows_no_row(department, clerk):
    assert not Department.objects.visible_to(clerk, "unit.manage").exists()


@pytest.mark.django_db
def test_nobody_sees_nothing():
    assert not Department.objects.visible_to(AnonymousUser()).exists()


def test_a_disabled_person_sees_nothing_from_the_next_request_on(department, clerk, enter, admin):
    client = enter(clerk)
    assert client.get("/account/").status_code == 200
    actions.set_active(user=clerk, is_active=False, by=admin)
    assert client.get("/account/").status_code == 302


def test_a_withdrawn_role_is_gone_at_the_next_request(office, enter, admin, unit):
    client = enter(office)
    assert client.get("/settings/").status_code == 200
    actions.withdraw_role(membership=office.memberships.get(), by=admin)
    assert client.get("/settings/").status_code == 403


def test_standing_falls_back_to_the_first_unit(office, unit, stranger):
    assert standing_of(office, unit_id=stranger.memberships.get().unit_id).unit == unit


def test_heads_and_clerks_need_a_department_of_the_same_unit(unit, office, stranger):
    foreign = actions.create_department(unit=stranger.memberships.get().unit, name="外处")
    with pytest.raises(Exception, match="本单位的一个部门"):
        actions.grant(user=office, unit=unit, role=Role.CLERK, department=foreign)
