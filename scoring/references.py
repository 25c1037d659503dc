"""What a clause was given elsewhere and before: a year ago, the last time, by the other kinds of assessment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from scoring.explaining import Change
from scoring.models import Score
from scoring.points import printed
from scoring.sheet import Line, Sheet, given_as


@dataclass(frozen=True)
class Reference:
    """One line to hold a score against; `path` leads to the page it stands on."""

    name: str
    text: str
    path: str = ""


def references(sheet: Sheet, line: Line, changes: Iterable[Change]) -> list[Reference]:
    """A sheet read across one clause, and that clause's changes, the latest first. No query."""
    found = [_of("去年同一条", row, line) for row in sheet.last_year]
    found += _last_time(sheet, changes)
    return found + [_of(row.assessment.get_kind_display(), row, line) for row in sheet.elsewhere]


def _of(name: str, row: Score, line: Line) -> Reference:
    text = given_as(row, is_taking=line.is_taking)
    if row.points is not None and row.clause.points is not None and not line.is_taking:
        text = f"{printed(row.points)} / {printed(row.clause.points)} 分"
    return Reference(name, text, reverse("score_clause", args=[row.assessment_id, row.clause_id]))


def _last_time(sheet: Sheet, changes: Iterable[Change]) -> list[Reference]:
    """What was given before what is given now."""
    before = [one for one in changes if one.is_score][1:]
    last = next((one for one in before if one.after not in ("", "未评")), None)
    if last is None:
        return []
    day = timezone.localdate(last.entry.at)
    said = f"{day.month} 月 {day.day} 日"
    if day.year != timezone.localdate().year:
        said = f"{day.year} 年 {said}"
    return [Reference(f"上次{sheet.assessment.get_kind_display()}", f"{said}，{last.after}")]
