"""The demo unit's supervision: one round with four findings, one closed, one to look at again, one open, one late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from accounts.models import Department, User
from programs import supervision
from programs.findings import Finding
from programs.models import Plan, Task

NOTE = (
    "各部门重视创建工作，活动档案比上半年完整，图片说明和媒体报道明显增多。\n"
    "宣传处、机关党委的档案做到了当月活动当月归档。"
)
FOUND = (  # row of the annex, place, severity, what, what is asked, days from today until due, how far
    (4, "", "minor", "上半年学习活动的档案缺总结，只有照片。", "补写总结，写明人数、内容和效果。", -24, "closed"),
    (16, "", "serious", "志愿者名册与注册系统的人数不一致。", "逐人核对，更新名册。", -6, "rectified"),
    (24, "一楼大厅", "minor", "宣传栏内容三个月没有更新。", "更换为本年度创建内容，以后每季度更新一次。", -9, "late"),
    (28, "机关食堂", "serious", "光盘行动提示牌破损，餐厨垃圾没有分类。", "更换提示牌，配齐分类垃圾桶。", 12, "open"),
)


def inspect(plan: Plan, office: User, today: date, filer: Callable[[Department], User]) -> None:
    """Hold the round some weeks before `today` and say what came of it."""
    begun = today - timedelta(days=40)
    round = supervision.open_round(
        plan=plan,
        by=office,
        title="第三季度文明创建督导",
        kind="regular",
        begins_on=begun,
        ends_on=begun + timedelta(days=2),
        inspectors="创建办、机关纪委",
        note=NOTE,
    )
    for row, place, severity, text, requirement, days, state in FOUND:
        task = _task(plan, row)
        finding = supervision.find(
            round=round,
            by=office,
            text=text,
            severity=severity,
            task=task,
            clause=task.clauses.order_by("order").first(),
            place=place,
            department=task.department or plan.unit.departments.first(),
            requirement=requirement,
            found_on=begun + timedelta(days=1),
            due_on=today + timedelta(days=days),
        )
        _go_on(finding, state, office, filer(finding.department), today)


def _task(plan: Plan, row: int) -> Task:
    """The task of a row of the annex that a department answers for; the first such where that row has none."""
    own = plan.tasks.filter(department__isnull=False)
    return own.filter(number=str(row)).first() or own.first()


def _go_on(finding: Finding, state: str, office: User, clerk: User, today: date) -> None:
    if state not in ("closed", "rectified"):
        return
    handed_in = finding.due_on - timedelta(days=3)
    text = "总结已经补齐，放进了对应的活动档案。" if state == "closed" else "已与注册系统逐人核对，名册更新完毕。"
    supervision.rectify(finding=finding, by=clerk, text=text, today=handed_in)
    if state == "closed":
        supervision.close(finding=finding, by=office, remark="档案已看过，到位。", today=handed_in + timedelta(days=2))
