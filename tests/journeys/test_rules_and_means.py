"""What an office sets and manages a few times a year, each act at a desk and on a phone, in one demo unit."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import is_wide_enough
from tests.journeys.test_office_acts import at, keys, press, sees  # noqa: F401

pytestmark = pytest.mark.timeout(600)  # the demo unit is built first


def test_a_rule_is_added_to_a_clause_and_taken_off(at, screen):  # noqa: F811
    page = at("office", "/frameworks/1/rules/")
    page.get_by_role("table").get_by_role("link").first.click()
    sees(page, "要改怎么给分，请先开始修订")  # somebody has been scored by it
    page.get_by_role("link", name="到体系页开始修订").click()
    press(page, "修订")
    path = re.search(r"/frameworks/\d+/", page.url).group()
    page = at("office", f"{path}rules/")
    page.get_by_role("table").get_by_role("link").nth(2 if screen.is_phone else 3).click()
    page.get_by_role("link", name="每出现一次扣分").click()
    page.get_by_label("每次扣多少分").fill("0.1")
    assert is_wide_enough(page)
    press(page, "加上这一条")
    taking_off = page.get_by_role("button", name=re.compile("^去掉：.*0.1"))
    expect(taking_off).to_be_visible()
    taking_off.click()
    expect(taking_off).to_have_count(0)


def test_an_award_is_nominated_for_decided_and_shown(at, screen):  # noqa: F811
    page = at("office", "/awards/new/")
    page.get_by_label("评选类别").select_option(label="文明岗位")
    page.get_by_label("名称").fill(f"文明岗位（{'手机' if screen.is_phone else '电脑'}上评的）")
    page.get_by_label("由各部门推荐").check()
    assert is_wide_enough(page)
    press(page, "保存")
    path = re.search(r"/awards/\d+/", page.url).group()
    at("dw", path)
    page.locator("[name=department]").select_option(label="机关党委")
    page.get_by_label("岗位或窗口").fill("党员活动室")
    page.get_by_label("主要事迹").fill("全年接待职工三百人次。")
    press(page, "推荐")
    at("office", path)
    press(page, "推荐结束，开始评定")
    page.get_by_label("党员活动室入选").check()
    page.get_by_label("研究的会议").select_option(index=1)
    assert is_wide_enough(page)
    press(page, "记下评定结果")
    assert is_wide_enough(page)
    expect(page.get_by_label("公示止")).to_have_value("2026-12-04")  # five workdays from Monday on
    press(page, "开始公示")
    sees(page, "登记公示意见")


def test_money_is_planned_and_a_payment_is_put_to_its_line(at, screen):  # noqa: F811
    page = at("office", "/plans/1/budget/")
    name = "橱窗更新" if screen.is_phone else "展板制作"
    if not page.locator("[name=name]").is_visible():
        page.get_by_text("加一个预算项目").click()
    page.locator("[name=name]").fill(name)
    page.locator("[name=amount]").fill("12,000")
    press(page, "加上")
    line = page.locator("tbody tr", has=page.get_by_role("rowheader", name=name))
    expect(line).to_contain_text("12,000")
    assert is_wide_enough(page)
    line.get_by_role("link", name=re.compile("^修改")).click()
    page.locator("[name=amount]").fill("15,000")
    press(page, "保存")
    expect(line).to_contain_text("15,000")
    assert is_wide_enough(page)


def test_a_holiday_notice_is_pasted_and_a_day_struck_again(at, screen):  # noqa: F811
    page = at("admin", "/settings/workdays/")
    year = "2031" if screen.is_phone else "2032"
    day = f"{year} 年 5 月 6 日"
    page.get_by_label("年份").fill(year)
    page.get_by_label("放假通知").fill("5月1日至6日放假调休，共6天。5月9日上班。")
    press(page, "登记")
    expect(page.get_by_role("cell", name=day, exact=True)).to_be_visible()
    assert is_wide_enough(page)
    page.get_by_role("button", name=re.compile(f"删去.*{day}")).click()
    expect(page.get_by_role("cell", name=day, exact=True)).to_have_count(0)


def test_the_layout_of_papers_is_chosen(at, screen):  # noqa: F811
    page = at("admin", "/reports/style/")
    choice = page.locator("[name=pitch]").nth(1 if screen.is_phone else 0)
    choice.check()
    press(page, "保存")
    sees(page, "已保存，以后生成的公文照这个版式。")
    expect(choice).to_be_checked()


def test_a_roster_comes_from_excel(at, screen, tmp_path):  # noqa: F811
    name, department = ("骆一鸣", "机关党务部") if screen.is_phone else ("骆一舟", "党务工作部")
    path = tmp_path / "名册.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["姓名", "部门", "政治面貌", "注册志愿者"])
    book.active.append([name, department, "群众", "是"])
    book.save(path)
    page = at("office", "/roster/import/")
    page.get_by_label("名册文件").set_input_files(path)
    press(page, "读出来看看")
    assert is_wide_enough(page)
    page.get_by_label(f"部门“{department}”在本单位是").select_option(label="就是 机关党委")
    press(page, "就这样定，看结果")
    assert is_wide_enough(page)
    press(page, "确认导入")
    sees(page, "名册已导入：新增 1 人，更新 0 人。")
    at("office", f"/roster/?q={name}")
    expect(page.get_by_role("main").get_by_text(name).first).to_be_visible()
