"""撤销: a change of one cell, of a page or of many rows is put back, while nobody came between."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from lxml import html

from accounts.actions import create_group
from accounts.audit import AuditEntry
from accounts.notices import Notice
from programs import actions
from programs.models import Task
from programs.undoing import REASON, Before, Was, put_back
from tests import factories

State = Task.State
HTMX = {"HTTP_HX_REQUEST": "true"}
FAR, LONG_AGO, TODAY = date(2090, 1, 1), date(2022, 1, 15), date(2022, 3, 1)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, number="23", due_on=FAR, note="先看场地")


def fresh(task) -> Task:
    return Task.objects.select_related("plan__unit").get(pk=task.pk)


def text(response) -> str:
    return response.content.decode()


def cell(client, task, name, **data):
    return client.post(reverse("task_cell", args=[task.pk, name]), data, **HTMX)


def offered(response) -> list[str]:
    """What the 撤销 of a page would put back."""
    page = html.fromstring(text(response))
    return page.xpath("//*[@data-undo]//input[@name='row']/@value")


def many(client, **data):
    return client.post(reverse("task_many"), data, follow=True)


# ---------- the rule


@pytest.fixture
def undone(office):
    def undo(task, rows):
        return put_back(rows=rows, tasks=[fresh(task)], by=office, today=TODAY)

    return undo


def changed(task, act, **how) -> list[Was]:
    before = Before.of(fresh(task))
    act(task=fresh(task), **how)
    return before.undo(fresh(task))


def test_each_cell_comes_back_as_it_was(task, office, undone, unit, department, other_department):
    group = create_group(unit=unit, name="各处室")
    actions.assign(task=task, party=department, assisting=[group, other_department], by=office)
    for act, how in (
        (actions.reschedule, {"due_on": None}),
        (actions.write_note, {"note": "改过的\n两行"}),
        (actions.assign, {"party": other_department, "assisting": []}),
    ):
        assert undone(task, changed(task, act, by=office, **how)) == 1
    task = fresh(task)
    assert (task.due_on, task.note, task.party) == (FAR, "先看场地", department)
    assert list(task.assisting.all()) == [other_department]
    assert list(task.assisting_groups.all()) == [group]


def test_what_is_put_back_is_kept_in_the_log_and_told_like_any_change(task, clerk, office, undone, other_department):
    undone(task, changed(task, actions.assign, party=other_department, by=office))
    entry = AuditEntry.objects.filter(verb="调整责任部门").latest("pk")
    assert (entry.reason, entry.after["责任"]) == (REASON, "宣传处")
    assert REASON in task.steps.latest("pk").remark
    assert Notice.objects.filter(user=clerk, text__contains="由你部门负责").exists()


def test_an_overdue_day_put_back_needs_no_reason_to_be_typed(plan, department, office, undone):
    late = factories.make_task(plan, department, due_on=LONG_AGO)
    rows = changed(late, actions.reschedule, due_on=date(2022, 2, 2), by=office, today=TODAY, reason="写错了")
    undone(late, rows)
    assert fresh(late).due_on == LONG_AGO


def test_nothing_is_offered_where_nothing_changed_or_where_work_began_anew(task, clerk, office, other_department):
    assert changed(task, actions.reschedule, due_on=FAR, by=office) == []
    actions.start(task=fresh(task), by=clerk)
    how = {"party": other_department, "by": office, "reason": "分工调整"}
    assert changed(task, actions.assign, **how) == []


def test_a_task_that_somebody_changed_since_is_left_alone_and_all_others_with_it(
    plan, task, department, other_department, office
):
    second = factories.make_task(plan, department, number="24")
    rows = [row for one in (second, task) for row in changed(one, actions.assign, party=other_department, by=office)]
    actions.write_note(task=fresh(task), note="别人写的", by=office)
    with pytest.raises(ValidationError, match="第 23 条刚才又有人改过"):
        put_back(rows=rows, tasks=[fresh(second), fresh(task)], by=office, today=TODAY)
    assert {fresh(one).party for one in (task, second)} == {other_department}


def test_a_department_ended_since_gets_nothing_back(task, department, other_department, office, undone):
    rows = changed(task, actions.assign, party=other_department, by=office)
    department.is_active = False
    department.save()
    with pytest.raises(ValidationError, match="原来的部门已经停用"):
        undone(task, rows)


def test_of_many_tasks_put_back_each_department_is_told_once(
    plan, task, department, other_department, unit, clerk, office
):
    other = factories.make_person("other-clerk", "王明", unit, "clerk", other_department)
    second = factories.make_task(plan, department, number="24")
    rows = [row for one in (task, second) for row in changed(one, actions.assign, party=other_department, by=office)]
    Notice.objects.all().delete()
    assert put_back(rows=rows, tasks=[fresh(task), fresh(second)], by=office, today=TODAY) == 2
    assert [row.text for row in Notice.objects.filter(user=clerk)] == ["“开展志愿服务”等 2 项任务仍由你部门负责。"]
    assert [row.text for row in Notice.objects.filter(user=other)] == ["“开展志愿服务”等 2 项任务不再由你部门负责。"]


def test_of_many_days_put_back_each_department_is_told_once(plan, task, department, clerk, office):
    second = factories.make_task(plan, department, number="24", due_on=FAR)
    how = {"due_on": date(2090, 5, 5), "by": office}
    rows = [row for one in (task, second) for row in changed(one, actions.reschedule, **how)]
    Notice.objects.all().delete()
    put_back(rows=rows, tasks=[fresh(task), fresh(second)], by=office, today=TODAY)
    assert [row.text for row in Notice.objects.filter(user=clerk)] == ["“开展志愿服务”等 2 项任务的时限改回原来的。"]


@pytest.mark.parametrize(
    "row",
    ["", "1", "x 1 due ", "1 x due ", "1 1 title 坏", "1 1 due 2022-02-30", "1 1 due 1066-01-01", f"{'9' * 30} 1 due "],
)
def test_what_no_page_of_ours_wrote_is_told_and_changes_nothing(enter, office, task, row):
    response = enter(office).post(reverse("task_undo"), {"row": row}, follow=True)
    assert "没有撤销" in text(response)
    assert fresh(task).version == task.version


def test_a_day_before_the_work_begins_is_refused_in_words(task, office):
    Task.objects.filter(pk=task.pk).update(begins_on=date(2089, 6, 1))
    with pytest.raises(ValidationError, match="不能早于起始日期 2089-06-01"):
        actions.reschedule(task=fresh(task), due_on=date(2089, 5, 31), by=office)


# ---------- pages


@pytest.mark.parametrize(
    ("name", "typed", "field", "before"),
    [
        ("due", {"due_on": "2090-02-03"}, "due_on", FAR),
        ("note", {"note": ""}, "note", "先看场地"),
    ],
)
def test_a_saved_cell_offers_to_be_as_before(enter, office, task, name, typed, field, before):
    client = enter(office)
    (row,) = offered(cell(client, task, name, version=task.version, **typed))
    page = text(cell(client, task, name, row=row))
    assert "已撤销" in page
    assert "data-undo" not in page
    assert getattr(fresh(task), field) == before


def test_a_saved_party_is_put_back_with_who_assists(enter, office, task, department, other_department):
    task.assisting.add(other_department)
    client = enter(office)
    (row,) = offered(cell(client, task, "party", party=f"d{other_department.pk}"))
    cell(client, task, "party", row=row)
    assert fresh(task).party == department
    assert list(task.assisting.all()) == [other_department]


def test_a_cell_changed_meanwhile_says_so_and_shows_what_stands_there(enter, office, task):
    client = enter(office)
    (row,) = offered(cell(client, task, "due", due_on="2090-02-03"))
    actions.reschedule(task=fresh(task), due_on=date(2090, 4, 4), by=office)
    page = text(cell(client, task, "due", row=row))
    assert "第 23 条刚才又有人改过" in page
    assert "2090-04-04" in page


def test_a_row_of_another_task_is_not_put_back_from_this_cell(enter, office, plan, task, department):
    other = factories.make_task(plan, department, due_on=FAR)
    client = enter(office)
    (row,) = offered(cell(client, other, "due", due_on="2090-02-03"))
    assert "没有撤销" in text(cell(client, task, "due", row=row))
    assert fresh(other).due_on == date(2090, 2, 3)


def test_ticked_rows_are_put_back_from_the_page_they_lead_to_and_from_no_later_one(
    enter, office, plan, task, department, other_department
):
    second = factories.make_task(plan, department, number="24")
    client = enter(office)
    response = many(client, do="assign", task=[task.pk, second.pk], party=f"d{other_department.pk}")
    assert "已改 2 项" in text(response)
    rows = offered(response)
    assert len(rows) == 2
    assert offered(client.get(reverse("task_list"))) == []
    page = client.post(reverse("task_undo"), {"row": rows, "back": "/tasks/board/?show=all"}, follow=True)
    assert page.redirect_chain[0][0] == "/tasks/board/?show=all"
    assert "已撤销，2 项任务改回原来的" in text(page)
    assert {fresh(one).party for one in (task, second)} == {department}


def test_ticked_rows_of_which_one_began_anew_say_that_it_stays(enter, office, clerk, task, other_department):
    actions.start(task=task, by=clerk)
    response = many(enter(office), do="assign", task=[task.pk], party=f"d{other_department.pk}", reason="分工调整")
    assert "已改 1 项；在办的换了部门，要从头办，不能撤销" in text(response)
    assert offered(response) == []


def test_what_was_changed_on_the_tasks_own_page_is_put_back_there(enter, office, task, other_department):
    client = enter(office)
    data = {"party": f"d{other_department.pk}", "due_on": "2090-05-06", "note": "都改了"}
    response = client.post(reverse("task_edit", args=[task.pk]), data, follow=True)
    rows = offered(response)
    assert [row.split()[2] for row in rows] == ["party", "due", "note"]
    client.post(reverse("task_undo"), {"row": rows})
    now = fresh(task)
    assert (now.party, now.due_on, now.note) == (task.party, FAR, "先看场地")


def test_only_the_office_puts_back_and_only_its_own(enter, office, clerk, stranger, task):
    (row,) = offered(cell(enter(office), task, "due", due_on="2090-02-03"))
    assert enter(clerk).post(reverse("task_undo"), {"row": row}).status_code == 403
    page = enter(stranger).post(reverse("task_undo"), {"row": row}, follow=True)
    assert "没有撤销" in text(page)
    assert fresh(task).due_on == date(2090, 2, 3)
