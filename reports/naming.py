"""What our papers are called: the annex of a plan, the year's report, and the files people save."""

from __future__ import annotations

import re

from files.names import safe_name
from programs.models import Plan

_QUOTED = re.compile(r"关于(?:印发|下发|公布|转发)?《(.+)》的(?:通知|决定|函)$")
ONE_LINE = 20  # characters of a title
_KIND = re.compile(r"(?:的)?(?:实施|工作|创建|行动|推进)?(?:方案|计划|规划|意见|安排)(?:[（(][^（）()]*[）)])?$")


def plan_name(plan: Plan) -> str:
    """The plan itself where its title is that of the notice which sends it out."""
    title = plan.title.strip()
    quoted = _QUOTED.search(title)
    return quoted.group(1) if quoted else title


def annex_title(plan: Plan) -> str:
    """…实施方案 → …工作任务分解表, the name of the table annexed to a plan."""
    title = plan_name(plan)
    if title.endswith(("分解表", "配档表", "任务表", "责任清单")):
        return title
    return f"{_KIND.sub('', title)}工作任务分解表"


def headed(plan: Plan, rest: str) -> str:
    """A title that begins with the unit; in two lines where one is too short, the unit's name whole."""
    name = plan.unit.name
    return f"{name}{rest}" if len(name + rest) <= ONE_LINE else f"{name}\n{rest}"


def file_name(plan: Plan, what: str, ending: str, about: str = "") -> str:
    """省国资委2022年度创建任务责任清单（宣传处）.xlsx; `about` says which one of several it is."""
    more = f"（{about}）" if about else ""
    return safe_name(f"{plan.unit.name}{plan.year}年度{what}{more}", f".{ending}")
