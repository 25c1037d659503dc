"""The main act of each page of the demo unit, at a desk and on a phone; the board on one sheet of paper."""

import io
import re
import unicodedata

import openpyxl
import pypdf
import pytest
from playwright.sync_api import expect

from tests.files.pictures import photo
from tests.journeys import window
from tests.journeys.conftest import follow, is_wide_enough
from tests.journeys.keys import Keys

pytestmark = pytest.mark.timeout(600)  # the demo unit is built first


@pytest.fixture(scope="module")
def wide_open(chromium):
    with window.opened(chromium) as page:
        yield page


@pytest.fixture
def page(wide_open):
    yield from window.cleared(wide_open)


@pytest.fixture(scope="module")
def address(demo_house):
    return demo_house.serve()


@pytest.fixture(scope="module")
def keys(address):
    return Keys(address)


@pytest.fixture
def office(screen, keys):
    keys.be(screen, "office")
    return screen


def number_in(text: str) -> int:
    return int(re.search(r"\d+", text).group())


def test_an_activity_is_begun_with_one_press_from_the_desk_and_handed_in(screen, address, keys):
    keys.be(screen, "bgs")
    screen.goto(f"{address}/")
    expect(screen.get_by_role("heading", name="还没拿到的分")).to_be_visible()
    assert is_wide_enough(screen)
    follow(screen, screen.locator("main").get_by_role("link", name="记一次活动"))
    taken = photo((90, 120, 60), size=(320, 240), taken="2026:11:29 09:30:00")
    screen.set_input_files("#pick-photo", {"name": "合影.jpg", "mimeType": "image/jpeg", "buffer": taken})
    screen.get_by_label("活动名称").fill("周末卫生日")
    screen.locator(".chips label", has_text="志愿服务").first.click()
    expect(screen.locator("[data-count=photo]").first).to_have_text("1")
    expect(screen.locator("[name=begins_on]")).to_have_value("2026-11-29")
    assert is_wide_enough(screen)
    screen.get_by_role("button", name="提交审核").click()
    expect(screen.get_by_text("已提交审核").first).to_be_visible()
    assert is_wide_enough(screen)


def test_a_due_day_is_changed_in_the_table(office, address):
    office.goto(f"{address}/tasks/?show=soon")
    row = office.locator("tr.row-t").first
    row.locator("td.t a.cell").click()
    row.locator("[name=due_on]").fill("2090-01-02" if office.is_phone else "2090-01-01")
    row.get_by_role("button", name="保存").click()
    reason = row.locator("[name=reason]")
    expect(row.locator(".hint.ok").or_(reason)).to_be_visible()
    if reason.is_visible():  # in hand already: a new day needs its reason
        reason.fill("会议推迟")
        row.get_by_role("button", name="保存").click()
    expect(row.locator("td.t a.cell")).to_have_text(re.compile("2090-01-0"))
    expect(row.locator("td.t a.cell")).to_be_focused()
    assert is_wide_enough(office)


def test_columns_are_chosen_and_go_out_as_seen(office, address):
    office.goto(f"{address}/tasks/?show=late")
    office.get_by_text("列", exact=True).click()
    for name in ("分值", "四类材料"):
        office.get_by_label(name).uncheck()
    with office.expect_navigation():
        office.get_by_role("button", name="就这样").click()
    expect(office.locator("tr.row-t").first).to_be_visible()
    expect(office.locator("td.e")).to_have_count(0)
    count = office.locator("tr.row-t").count()
    office.get_by_role("button", name="导出 Excel").click()
    with office.expect_download() as coming:
        office.locator(".runs li").first.get_by_role("link", name="下载").click(timeout=60_000)
    sheet = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes())).active
    head = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "类目")
    assert head[3:] == ("责任部门", "时限", "进展", "备注")
    assert sheet.max_row - [row[0].value for row in sheet.iter_rows()].index("类目") - 1 == count


def test_arrows_go_through_the_table_and_enter_opens_a_cell(page, address, keys):
    keys.be(page, "office")
    page.goto(f"{address}/tasks/?show=all")
    page.locator("tr.row-t td.t a.cell").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr.row-t").nth(1).locator("td.t a.cell")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("tr.row-t").nth(1).locator("td.d a.cell")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("tr.row-t").nth(1).locator("[name=party]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("tr.row-t").nth(1).locator("td.d a.cell")).to_be_focused()


def test_an_activity_is_found_and_its_photos_looked_through(office, address):
    office.goto(f"{address}/records/?q=河道")
    assert is_wide_enough(office)
    follow(office, office.get_by_role("link", name=re.compile("河道清洁")).first)
    office.locator("[data-look]").first.click()
    large = office.locator("dialog.large")
    expect(large.locator("figcaption")).to_contain_text("1/")
    office.keyboard.press("ArrowRight")
    expect(large.locator("figcaption")).to_contain_text("2/")
    office.keyboard.press("Escape")
    expect(large).to_be_hidden()
    assert is_wide_enough(office)


