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


EXPLAINED = {  # what a role does, as told to whoever gives it
    Role.OFFICE: "管全盘：导入方案、分任务、审核、打分、出报表。一般是文明创建办公室的人。",
    Role.HEAD: "看本部门的任务，审核联络员交上来的东西。",
    Role.CLERK: "办本部门的任务、记活动、传照片，交给负责人或创建办审核。",
    Role.LEADER: "看进度和看板，催办逾期的任务，审定方案，封存自评。",
    Role.ASSESSOR: "只打分：考核、测评、实地考察。看不到名册。",
    Role.AUDITOR: "只看：各页和操作日志，不能改任何内容。",
    Role.ADMIN: "管账号、单位、备份和系统健康，不参与打分和审核。",
}
IN_DEPARTMENT = frozenset({Role.HEAD, Role.CLERK})  # roles held for a department
EVERYONE = frozenset(Role)
WRITERS = frozenset({Role.OFFICE, Role.HEAD, Role.CLERK})

RULES: dict[str, frozenset[Role]] = {
    "unit.read": EVERYONE,
    "unit.manage": frozenset({Role.ADMIN, Role.OFFICE}),  # departments, names, posts
    "tier.manage": frozenset({Role.ADMIN, Role.OFFICE}),  # the own unit's names, and the units below it
    "people.manage": frozenset({Role.ADMIN}),
    "channel.manage": frozenset({Role.ADMIN}),  # what leaves the house: letters, the group bot
    "roster.read": EVERYONE - {Role.ASSESSOR},  # heads and clerks: their own department's
    "roster.contact": frozenset({Role.ADMIN, Role.OFFICE, Role.HEAD}),  # telephone numbers
    "roster.manage": frozenset({Role.ADMIN, Role.OFFICE}),
    "workdays.manage": frozenset({Role.ADMIN}),  # days off, for the whole installation
    "system.health": frozenset({Role.ADMIN}),  # how the installation is
    "audit.read": frozenset({Role.ADMIN, Role.AUDITOR}),
    "plan.read": EVERYONE,
    "plan.edit": frozenset({Role.OFFICE}),
    "plan.approve": frozenset({Role.LEADER}),
    "plan.reopen": frozenset({Role.OFFICE, Role.LEADER}),  # an approved plan goes back to be changed
    "plan.remark": frozenset({Role.HEAD, Role.CLERK}),  # what a department thinks of a draft
    "task.read": EVERYONE,
    "task.assign": frozenset({Role.OFFICE}),
    "task.urge": frozenset({Role.OFFICE, Role.LEADER}),  # 催办
    "task.work": WRITERS,
    "task.review": frozenset({Role.OFFICE, Role.HEAD}),
    "record.read": EVERYONE,
    "record.write": WRITERS,
    "record.review": frozenset({Role.OFFICE, Role.HEAD}),
    "archive.file": frozenset({Role.OFFICE}),  # 归档、更正、归档设置
    "score.read": EVERYONE,
    "score.award": frozenset({Role.OFFICE, Role.ASSESSOR}),  # the self-assessment
    "score.review": frozenset({Role.OFFICE}),  # 复核
    "score.enter": frozenset({Role.OFFICE}),  # a superior's result
    "score.inspect": frozenset({Role.OFFICE, Role.ASSESSOR}),  # third party, site visit, questionnaire
    "score.close": frozenset({Role.LEADER, Role.OFFICE}),
    "supervision.read": EVERYONE,
    "supervision.inspect": frozenset({Role.OFFICE}),  # rounds, findings, the second look
    "finding.rectify": WRITERS,
    "budget.edit": frozenset({Role.OFFICE}),
    "award.read": EVERYONE,
    "award.nominate": WRITERS,  # heads and clerks for their own department
    "award.manage": frozenset({Role.OFFICE}),
    "board.read": EVERYONE,
    "report.make": frozenset({Role.OFFICE, Role.HEAD, Role.CLERK, Role.LEADER, Role.AUDITOR}),
    "report.read": EVERYONE,
}


READING = frozenset(rule for rule in RULES if rule.endswith(".read")) | {"roster.contact", "report.make"}


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
        """What the roles allow; in a unit that is closed nothing is left but to read."""
        if self.unit is not None and self.unit.closed_on and rule not in READING:
            return False
        return bool(self.roles & roles_for(rule))

    @property
    def is_department_only(self) -> bool:
        """True for people who act for their department alone."""
        return bool(self.departments) and self.roles <= IN_DEPARTMENT
