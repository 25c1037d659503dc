"""Who has what to do: a plan's tasks as today's rows, for the matching table, duty lists and appraisals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from accounts.models import Department, DepartmentGroup
from documents.model import Cell
from programs.models import Plan, Task
from programs.occurrences_ticking import rhythm_of
from programs.standings import Status, is_late, points_of, status_of
from reports.figures import chapter_of, spoken_date
from reports.grid import centred, dated
from reports.rows import due_of
from reports.tallies import Figures
from scoring.rows import ENDS
from scoring.tree import Tree

LEADS, SHARES, ASSISTS = "牵头", "共同承担", "配合"
MATERIALS = "报送材料："  # begins the last line of a requirement, as a plan is broken down
PREFETCHED = ("clauses__indicator", "assisting", "assisting_groups", "lines")


@dataclass
class Duty:
    """One task as it stands today."""

    task: Task
    chapter: str  # the category that divides the plan; empty above all of them
    work: str
    lead: str
    assisting: list[str]
    due: str
    materials: str
    measures: str
    in_charge: str
    points: str
    status: Status
    is_late: bool
    sharing: dict[int, str] = field(default_factory=dict)  # department → state of its own line of a group's task
    helping: set[int] = field(default_factory=set)  # departments that assist, by name or within a group

    @property
    def due_cell(self) -> Cell:
        """A day as a day; what is no day in the words of the paper."""
        day = self.task.due_on
        return dated(day) if day and self.due == spoken_date(day) else centred(self.due)

    def role_of(self, department: Department) -> str:
        """What a department is in this task; empty where it has no part."""
        if self.task.department_id == department.pk:
            return LEADS
        if department.pk in self.sharing:
            return SHARES
        return ASSISTS if department.pk in self.helping else ""

    def state_of(self, department: Department) -> str:
        """How far the department is: its own line where the task is a group's, else the task."""
        return self.sharing.get(department.pk, self.task.state)


def duties_of(plan: Plan, told: Figures) -> list[Duty]:
    """All tasks in the order of the plan. The number of queries does not grow with them."""
    tree = Tree(plan.framework)
    chapters = {row.category.pk: row for row in told.categories}
    members = _members(plan)
    tasks = plan.tasks.select_related("department", "group", "unit", "frequency").prefetch_related(*PREFETCHED)
    return [
        _duty(task, chapter_of(tree, task.category_id, chapters), members, told.today)
        for task in tasks.order_by("order", "pk")
    ]


def _members(plan: Plan) -> dict[int, set[int]]:
    """The departments each group means today."""
    everybody = set(plan.unit.departments.active().values_list("pk", flat=True))
    groups = DepartmentGroup.objects.filter(unit=plan.unit_id).prefetch_related("departments")
    return {
        group.pk: everybody if group.takes_all else {one.pk for one in group.departments.all() if one.is_active}
        for group in groups
    }


def _duty(task: Task, chapter, members: dict[int, set[int]], today: date) -> Duty:
    lead, assisting = _parties(task)
    groups = [members.get(group.pk, set()) for group in task.assisting_groups.all()]
    return Duty(
        task=task,
        chapter=chapter.name if chapter else "",
        work=_work(task),
        lead=lead,
        assisting=assisting,
        due=_due(task),
        materials="；".join(dict.fromkeys(clause.materials for clause in task.clauses.all() if clause.materials)),
        measures=task.measures,
        in_charge=task.in_charge_name,
        points=points_of(task),
        status=status_of(task.state, task.due_on, today),
        is_late=is_late(task.state, task.due_on, today),
        sharing={line.department_id: line.state for line in task.lines.all()},
        helping={one.pk for one in task.assisting.all()}.union(*groups),
    )


def _parties(task: Task) -> tuple[str, list[str]]:
    """Who leads and who assists today; while nobody is assigned, whom the paper names."""
    helping = [str(one) for one in (*task.assisting.all(), *task.assisting_groups.all())]
    if task.party is not None or helping:
        return str(task.party or ""), helping
    clauses = task.clauses.all()
    indicator = clauses[0].indicator if clauses else None
    names = list(dict.fromkeys([indicator.lead, *indicator.departments])) if indicator else []
    names = [name for name in names if name]
    return (names[0], names[1:]) if names else ("", [])


def _due(task: Task) -> str:
    """How often or from when until when where the task says so; else the paper's words while nobody moved the day."""
    frequency = getattr(task, "frequency", None)
    if frequency is not None:
        return rhythm_of(frequency).said
    if task.begins_on and task.due_on:
        return f"{spoken_date(task.begins_on)}至{spoken_date(task.due_on)}"
    clauses = task.clauses.all()
    day, words = due_of(clauses[0].indicator, [task]) if clauses else (task.due_on, task.due_text)
    return words or (spoken_date(day) if day else "")


def _work(task: Task) -> str:
    """The whole text of the task; what is to be handed in has a column of its own."""
    lines = [line for line in task.requirement.splitlines() if line.strip() and not line.startswith(MATERIALS)]
    closed = [line if line.endswith(tuple(ENDS)) else f"{line}；" for line in lines[:-1]]
    return "\n".join([*closed, *lines[-1:]]) or task.title
