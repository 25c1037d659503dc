"""Whose activity it is, before anybody says so."""

from accounts import actions
from accounts.gate import standing_of
from accounts.leading_group_actions import describe_group
from evidence.usual import usual_department
from tests import factories


def test_people_of_a_department_file_for_it(clerk, department, other_department):
    assert usual_department(standing_of(clerk)) == department.pk


def test_the_office_goes_on_with_the_department_of_its_last_record(unit, office, department, other_department):
    last = factories.make_record(unit, other_department, by=office)
    assert usual_department(standing_of(office), last) == other_department.pk


def test_a_department_out_of_use_is_not_gone_on_with(unit, office, department, other_department):
    last = factories.make_record(unit, other_department, by=office)
    actions.change_department(department=other_department, by=office, is_active=False)
    assert usual_department(standing_of(office), last) == department.pk


def test_a_new_office_files_where_the_leading_group_keeps_its_office(unit, office, department, other_department):
    describe_group(unit=unit, by=office, name="领导小组", office=other_department)
    assert usual_department(standing_of(office)) == other_department.pk


def test_between_several_departments_nothing_is_guessed(unit, office, department, other_department):
    assert usual_department(standing_of(office)) is None


def test_the_page_begins_with_it_and_a_named_task_goes_first(enter, unit, office, department, other_department):
    describe_group(unit=unit, by=office, name="领导小组", office=other_department)
    task = factories.make_task(factories.make_plan(unit), department)
    client = enter(office)
    chosen = f'<option value="{other_department.pk}" selected>'
    assert chosen in client.get("/records/new/").content.decode()
    chosen = f'<option value="{department.pk}" selected>'
    assert chosen in client.get(f"/records/new/?task={task.pk}").content.decode()


def test_a_unit_without_departments_is_told_where_to_make_them(enter, unit, office):
    page = enter(office).get("/records/new/").content.decode()
    assert "还没有部门可选" in page
    assert "先粘贴部门名单" in page
