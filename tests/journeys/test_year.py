"""A whole year in a browser, from the paper to the appraisal sheet: a plan without points, and one with a hundred."""

import os
import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests import migrated, seeds, services
from tests.house import Database, House
from tests.journeys.conftest import PASSWORD, follow
from tests.journeys.living import SEED, Life, roster_file

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0c"
    b"IDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)


def seed(name: str, own: str):
    """The real paper where it lies beside the checkout, our own of the same shape elsewhere."""
    known = {one.name: one for one in seeds.SEEDS}
    return known.get(name) or known[own]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def house(request, tmp_path):
    """An empty house on either database."""
    if request.param == "sqlite":
        house = House(tmp_path / "house")
        house.migrate()
        end = house.close
    else:
        server = services.needed(services.DATABASE_URL, "没有给出 CIVILITY_TEST_DATABASE_URL")
        database = Database(server, f"civility_test_year_{os.getpid()}").create(after=migrated.on_the_server())
        house = House(tmp_path / "house", database_url=database.url)

        def end():
            house.close()
            database.drop()

    yield house
    end()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


@pytest.fixture
def lived(house, page):
    """`lived(year)`: a unit with its office, its leader and its administrator, before its first paper."""
    house.python(SEED.format(password=PASSWORD))
    address = house.serve()
    page.emulate_media(reduced_motion="reduce")  # a click does not wait until the page has scrolled at leisure
    return lambda year: Life(page, address, year)


def approve_and_issue(life: Life, number: str) -> None:
    """The leaders study the plan in a meeting, approve it there, and it goes out under its number."""
    life.register("meeting", "机关党委", title="专题研究创建方案", begins_on=life.day(1, 10), kind="领导班子专题研究")
    life.be("leader")
    life.at("/plans/1/approve/")
    life.fill(on=life.day(1, 10))
    life.page.locator("select[name=record]").select_option(index=1)
    life.press("审定")
    life.be("office")
    life.at("/plans/1/issue/")
    life.fill(number=number, issued_on=life.day(1, 15))
    life.press("印发")
    life.sees("已印发")
    life.sees("专题研究创建方案")


def break_down(life: Life) -> tuple[str, str]:
    """The task of the volunteers in two parts, one with a rhythm and one with a day; the paths of both."""
    life.be("office")
    life.at("/tasks/?q=学雷锋志愿服务队")
    life.page.get_by_role("link", name=re.compile("学雷锋志愿服务")).first.click()
    follow(life.page, life.page.get_by_role("link", name="细化分解"))
    for field in life.page.locator("textarea[name$=-text]").all():
        field.fill("")
    life.fill(**{"part-0-text": "组织学雷锋志愿服务活动。", "part-0-measures": "每次不少于五人", "part-0-times": "5"})
    life.choose(**{"part-0-every": "每年几次", "part-0-party": "机关党委"})
    soon = date.today() + timedelta(days=30)
    life.fill(**{"part-1-text": "整理志愿者名单。", "part-1-due_on": str(soon), "part-1-in_charge": "职工01"})
    life.choose(**{"part-1-party": "机关党委"})
    life.press("保存分解")
    life.sees("已分成 2 项")
    links = [life.page.get_by_role("link", name=re.compile(one)) for one in ("组织学雷锋志愿服务", "整理志愿者名单")]
    return tuple(link.first.get_attribute("href") for link in links)


def meet(life: Life) -> None:
    """Everybody is called together, a second study of the leaders agrees on something that becomes a task."""
    everybody = {"title": "全员动员大会", "kind": "全员动员会", "is_for_all": True}
    life.register("meeting", "机关党委", "all", begins_on=life.day(2, 10), **everybody)
    life.register("meeting", "办公室", title="年中再研究", begins_on=life.day(6, 10), kind="领导班子专题研究")
    life.fill(text="补齐窗口服务台账。")
    life.choose(party="办公室")
    life.press("记一条")
    life.page.get_by_role("button", name=re.compile("转为任务")).click()
    expect(life.page.get_by_role("link", name="补齐窗口服务台账。")).to_be_visible()


