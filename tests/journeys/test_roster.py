"""A roster from Excel: read, one department said, confirmed; the ratios stand above the list."""

import openpyxl
from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, log_in

PREPARE = """
from accounts import actions
from accounts.models import Unit, User
unit, user = Unit.objects.get(), User.objects.get()
actions.grant(user=user, unit=unit, role='office')
actions.create_department(unit=unit, name='宣传处')
actions.create_department(unit=unit, name='办公室')
"""


def a_roster(path):
    """Ten people, four of them party members and three of these registered; one row says no day."""
    book = openpyxl.Workbook()
    book.active.append(["姓名", "部门", "党支部", "政治面貌", "注册志愿者", "志愿者注册日期"])
    for number in range(10):
        department = "宣传部" if number < 6 else "办公室"
        party = "中共党员" if number < 4 else "群众"
        volunteer = "否" if number in (3, 8, 9) else "是"
        name, branch = f"第{'一二三四五六七八九十'[number]}人", "机关一支部" if number < 4 else ""
        book.active.append([name, department, branch, party, volunteer, ""])
    book.active.append(["写错的", "办公室", "", "群众", "是", "2022-02-30"])
    book.save(path)
    return path


def test_a_roster_is_imported_from_excel_and_its_ratios_are_seen(house, page, tmp_path):
    house.environment["CIVILITY_ADMIN_PASSWORD"] = PASSWORD
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.python(PREPARE)
    address = house.serve()
    log_in(page, address, "zhoumin")
    page.goto(f"{address}/roster/")
    page.get_by_role("main").get_by_role("link", name="从 Excel 导入").first.click()
    page.get_by_label("名册文件").set_input_files(a_roster(tmp_path / "名册.xlsx"))
    page.get_by_role("button", name="读出来看看").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("新增 10 人")
    expect(page.get_by_role("row", name="第 12 行")).to_contain_text("认不出日期，请写成 2022-03-05 这样")
    expect(page.get_by_text("还有 2 处要你定")).to_be_visible()
    page.get_by_label("部门“宣传部”在本单位是").select_option(label="就是 宣传处")
    page.get_by_label("党支部“机关一支部”在本单位是").select_option(label="新建党支部“机关一支部”")
    page.get_by_role("button", name="就这样定，看结果").click()
    expect(page.get_by_text("可以导入了")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("名册已导入：新增 10 人，更新 0 人。")).to_be_visible()
    expect(page.get_by_text("注册志愿者占在册人数：7 ÷ 10 人")).to_be_visible()
    expect(page.get_by_text("党员注册志愿者占党员人数：3 ÷ 4 人")).to_be_visible()
    expect(page.get_by_text("党员 20 人以下，要求全员注册")).to_be_visible()
    page.get_by_role("link", name="还差 1 人").click()
    expect(page.get_by_role("row", name="第四人")).to_be_visible()
