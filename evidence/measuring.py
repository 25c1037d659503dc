"""Reading measures: what the accepted records and the roster of a unit give in a period, and a sentence saying so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from functools import cached_property

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Unit
from accounts.ratios import ratios_on
from accounts.roster import Person
from evidence.levels import Level
from evidence.measures import SORTS, Measure
from evidence.models import Record
from evidence.money import HUNDREDTH, printed
from evidence.participation import Participation
from evidence.particulars import Figure, Regulation, Spending, Statement, Survey

Source = Measure.Source
State = Record.State
LEVELS = list(Level)


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both taken in."""

    first: date
    last: date

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def days(self) -> tuple[date, date]:
        return self.first, self.last

    @property
    def a_year_before(self) -> Period:
        return Period(_a_year_before(self.first), _a_year_before(self.last))

    @property
    def year(self) -> int:
        """The year figures are looked up for: the one the period ends in."""
        return self.last.year

    def __str__(self):
        if self == Period.of_year(self.last.year):
            return f"{self.last.year} 年"
        return f"{_day(self.first)}至 {_day(self.last)}"


@dataclass(frozen=True)
class Reading:
    """What a measure gives. `value` is None where it can't be computed; the sentence then says what is missing.

    Shares are per cent with two places, cut and never rounded up. `records` are the keys of the records that count;
    `waiting` is how many more wait for review. `must_be_all`: up to 20 party members, everybody has to be registered,
    whatever the required per cent (湖南省 2022 年测评第 16 条).
    """

    value: Decimal | None
    sentence: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    records: tuple[int, ...] = ()
    waiting: int = 0
    must_be_all: bool = False


def reading_of(measure: Measure, unit: Unit, period: Period | int) -> Reading:
    """What one measure gives in a unit in a period or a year."""
    return readings_of([measure], unit, period)[measure.pk]


def readings_of(measures: Iterable[Measure], unit: Unit, period: Period | int) -> dict[int, Reading]:
    """Readings by key of the measure. At most eight queries, however many measures; only what they need is asked."""
    told = Told(unit, Period.of_year(period) if isinstance(period, int) else period)
    return {measure.pk: _READERS[measure.source](measure, told) for measure in measures}


