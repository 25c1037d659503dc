"""What the records say about a clause's thresholds, and what its rule would come to by them. Computed on read only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from evidence.measures import Measure
from evidence.measuring import Period as Days
from evidence.measuring import Reading, readings_of
from scoring.models import Assessment, Clause, Score
from scoring.points import exact, printed
from scoring.ruling import Given, Kind, Rule
from scoring.ruling_arithmetic import worked_out
from scoring.thresholds import Period, Threshold

SIGNS = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": "＝"}
_TIMES = {"万元": Decimal(10000), "万人": Decimal(10000)}
_COUNTED = frozenset(
    {Measure.Source.ACTIVITIES, Measure.Source.MEETINGS, Measure.Source.HONOURS, Measure.Source.PUBLICITY}
    | {Measure.Source.DOCUMENTS, Measure.Source.REGULATIONS}
)
_PARTS = {Period.HALF: 6, Period.QUARTER: 3, Period.MONTH: 1}  # months
_BEGINNING = 2000  # from where "without limit of time" counts


@dataclass(frozen=True)
class Check:
    """One threshold against what its measure gives. `value` is None where nothing can be said yet."""

    threshold: Threshold
    value: Decimal | None = None
    required: Decimal = Decimal(0)
    missing: Decimal = Decimal(0)  # in the threshold's unit; 0 where it is met
    is_met: bool | None = None
    reading: Reading | None = None
    sentence: str = ""

    @property
    def is_bound(self) -> bool:
        return self.threshold.measure_id is not None

    @property
    def is_counted(self) -> bool:
        """Is it a count of records, so that one more record brings it nearer?"""
        return self.is_bound and self.threshold.measure.source in _COUNTED


@dataclass(frozen=True)
class Suggestion:
    """What the records suggest for one clause: how far its thresholds are, what to say for each line, the points."""

    checks: list[Check] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)  # one for each line, as far as the records say
    points: Decimal | None = None
    sentence: str = ""
    verdict: str = ""  # of a clause without points: a state of Score
    advice: str = ""  # why, for whoever sees the checks themselves

    @property
    def is_met(self) -> bool | None:
        """All thresholds: None where there are none, or one cannot be read."""
        said = [check.is_met for check in self.checks]
        if not said or (None in said and False not in said):
            return None
        return all(said)


def checks_of(assessment: Assessment, clauses: Iterable[Clause]) -> dict[int, list[Check]]:
    """The thresholds of some clauses against the records of the framework's year. The queries do not grow with them."""
    by_key = {clause.pk: clause for clause in clauses}
    rows = Threshold.objects.filter(clause__in=list(by_key)).select_related("measure__activity_kind")
    rows = list(rows.order_by("clause", "order", "pk"))
    readings = _Readings(assessment, rows)
    found: dict[int, list[Check]] = {}
    for row in rows:
        row.clause = by_key[row.clause_id]  # whoever names the clause asks for it no more
        found.setdefault(row.clause_id, []).append(readings.check(row))
    return found


class _Readings:
    """Readings of all measures the thresholds need, each period asked once."""

    def __init__(self, assessment: Assessment, thresholds: Sequence[Threshold]):
        self.unit, self.year = assessment.unit, assessment.framework.year
        self.measures = {row.measure_id: row.measure for row in thresholds if row.measure_id}
        self._wanted: dict[Days, set[int]] = {}
        for row in thresholds:
            if row.measure_id:
                for days in self._days(row):
                    self._wanted.setdefault(days, set()).add(row.measure_id)
        self._read: dict[Days, dict[int, Reading]] = {}

    def _days(self, row: Threshold) -> list[Days]:
        days = self._periods(row.period)
        return [*days, *(one.a_year_before for one in days)] if row.must_grow else days

    def _periods(self, period: str) -> list[Days]:
        """The periods of the year a figure is asked for; of parts only those that have begun."""
        if period == Period.ONCE:
            return [Days(date(_BEGINNING, 1, 1), date(self.year, 12, 31))]
        if period not in _PARTS:
            return [Days.of_year(self.year)]
        months, today = _PARTS[period], timezone.localdate()
        parts = []
        for first in range(1, 13, months):
            begins = date(self.year, first, 1)
            after = date(self.year + (first + months > 12), (first + months - 1) % 12 + 1, 1)
            if begins <= today or not parts:
                parts.append(Days(begins, date.fromordinal(after.toordinal() - 1)))
        return parts

    def reading(self, measure: Measure, days: Days) -> Reading:
        if days not in self._read:
            wanted = [self.measures[key] for key in sorted(self._wanted[days])]
            self._read[days] = readings_of(wanted, self.unit, days)
        return self._read[days][measure.pk]

    def check(self, row: Threshold) -> Check:
        if row.measure is None:
            return Check(row, required=row.value, sentence=f"要求 {asked(row)}，还没有定从哪里取数")
        checks = [self._one(row, days) for days in self._periods(row.period)]
        if len(checks) == 1:
            return checks[0]
        return _together(row, checks)

    def _one(self, row: Threshold, days: Days) -> Check:
        reading = self.reading(row.measure, days)
        value = None if reading.value is None else reading.value / _TIMES.get(row.unit, 1)
        required = required_of(row, reading)
        if value is None:
            return Check(row, None, required, reading=reading, sentence=f"要求 {asked(row)}；{reading.sentence}")
        missing = missing_of(row.operator, value, required)
        said = _said(row, value, required, missing, reading)
        is_met = _meets(row.operator, value, required)
        if row.must_grow:
            grown, told = _grown(reading, self.reading(row.measure, days.a_year_before))
            is_met, said = is_met and grown, f"{said}；{told}"
        return Check(row, value, required, missing, is_met, reading, said)


