"""经费台账: the plan's budget by line, every voucher of the year, and the share the requirements ask about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.model import Block, Cell, Paper, Paragraph, Table
from evidence.money import printed
from programs.budget_standing import Budget, LineStanding, Spent, budget_of
from programs.models import Plan
from reports.grid import centred, count, dated, header, left, summed, wide
from reports.naming import headed


def budget_paper(plan: Plan, today: date) -> Paper:
    """Two tables whose sums are those of the budget page; only accepted spending is in them."""
    budget = budget_of(plan)
    blocks: list[Block] = []
    if budget.lines:
        blocks.append(_lines(budget))
    if budget.accepted:
        blocks.append(_vouchers(budget))
    if not blocks:
        blocks.append(Paragraph(f"{plan.year}年度还没有预算项目，也没有审核通过的支出。"))
    blocks += [Paragraph(f"{reading.sentence}。", role="small") for reading in (budget.share, budget.growth) if reading]
    blocks.append(Paragraph(f"截至{today.year}年{today.month}月{today.day}日，只计审核通过的支出。", role="small"))
    return Paper(title=headed(plan, f"{plan.year}年度创建经费台账"), blocks=blocks, landscape=True)


def _lines(budget: Budget) -> Table:
    rows = [header("序号", "预算项目", "预算（元）", "支出（元）", "结余（元）", "备注")]
    rows += [_line(number, row) for number, row in enumerate(budget.lines, start=1)]
    last = len(rows)
    sums = zip("CDE", (budget.planned, budget.on_lines, budget.left), strict=True)
    rows.append(
        [*wide("合计", 2), *(_summed(f"SUM({letter}2:{letter}{last})", value) for letter, value in sums), Cell()]
    )
    return Table(rows=rows, title="预算执行情况", widths=(6, 30, 16, 16, 16, 30))


def _line(number: int, row: LineStanding) -> list[Cell]:
    return [
        count(number),
        left(row.line.name),
        _amount(row.line.amount),
        _amount(row.spent),
        _amount(row.left),
        left(row.line.note),
    ]


def _vouchers(budget: Budget) -> Table:
    rows = [header("序号", "日期", "摘要", "用途", "预算项目", "金额（元）", "凭证号", "经办部门")]
    rows += [_voucher(number, one, name) for number, (one, name) in enumerate(budget.accepted, start=1)]
    total = _summed(f"SUM(F2:F{len(rows)})", budget.spent)
    rows.append([*wide("合计", 5), total, Cell(), Cell()])
    return Table(rows=rows, title="支出明细", widths=(6, 14, 30, 22, 18, 14, 14, 16))


def _voucher(number: int, one: Spent, name: str) -> list[Cell]:
    day = dated(one.day, f"{one.day.month}月{one.day.day}日")
    told = [day, left(one.title), left(one.purpose), centred(name), _amount(one.amount)]
    return [count(number), *told, centred(one.voucher), centred(one.department)]


def _amount(value: Decimal) -> Cell:
    return Cell(printed(value), value=value, align="right")


def _summed(formula: str, value: Decimal) -> Cell:
    cell = summed(formula, value)
    cell.text = printed(value)
    return cell
