"""Recording in a minute: an activity with six photos in twelve actions, and photos brought by a phone."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from civility.demo.pictures import paint
from documents.model import Paper, Paragraph
from documents.setting import set_docx
from documents.sniffing import WORD
from tests.house import House, until
from tests.journeys.conftest import PASSWORD, follow, log_in
from tests.journeys.test_upload import SEED

MOST_ACTIONS = 12


class Actions:
    """Counts what a person does: each click, each field filled, each choice of files."""

    def __init__(self):
        self.count = 0

    def __call__(self, act, *given):
        self.count += 1
        return act(*given)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("recording"), CIVILITY_ADMIN_PASSWORD=PASSWORD)
    house.migrate()
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.record = int(re.search(r"record (\d+)", house.python(SEED))[1])
    house.address = house.serve()
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


def photos(count: int) -> list[dict]:
    taken = datetime(2022, 3, 12, 9, 0)
    return [
        {
            "name": f"IMG_{number}.jpg",
            "mimeType": "image/jpeg",
            "buffer": paint("义务植树", number, taken.replace(minute=number), is_inside=False),
        }
        for number in range(count)
    ]


def test_an_activity_with_six_photos_takes_at_most_twelve_actions_and_is_found_by_a_word_in_its_paper(house, page):
    paper = {"name": "总结.docx", "mimeType": WORD, "buffer": set_docx(Paper("总结", [Paragraph("栽下三百株水杉。")]))}
    log_in(page, house.address, "zhoumin")
    act = Actions()
    act(page.get_by_role("link", name="记一次活动").first.click)
    act(page.set_input_files, "#pick-photo", photos(6))
    expect(page.locator("[data-slot=photo] [data-attachment]")).to_have_count(6)
    expect(page.get_by_label("日期", exact=False).first).to_have_value("2022-03-12")
    act(page.get_by_label("活动名称").fill, "义务植树")
    act(page.get_by_text("志愿服务", exact=True).click)
    expect(page.locator("[data-state=plan]")).to_contain_text("方案还没有（至少 1 份）")
    act(page.get_by_label("地点").fill, "烈士公园")
    act(page.get_by_label("参加人数").fill, "32")
    act(page.get_by_label("承办部门").select_option, "宣传处")
    act(page.get_by_role("button", name="按上面的内容起草").click)
    expect(page.locator("[data-state=summary]")).to_contain_text(re.compile("总结有 .* 字，还差 .* 字（至少 200 字）"))
    act(page.set_input_files, "#pick-summary", paper)
    expect(page.locator("[data-state=summary]")).to_contain_text("总结有文件 1 份")
    act(page.get_by_role("button", name="提交审核").click)
    expect(page.get_by_text("已提交审核")).to_be_visible()
    assert act.count <= MOST_ACTIONS
    expect(page.locator("[data-count=photo]")).to_have_text("6")
    rows = house.rows("SELECT state FROM evidence_record WHERE title = '义务植树'")
    assert rows == [("submitted",)]
    until(lambda: house.rows("SELECT 1 FROM evidence_filetext"), what="读出附件文字")
    field = page.get_by_label("搜索任务、档案、部门、人员")
    field.fill("水杉")
    field.press("Enter")
    hit = page.get_by_role("listitem").filter(has_text="义务植树")
    expect(hit.locator("mark")).to_have_text("水杉")
    hit.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("义务植树")


def test_a_phone_brings_photos_to_the_page_of_the_desk(house, page, chromium):
    log_in(page, house.address, "zhoumin")
    page.goto(f"{house.address}/records/{house.record}/")
    page.get_by_role("button", name="用手机传照片").click()
    expect(page.locator("[data-phone] svg")).to_be_visible()
    address = page.get_by_label("也可以把链接发到自己的手机").input_value()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone = context.new_page()
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for one in photos(2):
        phone.set_input_files("#album", one)
    expect(phone.get_by_text("✓ 已传到")).to_have_count(2)
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(page.locator("[data-slot=photo] [data-attachment]")).to_have_count(2)
    page.get_by_role("button", name="停用这个链接").click()
    expect(page.get_by_role("button", name="用手机传照片")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", name="这个链接已经失效")).to_be_visible()
    context.close()


def test_a_phone_without_script_posts_its_photos(house, page, chromium):
    log_in(page, house.address, "zhoumin")
    page.goto(f"{house.address}/records/{house.record}/edit/")
    page.get_by_role("button", name="用手机传照片").click()
    address = page.get_by_label("也可以把链接发到自己的手机").input_value()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    phone = context.new_page()
    phone.goto(address)
    phone.set_input_files("#album", photos(4)[2:])
    phone.get_by_role("button", name="上传所选").click()
    expect(phone.get_by_text("已上传 2 个文件")).to_be_visible()
    context.close()


def test_photos_are_ordered_enlarged_and_replaced_on_the_page(house, page):
    log_in(page, house.address, "zhoumin")
    page.goto(f"{house.address}/records/{house.record}/edit/")
    page.set_input_files("#pick-photo", photos(8)[5:])
    names = page.locator("[data-slot=photo] .orig")
    expect(names.get_by_title("IMG_7.jpg").or_(page.get_by_title("IMG_7.jpg"))).to_be_visible()
    last = page.locator("[data-slot=photo] [data-attachment]").last
    name = last.locator(".orig").get_attribute("title")
    last.locator(".more summary").click()
    last.get_by_role("button", name="设为封面").click()
    expect(page.locator("[data-slot=photo] [data-attachment]").first.locator(".orig")).to_have_attribute("title", name)
    page.locator("[data-look]").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("dialog figcaption")).to_contain_text("2/")
    page.keyboard.press("Escape")
    first = page.locator("[data-slot=photo] [data-attachment]").first
    count = page.locator("[data-slot=photo] [data-attachment]").count()
    first.locator("[data-newer]").set_input_files({**photos(10)[9], "name": "更清楚.jpg"})
    expect(page.get_by_text(f"取代 {name}")).to_be_visible()
    expect(page.locator("[data-slot=photo] [data-attachment]")).to_have_count(count)


def test_two_windows_on_one_record_lose_nothing_and_whoever_judges_has_looked_first(house, screen):
    record = int(re.search(r"record (\d+)", house.python(SEED))[1])
    log_in(screen, house.address, "zhoumin")
    path = f"{house.address}/records/{record}/edit/"
    screen.goto(path)
    other = screen.context.new_page()
    other.goto(path)
    other.get_by_label("地点").fill("人民广场")
    other.get_by_label("参加人数").fill("32")
    follow(other, other.get_by_role("button", name="存草稿"))
    other.close()
    screen.get_by_label("地点").fill("烈士公园")
    screen.get_by_role("textbox", name="活动总结").fill("栽下三百株水杉。")
    follow(screen, screen.get_by_role("button", name="存草稿"))
    told = screen.get_by_role("alert").filter(has_text="改过这份档案")
    expect(told).to_contain_text("人民广场")
    expect(told).to_contain_text("参加人数你没有动过，已换成现在的")
    expect(screen.get_by_label("地点")).to_have_value("烈士公园")
    expect(screen.get_by_label("参加人数")).to_have_value("32")
    told.get_by_label("用现在的").check()
    screen.get_by_label("地点").press("End")
    screen.get_by_label("地点").type("东门")  # who goes on typing means the own words
    expect(told.get_by_label("用我写的")).to_be_checked()
    told.get_by_label("用现在的").check()
    follow(screen, screen.get_by_role("button", name="提交审核"))
    expect(screen.get_by_role("main")).to_contain_text("人民广场")
    expect(screen.get_by_role("main")).to_contain_text("栽下三百株水杉。")
    if screen.is_phone:
        tops = [screen.locator(place).bounding_box()["y"] for place in ("#slot-photo", "#d-summary", "#review")]
        assert tops == sorted(tops)


def test_what_is_typed_is_kept_when_the_page_is_left_at_once(house, screen):
    record = int(re.search(r"record (\d+)", house.python(SEED))[1])
    log_in(screen, house.address, "zhoumin")
    screen.goto(f"{house.address}/records/{record}/edit/")
    screen.get_by_label("地点").fill("烈士公园")
    screen.goto(f"{house.address}/records/")
    until(lambda: house.rows(f"SELECT 1 FROM accounts_draft WHERE form = 'record:{record}'"), what="存下来")
    screen.goto(f"{house.address}/records/{record}/edit/")
    expect(screen.get_by_label("地点")).to_have_value("烈士公园")
