"""What our papers are called: the annex of a plan, the year's report, and the files people save."""

from __future__ import annotations

import re

from files.names import safe_name
from programs.models import Plan

_QUOTED = re.compile(r"关于(?:印发|下发|公布|转发)?《(.+)》的(?:通知|决定|函)$")
_KIND = re.compile(r"(?:的)?(?:实施|工作|创建|行动|推进)?(?:方案|计划|规划|意见|安排)(?:[（(][^（）()]*[）)])?$")


def annex_title(plan: Plan) -> str:
    """…实施方案 → …工作任务分解表, the name of the table annexed to a plan."""
    title = plan.title.strip()
    quoted = _QUOTED.search(title)
    title = quoted.group(1) if quoted else title
    if title.endswith(("分解表", "配档表", "任务表", "责任清单")):
        return title
    return f"{_KIND.sub('', title)}工作任务分解表"


def annual_title(plan: Plan) -> str:
    return f"{plan.unit.name}{plan.year}年度文明创建工作总结"


def breakdown_name(plan: Plan, ending: str) -> str:
    return safe_name(f"{plan.unit.name}{plan.year}年度创建工作任务分解表", f".{ending}")


def annual_name(plan: Plan, ending: str) -> str:
    return safe_name(annual_title(plan), f".{ending}")
