"""The rows of a plan's breakdown table as plain data: what is asked, what it is worth, who answers for it, by when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Prefetch

from programs.models import Plan, Task
from programs.naming import folded, known_names
from scoring.models import Category, Clause, Indicator, Layer

ENDS = "。；;，,！!？?"  # a statement that closes itself can't be joined to the next one without changing it


@dataclass(frozen=True)
class Heading:
    """A category as the table prints it; `pk` tells apart two of the same name."""

    pk: int
    name: str
    points: Decimal | None


@dataclass(frozen=True)
class Statement:
    text: str
    points: Decimal | None


@dataclass
class Row:
    """One row: its categories from the outermost in, its statements, its parties (who leads stands first)."""

    layer: str
    path: list[Heading]
    number: str
    statements: list[Statement]
    lead: str = ""  # only where the paper or the office says who leads
    departments: list[str] = field(default_factory=list)
    due_on: date | None = None
    due_text: str = ""
    methods: str = ""
    materials: str = ""
    scoring: str = ""


def rows_of(plan: Plan) -> list[Row]:
    """All rows in the order of the paper. The number of queries does not grow with the plan."""
    paths = _paths(plan)
    duties = _duties(plan)
    known = known_names(plan.unit)
    clauses = Clause.objects.order_by("order", "pk")
    indicators = Indicator.objects.filter(category__framework=plan.framework_id).prefetch_related(
        Prefetch("clauses", queryset=clauses)
    )
    place = {pk: position for position, pk in enumerate(paths)}
    rows = []
    for indicator in sorted(indicators, key=lambda one: (place[one.category_id], one.order, one.pk)):
        layer, path = paths[indicator.category_id]
        rows += _rows(indicator, layer, path, duties.get(indicator.pk, []), known)
    return rows


def _paths(plan: Plan) -> dict[int, tuple[str, list[Heading]]]:
    """Each category's layer and path, in printed order: a category before those below it."""
    below: dict[int | None, list[Category]] = {}
    for category in Category.objects.filter(framework=plan.framework_id).order_by("order", "pk"):
        below.setdefault(category.parent_id, []).append(category)
    found: dict[int, tuple[str, list[Heading]]] = {}

    def walk(parent: int | None, path: list[Heading]) -> None:
        for category in below.get(parent, []):
            here = [*path, Heading(category.pk, category.name, category.points)]
            found[category.pk] = (category.layer, here)
            walk(category.pk, here)

    walk(None, [])
    layers = list(Layer)
    return dict(sorted(found.items(), key=lambda item: layers.index(item[1][0])))


def _duties(plan: Plan) -> dict[int, list[Task]]:
    """The tasks that serve each indicator, with their parties."""
    tasks = plan.tasks.select_related("department", "group", "unit").prefetch_related("assisting", "assisting_groups")
    by_pk = {task.pk: task for task in tasks}
    links = (
        Task.clauses.through.objects.filter(task__plan=plan)
        .order_by("task__order", "task_id")
        .values_list("task_id", "clause__indicator_id")
    )
    duties: dict[int, list[Task]] = {}
    for task_id, indicator_id in links:
        served = duties.setdefault(indicator_id, [])
        if by_pk[task_id] not in served:
            served.append(by_pk[task_id])
    return duties


def _rows(indicator: Indicator, layer: str, path: list[Heading], tasks: list[Task], known: dict) -> list[Row]:
    lead, departments = _parties(indicator, tasks, known)
    due_on, due_text = _due(indicator, tasks)
    rows = []
    for clauses in _printed_together(list(indicator.clauses.all())):
        rows.append(
            Row(
                layer=layer,
                path=path,
                number=indicator.number,
                statements=[Statement(clause.text.strip(), clause.points) for clause in clauses],
                lead=lead,
                departments=departments,
                due_on=due_on,
                due_text=due_text,
                methods="、".join(clauses[0].methods),
                materials=clauses[0].materials,
                scoring=clauses[0].scoring,
            )
        )
    return rows


def _printed_together(clauses: list[Clause]) -> list[list[Clause]]:
    """Several statements share a row where each says its own points and they have all else in common."""
    alone = len(clauses) < 2 or any(
        clause.points is None or clause.text.strip().endswith(tuple(ENDS)) for clause in clauses
    )
    if alone:
        return [[clause] for clause in clauses]
    return [list(same) for _, same in groupby(clauses, key=lambda one: (one.methods, one.materials, one.scoring))]


def _parties(indicator: Indicator, tasks: list[Task], known: dict) -> tuple[str, list[str]]:
    """Who leads, and all names in order: in the paper's words while they mean those who are assigned today."""
    meant = {known[folded(name)] for name in indicator.departments if folded(name) in known}
    assigned = [task for task in tasks if task.party is not None]
    parties = [one for task in assigned for one in (task.party, *task.assisting.all(), *task.assisting_groups.all())]
    if indicator.departments and (not assigned or meant == set(parties)):
        return indicator.lead, list(indicator.departments)
    names = list(dict.fromkeys(str(party) for party in parties))
    says_lead = bool(indicator.lead) or not indicator.departments
    return (names[0] if names and says_lead else "", names)


def _due(indicator: Indicator, tasks: list[Task]) -> tuple[date | None, str]:
    """The day and, while nobody moved it, the words the paper has for it."""
    task = next((task for task in tasks if task.due_on or task.due_text), None)
    if task is None:
        return indicator.due_on, indicator.due_text
    is_moved = task.due_on is not None and task.due_on != indicator.due_on and task.due_text == indicator.due_text
    return task.due_on, "" if is_moved else task.due_text
