"""时间: the tasks a filter finds, under the month or week they are due in, each with its days on a line of the year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.functional import cached_property

from programs import task_table
from programs.models import Task
from programs.occurrences import Occurrence
from programs.standings import NO_FILES, is_late, spoken_day
from programs.task_screen import Screen
from programs.task_table import Bare, Row

State = Task.State
WEEKS, BEFORE = 13, 4  # weeks of the axis by weeks, and those of them before this one
WEEK = timedelta(days=7)
TONES = {State.ACCEPTED: "fg"}


@dataclass(frozen=True)
class Tick:
    """A border of the axis in per cent, and what is called after it in its middle."""

    x: str
    middle: str
    text: str


@dataclass(frozen=True)
class Axis:
    """The days drawn: the plan's year in months, or a quarter in weeks."""

    first: date
    last: date
    today: date
    by_week: bool

    def at(self, day: date) -> float:
        """Where a day's noon stands, in per cent; below 0 or above 100 outside."""
        return ((day - self.first).days + 0.5) * 100 / ((self.last - self.first).days + 1)

    @property
    def ticks(self) -> list[Tick]:
        if self.by_week:
            begins = [self.first + WEEK * n for n in range(WEEKS)]
            named = [
                "" if n % 2 else f"{day.month}-{day.day}" for n, day in enumerate(begins)
            ]  # there is no room for more
        else:
            begins = [date(self.first.year, month, 1) for month in range(1, 13)]
            named = [str(month) for month in range(1, 13)]
        borders = [(day - self.first).days * 100 / ((self.last - self.first).days + 1) for day in begins]
        ends = [*borders[1:], 100.0]
        return [
            Tick(f"{x:.2f}", f"{(x + end) / 2:.2f}", text) for x, end, text in zip(borders, ends, named, strict=True)
        ]

    @property
    def now(self) -> str:
        """Where today stands; empty where it is not drawn."""
        return f"{self.at(self.today):.2f}" if self.first <= self.today <= self.last else ""


@dataclass(frozen=True)
class Mark:
    """One planned time that something is to be held: held, ahead, missed."""

    x: str
    tone: str


@dataclass
class Line:
    """One task with its days: `due` the last one, `x1` to `x2` the work, or how long it is until then, or late."""

    row: Row
    due: str = ""
    x1: str = ""
    x2: str = ""
    tone: str = "go"
    marks: list[Mark] = field(default_factory=list)
    said: str = ""  # 4 月 1 日起，全年 4 场办了 2 场
    is_first_ahead: bool = False  # today stands before it


@dataclass
class Stretch:
    """A month or a week of due days, with the counts of all its tasks; the last one is of those without a day."""

    title: str
    is_now: bool = False
    is_first_ahead: bool = False  # today stands before it
    count: int = 0
    late: int = 0
    done: int = 0
    lines: list[Line] = field(default_factory=list)

    @cached_property
    def said(self) -> str:
        return f"{self.count} 项" + (f"，完成 {self.done} 项" if self.done else "")


@dataclass(frozen=True)
class Timeline:
    """One page of the view."""

    axis: Axis
    stretches: list[Stretch]
    has_marks: bool


def timeline_of(screen: Screen, on_page: list[Bare]) -> Timeline:
    """The rows of one page, in a fixed number of queries."""
    by_week, today = screen.filters.by == "week", screen.today
    axis = _axis(screen.plan.year, today, by_week)
    stretches: dict[date | None, Stretch] = {}
    for task in screen.by_due:
        key = _begin(task.due_on, by_week)
        stretch = stretches.setdefault(key, _stretch(key, today, by_week))
        stretch.count += 1
        stretch.late += is_late(task.state, task.due_on, today)
        stretch.done += task.state == State.ACCEPTED
    ahead = next((task.pk for task in screen.by_due if task.due_on and task.due_on >= today), None)
    lines = _lines(screen, [task.pk for task in on_page], axis)
    for task in on_page:
        if task.pk in lines:
            line, stretch = lines[task.pk], stretches[_begin(task.due_on, by_week)]
            if task.pk == ahead:
                opens = not stretch.lines and not stretch.is_now
                (stretch if opens else line).is_first_ahead = True
            stretch.lines.append(line)
    shown = [stretch for stretch in stretches.values() if stretch.lines]
    return Timeline(axis, shown, any(line.marks for line in lines.values()))


