"""The board ready to print: every bar with its width, every figure with the address of the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from programs.models import Plan
from programs.standings import meter_segments
from reports.sentences import gap_of, widest_gaps
from reports.tallies import CategoryFigures, Figures, KindFigures, OpenTask, PartyFigures, Reached
from scoring.points import printed

LATE_SHOWN = 8
GAP_MONTHS = 2  # so many months in a row without an activity are marked as a gap
WIDE, TALL = Decimal(480), Decimal(208)  # the drawing of the progress
LEFT, RIGHT, FLOOR, HEIGHT = Decimal(2), Decimal(470), Decimal(180), Decimal(156)


@dataclass(frozen=True)
class Bar:
    """A category: its bar is as long as it weighs, filled as far as it got."""

    name: str
    path: str
    full: str
    got: str
    value: str
    of: str
    gap: str
    is_hot: bool


@dataclass(frozen=True)
class PartyRow:
    name: str
    tasks: object
    segments: list[dict]
    said: str
    late_text: str
    path: str
    late_path: str
    done_path: str


@dataclass(frozen=True)
class LateRow:
    pk: int
    label: str
    party: str
    path: str
    status: str
    is_urged: bool  # today already
    can_be_urged: bool  # somebody answers for it


@dataclass(frozen=True)
class MonthCell:
    """A month of a category: `tone` is v1 … v4 by how much happened, gap, off for a month to come."""

    count: str
    tone: str
    title: str
    path: str = ""


@dataclass(frozen=True)
class MonthRow:
    name: str
    path: str
    cells: list[MonthCell]
    is_sum: bool = False


@dataclass(frozen=True)
class SlotRow:
    title: str
    percent: int
    done: int
    needed: int
    missing: int
    path: str


@dataclass(frozen=True)
class Chart:
    """The score month by month: the lines as points of a drawing 480 × 208, words and dot in per cent of its sides.

    So the drawing fills its place while words keep their size and the dot stays round.
    """

    line: str
    area: str
    last_x: str
    last_y: str
    goal_y: str
    goal_at: str
    goal: str
    labels: list[tuple[str, str, str]]  # x, anchor, text
    said: str


@dataclass
class Board:
    told: Figures
    bars: list[Bar]
    others: list[Bar]  # the bonus and the negative list
    parties: list[PartyRow]
    late: list[LateRow]
    soon: list[LateRow]  # as many as there is room for below the late ones
    months: list[MonthRow]
    slots: list[SlotRow]
    kinds: list[tuple[KindFigures, str]]
    chart: Chart | None
    paths: dict[str, str] = field(default_factory=dict)

    @property
    def worst_slot(self) -> SlotRow | None:
        """The kind of file that is missing most often."""
        worst = max(self.slots, key=lambda slot: slot.missing)
        return worst if worst.missing else None

    @property
    def unassigned(self) -> int:
        """Tasks nobody answers for yet."""
        return sum(row.tasks.count for row in self.told.parties if not row.kind)

    @property
    def can_urge_several(self) -> bool:
        """Is there more than one late task that somebody answers for and nobody urged today?"""
        return sum(row.has_party and not row.is_urged for row in self.told.late) > 1

    @property
    def late_left(self) -> int:
        return len(self.told.late) - len(self.late)


def board(plan: Plan, told: Figures) -> Board:
    """The figures of a plan as the page shows them."""
    links = _Links(plan, told)
    return Board(
        told=told,
        bars=_bars(told, told.basic, links),
        others=_bars(told, [row for row in told.categories if row not in told.basic], links),
        parties=[_party_row(row, links) for row in told.parties],
        late=[_late_row(row) for row in told.late[:LATE_SHOWN]],
        soon=[_late_row(row) for row in told.soon[: max(LATE_SHOWN - 1 - len(told.late), 0)]],
        months=_month_rows(told, links),
        slots=[
            SlotRow(s.title, s.percent, s.done, s.needed, s.missing, links.records(files=s.slot, state="accepted"))
            for s in told.activities.slots
        ],
        kinds=[(kind, links.records(kind=kind.pk, state="accepted")) for kind in told.activities.kinds],
        chart=_chart(told),
        paths={
            "late": links.tasks(show="late"),
            "done": links.tasks(show="done"),
            "tasks": links.tasks(show="all"),
            "review": links.tasks(show="review"),
            "records": links.records(state="accepted"),
            "complete": links.records(files="complete", state="accepted"),
            "waiting": links.records(state="submitted"),
            "drafts": links.records(state="draft"),
            "returned": links.records(state="returned"),
            "sheet": links.sheet(),
            "unscored": links.sheet(show="unscored"),
        },
    )


class _Links:
    """Addresses of the rows behind figures."""

    def __init__(self, plan: Plan, told: Figures):
        self.plan, self.told = plan, told

    def tasks(self, **asked) -> str:
        return f"{reverse('task_list')}?{urlencode({'plan': self.plan.serial, 'department': 'all'} | asked)}"

    def tasks_of(self, row: PartyFigures, show: str) -> str:
        """A party's own tasks: those it answers for, not those it assists in."""
        whose = {"plan": self.plan.serial, "party": f"{row.kind}:{row.pk or ''}", "show": show}
        return f"{reverse('board_tasks')}?{urlencode(whose)}"

    def activities_of(self, row: CategoryFigures, month: int) -> str:
        which = {"plan": self.plan.serial, "category": row.category.pk, "month": month}
        return f"{reverse('board_activities')}?{urlencode(which)}"

    def records(self, **asked) -> str:
        return f"{reverse('record_list')}?{urlencode({'year': self.told.year, 'category': 'activity'} | asked)}"

    def sheet(self, **asked) -> str:
        if self.told.assessment is None:
            return reverse("score_home")
        path = reverse("score_sheet", args=[self.told.assessment])
        return f"{path}?{urlencode(asked)}" if asked else path


