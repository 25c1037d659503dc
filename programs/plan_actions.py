"""Saying for whole categories of a plan who answers for their tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import Department, DepartmentGroup, User
from accounts.notices import Kind, tell_all
from programs.actions import assign
from programs.models import Plan, Task
from programs.telling import people_of
from scoring.models import Category

WITHOUT_CATEGORY = "不在类目里的任务"


@dataclass(frozen=True)
class Charge:
    """Who answers for the tasks of one category, and who assists."""

    category: Category | None  # None: the tasks that stand in no category
    party: Department | DepartmentGroup | None
    assisting: tuple[Department, ...] = ()

    @property
    def title(self) -> str:
        return str(self.category or WITHOUT_CATEGORY)


@transaction.atomic
def assign_categories(
    *, plan: Plan, charges: Iterable[Charge], by: User, reason: str = "", only_open: bool = False
) -> int:
    """Set lead and assisting departments for every task of the given categories; how many tasks changed.

    `only_open` leaves alone the tasks somebody answers for already.
    Categories without a lead are left as they are. Each department is told once, however many tasks it got.
    """
    got: dict[Department, int] = {}
    changed = 0
    for charge in charges:
        if charge.party is None:
            if charge.assisting:
                raise ValidationError(f"“{charge.title}”选了配合部门，还要选一个牵头部门。")
            continue
        rows = Task.objects.filter(plan=plan, category=charge.category, parent=None)
        for task in (rows.without_party() if only_open else rows).select_related("plan"):
            before = task.party
            if assign(task=task, party=charge.party, assisting=charge.assisting, by=by, reason=reason, is_quiet=True):
                changed += 1
                if isinstance(charge.party, Department) and before != charge.party:
                    got[charge.party] = got.get(charge.party, 0) + 1
    for department, count in got.items():
        people = [person for person in people_of([department]) if person.pk != by.pk]
        key = f"plan:{plan.pk}:assigned:{department.pk}:{count}"
        tell_all(people, f"《{plan}》有 {count} 项任务由{department}负责。", reverse("task_list"), key, Kind.GIVEN)
    return changed
