"""Every page × role of a furnished house: WCAG, keyboard, width, jumps, titles; what the first page weighs."""

import gzip
import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from civility.demo.people import DEMO_PASSWORD, DEMO_UNIT
from tests import once
from tests.house import House
from tests.journeys.auditing import DESKTOP, HEIGHT, NARROW, audit, axe, watched
from tests.journeys.conftest import log_in
from tests.journeys.keys import Keys
from tools import clock

ACCOUNTS = ["office", "bgs", "leader", "assessor", "admin"]  # bgs is the clerk of a department
LOOK = f"from tests.every_page import tell; tell({ACCOUNTS!r}, {DEMO_UNIT!r})"
MOST_QUERIES = 15  # of a page without a row in its address
# Pages that put several lists together, each with what it may cost; a page that lists one thing does not belong here.
HEAVIER = {
    "desk": 18,
    "board_home": 16,
    "system_health": 22,
}
MOST_WEIGHT = 200 * 1024  # bytes of the first page with all it brings, gzipped


PARTS = 8  # of the walk: tests of their own, so that several workers share it


@pytest.fixture(scope="session")
def furnished(demo_folder, tmp_path_factory):
    """The demo unit with a row behind every address, and in pages.json what each role found there."""

    def make(folder):
        shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
        house = House(folder, **clock.from_hour(clock.SERVED))
        try:
            (folder / "pages.json").write_text(re.search(r"^pages (.*)$", house.python(LOOK), re.M).group(1))
        finally:
            house.close()

    return once.made(tmp_path_factory, "furnished", make)


@pytest.fixture(scope="module")
def house(furnished, tmp_path_factory):
    """A copy that serves, with the pages and with the people who have been in."""
    house = House(
        shutil.copytree(furnished, tmp_path_factory.mktemp("pages") / "house"), **clock.from_hour(clock.SERVED)
    )
    house.pages = json.loads((furnished / "pages.json").read_text())
    house.address = house.serve()
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


@pytest.fixture(scope="module")
def keys(house):
    return Keys(house.address)


@pytest.fixture(scope="module")
def looks():
    """The looks of text whose contrast was measured on a page before."""
    return set()


def worth_looking_at(pages) -> list[tuple[str, str]]:
    """As few pages as show every kind of element that a door has for anybody: account and path."""
    doors = {}
    for account, found in pages.items():
        for page in found:
            doors.setdefault(page["door"], []).append((account, page["path"], set(page["kinds"])))
    chosen = []
    for seen in doors.values():
        wanted = set().union(*(kinds for *_, kinds in seen))
        while wanted:
            account, path, kinds = max(seen, key=lambda one: len(one[2] & wanted))
            chosen.append((account, path))
            wanted -= kinds
    return sorted(chosen)


def test_pages_worth_looking_at_are_of_every_door_and_of_several_people(house):
    chosen = worth_looking_at(house.pages)
    door_of = {page["path"]: page["door"] for found in house.pages.values() for page in found}
    assert {door_of[path] for _, path in chosen} == set(door_of.values())
    assert len(chosen) == len(set(chosen)) > 100
    assert len({account for account, _ in chosen}) > 3


@pytest.mark.timeout(600)  # the demo unit is built first
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_for_everybody(house, keys, looks, chromium, part):
    context = chromium.new_context(viewport={"width": DESKTOP, "height": HEIGHT}, locale="zh-CN")
    page, wrong, who = watched(context), [], ""
    for account, path in worth_looking_at(house.pages)[part::PARTS]:
        if account != who:
            keys.be(page, account)
            who = account
        page.goto(house.address + path)
        wrong += [f"{account or '未登录'} {path} {line}" for line in audit(page, looks)]
    context.close()
    assert wrong == []


def test_contrast_is_measured_once_for_a_look_and_told_wherever_it_is_bad(chromium):
    context, looks = chromium.new_context(), set()
    page = watched(context)
    for texts in (("清楚", "#222"), ("清楚", "#222"), ("看不清", "#bbb"), ("看不清", "#bbb")):
        page.set_content("<main style='background: #fff'><p style='color: {1}'>{0}</p></main>".format(*texts))
        marked = len(looks)
        told = [line for line in axe(page, DESKTOP, looks) if "color-contrast" in line]
        assert bool(told) == (texts[0] == "看不清")
        assert page.locator("[data-look]").count() == (0 if marked and texts[0] == "清楚" else 1)
    assert len(looks) == 1
    context.close()


def test_a_list_asks_the_database_little(house):
    lists = [page for found in house.pages.values() for page in found if not re.search(r"/\d+/", page["path"])]
    assert len({page["door"] for page in lists}) > 30
    over = {
        f"{page['door']} {page['queries']}"
        for page in lists
        if page["queries"] > HEAVIER.get(page["door"], MOST_QUERIES)
    }
    assert over == set()


def test_no_form_needs_a_script(house):
    needing = {
        f"{page['door']} {one}" for found in house.pages.values() for page in found for one in page["unscripted"]
    }
    assert needing == set()


def test_without_script_a_clause_is_scored_and_the_board_is_read(house, chromium):
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    log_in(page, house.address, "assessor", DEMO_PASSWORD)
    clause = next(one["path"] for one in house.pages["assessor"] if one["door"] == "score_clause")
    page.goto(house.address + clause)
    page.locator(".grades label", has_text="其他").click()
    page.locator("#points").fill("1.25")
    page.locator("#reason").fill("差一场活动")
    page.get_by_role("button", name="只保存").click()
    expect(page.locator(".now-score b").first).to_contain_text("1.25")
    page.get_by_role("link", name="统计看板").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("分")
    expect(page.locator(".fig").first).to_be_visible()
    context.close()


def by_an_older_browser(route) -> None:
    """Style sheets as a browser reads them that knows no container queries."""
    text = Path(finders.find(urlsplit(route.request.url).path.removeprefix("/static/"))).read_text()
    known = text.replace("@supports not (container-type: inline-size)", "@supports (display: block)")
    route.fulfill(body=known.replace("@container main ", "@container nobody "), content_type="text/css")


@pytest.mark.parametrize("width", [NARROW, 820, 1100, 1280])
def test_pages_fold_in_a_browser_without_container_queries_too(house, chromium, width):
    context = chromium.new_context(viewport={"width": width, "height": HEIGHT}, locale="zh-CN")
    page = watched(context)
    page.route("**/css/*.css", by_an_older_browser)
    log_in(page, house.address, "office", DEMO_PASSWORD)
    wider = {}
    for path in ("/", "/tasks/", "/records/", "/records/new/", "/board/", "/reports/", "/scores/1/", "/scores/1/1/"):
        page.goto(house.address + path)
        wider[path] = page.evaluate("audit.wider()")
    context.close()
    assert [line for line in wider.items() if line[1]] == []


def test_the_first_page_with_all_it_brings_weighs_little(house, page):
    brought = {}
    page.on("requestfinished", lambda asked: brought.update({asked.url: asked}))
    log_in(page, house.address, "office", DEMO_PASSWORD)
    page.wait_for_load_state("networkidle")
    bodies = {url: asked.response().body() for url, asked in brought.items() if "/login/" not in url}
    weights = {url: len(gzip.compress(body)) for url, body in bodies.items()}
    assert any(url.endswith("icons.woff2") for url in weights)
    assert sum(weights.values()) <= MOST_WEIGHT, weights
