"""督导情况通报: one round as a paper: how it was done, what was found, how far it is put right; nobody is ranked."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from documents.model import Attachment, Block, Heading, Imprint, Paper, Paragraph, RedHead
from programs.findings import Finding, Round
from programs.models import Plan
from reports.figures import spoken_date
from reports.findings_table import counts_said, table_of
from scoring.category_cells import chinese


def rounds(plan: Plan) -> list[tuple[str, str]]:
    """The rounds of a plan to choose from, newest first."""
    return [(str(one.pk), f"{spoken_date(one.begins_on)} {one.title}") for one in plan.rounds.all()]


def bulletin(plan: Plan, choice: str, today: date) -> Paper:
    """The paper of one round of the plan; ValidationError where it is gone."""
    round = plan.rounds.filter(pk=choice).first() if choice.isdecimal() else None
    if round is None:
        raise ValidationError("这次督导已经不在了，请重新选择。")
    rows = round.findings.standing().select_related("department", "task", "clause", "round")
    findings = list(rows.order_by("department__order", "department", "number"))
    issuer = plan.issuer or plan.unit.name
    chapters = [
        ("督导基本情况", [Paragraph(_opening(round)), *_lines(round.note)]),
        ("发现的问题", _found(findings)),
        ("整改进展", [Paragraph(counts_said(findings, today))] if findings else []),
        ("下一步要求", _demands(findings)),
    ]
    blocks: list[Block] = []
    for number, (title, inside) in enumerate([one for one in chapters if one[1]], start=1):
        blocks += [Heading(f"{chinese(number)}、{title}", 1), *inside]
    annexes = [Attachment("督导整改清单", [table_of(findings, today, names_round=False)], landscape=True)]
    return Paper(
        title=f"关于{round.title}情况的通报",
        red_head=RedHead(issuer=f"{issuer}文件"),
        addressees="各部门",
        blocks=blocks,
        attachments=annexes if findings else [],
        signature=issuer,
        signed_on=today,
        imprint=Imprint(issuer, today),
    )


def _opening(round: Round) -> str:
    days = spoken_date(round.begins_on)
    if round.ends_on and round.ends_on != round.begins_on:
        days = f"{days}至{spoken_date(round.ends_on)}"
    who = f"由{round.inspectors}" if round.inspectors else ""
    return f"{days}，{who}对《{round.plan}》落实情况开展了{round.get_kind_display()}。现将有关情况通报如下。"


def _lines(text: str) -> list[Block]:
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _found(findings: list[Finding]) -> list[Block]:
    """Department by department in the unit's own order."""
    if not findings:
        return [Paragraph("没有发现需要整改的问题。")]
    grave = sum(one.severity != Finding.Severity.MINOR for one in findings)
    blocks: list[Block] = [Paragraph(f"共发现问题{len(findings)}个{f'，其中较重以上{grave}个' if grave else ''}。")]
    departments = list(dict.fromkeys(one.department for one in findings))
    for number, department in enumerate(departments, start=1):
        blocks.append(Heading(f"（{chinese(number)}）{department}", 2))
        own = [one for one in findings if one.department == department]
        for place, one in enumerate(own, start=1):
            where = f"（{one.place}）" if one.place else ""
            mark = f"{place}." if len(own) > 1 else ""
            blocks.append(Paragraph(f"{mark}{one.text.rstrip('。')}{where}。"))
    return blocks


def _demands(findings: list[Finding]) -> list[Block]:
    open_rows = [one for one in findings if one.state != Finding.State.CLOSED]
    if not open_rows:
        return []
    last = max(one.due_on for one in open_rows)
    return [
        Paragraph(
            f"还没有销号的{len(open_rows)}个问题，责任部门要对照附件逐条整改，最晚在{spoken_date(last)}前完成，"
            "整改情况和证明材料报创建办复查销号。"
        )
    ]
