"""The table of tasks as plain rows: grouped by category, filtered, counted; one page in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from programs.models import Plan, Task
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


SHOWS = {
    "open": "未完成",
    "late": "逾期",
    "soon": "7 天内到期",
    "review": "待审核",
    "lacking": "缺材料",
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
    status: Status
    files: Files
    records: int


@dataclass
class Group:
    """A category with the rows shown of it and the counts of all its tasks."""

    number: int
    name: str
    points: str
    count: int = 0
    done: int = 0
    late: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def segments(self) -> list[dict]:
        return meter_segments(self.done, self.count - self.done - self.late, self.late, self.count)

    @property
    def said(self) -> str:
        return f"完成 {self.done}，办理中和待审核 {self.count - self.done - self.late}，逾期 {self.late}"


def bare_tasks(tasks) -> list[Bare]:
    return [Bare(*values) for values in tasks.order_by("order", "pk").values_list("pk", "category", "state", "due_on")]


def searched(tasks, words: str):
    """Tasks whose number is the words, or whose title, requirement or note holds them."""
    if not words:
        return tasks
    return tasks.filter(
        Q(number=words) | Q(title__icontains=words) | Q(requirement__icontains=words) | Q(note__icontains=words)
    )


def counts_of(bare: Iterable[Bare], files: dict[int, Files], today: date) -> dict[str, int]:
    """How many tasks each filter shows."""
    return {show: sum(_shown(show, task, files, today) for task in bare) for show in SHOWS}


def shown_of(bare: Iterable[Bare], show: str, files: dict[int, Files], today: date) -> list[int]:
    return [task.pk for task in bare if _shown(show, task, files, today)]


def with_parties(tasks):
    """Tasks with all that a row prints."""
    return (
        tasks.select_related("department", "group", "unit", "plan")
        .prefetch_related("assisting", "assisting_groups", "clauses")
        .annotate(n_records=Count("records", distinct=True))
    )


def parties_of(task: Task) -> list[Party]:
    first = [Party(str(task.party), True)] if task.party else []
    helping = [*task.assisting.all(), *task.assisting_groups.all()]
    return first + [Party(str(one), False) for one in helping]


def row_of(task: Task, files: Files, today: date) -> Row:
    return Row(
        task=task,
        points=points_of(task),
        parties=parties_of(task),
        due=printed_day(task.due_on, today) or task.due_text,
        is_late=is_late(task.state, task.due_on, today),
        status=status_of(task.state, task.due_on, today),
        files=files,
        records=task.n_records,
    )


def _groups(plan: Plan, bare: list[Bare], today: date) -> dict[int | None, Group]:
    """Every category that holds tasks, with its counts and the points of its clauses, in the framework's order."""
    categories = plan.framework.categories.filter(tasks__plan=plan).distinct()  # numbered alike under every filter
    points: dict[int, list] = {}
    clauses = plan.framework.clauses.values_list("indicator__category", "points")
    for category_id, value in clauses:
        points.setdefault(category_id, []).append(value)
    groups: dict[int | None, Group] = {}
    for number, category in enumerate(categories, start=1):
        values = [value for value in points.get(category.pk, []) if value is not None]
        groups[category.pk] = Group(number, category.name, printed(total(values)) if values else "")
    groups[None] = Group(len(groups) + 1, "其他任务", "")
    for task in bare:
        group = groups[task.category_id]
        group.count += 1
        group.done += task.state == State.ACCEPTED
        group.late += is_late(task.state, task.due_on, today)
    return groups


def grouped(plan: Plan, bare: list[Bare], page_ids: list[int], files: dict[int, Files], today: date) -> list[Group]:
    """The rows of one page under their categories; categories without a row on the page are left out."""
    groups = _groups(plan, bare, today)
    tasks = with_parties(Task.objects.filter(pk__in=page_ids)).order_by("order", "pk")
    for task in tasks:
        groups[task.category_id].rows.append(row_of(task, files.get(task.pk, NO_FILES), today))
    return [group for group in groups.values() if group.rows]
