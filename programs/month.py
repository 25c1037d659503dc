"""The activities of one month as a small calendar."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from evidence.models import Activity, Record


@dataclass
class Day:
    """One square of the calendar: its classes, and what happened in words."""

    day: date
    is_out: bool  # belongs to the month before or after
    is_today: bool
    titles: list[str]
    is_ahead: bool

    @property
    def classes(self) -> str:
        names = ["plan" if self.is_ahead else "done"] if self.titles else []
        return " ".join(names + (["now"] if self.is_today else []))

    @property
    def said(self) -> str:
        begun = "今天；" if self.is_today else ""
        if not self.titles:
            return begun.rstrip("；")
        names = "、".join(self.titles[:3]) + (f"等 {len(self.titles)} 场" if len(self.titles) > 3 else "")
        return f"{begun}{'计划' if self.is_ahead else '已办'}：{names}"


@dataclass
class Month:
    """A month in weeks from Monday to Sunday."""

    year: int
    month: int
    weeks: list[list[Day]]
    held: int
    ahead: int


def held_by(records, departments):
    helped = Activity.departments.through.objects.filter(activity=OuterRef("pk"), department__in=departments)
    return records.filter(Q(department__in=departments) | Exists(helped))


def month_of(standing, today: date) -> Month:
    """This month's activities of the own departments, or of the whole unit. One query."""
    weeks = calendar.Calendar().monthdatescalendar(today.year, today.month)
    records = Record.objects.visible_to(standing.user, "record.read").of_unit(standing.unit)
    records = records.filter(begins_on__range=(weeks[0][0], weeks[-1][-1]))
    if standing.is_department_only:
        records = held_by(records, standing.departments)
    by_day: dict[date, list[str]] = {}
    for day, title in records.order_by("begins_on", "pk").values_list("begins_on", "title"):
        by_day.setdefault(day, []).append(title)
    days = [
        [Day(day, day.month != today.month, day == today, by_day.get(day, []), day > today) for day in week]
        for week in weeks
    ]
    own = [day for week in days for day in week if not day.is_out]
    held = sum(len(day.titles) for day in own if not day.is_ahead)
    return Month(today.year, today.month, days, held, sum(len(day.titles) for day in own if day.is_ahead))
