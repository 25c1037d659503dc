"""The administrator hangs a unit below, seats its office, who logs in by the slip; at a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, log_in

SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.mark.parametrize("size", SIZES)
def test_a_unit_below_comes_to_its_own_desk(page, house, size):
    house.environment["CIVILITY_ADMIN_PASSWORD"] = PASSWORD
    house.call("create_admin", "guan", "--name", "管事", "--unit", "shi", "--unit-name", "市文明办")
    address = house.serve()
    page.set_viewport_size(SIZES[size])
    log_in(page, address, "guan")
    page.goto(f"{address}/settings/")
    page.get_by_role("link", name="单位和下级单位").click()
    page.get_by_role("link", name="改名称、简称").click()
    page.get_by_label("简称").fill("市办")
    page.get_by_role("button", name="保存").click()
    page.locator("main").get_by_role("link", name="新建下级单位").first.click()
    page.get_by_label("单位全称").fill("东城区文明办")
    page.get_by_label("单位代码").fill("dongcheng")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="东城区文明办")).to_be_visible()
    page.get_by_label("姓名").fill("钱进")
    page.get_by_label("登录账号").fill("qianjin")
    page.get_by_role("button", name="设为这个单位的人").click()
    words = page.locator(".slips code")
    username, password = words.nth(0).inner_text(), words.nth(1).inner_text()
    page.get_by_role("link", name="都交给本人了").click()
    expect(page.get_by_role("cell", name="钱进 qianjin")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.clear_cookies()
    page.goto(f"{address}/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
