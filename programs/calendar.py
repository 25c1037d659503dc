"""The work calendar (工作日历): one month with what is planned, due, held and celebrated on each day."""

from __future__ import annotations

from calendar import Calendar as WeekCalendar
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.access import Standing
from accounts.workdays import entered, is_workday, knows_workdays
from evidence.models import Record
from programs import festivals
from programs.desk import desk_tasks, numbered
from programs.models import Plan
from programs.month import held_by
from programs.occurrences import Occurrence
from programs.occurrences_windows import Every
from programs.standings import Status, status_of
from programs.tasks import Task

EARLIEST, LATEST = (2000, 1), (2099, 12)
MOST = 300  # rows of one sort read for a month; no office has as many
SHOWN = 4  # entries of one square; the list below has them all


@dataclass(frozen=True)
class Entry:
    """One thing on a day: `sort` is festival, due, planned, held or meeting."""

    sort: str
    title: str
    path: str
    status: Status | None = None
    small: str = ""


@dataclass(frozen=True)
class Named:
    """A festival or fixed day, with what was held about it last year."""

    name: str
    is_ours: bool
    last: Record | None
    text: str  # the address of a task for it


@dataclass
class Day:
    """One square of the month."""

    day: date
    is_out: bool
    is_today: bool
    is_off: bool  # no workday
    named: list[Named] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def shown(self) -> list[Entry]:
        return self.entries[:SHOWN]

    @property
    def further(self) -> int:
        return len(self.entries) - len(self.shown)

    @property
    def has_something(self) -> bool:
        return bool(self.named or self.entries)

    @property
    def weekday(self) -> str:
        return "一二三四五六日"[self.day.weekday()]


@dataclass
class Month:
    """A month in weeks from Monday to Sunday, its undated occurrences beside them."""

    year: int
    month: int
    weeks: list[list[Day]]
    open_windows: list[Entry]
    knows_workdays: bool
    before: str
    after: str

    @property
    def days(self) -> list[Day]:
        """The days of the month itself on which there is something."""
        return [day for week in self.weeks for day in week if not day.is_out and day.has_something]

    @property
    def counts(self) -> dict[str, int]:
        own = [entry for day in self.days for entry in day.entries]
        return {sort: sum(entry.sort == sort for entry in own) for sort in ("due", "planned", "held", "meeting")}


def month_asked(text: str | None, today: date) -> tuple[int, int]:
    """The year and month of 2026-05; today's where the text names none from 2000 to 2099."""
    year, _, month = (text or "").partition("-")
    if len(year) == 4 and len(month) in (1, 2) and (year + month).isascii() and (year + month).isdigit():
        asked = (int(year), int(month))
        if EARLIEST <= asked <= LATEST and 1 <= asked[1] <= 12:
            return asked
    return today.year, today.month


