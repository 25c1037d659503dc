"""A plan's money: lines, what is spent and left, vouchers, the share of office costs and the growth."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from evidence.measuring import readings_of
from evidence.models import Measure, Record
from evidence.particulars import Figure, Spending
from programs import budget_actions
from programs.budget import BudgetEntry, BudgetLine
from programs.budget_standing import budget_of
from programs.models import Plan
from tests import factories


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def line(plan, office):
    return budget_actions.add_line(plan=plan, name="志愿服务", amount=Decimal("1000"), by=office)


def spend(unit, department, amount, title="购买树苗", day=date(2022, 3, 12), state=Record.State.ACCEPTED) -> Record:
    record = Record.objects.create(
        unit=unit,
        department=department,
        kind=Record.Kind.SPENDING,
        title=title,
        year=day.year,
        begins_on=day,
        state=state,
    )
    Spending.objects.create(record=record, amount=Decimal(amount), voucher="记-12")
    return record


def office_costs(unit, department, amount, year=2022) -> None:
    record = Record.objects.create(
        unit=unit,
        department=department,
        kind=Record.Kind.FIGURE,
        title="日常办公经费",
        year=year,
        begins_on=date(year, 1, 1),
        state=Record.State.ACCEPTED,
    )
    Figure.objects.create(record=record, name="日常办公经费", value=Decimal(amount))


def test_a_line_says_what_is_spent_and_left(plan, line, unit, department, office):
    for amount in ("120.50", "79.50"):
        budget_actions.put_on_line(record=spend(unit, department, amount), line=line, by=office)
    (row,) = budget_of(plan).lines
    assert (row.spent, row.left, row.percent) == (Decimal("200.00"), Decimal("800.00"), 20)


def test_only_accepted_spending_is_spent_and_the_rest_is_shown_beside(plan, line, unit, department, office):
    record = spend(unit, department, "300", state=Record.State.SUBMITTED)
    budget_actions.put_on_line(record=record, line=line, by=office)
    budget = budget_of(plan)
    assert (budget.spent, budget.waiting) == (Decimal("0.00"), Decimal("300.00"))


def test_a_line_spent_beyond_its_amount_says_by_how_much(plan, line, unit, department, office):
    budget_actions.put_on_line(record=spend(unit, department, "1200"), line=line, by=office)
    (row,) = budget_of(plan).lines
    assert (row.over, row.percent) == (Decimal("200.00"), 100)


def test_all_spending_of_the_year_is_the_sum_every_measure_gives(plan, line, unit, department, office):
    budget_actions.put_on_line(record=spend(unit, department, "100"), line=line, by=office)
    spend(unit, department, "50", title="没有归到项目")
    spend(unit, department, "7", day=date(2021, 5, 1))
    budget = budget_of(plan)
    measure = Measure.objects.get(unit=None, source=Measure.Source.SPENDING)
    assert budget.spent == readings_of([measure], unit, 2022)[measure.pk].value == Decimal("150.00")
    assert (budget.on_lines, budget.loose_sum) == (Decimal("100.00"), Decimal("50.00"))


def test_the_share_of_office_costs_and_the_growth_come_from_records(plan, unit, department):
    office_costs(unit, department, "10000")
    spend(unit, department, "850")
    spend(unit, department, "800", day=date(2021, 5, 1))
    budget = budget_of(plan)
    assert budget.share.value == Decimal("8.50")
    assert budget.growth.value == Decimal("6.25")
    assert "日常办公经费 10,000 元" in budget.share.sentence


def test_without_the_office_costs_the_page_says_what_is_missing(plan, unit, department):
    spend(unit, department, "850")
    budget = budget_of(plan)
    assert budget.share.value is None
    assert "还没有登记 2022 年“日常办公经费”" in budget.share.sentence


def test_a_spending_stands_on_one_line_and_can_be_moved_or_taken_off(plan, line, unit, department, office):
    other = budget_actions.add_line(plan=plan, name="宣传", amount=Decimal("5"), by=office)
    record = spend(unit, department, "100")
    for place in (line, other, other):
        budget_actions.put_on_line(record=record, line=place, by=office)
    assert BudgetEntry.objects.get().line == other
    assert AuditEntry.objects.filter(verb="归入预算项目").count() == 2
    budget_actions.put_on_line(record=record, line=None, by=office)
    assert [one.record for one in budget_of(plan).loose] == [record.pk]


def test_spending_of_another_year_or_another_kind_stands_on_no_line(plan, line, unit, department, office):
    with pytest.raises(ValidationError, match="2021 年的支出"):
        budget_actions.put_on_line(record=spend(unit, department, "1", day=date(2021, 1, 1)), line=line, by=office)
    with pytest.raises(ValidationError, match="不是本单位的经费支出"):
        budget_actions.put_on_line(record=factories.make_record(unit, department), line=line, by=office)


def test_what_stands_in_another_plan_of_the_year_is_counted_once(plan, line, unit, department, office):
    other = factories.make_plan(unit, framework=plan.framework, title="第二份方案")
    elsewhere = budget_actions.add_line(plan=other, name="另一份", amount=Decimal("9"), by=office)
    budget_actions.put_on_line(record=spend(unit, department, "40"), line=elsewhere, by=office)
    budget = budget_of(plan)
    assert (budget.on_lines, budget.elsewhere_sum, budget.spent) == (Decimal(0), Decimal("40.00"), Decimal("40.00"))


def test_a_removed_line_leaves_its_spending(plan, line, unit, department, office):
    budget_actions.put_on_line(record=spend(unit, department, "100"), line=line, by=office)
    budget_actions.remove_line(line=line, by=office)
    assert budget_of(plan).loose_sum == Decimal("100.00")


def test_lines_are_copied_from_an_earlier_plan_into_an_empty_budget(plan, line, unit, office):
    following = factories.make_plan(unit, framework=plan.framework, year=2023)
    assert budget_actions.copy_lines(plan=following, source=plan, by=office) == 1
    assert following.budget_lines.get().amount == Decimal("1000.00")
    with pytest.raises(ValidationError, match="不能再照抄"):
        budget_actions.copy_lines(plan=following, source=plan, by=office)


def test_the_budget_of_an_ended_plan_stays(plan, line, office):
    Plan.objects.update(state=Plan.State.ENDED)
    line = BudgetLine.objects.select_related("plan").get()
    with pytest.raises(ValidationError, match="已经结束"):
        budget_actions.change_line(line=line, name="改名", amount=Decimal("1"), by=office)


# ---------- pages


def test_the_office_adds_a_line_and_puts_spending_on_it(enter, office, plan, unit, department):
    record = spend(unit, department, "12.5")
    client = enter(office)
    client.post(f"/plans/{plan.pk}/budget/add/", {"name": "志愿服务", "amount": "1,000.50", "note": ""})
    line = BudgetLine.objects.get()
    assert line.amount == Decimal("1000.50")
    page = client.post(f"/plans/{plan.pk}/budget/put/", {f"line-{record.pk}": line.pk}, follow=True).content.decode()
    assert "1 笔支出已归好" in page
    assert "1,000.50" in page
    assert "988" in page


@pytest.mark.parametrize("amount", ["", "很多", "-5", "1e999", "NaN", "1.234", "9" * 25])
def test_a_wrong_amount_is_one_sentence_and_what_was_typed_stays(enter, office, plan, amount):
    page = enter(office).post(f"/plans/{plan.pk}/budget/add/", {"name": "志愿服务", "amount": amount})
    assert page.status_code == 422
    assert 'value="志愿服务"' in page.content.decode()
    assert not BudgetLine.objects.exists()


def test_a_name_twice_is_told(enter, office, plan, line):
    page = enter(office).post(f"/plans/{plan.pk}/budget/add/", {"name": "志愿服务", "amount": "5"})
    assert "同名的预算项目" in page.content.decode()


def test_clerks_read_the_budget_and_change_nothing(enter, clerk, plan, line):
    client = enter(clerk)
    page = client.get(f"/plans/{plan.pk}/budget/")
    assert "志愿服务" in page.content.decode()
    assert "加一个预算项目" not in page.content.decode()
    assert client.post(f"/plans/{plan.pk}/budget/add/", {"name": "x", "amount": "5"}).status_code == 403


def test_a_spending_or_line_of_another_unit_is_not_touched(enter, stranger, office, plan, line, unit, department):
    other = factories.make_plan(stranger.memberships.get().unit)
    record = spend(unit, department, "5")
    enter(stranger).post(f"/plans/{other.pk}/budget/put/", {f"line-{record.pk}": line.pk})
    assert not BudgetEntry.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_with_many_vouchers(
    enter, office, plan, line, unit, department, count, django_assert_max_num_queries
):
    for number in range(count):
        record = spend(unit, department, "1", title=f"第{number}笔")
        if number % 2 == 0:
            budget_actions.put_on_line(record=record, line=line, by=office)
    client = enter(office)
    with django_assert_max_num_queries(18):
        client.get(f"/plans/{plan.pk}/budget/")
