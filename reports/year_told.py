"""What a year's records tell beside activities: meetings, honours, publicity, money, findings; and the year before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, Sum

from accounts.leading_group import Listing, listing
from evidence.levels import Level
from evidence.models import Record
from evidence.money import printed
from evidence.particulars import Honour, Meeting, Publicity
from programs.budget_standing import Budget, budget_of
from programs.findings import Finding
from programs.models import Plan
from scoring.models import Assessment
from scoring.suggesting import Check, readings_now

LEVELS = dict(Level.choices)


@dataclass(frozen=True)
class HonourTold:
    title: str
    level: str
    issuer: str
    holder: str
    day: date
    is_recognised: bool


@dataclass
class Beside:
    """Counts of one year, those of the year before under the same names."""

    year: int
    group: Listing
    meetings: list[tuple[str, int]]  # by kind, in the order of the choices
    honours: list[HonourTold]  # highest level first, then by day
    sent: int
    adopted: list[tuple[str, int]]  # by level, highest first
    budget: Budget
    findings: dict[str, int]  # found, closed, waiting, open, overdue
    checks: list[Check]
    before: dict[str, str] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)

    @property
    def has_findings(self) -> bool:
        return bool(self.findings["found"])


def beside(plan: Plan, assessment: int | None, today: date) -> Beside:
    """Gathered in a fixed number of queries; `assessment` is the key of the self-assessment."""
    budget = budget_of(plan)
    counted, (sent, adopted) = _counted(plan), _publicity(plan)
    return Beside(
        year=plan.year,
        group=listing(plan.unit, min(today, date(plan.year, 12, 31))),
        meetings=_meetings(plan),
        honours=_honours(plan),
        sent=sent,
        adopted=adopted,
        budget=budget,
        findings=_findings(plan, today),
        checks=_checks(assessment),
        before=counted[plan.year - 1],
        now=counted[plan.year],
    )


def _accepted(plan: Plan, year: int):
    return Record.objects.of_unit(plan.unit_id).of_year(year).accepted()


def _meetings(plan: Plan) -> list[tuple[str, int]]:
    rows = Meeting.objects.filter(record__in=_accepted(plan, plan.year).values("pk")).order_by()
    counts = dict(rows.values_list("kind").annotate(Count("pk")))
    return [(label, counts[kind]) for kind, label in Meeting.Kind.choices if counts.get(kind)]


def _honours(plan: Plan) -> list[HonourTold]:
    rows = Honour.objects.filter(record__in=_accepted(plan, plan.year).values("pk")).select_related("record")
    told = [
        HonourTold(row.record.title, row.level, row.issuer, row.holder, row.record.begins_on, row.is_recognised)
        for row in rows
    ]
    order = list(LEVELS)
    return sorted(told, key=lambda one: (order.index(one.level), one.day, one.title))


def _publicity(plan: Plan) -> tuple[int, list[tuple[str, int]]]:
    """How many were sent, and how many adopted by level, the highest first. One query."""
    rows = Publicity.objects.filter(record__in=_accepted(plan, plan.year).values("pk")).order_by()
    by_level = {
        level: counts for level, *counts in rows.values_list("level").annotate(Count("pk"), Count("adopted_on"))
    }
    adopted = [(label, by_level[level][1]) for level, label in LEVELS.items() if level in by_level]
    return sum(sent for sent, _ in by_level.values()), [(label, count) for label, count in adopted if count]


def _findings(plan: Plan, today: date) -> dict[str, int]:
    """One query."""
    rows = Finding.objects.of_plan(plan).standing()
    of = {
        "closed": rows.closed(),
        "waiting": rows.to_recheck(),
        "open": rows.to_rectify(),
        "overdue": rows.overdue(today),
    }
    counts = {name: Count("pk", filter=Q(pk__in=these.order_by().values("pk"))) for name, these in of.items()}
    return rows.order_by().aggregate(found=Count("pk"), **counts)


def _checks(key: int | None) -> list[Check]:
    """The thresholds of the framework with what the records reach, in the framework's order."""
    if key is None:
        return []
    assessment = Assessment.objects.select_related("framework", "unit").get(pk=key)
    clauses = list(assessment.framework.clauses.select_related("indicator").order_by("order", "pk"))
    return readings_now(assessment, clauses)


def _counted(plan: Plan) -> dict[int, dict[str, str]]:
    """The figures by which the year and the one before are compared, as they are printed. One query."""
    years = (plan.year - 1, plan.year)
    rows = Record.objects.of_unit(plan.unit_id).filter(year__in=years).accepted().order_by()
    found = {year: {} for year in years}
    told = rows.values_list("year", "kind").annotate(Count("pk"), Sum("activity__headcount"), Sum("spending__amount"))
    for year, kind, *figures in told:
        found[year][kind] = figures
    return {year: _printed(kinds) for year, kinds in found.items()}


def _printed(kinds: dict[str, list]) -> dict[str, str]:
    nothing = [0, 0, None]

    def count(kind: str) -> str:
        return str(kinds.get(kind, nothing)[0])

    return {
        "开展活动（场）": count(Record.Kind.ACTIVITY),
        "参加活动（人次）": str(kinds.get(Record.Kind.ACTIVITY, nothing)[1] or 0),
        "召开会议（次）": count(Record.Kind.MEETING),
        "获得荣誉（项）": count(Record.Kind.HONOUR),
        "报送宣传稿件（篇）": count(Record.Kind.PUBLICITY),
        "经费支出（元）": printed(kinds.get(Record.Kind.SPENDING, nothing)[2]) or "0",
    }
