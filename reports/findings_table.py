"""督导整改清单: each finding with what it is about, who puts it right by when, and how far that is."""

from __future__ import annotations

from datetime import date

from accounts.models import Department
from documents.model import Block, Cell, Paper, Paragraph, Table
from programs.finding_lines import status_of
from programs.findings import Finding, Round
from programs.models import Plan
from reports.figures import spoken_date
from reports.grid import Label, centred, count, dated, header, left, names
from reports.naming import headed


def findings_list(plan: Plan, today: date, department: Department | None = None) -> Paper:
    """All findings of the plan that stand, by round; or those of one department."""
    rows = Finding.objects.of_plan(plan).standing()
    rows = rows.of_department(department) if department else rows
    found = list(
        rows.select_related("round", "department", "task", "clause").order_by("round__begins_on", "round", "number")
    )
    name = f"{department}" if department else ""
    nothing = f"{name}没有督导问题。" if department else "还没有督导问题。"
    blocks: list[Block] = [table_of(found, today), Paragraph(counts_said(found, today), role="small")]
    title = headed(plan, f"{plan.year}年度{name}督导整改清单")
    return Paper(title=title, blocks=blocks if found else [Paragraph(nothing)], landscape=True)


def table_of(findings: list[Finding], today: date, *, names_round: bool = True) -> Table:
    """One row a finding; the round is merged downwards where there are several."""
    label = Label()
    leading = ["督导"] if names_round else []
    rows: list[list[Cell | None]] = [
        header(*leading, "序号", "问题", "涉及", "责任部门", "整改要求", "整改期限", "整改情况", "状态")
    ]
    for number, one in enumerate(findings, start=1):
        row: list[Cell | None] = [label.of(_round_said(one.round))] if names_round else []
        row += [
            count(number),
            left(one.text),
            left(about(one)),
            names([str(one.department)]),
            left(one.requirement),
            dated(one.due_on),
            left(one.rectification),
            centred(status_of(one, today).text.replace(" ", "")),
        ]
        rows.append(row)
    widths = (12, 5, 22, 34, 10, 22, 15, 22, 9)
    return Table(rows=rows, widths=widths if names_round else widths[1:], label_columns=1 if names_round else 0)


def _round_said(round: Round) -> str:
    return f"{round.title}（{spoken_date(round.begins_on)}）"


def about(finding: Finding) -> str:
    """The task, clause or place a finding is about, and how grave it is."""
    said = [f"{finding.get_severity_display()}问题"]
    if finding.task:
        number = f"第{finding.task.number}项" if finding.task.number else ""
        said.append(f"任务{number}：{finding.task.title}")
    if finding.clause:
        said.append(f"得分点：{finding.clause.text[:60]}")
    if finding.place:
        said.append(f"地点：{finding.place}")
    return "\n".join(said)


def counts_said(findings: list[Finding], today: date) -> str:
    """共4个问题，已销号1个，待复查1个，整改中2个，其中逾期1个。"""
    states = [one.state for one in findings]
    closed, waiting = states.count(Finding.State.CLOSED), states.count(Finding.State.RECTIFIED)
    going, late = len(states) - closed - waiting, sum(bool(one.days_late(today)) for one in findings)
    parts = [(closed, "已销号"), (waiting, "待复查"), (going, "整改中")]
    said = "，".join(f"{word}{number}个" for number, word in parts if number)
    return f"共{len(states)}个问题，{said}{f'，其中逾期{late}个' if late else ''}。"