def _axis(year: int, today: date, by_week: bool) -> Axis:
    if not by_week:
        return Axis(date(year, 1, 1), date(year, 12, 31), today, by_week)
    first = _begin(today, by_week) - WEEK * BEFORE
    return Axis(first, first + WEEK * WEEKS - timedelta(days=1), today, by_week)


def _begin(day: date | None, by_week: bool) -> date | None:
    """The first day of the month or of the week (a Monday) a day belongs to."""
    if day is None:
        return None
    return day - timedelta(days=day.weekday()) if by_week else day.replace(day=1)


def _stretch(begin: date | None, today: date, by_week: bool) -> Stretch:
    if begin is None:
        return Stretch("没有定时限")
    is_now = begin == _begin(today, by_week)
    if by_week:
        end = begin + timedelta(days=6)
        title = f"{spoken_day(begin, today)}至 {spoken_day(end, begin)}"
        return Stretch(f"{title}（本周）" if is_now else title, is_now)
    title = f"{begin.month} 月" if begin.year == today.year else f"{begin.year} 年 {begin.month} 月"
    return Stretch(f"{title}（本月）" if is_now else title, is_now)


def _lines(screen: Screen, keys: list[int], axis: Axis) -> dict[int, Line]:
    names, marks = task_table.helping(keys), _marks_of(keys, axis)
    tasks = task_table.with_lead(Task.objects.filter(pk__in=keys)).select_related("parent")
    found = {}
    for task in tasks:
        parties = task_table.parties_with(task, names.get(task.pk, []))
        row = task_table.row_of(task, parties, screen.files.get(task.pk, NO_FILES), screen.today)
        line = Line(row, marks=[mark for mark, _ in marks.get(task.pk, []) if mark])
        line.tone = "lt" if row.is_late else TONES.get(task.state, "go")
        line.due, (line.x1, line.x2) = _due(task, axis), _span(task, axis, is_late=row.is_late)
        line.said = _said(task, [is_held for _, is_held in marks.get(task.pk, [])], screen.today)
        found[task.pk] = line
    return found


def _due(task: Task, axis: Axis) -> str:
    return f"{axis.at(task.due_on):.2f}" if task.due_on and axis.first <= task.due_on <= axis.last else ""


def _span(task: Task, axis: Axis, *, is_late: bool) -> tuple[str, str]:
    """From the first day to the due one; where no first day is known, from today on what is left or late."""
    if task.due_on is None:
        days = [task.begins_on] if task.begins_on else []
    elif is_late or (task.begins_on is None and task.state != State.ACCEPTED):
        days = [task.begins_on or task.due_on, task.due_on, axis.today]
    else:
        days = [task.begins_on or task.due_on, task.due_on]
    if not days or max(days) < axis.first or min(days) > axis.last:
        return "", ""
    return f"{max(axis.at(min(days)), 0):.2f}", f"{min(axis.at(max(days)), 100):.2f}"


def _said(task: Task, held: list[bool], today: date) -> str:
    said = [f"{spoken_day(task.begins_on, today)}起"] if task.begins_on else []
    said += [f"计划 {len(held)} 场，已办 {sum(held)} 场"] if held else []
    return "，".join(said)


def _marks_of(keys: list[int], axis: Axis) -> dict[int, list[tuple[Mark | None, bool]]]:
    """Every planned occurrence of these tasks with whether it was held; no mark outside the axis. One query."""
    rows = Occurrence.objects.filter(task__in=keys, cancelled_at__isnull=True).order_by("begins_on", "pk")
    found: dict[int, list[tuple[Mark | None, bool]]] = {}
    for row in rows.select_related("record"):
        day = row.record.begins_on if row.record_id else row.planned_on or row.ends_on
        state = row.state_on(axis.today)
        mark = Mark(f"{axis.at(day):.2f}", state) if axis.first <= day <= axis.last else None
        found.setdefault(row.task_id, []).append((mark, state == Occurrence.State.HELD))
    return found
