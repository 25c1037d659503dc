"""看板: the tasks a filter finds in five columns, by how far they are, with what the person may do at each."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q

from programs import task_table
from programs.models import Task, TaskLine
from programs.moves import Moves, moves
from programs.standings import NO_FILES, STATES, is_late
from programs.task_screen import Screen
from programs.task_table import Row

State = Task.State
SHOWN = 20  # cards of a column; the table has all of them
HANDED_IN = (State.SUBMITTED, State.ACCEPTED)


@dataclass
class Card:
    """One task with what the person may do at it here; lines of a group are moved on its own page."""

    row: Row
    moves: Moves
    lines: str = ""  # 3 / 8 个部门已交


@dataclass
class Lane:
    """The tasks in one state: the first due first, those without a day last."""

    title: str
    query: str  # of the table, with this state alone
    count: int = 0
    late: int = 0
    cards: list[Card] = field(default_factory=list)
    hidden: int = 0  # that the filter leaves out because they are done

    @property
    def further(self) -> int:
        return self.count - len(self.cards)


def lanes_of(screen: Screen) -> list[Lane]:
    """Every column with its first cards, in a fixed number of queries."""
    filters, today = screen.filters, screen.today
    lanes = {state: Lane(title, filters.query(state=state)) for state, title in STATES.items()}
    shown: list[int] = []
    for task in screen.by_due:
        lane = lanes[task.state]
        lane.count += 1
        lane.late += is_late(task.state, task.due_on, today)
        if lane.count <= SHOWN:
            shown.append(task.pk)
    if not lanes[State.ACCEPTED].count:
        lanes[State.ACCEPTED].hidden = screen.counts["done"]
    for card in _cards(screen, shown):
        lanes[card.row.task.state].cards.append(card)
    return list(lanes.values())


def _cards(screen: Screen, keys: list[int]) -> list[Card]:
    names, lines = task_table.helping(keys), _lines_of(keys)
    tasks = task_table.with_lead(Task.objects.filter(pk__in=keys)).select_related("parent").in_bulk()
    cards = []
    for task in (tasks[key] for key in keys if key in tasks):
        parties = task_table.parties_with(task, names.get(task.pk, []))
        row = task_table.row_of(task, parties, screen.files.get(task.pk, NO_FILES), screen.today)
        cards.append(Card(row, moves(task, screen.request.standing), lines.get(task.pk, "")))
    return cards


def _lines_of(keys: list[int]) -> dict[int, str]:
    """How many departments of a group have handed in, by task. One query."""
    rows = TaskLine.objects.filter(task__in=keys).order_by().values("task")
    counted = rows.annotate(n=Count("pk"), done=Count("pk", filter=Q(state__in=HANDED_IN)))
    return {row["task"]: f"{row['done']} / {row['n']} 个部门已交" for row in counted}