def _beside(year: int, month: int, step: int) -> str:
    place = year * 12 + month - 1 + step
    asked = (place // 12, place % 12 + 1)
    return f"{asked[0]}-{asked[1]:02}" if EARLIEST <= asked <= LATEST else ""


def month_of(standing: Standing, plans: list[Plan], year: int, month: int, today: date) -> Month:
    """The calendar of one month for a person: of the own departments, or of the whole unit. Seven queries."""
    dates = WeekCalendar().monthdatescalendar(year, month)
    told = entered(dates[0][0], dates[-1][-1])
    weeks = [[Day(day, day.month != month, day == today, not is_workday(day, told)) for day in week] for week in dates]
    squares = {day.day: day for week in weeks for day in week}
    first, last = weeks[0][0].day, weeks[-1][-1].day
    _add_named(standing, squares, first, last)
    _add_records(standing, squares, first, last, today)
    open_windows: list[Entry] = []
    if plans:
        _add_due(standing, plans, squares, first, last, today)
        open_windows = _add_occurrences(standing, plans, squares, (year, month), today)
    knows = knows_workdays(year)
    return Month(year, month, weeks, open_windows, knows, _beside(year, month, -1), _beside(year, month, 1))


def _add_named(standing: Standing, squares: dict, first: date, last: date) -> None:
    named = festivals.festivals_between(first, last)
    ago = {one: festivals.day_of(one.key, one.day.year - 1) for one in named}
    spans = Q(pk__in=())
    for day in ago.values():
        if day is not None:
            spans |= Q(begins_on__range=(day - festivals.BEFORE, day + festivals.AFTER))
    rows = Record.objects.visible_to(standing.user, "record.read").of_unit(standing.unit)
    held = list(rows.filter(spans, kind=Record.Kind.ACTIVITY).order_by("begins_on", "pk")[:MOST]) if named else []
    for one in named:
        squares[one.day].named.append(
            Named(one.name, one.is_ours, _about(held, one.name, ago[one]), urlencode({"text": f"“{one.name}”主题活动"}))
        )


def _about(held: list[Record], name: str, day: date | None) -> Record | None:
    """Last year's activity about a day: one that names it, else one on the day itself."""
    if day is None:
        return None
    near = [row for row in held if day - festivals.BEFORE <= row.begins_on <= day + festivals.AFTER]
    word = name.removesuffix("节")
    called = [row for row in near if word in row.title]
    on_the_day = [row for row in near if row.begins_on == day]
    return next(iter([*called, *on_the_day]), None)


def _add_records(standing: Standing, squares: dict, first: date, last: date, today: date) -> None:
    rows = Record.objects.visible_to(standing.user, "record.read").of_unit(standing.unit)
    rows = rows.filter(begins_on__range=(first, last), kind__in=(Record.Kind.ACTIVITY, Record.Kind.MEETING))
    if standing.is_department_only:
        rows = held_by(rows, standing.departments)
    for row in rows.select_related("department").order_by("begins_on", "pk")[:MOST]:
        is_ahead = row.begins_on > today
        sort = "meeting" if row.kind == Record.Kind.MEETING else "held"
        status = Status("go", "已安排") if is_ahead else Status("done", "已开" if sort == "meeting" else "已办")
        if row.state == Record.State.DRAFT and not is_ahead:
            status = Status("none", "没写完")
        path = reverse("record_detail", args=[row.pk])
        squares[row.begins_on].entries.append(Entry(sort, row.title, path, status, str(row.department)))


def _add_due(standing: Standing, plans: list[Plan], squares: dict, first: date, last: date, today: date) -> None:
    tasks = desk_tasks(standing, plans).filter(due_on__range=(first, last))
    for task in tasks.select_related("department", "group", "unit").order_by("due_on", "order", "pk")[:MOST]:
        status = status_of(task.state, task.due_on, today)
        entry = Entry("due", f"到期：{numbered(task)}", task.get_absolute_url(), status, str(task.party or "还没定"))
        squares[task.due_on].entries.append(entry)


def _add_occurrences(standing: Standing, plans: list[Plan], squares: dict, asked: tuple, today: date) -> list[Entry]:
    """Occurrences with a day of their own on it; the others that can be held this month are returned."""
    own = [day for day in squares if (day.year, day.month) == asked]
    rows = Occurrence.objects.unheld().touching(min(own), max(own)).filter(task__plan__in=plans)
    if standing.is_department_only:
        mine = Task.objects.filter(plan__in=plans).on_desk_of(standing.departments)
        rows = rows.filter(task__in=mine.values("pk"))
    rows = rows.select_related("task__department", "task__group", "task__unit", "task__frequency")
    undated = []
    for row in rows.order_by("planned_on", "ends_on", "pk")[:MOST]:
        status = _status_of(row, today)
        path = f"{row.task.get_absolute_url()}#occurrences"
        small = str(row.task.party or "还没定")
        if row.planned_on in squares:
            squares[row.planned_on].entries.append(
                Entry("planned", f"{row.name}：{numbered(row.task)}", path, status, small)
            )
        elif row.planned_on is None:
            small += f" · {row.ends_on.month} 月 {row.ends_on.day} 日前"
            undated.append(Entry("planned", f"{row.name}：{numbered(row.task)}", path, status, small))
    return undated


def _status_of(row: Occurrence, today: date) -> Status:
    """Of festivals of which some are enough, one that was let pass is nothing to be late with."""
    if row.ends_on >= today:
        return Status("none", "待办")
    frequency = getattr(row.task, "frequency", None)
    is_one_of_several = frequency is not None and frequency.every == Every.FESTIVAL and frequency.times
    return Status("none" if is_one_of_several else "late", "没办")