class Told:
    """What the records of a unit tell of a period; each kind of fact is asked of the database once, when needed."""

    def __init__(self, unit: Unit, period: Period):
        self.unit, self.period = unit, period
        self.as_of = min(period.last, timezone.localdate())  # the roster of a year not over is today's

    @cached_property
    def own(self):
        """Records of the unit that are accepted, or wait for review."""
        return Record.objects.of_unit(self.unit).filter(state__in=[State.ACCEPTED, State.SUBMITTED]).order_by()

    @cached_property
    def rows(self) -> list[dict]:
        """The records of the period with what they may be counted by."""
        names = ("pk", "kind", "state", "activity__kind_id", "meeting__kind", "document__kind")
        names += ("honour__level", "honour__is_recognised")
        return list(self.own.filter(begins_on__range=self.period.days).order_by("begins_on", "pk").values(*names))

    @cached_property
    def full_meetings(self) -> set[int]:
        """Keys of accepted meetings at which all who were on the roll that day were there."""
        roll = Person.objects.filter(unit=OuterRef("unit")).on_roll(OuterRef("begins_on")).order_by()
        roll = roll.values("unit").annotate(n=Count("pk")).values("n")
        came = Count("participations")
        rows = self.own.accepted().filter(kind=Record.Kind.MEETING, begins_on__range=self.period.days)
        rows = rows.annotate(came=came, on_roll=Coalesce(Subquery(roll), 0)).values_list(
            "pk", "came", "meeting__headcount", "on_roll"
        )
        return {pk for pk, came, typed, on_roll in rows if on_roll and (came or typed or 0) >= on_roll}

    @cached_property
    def ratios(self):
        return ratios_on(self.unit, self.as_of)

    @cached_property
    def turnout(self) -> list[tuple[int, int, int]]:
        """(record, kind of activity, person) for each registered volunteer of today's roll who took part."""
        volunteers = Person.objects.of_unit(self.unit).on_roll(self.as_of).volunteers(self.as_of).order_by()
        rows = Participation.objects.filter(
            record__in=self.own.accepted().activities().filter(begins_on__range=self.period.days).values("pk"),
            person__in=volunteers.values("pk"),
        )
        return list(rows.order_by("record").values_list("record", "record__activity__kind", "person"))

    @cached_property
    def spendings(self) -> list[tuple[int, date, str, Decimal]]:
        """(record, day, state, amount) of this period and the same days a year before, oldest first."""
        days = Q(record__begins_on__range=self.period.days)
        days |= Q(record__begins_on__range=self.period.a_year_before.days)
        rows = Spending.objects.filter(days, record__in=self.own.values("pk")).order_by("record__begins_on", "record")
        return list(rows.values_list("record", "record__begins_on", "record__state", "amount"))

    @cached_property
    def _spoken(self) -> list[Record]:
        """Accepted records that state something, with what they state: figures of the period's year, surveys of the
        period, statements whose days touch it; the oldest first.
        """
        first, last = self.period.days
        wanted = Q(figure__isnull=False, year=self.period.year)
        wanted |= Q(survey__isnull=False, begins_on__range=self.period.days)
        touching = Q(ends_on__gte=first) | Q(ends_on=None)
        wanted |= Q(touching, statement__isnull=False, begins_on__lte=last)
        rows = self.own.accepted().filter(wanted).select_related("figure", "survey", "statement")
        return list(rows.order_by("begins_on", "pk"))

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The figures of the period's year by name; of several accepted ones the last."""
        rows = [record.figure for record in self._spoken if record.kind == Record.Kind.FIGURE]
        return {row.name: row for row in rows}

    @cached_property
    def surveys(self) -> dict[str, tuple[Survey, date]]:
        """The last survey of each kind in the period with its day."""
        rows = [record for record in self._spoken if record.kind == Record.Kind.SURVEY]
        return {record.survey.kind: (record.survey, record.begins_on) for record in rows}

    @cached_property
    def statements(self) -> list[Statement]:
        """Statements whose days touch the period."""
        return [record.statement for record in self._spoken if record.kind == Record.Kind.STATEMENT]

    @cached_property
    def _dated(self) -> list[tuple[int, str, str | None]]:
        """(record, kind, level) of accepted texts that media took in the period, in the order of their days, and of
        rules in force.
        """
        wanted = Q(publicity__adopted_on__range=self.period.days)
        wanted |= Q(pk__in=Regulation.objects.in_force_on(self.as_of).values("pk"))
        rows = self.own.accepted().filter(wanted).order_by("publicity__adopted_on", "pk")
        return list(rows.values_list("pk", "kind", "publicity__level"))

    @cached_property
    def adopted(self) -> list[tuple[int, str]]:
        """(record, level) of texts that media took in the period, by the day they were taken."""
        return [(pk, level) for pk, kind, level in self._dated if kind == Record.Kind.PUBLICITY]

    @cached_property
    def in_force(self) -> list[int]:
        return [pk for pk, kind, _ in self._dated if kind == Record.Kind.REGULATION]

    def spent(self, period: Period) -> tuple[Decimal, tuple[int, ...], int]:
        """The accepted sum of a period, its records, and how many more wait for review."""
        rows = [row for row in self.spendings if period.first <= row[1] <= period.last]
        accepted = [row for row in rows if row[2] == State.ACCEPTED]
        amount = sum((row[3] for row in accepted), Decimal(0))
        return amount, tuple(row[0] for row in accepted), len(rows) - len(accepted)


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _number(value: Decimal) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _share(numerator, denominator, rounding=ROUND_DOWN) -> Decimal | None:
    """Per cent with two places; cut, so that 84.999 is not yet 85."""
    if not denominator:
        return None
    return (Decimal(numerator) * 100 / Decimal(denominator)).quantize(HUNDREDTH, rounding=rounding)


def _counted(told: Told, rows: list[dict], what: str, measure: str) -> Reading:
    """So many accepted, so many waiting."""
    accepted = tuple(row["pk"] for row in rows if row["state"] == State.ACCEPTED)
    waiting = len(rows) - len(accepted)
    more = f"，另有 {waiting} {measure}待审核" if waiting else ""
    said = f"{told.period}已归档{what} {len(accepted)} {measure}{more}"
    return Reading(Decimal(len(accepted)), said, records=accepted, waiting=waiting)


def _activities(measure: Measure, told: Told) -> Reading:
    rows = [row for row in told.rows if row["kind"] == Record.Kind.ACTIVITY]
    if measure.activity_kind_id:
        rows = [row for row in rows if row["activity__kind_id"] == measure.activity_kind_id]
    return _counted(told, rows, str(measure.activity_kind or "活动"), "次")


