"""The import page in a browser, from upload to confirmed plan: a Word file, a workbook, a PDF and pasted cells."""

import re

import pytest
from playwright.sync_api import expect

from tests.house import House
from tests.journeys.conftest import PASSWORD, log_in
from tests.papers import scored_paper_cells, scored_paper_file

SEED = """
from accounts import actions as people
from accounts.models import Unit, User
people.grant(user=User.objects.get(), unit=Unit.objects.get(), role="office")
"""
COUNT = """
from programs.models import Plan
plan = Plan.objects.get(year={year})
clauses = plan.framework.clauses.filter(indicator__category__layer="basic")
facts = plan.tasks.count(), clauses.count(), sum(one.points for one in clauses), plan.framework.assessments.count()
assert facts == (32, 50, 100, 1), facts
assert not plan.tasks.filter(department=None, group=None).exists()
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("kinds"), CIVILITY_ADMIN_PASSWORD=PASSWORD)
    house.migrate()
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.python(SEED)
    house.address = house.serve()
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


def open_import(page, house, year: int):
    log_in(page, house.address, "zhoumin")
    page.goto(f"{house.address}/plans/import/")
    page.get_by_label("年度").fill(str(year))


def confirm(page) -> None:
    """Check what was read, say what the names mean, keep the rest as printed, confirm."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("9 类", timeout=40_000)
    expect(heading).to_contain_text("50 个得分点")
    expect(heading).to_contain_text("100 分")
    page.wait_for_load_state()
    for name in (re.compile("叫法就这样定"), re.compile("都照原文")):
        button = page.get_by_role("button", name=name)
        if button.count():
            button.click()
            page.wait_for_load_state()
    page.get_by_role("button", name="确认导入").click()
    expect(heading).to_contain_text("方案已导入")
    expect(heading).to_contain_text("32 项任务")


@pytest.mark.parametrize(("kind", "year"), [("docx", 2022), ("xlsx", 2023), ("pdf", 2024)])
def test_a_file_becomes_a_plan(kind, year, house, page, tmp_path):
    open_import(page, house, year)
    page.get_by_label("方案文件").set_input_files(scored_paper_file(tmp_path, kind))
    page.get_by_role("button", name="读出来看看").click()
    confirm(page)
    house.python(COUNT.format(year=year))


def test_pasted_cells_become_a_plan(house, page):
    open_import(page, house, 2025)
    page.get_by_label("方案文字").fill(scored_paper_cells())
    page.get_by_role("button", name="读粘贴的文字").click()
    confirm(page)
    house.python(COUNT.format(year=2025))


def test_a_cell_corrected_on_the_way_is_in_the_plan(house, page, tmp_path):
    open_import(page, house, 2026)
    page.get_by_label("方案文件").set_input_files(scored_paper_file(tmp_path))
    page.get_by_role("button", name="读出来看看").click()
    cell = page.locator("textarea[name^=text-]").first
    cell.fill("党委理论学习中心组全年集中学习不少于6次")
    cell.blur()
    expect(page.get_by_text("已自动保存")).to_be_visible()
    page.reload()
    confirm(page)
    page.goto(f"{house.address}/tasks/")
    expect(page.get_by_text("不少于6次").first).to_be_visible()
