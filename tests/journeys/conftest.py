"""A browser before a whole house: web, worker and data in processes of their own."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import once, services
from tests.house import House
from tools import clock

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "journey-pass-1"
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def chromium():
    path = services.needed(services.CHROMIUM, "没有找到 Chromium，浏览器走查没有做")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        expect.set_options(timeout=20_000)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, request):
    """A page that fails the test when a script stumbles or the page asks another host for something."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.stumbles = []
    page.on("pageerror", lambda error: page.stumbles.append(f"脚本出错：{error}"))
    page.on("console", lambda said: page.stumbles.append(said.text) if "Content Security Policy" in said.text else None)
    page.on(
        "request",
        lambda asked: (
            page.stumbles.append(f"请求了别的主机：{asked.url}")
            if not asked.url.startswith(("http://127.0.0.1", "data:", "blob:"))
            else None
        ),
    )
    yield page
    pictures = os.environ.get("CIVILITY_PICTURES")
    if pictures:
        page.screenshot(path=str(Path(pictures) / f"{request.node.name}.png"), full_page=True)
    context.close()
    assert page.stumbles == []


@pytest.fixture(params=SIZES)
def screen(request, page):
    """The page at a desk, and the page on a phone."""
    page.set_viewport_size(SIZES[request.param])
    page.is_phone = request.param == "phone"
    return page


def is_wide_enough(page) -> bool:
    """Whether nothing runs out of the window."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """The folder of a house with the demo unit in it, made once in a run."""

    def make(folder):
        house = House(folder, **clock.from_hour(clock.BUILT))
        house.migrate()
        house.manage("demo")

    return once.made(tmp_path_factory, "demo", make)


@pytest.fixture(scope="module")
def demo_house(demo_folder, tmp_path_factory):
    """A module's own copy of the demo unit on the day of the pictures, not yet serving."""
    folder = shutil.copytree(demo_folder, tmp_path_factory.mktemp("demo") / "house")
    house = House(folder, **clock.from_hour(clock.SERVED))
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


@pytest.fixture
def house(tmp_path):
    """An empty house. Whatever the journey did, nothing in it may have ended in a traceback."""
    house = House(tmp_path / "house")
    house.migrate()
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


def follow(page, link) -> None:
    """A click to the next page, which is all there when this returns: what is counted at once is counted there."""
    with page.expect_navigation():
        link.click()


def log_in(page, address: str, username: str, password: str = PASSWORD) -> None:
    page.goto(f"{address}/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}/")