def spend(life: Life) -> None:
    """16,000 of a year whose office costs are 200,000: 8 per cent, and on a line of the budget."""
    life.register("figure", "办公室", title="日常办公经费", begins_on=life.day(12, 1), value="200000")
    life.at("/plans/1/budget/")
    life.fill(name="活动", amount="20000")
    life.press("加上")
    life.register("spending", "办公室", title="志愿服务物资", begins_on=life.day(4, 1), amount="16000", voucher="记-1")
    life.at("/plans/1/budget/")
    expect(life.page.get_by_text("8%").first).to_be_visible()


def supervise(life: Life, task: str) -> None:
    """A finding with a photo; the department puts it right with a record, the office closes it."""
    life.be("office")
    life.at("/supervision/new/")
    life.fill(title="年中检查", begins_on=life.day(7, 1))
    life.press("保存")
    life.page.get_by_role("link", name="登记问题").first.click()
    life.fill(
        text="志愿服务没有签到表",
        requirement="补齐签到表",
        found_on=life.day(7, 1),
        due_on=str(date.today() + timedelta(days=7)),
    )
    life.choose(severity="一般", department="机关党委")
    life.page.locator("select[name=task]").select_option(value=task.strip("/").split("/")[-1])
    life.page.locator("input[name=files]").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    life.press("保存")
    finding = life.page.url
    life.at(task)
    life.sees("志愿服务没有签到表")
    life.be("clerk")
    life.page.goto(finding)
    life.fill(text="已补齐签到表")
    life.page.get_by_text("引用已有的档案作证明").click()
    life.page.get_by_label(re.compile("第1次志愿服务")).check()
    life.press("提交整改")
    life.be("office")
    life.page.goto(finding)
    life.press("整改到位，销号")
    life.sees("已销号")


def finish(life: Life, *tasks: str) -> None:
    """The department hands its parts in, the office accepts them."""
    for path in tasks:
        life.be("clerk")
        life.at(path)
        life.press("提交审核")
        life.be("office")
        life.at(path)
        life.press("通过")
        life.sees("已通过")


def share_of_all(life: Life) -> None:
    """Of a task that all departments answer for, one hands in its own line and is accepted."""
    life.be("clerk")
    life.at("/tasks/")
    life.page.locator("tbody tr", has_text="各处室").get_by_role("link", name=re.compile(r"^\d+$")).first.click()
    line = life.page.locator("#t-lines").locator("..").locator("..").locator("li", has_text="机关党委")
    line.get_by_label("机关党委的完成情况").fill("窗口服务已经规范")
    line.get_by_role("button", name="提交").click()
    task = life.page.url
    life.be("office")
    life.page.goto(task)
    line.get_by_role("button", name="通过").click()
    expect(line).to_contain_text("已完成")


def bind(life: Life) -> None:
    """Say at once, as proposed, from where each figure of the paper is read."""
    life.be("office")
    life.at("/frameworks/1/thresholds/")
    life.page.get_by_role("button", name=re.compile("确认全部建议")).click()
    expect(life.page.get_by_text("已定取数").first).to_be_visible()


def reads(life: Life, clause: str, *said: str) -> None:
    """What the records say about a figure, on the page where its clause is judged."""
    life.at("/scores/1/")
    life.page.locator("tbody tr", has_text=clause).get_by_role("link").first.click()
    for one in said:
        life.sees(one)


def table_of(book, sheet: str) -> dict[str, dict[str, object]]:
    """A sheet of the appraisal: department → what stands below each heading, of two alike the first."""
    rows = [list(row) for row in book[sheet].iter_rows(values_only=True)]
    head = next(row for row in rows if row[1] == "部门")
    told = [row for row in rows if row[1] and row is not head]
    return {str(row[1]): dict(reversed(list(zip(head, row, strict=True)))) for row in told}


