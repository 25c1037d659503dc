"""Steps of a rule: grades with their points, and bands of figures that must neither overlap nor leave gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import ValidationError

from scoring.points import exact, parsed

_NUMBER = r"(\d{1,6}(?:\.\d{1,2})?)"
_SPAN = re.compile(rf"^{_NUMBER}\s*[-–—~至到]\s*(不满|不到)?\s*{_NUMBER}$")
_FROM = re.compile(rf"^(?:{_NUMBER}\s*(?:及|含|\(含\))?以上|≥\s*{_NUMBER}|不(?:低于|少于)\s*{_NUMBER})$")
_OVER = re.compile(rf"^(?:超过|高于|大于|>)\s*{_NUMBER}$")
_TO = re.compile(rf"^(?:{_NUMBER}\s*(?:及|含|\(含\))?以[下内]|≤\s*{_NUMBER}|不(?:超过|高于)\s*{_NUMBER})$")
_UNDER = re.compile(rf"^(?:不满|不足|不到|低于|小于|<)\s*{_NUMBER}$")
_POINTS = re.compile(r"^(.+?)(?:\s*[:：=]\s*|\s+)(?:得|扣|加|为)?\s*(\d+(?:\.\d+)?)\s*(?:分|%)?$")
MOST = 20  # steps of one line


@dataclass(frozen=True)
class Step:
    """One grade, level or band. A band without `low` or `high` is open on that side."""

    label: str
    points: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    has_low: bool = True  # the end itself belongs to the band
    has_high: bool = True

    def holds(self, value: Decimal) -> bool:
        if self.low is not None and (value < self.low or (value == self.low and not self.has_low)):
            return False
        return self.high is None or value < self.high or (value == self.high and self.has_high)

    def as_json(self) -> list:
        return [self.label, exact(self.points)]

    def __str__(self):
        return f"{self.label} {exact(self.points)}"


def steps_typed(text: str, *, are_bands: bool) -> tuple[Step, ...]:
    """One step a line, as "A 2", "B 66%", "85-90 1.5", "不满60 0"; ValidationError names the line that is none."""
    found = []
    for line in filter(None, (row.strip() for row in text.splitlines())):
        said = _POINTS.match(line)
        if not said:
            raise ValidationError(f"“{line[:30]}”没写清楚，一行写一档，后面写分值，如“A 2”。")
        label, points = said.group(1).strip()[:30], parsed(said.group(2))
        found.append(band_of(label, points) if are_bands else Step(label, points))
    if len(found) > MOST:
        raise ValidationError(f"最多 {MOST} 档。")
    labels = [step.label for step in found]
    for label in labels:
        if labels.count(label) > 1:
            raise ValidationError(f"“{label}”写了两次。")
    return tuple(found)


def band_of(label: str, points: Decimal) -> Step:
    """The band a label says: 85-90, 90以上, 不满60; ValidationError where it says none."""
    folded = label.translate(str.maketrans("（）＜＞", "()<>")).removesuffix("分").strip()
    if said := _SPAN.match(folded):
        low, high = Decimal(said.group(1)), Decimal(said.group(3))
        low, high = min(low, high), max(low, high)  # 90-85 is printed too
        return Step(label, points, low, high, has_high=not said.group(2))
    for pattern, side, has in (
        (_FROM, "low", True),
        (_OVER, "low", False),
        (_TO, "high", True),
        (_UNDER, "high", False),
    ):
        if said := pattern.match(folded):
            value = Decimal(next(one for one in said.groups() if one))
            return Step(label, points, **{side: value, f"has_{side}": has})
    raise ValidationError(f"“{label}”不是一段数值，写成“85-90”“90以上”“不满60”这样。")


def check_bands(
    steps: Iterable[Step], *, are_whole: bool, lowest: Decimal = Decimal(0), highest: Decimal | None = None
) -> None:
    """Refuse bands in which a figure falls into two or into none, naming it.

    Every figure from `lowest` (to `highest`, where one is given) must fall into exactly one. `are_whole`: figures are
    counted in whole numbers, so that 80-84 and 85-89 stand side by side.
    """
    rows = sorted(steps, key=lambda one: (one.low is not None, one.low or Decimal(0), not one.has_low))
    if not rows:
        return
    first, last = rows[0], rows[-1]
    if first.low is not None and (first.low > lowest or (first.low == lowest and not first.has_low)):
        raise ValidationError(f"{exact(lowest)} 哪一段都不在：最低的一段是“{first.label}”。")
    for one, other in pairwise(rows):
        _check_neighbours(one, other, are_whole)
    top = last.high if last.high is not None else highest
    if highest is not None and last.high is not None and not last.holds(highest) and top <= highest:
        raise ValidationError(f"{exact(highest)} 哪一段都不在：最高的一段是“{last.label}”。")


def _check_neighbours(one: Step, other: Step, are_whole: bool) -> None:
    if one.high is None or other.low is None or other.low < one.high:
        value = other.low if other.low is not None else one.high
        value = next((v for v in (value, one.high) if v is not None and one.holds(v) and other.holds(v)), None)
        named = f"{exact(value)} 同时在" if value is not None else "有数值同时在"
        raise ValidationError(f"{named}“{one.label}”和“{other.label}”两段里。")
    if other.low == one.high:
        if one.has_high and other.has_low:
            raise ValidationError(f"{exact(other.low)} 同时在“{one.label}”和“{other.label}”两段里。")
        if not one.has_high and not other.has_low:
            raise ValidationError(f"{exact(other.low)} 哪一段都不在：夹在“{one.label}”和“{other.label}”之间。")
        return
    missing = _between(one, other, are_whole)
    if missing is not None:
        raise ValidationError(f"{exact(missing)} 哪一段都不在：夹在“{one.label}”和“{other.label}”之间。")


def _between(one: Step, other: Step, are_whole: bool) -> Decimal | None:
    """A figure between two bands; None where there is none to be had."""
    if not are_whole:
        return one.high if not one.has_high else (one.high + other.low) / 2
    number = one.high.to_integral_value(rounding="ROUND_FLOOR")
    while one.holds(number) or number < one.high:
        number += 1
    return None if other.holds(number) or number > other.low else number


def step_of(steps: Iterable[Step], value: Decimal) -> Step | None:
    return next((step for step in steps if step.holds(value)), None)
