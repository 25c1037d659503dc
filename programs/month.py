"""One month as a small calendar: what was held, what is planned, what is due, which festivals there are."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from evidence.models import Activity, Record
from programs import festivals

AHEAD, COMING_SHOWN = timedelta(days=30), 3


@dataclass
class Day:
    """One square of the calendar: its classes, and what there is on it in words."""

    day: date
    is_out: bool  # belongs to the month before or after
    is_today: bool
    titles: list[str]  # of activities
    is_ahead: bool
    due: list[str] = field(default_factory=list)  # of tasks that are not done
    named: list[str] = field(default_factory=list)  # festivals and fixed days

    @property
    def classes(self) -> str:
        names = ["plan" if self.is_ahead else "done"] if self.titles else []
        names += ["fix"] if self.named else []
        names += ["due"] if self.due else []
        return " ".join(names + (["now"] if self.is_today else []))

    @property
    def said(self) -> str:
        parts = ["今天"] if self.is_today else []
        parts += ["、".join(self.named)] if self.named else []
        if self.titles:
            parts.append(f"{'计划' if self.is_ahead else '已办'}：{_named(self.titles, '场')}")
        if self.due:
            parts.append(f"到期：{_named(self.due, '项')}")
        return "；".join(parts)


def _named(titles: list[str], measure: str) -> str:
    return "、".join(titles[:3]) + (f"等 {len(titles)} {measure}" if len(titles) > 3 else "")


@dataclass(frozen=True)
class Coming:
    """One of the next days worth knowing."""

    day: date
    title: str
    days: int  # until then

    @property
    def small(self) -> str:
        return {0: "今天", 1: "明天", 2: "后天"}.get(self.days, f"{self.days} 天后")


@dataclass
class Month:
    """A month in weeks from Monday to Sunday."""

    year: int
    month: int
    weeks: list[list[Day]]
    held: int
    ahead: int
    coming: list[Coming]


def held_by(records, departments):
    helped = Activity.departments.through.objects.filter(activity=OuterRef("pk"), department__in=departments)
    return records.filter(Q(department__in=departments) | Exists(helped))


def month_of(standing, today: date, due_days: Iterable[tuple[date, str]] = ()) -> Month:
    """This month of the own departments, or of the whole unit; `due_days` are those of tasks. One query."""
    weeks = calendar.Calendar().monthdatescalendar(today.year, today.month)
    first, last = weeks[0][0], max(weeks[-1][-1], today + AHEAD)
    by_day = _activities(standing, first, last, today)
    due: dict[date, list[str]] = {}
    for day, title in due_days:
        due.setdefault(day, []).append(title)
    named: dict[date, list[str]] = {}
    for one in festivals.festivals_between(first, last):
        named.setdefault(one.day, []).append(one.name)
    days = [
        [
            Day(
                day,
                day.month != today.month,
                day == today,
                by_day.get(day, []),
                day > today,
                due.get(day, []),
                named.get(day, []),
            )
            for day in week
        ]
        for week in weeks
    ]
    own = [day for week in days for day in week if not day.is_out]
    held = sum(len(day.titles) for day in own if not day.is_ahead)
    ahead = sum(len(day.titles) for day in own if day.is_ahead)
    return Month(today.year, today.month, days, held, ahead, _coming(by_day, named, today))


def _activities(standing, first: date, last: date, today: date) -> dict[date, list[str]]:
    records = Record.objects.visible_to(standing.user, "record.read").of_unit(standing.unit)
    records = records.activities().filter(begins_on__range=(first, last))
    records = records.filter(Q(begins_on__gt=today) | ~Q(state=Record.State.DRAFT))  # a draft is not yet one held
    if standing.is_department_only:
        records = held_by(records, standing.departments)
    by_day: dict[date, list[str]] = {}
    for day, title in records.order_by("begins_on", "pk").values_list("begins_on", "title"):
        by_day.setdefault(day, []).append(title)
    return by_day


def _coming(by_day: dict, named: dict, today: date) -> list[Coming]:
    """Activities planned and festivals of the next days, the nearest first."""
    found = [(day, title) for source in (by_day, named) for day, titles in source.items() for title in titles]
    ahead = sorted(row for row in found if today < row[0] <= today + AHEAD)
    return [Coming(day, title, (day - today).days) for day, title in ahead[:COMING_SHOWN]]
