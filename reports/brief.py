"""领导汇报一页纸: one page that is read in thirty seconds; its sentences and figures are the board's."""

from __future__ import annotations

from decimal import Decimal

from documents.model import Block, Cell, Heading, Paper, Paragraph, Picture, Table
from programs.models import Plan
from reports.chapters import task_sentence
from reports.charts import Bar, bars, columns
from reports.sentences import headline, on_paper
from reports.tallies import CategoryFigures, Figures
from scoring.points import printed

MOST_BARS = 10  # categories drawn; one page has room for no more
MOST_LATE = 2  # overdue tasks named
LONGEST = 14  # characters of a task's name
MONTHS = [f"{month}月" for month in range(1, 13)]


def brief(plan: Plan, told: Figures) -> Paper:
    """What is reached, how the categories stand, what happened month by month, what waits for a decision."""
    blocks: list[Block] = [
        Paragraph(on_paper(f"{plan.unit.name}{headline(told)}。{task_sentence(told.tasks)}")),
        _figures(told),
        Heading("一、各类进展", 1),
        Picture(_categories(told), "image/svg+xml"),
    ]
    if told.activities.count:
        blocks += [
            Heading("二、每月活动", 1),
            Picture(columns(told.activities.months, MONTHS, high=52), "image/svg+xml"),
        ]
    blocks.append(Heading("三、需要领导关注" if told.activities.count else "二、需要领导关注", 1))
    blocks += [Paragraph(on_paper(text)) for text in _to_decide(told)]
    return Paper(title=f"{plan.year}年文明创建进展汇报", blocks=blocks)


def _figures(told: Figures) -> Table:
    """Four figures side by side."""
    overall = told.totals.overall
    first = ("自评得分", printed(overall.points)) if told.has_points else ("达标得分点", f"{overall.met}个")
    target = "" if told.totals.target is None else printed(told.totals.target)
    cells = [
        first,
        ("目标", target or "未设"),
        ("任务完成", f"{told.tasks.done}/{told.tasks.count}"),
        ("逾期任务", f"{told.tasks.late}项"),
        ("归档活动", f"{told.activities.count}场"),
    ]
    rows = [
        [Cell(name, align="center") for name, _ in cells],
        [Cell(text, align="center", bold=True) for _, text in cells],
    ]
    return Table(rows=rows, widths=(1, 1, 1, 1, 1))


def _categories(told: Figures) -> bytes:
    return bars([_bar(row) for row in told.basic[:MOST_BARS]])


def _bar(row: CategoryFigures) -> Bar:
    tally = row.tally
    if tally.pointed:
        return Bar(row.name, tally.points, tally.maximum, f"{printed(tally.points)}/{printed(tally.maximum)}")
    return Bar(row.name, Decimal(tally.met), Decimal(tally.clauses), f"{tally.met}/{tally.clauses}")


def _to_decide(told: Figures) -> list[str]:
    said = []
    if told.late:
        named = "；".join(f"{_short(row.label)}（{row.party}，{row.status}）" for row in told.late[:MOST_LATE])
        more = f"等{len(told.late)}项" if len(told.late) > MOST_LATE else ""
        said.append(f"逾期的有：{named}{more}。")
    missing = [slot for slot in told.activities.slots if slot.missing]
    if missing:
        said.append("活动材料还缺：" + "、".join(f"{slot.title}{slot.missing}场" for slot in missing) + "。")
    return said or ["目前没有需要协调的事项。"]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
