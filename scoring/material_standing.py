"""Whether the records put forward for a clause hold what it asks for; one sentence for each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.models import Record
from scoring.clause_materials import Asked, Slot

NAMED = 2  # records named in one sentence


@dataclass(frozen=True)
class Line:
    """One line: is it met, and the sentence."""

    is_met: bool
    sentence: str

    @property
    def icon(self) -> str:
        return "check-lg ok" if self.is_met else "dash-lg no"


def lines_of(asked: Iterable[Asked], records: Sequence[Record]) -> list[Line]:
    """The lines of a clause. The records come `with_counts`; no query."""
    return [_each(one, records) if one.is_each else _together(one, records) for one in asked]


def lines_of_record(asked: Iterable[Asked], record: Record) -> list[Line]:
    """What the clauses one activity serves ask of each activity; of two that ask for the same, the one for more."""
    return [Line(held_by(record, one) >= one.least, _said(one, held_by(record, one))) for one in most_of(asked)]


def most_of(asked: Iterable[Asked]) -> list[Asked]:
    """Lines asked of each activity, one for each sort of material."""
    most: dict[str, Asked] = {}
    for one in asked:
        if one.is_each and (one.slot not in most or most[one.slot].least < one.least):
            most[one.slot] = one
    return list(most.values())


def held_by(record: Record, one: Asked) -> int:
    """How much of a line one record holds; a summary may be written or a file."""
    if one.needs_number and not record.n_number and record.kind != Record.Kind.ACTIVITY:
        return 0
    held = getattr(record, f"n_{one.slot}")
    if one.slot == Slot.SUMMARY:
        return max(record.n_words, one.least if held else 0)
    return held


def _together(one: Asked, records: Sequence[Record]) -> Line:
    held = sum(held_by(record, one) for record in records)
    return Line(held >= one.least, _said(one, held))


def _each(one: Asked, records: Sequence[Record]) -> Line:
    activities = [record for record in records if record.kind == Record.Kind.ACTIVITY]
    lacking = [record for record in activities if held_by(record, one) < one.least]
    if not activities:
        return Line(False, f"{one}：还没有活动")
    if not lacking:
        return Line(True, f"{one}：{len(activities)} 次活动都够")
    named = "、".join(f"《{record.title}》" for record in lacking[:NAMED])
    more = f"等 {len(lacking)} 次" if len(lacking) > NAMED else ""
    return Line(False, f"{one}：{named}{more}不够")


def _said(one: Asked, held: int) -> str:
    note = f"，要{one.note}" if one.note else ""
    return f"{one.title}至少 {one.least} {one.measure}，现有 {held} {one.measure}{note}"
