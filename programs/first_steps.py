"""The way from an empty installation to the first plan at work: what is done and what comes next, read from the rows.

Nothing is ticked by hand. Any step can be taken first or left out; the list goes when plan, tasks and an activity
are there, because from then on the desk itself says what is next.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.access import Standing
from accounts.models import Membership
from evidence.models import Record
from programs.models import Plan


@dataclass(frozen=True)
class Step:
    """One line: what to do, why or how, where; `can_wait` where the work goes on without it."""

    title: str
    small: str
    path: str
    label: str
    is_done: bool
    can_wait: bool = False


@dataclass(frozen=True)
class FirstSteps:
    """All lines, and the first that is open."""

    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)


def first_steps(
    standing: Standing, plan: Plan | None, n_unassigned: int, *, is_only: bool, has_activity: bool
) -> FirstSteps | None:
    """The list for who sets things up; None for everybody else, and once the first year runs. Four queries at most.

    `n_unassigned` tasks of the plan have nobody yet; `is_only` says that the unit has no other plan, `has_activity`
    that an activity was seen already.
    """
    if not (standing.may("plan.edit") or standing.may("people.manage")) or standing.unit is None:
        return None
    has_activity = has_activity or Record.objects.of_unit(standing.unit).activities().exists()
    if plan is not None and not (n_unassigned and is_only) and has_activity:
        return None
    return FirstSteps([step for step in _steps(standing, plan, n_unassigned, has_activity) if step is not None])


def _standing_of(plan: Plan) -> str:
    waits = "" if plan.approved_at else "，等领导审定；任务可以先办"
    return f"《{plan.title}》已经导入{waits}。"


def _steps(standing: Standing, plan: Plan | None, n_unassigned: int, has_activity: bool) -> list[Step | None]:
    unit = standing.unit
    people = Membership.objects.filter(unit=unit).values("user").distinct().count()
    departments = unit.departments.active().count()
    has_tasks = plan is not None and (n_unassigned > 0 or plan.tasks.exists())
    may_plan = standing.may("plan.edit")
    assign = reverse("plan_assign", args=[plan.pk]) if plan else reverse("plan_import")
    return [
        Step(
            "建部门",
            f"已有 {departments} 个部门。"
            if departments
            else "从 Excel 粘贴部门名单，一次建好；导入方案时也能随手建。",
            reverse("department_list"),
            "粘贴部门名单",
            departments > 0,
            can_wait=True,
        )
        if standing.may("unit.manage")
        else None,
        Step(
            "给同事建账号",
            f"已有 {people} 人能登录。" if people > 1 else "从 Excel 带入，系统生成密码，打印密码条当面交给本人。",
            reverse("people_import"),
            "批量添加",
            people > 1,
            can_wait=True,
        )
        if standing.may("people.manage")
        else None,
        Step(
            "导入创建方案",
            _standing_of(plan) if plan else "上级发的方案或分解表，Word、Excel、PDF 或粘贴文字都行；读出来先给你核对。",
            reverse("plan_import"),
            "导入方案",
            plan is not None,
        )
        if may_plan
        else None,
        Step(
            "任务分到部门",
            f"还有 {n_unassigned} 项没有定责任部门。"
            if n_unassigned
            else "每项任务都有部门负责。"
            if has_tasks
            else "方案里写了部门的自动分好，没写的按类目一张表定完。",
            assign,
            "去分工",
            has_tasks and not n_unassigned,
        )
        if may_plan
        else None,
        Step(
            "记第一次活动",
            "从几张照片开始，大约 1 分钟；记好了就出现在档案库和看板里。",
            reverse("record_new"),
            "记一次活动",
            has_activity,
        )
        if standing.may("record.write")
        else None,
    ]
