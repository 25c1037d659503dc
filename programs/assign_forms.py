"""The grid that says for each category who leads and who assists."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from accounts.models import Department, DepartmentGroup
from programs.import_forms import whole
from programs.models import Plan, Task
from programs.plan_actions import WITHOUT_CATEGORY, Charge
from scoring.models import Category


@dataclass
class GridRow:
    """One category with tasks: who stands there now, as the form's values."""

    category: Category | None  # None for the tasks that stand in none
    path: str
    count: int
    lead: str  # "department:3", "group:4" or empty
    assisting: set[int]  # departments
    is_mixed: bool  # its tasks do not all have the same parties
    n_open: int = 0  # tasks nobody answers for yet
    was: str = ""  # what the row showed, posted back, so that only what was changed here is written
    choices: list[dict] = field(default_factory=list)

    @property
    def key(self) -> int:
        return self.category.pk if self.category else 0

    @property
    def standing(self) -> str:
        return ",".join([self.lead, *map(str, sorted(self.assisting))])

    def offer(self, departments, groups) -> None:
        """Set the choices of the lead, the standing one ticked."""
        parties = [("department", one) for one in departments] + [("group", one) for one in groups]
        values = [(f"{kind}:{one.pk}", str(one)) for kind, one in parties]
        self.choices = [{"value": value, "text": text, "is_on": value == self.lead} for value, text in values]


def grid_of(plan: Plan) -> list[GridRow]:
    """The categories that hold tasks, in the order of the paper; last the tasks that stand in none."""
    tasks: dict[int | None, list[Task]] = {}
    rows = Task.objects.filter(plan=plan, parent=None).select_related("department", "group", "unit")
    rows = rows.prefetch_related("assisting")
    for task in rows:
        tasks.setdefault(task.category_id, []).append(task)
    categories = {one.pk: one for one in Category.objects.filter(framework=plan.framework_id)}
    found = [_row(one, categories, tasks[one.pk]) for one in categories.values() if one.pk in tasks]
    return found + ([_row(None, categories, tasks[None])] if None in tasks else [])


def _row(category: Category | None, categories: dict[int, Category], tasks: list[Task]) -> GridRow:
    names, above = [category.name if category else WITHOUT_CATEGORY], category.parent_id if category else None
    while above:
        names.insert(0, categories[above].name)
        above = categories[above].parent_id
    stands = {(_party(task), frozenset(one.pk for one in task.assisting.all())) for task in tasks}
    lead, assisting = next(iter(stands)) if len(stands) == 1 else ("", frozenset())
    n_open = sum(task.party is None for task in tasks)
    row = GridRow(category, " / ".join(names), len(tasks), lead, set(assisting), len(stands) > 1, n_open)
    row.was = row.standing
    return row


def _party(task: Task) -> str:
    if task.department_id:
        return f"department:{task.department_id}"
    return f"group:{task.group_id}" if task.group_id else ""


def read_grid(plan: Plan, rows: list[GridRow], post) -> list[Charge]:
    """The rows that were changed; `rows` take on what was posted, so that the page can show it again."""
    departments = {one.pk: one for one in Department.objects.filter(unit=plan.unit_id).active()}
    groups = {one.pk: one for one in DepartmentGroup.objects.filter(unit=plan.unit_id)}
    charges = []
    for row in rows:
        key = row.key
        row.was = post.get(f"was-{key}", "")
        row.lead = post.get(f"lead-{key}", "")
        row.assisting = {pk for pk in map(whole, post.getlist(f"assist-{key}")) if pk}
        if row.standing == row.was:
            continue
        kind, _, pk = row.lead.partition(":")
        known = {"department": departments, "group": groups}.get(kind, {})
        party = known.get(whole(pk))
        if row.lead and party is None:
            raise ValidationError(f"“{row.path}”的牵头部门要从列表里选。")
        charges.append(Charge(row.category, party, tuple(departments[pk] for pk in row.assisting if pk in departments)))
    return charges
