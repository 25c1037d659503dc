"""The figures of a plan at one day: what the board shows and the annual report prints, so that they can't differ."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from django.utils import timezone

from evidence.completeness import completeness
from evidence.models import Attachment, Record
from programs.models import Plan, Task
from programs.standings import is_late, is_soon, status_of
from reports.ranking import ranking_of
from reports.tallies import (
    ActivityFigures,
    CategoryFigures,
    Figures,
    KindFigures,
    OpenTask,
    PartyFigures,
    Reached,
    SlotFigures,
    TaskCounts,
)
from scoring import totals
from scoring.models import Assessment, Citation, Clause, Layer, Score
from scoring.tree import Tree

SLOTS = {
    Attachment.Slot.PLAN: "活动方案",
    Attachment.Slot.PHOTO: "活动图片",
    Attachment.Slot.SUMMARY: "活动总结",
    Attachment.Slot.PRESS: "媒体报道",
}
KINDS = ("department", "group", "unit", "")  # of parties, in the order they stand


def tasks_of(plan: Plan) -> list[Task]:
    """The tasks that are counted, in the plan's order, with who answers for them and whether they were urged today."""
    rows = plan.tasks.undivided().with_urged(timezone.localdate()).select_related("department", "group", "unit")
    return list(rows.order_by("order", "pk"))


def figures(plan: Plan, today: date, tasks: list[Task] | None = None) -> Figures:
    """The figures of a plan; the number of queries does not grow with it. `tasks` where they were read already."""
    assessment = Assessment.objects.own().filter(framework=plan.framework_id, unit=plan.unit_id).first()
    if assessment:
        assessment.framework = plan.framework
        tree, reached = totals.with_tree(assessment)
    else:
        tree = Tree(plan.framework)
        reached = _unopened(plan, tree)
    categories = {row.pk: CategoryFigures(row) for row in _chapters(reached)}
    told = Figures(
        year=plan.year,
        today=today,
        assessment=assessment.pk if assessment else None,
        totals=reached,
        tasks=TaskCounts(),
        parties=[],
        categories=list(categories.values()),
        others=TaskCounts(),
        open_tasks=[],
        activities=ActivityFigures(),
    )
    _count_tasks(told, plan, tasks_of(plan) if tasks is None else tasks, tree, categories)
    _count_activities(told, plan, tree, categories, assessment)
    if assessment:
        told.progress = _progress(told, assessment)
    return told


def _chapters(reached: totals.Totals) -> list[totals.CategoryTotals]:
    """The categories that divide the plan: the outermost ones, or those below a heading that holds all others."""
    skipped: set[str] = set()
    basic = [row for row in reached.categories if row.category.layer == Layer.BASIC]
    while len(basic) == 1 and _holds_only_others(basic[0]):
        skipped.add(basic[0].name)
        basic = list(basic[0].below)
    others = [row for row in reached.categories if row.category.layer != Layer.BASIC]
    while any(row.name in skipped and _holds_only_others(row) for row in others):
        others = [below for row in others for below in (row.below if row.name in skipped and row.below else [row])]
    return [*basic, *others]


def _holds_only_others(row: totals.CategoryTotals) -> bool:
    return bool(row.below) and row.tally.clauses == sum(below.tally.clauses for below in row.below)


def chapter_of(tree: Tree, category_id: int | None, categories: dict[int, CategoryFigures]) -> CategoryFigures | None:
    """The category a task or citation counts for; None above all of them."""
    line = tree.upward(category_id) if category_id else []
    return next((categories[row.pk] for row in line if row.pk in categories), None)


def _unopened(plan: Plan, tree: Tree) -> totals.Totals:
    """What there is to reach while nobody has opened the self-assessment."""
    tallies = dict.fromkeys(tree.rows, totals.Tally())
    clauses = Clause.objects.filter(framework=plan.framework_id)
    for category_id, points, ruling in clauses.values_list("indicator__category", "points", "ruling"):
        worded = int(not tree.is_pointed(category_id=category_id, points=points, ruling=ruling))
        tallies[category_id] += totals.Tally(maximum=points or totals.ZERO, clauses=1, worded=worded)
    return totals.of_tallies(tree, tallies)


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


