"""Who leads where a paper lists several departments and says nothing: one switch of the unit."""

import pytest

from accounts.audit import AuditEntry
from programs.breakdown import make_tasks
from programs.naming import folded
from programs.row_tasks import prints_of
from tests import factories


@pytest.fixture
def plan(unit, department, other_department):
    plan = factories.make_plan(unit)
    row = plan.framework.categories.get().indicators.get()
    row.departments = ["宣传处", "办公室"]
    row.save()
    return plan


@pytest.fixture
def meant(department, other_department):
    return {folded(one.name): one for one in (department, other_department)}


def broken_down(plan, meant):
    (task,) = make_tasks(plan, plan.framework, meant)
    return task, list(task.assisting.all())


def test_the_first_listed_leads_unless_the_unit_says_otherwise(plan, meant, department, other_department):
    task, assisting = broken_down(plan, meant)
    assert (task.department, assisting) == (department, [other_department])


def test_with_the_switch_off_nobody_leads_and_all_assist(enter, office, plan, meant, department, other_department):
    enter(office).post("/settings/first-leads/", {"value": "0"})
    plan.unit.refresh_from_db()
    task, assisting = broken_down(plan, meant)
    assert task.party is None
    assert set(assisting) == {department, other_department}
    assert AuditEntry.objects.get(verb="调整牵头规则").after == {"牵头": "由创建办指定"}
    (printed,) = prints_of(plan, meant).values()
    assert printed.parties == (None, department, other_department)


def test_a_lead_the_paper_names_leads_whatever_the_switch(plan, meant, department, other_department):
    plan.unit.first_leads = False
    row = plan.framework.categories.get().indicators.get()
    row.lead = "办公室"
    row.save()
    task, assisting = broken_down(plan, meant)
    assert (task.department, assisting) == (other_department, [department])


def test_the_settings_say_how_it_stands(enter, office, unit):
    client = enter(office)
    assert "排在第一的部门牵头" in client.get("/settings/").content.decode()
    client.post("/settings/first-leads/", {"value": "0"})
    assert "先空着，由创建办指定" in client.get("/settings/").content.decode()


def test_a_clerk_sets_no_rule(enter, clerk):
    assert enter(clerk).post("/settings/first-leads/", {"value": "0"}).status_code == 403
