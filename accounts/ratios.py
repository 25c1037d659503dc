"""How many of the roster are registered volunteers: the two ratios that assessments ask of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import Count

from accounts.models import Unit
from accounts.roster import PARTY, Person, registered_by

# 湖南省 2022 年测评第 16 条：单位在职党员总数 20 人以下的全员注册; 以下 takes the number itself in (民法典 第 1259 条).
ALL_REGISTER_UP_TO = 20


def percent_of(numerator: int, denominator: int) -> Decimal | None:
    """Per cent with two places, cut and never rounded up: 84.999 is not yet 85. None of nothing."""
    if not denominator:
        return None
    return (Decimal(numerator) * 100 / denominator).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


@dataclass(frozen=True)
class Ratio:
    """So many of so many; `must_be_all` where the small-unit exception asks for everybody."""

    name: str
    numerator: int
    denominator: int
    must_be_all: bool = False

    @property
    def percent(self) -> Decimal | None:
        return percent_of(self.numerator, self.denominator)

    @property
    def is_all(self) -> bool:
        return self.denominator > 0 and self.numerator == self.denominator

    @property
    def missing(self) -> int:
        return self.denominator - self.numerator


@dataclass(frozen=True)
class Ratios:
    """The roster of a unit on a day in two ratios."""

    day: date
    volunteers: Ratio  # registered volunteers of all on roll
    members: Ratio  # registered volunteers among party members of all party members

    def __iter__(self):
        return iter((self.volunteers, self.members))


def ratios_on(unit: Unit, day: date) -> Ratios:
    """Count the roster of a day. One query."""
    told = (
        Person.objects.of_unit(unit)
        .on_roll(day)
        .order_by()
        .aggregate(
            roll=Count("pk"),
            registered=Count("pk", filter=registered_by(day)),
            members=Count("pk", filter=PARTY),
            members_registered=Count("pk", filter=PARTY & registered_by(day)),
        )
    )
    return Ratios(
        day=day,
        volunteers=Ratio("注册志愿者占在册人数", told["registered"], told["roll"]),
        members=Ratio(
            "党员注册志愿者占党员人数",
            told["members_registered"],
            told["members"],
            must_be_all=0 < told["members"] <= ALL_REGISTER_UP_TO,
        ),
    )
