"""The way to the first plan: read from what is there, open to be taken in any order, gone when it is done."""

import pytest

from accounts.gate import standing_of
from programs.first_steps import first_steps
from tests import factories


@pytest.fixture
def manager(unit):
    """Who opened the installation: administrator and office."""
    from accounts import actions

    person = factories.make_person("zhoumin", "周敏", unit, "admin")
    actions.grant(user=person, unit=unit, role="office")
    return person


def titles(user, plan=None, unassigned=0, is_only=True) -> dict[str, bool]:
    first = first_steps(standing_of(user), plan, unassigned, is_only=is_only, has_activity=False)
    return {step.title: step.is_done for step in first.steps} if first else {}


def test_an_empty_house_begins_with_its_departments(manager):
    first = first_steps(standing_of(manager), None, 0, is_only=True, has_activity=False)
    assert [step.title for step in first.steps] == [
        "建部门",
        "给同事建账号",
        "导入创建方案",
        "任务分到部门",
        "记第一次活动",
    ]
    assert first.next.title == "建部门"
    assert first.done == 0


def test_what_is_there_is_ticked_by_itself(manager, unit, department, clerk):
    plan = factories.make_plan(unit)
    factories.make_task(plan)
    told = titles(manager, plan, unassigned=1)
    assert told == {
        "建部门": True,
        "给同事建账号": True,
        "导入创建方案": True,
        "任务分到部门": False,
        "记第一次活动": False,
    }


def test_the_list_goes_with_the_first_activity(manager, unit, department):
    plan = factories.make_plan(unit)
    factories.make_task(plan, department)
    assert titles(manager, plan)["任务分到部门"]
    factories.make_record(unit, department)
    assert titles(manager, plan) == {}


def test_a_later_year_does_not_bring_it_back(manager, unit, department):
    factories.make_record(unit, department)
    assert titles(manager, factories.make_plan(unit), unassigned=5, is_only=False) == {}


def test_steps_left_out_do_not_hold_it_open(manager, unit, department):
    department.is_active = False
    department.save()
    factories.make_record(unit, department)
    assert titles(manager, factories.make_plan(unit)) == {}


def test_each_sees_the_steps_open_to_them(office, admin):
    assert "给同事建账号" not in titles(office)
    assert set(titles(admin)) == {"建部门", "给同事建账号"}


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "assessor"])
def test_who_sets_nothing_up_sees_no_list(who, request):
    assert titles(request.getfixturevalue(who)) == {}


def test_every_step_leads_to_a_page(enter, manager):
    for step in first_steps(standing_of(manager), None, 0, is_only=True, has_activity=False).steps:
        assert enter(manager).get(step.path).status_code == 200, step.title


def test_the_desk_names_the_next_step_and_stays_silent_about_empty_panels(enter, manager):
    text = enter(manager).get("/").content.decode()
    assert "下一步：建部门" in text
    assert "开始使用" in text
    assert "最近的活动" not in text
