"""The State Council's notice of days off, as it is printed every autumn: days off, and days worked instead."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import OfficeDay, Unit, User

LONGEST = 60  # days off in one stretch; more is a slip of the pen
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+[、.．])?\s*([\u4e00-\u9fff、]{2,12}?)[：:]")
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日"
_SPAN = re.compile(rf"{_DAY}(?:\s*[至到—-]+\s*{_DAY})?")


def read_notice(text: str, year: int) -> list[tuple[date, bool, str]]:
    """(day, is worked, name) of every day the text tells, such as "2月15日至23日放假调休。2月14日、28日上班。"

    Raises ValidationError with one sentence for a day that does not exist.
    """
    found: dict[date, tuple[bool, str]] = {}
    name = ""
    for sentence in re.split(r"[。；;\n]", _ASIDE.sub("", text)):
        heading = _HEADING.match(sentence.strip())
        if heading:
            name = heading[1]
        off, worked = "放假" in sentence or "休息" in sentence, "上班" in sentence
        if off == worked:  # neither, or a sentence of another kind
            continue
        for day in _days(sentence, year):
            found[day] = (worked, name)
    return [(day, *found[day]) for day in sorted(found)]


def _days(sentence: str, year: int):
    month = None
    for one in _SPAN.finditer(sentence):
        month = one[2] or month
        first = _day(one[1] or year, month, one[3])
        yield first
        if one[6]:
            month = one[5] or month
            last = _day(one[4] or (first.year + 1 if int(month) < first.month else first.year), month, one[6])
            if not 0 <= (last - first).days <= LONGEST:
                raise ValidationError(f"“{one[0]}”前后对不上，请核对。")
            yield from (first + timedelta(days=number) for number in range(1, (last - first).days + 1))


def _day(year, month, day) -> date:
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, TypeError):
        raise ValidationError(f"“{f'{month} 月' if month else ''}{day} 日”不是一个日期，请核对，月份要写上。") from None


@transaction.atomic
def enter(*, days: list[tuple[date, bool, str]], unit: Unit, by: User) -> int:
    """Take the days in; one that was there is put right. How many."""
    for day, is_workday, name in days:
        OfficeDay.objects.update_or_create(day=day, defaults={"is_workday": is_workday, "note": name[:40]})
    told = {f"{day:%Y-%m-%d}": "上班" if worked else "放假" for day, worked, _ in days}
    audit.record(by=by, verb="登记放假安排", of=unit, unit=unit, after=told)
    return len(days)


@transaction.atomic
def strike(*, day: OfficeDay, unit: Unit, by: User) -> None:
    """Take an entered day away again: the notice, or the week, decides."""
    audit.record(by=by, verb="删去放假安排", of=day, unit=unit, before={"日期": day.day})
    day.delete()
