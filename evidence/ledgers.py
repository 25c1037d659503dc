"""各类台账: one description of each kind of record that is no activity, from which its list, page and form are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import Count, Q, Sum

from evidence import money
from evidence.levels import Level
from evidence.models import Record
from evidence.particulars import Document, Meeting, Regulation, Statement, Survey

Kind = Record.Kind


@dataclass(frozen=True)
class Fact:
    """One thing a record says: a line of its page and, where `in_list`, a column of the ledger."""

    title: str
    tell: Callable[[Record], str]
    in_list: bool = False
    is_number: bool = False
    is_minor: bool = False  # left out on a phone


@dataclass(frozen=True)
class Sort:
    """One more way to narrow a ledger: the field of the address, its choices, and what each means."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    narrow: Callable  # (rows, value, day) → rows


@dataclass(frozen=True)
class Ledger:
    """One kind of record in the office's words."""

    kind: str
    title: str
    about: str  # what it is for, in one sentence
    register: str  # the words on the button
    measure: str
    icon: str
    facts: tuple[Fact, ...]
    large: Callable[[Record], str]  # the one thing its card says where there is no picture
    day: str = "日期"
    sorts: tuple[Sort, ...] = ()
    sums: Callable | None = None  # rows → list of (title, text)
    by_year: bool = True  # a ledger of rules shows what holds, of whatever year
    shows_picture: bool = False  # the first picture stands before the title

    @property
    def columns(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.in_list]


def day_said(day: date | None) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else ""


def rate_of(survey: Survey) -> Decimal | None:
    """Per cent, cut to two places."""
    if not survey.answered:
        return None
    return (Decimal(survey.favourable) * 100 / survey.answered).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def rate_said(record: Record) -> str:
    """The rate of a survey as it is printed everywhere: cut, so that 94.99 is not yet 95."""
    rate = rate_of(record.survey)
    return "" if rate is None else f"{rate:.2f}".rstrip("0").rstrip(".") + "%"


def expected_at(record: Record) -> int | None:
    """How many should have come: all on the roll of that day, or as typed."""
    meeting = record.meeting
    if meeting.is_for_all:
        return record.unit.persons.on_roll(record.begins_on).count()
    return meeting.expected


def _came(record: Record) -> str:
    """实到, from the roster where people were picked."""
    meeting = record.meeting
    return "" if meeting.headcount is None else f"{meeting.headcount} 人"


def _expected(record: Record) -> str:
    meeting = record.meeting
    if meeting.is_for_all:
        return "全员"
    return "" if meeting.expected is None else f"{meeting.expected} 人"


def _attendance(record: Record) -> str:
    """How many came, or what kind of meeting it was; the roster's people where the query counted them."""
    came = record.meeting.headcount or getattr(record, "n_people", 0)
    return f"到会 {came} 人" if came else record.meeting.get_kind_display()


def _holder(record: Record) -> str:
    return record.honour.holder or str(record.unit)


def _of(name: str) -> Callable[[Record], str]:
    """A field of the particulars as text; a choice by its words, a day spoken."""

    def tell(record: Record) -> str:
        row = record.particulars
        shown = getattr(row, f"get_{name}_display", None)
        value = shown() if shown else getattr(row, name)
        return day_said(value) if isinstance(value, date) else str(value or "")

    return tell


def _chosen(name: str, label: str, lookup: str, choices) -> Sort:
    return Sort(name, label, tuple(choices), lambda rows, value, day: rows.filter(**{lookup: value}))


def _meanwhile(record: Record) -> str:
    """What other statements say happened in the days this one speaks for; one query."""
    last = record.ends_on or record.begins_on
    rows = Statement.objects.filter(
        kind=record.statement.kind, broken_on__range=(record.begins_on, last), record__unit=record.unit_id
    )
    rows = rows.filter(record__state=Record.State.ACCEPTED).exclude(pk=record.pk).order_by("broken_on", "pk")
    return "\n".join(f"{day_said(row.broken_on)}：{row.broken_by}" for row in rows)


def _reading(record: Record) -> str:
    figure = record.figure
    unit = figure.unit_of_measure or ("%" if figure.value is None else "")
    return f"{money.printed(figure.reading.quantize(money.HUNDREDTH, ROUND_DOWN))} {unit}".rstrip()


def _in_force(rows, value: str, day: date):
    holding = Regulation.objects.in_force_on(day).values("pk")
    return rows.filter(pk__in=holding) if value == "in_force" else rows.exclude(pk__in=holding)


