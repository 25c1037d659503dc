"""表彰名单: the awards a unit gave in the plan's year, a table each, in the order of departments."""

from __future__ import annotations

from documents.model import Block, Cell, Paper, Paragraph, Table
from programs.awards import AwardRound, Nomination
from programs.models import Plan
from reports.grid import centred, count, header, left
from reports.naming import headed


def awards_paper(plan: Plan) -> Paper:
    """Published rounds alone: what is still decided or put to notice is no list yet."""
    rounds = AwardRound.objects.of_unit(plan.unit_id).filter(year=plan.year, state=AwardRound.State.PUBLISHED)
    blocks: list[Block] = []
    for round in rounds.order_by("published_on", "pk"):
        chosen = round.nominations.chosen().in_order().select_related("department", "person")
        blocks += [_table(round, list(chosen)), Paragraph(_said(round), role="small")]
    if not blocks:
        blocks = [Paragraph(f"{plan.year}年度还没有公布的评选表彰。")]
    return Paper(title=headed(plan, f"{plan.year}年度评选表彰名单"), blocks=blocks)


def _table(round: AwardRound, chosen: list[Nomination]) -> Table:
    if round.names_people:
        rows = [header("序号", "姓名", "部门", "职务", "主要事迹")]
        rows += [
            [*_begin(number, row), centred(row.person.post), left(row.reason)] for number, row in _numbered(chosen)
        ]
        return Table(rows=rows, title=round.title, widths=(6, 12, 18, 16, 48))
    if round.names_posts:
        rows = [header("序号", "岗位", "部门", "主要事迹")]
        rows += [[*_begin(number, row), left(row.reason)] for number, row in _numbered(chosen)]
        return Table(rows=rows, title=round.title, widths=(6, 24, 18, 52))
    rows = [header("序号", "部门", "主要事迹")]
    rows += [[count(number), centred(row.named), left(row.reason)] for number, row in _numbered(chosen)]
    return Table(rows=rows, title=round.title, widths=(6, 24, 70))


def _numbered(chosen: list[Nomination]):
    return enumerate(chosen, start=1)


def _begin(number: int, row: Nomination) -> list[Cell]:
    return [count(number), centred(row.named), centred(str(row.department))]


def _said(round: AwardRound) -> str:
    """How the list came about."""
    way = f"经{round.decided_in}研究" if round.decided_in else f"经{round.voters}人投票"
    notice = f"{_day(round.notice_from)}至{_day(round.notice_to)}公示"
    number = f"（{round.number}）" if round.number else ""
    return f"{_day(round.decided_on)}{way}，{notice}，{_day(round.published_on)}公布{number}。"


def _day(day) -> str:
    return f"{day.month}月{day.day}日"
