"""From an empty installation to the first plan at work: what a new office does in its first ten minutes."""

import io
import re

import pypdf
from playwright.sync_api import Page, expect

from civility.demo.people import DEPARTMENTS
from tests.journeys.conftest import PASSWORD, log_in
from tests.journeys.test_main_job import photos
from tests.papers import scored_paper_file

ACTIONS_ALLOWED = 40  # clicks, fields and files from the token to the first activity; two thirds are typing one's name
OWN_PASSWORD = "wo-ziji-de-2026"


class Hands:
    """Counts what a person does: clicks, fields filled, files chosen."""

    def __init__(self, page: Page):
        self.page, self.count = page, 0

    def click(self, locator) -> None:
        self.count += 1
        locator.click()

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name))

    def fill(self, label: str, text: str) -> None:
        self.count += 1
        self.page.get_by_label(label).fill(text)


def next_step(page: Page, address: str, hands: Hands, step: str, label: str) -> None:
    """The desk says what comes next, and leads there."""
    page.goto(address)
    hands.count += 1  # back to the desk
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"下一步：{step}")
    hands.click(page.get_by_role("main").get_by_role("link", name=label, exact=True).first)


def open_house(page: Page, address: str, token: str, hands: Hands) -> None:
    page.goto(address)
    hands.click(page.get_by_role("link", name="启用本系统"))
    hands.fill("启用口令", token)
    hands.fill("单位全称", "江南省国有资产监督管理委员会")
    hands.fill("单位代码", "gzw")
    hands.fill("您的姓名", "周敏")
    hands.fill("登录账号", "zhoumin")
    hands.fill("密码", PASSWORD)
    hands.press("启用")
    expect(page.get_by_text("0 / 5 步")).to_be_visible()


def name_departments(page: Page, hands: Hands) -> None:
    lines = ["\t".join([name, short, *names]) for name, short, names in DEPARTMENTS]
    hands.fill("部门名单", "\n".join(lines))
    hands.press("读出来看看")
    hands.press("建这些部门")
    expect(page.get_by_text(f"已建好 {len(DEPARTMENTS)} 个部门")).to_be_visible()


def bring_colleagues(page: Page, hands: Hands) -> tuple[str, str]:
    """Two colleagues; the account and first password of the clerk as the slip tells them."""
    hands.fill("粘贴名单", "李文静\t宣传处\t联络员\tliwenjing\n陈岚\t\t领导\tchenlan")
    hands.press("读出来看看")
    hands.press("建这些账号")
    slip = page.locator(".slips li", has_text="李文静")
    slip.wait_for()
    return tuple(slip.locator("code").all_inner_texts())


def import_plan(page: Page, hands: Hands, paper) -> None:
    hands.count += 1
    page.get_by_label("方案文件").set_input_files(paper)
    hands.press("读出来看看")
    page.wait_for_url(re.compile(r"/plans/import/\d+/"))
    for name in ("叫法就这样定", "都照原文"):
        button = page.get_by_role("button", name=re.compile(name))
        if button.count():
            hands.click(button.first)
    hands.press("确认导入")
    expect(page.get_by_role("heading", level=1)).to_contain_text("方案已导入")


def record_first_activity(page: Page, hands: Hands) -> None:
    hands.count += 1
    page.locator("#pick-photo").set_input_files(photos(2))
    hands.count += 4
    page.locator("[name=title]").fill("植绿护绿志愿服务")
    page.locator(".chips label", has_text="志愿服务").first.click()
    page.locator("[name=place]").fill("湘江风光带")
    page.locator("[name=department]").select_option(label="机关党委")
    expect(page.locator("[data-count=photo]").first).to_have_text("2", timeout=60_000)
    hands.press("提交审核")
    expect(page.get_by_text("已提交审核").first).to_be_visible()


def print_board(page: Page, hands: Hands) -> None:
    """The board of a year in which one activity waits for its review, on one sheet."""
    hands.click(page.get_by_role("link", name="统计看板").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("还没有开始自评")
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")  # headless has none
    hands.click(page.get_by_role("button", name="打印"))
    assert page.evaluate("window.printed") == 1
    assert len(pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1


def test_a_new_office_comes_from_the_token_to_its_first_activity_and_prints_its_board(house, page, tmp_path):
    address = house.serve()
    token = re.search(r"启用口令：(\S+)", house.printed()).group(1)
    hands = Hands(page)
    open_house(page, address, token, hands)
    next_step(page, address, hands, "建部门", "粘贴部门名单")
    name_departments(page, hands)
    next_step(page, address, hands, "给同事建账号", "批量添加")
    username, password = bring_colleagues(page, hands)
    next_step(page, address, hands, "导入创建方案", "导入方案")
    import_plan(page, hands, scored_paper_file(tmp_path))
    next_step(page, address, hands, "记第一次活动", "记一次活动")
    record_first_activity(page, hands)
    page.goto(address)
    expect(page.get_by_role("heading", name="开始使用")).to_have_count(0)
    expect(page.get_by_text("植绿护绿志愿服务").first).to_be_visible()
    print_board(page, hands)
    assert hands.count <= ACTIONS_ALLOWED

    page.get_by_role("button", name="退出").first.click()
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}/account/")
    for name, text in (("new_password1", OWN_PASSWORD), ("new_password2", OWN_PASSWORD)):
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url(f"{address}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("李文静")
    expect(page.get_by_role("heading", name="开始使用")).to_have_count(0)
    page.get_by_role("button", name="退出").first.click()
    log_in(page, address, username, OWN_PASSWORD)
