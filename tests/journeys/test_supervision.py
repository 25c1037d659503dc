"""Two short ways in a browser: a finding until it is closed, and a draft plan from its remarks until it is issued."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, log_in

SETTING = """
from datetime import date
from tests import factories
unit = factories.make_unit()
department = factories.make_department(unit, "宣传处")
for username, name, role in (("office", "周敏", "office"), ("leader", "陈岚", "leader")):
    factories.make_person(username, name, unit, role, password="{password}")
factories.make_person("clerk", "李文静", unit, "clerk", department, password="{password}")
factories.make_task(factories.make_plan(unit, year=date.today().year), department)
"""


@pytest.fixture
def address(house):
    house.python(SETTING.format(password=PASSWORD))
    return house.serve()


def as_person(page, address, username):
    page.context.clear_cookies()
    log_in(page, address, username)


def test_a_finding_is_put_right_and_closed(page, address):
    as_person(page, address, "office")
    page.get_by_role("link", name="督导整改").first.click()
    page.get_by_role("link", name="安排督导").first.click()
    page.get_by_label("名称").fill("第二季度督导")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="登记问题").first.click()
    page.get_by_label("问题", exact=True).fill("宣传栏没有更新")
    page.get_by_label("整改要求").fill("更新内容")
    page.get_by_label("责任部门").select_option(label="宣传处")
    page.get_by_label("整改期限").fill("2099-12-31")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("宣传栏没有更新")
    as_person(page, address, "clerk")
    page.get_by_role("link", name="宣传栏没有更新", exact=True).click()
    page.get_by_label("整改情况").fill("换了新内容")
    page.get_by_role("button", name="提交整改").click()
    expect(page.get_by_text("待复查").first).to_be_visible()
    as_person(page, address, "office")
    page.get_by_role("link", name="宣传栏没有更新", exact=True).click()
    page.get_by_role("button", name="整改到位，销号").click()
    expect(page.get_by_text("已销号").first).to_be_visible()


def test_a_draft_goes_from_remarks_to_its_issue(page, address):
    as_person(page, address, "office")
    page.goto(f"{address}/plans/1/consult/")
    page.get_by_label("反馈期限").fill("2099-12-31")
    page.get_by_role("button", name="发出").click()
    as_person(page, address, "clerk")
    page.goto(f"{address}/plans/1/remarks/")
    page.get_by_label("第 1 条意见").fill("时限提前到十月")
    page.get_by_role("button", name="反馈意见").click()
    as_person(page, address, "office")
    page.goto(f"{address}/plans/1/remarks/")
    page.get_by_label("采纳情况", exact=True).select_option(label="采纳")
    page.get_by_role("button", name="记下").click()
    page.get_by_role("button", name="结束征求意见").click()
    as_person(page, address, "leader")
    page.goto(f"{address}/plans/1/")
    page.get_by_role("link", name="审定方案").click()
    page.get_by_label("会议名称").fill("局党组会")
    page.get_by_role("button", name="审定").click()
    as_person(page, address, "office")
    page.goto(f"{address}/plans/1/")
    page.get_by_role("link", name=re.compile("印发")).first.click()
    page.get_by_label("文号").fill("江〔2026〕1号")
    page.get_by_role("button", name="印发").click()
    expect(page.get_by_text("已印发").first).to_be_visible()
