"""What an activity can serve, as a page lists it: tasks of a plan and its clauses, a few lines at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Substr

from accounts.several import SeveralField
from accounts.typed import whole_number
from documents.bigrams import bigrams
from programs.asked import AskedOf, as_data, asked_of
from programs.models import Plan, Task
from programs.standings import status_of
from scoring.clause_materials import Asked
from scoring.models import Clause
from scoring.points import printed

LIKELY = 6  # lines listed before anybody looks for one
FOUND = 20  # lines listed of what was looked for, and how many more at a time
MOST = 400
SAYING_NOTHING = re.compile("[的和与]|活动|开展|组织")  # in the name of an activity
NEVER = 10**6  # days
HANDED_IN = {Task.State.SUBMITTED, Task.State.ACCEPTED}


@dataclass(frozen=True)
class Ask:
    """What a person has ticked and looks for; `count` lines, None when nobody looked yet; `title` is what is typed.

    So many lines as are `listed` already stay: a list that grew by a press does not shrink when it is looked for anew.
    """

    ticked: frozenset[int] = frozenset()
    words: str = ""
    count: int | None = None
    title: str = ""
    listed: int = 0

    @property
    def is_looking(self) -> bool:
        return self.count is not None or bool(self.words)


@dataclass
class Choice:
    """One line to tick."""

    pk: int
    title: str
    small: str
    points: str
    is_ticked: bool
    asks: str = ""  # what it asks of each activity, for the page's script


@dataclass
class Listed:
    """Lines to tick: what is ticked, then what was found or is likely; and how many there are."""

    name: str  # of the field
    measure: str
    words: str
    rows: list[Choice]
    n_found: int
    rest: int  # of those, not listed
    n_titled: int = 0  # of those listed, how many share words with the title

    @property
    def n_listed(self) -> int:
        """Besides the ticked ones."""
        return sum(not row.is_ticked for row in self.rows)

    @property
    def n_more(self) -> int:
        return min(self.rest, FOUND)

    @property
    def look(self) -> str:
        """What the button for more lines sends."""
        return f"{self.name}-{min(self.n_listed + FOUND, MOST)}"

    @property
    def said(self) -> str:
        if self.words and not self.n_found:
            return f"没有找到“{self.words}”，换几个字再找。"
        found = f"找到 {self.n_found} {self.measure}" if self.words else ""
        if self.n_titled:
            found = f"按活动名称推荐 {self.n_titled} {self.measure}"
        rest = f"还有 {self.rest} {self.measure}没有列出" if self.rest > 0 else ""
        return "，".join(filter(None, [found, rest])) + ("。" if found or rest else "")


@dataclass
class Choices:
    """What a plan offers."""

    plan: Plan
    tasks: Listed | None
    clauses: Listed | None
    asked: list[Asked]  # of each activity, by what is ticked


class ServesForm(forms.Form):
    """The ticked tasks and clauses of one plan."""

    tasks = SeveralField(
        queryset=Task.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "选的任务不在这份方案里，请重新勾选。",
            "invalid_pk_value": "请重新勾选任务。",
        },
    )
    clauses = SeveralField(
        queryset=Clause.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "选的得分点不在这份方案里，请重新勾选。",
            "invalid_pk_value": "请重新勾选得分点。",
        },
    )

    def __init__(self, *args, plan: Plan | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        if plan is not None:
            self.fields["tasks"].queryset = plan.tasks.all()
            self.fields["clauses"].queryset = Clause.objects.filter(framework=plan.framework_id)


def _task_choice(task: Task, ticked: frozenset[int], today: date, asked: AskedOf) -> Choice:
    status = status_of(task.state, task.due_on, today).text
    said = [str(task.category)] if task.category else []
    said += [str(task.party)] if task.party else []
    said += [status] + ([f"已有 {task.n_records} 份档案"] if task.n_records else [])
    title = f"{task.number}. {task.title}" if task.number else task.title
    asks = as_data(asked.tasks.get(task.pk, []))
    return Choice(task.pk, title, " · ".join(said), printed(task.worth), task.pk in ticked, asks)


def _clause_choice(clause: Clause, ticked: frozenset[int], asked: AskedOf) -> Choice:
    number = f"{clause.indicator.number}. " if clause.indicator.number else ""
    asks = as_data(asked.clauses.get(clause.pk, []))
    small = clause.indicator.category.name
    return Choice(clause.pk, f"{number}{clause.text}", small, printed(clause.points), clause.pk in ticked, asks)


def _sharing(title: str) -> Callable[[str], int]:
    """How many pairs of neighbouring signs of a title stand in a text."""
    pairs = [pair for pair in bigrams(SAYING_NOTHING.sub(" ", title)) if len(pair) == 2]
    return lambda text: sum(pair in text for pair in pairs)


def _ranked(plan: Plan, departments, ask: Ask, today: date) -> tuple[list[int], list[int]]:
    """The keys of tasks, the likeliest first, and which of them share words with the title. One query.

    Likely are open tasks of these departments (without any: of all) whose day is near.
    """
    rows, own = plan.tasks.all(), plan.tasks.undivided().open()
    for word in ask.words.split():
        rows = rows.filter(number=word) | rows.saying(word)
    if departments:
        own = own.on_desk_of(departments)
    rows = rows.annotate(is_own=Exists(own.filter(pk=OuterRef("pk")))).order_by("order", "pk")
    keys = ["pk", "state", "due_on", "is_own"]
    if ask.words or not ask.title:
        found = [(key, 0, *told) for key, *told in rows.values_list(*keys)]
    else:
        shared = _sharing(ask.title)
        found = rows.values_list(*keys, "title", Substr("requirement", 1, 600))
        found = [(key, shared(f"{title} {asked}"), *told) for key, *told, title, asked in found]

    def nearness(row) -> tuple:
        _, hits, state, due_on, is_own = row
        return -hits, not is_own, state in HANDED_IN, abs((due_on - today).days) if due_on else NEVER

    found.sort(key=nearness)
    return [row[0] for row in found], [row[0] for row in found if row[1]]


def _tasks_told(plan: Plan, keys: Iterable[int]) -> dict[int, Task]:
    """Tasks with what their lines say, in the plan's order. One query."""
    links = Task.clauses.through.objects.filter(task=OuterRef("pk")).order_by().values("task")
    worth = Subquery(links.annotate(worth=Sum("clause__points")).values("worth"))
    rows = plan.tasks.filter(pk__in=keys).select_related("department", "group", "unit", "category")
    rows = rows.annotate(worth=worth, n_records=Count("records", distinct=True))
    return {row.pk: row for row in rows.order_by("order", "pk")}