def _bars(told: Figures, rows: list[CategoryFigures], links: _Links) -> list[Bar]:
    weights = [_weight(row) for row in rows]
    largest = max(weights, default=Decimal(0)) or Decimal(1)
    hot = widest_gaps(told)
    return [_bar(row, weight, largest, row in hot, links) for row, weight in zip(rows, weights, strict=True)]


def _weight(row: CategoryFigures) -> Decimal:
    if not row.tally.pointed:
        return Decimal(row.tally.clauses)
    return row.tally.maximum or Decimal(row.cap or 0)


def _bar(row: CategoryFigures, weight: Decimal, largest: Decimal, is_hot: bool, links: _Links) -> Bar:
    tally = row.tally
    reached = tally.points if tally.pointed else Decimal(tally.met)
    missing = gap_of(row)
    if not tally.scored:
        gap = "未评"
    elif not tally.maximum and tally.pointed:  # a bonus is not lacking
        gap = ""
    else:
        gap = f"差 {printed(missing)}" if missing else ("满分" if tally.pointed else "全达标")
    return Bar(
        name=row.name,
        path=links.sheet(category=row.category.pk),
        full=f"{weight * 100 / largest:.1f}",
        got=f"{min(reached, weight) * 100 / largest:.1f}",
        value=tally.got,
        of=printed(weight),
        gap=gap,
        is_hot=is_hot and bool(tally.scored),
    )


def _party_row(row: PartyFigures, links: _Links) -> PartyRow:
    tasks = row.tasks
    return PartyRow(
        name=row.name,
        tasks=tasks,
        segments=meter_segments(tasks.done, tasks.moving, tasks.late, tasks.count),
        said=f"共 {tasks.count} 项，完成 {tasks.done}，在办 {tasks.moving}，逾期 {tasks.late}，未开始 {tasks.unbegun}",
        late_text=f"{tasks.late} 项",
        path=links.tasks_of(row, "all"),
        late_path=links.tasks_of(row, "late"),
        done_path=links.tasks_of(row, "done"),
    )