def _adopted(rows, value: str, day: date):
    return rows.filter(publicity__adopted_on__isnull=value == "no")


def _broken(rows, value: str, day: date):
    return rows.filter(statement__broken_on__isnull=value == "no")


def _recognised(rows, value: str, day: date):
    return rows.filter(honour__is_recognised=value == "yes")


def _money(rows) -> list[tuple[str, str]]:
    told = rows.aggregate(
        whole=Sum("spending__amount"), accepted=Sum("spending__amount", filter=Q(state=Record.State.ACCEPTED))
    )
    return [(title, f"{money.printed(told[name] or Decimal(0))} 元") for title, name in SUMS_OF_MONEY]


SUMS_OF_MONEY = (("合计", "whole"), ("其中已审核通过", "accepted"))


def _honours(rows) -> list[tuple[str, str]]:
    counted = dict(rows.order_by().values_list("honour__level").annotate(n=Count("pk")))
    return [(level.label, f"{counted[level]} 项") for level in Level if counted.get(level)]


def _texts(rows) -> list[tuple[str, str]]:
    told = rows.aggregate(sent=Count("pk"), adopted=Count("pk", filter=Q(publicity__adopted_on__isnull=False)))
    return [("报送", f"{told['sent']} 篇"), ("采用", f"{told['adopted']} 篇")]