def _clauses_found(plan: Plan, ask: Ask) -> list[Clause]:
    """The clauses looked for. One query."""
    rows = Clause.objects.filter(framework=plan.framework_id).select_related("indicator__category")
    for word in ask.words.split():
        rows = rows.filter(Q(text__icontains=word) | Q(indicator__number=word))
    return list(rows.order_by("order", "pk"))


class Found(NamedTuple):
    """Rows to list, the ticked ones first; how many there are in all, and how many of them are not listed."""

    rows: list
    n_found: int
    rest: int
    n_titled: int = 0


NOTHING = Found([], 0, 0)


def _tasks(plan: Plan, departments, ask: Ask, today: date) -> Found:
    """Two queries."""
    keys, titled = _ranked(plan, departments, ask, today)
    found = [key for key in keys if key not in ask.ticked]
    shown = found[: ask.count or max(ask.listed, FOUND if ask.words else LIKELY)]
    told = _tasks_told(plan, [*ask.ticked, *shown])
    listed = [task for key, task in told.items() if key in ask.ticked] + [told[key] for key in shown if key in told]
    return Found(listed, len(keys), len(found) - len(shown), len(set(titled).intersection(shown)))


def _clauses(plan: Plan, ask: Ask) -> Found:
    """Two queries at most."""
    ticked = Clause.objects.filter(framework=plan.framework_id, pk__in=ask.ticked)
    held = list(ticked.select_related("indicator__category").order_by("order", "pk")) if ask.ticked else []
    every = _clauses_found(plan, ask) if ask.is_looking else []
    found = [clause for clause in every if clause.pk not in ask.ticked]
    shown = found[: ask.count or max(ask.listed, FOUND)]
    return Found(held + shown, len(every), len(found) - len(shown))


def choices_of(plan: Plan, departments, *, tasks: Ask | None, clauses: Ask | None, today: date) -> Choices:
    """The lines to tick, in five queries at most, however many tasks and clauses there are; None for a list not asked.

    Clauses are listed when somebody looks for them or has ticked some.
    """
    offers = clauses is not None and bool(clauses.ticked or clauses.is_looking)
    one = _tasks(plan, departments, tasks, today) if tasks else NOTHING
    two = _clauses(plan, clauses) if offers else NOTHING
    asked = asked_of([task.pk for task in one.rows], [clause.pk for clause in two.rows])
    lines = [_task_choice(task, tasks.ticked, today, asked) for task in one.rows]
    more = [_clause_choice(clause, clauses.ticked, asked) for clause in two.rows]
    return Choices(
        plan=plan,
        tasks=Listed("tasks", "项", tasks.words, lines, *one[1:]) if tasks else None,
        clauses=Listed("clauses", "个", clauses.words, more, *two[1:]) if offers else None,
        asked=asked.of(tasks.ticked if tasks else (), clauses.ticked if clauses else ()),
    )


def ids_typed(data, name: str) -> set[int]:
    """The numbers ticked in a post, as far as they are numbers; for showing a refused form again."""
    return {number for number in map(whole_number, data.getlist(name)) if number is not None}
