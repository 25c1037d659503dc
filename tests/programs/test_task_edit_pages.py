"""The office changes tasks: on a page, in a cell, many at once."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.actions import create_group
from programs import actions
from programs.forms import Parties
from programs.models import Task
from tests import factories

State = Task.State
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, due_on=date(2090, 1, 1))


def edit(client, task, **data):
    return client.post(reverse("task_edit", args=[task.pk]), data)


def cell(client, task, name, **data):
    return client.post(reverse("task_cell", args=[task.pk, name]), data, **HTMX)


def key(department) -> str:
    return f"d{department.pk}"


def test_the_edit_page_saves_all_at_once(enter, office, task, other_department, unit):
    third = factories.make_department(unit, "人事处")
    data = {"party": key(other_department), "assisting": [key(third)], "due_on": "2090-03-05", "note": "抓紧"}
    assert edit(enter(office), task, **data).status_code == 302
    task.refresh_from_db()
    assert (task.party, task.due_on, task.note) == (other_department, date(2090, 3, 5), "抓紧")
    assert list(task.assisting.all()) == [third]


def test_a_group_can_answer_for_a_task(enter, office, task, unit, department, other_department):
    group = create_group(unit=unit, name="各处室")
    edit(enter(office), task, party=f"g{group.pk}")
    task.refresh_from_db()
    assert task.party == group
    assert task.lines.count() == 2


def test_a_unit_below_can_answer_for_a_task(enter, office, task, unit):
    child = factories.make_unit("below", "下级局")
    child.parent = unit
    child.save()
    edit(enter(office), task, party=f"u{child.pk}")
    task.refresh_from_db()
    assert task.party == child


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("2090-02-30", "没有这一天"), ("明天", "没有这一天"), ("1066-10-14", "2000 年到 2099 年")],
)
def test_a_date_that_is_none_is_told_with_the_rest_kept(enter, office, task, department, typed, sentence):
    response = edit(enter(office), task, party=key(department), due_on=typed, note="写好的备注")
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert typed in page
    assert "写好的备注" in page
    task.refresh_from_db()
    assert task.note == ""


@pytest.mark.parametrize("typed", ["2090年3月5日", "2090.3.5", "2090/03/05"])
def test_dates_are_read_as_people_write_them(enter, office, task, department, typed):
    edit(enter(office), task, party=key(department), due_on=typed)
    task.refresh_from_db()
    assert task.due_on == date(2090, 3, 5)


def test_moving_a_task_under_way_without_reason_changes_nothing(enter, office, clerk, task, other_department):
    actions.start(task=task, by=clerk)
    response = edit(enter(office), task, party=key(other_department), due_on="2090-05-01", note="新备注")
    assert response.status_code == 422
    assert "要写明理由" in response.content.decode()
    task.refresh_from_db()
    assert (task.note, task.due_on) == ("", date(2090, 1, 1))


def test_a_department_of_another_unit_is_not_in_the_list(enter, office, task, stranger):
    foreign = factories.make_department(stranger.memberships.get().unit, "外处")
    response = edit(enter(office), task, party=key(foreign))
    assert "没有这个部门" in response.content.decode()


def test_a_department_out_of_use_stays_with_its_task_but_is_not_offered(enter, office, plan, task, department):
    department.is_active = False
    department.save()
    other = factories.make_task(plan)
    client = enter(office)
    assert edit(client, task, party=key(department), note="照旧").status_code == 302
    assert edit(client, other, party=key(department)).status_code == 422


def test_an_older_version_is_refused_with_what_was_typed(enter, office, task, department):
    seen = task.version
    actions.write_note(task=task, note="别人写的", by=office)
    response = edit(enter(office), task, party=key(department), note="我写的", version=seen)
    page = response.content.decode()
    assert "刚被别人改过" in page
    assert "我写的" in page


@pytest.mark.parametrize("person", ["clerk", "head", "leader", "assessor"])
def test_only_the_office_edits(enter, request, task, person):
    client = enter(request.getfixturevalue(person))
    assert client.get(reverse("task_edit", args=[task.pk])).status_code == 403
    assert cell(client, task, "note", note="x").status_code == 403


def test_a_stranger_edits_nothing(enter, stranger, task):
    client = enter(stranger)
    assert client.get(reverse("task_edit", args=[task.pk])).status_code == 404
    assert cell(client, task, "note", note="x").status_code == 404


def test_a_cell_opens_saves_and_says_so(enter, office, task):
    client = enter(office)
    opened = client.get(reverse("task_cell", args=[task.pk, "due"]), **HTMX).content.decode()
    assert 'type="date"' in opened
    saved = cell(client, task, "due", due_on="2090-02-03", version=task.version).content.decode()
    assert "已存" in saved
    assert "2090-02-03" in saved
    assert f'id="status-{task.pk}"' in saved
    task.refresh_from_db()
    assert task.due_on == date(2090, 2, 3)


def test_a_cell_saves_the_departments(enter, office, task, other_department):
    cell(enter(office), task, "party", party=key(other_department), version=task.version)
    task.refresh_from_db()
    assert task.party == other_department


def test_a_refused_cell_keeps_what_was_typed_and_asks_for_the_reason(enter, office, plan, department):
    late = factories.make_task(plan, department, due_on=date(2022, 1, 1))
    page = cell(enter(office), late, "due", due_on="2090-02-03").content.decode()
    assert "要写明理由" in page
    assert 'value="2090-02-03"' in page
    assert 'name="reason"' in page
    assert cell(enter(office), late, "due", due_on="2090-02-03", reason="顺延").status_code == 200
    late.refresh_from_db()
    assert late.due_on == date(2090, 2, 3)


def test_a_cell_left_alone_reads_as_before(enter, office, task):
    response = enter(office).get(reverse("task_cell", args=[task.pk, "due"]), {"read": 1}, **HTMX)
    assert "2090-01-01" in response.content.decode()


def test_a_cell_without_script_leads_to_the_edit_page(enter, office, task):
    response = enter(office).get(reverse("task_cell", args=[task.pk, "due"]))
    assert response.url == reverse("task_edit", args=[task.pk])


def test_there_is_no_other_cell(enter, office, task):
    assert enter(office).get(reverse("task_cell", args=[task.pk, "title"]), **HTMX).status_code == 404


def many(client, **data):
    return client.post(reverse("task_many"), data, follow=True)


def test_ticked_rows_get_one_department(enter, office, plan, task, department, other_department):
    second = factories.make_task(plan, department)
    page = many(enter(office), do="assign", task=[task.pk, second.pk], party=key(other_department))
    assert "已改 2 项" in page.content.decode()
    assert set(Task.objects.values_list("department", flat=True)) == {other_department.pk}


def test_ticked_rows_get_one_due_day(enter, office, plan, task):
    many(enter(office), do="due", task=[task.pk], due_on="2090-06-30")
    task.refresh_from_db()
    assert task.due_on == date(2090, 6, 30)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"do": "assign", "party": "d1"}, "请先勾选要改的任务"),
        ({"do": "assign", "task": ["1"], "party": ""}, "请选择责任部门"),
        ({"do": "due", "task": ["1"], "due_on": ""}, "请填新的时限"),
        ({"do": "due", "task": ["1"], "due_on": "2090-13-01"}, "没有这一天"),
        ({"do": "due", "task": ["x"], "due_on": "2090-01-01"}, ""),
    ],
)
def test_a_batch_that_lacks_something_says_what(enter, office, task, data, sentence):
    response = many(enter(office), **data)
    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_a_batch_does_not_reach_another_units_tasks(enter, office, task, stranger):
    foreign = factories.make_task(factories.make_plan(stranger.memberships.get().unit))
    many(enter(office), do="due", task=[foreign.pk, task.pk], due_on="2090-06-30")
    foreign.refresh_from_db()
    assert foreign.due_on is None


def test_a_batch_goes_back_to_the_filter_it_came_from_and_nowhere_else(enter, office, task):
    client = enter(office)
    data = {"do": "due", "task": [task.pk], "due_on": "2090-06-30"}
    assert client.post(reverse("task_many"), data | {"back": "/tasks/?show=all"}).url == "/tasks/?show=all"
    assert client.post(reverse("task_many"), data | {"back": "https://evil.example/"}).url == "/tasks/"
    assert client.post(reverse("task_many"), data | {"back": "//evil.example/"}).url == "/tasks/"


def test_who_can_be_chosen_is_asked_once_and_stands_in_the_units_order(
    unit, department, other_department, django_assert_num_queries
):
    resting = factories.make_department(unit, "老干部处", is_active=False)
    group = create_group(unit=unit, name="各处室")
    child = factories.make_unit("below", "下级局")
    child.parent = unit
    child.save()
    parties = Parties(unit, keep=[resting])
    with django_assert_num_queries(1):
        choices, helpers = parties.choices(), parties.helpers()
        assert parties.departments == [(str(one.pk), str(one)) for one in (department, other_department, resting)]
    assert list(parties.names.items()) == [(key, str(row)) for key, row in parties.rows.items()]
    assert [name for name, _ in choices] == ["", "部门", "多个部门", "下级单位"]
    assert helpers[-1] == (f"g{group.pk}", "各处室")
    assert f"d{resting.pk}" not in Parties(unit).names
