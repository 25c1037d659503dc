"""The one table of who may do what; views, templates and querysets all ask it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db import models


class Role(models.TextChoices):
    ADMIN = "admin", "系统管理员"
    OFFICE = "office", "创建办"
    HEAD = "head", "部门负责人"
    CLERK = "clerk", "部门联络员"
    LEADER = "leader", "领导"
    ASSESSOR = "assessor", "考评员"
    AUDITOR = "auditor", "审计员"


IN_DEPARTMENT = frozenset({Role.HEAD, Role.CLERK})  # roles held for a department
EVERYONE = frozenset(Role)
WRITERS = frozenset({Role.OFFICE, Role.HEAD, Role.CLERK})

RULES: dict[str, frozenset[Role]] = {
    "unit.read": EVERYONE,
    "unit.manage": frozenset({Role.ADMIN, Role.OFFICE}),  # departments, names, posts
    "people.manage": frozenset({Role.ADMIN}),
    "audit.read": frozenset({Role.ADMIN, Role.AUDITOR}),
    "plan.read": EVERYONE,
    "plan.edit": frozenset({Role.OFFICE}),
    "plan.approve": frozenset({Role.LEADER}),
    "task.read": EVERYONE,
    "task.assign": frozenset({Role.OFFICE}),
    "task.work": WRITERS,
    "task.review": frozenset({Role.OFFICE, Role.HEAD}),
    "record.read": EVERYONE,
    "record.write": WRITERS,
    "record.review": frozenset({Role.OFFICE, Role.HEAD}),
    "score.read": EVERYONE,
    "score.award": frozenset({Role.OFFICE, Role.ASSESSOR}),
    "score.close": frozenset({Role.LEADER, Role.OFFICE}),
    "board.read": EVERYONE,
    "report.make": frozenset({Role.OFFICE, Role.HEAD, Role.CLERK, Role.LEADER, Role.AUDITOR}),
    "report.read": EVERYONE,
}


def roles_for(rule: str) -> frozenset[Role]:
    """The roles a rule allows. An unknown rule is a mistake of ours and raises KeyError."""
    return RULES[rule]


@dataclass
class Standing:
    """What one person is in one unit: the unit they work in now, their roles and departments there."""

    user: object
    memberships: list  # of the unit in hand, departments fetched
    unit: object | None

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(row.role for row in self.memberships)

    @cached_property
    def departments(self) -> list:
        """The departments the person heads or fills in for, own ones first."""
        return [row.department for row in self.memberships if row.department_id and row.role in IN_DEPARTMENT]

    def may(self, rule: str) -> bool:
        return bool(self.roles & roles_for(rule))

    @property
    def is_department_only(self) -> bool:
        """True for people who act for their department alone."""
        return bool(self.departments) and self.roles <= IN_DEPARTMENT