def asked(row: Threshold) -> str:
    """≥ 5 次, as people write it."""
    period = f"{Period(row.period).label} " if row.period in _PARTS else ""
    return f"{period}{SIGNS.get(row.operator, row.operator)}{exact(row.value)}{_unit(row.unit)}"


def _unit(unit: str) -> str:
    return unit if unit in ("%", "") else f" {unit}"


def required_of(row: Threshold, reading: Reading) -> Decimal:
    """What is asked; of few people it may be all of them (20 人以下的全员, the twenty included)."""
    is_small = (
        row.small_count is not None and reading.denominator is not None and reading.denominator <= row.small_count
    )
    return row.small_value if is_small and row.small_value is not None else row.value


def _meets(operator: str, value: Decimal, required: Decimal) -> bool:
    return {
        ">=": value >= required,
        "<=": value <= required,
        ">": value > required,
        "<": value < required,
    }.get(operator, value == required)


def missing_of(operator: str, value: Decimal, required: Decimal) -> Decimal:
    """How much is lacking (or too much); 0 where it is met."""
    if _meets(operator, value, required):
        return Decimal(0)
    return max(abs(required - value), Decimal("0.01"))


def _said(row: Threshold, value: Decimal, required: Decimal, missing: Decimal, reading: Reading) -> str:
    is_share = row.unit == "%"
    verb = "已归档" if row.measure.source in _COUNTED else "现为"
    said = f"要求 {asked(row)}"
    if required != row.value:
        said += f"（{row.small_count} 人以下要求 {exact(required)}{_unit(row.unit)}）"
    said += f"，{verb} {exact(value)}{_unit(row.unit)}"
    if is_share and reading.numerator is not None and reading.denominator is not None:
        said += f"（{exact(reading.numerator)}/{exact(reading.denominator)}）"
    if missing:
        word = "超" if row.operator in ("<=", "<") else "低" if is_share else "缺"
        said += f"，{word} {exact(missing)}{' 个百分点' if is_share else _unit(row.unit)}"
    if reading.waiting:
        said += f"（另有 {reading.waiting}{_unit(row.unit)}待审核）"
    return said


def _grown(reading: Reading, before: Reading) -> tuple[bool, str]:
    now = reading.numerator if reading.numerator is not None else reading.value
    then = before.numerator if before.numerator is not None else before.value
    if then is None or not (then or before.records):  # nothing filed is no figure of nought
        return False, "要求比上年增长，上年没有数据"
    grown = now is not None and now > then
    return grown, f"要求比上年增长，上年 {exact(then)}，今年 {exact(now or Decimal(0))}"


def _together(row: Threshold, checks: list[Check]) -> Check:
    """Each part of the year has to reach the figure: what is missing adds up."""
    short = [check for check in checks if check.is_met is not True]
    missing = sum((check.missing for check in checks), Decimal(0))
    said = f"要求 {asked(row)}，{len(checks)} 个期间里 {len(checks) - len(short)} 个达到"
    if missing:
        said += f"，共缺 {exact(missing)}{_unit(row.unit)}"
    value = min((check.value for check in checks if check.value is not None), default=None)
    is_met = None if any(check.is_met is None for check in checks) else not short
    return Check(row, value, row.value, missing, is_met, checks[-1].reading, said)


