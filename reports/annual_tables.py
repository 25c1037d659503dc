"""The tables of the annual report: scores or verdicts by category, tasks by department, what is still open."""

from __future__ import annotations

from documents.model import Cell, Table
from reports.tallies import CategoryFigures, Figures, TaskCounts
from scoring.models import Layer
from scoring.points import printed
from scoring.tallies import Tally

MOST_ROWS = 60  # of what is still open; the breakdown table has them all


def _grid(header: list[str], rows: list[list[str]], widths: tuple[float, ...], bold_last: bool = False) -> Table:
    """Cells of plain text: the second column reads from the left, figures stand in the middle."""
    grid = [[Cell(text) for text in header]]
    for number, row in enumerate(rows):
        is_bold = bold_last and number == len(rows) - 1
        grid.append(
            [Cell(text, align="left" if column == 1 else "center", bold=is_bold) for column, text in enumerate(row)]
        )
    return Table(rows=grid, widths=widths)


def score_table(told: Figures) -> Table:
    """Points by category, or how many clauses are met where the plan has no points."""
    return _in_points(told) if told.has_points else _in_counts(told)


def _in_points(told: Figures) -> Table:
    rows = [
        [
            str(number),
            row.name,
            printed(row.tally.maximum),
            printed(row.tally.points),
            _rate(row.tally),
            _open(row.tally),
        ]
        for number, row in enumerate(told.basic, start=1)
    ]
    overall = told.totals.overall
    rows.append(["", "合计", printed(overall.maximum), printed(overall.points), _rate(overall), _open(overall)])
    return _grid(
        ["序号", "考评项目", "分值", "自评得分", "得分率", "未评得分点"], rows, (5, 30, 8, 9, 8, 10), bold_last=True
    )


def _in_counts(told: Figures) -> Table:
    def cells(number: str, name: str, tally: Tally) -> list[str]:
        counts = (tally.clauses, tally.met, tally.partly, tally.unmet, tally.not_applicable, tally.unscored)
        return [number, name, *map(str, counts)]

    rows = [cells(str(number), row.name, row.tally) for number, row in enumerate(told.basic, start=1)]
    rows.append(cells("", "合计", told.totals.overall))
    header = ["序号", "创建项目", "得分点", "达标", "部分达标", "未达标", "不适用", "未评"]
    return _grid(header, rows, (5, 30, 8, 7, 9, 8, 8, 7), bold_last=True)


def _rate(tally: Tally) -> str:
    base = tally.maximum - tally.exempt
    return f"{tally.points * 100 / base:.1f}%" if base else ""


def _open(tally: Tally) -> str:
    return str(tally.unscored)


def other_layers(told: Figures) -> list[str]:
    """The bonus and the negative list, one sentence each: they are never added to the score."""
    said = []
    for row in told.totals.layers:
        if row.layer == Layer.BASIC:
            continue
        if row.tally.pointed:
            most = f"（最多{printed(row.cap)}分）" if row.cap is not None else ""
            said.append(f"{row.label}{most}自评{row.got}分，不计入上表合计。")
        else:
            said.append(f"{row.label}{row.tally.clauses}项，已评{row.tally.scored}项，不计入上表合计。")
    return said


def task_table(told: Figures) -> Table:
    """Tasks by who answers for them."""

    def cells(number: str, name: str, tasks: TaskCounts) -> list[str]:
        counts = (tasks.count, tasks.done, tasks.waiting, tasks.going, tasks.returned, tasks.unbegun, tasks.late)
        return [number, name, *map(str, counts), f"{tasks.percent}%"]

    rows = [cells(str(number), row.name, row.tasks) for number, row in enumerate(told.parties, start=1)]
    rows.append(cells("", "合计", told.tasks))
    header = ["序号", "责任部门", "任务", "完成", "待审核", "办理中", "退回", "未开始", "逾期", "完成率"]
    return _grid(header, rows, (5, 18, 6, 6, 7, 7, 6, 7, 6, 8), bold_last=True)


def open_table(told: Figures) -> Table:
    """What is not finished: who, by when, how it stands."""
    rows = [
        [str(number), row.label, row.party, row.due or "未定", row.status.replace(" ", "")]
        for number, row in enumerate(told.open_tasks[:MOST_ROWS], start=1)
    ]
    return _grid(["序号", "任务", "责任部门", "完成时限", "目前进展"], rows, (5, 34, 12, 14, 11))


def month_table(told: Figures) -> Table:
    """Activities by month, all and by category."""

    def cells(name: str, months: list[int]) -> list[Cell]:
        return [Cell(name, align="left"), *(Cell(str(count or "")) for count in months), Cell(str(sum(months)))]

    header = [Cell(text) for text in ("项目＼月份", *map(str, range(1, 13)), "合计")]
    body = [cells(row.name, row.months) for row in _with_activities(told)]
    total = cells("全部活动", told.activities.months)
    for cell in total:
        cell.bold = True
    return Table(rows=[header, *body, total], widths=(24, *[5] * 12, 7))


def _with_activities(told: Figures) -> list[CategoryFigures]:
    return [row for row in told.categories if row.records]
