"""The ledgers of records that are no activity: one row each, only what was accepted, money added up."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from documents import child
from documents.model import Formula, Paragraph, Table
from evidence.models import Record
from reports.kind_ledgers import LEDGERS, kind_ledger, options
from reports.offers import make
from tests.reports.records import kept

pytestmark = pytest.mark.django_db
Kind = Record.Kind

ONE_OF_EACH = {
    Kind.MEETING: (
        {"kind": "leaders", "chair": "陈岚", "expected": 9, "headcount": 8},
        ["领导班子专题研究", "陈岚", "9", "8"],
    ),
    Kind.HONOUR: (
        {"level": "provincial", "issuer": "省总工会", "holder": "宣传处"},
        ["省部级", "省总工会", "宣传处", "列入"],
    ),
    Kind.PUBLICITY: (
        {"outlet": "省日报", "level": "provincial", "adopted_on": date(2022, 5, 12)},
        ["省日报", "2022年5月12日"],
    ),
    Kind.SPENDING: ({"amount": Decimal("1280.5"), "voucher": "记-12"}, ["记-12", "1,280.50"]),
    Kind.REGULATION: ({"number": "办〔2022〕3号"}, ["办〔2022〕3号", "2022年5月9日"]),
    Kind.DOCUMENT: ({"kind": "responsibility", "number": "1号"}, ["社会责任报告", "1号"]),
    Kind.SURVEY: (
        {"kind": "satisfaction", "sent": 100, "answered": 80, "favourable": 78},
        ["群众满意率", "100", "80", "97.5%"],
    ),
    Kind.STATEMENT: ({"kind": "accidents", "ends_on": date(2022, 6, 30)}, ["无责任事故", "2022年6月30日", "没有发生"]),
    Kind.FIGURE: (
        {"name": "日常办公经费", "value": Decimal(200000), "unit_of_measure": "元"},
        ["日常办公经费", "200,000", "元"],
    ),
}


def grid(paper) -> list[list[str]]:
    table = next(block for block in paper.blocks if isinstance(block, Table))
    return [[cell.text for cell in row if cell] for row in table.rows]


@pytest.mark.parametrize("kind", list(LEDGERS))
def test_each_kind_has_its_own_columns(plan, department, kind):
    particulars, shown = ONE_OF_EACH[kind]
    kept(kind, plan.unit, department, "一件事", **particulars)
    rows = grid(kind_ledger(plan, kind))
    assert len({len(row) for row in rows[:2]}) == 1
    assert rows[1][:3] == ["1", "2022年5月9日", "一件事"]
    assert set(shown) <= set(rows[1])


def test_there_is_a_ledger_for_every_kind_but_activities():
    assert set(LEDGERS) == set(Kind) - {Kind.ACTIVITY}
    assert set(ONE_OF_EACH) == set(LEDGERS)
    assert ("honour", "荣誉台账") in options(None)


def test_only_what_was_accepted_in_the_year_is_listed_and_the_rest_is_said(plan, department):
    money = {"amount": Decimal(100)}
    kept(Kind.SPENDING, plan.unit, department, "今年的", **money)
    kept(Kind.SPENDING, plan.unit, department, "去年的", day=date(2021, 5, 9), **money)
    kept(Kind.SPENDING, plan.unit, department, "没审核的", state=Record.State.SUBMITTED, **money)
    paper = kind_ledger(plan, Kind.SPENDING)
    assert [row[2] for row in grid(paper)[1:-1]] == ["今年的"]
    assert paper.blocks[-1].text == "另有1份没有审核通过，未列入。"


def test_money_is_added_up_by_a_formula_whose_value_shows(plan, department):
    for amount in ("1280.50", "19.50"):
        kept(Kind.SPENDING, plan.unit, department, "购书", amount=Decimal(amount))
    table = next(block for block in kind_ledger(plan, Kind.SPENDING).blocks if isinstance(block, Table))
    total = next(cell for cell in table.rows[-1] if cell and isinstance(cell.value, Formula))
    assert total.text == "1,300"
    book = openpyxl.load_workbook(io.BytesIO(make(plan, "kind_ledger", "xlsx", choice="spending").data), data_only=True)
    assert Decimal("1300") in [cell.value for row in book.active.iter_rows() for cell in row]


def test_rules_are_those_in_force_at_the_end_of_the_year_whenever_issued(plan, department):
    kept(Kind.REGULATION, plan.unit, department, "旧而有效", day=date(2019, 1, 1))
    kept(Kind.REGULATION, plan.unit, department, "已废止", day=date(2019, 1, 1), repealed_on=date(2022, 3, 1))
    kept(Kind.REGULATION, plan.unit, department, "明年施行", effective_on=date(2023, 1, 1))
    assert [row[2] for row in grid(kind_ledger(plan, Kind.REGULATION))[1:]] == ["旧而有效"]


def test_a_promise_says_what_another_statement_says_broke_it(plan, department):
    days = {"kind": "accidents", "ends_on": date(2022, 12, 31)}
    kept(Kind.STATEMENT, plan.unit, department, "全年无事故", **days)
    kept(Kind.STATEMENT, plan.unit, department, "出了事故", broken_on=date(2022, 9, 3), broken_by="车间起火", **days)
    kept(Kind.STATEMENT, plan.unit, department, "全年无举报", kind="complaints", ends_on=date(2022, 12, 31))
    told = {row[2]: row[5] for row in grid(kind_ledger(plan, Kind.STATEMENT))[1:]}
    assert told == {
        "全年无事故": "2022年9月3日发生，另有登记",
        "出了事故": "2022年9月3日发生：车间起火",
        "全年无举报": "没有发生",
    }


def test_an_empty_year_says_so(plan):
    paper = kind_ledger(plan, Kind.HONOUR)
    assert [block.text for block in paper.blocks if isinstance(block, Paragraph)] == [
        "2022年的荣誉还没有审核通过的记录。"
    ]


def test_it_comes_as_word_and_pdf_too(plan, department):
    kept(Kind.MEETING, plan.unit, department, "专题研究创建工作", kind="leaders")
    paper = kind_ledger(plan, Kind.MEETING)
    assert child.set_paper(paper, "docx").startswith(b"PK")
    assert child.set_paper(paper, "pdf").startswith(b"%PDF")


def test_its_queries_do_not_grow(plan, department, django_assert_num_queries):
    for count in (1, 4):
        for number in range(count):
            kept(Kind.MEETING, plan.unit, department, f"会{number}", kind="dispatch")
        with django_assert_num_queries(2):
            kind_ledger(plan, Kind.MEETING)
