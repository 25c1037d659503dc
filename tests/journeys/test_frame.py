"""The frame of the pages before a person: big type, the phone's menu, nothing that runs out of the window."""

import pytest
from playwright.sync_api import expect

from tests.house import House
from tests.journeys.conftest import PASSWORD, log_in


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A house with its administrator in it."""
    house = House(tmp_path_factory.mktemp("frame"), CIVILITY_ADMIN_PASSWORD=PASSWORD)
    house.migrate()
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    yield house.serve()
    house.close()


def test_big_type_is_put_on_at_once_and_follows_the_account(address, page, chromium):
    log_in(page, address, "zhoumin")
    page.goto(f"{address}/account/")
    button = page.get_by_role("button", name="大字")
    with page.expect_response(lambda answer: "big-type" in answer.url):
        button.click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    expect(button).to_have_attribute("aria-pressed", "true")

    elsewhere = chromium.new_context(java_script_enabled=False)
    other = elsewhere.new_page()
    log_in(other, address, "zhoumin")
    other.goto(f"{address}/account/")
    expect(other.locator("html")).to_have_attribute("data-size", "large")
    other.get_by_role("button", name="大字").click()
    expect(other.locator("html")).not_to_have_attribute("data-size", "large")
    elsewhere.close()


@pytest.mark.parametrize("width, size", [(360, ""), (390, "large"), (1440, "large")])
def test_no_page_of_the_frame_scrolls_sideways(address, page, width, size):
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, address, "zhoumin")
    for path in ("/account/", "/notices/", "/settings/", "/no-such-page/"):
        page.goto(address + path)
        page.evaluate("size => { document.documentElement.dataset.size = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_the_menu_of_a_phone_opens_and_closes_without_script(address, chromium):
    phone = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = phone.new_page()
    log_in(page, address, "zhoumin")
    page.goto(f"{address}/account/")
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu).to_be_hidden()
    page.get_by_role("navigation", name="底部导航").get_by_role("link", name="菜单").click()
    expect(menu).to_be_visible()
    menu.get_by_role("link", name="收起菜单").click()
    expect(menu).to_be_hidden()
    phone.close()
