"""创建工作方案 as it is sent out: red head, the plan's own text, the breakdown table as its annex, 版记."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from accounts.leading_group import listing
from documents.model import Attachment, Block, Heading, Imprint, Paper, Paragraph, RedHead
from programs.models import Plan, PlanSection
from reports.leading_group import group_blocks, title_of
from reports.naming import annex_title, plan_name
from reports.tables import breakdown
from reports.tallies import Figures
from scoring.category_cells import chinese

_NUMBER = re.compile(r"\S{1,20}〔\d{4}〕\d+号")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_PRINTED = re.compile(r"(\S{2,40})[\s\u3000]+(\d{4}年\d{1,2}月\d{1,2}日)\s*印发")
_LABEL = re.compile(r"([一二三四五六七八九十]{1,3})、")
_HALF = re.compile(r"^\(([一二三四五六七八九十]{1,3})\)\s*")


@dataclass
class Front:
    """What stands before the first heading of a plan: the head of its paper, the notice, its opening."""

    issuer: str = ""
    addressees: str = ""
    notice: list[str] = field(default_factory=list)  # 现将《…》印发给你们
    opening: list[str] = field(default_factory=list)
    signed_on: date | None = None
    note: str = ""
    printer: str = ""
    printed_on: date | None = None


def circular(plan: Plan, told: Figures) -> Paper:
    """The plan by itself or, where its paper begins with a notice, the notice with the plan as its first annex."""
    sections = list(plan.sections.order_by("order"))
    front = _front(plan, [one for one in sections if not one.heading and not one.level])
    text = [Paragraph(line) for line in front.opening]
    text += _text(plan, told, [one for one in sections if one.heading or one.level])
    issuer = plan.issuer or plan.unit.name
    paper = Paper(
        title=plan_name(plan),
        red_head=RedHead(issuer=front.issuer or f"{issuer}文件", number=plan.number),
        addressees=front.addressees,
        signature=issuer,
        signed_on=plan.issued_on or front.signed_on or _adopted_on(plan),
        note=plan.openness or front.note,
    )
    annex = [*breakdown(plan).attachments, *_annexes(plan, paper.signed_on or told.today)]
    if front.notice:
        paper.title = f"关于印发《{plan_name(plan)}》的通知"
        paper.blocks = [Paragraph(line) for line in front.notice]
        paper.attachments = [Attachment(title=plan_name(plan), blocks=text), *annex]
    else:
        paper.blocks, paper.attachments = text, annex
    printed_on = plan.issued_on or front.printed_on or paper.signed_on or told.today
    paper.imprint = Imprint(front.printer or issuer, printed_on)
    return paper


def _adopted_on(plan: Plan) -> date | None:
    return plan.adopted_on or (timezone.localdate(plan.approved_at) if plan.approved_at else None)


def _annexes(plan: Plan, day: date) -> list[Attachment]:
    """The leading group as of the day of the paper, where the plan lists it, and the files annexed to it."""
    found = []
    if plan.lists_group:
        group = listing(plan.unit, day)
        found.append(Attachment(title=title_of(plan, group), blocks=group_blocks(group)))
    for file in plan.files.live():
        found.append(Attachment(title=file.title, blocks=[Paragraph(f"（另附电子文件：{file.name}）", role="centred")]))
    return found


def _front(plan: Plan, sections: list[PlanSection]) -> Front:
    front = Front()
    for line in (line.strip() for section in sections for line in section.text.splitlines()):
        if line and not _is_head(front, plan, line):
            (front.notice if "印发" in line and "《" in line else front.opening).append(line)
    return front


def _is_head(front: Front, plan: Plan, line: str) -> bool:
    """Does the line belong to the head or foot of the paper, which are set anew? Keeps what it says."""
    printed = _PRINTED.fullmatch(line)
    day = _DAY.fullmatch(line)
    if printed:
        front.printer, front.printed_on = printed.group(1), _day(printed.group(2))
    elif day:
        front.signed_on = _day(line)
    elif line.endswith("文件") and len(line) <= 40 and not front.addressees:
        front.issuer = line
    elif line.endswith(("：", ":")) and not front.addressees and not front.opening and not front.notice:
        front.addressees = line.rstrip("：:")
    elif line.startswith("（此件") and line.endswith("）"):
        front.note = line[1:-1]
    else:
        return bool(_NUMBER.fullmatch(line)) or line in (plan.issuer, plan.unit.name, plan.title)
    return True


def _day(text: str) -> date | None:
    year, month, day = map(int, _DAY.fullmatch(text).groups())
    try:
        return date(year, month, day)
    except ValueError:  # 2月30日: a slip of the pen is left to the office
        return None


def _text(plan: Plan, told: Figures, sections: list[PlanSection]) -> list[Block]:
    blocks: list[Block] = []
    expected = 1
    for section in sections:
        number = _number(section.heading) if section.level == 1 else None
        if number == expected + 1:
            blocks += _tasks(plan, told, expected)  # what became tasks stands in the annex, its heading here
        expected = number + 1 if number else expected
        blocks += _section(section)
    return blocks


def _number(heading: str) -> int | None:
    label = _LABEL.match(heading)
    return next((one for one in range(1, 40) if chinese(one) == label.group(1)), None) if label else None


def _tasks(plan: Plan, told: Figures, number: int) -> list[Block]:
    said = f"创建任务分为{len(told.basic)}类、{told.tasks.count}项，责任部门和完成时限见附件《{annex_title(plan)}》。"
    return [Heading(f"{chinese(number)}、主要任务", 1), Paragraph(said)]


def _section(section: PlanSection) -> list[Block]:
    heading = _HALF.sub(r"（\1）", section.heading.strip())
    lines = [line.strip() for line in section.text.splitlines() if line.strip()]
    if section.level >= 3 and heading.endswith("。") and lines:  # 1.切实加强理论武装。 runs on into its text
        return [Paragraph(heading + lines[0]), *(Paragraph(line) for line in lines[1:])]
    head: list[Block] = [Heading(heading.rstrip("。"), min(max(section.level, 1), 4))] if heading else []
    return [*head, *(Paragraph(line) for line in lines)]
