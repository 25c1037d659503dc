"""How a plan's budget stands: planned, spent and left by line, the vouchers, the share of office costs and the growth.

Spent is what was reviewed and accepted, as in every measure; what waits for review is shown beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from evidence.measures import Measure
from evidence.measuring import Reading, readings_of
from evidence.models import Record
from evidence.particulars import Spending
from programs.budget import BudgetLine
from programs.models import Plan

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Spent:
    """One spending of the year; `line` is 0 while it stands on none."""

    record: int
    title: str
    day: date
    amount: Decimal
    voucher: str
    purpose: str
    department: str
    state: str
    is_accepted: bool
    line: int
    plan: int


@dataclass
class LineStanding:
    """A line with what was spent on it."""

    line: BudgetLine
    rows: list[Spent] = field(default_factory=list)

    @property
    def spent(self) -> Decimal:
        return _sum(self.rows, is_accepted=True)

    @property
    def waiting(self) -> Decimal:
        return _sum(self.rows, is_accepted=False)

    @property
    def left(self) -> Decimal:
        return self.line.amount - self.spent

    @property
    def over(self) -> Decimal | None:
        """By how much more was spent than planned; None while it is not."""
        return -self.left if self.left < 0 else None

    @property
    def percent(self) -> int:
        """How much of the line is spent, for its bar; at most 100."""
        if not self.line.amount:
            return 100 if self.spent else 0
        return min(int(self.spent * 100 / self.line.amount), 100)


@dataclass
class Budget:
    """All of it. `loose` is the year's spending on no line, `elsewhere` what stands in another plan of the year."""

    plan: Plan
    lines: list[LineStanding]
    loose: list[Spent]
    elsewhere: list[Spent]
    share: Reading | None
    growth: Reading | None

    @property
    def planned(self) -> Decimal:
        return sum((row.line.amount for row in self.lines), NOTHING)

    @property
    def on_lines(self) -> Decimal:
        return sum((row.spent for row in self.lines), NOTHING)

    @property
    def left(self) -> Decimal:
        return self.planned - self.on_lines

    @property
    def loose_sum(self) -> Decimal:
        return _sum(self.loose, is_accepted=True)

    @property
    def elsewhere_sum(self) -> Decimal:
        return _sum(self.elsewhere, is_accepted=True)

    @property
    def spent(self) -> Decimal:
        """Everything of the year: the sum every measure of spending gives."""
        return self.on_lines + self.loose_sum + self.elsewhere_sum

    @property
    def waiting(self) -> Decimal:
        rows = [*self.loose, *self.elsewhere, *(one for row in self.lines for one in row.rows)]
        return _sum(rows, is_accepted=False)

    @property
    def accepted(self) -> list[tuple[Spent, str]]:
        """Every accepted spending of the year by day, with the name of its line."""
        rows = [(one, row.line.name) for row in self.lines for one in row.rows]
        rows += [(one, "") for one in self.loose] + [(one, "其他方案") for one in self.elsewhere]
        return sorted(
            ((one, name) for one, name in rows if one.is_accepted), key=lambda row: (row[0].day, row[0].record)
        )


def budget_of(plan: Plan) -> Budget:
    """Count a plan's budget; the same number of queries however many lines and vouchers there are."""
    lines = {line.pk: LineStanding(line) for line in plan.budget_lines.all()}
    loose, elsewhere = [], []
    for one in _spendings(plan):
        if one.line in lines:
            lines[one.line].rows.append(one)
        else:
            (elsewhere if one.line else loose).append(one)
    share, growth = _readings(plan)
    return Budget(plan, list(lines.values()), loose, elsewhere, share, growth)


def _spendings(plan: Plan) -> list[Spent]:
    rows = Spending.objects.filter(record__unit=plan.unit_id, record__year=plan.year)
    rows = rows.select_related("record__department", "record__budget_entry__line").order_by("record__begins_on", "pk")
    return [_spent(row) for row in rows]


def _spent(row: Spending) -> Spent:
    record = row.record
    entry = getattr(record, "budget_entry", None)
    return Spent(
        record=record.pk,
        title=record.title,
        day=record.begins_on,
        amount=row.amount,
        voucher=row.voucher,
        purpose=row.purpose,
        department=str(record.department),
        state=record.get_state_display(),
        is_accepted=record.state == Record.State.ACCEPTED,
        line=entry.line_id if entry else 0,
        plan=entry.line.plan_id if entry else 0,
    )


def _readings(plan: Plan) -> tuple[Reading | None, Reading | None]:
    """The common measures of share and growth: the same readings a clause gets."""
    sources = (Measure.Source.SPENDING_SHARE, Measure.Source.SPENDING_GROWTH)
    measures = list(Measure.objects.filter(unit=None, is_active=True, source__in=sources))
    told = readings_of(measures, plan.unit, plan.year)
    by_source = {measure.source: told[measure.pk] for measure in reversed(measures)}
    share, growth = (by_source.get(source) for source in sources)
    return share, growth


def _sum(rows: list[Spent], *, is_accepted: bool) -> Decimal:
    return sum((row.amount for row in rows if row.is_accepted == is_accepted), NOTHING)
