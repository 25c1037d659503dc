"""The work calendar: a month with its festivals, due tasks, occurrences, activities and meetings."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.calendar import month_asked
from programs.occurrences_ticking import plan_day, set_frequency
from programs.occurrences_windows import Every, Rhythm
from programs.recording import record_for
from tests import factories

TODAY = date(2022, 5, 20)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department, number="7", due_on=date(2022, 4, 12))


def see(client, month="2022-04", **query) -> str:
    return client.get(reverse("calendar"), {"month": month} | query).content.decode()


@pytest.mark.parametrize(
    "text", [None, "", "2022", "2022-13", "2022-00", "1999-12", "2100-01", "２０２２-04", "x-y", "9" * 900]
)
def test_a_month_that_is_none_is_this_one(text):
    assert month_asked(text, TODAY) == (2022, 5)


def test_a_month_is_read_with_or_without_its_nought():
    assert month_asked("2024-02", TODAY) == month_asked("2024-2", TODAY) == (2024, 2)


def test_a_task_stands_on_its_due_day(enter, office, task):
    page = see(enter(office))
    assert "到期：7. 开展志愿服务" in page
    assert "到期任务 1 项" in page
    assert "到期：7." not in see(enter(office), "2022-06")


def test_the_festivals_of_the_month_are_there_with_last_years_activity(enter, office, task, unit, department):
    factories.make_record(unit, department, title="清明祭英烈", begins_on=date(2021, 4, 2))
    page = see(enter(office))
    assert "清明节" in page
    assert "世界读书日" in page
    assert "去年我们办了" in page
    assert "清明祭英烈" in page
    assert f"{reverse('task_new')}?day=2022-04-05" in page


def test_an_occurrence_stands_on_its_day_until_it_is_held(enter, office, clerk, task, unit, department):
    set_frequency(task=task, rhythm=Rhythm(Every.FESTIVAL, None, ("qingming",)), by=clerk)
    assert "清明节：7. 开展志愿服务" in see(enter(office))
    record = factories.make_record(unit, department, title="祭扫烈士墓", begins_on=date(2022, 4, 1))
    record_for(record=record, tasks=[task], by=clerk)
    page = see(enter(office))
    assert "清明节：7. 开展志愿服务" not in page
    assert "祭扫烈士墓" in page


def test_occurrences_without_a_day_stand_beside_the_month(enter, office, clerk, task):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    page = see(enter(office))
    assert "还没定日子的" in page
    assert "第二季度：7. 开展志愿服务" in page
    plan_day(occurrence=task.occurrences.get(name="第二季度"), day=date(2022, 5, 4), by=clerk)
    assert "还没定日子的" not in see(enter(office))
    assert "第二季度：7." in see(enter(office), "2022-05")


def test_a_departments_people_see_their_own(enter, clerk, plan, task, unit, department, other_department):
    factories.make_task(plan, other_department, title="别的部门的事", due_on=date(2022, 4, 13))
    factories.make_record(unit, other_department, title="别的部门的活动", begins_on=date(2022, 4, 14))
    page = see(enter(clerk))
    assert "开展志愿服务" in page
    assert "别的部门" not in page


def test_a_stranger_sees_festivals_and_nothing_of_ours(enter, stranger, task, unit, department, office):
    factories.make_record(unit, department, title="清明祭英烈", begins_on=date(2022, 4, 2))
    factories.make_record(unit, department, title="清明祭英烈旧事", begins_on=date(2021, 4, 2))
    page = see(enter(stranger))
    assert "清明节" in page
    assert "祭英烈" not in page
    assert "开展志愿服务" not in page


def test_an_empty_month_says_the_next_step(enter, office, plan):
    page = see(enter(office), "2099-02")
    assert "这个月还没有安排" in page
    assert "放假安排还没有公布" in page
    assert "month=2099-01" in page


def test_the_calendar_ends_where_its_years_end(enter, office, plan):
    assert "month=2099-13" not in see(enter(office), "2099-12")
    assert "month=2100" not in see(enter(office), "2099-12")
    assert "month=1999" not in see(enter(office), "2000-01")


def test_a_full_month_asks_as_many_questions_as_a_sparse_one(enter, office, clerk, plan, unit, department):
    client = enter(office)

    def fill(number: int) -> None:
        for place in range(number):
            task = factories.make_task(plan, department, due_on=date(2022, 4, 3 + place))
            set_frequency(task=task, rhythm=Rhythm(Every.MONTH), by=clerk)
            factories.make_record(unit, department, title=f"活动{place}", begins_on=date(2022, 4, 3 + place))

    def count() -> int:
        see(client)
        with CaptureQueriesContext(connection) as asked:
            see(client)
        return len(asked)

    fill(1)
    before = count()
    fill(5)
    assert count() == before
