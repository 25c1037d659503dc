"""Checking an import in a real browser: cells saved as they are left, questions by key, all of it without script."""

import pytest
from playwright.sync_api import expect

from tests.house import House
from tests.journeys.conftest import PASSWORD, log_in
from tests.programs import papers


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("imports"), CIVILITY_ADMIN_PASSWORD=PASSWORD)
    house.migrate()
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.python(
        "from accounts import actions\n"
        "from accounts.models import Unit, User\n"
        "actions.grant(user=User.objects.get(), unit=Unit.objects.get(), role='office')\n"
    )
    house.address = house.serve()
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


@pytest.fixture
def give(house, tmp_path):
    """`give(page, rows, year)` uploads our paper and leads to its check page."""

    def upload(page, year, rows=papers.ROWS):
        log_in(page, house.address, "zhoumin")
        page.goto(f"{house.address}/plans/import/")
        page.get_by_label("方案文件").set_input_files(papers.word(tmp_path / "分解表.docx", rows))
        page.get_by_label("年度").fill(year)
        page.get_by_role("button", name="读出来看看").click()
        expect(page.locator("#heading")).to_contain_text("识别出 2 类 4 条 5 个得分点")
        return page

    return upload


def test_a_cell_is_saved_as_it_is_left(give, page):
    give(page, "2031")
    points = page.locator("input[name=points-1]")
    points.fill("3")
    points.press("Tab")
    expect(page.locator("#heading")).to_contain_text("合计 11 分（原文总分 10 分）")
    points.fill("三")
    points.press("Tab")
    expect(page.locator("#why")).to_contain_text("分值要写成数字")
    expect(points).to_have_attribute("aria-invalid", "true")
    points.fill("2")
    points.press("Tab")
    expect(page.locator("#heading")).to_contain_text("合计 10 分")
    page.reload()
    expect(points).to_have_value("2")


def test_departments_are_typed_as_one_line_and_a_chosen_meaning_stays_chosen(give, page):
    give(page, "2032")
    meaning = page.get_by_label("“办公室”在本单位是")
    meaning.select_option("nobody")
    row = page.locator("#R3")
    row.locator("button.depts").click()
    line = row.locator("input.depts")
    expect(line).to_be_focused()
    line.fill("机关党委、退管处")
    line.press("Enter")
    expect(page.get_by_label("“退管处”在本单位是")).to_be_visible()
    expect(meaning).to_have_value("nobody")
    expect(row.locator(".dept")).to_have_text(["机关党委", "退管处"])


def test_a_number_key_answers_the_open_question_and_the_source_follows(give, page):
    give(page, "2033", papers.changed(3, text="4. 推进垃圾分类工作（ 分）。"))
    page.locator("#q0 a[data-line]").click()
    expect(page.locator("#L6")).to_have_attribute("aria-current", "true")
    page.keyboard.press("1")
    expect(page.locator("#q0")).to_contain_text("填 2 分")
    expect(page.locator("#heading")).to_contain_text("合计 10 分")


def test_the_whole_import_works_without_script(give, house, chromium):
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    context.set_default_timeout(20_000)
    page = give(context.new_page(), "2034")
    page.locator("input[name=departments-3]").fill("宣传处")
    page.locator("input[name=departments-3]").press("Enter")
    expect(page.get_by_text("改动已保存（1 处）")).to_be_visible()
    page.get_by_role("button", name="这 4 个叫法就这样定").click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("h1")).to_contain_text("分解为 4 项任务")
    context.close()
