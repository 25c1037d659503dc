"""Dates and frequencies: 8月28日, 12月底前, 2024.6.28, 每季度, 全年; a day only where one is printed."""

from __future__ import annotations

import calendar
import re
from datetime import date

from documents.reading.characters import half
from documents.reading.numbering import chinese_number

_SPAN = re.compile(r"每|全年|长期|常年|持续|随时|经常|定期|适时|按月|按季|逐月")
_FULL = re.compile(r"(20\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?:\s*日|号)?(?!\d)")
_DAY = re.compile(r"(?:(20\d{2})\s*年\s*)?(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月\s*(?:份)?(\d{1,2})\s*[日号]")
_SHORT = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})(?=\s*(?:日|前|之前|以前|$))")
_END = re.compile(r"(?:(20\d{2})\s*年\s*)?(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月\s*(?:份)?\s*(?:月)?(?:底|末)")
_YEAR_END = re.compile(r"(?:(20\d{2})年)?(?:本年|当年|今年)?(?:年底|年末|年终)")


def read_due(text: str, year: int | None) -> date | None:
    """The day a text names; the last one where it names a span. None for 每月25日前, 全年 and the like."""
    folded = half(text)
    if _SPAN.search(folded):
        return None
    days = [*_full(folded), *_days(folded, year)]
    return days[-1] if days else None


def _full(folded: str) -> list[date]:
    return [day for one in _FULL.finditer(folded) if (day := _date(one.group(1), one.group(2), one.group(3)))]


def _days(folded: str, year: int | None) -> list[date]:
    rest = _FULL.sub(" ", folded)
    found: list[tuple[int, date | None]] = []
    for one in _DAY.finditer(rest):
        found.append((one.start(), _date(one.group(1) or year, _month(one.group(2)), one.group(3))))
    for one in _SHORT.finditer(rest):
        found.append((one.start(), _date(year, one.group(1), one.group(2))))
    for one in _END.finditer(rest):
        found.append((one.start(), _month_end(one.group(1) or year, _month(one.group(2)))))
    for one in _YEAR_END.finditer(rest):
        found.append((one.start(), _date(one.group(1) or year, 12, 31)))
    return [day for _, day in sorted(found, key=lambda pair: pair[0]) if day]


def printed_days(text: str) -> list[tuple[int, int]]:
    """Months and days a text names with 前: for finding two dates of one task that disagree."""
    folded = half(text)
    return [
        (_month(one.group(2)), int(one.group(3))) for one in _DAY.finditer(folded) if folded[one.end() :][:1] == "前"
    ]


def _month(text: str) -> int:
    return int(text) if text.isascii() else (chinese_number(text) or 0)


def _month_end(year: str | int | None, month: int) -> date | None:
    if not year or not 1 <= month <= 12:
        return None
    return date(int(year), month, calendar.monthrange(int(year), month)[1])


def _date(year: str | int | None, month: str | int, day: str | int) -> date | None:
    if not year:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:  # 2月30日: what is printed stays as text
        return None
