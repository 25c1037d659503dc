"""What the figures of a plan are made of: plain data, counted in `reports.figures`, shown by board and report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from programs.models import Task
from scoring import totals
from scoring.models import Category, Layer
from scoring.points import printed, total


def standing(state: str, is_overdue: bool) -> str:
    """The one count of `TaskCounts` a task belongs to."""
    if is_overdue:
        return "late"
    return {
        Task.State.ACCEPTED: "done",
        Task.State.SUBMITTED: "waiting",
        Task.State.RETURNED: "returned",
        Task.State.IN_PROGRESS: "going",
    }.get(state, "unbegun")


@dataclass
class TaskCounts:
    """Tasks by how they stand today. Each is counted once: what is late is not counted as under way."""

    count: int = 0
    done: int = 0
    waiting: int = 0  # handed in, not yet reviewed
    late: int = 0
    returned: int = 0
    going: int = 0
    unbegun: int = 0

    def add(self, state: str, is_overdue: bool) -> None:
        name = standing(state, is_overdue)
        self.count += 1
        setattr(self, name, getattr(self, name) + 1)

    @property
    def moving(self) -> int:
        """Begun, neither finished nor late."""
        return self.waiting + self.returned + self.going

    @property
    def open(self) -> int:
        return self.count - self.done

    @property
    def percent(self) -> int:
        return self.done * 100 // self.count if self.count else 0


@dataclass
class PartyFigures:
    """Who answers for tasks, and how these stand. `kind` is department, group, unit or "" for nobody yet."""

    name: str
    kind: str
    pk: int | None
    tasks: TaskCounts = field(default_factory=TaskCounts)
    place: tuple[int, int, int] = (0, 0, 0)  # where it stands as long as nobody is ranked


@dataclass
class CategoryFigures:
    """A category that divides the plan: its score, its tasks, the activities that serve it by month."""

    totals: totals.CategoryTotals
    tasks: TaskCounts = field(default_factory=TaskCounts)
    months: list[int] = field(default_factory=lambda: [0] * 12)
    records: list[int] = field(default_factory=list)  # keys of its accepted records, oldest first

    @property
    def name(self) -> str:
        return self.totals.name

    @property
    def category(self) -> Category:
        return self.totals.category

    @property
    def tally(self) -> totals.Tally:
        return self.totals.tally

    @property
    def cap(self) -> str:
        """What a bonus may come to at most: its own cap, or that of the categories below it; empty without one."""
        below = [row.category.points for row in self.totals.below if row.category.points is not None]
        return printed(self.category.points if self.category.points is not None else total(below) if below else None)


@dataclass(frozen=True)
class OpenTask:
    """A task that is not finished, as reports name it."""

    pk: int
    label: str
    party: str
    due: str  # a day, or the paper's words
    status: str  # 逾期 12 天, 待审核
    days: int  # past the due day; 0 when it is not late
    is_returned: bool
    has_party: bool = True
    soon_in: int | None = None  # days until it is due, where that is within a week
    is_urged: bool = False  # by somebody, today


@dataclass
class SlotFigures:
    """How many of the accepted activities that need this kind of file have it."""

    slot: str
    title: str
    done: int = 0
    needed: int = 0

    @property
    def missing(self) -> int:
        return self.needed - self.done

    @property
    def percent(self) -> int:
        return self.done * 100 // self.needed if self.needed else 0


@dataclass(frozen=True)
class KindFigures:
    """How many accepted activities are of a kind."""

    pk: int
    name: str
    count: int


@dataclass
class ActivityFigures:
    """The activities of the plan's year. What is counted is accepted; the others are still in somebody's hands."""

    count: int = 0
    complete: int = 0
    drafts: int = 0
    waiting: int = 0
    returned: int = 0
    headcount: int = 0
    photos: int = 0
    press: int = 0
    months: list[int] = field(default_factory=lambda: [0] * 12)
    kinds: list[KindFigures] = field(default_factory=list)  # most frequent first
    slots: list[SlotFigures] = field(default_factory=list)
    unlinked: list[int] = field(default_factory=list)  # keys of accepted records that serve no category

    @property
    def unaccepted(self) -> int:
        return self.drafts + self.waiting + self.returned


@dataclass(frozen=True)
class Reached:
    """What the self-assessment had come to at the end of a month, by the day each clause got the score it has."""

    year: int
    month: int
    value: Decimal  # points, or clauses met


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


@dataclass
class Figures:
    """All of it. `totals` holds points, or counts where the plan has no points."""

    year: int
    today: date
    assessment: int | None
    totals: totals.Totals
    tasks: TaskCounts
    parties: list[PartyFigures]
    categories: list[CategoryFigures]
    others: TaskCounts  # tasks that stand in none of them
    open_tasks: list[OpenTask]  # those late first, longest first, the others as in the plan
    activities: ActivityFigures
    progress: list[Reached] = field(default_factory=list)
    ranked_because: str = ""  # why the parties stand by how late they are; empty: they do not

    @property
    def has_points(self) -> bool:
        return self.totals.has_points

    @property
    def late(self) -> list[OpenTask]:
        return [row for row in self.open_tasks if row.days]

    @property
    def soon(self) -> list[OpenTask]:
        rows = [row for row in self.open_tasks if row.soon_in is not None]
        return sorted(rows, key=lambda row: row.soon_in)

    @property
    def gained(self) -> Decimal | None:
        """What the running month has brought so far; None before there is a month to hold it against."""
        if len(self.progress) < 2 or (self.progress[-1].year, self.progress[-1].month) != _month(self.today):
            return None
        return self.progress[-1].value - self.progress[-2].value

    @property
    def returned(self) -> list[OpenTask]:
        return [row for row in self.open_tasks if row.is_returned and not row.days]

    @property
    def basic(self) -> list[CategoryFigures]:
        return [row for row in self.categories if row.category.layer == Layer.BASIC]
