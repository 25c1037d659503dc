"""Workdays, and the hours in which nothing leaves the house."""

from datetime import date, datetime

import chinese_calendar
import pytest
from django.core.exceptions import ValidationError

from accounts import holiday_notice
from accounts.models import OfficeDay
from accounts.workdays import is_quiet, is_workday, knows_workdays, workdays_on

pytestmark = pytest.mark.django_db


def test_exchanged_days_are_known():
    assert not is_workday(date(2026, 10, 1))
    assert is_workday(date(2026, 10, 10))  # a Saturday worked for the National Day week
    assert not is_workday(date(2026, 11, 22))


def test_a_year_without_a_notice_goes_by_the_week():
    assert not knows_workdays(2049)
    assert is_workday(date(2049, 3, 1))
    assert not is_workday(date(2049, 3, 6))


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 30), date(2026, 12, 4)),  # Monday to Friday
        (date(2026, 11, 28), date(2026, 12, 4)),  # from a Saturday on
        (date(2026, 9, 29), date(2026, 10, 10)),  # over the National Day week, to its Saturday worked
    ],
)
def test_five_workdays_are_counted_over_days_off(day, last, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert workdays_on(day, 5) == last


@pytest.mark.parametrize(
    "moment, said",
    [
        (datetime(2026, 11, 25, 7, 59), True),
        (datetime(2026, 11, 25, 8, 0), False),
        (datetime(2026, 11, 25, 19, 59), False),
        (datetime(2026, 11, 25, 20, 0), True),
        (datetime(2026, 11, 28, 10, 0), True),  # a Saturday
        (datetime(2026, 10, 1, 10, 0), True),  # the National Day
        (datetime(2026, 10, 10, 10, 0), False),  # a Saturday worked for it
    ],
)
def test_evenings_nights_and_days_off_are_quiet(moment, said):
    assert is_quiet(moment) is said


def test_what_was_entered_comes_before_the_notice(db, unit, admin):
    days = [(date(2026, 10, 1), True, "值班"), (date(2026, 11, 23), False, "")]
    holiday_notice.enter(days=days, unit=unit, by=admin)
    assert is_workday(date(2026, 10, 1))
    assert not is_workday(date(2026, 11, 23))


def test_a_year_that_was_entered_is_known(db, unit, admin):
    assert not knows_workdays(2049)
    holiday_notice.enter(days=[(date(2049, 1, 1), False, "元旦")], unit=unit, by=admin)
    assert knows_workdays(2049)


NOTICE = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、28日（周六）上班。"""


def test_the_printed_notice_is_read_sentence_by_sentence():
    told = {day: (worked, name) for day, worked, name in holiday_notice.read_notice(NOTICE, 2026)}
    assert len(told) == 3 + 1 + 9 + 2
    assert told[date(2026, 1, 3)] == (False, "元旦")
    assert told[date(2026, 1, 4)] == (True, "元旦")
    assert told[date(2026, 2, 23)] == (False, "春节")
    assert told[date(2026, 2, 28)] == (True, "春节")


def test_the_printed_notice_agrees_with_the_known_year():
    for day, worked, _ in holiday_notice.read_notice(NOTICE, 2026):
        assert chinese_calendar.is_workday(day) is worked, day


def test_a_stretch_over_the_turn_of_the_year_is_one(db):
    told = holiday_notice.read_notice("12月30日至1月2日放假", 2048)
    assert [day for day, _, _ in told] == [date(2048, 12, 30), date(2048, 12, 31), date(2049, 1, 1), date(2049, 1, 2)]


@pytest.mark.parametrize("text", ["2月30日放假", "5日放假", "5月9日至3日放假"])
def test_a_day_that_does_not_exist_is_one_sentence(text):
    with pytest.raises(ValidationError, match="请核对"):
        holiday_notice.read_notice(text, 2027)


def test_the_administrator_pastes_the_notice_and_strikes_a_day(enter, admin):
    client = enter(admin)
    page = client.post("/settings/workdays/", {"year": "2027", "text": "1月1日至3日放假。1月4日上班。"}, follow=True)
    assert "已登记 4 天" in page.content.decode()
    day = OfficeDay.objects.get(day=date(2027, 1, 4))
    client.post("/settings/workdays/strike/", {"day": day.pk})
    assert client.post("/settings/workdays/strike/", {"day": "x"}).status_code == 404
    assert OfficeDay.objects.count() == 3


@pytest.mark.parametrize("text", ["", "没有日期的话", "2月30日放假", "\x00\x00"])
def test_what_tells_no_day_is_one_sentence_and_stays_typed(enter, admin, text):
    page = enter(admin).post("/settings/workdays/", {"year": "2027", "text": text})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert not OfficeDay.objects.exists()


def test_only_the_administrator_changes_days_off(enter, office):
    assert enter(office).get("/settings/workdays/").status_code == 403
