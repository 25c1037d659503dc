"""A task broken down, an activity held for a part of it, and its occurrence ticked in the calendar."""

import re
from datetime import date

from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, log_in

SEED = """
from datetime import date
from accounts import actions as people
from accounts.models import Unit, User
from tests import factories
unit, by = Unit.objects.get(code="gzw"), User.objects.get()
people.grant(user=by, unit=unit, role="office", by=by)
department = people.create_department(unit=unit, name="宣传处", by=by)
plan = factories.make_plan(unit, year=date.today().year)
factories.make_task(plan, department, title="志愿服务和环境卫生", number="5",
    requirement="每季度组织一次志愿服务活动。健全完善环境卫生管理制度。",
    category=plan.framework.categories.first())
"""


def test_a_part_is_held_and_its_quarter_is_ticked(house, page):
    house.environment["CIVILITY_ADMIN_PASSWORD"] = PASSWORD
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.python(SEED)
    address = house.serve()
    log_in(page, address, "zhoumin")

    page.goto(f"{address}/tasks/")
    page.get_by_role("link", name="5", exact=True).click()
    page.get_by_role("link", name="细化分解").click()
    expect(page.locator("[name=part-0-text]")).to_have_value("每季度组织一次志愿服务活动。")
    expect(page.locator("[name=part-0-every]")).to_have_value("quarter")
    page.locator("[name=part-0-measures]").fill("每次不少于二十人")
    page.locator("[name=part-1-in_charge]").fill("王强")
    page.get_by_role("button", name="保存分解").click()
    expect(page.get_by_text("已分成 2 项")).to_be_visible()

    page.get_by_role("link", name="5-1. 每季度组织一次志愿服务活动").click()
    expect(page.locator("#occurrences")).to_contain_text("要办 4 次，已办 0 次")
    page.locator(".acts").get_by_role("link", name="记一次活动").click()
    page.locator("[name=title]").fill("河道清洁志愿服务")
    page.locator(".chips label", has_text="志愿服务").first.click()
    page.locator("[name=begins_on]").fill(date.today().isoformat())
    page.locator("[name=department]").select_option(label="宣传处")
    page.get_by_role("button", name="存草稿").first.click()
    expect(page.get_by_text("已存草稿")).to_be_visible()

    page.goto(f"{address}/calendar/")
    grid = page.locator(".mg")
    expect(grid.get_by_role("link", name=re.compile("河道清洁志愿服务"))).to_be_visible()
    grid.get_by_role("link", name=re.compile("河道清洁志愿服务")).click()
    page.get_by_role("link", name=re.compile("5-1. 每季度组织一次志愿服务活动")).click()
    expect(page.locator("#occurrences")).to_contain_text("要办 4 次，已办 1 次")
    expect(page.locator("#occurrences li", has_text="河道清洁志愿服务")).to_contain_text("已办")

    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/calendar/", "/tasks/", page.url.removeprefix(address), "/notices/"):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
