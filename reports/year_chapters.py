"""Chapters of a year's report on what stands beside its activities; one with nothing to say has no blocks."""

from __future__ import annotations

from documents.model import Block, Cell, Paragraph, Table
from evidence.money import printed
from reports.grid import centred, count, dated, header, left
from reports.sentences import on_paper
from reports.year_told import LEVELS, Beside

MOST_CHECKS = 60
_MET = {True: "达到", False: "未达到", None: "还不能算"}


def leadership(told: Beside) -> list[Block]:
    """组织领导和会议: who sits in the group, and which meetings were held."""
    blocks: list[Block] = []
    if told.group.has_posts:
        said = "；".join(f"{seat}：{'、'.join(_named(place) for place in places)}" for seat, places in told.group.seats)
        office = f"办公室设在{told.group.office}。" if told.group.office else ""
        blocks.append(Paragraph(f"成立{told.group.name}。{said}。{office}"))
    if told.meetings:
        held = "、".join(f"{label}{number}次" for label, number in told.meetings)
        blocks.append(Paragraph(f"全年召开{held}，共{sum(number for _, number in told.meetings)}次，均有会议档案。"))
    return blocks


def _named(place) -> str:
    names = "、".join(member.name for member in place.members if not member.is_vacant)
    return f"{names}（{place.post.title}）" if names else place.post.title


def quotas(told: Beside) -> list[Block]:
    """指标达标表: what the framework asks for in figures, and what the records reach."""
    counted = [check for check in told.checks if check.is_bound]
    if not counted:
        return []
    met = sum(bool(check.is_met) for check in counted)
    rows: list[list[Cell | None]] = [header("序号", "得分点", "情况", "结论")]
    for number, check in enumerate(counted[:MOST_CHECKS], start=1):
        clause = check.threshold.clause
        named = left(f"{clause.indicator.number} {clause.text}".strip())
        rows.append([count(number), named, left(on_paper(check.sentence)), centred(_MET[check.is_met])])
    return [
        Paragraph(f"测评体系里从档案和名册取数的量化要求{len(counted)}项，达到{met}项。"),
        Table(rows=rows, widths=(6, 40, 40, 10)),
    ]


def honours(told: Beside) -> list[Block]:
    """荣誉: how many of each level, and each by its name."""
    if not told.honours:
        return []
    levels = [one.level for one in told.honours]
    said = "、".join(f"{label}{levels.count(level)}项" for level, label in LEVELS.items() if level in levels)
    rows: list[list[Cell | None]] = [header("序号", "荣誉名称", "级别", "颁发机关", "获奖单位或个人", "授予日期")]
    for number, one in enumerate(told.honours, start=1):
        named = left(one.title if one.is_recognised else f"{one.title}（未列入认可名录）")
        told_by = [centred(LEVELS[one.level]), centred(one.issuer), centred(one.holder)]
        rows.append([count(number), named, *told_by, dated(one.day)])
    return [
        Paragraph(f"全年获得荣誉{len(told.honours)}项，其中{said}。"),
        Table(rows=rows, widths=(6, 34, 10, 20, 16, 16)),
    ]


def publicity(told: Beside) -> list[Block]:
    if not told.sent:
        return []
    taken = sum(number for _, number in told.adopted)
    said = f"全年报送宣传稿件{told.sent}篇，被采用{taken}篇"
    by_level = "、".join(f"{label}媒体{number}篇" for label, number in told.adopted)
    return [Paragraph(f"{said}，其中{by_level}。" if by_level else f"{said}。")]


def money(told: Beside) -> list[Block]:
    budget = told.budget
    if not budget.spent and not budget.lines:
        return []
    said = [f"全年创建经费支出{printed(budget.spent)}元"]
    if budget.lines:
        said.append(f"预算{printed(budget.planned)}元")
    text = f"{'，'.join(said)}。"
    readings = [reading.sentence for reading in (budget.share, budget.growth) if reading and reading.value is not None]
    return [Paragraph(on_paper(text + "".join(f"{one.rstrip('。')}。" for one in readings)))]


def supervision(told: Beside) -> list[Block]:
    """督导整改: what was found, what is closed."""
    found = told.findings
    if not told.has_findings:
        return []
    rest = [(found["waiting"], "待复查"), (found["open"], "整改中"), (found["overdue"], "逾期")]
    said = "，".join(f"{name}{number}个" for number, name in rest if number)
    return [Paragraph(f"督导发现问题{found['found']}个，已销号{found['closed']}个{'，' + said if said else ''}。")]


def compared(told: Beside) -> list[Block]:
    """与上年比较, where last year left any records."""
    if not any(value != "0" for value in told.before.values()):
        return []
    rows: list[list[Cell | None]] = [header("项目", f"{told.year - 1}年", f"{told.year}年")]
    rows += [[left(name), centred(told.before[name]), centred(now)] for name, now in told.now.items()]
    return [Paragraph("与上年相比，主要数据如下。"), Table(rows=rows, widths=(40, 20, 20))]
