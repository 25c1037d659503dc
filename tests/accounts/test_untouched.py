"""Two people change the same thing: the later one is told what stands there now, and nothing is lost unseen."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

from accounts import actions, roster_actions
from accounts.models import DepartmentGroup, LeadingGroup, Person
from accounts.untouched import CHANGED
from evidence.models import Requirement
from programs import awards_actions, budget_actions
from scoring import ruling_actions
from scoring.ruling import Kind, Rule
from scoring.rulings import rules_of
from tests.factories import make_plan


def typed(page, **changes) -> dict:
    """The form of a page as a person would send it, some fields typed over."""
    forms = [form for form in html.document_fromstring(page.content).forms if "was" in form.fields]
    return dict(forms[0].form_values()) | changes


@pytest.fixture
def clients(client, office, admin):
    pair = client, Client()
    for one, who in zip(pair, (office, admin), strict=True):
        one.force_login(who)
    return pair


def test_the_later_of_two_tabs_does_not_wipe_what_the_earlier_saved(clients, department):
    path, (first, second) = f"/settings/departments/{department.pk}/", clients
    one, other = typed(first.get(path), short_name="宣传"), typed(second.get(path), names="党委宣传部")
    assert first.post(path, one).status_code == 302
    page = second.post(path, other)
    department.refresh_from_db()
    assert department.short_name == "宣传"
    assert not department.names.exists()
    text = page.content.decode()
    assert CHANGED in text
    assert "现在存的是“宣传”" in text
    assert "党委宣传部" in text


def test_who_has_seen_the_change_may_save_over_it(clients, department):
    path, (first, second) = f"/settings/departments/{department.pk}/", clients
    other = typed(second.get(path), short_name="宣处")
    first.post(path, typed(first.get(path), short_name="宣传"))
    again = typed(second.post(path, other))
    assert again["short_name"] == "宣处"
    assert second.post(path, again).status_code == 302
    department.refresh_from_db()
    assert department.short_name == "宣处"


def test_names_remembered_meanwhile_are_a_change_too(clients, department):
    path, (first, _) = f"/settings/departments/{department.pk}/", clients
    form = typed(first.get(path), short_name="宣传")
    actions.remember_name(unit=department.unit, text="党委宣传部", means=department)
    assert CHANGED in first.post(path, form).content.decode()
    assert department.names.count() == 1


def test_saving_what_nobody_touched_is_no_conflict(clients, department, other_department):
    path, (first, _) = f"/settings/departments/{department.pk}/", clients
    actions.change_department(department=other_department, by=None, short_name="办")
    assert first.post(path, typed(first.get(path), short_name="宣传")).status_code == 302


def a_group(unit, department, office):
    row = actions.create_group(unit=unit, name="业务处室", departments=[department])
    return f"/settings/groups/{row.pk}/", {"name": "各业务处室"}, lambda: DepartmentGroup.objects.get().name


def a_unit(unit, department, office):
    return (
        f"/settings/units/{unit.pk}/",
        {"short_name": "国资委"},
        lambda: type(unit).objects.get(pk=unit.pk).short_name,
    )


def a_person(unit, department, office):
    row = roster_actions.add_person(unit=unit, by=office, name="李文静", department=department)
    return f"/roster/{row.pk}/", {"post": "科员"}, lambda: Person.objects.get().post


def a_branch(unit, department, office):
    row = roster_actions.create_branch(unit=unit, by=office, name="第一党支部", secretary="", departments=[department])
    return f"/roster/branches/{row.pk}/", {"secretary": "何雨"}, lambda: type(row).objects.get().secretary


def a_leading_group(unit, department, office):
    LeadingGroup.objects.create(unit=unit, name="创建领导小组")
    return "/settings/leading-group/", {"name": "创建工作领导小组"}, lambda: LeadingGroup.objects.get().name


def a_requirement(unit, department, office):
    path = "/settings/requirements/"
    return (
        path,
        {"least-meeting-0-summary": "77"},
        lambda: set(Requirement.objects.filter(unit=unit).values_list("slot", "least")),
    )


def a_budget_line(unit, department, office):
    plan = make_plan(unit)
    row = budget_actions.add_line(plan=plan, by=office, name="宣传", amount=Decimal("100"), note="")
    return f"/budget/lines/{row.pk}/", {"note": "含印刷"}, lambda: type(row).objects.get().note


def an_award(unit, department, office):
    row = awards_actions.open_round(
        unit=unit, by=office, kind="department", title="文明部室", year=2022, closes_on=date(2022, 6, 1)
    )
    return f"/awards/{row.pk}/edit/", {"terms": "无违纪"}, lambda: type(row).objects.get().terms


ALL = [a_group, a_unit, a_person, a_branch, a_leading_group, a_requirement, a_budget_line, an_award]


@pytest.mark.parametrize("thing", ALL)
def test_every_form_of_something_stored_refuses_to_write_over_a_change(thing, clients, unit, department, office):
    path, changes, stored = thing(unit, department, office)
    first, second = clients[0], Client()
    second.force_login(office)
    one, other = typed(first.get(path), **changes), typed(second.get(path))
    assert first.post(path, one).status_code == 302
    after = stored()
    page = second.post(path, other)
    assert CHANGED in page.content.decode()
    assert stored() == after
    assert first.post(path, typed(first.get(path))).status_code == 302


def test_a_line_of_a_rule_is_not_taken_off_where_the_rule_has_changed(clients, unit, office):
    plan = make_plan(unit)
    clause = plan.framework.clauses.first()
    path = f"/frameworks/{plan.framework_id}/rules/{clause.pk}/"
    ruling_actions.settle_rule(clause=clause, lines=[Rule(Kind.MANUAL, "看材料")], by=office)
    form = typed(clients[0].get(path), do="drop:0")
    ruling_actions.settle_rule(clause=clause, lines=[Rule(Kind.MANUAL, "看现场")], by=office)
    page = clients[0].post(path, form, follow=True)
    assert CHANGED in page.content.decode()
    assert "看现场" in [line.text for line in rules_of(clause)]
