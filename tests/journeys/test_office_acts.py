"""What the office, the departments and the leaders do besides, each act at a desk and on a phone, in one demo unit."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import window
from tests.journeys.conftest import follow, is_wide_enough
from tests.journeys.keys import Keys
from tests.programs import papers
from tests.programs.test_reimport import ROWS, changed

pytestmark = pytest.mark.timeout(600)  # the demo unit is built first
# What each register asks besides a title, a day and a department; what is chosen from a list is its first choice.
ASKED = {
    "meeting": {},
    "spending": {"amount": "12,800.50"},
    "survey": {"sent": "60", "answered": "58", "favourable": "57"},
    "regulation": {},
    "statement": {"ends_on": "2026-12-31"},
    "figure": {"value": "98.6"},
    "publicity": {"outlet": "机关网站"},
}


@pytest.fixture(scope="module")
def wide_open(chromium):
    with window.opened(chromium) as page:
        yield page


@pytest.fixture
def page(wide_open):
    yield from window.cleared(wide_open)


@pytest.fixture(scope="module")
def keys(demo_house):
    """The address and who has been in."""
    return Keys(demo_house.serve())


@pytest.fixture
def at(screen, keys):
    """`at(username, path)` opens a page as that person."""

    def open_as(username: str, path: str):
        keys.be(screen, username)
        screen.goto(keys.address + path)
        assert is_wide_enough(screen)
        return screen

    return open_as


def press(page, name) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


def sees(page, text) -> None:
    expect(page.get_by_text(text).first).to_be_visible()
    assert is_wide_enough(page)


def test_a_paper_is_fetched_and_another_called_off(at):
    page = at("office", "/reports/")
    press(page, f"生成任务分解表，{'Word' if page.is_phone else 'Excel'}")
    link = page.locator(".runs li").first.get_by_role("link", name="下载")
    with page.expect_download() as coming:
        link.click(timeout=90_000)
    assert coming.value.suggested_filename.endswith(".docx" if page.is_phone else ".xlsx")
    at("office", "/reports/package/")
    press(page, "生成资料包")
    page.locator(".runs li").first.get_by_role("button", name="取消").click()
    expect(page.locator(".runs li").first).to_contain_text("已取消", timeout=60_000)


def test_a_month_of_the_library_goes_out_as_a_workbook(at):
    page = at("office", "/records/?view=time&year=2026")
    press(page, re.compile("^导出目录：2026 年 10 月"))
    sees(page, "已开始生成")
    with page.expect_download() as coming:
        page.locator(".runs li").first.get_by_role("link", name="下载").click(timeout=90_000)
    assert coming.value.suggested_filename.endswith("2026年10月档案目录.xlsx")


def test_a_record_is_filed(at):
    page = at("office", "/archive/")
    waiting = page.locator("tbody tr", has=page.locator("td", has_text=re.compile("^活动$"))).first
    title = waiting.get_by_role("link").first.inner_text()
    waiting.get_by_role("link", name=re.compile("^归档")).click()
    page.get_by_label("盒号").fill("12")
    press(page, "归档")
    sees(page, re.compile("已归档"))
    at("office", "/archive/?show=filed&year=2026")
    follow(page, page.locator("tbody tr", has_text=title).first.get_by_role("link", name=title))
    follow(page, page.get_by_role("link", name="更正", exact=True))
    page.locator("#files-reason").fill("报道登得晚")
    page.get_by_label("网址").fill("https://www.example.cn/1.html")
    press(page, "保存材料更正")
    sees(page, re.compile("已更正"))
    expect(page.locator("a[href='https://www.example.cn/1.html']")).to_be_visible()


def test_a_finding_lives_until_it_is_closed(at):
    page = at("office", "/supervision/new/")
    said = f"{'手机' if page.is_phone else '电脑'}上登记的问题"
    page.get_by_label("名称").fill("窗口抽查")
    press(page, "保存")
    page.get_by_role("link", name="登记问题").first.click()
    page.get_by_label("问题", exact=True).fill(said)
    page.get_by_label("整改要求").fill("三天内补齐")
    page.get_by_label("责任部门").select_option(label="机关党委")
    page.get_by_label("整改期限").fill("2026-12-20")
    press(page, "保存")
    path = page.url.removeprefix(re.match(r"http://[^/]+", page.url).group())
    at("dw", path)
    page.get_by_label("整改情况").fill("已经补齐")
    press(page, "提交整改")
    sees(page, "待复查")
    at("office", path)
    press(page, "整改到位，销号")
    sees(page, "已销号")


@pytest.mark.parametrize("kind", ASKED)
def test_a_register_gets_a_line(at, kind):
    page = at("office", f"/ledgers/{kind}/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^登记")).first.click()
    for name, value in ASKED[kind].items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=title]").fill("年末补记的一条")
    page.locator("[name=department]").select_option(label="宣传处")
    for field in page.locator("select[required]").all():
        if not field.input_value():
            field.select_option(index=1)
    assert is_wide_enough(page)
    press(page, "存草稿")
    sees(page, "已存草稿。")


def test_a_task_is_made_objected_to_divided_and_handed_over(at):
    page = at("office", "/tasks/new/")
    who = "职工甲" if page.is_phone else "职工乙"
    page.get_by_label("工作任务").fill(f"整理荣誉室。{who}负责登记展品。")
    page.get_by_label("责任部门").select_option(label="办公室")
    press(page, re.compile("新建|保存"))
    path = re.search(r"/tasks/\d+/", page.url).group()
    at("bgs", path)
    page.get_by_text("提出异议").click()
    page.get_by_label("理由").fill("荣誉室归机关党委管")
    press(page, "提交异议")
    at("office", path)
    page.get_by_label("答复").fill("同意")
    page.get_by_label("改由谁负责").select_option(label="机关党委")
    press(page, re.compile("采纳"))
    at("dw", path)
    page.get_by_role("link", name="细化分解").click()
    page.locator("[name=part-0-text]").fill("登记展品")
    page.locator("[name=part-0-in_charge]").fill(who)
    page.locator("[name=part-1-text]").fill("更换展板")
    press(page, "保存分解")
    sees(page, "已分成 2 项")
    at("office", "/tasks/hand-over/")
    page.locator("[name=before]").select_option(page.locator("option", has_text=who).first.get_attribute("value"))
    page.locator("[name=after]").fill("职工丙")
    page.locator("[name=reason]").fill("换岗")
    press(page, "移交")
    sees(page, re.compile("移交给职工丙"))


def test_a_department_with_its_other_name_and_colleagues_are_brought(at):
    page = at("admin", "/settings/departments/new/")
    name, newcomer, account = ("后勤处", "江一帆", "jiang") if page.is_phone else ("审计处", "沈一舟", "shen")
    page.get_by_label("部门全称").fill(name)
    page.get_by_label("其他叫法").fill(f"{name}（筹）")
    press(page, "保存")
    sees(page, name)
    at("admin", "/settings/people/import/")
    page.get_by_label("粘贴名单").fill(f"{newcomer}\t{name}\t联络员\t{account}")
    press(page, "读出来看看")
    press(page, "建这些账号")
    expect(page.locator(".slips li", has_text=account)).to_be_visible()
    assert is_wide_enough(page)


def test_what_materials_a_kind_asks_for_is_changed(at):
    page = at("office", "/settings/requirements/")
    page.locator("[name=least-activity-1-photo]").fill("4" if page.is_phone else "5")
    press(page, re.compile("保存"))
    sees(page, re.compile("已保存|已改"))


def test_a_figure_of_the_paper_gets_its_source(at):
    page = at("office", "/frameworks/1/thresholds/")
    waiting = page.get_by_role("main").get_by_role("button", name="就这样定")
    count = waiting.count()
    waiting.first.locator("xpath=ancestor::form").locator("[name=measure]").select_option(index=1)
    waiting.first.click()
    expect(waiting).to_have_count(count - 1)
    assert is_wide_enough(page)


def test_a_photo_of_minors_stays_inside_until_somebody_agrees(at, screen):
    page = at("office", f"/records/{1 if screen.is_phone else 2}/pictures/")
    page.get_by_label("有未成年人").first.check()
    press(page, "保存登记")
    at("office", "/archive/people/")
    page.get_by_role("link", name=re.compile("^登记")).first.click()
    page.get_by_label("谁同意的").first.fill("监护人王某")
    page.get_by_label("同意日期").first.fill("2026-11-20")
    page.get_by_label("同意用在").first.select_option(label="上报、迎检和报表")
    press(page, "保存登记")
    at("office", "/archive/people/")
    expect(page.get_by_text("没有要留下的照片")).to_be_visible()


def test_a_colleague_comes_onto_the_roster(at, screen):
    page = at("office", "/roster/new/")
    name = "梁小满" if screen.is_phone else "梁小寒"
    page.get_by_label("姓名").fill(name)
    page.get_by_label("注册志愿者", exact=True).check()
    press(page, "保存")
    at("office", f"/roster/?q={name}")
    expect(page.get_by_role("main").get_by_text(name).first).to_be_visible()


def test_notices_are_read_and_chosen(at, screen):
    who = "fgc" if screen.is_phone else "xcc"
    page = at(who, "/notices/")
    press(page, re.compile("标为已读"))
    assert is_wide_enough(page)
    at(who, "/account/notices/")
    page.get_by_label("到期和逾期提醒").set_checked(page.is_phone)
    press(page, "保存")
    sees(page, re.compile("已保存"))


def test_a_word_is_found_from_anywhere(at):
    page = at("bgs", "/")
    if page.is_phone:
        page.get_by_role("banner").get_by_role("link", name="搜索").click()
        field = page.get_by_role("main").get_by_role("searchbox").first
    else:
        field = page.get_by_label("搜索任务、档案、部门、人员")
    field.fill("河道清洁")
    field.press("Enter")
    page.get_by_role("main").get_by_role("link", name=re.compile("河道清洁")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("河道清洁")
    assert is_wide_enough(page)


def test_a_paper_becomes_a_plan_and_comes_again_corrected(at, tmp_path):
    page = at("office", "/plans/import/")
    year = "2031" if page.is_phone else "2032"
    page.get_by_label("方案文件").set_input_files(papers.word(tmp_path / "分解表.docx", ROWS))
    page.get_by_label("年度").fill(year)
    press(page, "读出来看看")
    expect(page.locator("#heading")).to_contain_text("识别出 2 类")
    assert is_wide_enough(page)
    page.wait_for_load_state()
    names = page.get_by_role("button", name=re.compile("叫法就这样定"))
    if names.count():
        names.click()
    press(page, "确认导入")
    expect(page.locator("h1")).to_contain_text("方案已导入")
    assert is_wide_enough(page)
    page.get_by_role("link", name="看方案").click()
    page.get_by_role("link", name="换一份改过的文件").click()
    corrected = papers.word(tmp_path / "改过的.docx", changed(1, text="2. 深入开展道德模范学习宣传（3分）"))
    page.get_by_label("方案文件").set_input_files(corrected)
    press(page, "读出来比对")
    expect(page.locator("h1")).to_contain_text("改了 1 条")
    assert is_wide_enough(page)
    page.locator("table.diff tbody tr", has_text="道德模范").get_by_role("checkbox").check()
    press(page, "采用勾选的")
    sees(page, "已采用 1 处改动")


def test_a_plan_is_copied_written_commented_on_approved_issued_and_revised(at):
    page = at("office", "/plans/1/copy/")
    page.get_by_label("年度").fill("2034" if page.is_phone else "2035")
    press(page, "复制")
    path = re.search(r"/plans/\d+/", page.url).group()
    at("office", f"{path}head/")
    page.get_by_label("标题").fill("新一年的创建实施方案")
    press(page, "保存")
    at("office", f"{path}sections/")
    page.get_by_role("main").get_by_role("link", name=re.compile("改")).first.click()
    page.locator("[name=text]").fill("坚持以人民为中心。")
    press(page, "保存")
    at("office", f"{path}consult/")
    page.get_by_label("反馈期限").fill("2026-12-20")
    press(page, "发出")
    at("dw", f"{path}remarks/")
    page.get_by_label("第 1 条意见").fill("时限提前到十月")
    press(page, "反馈意见")
    at("office", f"{path}remarks/")
    page.get_by_label("采纳情况", exact=True).select_option(label="采纳")
    press(page, "记下")
    press(page, "结束征求意见")
    at("leader", f"{path}approve/")
    page.get_by_label("会议名称").fill("党委会")
    press(page, "审定")
    at("office", f"{path}issue/")
    page.get_by_label("文号").fill("江国资〔2034〕1号")
    press(page, "印发")
    sees(page, "已印发")
    at("office", f"{path}revise/")
    page.get_by_label("理由").fill("补一项任务")
    press(page, "开始修订")
    sees(page, "修订中")
