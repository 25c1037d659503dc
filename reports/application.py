"""申报表: who applies for which title, what was done, the honours, and room for the opinions and seals."""

from __future__ import annotations

from accounts.models import Role, User
from accounts.ratios import ratios_on
from accounts.roster import Person
from documents.model import Block, Cell, Heading, Paper, Paragraph, Table
from programs.models import Plan
from reports import year_chapters
from reports.chapters import activity_sentence, of_category, task_sentence
from reports.sentences import on_paper
from reports.tallies import Figures
from reports.year_told import Beside, beside
from scoring import words

OPINIONS = ("申报单位意见", "主管部门（推荐单位）意见", "文明办审核意见")
SEAL = "\n\n（盖章）　　　　年　　月　　日"
OUTCOME = "（由评定机关填写）"


def application(plan: Plan, told: Figures) -> Paper:
    """The facts are of the roster and the board; the deeds are a draft for the office to edit, 1500 字 as a rule."""
    more = beside(plan, told.assessment, told.today)
    blocks: list[Block] = [
        _facts(plan, told, more),
        Heading("一、主要创建事迹", 1),
        *_deeds(plan, told, more),
    ]
    honours = year_chapters.honours(more)
    if honours:
        blocks += [Heading("二、获得荣誉", 1), *honours]
    blocks += [Heading(f"{'三' if honours else '二'}、审核意见", 1), _opinions()]
    return Paper(title=f"{_title(plan)}申报表", blocks=blocks)


def _title(plan: Plan) -> str:
    return plan.target_title or f"{plan.get_level_display()}文明单位"


def _facts(plan: Plan, told: Figures, more: Beside) -> Table:
    unit = plan.unit
    roll = ratios_on(unit, told.today)
    people = Person.objects.filter(unit=unit).on_roll(told.today).count()
    rows = [
        _pair("单位名称", unit.name, "单位性质", unit.get_kind_display()),
        _pair("上级单位", str(unit.parent or ""), "申报称号", _title(plan)),
        _pair("在册人数", _people(people), "党员人数", _people(roll.members.denominator)),
        _pair("注册志愿者", _people(roll.volunteers.numerator), "创建经费", _yuan(more)),
        _pair("领导小组组长", _chief(more), "联系人", _contact(plan)),
        _pair("自评结果", on_paper(words.verdict(told.totals)), "创建年度", f"{plan.year}年"),
    ]
    return Table(rows=rows, header_rows=0, widths=(13, 30, 11, 24))


def _pair(*texts: str) -> list[Cell | None]:
    return [Cell(text, align="center", bold=not number % 2) for number, text in enumerate(texts)]


def _people(number: int) -> str:
    return f"{number}人" if number else ""


def _yuan(more: Beside) -> str:
    return f"{more.now['经费支出（元）']}元" if more.budget.spent else ""


def _chief(more: Beside) -> str:
    chiefs = next((places for seat, places in more.group.seats if seat == "组长"), [])
    return "、".join(member.name for place in chiefs for member in place.members if not member.is_vacant)


def _contact(plan: Plan) -> str:
    """The first clerk of the office, with the telephone number where there is one."""
    person = User.objects.filter(memberships__unit=plan.unit_id, memberships__role=Role.OFFICE, is_active=True)
    found = person.order_by("pk").first()
    return " ".join(one for one in (found.name, found.phone) if one) if found else ""


def _deeds(plan: Plan, told: Figures, more: Beside) -> list[Block]:
    said = [
        on_paper(f"{plan.unit.name}{task_sentence(told.tasks)}{words.verdict(told.totals)}。"),
        on_paper(activity_sentence(told)),
    ]
    said += [block.text for block in year_chapters.leadership(more) if isinstance(block, Paragraph)]
    said += [on_paper(f"{row.name}方面：{of_category(row)}") for row in told.basic]
    for chapter in (year_chapters.publicity, year_chapters.money, year_chapters.supervision):
        said += [block.text for block in chapter(more) if isinstance(block, Paragraph)]
    return [Paragraph(text) for text in said]


def _opinions() -> Table:
    rows: list[list[Cell | None]] = [
        [Cell(title, align="center", bold=True), Cell(SEAL, align="right")] for title in OPINIONS
    ]
    rows.append([Cell("评定结果", align="center", bold=True), Cell(OUTCOME, align="center")])
    return Table(rows=rows, header_rows=0, widths=(18, 60))
