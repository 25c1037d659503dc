"""台账 of records that are no activity: meetings, honours, publicity, money, rules, surveys, promises, figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from documents.model import Block, Cell, Formula, Paper, Paragraph, Table
from evidence.ledgers import rate_said
from evidence.models import Record
from evidence.money import HUNDREDTH, printed
from evidence.particulars import Regulation, Statement
from programs.models import Plan
from reports.grid import centred, count, dated, header, left, wide
from reports.naming import headed

Kind = Record.Kind


@dataclass(frozen=True)
class Column:
    """One column of a ledger. `is_summed` adds it up below."""

    title: str
    width: float
    cell: Callable[[Record], Cell]
    is_summed: bool = False


@dataclass(frozen=True)
class Ledger:
    """One ledger: its title, what day and title are called in it, and what stands beside them."""

    title: str
    day: str
    name: str
    columns: tuple[Column, ...]


def _text(title: str, width: float, of: Callable[[Record], str]) -> Column:
    return Column(title, width, lambda record: centred(of(record)))


def _number(title: str, width: float, of: Callable[[Record], int | None]) -> Column:
    def cell(record: Record) -> Cell:
        value = of(record)
        return Cell() if value is None else count(value)

    return Column(title, width, cell)


def _came(record: Record) -> int | None:
    """Who was picked from the roster; the typed number where nobody was."""
    return record.n_people or record.meeting.headcount


def _yuan(value: Decimal) -> Cell:
    return Cell(printed(value), value=value, align="right")


def _day(title: str, of: Callable[[Record], object]) -> Column:
    def cell(record: Record) -> Cell:
        day = of(record)
        return dated(day) if day else Cell()

    return Column(title, 14, cell)


def _kept(record: Record) -> str:
    promise = record.statement
    if promise.broken_on:
        return f"{dated(promise.broken_on).text}发生：{promise.broken_by}"
    return f"{dated(record.broke_on).text}发生，另有登记" if record.broke_on else "没有发生"


def _first_break() -> Subquery:
    """The first day within a promise's days on which another accepted statement says that it was broken."""
    others = Statement.objects.filter(
        kind=OuterRef("statement__kind"), record__unit=OuterRef("unit"), record__state=Record.State.ACCEPTED
    )
    last = Coalesce(OuterRef("ends_on"), OuterRef("begins_on"))
    broken = others.filter(broken_on__gte=OuterRef("begins_on"), broken_on__lte=last).order_by("broken_on")
    return Subquery(broken.values("broken_on")[:1])


LEDGERS: dict[str, Ledger] = {
    Kind.MEETING: Ledger(
        "会议台账",
        "日期",
        "会议",
        (
            _text("类别", 14, lambda record: record.meeting.get_kind_display()),
            _text("地点", 14, lambda record: record.meeting.place),
            _text("主持人", 9, lambda record: record.meeting.chair),
            _number("应到", 7, lambda record: record.meeting.expected),
            _number("实到", 7, _came),
        ),
    ),
    Kind.HONOUR: Ledger(
        "荣誉台账",
        "授予日期",
        "荣誉名称",
        (
            _text("级别", 9, lambda record: record.honour.get_level_display()),
            _text("颁发机关", 20, lambda record: record.honour.issuer),
            _text("文号", 18, lambda record: record.honour.number),
            _text("获奖单位或个人", 16, lambda record: record.honour.holder),
            _text("认可名录", 9, lambda record: "列入" if record.honour.is_recognised else "未列入"),
        ),
    ),
    Kind.PUBLICITY: Ledger(
        "宣传报送台账",
        "报送日期",
        "稿件",
        (
            _text("媒体或平台", 18, lambda record: record.publicity.outlet),
            _text("级别", 9, lambda record: record.publicity.get_level_display()),
            _day("采用日期", lambda record: record.publicity.adopted_on),
        ),
    ),
    Kind.SPENDING: Ledger(
        "经费支出台账",
        "支出日期",
        "事项",
        (
            _text("用途", 20, lambda record: record.spending.purpose),
            _text("凭证号", 14, lambda record: record.spending.voucher),
            Column("金额（元）", 14, lambda record: _yuan(record.spending.amount), is_summed=True),
        ),
    ),
    Kind.REGULATION: Ledger(
        "现行制度清单",
        "印发日期",
        "制度名称",
        (
            _text("文号", 20, lambda record: record.regulation.number),
            _day("施行日期", lambda record: record.regulation.effective_on or record.begins_on),
        ),
    ),
    Kind.DOCUMENT: Ledger(
        "文件材料清单",
        "成文日期",
        "题名",
        (
            _text("类别", 14, lambda record: record.document.get_kind_display()),
            _text("文号", 18, lambda record: record.document.number),
            _text("发文机关", 18, lambda record: record.document.issuer),
        ),
    ),
    Kind.SURVEY: Ledger(
        "测评调查台账",
        "日期",
        "调查名称",
        (
            _text("类别", 10, lambda record: record.survey.get_kind_display()),
            _number("发放", 8, lambda record: record.survey.sent),
            _number("收回", 8, lambda record: record.survey.answered),
            _number("满意或知晓", 10, lambda record: record.survey.favourable),
            _text("比率", 9, rate_said),
        ),
    ),
    Kind.STATEMENT: Ledger(
        "承诺声明台账",
        "起始日期",
        "声明",
        (
            _text("事项", 14, lambda record: record.statement.get_kind_display()),
            _day("截止日期", lambda record: record.ends_on),
            _text("执行情况", 24, _kept),
        ),
    ),
    Kind.FIGURE: Ledger(
        "数据指标台账",
        "日期",
        "说明",
        (
            _text("指标", 22, lambda record: record.figure.name),
            Column("数值", 14, lambda record: centred(printed(record.figure.reading.quantize(HUNDREDTH)))),
            _text(
                "单位", 8, lambda record: record.figure.unit_of_measure or ("%" if record.figure.value is None else "")
            ),
        ),
    ),
}


