"""A rule in words: how pages and papers say a line, and how a clause's lines are told together."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.points import exact
from scoring.ruling import Counting, Kind, Rounding, Rule

_ROUNDED = {Rounding.EXACT: "", Rounding.DOWN: "，不足的不算", Rounding.UP: "，不足的算一个"}


def said(rule: Rule) -> str:
    """One line: "每少 1 次扣 0.5 分，最多扣 2 分"."""
    text = _SAYS[Kind(rule.kind)](rule)
    if rule.is_doubled:
        text += "，隐瞒的加倍"
    return text + (f"（{rule.lacks}没有写明）" if rule.lacks else "")


def said_together(rules: Iterable[Rule]) -> str:
    return "；".join(said(rule) for rule in rules)


def _amount(rule: Rule) -> str:
    return exact(rule.amount) if rule.amount is not None else "？"


def _limit(rule: Rule, verb: str) -> str:
    return f"，最多{verb} {exact(rule.most)} 分" if rule.most is not None else ""


def _per(rule: Rule, word: str) -> str:
    return f"{exact(rule.per)} {rule.unit or word}"


def _steps(rule: Rule, sign: str) -> str:
    return "、".join(f"{step.label} {exact(step.points)}{sign}" for step in rule.steps)


def _counted(verb: str, word: str, does: str):
    def says(rule: Rule) -> str:
        rounding = _ROUNDED[Rounding(rule.rounding)] if rule.per != 1 else ""
        return f"每{verb} {_per(rule, word)}{does} {_amount(rule)} 分{rounding}{_limit(rule, does)}"

    return says


def _shortfall(rule: Rule) -> str:
    target = f"要求 {exact(rule.target)}%，" if rule.target is not None else ""
    rounding = _ROUNDED[Rounding(rule.rounding)]
    return f"{target}每低 {exact(rule.per)} 个百分点扣 {_amount(rule)} 分{rounding}{_limit(rule, '扣')}"


def _honours(rule: Rule) -> str:
    counting = Counting(rule.counting).label
    return f"荣誉加分：{_steps(rule, ' 分')}，{counting}{_limit(rule, '加')}"


def _range(rule: Rule) -> str:
    most = exact(rule.most) if rule.most is not None else "？"
    return f"扣 {_amount(rule)} 到 {most} 分，扣多少由人定"


_SAYS = {
    Kind.GRADE_POINTS: lambda rule: f"分档：{_steps(rule, ' 分')}",
    Kind.GRADE_PERCENT: lambda rule: f"分档按满分的比例：{_steps(rule, '%')}",
    Kind.BANDS: lambda rule: f"按数值：{_steps(rule, ' 分')}",
    Kind.OCCURRENCE: _counted("出现", "次", "扣"),
    Kind.MISSING: _counted("少", "项", "扣"),
    Kind.SHORTFALL: _shortfall,
    Kind.ONCE: lambda rule: f"出现就扣 {_amount(rule)} 分{_quoted(rule)}",
    Kind.ALL_OR_NOTHING: lambda rule: f"有一项不合就不得分{_quoted(rule)}",
    Kind.SAMPLE: lambda rule: f"抽查 {rule.sample} 个，至少 {rule.least} 个合格才得分",
    Kind.RANGE: _range,
    Kind.EACH_BONUS: _counted("有", "项", "加"),
    Kind.HONOURS: _honours,
    Kind.VETO: lambda rule: f"一票否决{_quoted(rule)}",
    Kind.MANUAL: lambda rule: "由人定分",
}


def _quoted(rule: Rule) -> str:
    return f"（{rule.text[:40]}）" if rule.text else ""