def test_a_plan_without_points_is_lived_to_the_appraisal(lived, tmp_path):
    paper = seed("S3-linyi-2021", "own-matching")
    life = lived(paper.year)
    life.bring(paper.file(tmp_path))
    life.at("/plans/1/assign/")
    life.fill(names="机关党委、办公室")
    follow(life.page, life.page.get_by_role("button", name="新建部门", exact=True))
    for field in life.page.locator("select[name^=lead-]").all():
        field.select_option(label="机关党委")
    life.press("保存分派")
    life.engage("clerk", "李文静", "机关党委")
    life.enrol(roster_file(tmp_path / "名册.xlsx", ("机关党委", "办公室")))
    approve_and_issue(life, "临公园发〔2021〕12号")
    serving, listing = break_down(life)
    meet(life)
    for number in range(1, 6):
        people = ("职工01", "职工03") if number == 1 else ()
        life.hold("志愿服务", f"第{number}次志愿服务", life.day(2 + number, 5), "机关党委", people, serving)
    life.hold("我们的节日", "端午诵读", life.day(6, 14), "办公室")
    spend(life)
    supervise(life, serving)
    life.at(serving)
    expect(life.page.locator("#occurrences")).to_contain_text("要办 5 次，已办 5 次")
    finish(life, serving, listing)
    bind(life)
    reads(life, "每年至少开展5次", "已归档 5 次")

    book = life.workbook("生成部门、党支部考核表，Excel")
    own = table_of(book, book.sheetnames[0])
    assert (own["机关党委"]["完成"], own["机关党委"]["活动"], own["办公室"]["活动"]) == (2, 5, 1)
    assert own["办公室"]["任务"] == 1  # what the meeting agreed
    handled = table_of(book, "办理和整改情况")["机关党委"]
    titles = ("完成任务", "其中有时限", "按时完成", "一次通过", "督导问题", "已销号")
    assert [handled[title] for title in titles] == [2, 1, 1, 2, 1, 1]


def test_a_scored_plan_is_lived_to_the_appraisal(lived, tmp_path):
    paper = seed("S4-hunan-2022", "own-scored")
    life = lived(paper.year)
    life.bring(paper.file(tmp_path))
    life.engage("clerk", "李文静", "机关党委")
    life.enrol(roster_file(tmp_path / "名册.xlsx", ("机关党委", "办公室")))
    approve_and_issue(life, "湘国资党委〔2022〕52号")
    serving, listing = break_down(life)
    meet(life)
    volunteers = [f"职工{number:02}" for number in range(1, 14) if number != 10]
    life.hold("志愿服务", "第1次志愿服务", life.day(3, 5), "机关党委", volunteers[:6], serving)
    life.hold("志愿服务", "第2次志愿服务", life.day(4, 5), "机关党委", volunteers[5:11], serving)
    spend(life)
    supervise(life, serving)
    share_of_all(life)
    life.at(serving)
    expect(life.page.locator("#occurrences")).to_contain_text("要办 5 次，已办 2 次")
    finish(life, serving, listing)
    bind(life)
    reads(life, "注册志愿者", "60%（12/20）")
    life.at(f"/measures/?year={life.year}")
    life.sees("党员在 20 人以下，要求全员注册，还差 1 人")
    life.sees("注册志愿者 12 人，占 91.66%")

    book = life.workbook("生成部门、党支部考核表，Excel")
    own = table_of(book, book.sheetnames[0])["机关党委"]
    assert (own["完成"], own["活动"], own["其中完成"]) == (2, 2, 1)
    handled = table_of(book, "办理和整改情况")["机关党委"]
    titles = ("完成任务", "按时完成", "一次通过", "共同承担完成", "督导问题", "已销号")
    assert [handled[title] for title in titles] == [2, 1, 2, 1, 1, 1]
