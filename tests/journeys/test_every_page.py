"""Every page × role of a furnished house: WCAG, keyboard, width, jumps, titles; what the first page weighs."""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from civility.demo.people import DEMO_PASSWORD, DEMO_UNIT
from tests.journeys.auditing import DESKTOP, HEIGHT, NARROW, audit, watched
from tests.journeys.conftest import log_in

ACCOUNTS = ["office", "bgs", "leader", "assessor", "admin"]  # bgs is the clerk of a department
LOOK = f"from tests.every_page import tell; tell({ACCOUNTS!r}, {DEMO_UNIT!r})"
MOST_QUERIES = 15  # of a page without a row in its address
# Pages that put several lists together, each with what it may cost; a page that lists one thing does not belong here.
HEAVIER = {
    "desk": 21,
    "board_home": 18,
    "system_health": 22,
}
MOST_WEIGHT = 200 * 1024  # bytes of the first page with all it brings, gzipped


@pytest.fixture(scope="module")
def house(demo_house):
    """The demo unit with a row behind every address."""
    demo_house.pages = json.loads(re.search(r"^pages (.*)$", demo_house.python(LOOK), re.M).group(1))
    demo_house.address = demo_house.serve()
    return demo_house


def worth_looking_at(pages) -> dict[str, list[str]]:
    """Per account the paths of pages with an element no earlier account's look at that address has had."""
    seen, chosen = {}, {}
    for account, found in pages.items():
        chosen[account] = []
        for page in found:
            kinds = seen.setdefault(page["door"], set())
            if not kinds.issuperset(page["kinds"]):
                chosen[account].append(page["path"])
            kinds.update(page["kinds"])
    return chosen


@pytest.mark.timeout(900)
def test_every_page_is_for_everybody(house, chromium):
    wrong, seen = [], 0
    for account, paths in worth_looking_at(house.pages).items():
        context = chromium.new_context(viewport={"width": DESKTOP, "height": HEIGHT}, locale="zh-CN")
        page = watched(context)
        if account:
            log_in(page, house.address, account, DEMO_PASSWORD)
        for path in paths:
            page.goto(house.address + path)
            wrong += [f"{account or '未登录'} {path} {line}" for line in audit(page)]
            seen += 1
        context.close()
    assert seen > 100
    assert wrong == []


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
