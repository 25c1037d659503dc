"""The table of tasks as plain rows: grouped by category, filtered, counted; one page in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Count, Exists, IntegerField, OuterRef, Value

from programs.models import Plan, Task
from programs.objections import Objection
from programs.standings import (
    NO_FILES,
    Files,
    Status,
    is_late,
    is_soon,
    meter_segments,
    points_of,
    printed_day,
    status_of,
)
from scoring.points import printed, total

State = Task.State
PAGE = 100  # rows on one page


@dataclass(frozen=True)
class Bare:
    """A task as far as counting needs it."""

    pk: int
    category_id: int | None
    state: str
    due_on: date | None
    parent_id: int | None
    is_disputed: bool  # an objection waits for its answer
    is_divided: bool  # done when its parts are; the parts are counted, not it
    department_id: int | None  # that answers for it


SHOWS = {
    "open": "未完成",
    "late": "逾期",
    "soon": "7 天内到期",
    "review": "待审核",
    "lacking": "缺材料",
    "disputed": "有异议",
    "done": "已完成",
    "all": "全部",
}


def _shown(show: str, task: Bare, files: dict[int, Files], today: date) -> bool:
    match show:
        case "open":
            return task.state != State.ACCEPTED
        case "late":
            return is_late(task.state, task.due_on, today)
        case "soon":
            return is_soon(task.state, task.due_on, today)
        case "review":
            return task.state == State.SUBMITTED
        case "lacking":
            return task.state != State.ACCEPTED and files.get(task.pk, NO_FILES).count < 4
        case "disputed":
            return task.is_disputed
        case "done":
            return task.state == State.ACCEPTED
    return True


@dataclass
class Party:
    """A name in the column of departments; the first answers for the task, unless nobody does."""

    name: str
    is_first: bool


@dataclass
class Row:
    """One line of the table, everything ready to print."""

    task: Task
    points: str
    parties: list[Party]
    due: str
    is_late: bool
    is_soon: bool
    status: Status
    files: Files
    records: int

    @property
    def number(self) -> str:
        return self.task.number or str(self.task.order)

    @property
    def is_part(self) -> bool:
        return self.task.parent_id is not None


@dataclass
class Group:
    """A category with the rows shown of it and the counts of all its tasks."""

    number: int
    name: str
    points: str
    key: int = 0  # of the category; 0 of tasks without one
    count: int = 0
    done: int = 0
    late: int = 0
    rows: list[Row] = field(default_factory=list)
    opening: str = ""  # the address's question that shows its done tasks too, or folds them away again
    is_opened: bool = False

    @property
    def is_done(self) -> bool:
        return self.done == self.count

    @property
    def segments(self) -> list[dict]:
        return meter_segments(self.done, self.count - self.done - self.late, self.late, self.count)

    @property
    def said(self) -> str:
        return f"完成 {self.done}，办理中和待审核 {self.count - self.done - self.late}，逾期 {self.late}"


def bare_tasks(tasks) -> list[Bare]:
    parts = Exists(Task.objects.filter(parent=OuterRef("pk")))
    rows = tasks.annotate(is_disputed=_disputed(), is_divided=parts).order_by("order", "pk")
    fields = ("pk", "category", "state", "due_on", "parent", "is_disputed", "is_divided", "department")
    return [Bare(*row) for row in rows.values_list(*fields)]


def _disputed():
    return Exists(Objection.objects.open().filter(task=OuterRef("pk")))


def searched(tasks, words: str):
    """Tasks whose number is the words, or whose title, requirement or note holds them; the title also by pinyin."""
    return (tasks.filter(number=words) | tasks.saying(words)) if words else tasks


def counts_of(bare: Iterable[Bare], files: dict[int, Files], today: date) -> dict[str, int]:
    """How many tasks each filter shows."""
    counted = [task for task in bare if not task.is_divided]
    return {show: sum(_shown(show, task, files, today) for task in counted) for show in SHOWS}


def matching(
    bare: Iterable[Bare], show: str, files: dict[int, Files], today: date, opened: Collection[int] = ()
) -> list[Bare]:
    """The tasks a filter shows, and of opened categories the done ones too; never those that are done in parts."""
    return [
        task
        for task in bare
        if not task.is_divided
        and (_shown(show, task, files, today) or (task.state == State.ACCEPTED and (task.category_id or 0) in opened))
    ]


def shown_of(bare: list[Bare], found: Iterable[Bare]) -> list[int]:
    """The keys of the rows of what was found; above shown parts stands the task they are parts of."""
    found = list(found)
    shown = {task.pk for task in found} | {task.parent_id for task in found}
    return [task.pk for task in bare if task.pk in shown]


def with_lead(tasks):
    """Tasks with all that a row prints but who assists."""
    rows = tasks.select_related("department", "group", "unit", "plan").prefetch_related("clauses")
    return rows.annotate(n_records=Count("records", distinct=True), is_disputed=_disputed())


def with_parties(tasks):
    """Tasks with all that a row prints."""
    return with_lead(tasks).prefetch_related("assisting", "assisting_groups")


def parties_of(task: Task) -> list[Party]:
    """Of one task that came with its parties."""
    return parties_with(task, [str(one) for one in (*task.assisting.all(), *task.assisting_groups.all())])


def parties_with(task: Task, helping: Iterable[str]) -> list[Party]:
    first = [Party(str(task.party), True)] if task.party else []
    return first + [Party(name, False) for name in helping]


def helping(keys: Iterable[int]) -> dict[int, list[str]]:
    """The names of who assists each of these tasks, departments before groups. One query."""
    alone = Task.assisting.through.objects.filter(task__in=keys).order_by()
    grouped = Task.assisting_groups.through.objects.filter(task__in=keys).order_by()
    no, none = Value("", CharField()), Value(0, IntegerField())
    of_department = ("department__order", "department", "department__name", "department__short_name")
    rows = alone.values_list("task", none, *of_department).union(
        grouped.values_list("task", Value(1), none, "departmentgroup", "departmentgroup__name", no), all=True
    )
    found: dict[int, list[str]] = {}
    for task, _, _, _, name, short in sorted(rows):
        found.setdefault(task, []).append(short or name)
    return found


def row_of(task: Task, parties: list[Party], files: Files, today: date) -> Row:
    return Row(
        task=task,
        points=points_of(task),
        parties=parties,
        due=printed_day(task.due_on, today) or task.due_text,
        is_late=is_late(task.state, task.due_on, today),
        is_soon=is_soon(task.state, task.due_on, today),
        status=status_of(task.state, task.due_on, today),
        files=files,
        records=task.n_records,
    )


def has_points(plan: Plan) -> bool:
    return plan.framework.clauses.filter(points__isnull=False).exists()


def _groups(plan: Plan, bare: list[Bare], today: date) -> dict[int | None, Group]:
    """Every category that holds tasks, with its counts and the points of its clauses, in the framework's order."""
    in_use = Exists(Task.objects.filter(plan=plan, category=OuterRef("pk")))  # numbered alike under every filter
    clauses = plan.framework.categories.filter(in_use).order_by("order", "pk")
    points: dict[tuple[int, str], list] = {}
    for category_id, name, value in clauses.values_list("pk", "name", "indicators__clauses__points"):
        points.setdefault((category_id, name), []).extend([] if value is None else [value])
    groups: dict[int | None, Group] = {}
    for number, ((category_id, name), values) in enumerate(points.items(), start=1):
        groups[category_id] = Group(number, name, printed(total(values)) if values else "", key=category_id)
    groups[None] = Group(len(groups) + 1, "其他任务", "")
    for task in bare:
        if task.is_divided:
            continue
        group = groups[task.category_id]
        group.count += 1
        group.done += task.state == State.ACCEPTED
        group.late += is_late(task.state, task.due_on, today)
    return groups


