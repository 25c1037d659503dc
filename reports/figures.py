"""The figures of a plan at one day: what the board shows and the annual report prints, so that they can't differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from evidence.completeness import completeness
from evidence.models import Attachment, Record
from programs.models import Plan, Task
from programs.standings import is_late
from scoring import totals
from scoring.models import Assessment, Category, Citation, Clause, Layer, Score
from scoring.tree import Tree

MONTHS = range(1, 13)
SLOTS = {
    Attachment.Slot.PLAN: "活动方案",
    Attachment.Slot.PHOTO: "活动图片",
    Attachment.Slot.SUMMARY: "活动总结",
    Attachment.Slot.PRESS: "媒体报道",
}


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
        self.count += 1
        if is_overdue:
            self.late += 1
            return
        name = {
            Task.State.ACCEPTED: "done",
            Task.State.SUBMITTED: "waiting",
            Task.State.RETURNED: "returned",
            Task.State.IN_PROGRESS: "going",
        }.get(state, "unbegun")
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


@dataclass
class CategoryFigures:
    """An outermost category: its score, its tasks, the activities that serve it by month."""

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


@dataclass(frozen=True)
class OpenTask:
    """A task that is late or was sent back, as reports name it."""

    pk: int
    label: str
    party: str
    due_on: date | None
    days: int  # past the due day; 0 when it is not late


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
    kinds: list[tuple[str, int]] = field(default_factory=list)  # most frequent first
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
    others: TaskCounts  # tasks that stand in no category
    late: list[OpenTask]
    returned: list[OpenTask]
    activities: ActivityFigures
    progress: list[Reached] = field(default_factory=list)

    @property
    def has_points(self) -> bool:
        return self.totals.has_points

    @property
    def basic(self) -> list[CategoryFigures]:
        return [row for row in self.categories if row.category.layer == Layer.BASIC]


def figures(plan: Plan, today: date) -> Figures:
    """The figures of a plan; the number of queries does not grow with it."""
    tree = Tree(plan.framework)
    assessment = Assessment.objects.own().filter(framework=plan.framework_id, unit=plan.unit_id).first()
    reached = totals.stored(assessment, tree) if assessment else _unopened(plan, tree)
    categories = {row.pk: CategoryFigures(row) for row in reached.categories}
    told = Figures(
        year=plan.year,
        today=today,
        assessment=assessment.pk if assessment else None,
        totals=reached,
        tasks=TaskCounts(),
        parties=[],
        categories=list(categories.values()),
        others=TaskCounts(),
        late=[],
        returned=[],
        activities=ActivityFigures(),
    )
    _count_tasks(told, plan, tree, categories)
    _count_activities(told, plan, tree, categories, assessment)
    if assessment:
        told.progress = _progress(told, assessment)
    return told


def _unopened(plan: Plan, tree: Tree) -> totals.Totals:
    """What there is to reach while nobody has opened the self-assessment."""
    tallies = dict.fromkeys(tree.rows, totals.Tally())
    clauses = Clause.objects.filter(framework=plan.framework_id)
    for category_id, points in clauses.values_list("indicator__category", "points"):
        worded = int(not tree.is_pointed(category_id=category_id, points=points))
        tallies[category_id] += totals.Tally(maximum=points or totals.ZERO, clauses=1, worded=worded)

    def raised(category: Category) -> totals.CategoryTotals:
        below = tuple(raised(row) for row in tree.below(category))
        return totals.CategoryTotals(category, sum((row.tally for row in below), tallies[category.pk]), below)

    categories = tuple(raised(row) for row in tree.below(None))
    layers = []
    for layer in dict.fromkeys(row.category.layer for row in categories):
        tally = sum((row.tally for row in categories if row.category.layer == layer), totals.Tally())
        layers.append(totals.LayerTotals(layer, layer, tally, None))
    return totals.Totals(categories=categories, layers=tuple(layers), target=None)


def _progress(told: Figures, assessment: Assessment) -> list[Reached]:
    """Month by month from the first score to today. One query."""
    gained: Counter[tuple[int, int]] = Counter()
    scores = Score.objects.filter(assessment=assessment, clause__indicator__category__layer=Layer.BASIC)
    for at, state, points in scores.values_list("at", "state", "points"):
        day = timezone.localdate(at)
        value = points if told.has_points else Decimal(state == Score.State.MET)
        gained[day.year, day.month] += value or Decimal(0)
    if not gained:
        return []
    (year, month), sum_ = min(gained), Decimal(0)
    last = max((told.today.year, told.today.month), *gained)
    reached = []
    while (year, month) <= last:
        sum_ += gained[year, month]
        reached.append(Reached(year, month, sum_))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return reached


def _count_tasks(told: Figures, plan: Plan, tree: Tree, categories: dict[int, CategoryFigures]) -> None:
    parties: dict[tuple[str, int | None], PartyFigures] = {}
    for task in plan.tasks.select_related("department", "group", "unit").order_by("order", "pk"):
        overdue = is_late(task.state, task.due_on, told.today)
        party = _party_of(task, parties)
        category = categories[tree.outermost(task.category_id).pk].tasks if task.category_id else told.others
        for counts in (told.tasks, party.tasks, category):
            counts.add(task.state, overdue)
        if overdue or task.state == Task.State.RETURNED:
            row = OpenTask(task.pk, _label(task), party.name, task.due_on, task.days_late(told.today))
            (told.late if overdue else told.returned).append(row)
    told.late.sort(key=lambda row: -row.days)
    told.parties = sorted(parties.values(), key=lambda row: (row.kind == "", -row.tasks.late, -row.tasks.open))


def _party_of(task: Task, parties: dict) -> PartyFigures:
    kind = "department" if task.department_id else "group" if task.group_id else "unit" if task.unit_id else ""
    party = task.party
    key = (kind, party.pk if party else None)
    if key not in parties:
        parties[key] = PartyFigures(name=str(party) if party else "还没有指定", kind=kind, pk=key[1])
    return parties[key]


def _label(task: Task) -> str:
    return f"{task.number}. {task.title}" if task.number.isdigit() else f"{task.number} {task.title}".strip()


def _count_activities(told: Figures, plan: Plan, tree: Tree, categories: dict, assessment: Assessment | None) -> None:
    counted = told.activities
    own = Record.objects.of_unit(plan.unit_id).of_year(plan.year).filter(kind=Record.Kind.ACTIVITY)
    states = Counter(dict(own.order_by().values_list("state").annotate(Count("pk"))))
    counted.drafts = states[Record.State.DRAFT]
    counted.waiting = states[Record.State.SUBMITTED]
    counted.returned = states[Record.State.RETURNED]
    counted.slots = [SlotFigures(slot, title) for slot, title in SLOTS.items()]
    served = _served(plan, tree, assessment)
    kinds: Counter[str] = Counter()
    accepted = own.accepted().with_counts().select_related("activity__kind").order_by("begins_on", "pk")
    for record in accepted:
        counted.count += 1
        counted.months[record.begins_on.month - 1] += 1
        counted.headcount += record.activity.headcount or 0
        counted.photos += record.n_photo
        counted.press += record.n_press
        kinds[record.activity.kind.name] += 1
        _count_slots(counted, record)
        keys = served.get(record.pk, [])
        for key in keys:
            categories[key].records.append(record.pk)
            categories[key].months[record.begins_on.month - 1] += 1
        if not keys:
            counted.unlinked.append(record.pk)
    counted.kinds = kinds.most_common()


def _count_slots(counted: ActivityFigures, record: Record) -> None:
    """Press is wished for by every office even where the kind does not ask: it is counted over all activities."""
    state = completeness(record)
    counted.complete += state.is_complete
    done = {slot.slot: slot.is_done for slot in state.slots}
    for slot in counted.slots:
        slot.needed += 1
        slot.done += done[slot.slot]


def _served(plan: Plan, tree: Tree, assessment: Assessment | None) -> dict[int, list[int]]:
    """The outermost categories each record serves, by its tasks in this plan and its citations."""
    links = Task.records.through.objects.filter(task__plan=plan, task__category__isnull=False)
    pairs = set(links.values_list("record_id", "task__category_id"))
    if assessment:
        cited = Citation.objects.filter(assessment=assessment)
        pairs |= set(cited.values_list("record_id", "clause__indicator__category_id"))
    served: dict[int, list[int]] = {}
    for record_id, category_id in sorted(pairs):
        key = tree.outermost(category_id).pk
        if key not in served.setdefault(record_id, []):
            served[record_id].append(key)
    return served