LEDGERS: dict[str, Ledger] = {
    ledger.kind: ledger
    for ledger in (
        Ledger(
            kind=Kind.MEETING,
            title="会议台账",
            about="专题研究、动员会、调度会：通知、签到、纪要放在一起，应到实到一目了然。",
            register="登记会议",
            measure="次",
            icon="people",
            large=_attendance,
            day="会议日期",
            facts=(
                Fact("类别", _of("kind"), in_list=True, is_minor=True),
                Fact("应到", _expected, in_list=True, is_minor=True),
                Fact("实到", _came, in_list=True),
                Fact("地点", _of("place")),
                Fact("主持人", _of("chair"), in_list=True, is_minor=True),
                Fact("议程", _of("agenda")),
            ),
            sorts=(_chosen("sort", "会议类别", "meeting__kind", Meeting.Kind.choices),),
        ),
        Ledger(
            kind=Kind.HONOUR,
            title="荣誉台账",
            about="获得的荣誉：级别、颁发机关和证书，认可的和其他的分开列。",
            register="登记荣誉",
            measure="项",
            icon="award",
            large=_of("level"),
            day="获得日期",
            facts=(
                Fact("级别", _of("level"), in_list=True),
                Fact("颁发机关", _of("issuer"), in_list=True, is_minor=True),
                Fact("文号", _of("number"), in_list=True, is_minor=True),
                Fact("获奖单位或个人", _holder, in_list=True, is_minor=True),
                Fact("同一工作", _of("work")),
                Fact("认可名录", lambda record: "在名录里" if record.honour.is_recognised else "不在名录里"),
            ),
            sorts=(
                Sort("recognised", "认可名录", (("yes", "认可的荣誉"), ("no", "其他荣誉")), _recognised),
                _chosen("sort", "级别", "honour__level", Level.choices),
            ),
            sums=_honours,
            shows_picture=True,
        ),
        Ledger(
            kind=Kind.REGULATION,
            title="制度台账",
            about="现行的和废止的规章制度，可以看某一天现行的有哪些。",
            register="登记制度",
            measure="项",
            icon="journal-text",
            large=lambda record: record.regulation.number or "规章制度",
            day="印发日期",
            facts=(
                Fact("文号", _of("number"), in_list=True, is_minor=True),
                Fact(
                    "施行日期",
                    lambda record: day_said(record.regulation.effective_on or record.begins_on),
                    in_list=True,
                    is_minor=True,
                ),
                Fact("废止日期", _of("repealed_on"), in_list=True),
            ),
            sorts=(Sort("force", "效力", (("in_force", "现行"), ("repealed", "未施行或已废止")), _in_force),),
            by_year=False,
        ),
        Ledger(
            kind=Kind.DOCUMENT,
            title="文件材料台账",
            about="社会责任报告、年度述职、行风评议等本身就是佐证的文件。",
            register="登记文件",
            measure="份",
            icon="file-earmark-text",
            large=_of("kind"),
            day="形成日期",
            facts=(
                Fact("类别", _of("kind"), in_list=True),
                Fact("文号", _of("number"), in_list=True, is_minor=True),
                Fact("发文机关", _of("issuer"), in_list=True, is_minor=True),
            ),
            sorts=(_chosen("sort", "文件类别", "document__kind", Document.Kind.choices),),
        ),
        Ledger(
            kind=Kind.PUBLICITY,
            title="宣传报送台账",
            about="报给媒体和上级平台的稿件，采用以后补上日期和网址。",
            register="登记报送",
            measure="篇",
            icon="megaphone",
            large=_of("outlet"),
            day="报送日期",
            facts=(
                Fact("媒体", _of("outlet"), in_list=True, is_minor=True),
                Fact("级别", _of("level"), in_list=True, is_minor=True),
                Fact("采用日期", _of("adopted_on"), in_list=True),
                Fact("网址", _of("address")),
            ),
            sorts=(
                _chosen("sort", "媒体级别", "publicity__level", Level.choices),
                Sort("adopted", "采用情况", (("yes", "已采用"), ("no", "还没采用")), _adopted),
            ),
            sums=_texts,
        ),
        Ledger(
            kind=Kind.SPENDING,
            title="经费台账",
            about="创建工作花的每一笔钱：金额、凭证、用途，占比和增长由系统算。",
            register="登记支出",
            measure="笔",
            icon="cash-coin",
            large=lambda record: f"{money.printed(record.spending.amount)} 元",
            day="支出日期",
            facts=(
                Fact("金额（元）", lambda record: money.printed(record.spending.amount), in_list=True, is_number=True),
                Fact("凭证号", _of("voucher"), in_list=True, is_minor=True),
                Fact("用途", _of("purpose"), in_list=True, is_minor=True),
            ),
            sums=_money,
        ),
        Ledger(
            kind=Kind.SURVEY,
            title="测评调查台账",
            about="满意率和知晓率的测评：填发放、收回和满意的份数，比率由系统算。",
            register="登记测评",
            measure="次",
            icon="clipboard-data",
            large=rate_said,
            day="测评日期",
            facts=(
                Fact("类别", _of("kind"), in_list=True, is_minor=True),
                Fact("发放", lambda record: f"{record.survey.sent} 份", in_list=True, is_minor=True),
                Fact("收回", lambda record: f"{record.survey.answered} 份", in_list=True, is_minor=True),
                Fact("满意（知晓）", lambda record: f"{record.survey.favourable} 份", in_list=True, is_minor=True),
                Fact("比率", rate_said, in_list=True),
            ),
            sorts=(_chosen("sort", "测评类别", "survey__kind", Survey.Kind.choices),),
        ),
        Ledger(
            kind=Kind.STATEMENT,
            title="承诺声明台账",
            about="无群众举报、无责任事故、无违纪：由责任部门按期声明，发生了就如实写上。",
            register="登记声明",
            measure="份",
            icon="shield-check",
            large=_of("kind"),
            day="从哪天起",
            facts=(
                Fact("事项", _of("kind"), in_list=True, is_minor=True),
                Fact("到哪天止", lambda record: day_said(record.ends_on), in_list=True, is_minor=True),
                Fact("发生日期", _of("broken_on"), in_list=True),
                Fact("发生了什么", _of("broken_by"), in_list=True, is_minor=True),
                Fact("期间另有发生", _meanwhile),
            ),
            sorts=(
                _chosen("sort", "声明事项", "statement__kind", Statement.Kind.choices),
                Sort("broken", "是否发生", (("no", "没有发生"), ("yes", "有发生")), _broken),
            ),
        ),
        Ledger(
            kind=Kind.FIGURE,
            title="数据指标台账",
            about="别处算不出来的数字，如日常办公经费：登记一次，注明出自哪份文件。",
            register="登记数据",
            measure="条",
            icon="123",
            large=_reading,
            day="数据所属日期",
            facts=(
                Fact(
                    "数值",
                    _reading,
                    in_list=True,
                    is_number=True,
                ),
                Fact("分子", lambda record: money.printed(record.figure.numerator), is_number=True),
                Fact("分母", lambda record: money.printed(record.figure.denominator), is_number=True),
            ),
        ),
    )
}


def facts_told(record: Record) -> list[tuple[str, str]]:
    """What only its kind says of a record, for its page; what is empty is left out."""
    told = [(fact.title, fact.tell(record)) for fact in LEDGERS[record.kind].facts]
    return [(title, text) for title, text in told if text]