def _count_tasks(
    told: Figures, plan: Plan, tasks: list[Task], tree: Tree, categories: dict[int, CategoryFigures]
) -> None:
    parties: dict[tuple[str, int | None], PartyFigures] = {}
    for task in tasks:
        overdue = is_late(task.state, task.due_on, told.today)
        party = _party_of(task, parties)
        chapter = chapter_of(tree, task.category_id, categories)
        category = chapter.tasks if chapter else told.others
        for counts in (told.tasks, party.tasks, category):
            counts.add(task.state, overdue)
        if task.state != Task.State.ACCEPTED:
            told.open_tasks.append(_open_task(task, party, told.today))
    told.open_tasks.sort(key=lambda row: -row.days)
    ranking = ranking_of(plan.unit_id)
    told.ranked_because = ranking.reason if ranking else ""
    told.parties = sorted(parties.values(), key=_by_lateness if ranking else lambda row: row.place)


def _by_lateness(row: PartyFigures) -> tuple:
    return (row.kind == "", -row.tasks.late, -row.tasks.open, row.place)


def _party_of(task: Task, parties: dict) -> PartyFigures:
    kind = "department" if task.department_id else "group" if task.group_id else "unit" if task.unit_id else ""
    party = task.party
    key = (kind, party.pk if party else None)
    if key not in parties:
        place = (KINDS.index(kind), getattr(party, "order", 0), key[1] or 0)
        parties[key] = PartyFigures(name=str(party) if party else "还没有指定", kind=kind, pk=key[1], place=place)
    return parties[key]


def _open_task(task: Task, party: PartyFigures, today: date) -> OpenTask:
    return OpenTask(
        pk=task.pk,
        label=label_of(task),
        party=party.name,
        due=spoken_date(task.due_on) if task.due_on else task.due_text,
        status=status_of(task.state, task.due_on, today).text,
        days=task.days_late(today),
        is_returned=task.state == Task.State.RETURNED,
        has_party=bool(party.kind),
        soon_in=(task.due_on - today).days if is_soon(task.state, task.due_on, today) else None,
        is_urged=task.is_urged,
    )


def spoken_date(day: date) -> str:
    """2022年8月28日, as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def label_of(task: Task) -> str:
    return f"{task.number}. {task.title}" if task.number.isdigit() else f"{task.number} {task.title}".strip()


def _count_activities(told: Figures, plan: Plan, tree: Tree, categories: dict, assessment: Assessment | None) -> None:
    counted = told.activities
    own = Record.objects.of_unit(plan.unit_id).of_year(plan.year).filter(kind=Record.Kind.ACTIVITY)
    counted.slots = [SlotFigures(slot, title) for slot, title in SLOTS.items()]
    served = _served(plan, tree, categories, assessment)
    kinds: Counter[tuple[int, str]] = Counter()
    states: Counter[str] = Counter()
    for record in own.with_counts().select_related("activity__kind").order_by("begins_on", "pk"):
        states[record.state] += 1
        if record.state != Record.State.ACCEPTED:
            continue
        counted.count += 1
        counted.months[record.begins_on.month - 1] += 1
        counted.headcount += record.activity.headcount or 0
        counted.photos += record.n_photo
        counted.press += record.n_press
        kinds[record.activity.kind_id, record.activity.kind.name] += 1
        _count_slots(counted, record)
        keys = served.get(record.pk, [])
        for key in keys:
            categories[key].records.append(record.pk)
            categories[key].months[record.begins_on.month - 1] += 1
        if not keys:
            counted.unlinked.append(record.pk)
    counted.drafts = states[Record.State.DRAFT]
    counted.waiting = states[Record.State.SUBMITTED]
    counted.returned = states[Record.State.RETURNED]
    counted.kinds = [KindFigures(pk, name, count) for (pk, name), count in kinds.most_common()]


def _count_slots(counted: ActivityFigures, record: Record) -> None:
    """Press is wished for by every office even where the kind does not ask: it is counted over all activities."""
    state = completeness(record)
    counted.complete += state.is_complete
    done = {slot.slot: slot.is_done for slot in state.slots}
    for slot in counted.slots:
        slot.needed += 1
        slot.done += done[slot.slot]


def _served(plan: Plan, tree: Tree, categories: dict, assessment: Assessment | None) -> dict[int, list[int]]:
    """The categories each record serves, by its tasks in this plan and its citations."""
    links = Task.records.through.objects.filter(task__plan=plan, task__category__isnull=False).order_by()
    pairs = links.values_list("record_id", "task__category_id")
    if assessment:
        cited = Citation.objects.filter(assessment=assessment).order_by()
        pairs = pairs.union(cited.values_list("record_id", "clause__indicator__category_id"))
    served: dict[int, list[int]] = {}
    for record_id, category_id in sorted(set(pairs)):
        chapter = chapter_of(tree, category_id, categories)
        if chapter and chapter.category.pk not in served.setdefault(record_id, []):
            served[record_id].append(chapter.category.pk)
    return served