def _meetings(measure: Measure, told: Told) -> Reading:
    rows = [row for row in told.rows if row["kind"] == Record.Kind.MEETING]
    if measure.sort:
        rows = [row for row in rows if row["meeting__kind"] == measure.sort]
    what = _sort_of(measure) or "会议"
    if measure.only_full:
        full = told.full_meetings
        rows = [row for row in rows if row["pk"] in full]
        what = f"全员到会的{what}"
    return _counted(told, rows, what, "次")


def _sort_of(measure: Measure) -> str:
    return dict(SORTS.get(measure.source, ())).get(measure.sort, "")


def _volunteers(measure: Measure, told: Told) -> Reading:
    ratio = told.ratios.volunteers
    return _of_roster(told, ratio, f"注册志愿者 {ratio.numerator} 人，在册 {ratio.denominator} 人")


def _members(measure: Measure, told: Told) -> Reading:
    ratio = told.ratios.members
    return _of_roster(told, ratio, f"党员中注册志愿者 {ratio.numerator} 人，党员 {ratio.denominator} 人")


def _of_roster(told: Told, ratio, said: str) -> Reading:
    if ratio.percent is None:
        return Reading(None, "人员名册里还没有相应的人员，先登记名册", Decimal(0), Decimal(0))
    said = f"截至 {_day(told.as_of)}，{said}，占 {_number(ratio.percent)}%"
    if ratio.must_be_all:
        said += "；党员在 20 人以下，要求全员注册" + ("，已全员注册" if ratio.is_all else f"，还差 {ratio.missing} 人")
    return Reading(
        ratio.percent, said, Decimal(ratio.numerator), Decimal(ratio.denominator), must_be_all=ratio.must_be_all
    )


def _turnout(measure: Measure, told: Told) -> Reading:
    rows = [row for row in told.turnout if measure.activity_kind_id in (None, row[1])]
    people, registered = len({row[2] for row in rows}), told.ratios.volunteers.numerator
    percent = _share(people, registered)
    if percent is None:
        return Reading(None, "人员名册里还没有注册志愿者，先登记名册", Decimal(0), Decimal(0))
    said = f"{told.period}参加{measure.activity_kind or '活动'}的注册志愿者 {people} 人（一人多次只算一人）"
    said += f"，注册志愿者 {registered} 人，占 {_number(percent)}%"
    counted = _activities(measure, told)
    records = tuple(dict.fromkeys(row[0] for row in rows))
    unpicked = len(counted.records) - len(records)
    if unpicked:
        said += f"；{unpicked} 次活动没有从名册选参加的志愿者，没有算进来"
    return Reading(percent, said, Decimal(people), Decimal(registered), records, counted.waiting)


def _spending(measure: Measure, told: Told) -> Reading:
    amount, records, waiting = told.spent(told.period)
    return Reading(amount, _spent_said(told, amount, waiting), records=records, waiting=waiting)


def _spent_said(told: Told, amount: Decimal, waiting: int) -> str:
    return f"{told.period}已归档经费支出 {printed(amount)} 元" + (f"，另有 {waiting} 笔待审核" if waiting else "")


def _spending_share(measure: Measure, told: Told) -> Reading:
    amount, records, waiting = told.spent(told.period)
    figure = told.figures.get(measure.figure_name)
    said = _spent_said(told, amount, waiting)
    percent = _share(amount, figure.reading) if figure else None
    if percent is None:
        said += f"；还没有登记 {told.period.year} 年“{measure.figure_name}”，算不出比例"
        return Reading(None, said, amount, None, records, waiting)
    said += f"，{measure.figure_name} {printed(figure.reading)} 元，占 {_number(percent)}%"
    return Reading(percent, said, amount, figure.reading, (*records, figure.pk), waiting)


def _spending_growth(measure: Measure, told: Told) -> Reading:
    amount, records, waiting = told.spent(told.period)
    before, earlier, _ = told.spent(told.period.a_year_before)
    said = f"{_spent_said(told, amount, waiting)}，上年 {printed(before)} 元"
    percent = _share(amount - before, before, ROUND_UP)  # away from nought: a small growth stays one
    if percent is None:
        return Reading(None, f"{said}；上年没有已归档的支出，无法比较", amount, before, records, waiting)
    verb = "增长" if percent > 0 else "持平" if percent == 0 else "减少"
    said += f"，{verb}" + (f" {_number(abs(percent))}%" if percent else "")
    return Reading(percent, said, amount, before, (*earlier, *records), waiting)


