"""What is missing from a clause's next grade: by the thresholds not reached yet and the clause's own rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from evidence.measures import Measure
from scoring.models import Score
from scoring.points import exact, printed
from scoring.ruling import Rule
from scoring.sheet import Line
from scoring.suggesting import Check, Suggestion, suggest

_OF_PEOPLE = frozenset({Measure.Source.VOLUNTEERS, Measure.Source.MEMBERS, Measure.Source.TURNOUT})
_AT_LEAST, _AT_MOST = (">=", ">"), ("<=", "<")


@dataclass(frozen=True)
class Next:
    """The grade within reach, and what it takes: 2 分, 再有 7 人."""

    grade: str
    needs: str


def people_lacking(check: Check) -> int | None:
    """How many more people a share of people asks for; None where it is not short, or not a share of people."""
    row, reading = check.threshold, check.reading
    if check.is_met is not False or not check.missing or row.operator not in _AT_LEAST or row.unit != "%":
        return None
    if not check.is_bound or row.measure.source not in _OF_PEOPLE or check.value != reading.value:
        return None
    asked = check.required * reading.denominator / 100
    if row.operator == ">":
        asked = asked.to_integral_value(ROUND_FLOOR) + 1
    return int(asked.to_integral_value(ROUND_CEILING) - reading.numerator)


def needed(check: Check) -> str:
    """What brings a threshold about that is not reached: 再有 7 人, 再归档 2 次, 再提高 3 个百分点."""
    people = people_lacking(check)
    if people is not None:
        return f"再有 {people} 人"
    if not check.missing:
        return "要比上年多"
    unit = check.threshold.unit
    measure = " 个百分点" if unit == "%" else f" {unit}" if unit else ""
    if check.threshold.operator in _AT_MOST:
        return f"减少 {exact(check.missing)}{measure}"
    verb = "再归档" if check.is_counted else "再提高" if unit == "%" else "再增加"
    return f"{verb} {exact(check.missing)}{measure}"


def next_of(line: Line, rules: Sequence[Rule], told: Suggestion, *, is_negative: bool) -> Next | None:
    """What the clause would get with every threshold reached; None where the rule does not say, or it has that."""
    short = [check for check in told.checks if check.is_met is False]
    if not short or line.mark == "not_applicable":
        return None
    offer = line.offer
    reached = [_reached(check) for check in told.checks]
    then = suggest(
        line.clause, rules, reached, maximum=offer.maximum, is_negative=is_negative, is_pointed=offer.is_pointed
    )
    if then.verdict:
        is_better = line.score is None or line.score.state != then.verdict
        return Next(f"“{Score.State(then.verdict).label}”", _said(short)) if is_better else None
    has = line.score.points if line.score and line.score.points is not None else told.points
    if then.points is None or is_negative or (has is not None and then.points <= has):
        return None
    return Next(f" {printed(then.points)} 分", _said(short))


def _reached(check: Check) -> Check:
    if check.is_met is not False:
        return check
    return replace(check, is_met=True, missing=Decimal(0), value=check.required if check.missing else check.value)


def _said(short: Iterable[Check]) -> str:
    short = list(short)
    if len(short) == 1:
        return needed(short[0])
    return "；".join(f"{check.threshold.measure}{needed(check)}" for check in short)