def _late_row(row: OpenTask) -> LateRow:
    path = reverse("task_detail", args=[row.pk])
    return LateRow(row.pk, row.label, row.party, path, row.status, row.is_urged, row.has_party)


def _month_rows(told: Figures, links: _Links) -> list[MonthRow]:
    rows = []
    for row in told.categories:
        if row in told.basic or row.records:
            paths = [links.activities_of(row, month) for month in range(1, 13)]
            rows.append(MonthRow(row.name, links.sheet(category=row.category.pk), _cells(told, row, row.months, paths)))
    paths = [links.records(month=month, state="accepted") for month in range(1, 13)]
    whole = _cells(told, None, told.activities.months, paths)
    return [*rows, MonthRow("全部活动", links.records(state="accepted"), whole, is_sum=True)]


def _cells(told: Figures, row: CategoryFigures | None, months: list[int], paths: list[str]) -> list[MonthCell]:
    past = _past_months(told)
    gaps = _gaps(months[:past]) if row in told.basic else set()
    cells = []
    for number, count in enumerate(months, start=1):
        if number > past and not count:
            cells.append(MonthCell("–", "off", ""))
        elif number in gaps:
            cells.append(MonthCell("0", "gap", f"{row.name} {number} 月没有活动"))
        else:
            tone = f"v{min(count, 4)}" if row and count else ""
            cells.append(MonthCell(str(count), tone, "", paths[number - 1] if count else ""))
    return cells


def _past_months(told: Figures) -> int:
    if told.year != told.today.year:
        return 12 if told.year < told.today.year else 0
    return told.today.month


def _gaps(months: list[int]) -> set[int]:
    """Months of a break: several in a row without anything, after something has begun."""
    found: set[int] = set()
    run: list[int] = []
    has_begun = False
    for number, count in enumerate(months, start=1):
        if count:
            has_begun, run = True, []
        elif has_begun:
            run.append(number)
            if len(run) >= GAP_MONTHS:
                found.update(run)
    return found


def _chart(told: Figures) -> Chart | None:
    if len(told.progress) < 2:
        return None
    overall = told.totals.overall
    top = max(overall.maximum if told.has_points else Decimal(overall.clauses), told.totals.target or Decimal(1))
    step = (RIGHT - LEFT) / (len(told.progress) - 1)
    points = [(LEFT + step * place, _height(one.value, top)) for place, one in enumerate(told.progress)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    goal = _height(told.totals.target, top) if told.totals.target is not None else None
    return Chart(
        line=line,
        area=f"{LEFT},{FLOOR} {line} {RIGHT},{FLOOR}",
        last_x=_part(points[-1][0], WIDE),
        last_y=_part(points[-1][1], TALL),
        goal_y=f"{goal:.1f}" if goal is not None else "",
        goal_at=_part(goal, TALL) if goal is not None else "",
        goal=f"目标 {printed(told.totals.target)}" if goal is not None else "",
        labels=_labels(told.progress, points),
        said="各月自评：" + "，".join(f"{one.month} 月 {printed(one.value)}" for one in told.progress),
    )


def _part(value: Decimal, whole: Decimal) -> str:
    return f"{value * 100 / whole:.1f}"


def _height(value: Decimal, top: Decimal) -> Decimal:
    return FLOOR - HEIGHT * min(value, top) / top


def _labels(progress: list[Reached], points: list[tuple[Decimal, Decimal]]) -> list[tuple[str, str, str]]:
    """At most seven months named, the last one always."""
    every = -(-len(progress) // 7)
    last = len(progress) - 1
    return [
        (_part(x, WIDE), "end" if place == last else "middle" if place else "start", f"{one.month}月")
        for place, (one, (x, _)) in enumerate(zip(progress, points, strict=True))
        if (last - place) % every == 0
    ]
