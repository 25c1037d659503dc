"""经费台账: lines and vouchers, adding up to the budget page's sums."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from documents import child
from documents.model import Paragraph
from programs import budget_actions
from programs.budget_standing import budget_of
from reports.budget_tables import budget_paper
from tests.programs.test_budget import office_costs, spend

pytestmark = pytest.mark.django_db
TODAY = date(2022, 12, 15)


@pytest.fixture
def money(plan, unit, department, office):
    """A line with one spending on it, and one on none."""
    line = budget_actions.add_line(plan=plan, name="志愿服务", amount=Decimal("1000"), by=office)
    budget_actions.put_on_line(record=spend(unit, department, "120.50"), line=line, by=office)
    spend(unit, department, "79.50", title="印展板")
    office_costs(unit, department, "2000")
    return plan


def test_excel_adds_lines_and_vouchers_to_the_pages_sums(money):
    book = openpyxl.load_workbook(io.BytesIO(child.set_paper(budget_paper(money, TODAY), "xlsx")), data_only=True)
    lines, vouchers = ([row for row in sheet.values if row[0] is not None] for sheet in book)
    total = next(row for row in lines if row[0] == "合计")
    assert total[2:5] == (1000, 120.5, 879.5)
    total = next(row for row in vouchers if row[0] == "合计")
    assert total[5] == 200 == float(budget_of(money).spent)
    assert {row[2] for row in vouchers[2:-1]} >= {"购买树苗", "印展板"}


def test_the_share_is_said_below_as_the_measure_says_it(money):
    said = [block.text for block in budget_paper(money, TODAY).blocks if isinstance(block, Paragraph)]
    assert any("占 10%" in text for text in said)


def test_a_plan_without_money_says_so(plan):
    (first, *_) = budget_paper(plan, TODAY).blocks
    assert "还没有预算项目" in first.text
