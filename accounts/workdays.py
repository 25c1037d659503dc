"""When the office works: workdays of the calendar, and the hours in which nothing leaves the house.

The State Council's yearly notice is known from `chinese_calendar`, a year or so ahead; what the administrator has
entered (`OfficeDay`) comes first. A year nobody knows yet goes by the week.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar
from django.db import models

WAKES, RESTS = 8, 20  # o'clock, local time: outside of these hours nobody is written to


class OfficeDay(models.Model):
    """A day that is off, or worked, whatever the week and the known notice say; it holds for the whole installation."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    note = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        verbose_name = "放假安排"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {'上班' if self.is_workday else '放假'}"


def entered(first: date, last: date) -> dict[date, bool]:
    """The days of a span that were entered here, and whether they are worked. One query."""
    return dict(OfficeDay.objects.filter(day__range=(first, last)).values_list("day", "is_workday"))


def _is_in_notice(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def knows_workdays(year: int) -> bool:
    """Whether the State Council's notice for a year is known, or was entered."""
    return _is_in_notice(year) or OfficeDay.objects.filter(day__year=year).exists()


def is_workday(day: date, told: dict[date, bool] | None = None) -> bool:
    """A day on which offices work. `told` is what `entered` gave for a span: without it each day costs a query."""
    told = entered(day, day) if told is None else told
    if day in told:
        return told[day]
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def workdays_on(day: date, count: int) -> date:
    """The last of `count` workdays that begin on a day. One query."""
    told = entered(day, day + timedelta(days=3 * count + 20))  # no holiday is longer than 20 days
    while True:
        count -= is_workday(day, told)
        if count <= 0:
            return day
        day += timedelta(days=1)


def is_quiet(moment: datetime) -> bool:
    """Whether a moment of local time is one in which nothing leaves the house: night, evening, days off."""
    return not is_workday(moment.date()) or not WAKES <= moment.hour < RESTS
