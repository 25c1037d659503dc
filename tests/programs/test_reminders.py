"""Reminders: a week and a day before, on the day, then weekly; one line a person a day; workdays only."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import create_group
from accounts.models import Person
from accounts.notices import Notice
from jobs import worker
from jobs.models import Job
from jobs.upkeep import keep_up
from programs import actions, supervision
from programs.models import Plan, Task
from programs.occurrences_ticking import plan_day, set_frequency
from programs.occurrences_windows import Every, Rhythm
from programs.recording import record_for
from programs.reminders import days_of, remind
from programs.splitting import split
from programs.task_making import Part
from tests import factories

TUESDAY = date(2026, 11, 24)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit, year=2026)


def due(plan, department, day, title="开展志愿服务", **fields):
    return factories.make_task(plan, department, title=title, due_on=day, **fields)


def told(person) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 12, 1), "“开展志愿服务”7 天后到期。"),
        (date(2026, 11, 25), "“开展志愿服务”明天到期。"),
        (date(2026, 11, 24), "“开展志愿服务”今天到期。"),
        (date(2026, 11, 17), "“开展志愿服务”已逾期 7 天。"),
        (date(2026, 11, 10), "“开展志愿服务”已逾期 14 天。"),
    ],
)
def test_a_task_is_told_a_week_and_a_day_before_and_weekly_after(plan, department, clerk, day, text):
    task = due(plan, department, day)
    assert remind(TUESDAY) == 1
    assert told(clerk) == [text]
    assert Notice.objects.get().path == reverse("task_detail", args=[task.pk])


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 2), date(2026, 11, 20), None])
def test_on_other_days_nobody_is_told(plan, department, clerk, day):
    due(plan, department, day)
    assert remind(TUESDAY) == 0
    assert told(clerk) == []


def test_a_second_run_of_the_day_tells_nothing_twice(plan, department, clerk, head):
    due(plan, department, TUESDAY)
    assert [remind(TUESDAY), remind(TUESDAY)] == [2, 0]
    assert len(told(clerk)) == len(told(head)) == 1


def test_many_matters_are_one_line_that_opens_the_right_list(plan, department, clerk):
    for number in range(2):
        due(plan, department, TUESDAY, f"今天的事{number}")
    due(plan, department, date(2026, 12, 1), "下周的事")
    for number in range(3):
        due(plan, department, date(2026, 11, 9 + number), f"拖久的事{number}")
    remind(TUESDAY)
    assert told(clerk) == ["今天到期 2 项，7 天内到期 1 项，逾期 3 项。"]
    assert Notice.objects.get().path == f"{reverse('task_list')}?show=late"


def test_days_off_wait_for_the_next_workday_and_go_on_counting(plan, department, clerk):
    due(plan, department, date(2026, 11, 14))  # a Saturday: eight days late on Sunday, nine on Monday
    due(plan, department, date(2026, 11, 22), "星期天到期的事")
    assert remind(date(2026, 11, 21)) == remind(date(2026, 11, 22)) == 0
    assert remind(MONDAY) == 1
    assert told(clerk) == ["逾期 2 项。"]


def test_a_long_holiday_is_looked_back_over(plan, department, clerk):
    assert days_of(date(2026, 10, 1)) == []
    back = days_of(date(2026, 10, 8))
    assert back[0] == date(2026, 10, 8)
    assert back[-1] == date(2026, 10, 1)


def test_a_saturday_that_is_worked_has_its_reminders(plan, department, clerk):
    due(plan, department, date(2026, 10, 10))
    assert remind(date(2026, 10, 10)) == 1


def test_what_is_handed_in_or_of_an_ended_plan_is_not_told(plan, unit, department, clerk):
    for state in (Task.State.SUBMITTED, Task.State.ACCEPTED):
        due(plan, department, TUESDAY, state=state)
    ended = factories.make_plan(unit, year=2026)
    Plan.objects.filter(pk=ended.pk).update(state=Plan.State.ENDED)
    due(ended, department, TUESDAY)
    assert remind(TUESDAY) == 0


def test_the_parts_are_told_and_not_the_whole(plan, department, clerk):
    whole = due(plan, department, TUESDAY, "整项")
    split(task=whole, parts=[Part(text="一部分", party=department, due_on=TUESDAY)], by=clerk, today=MONDAY)
    remind(TUESDAY)
    assert told(clerk) == ["“一部分”今天到期。"]


def test_a_group_is_told_line_by_line(plan, unit, department, other_department, clerk, office):
    other = factories.make_person("other-clerk", "王明", unit, "clerk", other_department)
    task = due(plan, None, TUESDAY)
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    actions.complete_line(task=task, department=department, by=clerk)
    Notice.objects.all().delete()
    remind(TUESDAY)
    assert told(clerk) == []
    assert told(other) == ["“开展志愿服务”今天到期。"]


def test_the_person_in_charge_is_told_too(plan, unit, department, other_department, clerk):
    person = factories.make_person("wang", "王强", unit, "clerk", other_department)
    task = due(plan, department, TUESDAY)
    task.in_charge = Person.objects.create(unit=unit, name="王强", department=other_department, user=person)
    task.save()
    remind(TUESDAY)
    assert told(person) == ["“开展志愿服务”今天到期。"]


def test_a_task_of_nobody_is_told_to_the_office(plan, office, clerk):
    due(plan, None, TUESDAY)
    remind(TUESDAY)
    assert told(office) == ["“开展志愿服务”今天到期。"]
    assert told(clerk) == []


def test_who_left_is_told_nothing(plan, department, clerk):
    clerk.is_active = False
    clerk.save()
    due(plan, department, TUESDAY)
    assert remind(TUESDAY) == 0


def test_an_occurrence_is_told_before_its_last_day_until_it_is_held(plan, unit, department, clerk):
    task = factories.make_task(plan, department)
    set_frequency(task=task, rhythm=Rhythm(Every.MONTH), by=clerk)
    assert remind(date(2026, 11, 23)) == 1
    assert told(clerk) == ["“11 月：开展志愿服务”7 天后到期。"]
    record = factories.make_record(unit, department, by=clerk, begins_on=date(2026, 11, 24))
    record_for(record=record, tasks=[task], by=clerk)
    assert remind(date(2026, 11, 30)) == 0


def test_what_a_group_is_to_hold_is_told_to_its_members_until_one_held_it(
    plan, unit, department, other_department, clerk, office
):
    other = factories.make_person("other-clerk", "王明", unit, "clerk", other_department)
    task = factories.make_task(plan)
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    set_frequency(task=task, rhythm=Rhythm(Every.MONTH), by=office)
    Notice.objects.all().delete()
    assert remind(date(2026, 11, 23)) == 2
    assert told(clerk) == told(other) == ["“11 月：开展志愿服务”7 天后到期。"]
    record = factories.make_record(unit, department, by=clerk, begins_on=date(2026, 11, 24))
    record_for(record=record, tasks=[task], by=clerk)
    assert remind(date(2026, 11, 30)) == 0


def test_an_occurrence_whose_chosen_day_passed_on_a_day_off_is_told_nothing_empty(plan, department, clerk):
    task = factories.make_task(plan, department)
    set_frequency(task=task, rhythm=Rhythm(Every.MONTH), by=clerk)
    plan_day(occurrence=task.occurrences.get(name="11 月"), day=date(2026, 11, 22), by=clerk)
    assert remind(MONDAY) == 0
    assert told(clerk) == []


def test_of_festivals_enough_is_enough(plan, unit, department, clerk):
    task = factories.make_task(plan, department)
    set_frequency(task=task, rhythm=Rhythm(Every.FESTIVAL, 1, ("duanwu", "zhongqiu")), by=clerk)
    assert remind(date(2026, 6, 18)) == 1
    record = factories.make_record(unit, department, by=clerk, begins_on=date(2026, 6, 18))
    record_for(record=record, tasks=[task], by=clerk)
    assert remind(date(2026, 9, 24)) == 0


def test_a_finding_is_told_to_its_department(plan, department, office, clerk):
    inspection = supervision.open_round(plan=plan, by=office, title="督导", begins_on=date(2026, 11, 1))
    fields = {"text": "楼道堆放杂物", "requirement": "限期清理", "found_on": date(2026, 11, 2)}
    supervision.find(round=inspection, by=office, department=department, due_on=date(2026, 11, 17), **fields)
    Notice.objects.all().delete()
    remind(TUESDAY)
    assert told(clerk) == ["“楼道堆放杂物”已逾期 7 天。"]


def test_a_run_asks_the_same_number_of_questions_for_any_number_of_people(plan, unit, department, clerk):
    def count(day) -> int:
        with CaptureQueriesContext(connection) as asked:
            remind(day)
        return len(asked)

    due(plan, department, TUESDAY)
    before = count(TUESDAY)
    for number in range(6):
        place = factories.make_department(unit, f"处室{number}")
        factories.make_person(f"clerk{number}", "某人", unit, "clerk", place)
        due(plan, place, TUESDAY)
    Notice.objects.all().delete()
    assert count(TUESDAY) == before
    assert Notice.objects.count() == 7


def test_the_embedded_worker_reminds_in_the_morning(plan, department, clerk):
    due(plan, department, TUESDAY)
    with time_machine.travel("2026-11-24T08:05:00+08:00", tick=False):
        keep_up()
        assert worker.run_next()
    assert told(clerk) == ["“开展志愿服务”今天到期。"]
    assert Job.objects.get().output == {"told": 1}


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 12, 1), ["“植绿护绿志愿服务”7 天后举行。"]),
        (date(2026, 11, 25), ["“植绿护绿志愿服务”明天举行。"]),
        (date(2026, 11, 27), []),
        (TUESDAY, []),
        (MONDAY, []),
    ],
)
def test_an_activity_planned_is_told_a_week_and_a_day_before_it(unit, department, clerk, day, text):
    record = factories.make_record(unit, department, begins_on=day)
    remind(TUESDAY)
    assert told(clerk) == text
    assert [one.path for one in Notice.objects.all()] == [record.get_absolute_url() for _ in text]


def test_activities_planned_are_counted_beside_what_is_due(plan, unit, department, clerk):
    factories.make_record(unit, department, begins_on=date(2026, 11, 25))
    factories.make_record(unit, department, title="道德讲堂", begins_on=date(2026, 12, 1))
    remind(TUESDAY)
    assert told(clerk) == ["7 天内有 2 场安排好的活动。"]
    assert Notice.objects.get().path == reverse("calendar")
    due(plan, department, date(2026, 12, 2))
    remind(date(2026, 11, 25))
    assert told(clerk)[1:] == ["“开展志愿服务”7 天后到期。"]