def done_beside(bare: Iterable[Bare], found_ids: list[int], page_ids: Collection[int]) -> set[int | None]:
    """Categories that are all done, so that a filter leaves nothing of them: those standing among a page's rows.

    Each belongs to the page of the row before its first task, the foremost ones to the first page.
    """
    bare, found, on_page = list(bare), set(found_ids), set(page_ids)
    alive = {task.category_id for task in bare if task.state != State.ACCEPTED or task.pk in found}
    beside, last = {}, next(iter(found_ids), None)
    for task in bare:
        last = task.pk if task.pk in found else last
        if task.category_id not in alive:
            beside.setdefault(task.category_id, last)
    return {category for category, row in beside.items() if row in on_page}


def grouped(
    plan: Plan,
    bare: list[Bare],
    page_ids: list[int],
    files: dict[int, Files],
    today: date,
    keep: Collection[int | None] = (),
) -> list[Group]:
    """The rows of one page under their categories; of those without a row only the ones to keep."""
    groups = _groups(plan, bare, today)
    names = helping(page_ids)
    for task in with_lead(Task.objects.filter(pk__in=page_ids)).order_by("order", "pk"):
        parties = parties_with(task, names.get(task.pk, []))
        groups[task.category_id].rows.append(row_of(task, parties, files.get(task.pk, NO_FILES), today))
    return [group for category, group in groups.items() if group.rows or category in keep]