def test_a_clause_is_scored(office, address):
    office.goto(f"{address}/scores/")
    follow(office, office.get_by_role("link", name=re.compile("接着打分|开始打分")))
    assert is_wide_enough(office)
    before = office.url
    office.locator("label", has_text="不适用").first.click()
    office.locator("textarea[name=reason]").fill("本单位没有窗口")
    office.get_by_role("button", name="保存，打下一条").click()
    expect(office).not_to_have_url(before)


def test_an_inspector_is_led_from_clause_to_clause(office, address):
    office.goto(f"{address}/scores/")
    follow(office, office.get_by_role("link", name="迎检"))
    assert is_wide_enough(office)
    follow(office, office.locator(".tb a").first)
    expect(office.get_by_role("heading", name="材料目录")).to_be_visible()
    expect(office.locator(".shots img").first).to_be_visible()
    assert is_wide_enough(office)
    first = office.url
    with office.expect_navigation():
        office.keyboard.press("ArrowRight")
    assert office.url != first
    with office.expect_navigation():
        office.keyboard.press("ArrowLeft")
    assert office.url == first
    with office.expect_navigation():
        office.keyboard.press("Escape")
    expect(office.locator("h1")).to_contain_text("自评")


def test_the_numbers_of_the_board_open_their_rows(screen, address, keys):
    keys.be(screen, "leader")
    screen.goto(f"{address}/board/")
    assert is_wide_enough(screen)
    late = screen.locator(".say a.late")
    count = number_in(late.inner_text())
    follow(screen, late)
    expect(screen.locator("tr.row-t .st-late")).to_have_count(count)


def test_a_finding_is_opened_from_the_list(office, address):
    office.goto(f"{address}/supervision/")
    assert is_wide_enough(office)
    follow(office, office.locator(".jobs a.t").first)
    expect(office.locator("h1")).to_be_visible()
    assert is_wide_enough(office)


def test_an_honour_is_registered(office, address):
    office.goto(f"{address}/ledgers/honour/")
    assert is_wide_enough(office)
    follow(office, office.get_by_role("link", name="登记荣誉"))
    assert is_wide_enough(office)
    office.get_by_label("荣誉名称").fill("节水型单位")
    office.get_by_label("承办部门").select_option(label="办公室")
    office.get_by_label("级别").select_option(index=1)
    office.get_by_label("颁发机关").fill("市水务局")
    office.get_by_role("button", name="存草稿").click()
    expect(office.get_by_text("已存草稿。")).to_be_visible()


def test_a_plan_is_opened_from_the_list(office, address):
    office.goto(f"{address}/plans/")
    assert is_wide_enough(office)
    follow(office, office.locator(".tb a").first)
    expect(office.get_by_role("heading", name="测评体系")).to_be_visible()
    assert is_wide_enough(office)


def test_the_tasks_are_printed_whole_and_begin_on_the_first_sheet(page, address, keys):
    keys.be(page, "office")
    page.goto(f"{address}/tasks/?show=all")
    longest = max(page.locator(".clip").all_text_contents(), key=len)
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = ["".join(unicodedata.normalize("NFKC", one.extract_text()).split()) for one in printed.pages]
    assert sheets[0].count("已完成") > 3
    assert "".join(unicodedata.normalize("NFKC", longest).split()) in "".join(sheets)


def test_a_leader_urges_what_is_overdue_from_the_board(screen, address, keys):
    keys.be(screen, "leader")
    screen.goto(f"{address}/board/")
    late = screen.locator(".late-list li", has=screen.get_by_role("button", name="催办")).first
    name = late.locator("a").inner_text()
    follow(screen, late.get_by_role("button", name="催办"))
    expect(screen.get_by_text(f"已催办“{name.partition(' ')[2]}”")).to_be_visible()
    row = screen.locator(".late-list li", has_text=name)
    expect(row).to_contain_text("今天已催")
    assert row.get_by_role("button").count() == 0
    assert is_wide_enough(screen)


def test_the_board_is_one_sheet_of_paper(page, address, keys):
    keys.be(page, "leader")
    page.goto(f"{address}/board/")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    wide, high = (float(side) / 72 * 25.4 for side in printed.pages[0].mediabox[2:])
    assert (round(wide), round(high)) == (210, 297)
    text = "".join(unicodedata.normalize("NFKC", printed.pages[0].extract_text()).split())
    assert "离目标92分还差" in text
    assert "一事一档" in text
