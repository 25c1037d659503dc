"""党支部考核: each party branch with the sums of its departments, and what its members did as volunteers."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db.models import Count, Q

from accounts.models import Department, PartyBranch, Person
from accounts.roster import registered_by
from documents.model import Table
from evidence.models import Participation, Record
from programs.models import Plan
from reports.grid import centred, count, header, names
from reports.handling import Handling, together
from reports.orders import Choice, departments
from reports.tallies import TaskCounts

COLUMNS = ("任务", "完成", "按时完成", "一次通过", "督导问题", "已销号", "活动", "材料齐全")


class Standing(Protocol):
    """What a department's line tells."""

    tasks: TaskCounts
    activities: int
    complete: int
    handling: Handling


def branches_table(plan: Plan, branches: list[PartyBranch], rows: dict[int | None, Standing], today: date) -> Table:
    """A line for each branch, in their own order. Two queries however many there are."""
    members, active = _members(plan, today), _active(plan)
    grid = [header("序号", "党支部", "所含部门", "党员", "注册志愿者", "参加志愿服务", *COLUMNS)]
    for number, branch in enumerate(branches, start=1):
        own = [rows[one.pk] for one in branch.departments.all() if one.pk in rows]
        counted = members.get(branch.pk, (0, 0))
        departments = names([str(one) for one in branch.departments.all()])
        people = [*map(count, counted), count(active.get(branch.pk, 0))]
        grid.append([count(number), centred(branch.name), departments, *people, *map(count, _sums(own))])
    return Table(rows=grid, title="党支部考核情况", widths=(6, 16, 16, 8, 10, 10, *[9] * len(COLUMNS)))


def _sums(own: list[Standing]) -> list[int]:
    handling = together(row.handling for row in own)
    tasks = [sum(row.tasks.count for row in own), sum(row.tasks.done for row in own)]
    handled = [handling.on_time, handling.first_time, handling.findings, handling.closed]
    return [*tasks, *handled, sum(row.activities for row in own), sum(row.complete for row in own)]


def _members(plan: Plan, today: date) -> dict[int, tuple[int, int]]:
    """Party members on the roll and how many of them are registered volunteers, by branch."""
    rows = Person.objects.of_unit(plan.unit_id).on_roll(today).party_members().filter(branch__isnull=False).order_by()
    counted = rows.values("branch").annotate(n=Count("pk"), registered=Count("pk", filter=registered_by(today)))
    return {row["branch"]: (row["n"], row["registered"]) for row in counted}


def _active(plan: Plan) -> dict[int, int]:
    """How many party members of a branch took part in an accepted activity of the year."""
    records = Record.objects.of_unit(plan.unit_id).of_year(plan.year).accepted().activities()
    rows = Participation.objects.filter(
        Q(person__is_party_member=True, person__branch__isnull=False), record__in=records.order_by().values("pk")
    )
    counted = rows.order_by().values("person__branch").annotate(n=Count("person", distinct=True))
    return {row["person__branch"]: row["n"] for row in counted}


def _parties(plan: Plan) -> list[tuple[str, str]]:
    """Departments by their keys, branches by b and theirs."""
    return [*departments(plan), *((f"b{one.pk}", one.name) for one in plan.unit.branches.all())]


def party_of(plan: Plan, value: str) -> Department | PartyBranch | None:
    """What was chosen; None for all of them."""
    if value.startswith("b"):
        return plan.unit.branches.prefetch_related("departments").get(pk=value[1:])
    return plan.unit.departments.get(pk=value) if value else None


A_PARTY = Choice("department", "部门或党支部", _parties, all_of="全部部门和党支部")
