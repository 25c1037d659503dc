"""From an empty installation to the first people who can log in."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, log_in


def test_the_token_printed_at_first_start_lets_the_first_administrator_in(house, page):
    address = house.serve()
    token = re.search(r"启用口令：(\S+)", house.printed()).group(1)
    page.goto(address)
    page.get_by_role("link", name="启用本系统").click()
    page.get_by_label("启用口令").fill(token)
    page.get_by_label("单位全称").fill("江南省国有资产监督管理委员会")
    page.get_by_label("单位代码").fill("gzw")
    page.get_by_label("您的姓名").fill("周敏")
    page.get_by_label("登录账号").fill("zhoumin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_text("单位已建好")).to_be_visible()
    page.get_by_role("link", name="系统设置").first.click()
    page.get_by_role("link", name="新建部门", exact=True).first.click()
    page.get_by_label("部门全称").fill("宣传工作处（党委宣传部）")
    page.get_by_label("简称").fill("宣传处")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="添加人员").click()
    page.get_by_label("姓名").fill("李文静")
    page.get_by_label("登录账号").fill("liwenjing")
    page.get_by_label("初始密码").fill(PASSWORD)
    page.get_by_label("角色").select_option(label="部门联络员")
    page.get_by_label("所在部门").select_option(label="宣传处")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已添加李文静")).to_be_visible()
    page.get_by_role("button", name="退出").first.click()
    log_in(page, address, "liwenjing")
    expect(page.get_by_role("heading", level=1)).to_contain_text("李文静")
