"""The sentences in which an assessment's figures are told: on the score page, the board and in the report."""

from __future__ import annotations

from scoring.points import printed
from scoring.tallies import Totals


def verdict(totals: Totals, kind: str = "自评") -> str:
    """What an assessment comes to, measured against its target. Without a full stop, as a headline."""
    if totals.everything.scored == 0:
        return f"还没有开始{kind}，共 {totals.everything.clauses} 个得分点"
    said = _in_points(totals, kind) if totals.has_points else _in_counts(totals)
    return said if totals.has_points or kind == "自评" else f"{kind}：{said}"


def _in_points(totals: Totals, kind: str) -> str:
    tally = totals.overall
    said = f"{kind} {printed(tally.points)} 分，"
    if totals.target is None:
        said += f"满分 {printed(tally.maximum)} 分"
    elif totals.shortfall:
        said += f"离目标 {printed(totals.target)} 分还差 {printed(totals.shortfall)} 分"
    else:
        said += f"已达到目标 {printed(totals.target)} 分"
    if tally.worded:
        said += f"；另有 {tally.worded} 个不设分值的得分点，达标 {tally.met} 个"
    return said


def _in_counts(totals: Totals) -> str:
    tally = totals.overall
    if totals.target is None:
        return f"{tally.clauses} 个得分点达标 {tally.met} 个"
    if totals.shortfall:
        return f"达标 {tally.met} 个，离目标 {printed(totals.target)} 个还差 {printed(totals.shortfall)} 个"
    return f"达标 {tally.met} 个，已达到目标 {printed(totals.target)} 个"


def progress(totals: Totals) -> str:
    """How many clauses are scored, how many are not, how many do not apply."""
    tally = totals.everything
    said = f"{tally.clauses} 个得分点已评 {tally.scored} 个"
    said += f"，未评 {tally.unscored} 个" if tally.unscored else "，全部评完"
    if tally.not_applicable:
        said += f"；其中不适用 {tally.not_applicable} 个"
    return said + "。"
