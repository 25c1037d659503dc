"""Finding from anywhere by keyboard, and the bell that follows by itself, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.house import House
from tests.journeys.conftest import PASSWORD, log_in

SETTING = """
from datetime import date
from tests import factories
unit = factories.make_unit()
department = factories.make_department(unit, "宣传工作处", short_name="宣传处")
factories.make_person("office", "周敏", unit, "office", password="{password}")
plan = factories.make_plan(unit, year=date.today().year)
for n in range(3):
    factories.make_task(plan, department, title=f"学雷锋志愿服务{{n}}")
"""
TELL = """
from accounts.models import User
from accounts.notices import Kind, tell
tell(User.objects.get(username="office"), "宣传处退回了任务，请修改。", "/tasks/", "{key}", Kind.RETURNED)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("find"))
    house.migrate()
    house.python(SETTING.format(password=PASSWORD))
    yield house
    house.close()


@pytest.fixture(scope="module")
def address(house):
    return house.serve()


def test_ctrl_k_finds_by_initials_and_goes_there_by_arrows_and_enter(address, page):
    log_in(page, address, "office")
    field = page.get_by_role("combobox", name=re.compile("搜索"))
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.keyboard.type("xuanchuan")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("宣传工作处")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("xuanchuan")

    field.fill("志愿")
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("学雷锋志愿服务1")

    page.keyboard.press("Control+k")
    page.keyboard.type("雷锋")
    expect(options.first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q="))
    expect(page.get_by_role("heading", level=1)).to_contain_text("3")


def test_without_script_the_field_sends_its_form_and_a_phone_has_a_way_to_it(address, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, address, "office")
    page.get_by_role("searchbox", name=re.compile("搜索")).first.fill("雷锋")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("3")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/")
    page.get_by_role("banner").get_by_role("link", name="搜索").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("搜索")
    context.close()


def test_the_bell_and_the_inbox_follow_by_themselves_and_rest_while_nobody_looks(house, address, page):
    page.clock.install()
    log_in(page, address, "office")
    page.goto(f"{address}/notices/")
    bell = page.locator("[data-bell]")
    expect(bell).to_have_attribute("aria-label", "消息")
    house.python(TELL.format(key="one"))
    page.clock.fast_forward(31_000)
    expect(bell).to_have_attribute("aria-label", "消息，1 条未读")
    expect(page.get_by_role("button", name="宣传处退回了任务，请修改。", exact=True)).to_be_visible()

    asked = []
    page.on("request", lambda one: asked.append(one.url) if "/notices/count/" in one.url else None)
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.away });"
        " window.away = true; document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.clock.fast_forward(300_000)
    assert asked == []
    house.python(TELL.format(key="two"))
    page.evaluate("() => { window.away = false; document.dispatchEvent(new Event('visibilitychange')); }")
    expect(bell).to_have_attribute("aria-label", "消息，2 条未读")
    assert len(asked) == 1
