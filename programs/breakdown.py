"""Breaking a framework down into tasks: one for each printed row, answered for by whom the paper names."""

from __future__ import annotations

import re
from collections.abc import Collection

from accounts.models import Department, DepartmentGroup
from programs.models import Plan, Task, TaskLine
from programs.naming import Party, folded
from scoring.models import Clause, Framework, Indicator, Layer

LONGEST_TITLE = 40  # characters
_SENTENCE_END = re.compile(r"[。；;！!\n]")
_BREAKS = "，、,：:）)”》 "


def short_title(text: str) -> str:
    """The first sentence of a text; a long one is cut at its last word border."""
    first = next((part.strip() for part in _SENTENCE_END.split(text) if part.strip()), text.strip())
    if len(first) <= LONGEST_TITLE:
        return first
    head = first[:LONGEST_TITLE]
    border = max(head.rfind(sign) for sign in _BREAKS)
    return f"{head[: border + 1].rstrip('，、,：: ')}…" if border >= LONGEST_TITLE // 3 else f"{head}…"


def requirement_of(clauses: list[Clause]) -> str:
    """The whole text of a row, one clause a line, with the materials it asks for."""
    lines = [clause.text for clause in clauses]
    materials = dict.fromkeys(clause.materials for clause in clauses if clause.materials)
    return "\n".join([*lines, *(f"报送材料：{text}" for text in materials)])


def parties_of(indicator: Indicator, meant: dict[str, Party], *, first_leads: bool) -> list[Party | None]:
    """Who a row names, the one who answers for it first; names that mean nobody are left out.

    Where the paper names no lead and the first listed does not lead, nobody (None) stands first.
    """
    names = [indicator.lead] if indicator.lead else []
    found = [meant[folded(name)] for name in [*names, *indicator.departments] if folded(name) in meant]
    parties = list(dict.fromkeys(found))
    return [None, *parties] if parties and not indicator.lead and not first_leads else parties


def make_tasks(
    plan: Plan, framework: Framework, meant: dict[str, Party], rows: Collection[int] | None = None
) -> list[Task]:
    """One task for each printed row, or for those whose keys are given.

    What only loses points (the negative list) is a task where somebody is named.
    """
    wanted = Indicator.objects.filter(category__framework=framework).select_related("category").order_by("order")
    if rows is not None:
        wanted = wanted.filter(pk__in=rows)
    of_row: dict[int, list[Clause]] = {}
    for clause in framework.clauses.all():
        of_row.setdefault(clause.indicator_id, []).append(clause)
    planned = []
    for indicator in wanted:
        parties = parties_of(indicator, meant, first_leads=plan.unit.first_leads)
        if indicator.category.layer == Layer.NEGATIVE and not parties:
            continue
        planned.append((indicator, of_row[indicator.pk], parties))
    tasks = Task.objects.bulk_create(_task(plan, order, *row) for order, row in enumerate(planned, start=1))
    _link(tasks, planned)
    _add_lines(tasks)
    return tasks


def _task(plan: Plan, order: int, indicator: Indicator, clauses: list[Clause], parties: list[Party]) -> Task:
    first = parties[0] if parties else None
    return Task(
        plan=plan,
        category=indicator.category,
        number=indicator.number,
        title=short_title(clauses[0].text),
        requirement=requirement_of(clauses),
        department=first if isinstance(first, Department) else None,
        group=first if isinstance(first, DepartmentGroup) else None,
        due_on=indicator.due_on,
        due_text=indicator.due_text,
        order=order,
    )


def _link(tasks: list[Task], planned: list[tuple[Indicator, list[Clause], list[Party]]]) -> None:
    """Clauses and assisting parties of all tasks, in three queries."""
    clauses, departments, groups = Task.clauses.through, Task.assisting.through, Task.assisting_groups.through
    served, assisting, assisting_groups = [], [], []
    for task, (_, of_row, parties) in zip(tasks, planned, strict=True):
        served += [clauses(task=task, clause=clause) for clause in of_row]
        for party in parties[1:]:
            if isinstance(party, Department):
                assisting.append(departments(task=task, department=party))
            else:
                assisting_groups.append(groups(task=task, departmentgroup=party))
    clauses.objects.bulk_create(served)
    departments.objects.bulk_create(assisting)
    groups.objects.bulk_create(assisting_groups)


def _add_lines(tasks: list[Task]) -> None:
    members: dict[int, list[Department]] = {}
    lines = []
    for task in tasks:
        if task.group_id is None:
            continue
        if task.group_id not in members:
            members[task.group_id] = list(task.group.members())
        lines += [TaskLine(task=task, department=member) for member in members[task.group_id]]
    TaskLine.objects.bulk_create(lines)