def _survey(measure: Measure, told: Told) -> Reading:
    what = _sort_of(measure)
    if measure.sort not in told.surveys:
        return Reading(None, f"{told.period}还没有已归档的{what}测评")
    survey, day = told.surveys[measure.sort]
    percent = _share(survey.favourable, survey.answered)
    said = f"{_day(day)}{what}测评发放 {survey.sent} 份，收回 {survey.answered} 份"
    said += f"，{what[-3:-1]} {survey.favourable} 份"  # 满意, 知晓
    said += f"，{what} {_number(percent)}%" if percent is not None else "，没有收回的问卷，算不出比例"
    return Reading(percent, said, Decimal(survey.favourable), Decimal(survey.answered), (survey.pk,))


def _statement(measure: Measure, told: Told) -> Reading:
    rows = [row for row in told.statements if row.kind == measure.sort]
    what, keys = _sort_of(measure), tuple(row.pk for row in rows)
    broken = [row for row in rows if row.broken_on and told.period.first <= row.broken_on <= told.period.last]
    if broken:
        said = "；".join(f"{_day(row.broken_on)}：{row.broken_by}" for row in broken)
        return Reading(Decimal(len(broken)), f"{told.period}“{what}”发生 {len(broken)} 起：{said}", records=keys)
    gap = _gap(rows, told.period)
    if gap:
        return Reading(None, f"还没有 {_day(gap.first)}至 {_day(gap.last)}的“{what}”声明", records=keys)
    return Reading(Decimal(0), f"{told.period}“{what}”声明 {len(rows)} 份，没有发生", records=keys)


def _gap(rows: list[Statement], period: Period) -> Period | None:
    """The first days of the period no statement speaks for; statements come by their first day."""
    reached = period.first
    for row in rows:
        first, last = row.record.begins_on, row.record.ends_on or row.record.begins_on
        if first > reached:
            return Period(reached, first - timedelta(days=1))
        reached = max(reached, last + timedelta(days=1))
    return Period(reached, period.last) if reached <= period.last else None


def _as_high(level: str, least: str) -> bool:
    return not least or LEVELS.index(level) <= LEVELS.index(least)


def _honours(measure: Measure, told: Told) -> Reading:
    rows = [row for row in told.rows if row["kind"] == Record.Kind.HONOUR and row["honour__is_recognised"]]
    rows = [row for row in rows if _as_high(row["honour__level"], measure.level)]
    return _counted(told, rows, f"{_from_level(measure)}荣誉", "项")


def _from_level(measure: Measure) -> str:
    """市级以上; 以上 takes the level itself in."""
    return f"{measure.get_level_display()}以上" if measure.level else ""


def _publicity(measure: Measure, told: Told) -> Reading:
    records = tuple(pk for pk, level in told.adopted if _as_high(level, measure.level))
    said = f"{told.period}被{_from_level(measure)}媒体采用 {len(records)} 篇"
    return Reading(Decimal(len(records)), said, records=records)


def _documents(measure: Measure, told: Told) -> Reading:
    rows = [row for row in told.rows if row["kind"] == Record.Kind.DOCUMENT]
    if measure.sort:
        rows = [row for row in rows if row["document__kind"] == measure.sort]
    return _counted(told, rows, _sort_of(measure) or "文件材料", "份")


def _regulations(measure: Measure, told: Told) -> Reading:
    records = tuple(told.in_force)
    return Reading(Decimal(len(records)), f"{_day(told.as_of)}现行制度 {len(records)} 项", records=records)


def _figure(measure: Measure, told: Told) -> Reading:
    figure = told.figures.get(measure.figure_name)
    if figure is None:
        return Reading(None, f"还没有登记 {told.period.year} 年“{measure.figure_name}”")
    value = figure.reading.quantize(HUNDREDTH, rounding=ROUND_DOWN)
    unit = figure.unit_of_measure or ("%" if figure.value is None else "")
    said = f"{told.period.year} 年“{figure.name}” {printed(value)} {unit}".rstrip()
    return Reading(value, said, figure.numerator, figure.denominator, (figure.pk,))


_READERS = {
    Source.ACTIVITIES: _activities,
    Source.MEETINGS: _meetings,
    Source.VOLUNTEERS: _volunteers,
    Source.MEMBERS: _members,
    Source.TURNOUT: _turnout,
    Source.SPENDING: _spending,
    Source.SPENDING_SHARE: _spending_share,
    Source.SPENDING_GROWTH: _spending_growth,
    Source.SURVEY: _survey,
    Source.STATEMENT: _statement,
    Source.HONOURS: _honours,
    Source.PUBLICITY: _publicity,
    Source.DOCUMENTS: _documents,
    Source.REGULATIONS: _regulations,
    Source.FIGURE: _figure,
}