def suggest(
    clause: Clause,
    lines: Sequence[Rule],
    checks: list[Check],
    *,
    maximum: Decimal | None,
    is_negative: bool = False,
    is_pointed: bool = True,
) -> Suggestion:
    """What a clause would get by the records alone. `points` stays None where a person has to say something."""
    said = "；".join(check.sentence for check in checks)
    given = [_given(line, checks) for line in lines]
    if not is_pointed:
        verdict = "" if lines else _verdict(checks)
        tail = f"，建议评“{Score.State(verdict).label}”" if verdict else ""
        return Suggestion(checks, given, None, said + tail, verdict, _reached_said(checks))
    if not lines:
        met = bool(checks) and all(check.is_met for check in checks)
        points = maximum if met and not is_negative else None
        tail = f"，建议给满分 {printed(points)} 分" if points is not None else ""
        return Suggestion(checks, [], points, said + tail, advice=_reached_said(checks))
    if not checks:
        return Suggestion(checks, given)
    try:
        outcome = worked_out(lines, given, maximum=maximum, is_negative=is_negative)
    except ValidationError:
        return Suggestion(checks, given, None, said)
    if outcome.points is None:
        return Suggestion(checks, given, None, said)
    advice = f"{_reached_said(checks)}；{outcome.sentence}"
    return Suggestion(checks, given, outcome.points, f"{said}。建议 {outcome.sentence}", advice=advice)


def _reached_said(checks: list[Check]) -> str:
    """3 项要求达到 2 项."""
    reached = sum(bool(check.is_met) for check in checks)
    if len(checks) == 1:
        return "要求达到了" if reached else "要求还没有达到"
    return f"{len(checks)} 项要求{'都达到了' if reached == len(checks) else f'达到 {reached} 项'}"


def _verdict(checks: list[Check]) -> str:
    """Met when all is reached; partly when something is, or some of what is counted is there; "" when unknown."""
    if not checks or None in [check.is_met for check in checks]:
        return ""
    if all(check.is_met for check in checks):
        return Score.State.MET
    is_begun = any(check.is_met or (check.is_counted and check.value) for check in checks)
    return Score.State.PARTLY if is_begun else Score.State.UNMET


def _given(line: Rule, checks: list[Check]) -> Given:
    """What the records say for one line; empty where they say nothing."""
    bound = [check for check in checks if check.value is not None]
    if line.kind == Kind.MISSING:
        counts = [check for check in bound if check.threshold.unit != "%"]
        if len(checks) > 1 and line.unit in ("", "项") and None not in [check.is_met for check in checks]:
            return Given(count=Decimal(sum(not check.is_met for check in checks)))  # so many of the items are not met
        if len(counts) == 1:
            return Given(count=counts[0].missing.to_integral_value(rounding=ROUND_CEILING))
    elif line.kind in (Kind.SHORTFALL, Kind.BANDS):
        shares = [check for check in bound if line.kind == Kind.BANDS or check.threshold.unit == "%"]
        same = [check for check in shares if check.threshold.value == line.target] or shares
        if len(same) == 1:
            return Given(measured=same[0].value)
    elif line.kind == Kind.ALL_OR_NOTHING:
        said = [check.is_met for check in checks]
        if said and None not in said:
            return Given(holds=not all(said))
    return Given()


def readings_now(assessment: Assessment, clauses: Iterable[Clause]) -> list[Check]:
    """The checks of some clauses in one list."""
    return [check for rows in checks_of(assessment, clauses).values() for check in rows]


def as_kept(checks: Iterable[Check]) -> list[dict]:
    """What a score keeps of the readings it was given by."""
    return [
        {"threshold": check.threshold.pk, "value": format(check.value, "f"), "sentence": check.sentence}
        for check in checks
        if check.value is not None
    ]


def moved(kept: Iterable[dict], checks: Iterable[Check]) -> list[str]:
    """What the records say otherwise than when the score was given, as sentences."""
    now = {check.threshold.pk: check for check in checks}
    found = []
    for row in kept:
        check = now.get(row["threshold"])
        if check is not None and check.value is not None and check.value != Decimal(row["value"]):
            unit = _unit(check.threshold.unit)
            was, is_now = exact(Decimal(row["value"])), exact(check.value)
            found.append(f"{check.threshold.measure}打分时是 {was}{unit}，现在是 {is_now}{unit}")
    return found
