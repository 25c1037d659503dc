"""From words such as 每季度 and 清明、端午、中秋 to the spans of days in which something is to be held."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from programs import festivals
from programs.occurrences import Frequency

Every = Frequency.Every
MOST = 60  # occurrences of one task in a year
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_PIECES = {Every.MONTH: 12, Every.QUARTER: 4, Every.HALF: 2, Every.YEAR: 1}
_LETTERS = {Every.MONTH: "m", Every.QUARTER: "q", Every.HALF: "h", Every.YEAR: "y"}
_NUMBERED = ("一", "二", "三", "四")
_COUNT = re.compile(
    r"(?:至少|不少于|不低于|开展|召开|举办|组织)[^，。；;]{0,8}?(\d{1,2}|[一二两三四五六七八九十])\s*[次场期回]"
)
_PER_YEAR = re.compile(r"每年(?:度)?|全年|年内|一年|本年")


@dataclass(frozen=True)
class Rhythm:
    """How often something is to be held: `times` a year, or of the named festivals at least so many."""

    every: str
    times: int | None = None
    festivals: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        if self.every == Every.FESTIVAL:
            names = "、".join(festivals.LABELS[key] for key in self.festivals)
            return f"{names}，至少 {self.times} 次" if self.times else names
        if self.every == Every.YEAR and self.times:
            return f"每年至少 {self.times} 次"
        return f"{Every(self.every).label}一次"


@dataclass(frozen=True)
class Window:
    """The days within which one occurrence counts; `planned_on` where a day of its own is known."""

    key: str
    name: str
    begins_on: date
    ends_on: date
    planned_on: date | None = None


def windows_of(rhythm: Rhythm, year: int, first: date | None = None, last: date | None = None) -> list[Window]:
    """The occurrences of a year, cut to the days from `first` to `last` where the task has a period of its own."""
    begin, end = date(year, 1, 1), date(year, 12, 31)
    first, last = max(first or begin, begin), min(last or end, end)
    if rhythm.every == Every.FESTIVAL:
        found = _festive(rhythm, year)
        return [one for one in found if first <= one.planned_on <= last]
    if rhythm.every == Every.YEAR:
        count = min(rhythm.times or 1, MOST)
        return [Window(f"y{n}", f"第 {n} 次", first, last) for n in range(1, count + 1)] if first <= last else []
    found = []
    for number in range(1, _PIECES[rhythm.every] + 1):
        begins_on, ends_on = _piece(year, number, 12 // _PIECES[rhythm.every])
        if begins_on <= last and ends_on >= first:
            key = f"{_LETTERS[rhythm.every]}{number:02}"
            found.append(Window(key, _named(rhythm.every, number), max(begins_on, first), min(ends_on, last)))
    return found


def _piece(year: int, number: int, months: int) -> tuple[date, date]:
    """The first and last day of the nth stretch of so many months."""
    begins_on = date(year, (number - 1) * months + 1, 1)
    month = number * months
    after = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return begins_on, after - timedelta(days=1)


def _named(every: str, number: int) -> str:
    if every == Every.MONTH:
        return f"{number} 月"
    return f"第{_NUMBERED[number - 1]}季度" if every == Every.QUARTER else ("上半年", "下半年")[number - 1]


def _festive(rhythm: Rhythm, year: int) -> list[Window]:
    found = []
    for key in rhythm.festivals:
        day = festivals.day_of(key, year)
        if day is not None:
            begins_on, ends_on = (
                max(day - festivals.BEFORE, date(year, 1, 1)),
                min(day + festivals.AFTER, date(year, 12, 31)),
            )
            found.append(Window(key, festivals.LABELS[key], begins_on, ends_on, day))
    return sorted(found, key=lambda one: one.planned_on)


def _times_in(text: str) -> int | None:
    found = _COUNT.search(text)
    if not found:
        return None
    return int(found[1]) if found[1].isdigit() else DIGITS[found[1]]


def proposed(text: str) -> Rhythm | None:
    """The frequency a paper's sentence asks for; None where it names none. A person confirms it."""
    for word, every in (("每月", Every.MONTH), ("每季", Every.QUARTER), ("每半年", Every.HALF)):
        if word in text:
            return Rhythm(every)
    named = tuple(festivals.named_in(text))
    times = _times_in(text)
    if len(named) > 1:
        return Rhythm(Every.FESTIVAL, times if times and times <= len(named) else None, named)
    if times and _PER_YEAR.search(text):
        return Rhythm(Every.YEAR, min(times, MOST))
    return None