def options(plan: Plan) -> list[tuple[str, str]]:
    """The ledgers there are, for the list a person chooses from."""
    return [(str(kind), ledger.title) for kind, ledger in LEDGERS.items()]


def kind_ledger(plan: Plan, kind: str) -> Paper:
    """The accepted records of a kind in the plan's year, oldest first; rules are those in force at its end."""
    ledger = LEDGERS[kind]
    records = list(_rows(plan, kind))
    titles = ["序号", ledger.day, ledger.name, *(column.title for column in ledger.columns), "责任部门"]
    rows: list[list[Cell | None]] = [header(*titles)]
    for number, record in enumerate(records, start=1):
        told = [column.cell(record) for column in ledger.columns]
        rows.append(
            [count(number), dated(record.begins_on), left(record.title), *told, centred(str(record.department))]
        )
    if records and any(column.is_summed for column in ledger.columns):
        rows.append(_sums(ledger, rows))
    widths = (6, 14, 34, *(column.width for column in ledger.columns), 14)
    blocks: list[Block] = [Table(rows=rows, widths=widths)] if records else [Paragraph(_nothing(plan, ledger))]
    waiting = _waiting(plan, kind)
    if waiting:
        blocks.append(Paragraph(f"另有{waiting}份没有审核通过，未列入。", role="small"))
    return Paper(title=headed(plan, f"{plan.year}年度{ledger.title}"), blocks=blocks, landscape=True)


def _rows(plan: Plan, kind: str):
    rows = Record.objects.of_unit(plan.unit_id).accepted().filter(kind=kind).select_related(str(kind), "department")
    if kind == Kind.REGULATION:
        rows = rows.filter(regulation__in=Regulation.objects.in_force_on(_last_day(plan)))
    else:
        rows = rows.of_year(plan.year)
    if kind == Kind.MEETING:
        rows = rows.with_counts()
    if kind == Kind.STATEMENT:
        rows = rows.annotate(broke_on=_first_break())
    return rows.order_by("begins_on", "pk")


def _last_day(plan: Plan) -> date:
    return date(plan.year, 12, 31)


def _sums(ledger: Ledger, rows: list[list[Cell | None]]) -> list[Cell | None]:
    """合计 below the columns that are money."""
    cells: list[Cell | None] = wide("合计", 3)
    for place, column in enumerate(ledger.columns, start=3):
        if not column.is_summed:
            cells.append(Cell())
            continue
        value = sum((row[place].value for row in rows[1:]), Decimal(0))
        letter = chr(ord("A") + place)
        formula = Formula(f"SUM({letter}2:{letter}{len(rows)})", value)
        cells.append(Cell(printed(value), value=formula, align="right", bold=True))
    return [*cells, Cell()]


def _nothing(plan: Plan, ledger: Ledger) -> str:
    return f"{plan.year}年的{ledger.title.removesuffix('台账').removesuffix('清单')}还没有审核通过的记录。"


def _waiting(plan: Plan, kind: str) -> int:
    own = Record.objects.of_unit(plan.unit_id).filter(kind=kind).exclude(state=Record.State.ACCEPTED)
    return own.count() if kind == Kind.REGULATION else own.of_year(plan.year).count()
