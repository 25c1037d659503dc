"""Files into a record in a real browser: many at once, a broken line, drop and paste, and without any script."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.files.pictures import photo
from tests.house import House, until
from tests.journeys.conftest import PASSWORD, log_in

SEED = """
from datetime import date
from accounts import actions as people
from accounts.models import Unit, User
from evidence import actions
from evidence.models import ActivityKind
unit, by = Unit.objects.get(code="gzw"), User.objects.get()
people.grant(user=by, unit=unit, role="office", by=by)
department = unit.departments.first() or people.create_department(unit=unit, name="宣传处", by=by)
kind = ActivityKind.objects.get(unit=None, name="志愿服务")
record = actions.open_activity(
    unit=unit, by=by, title="植绿护绿", kind=kind, begins_on=date(2022, 3, 12), department=department)
print("record", record.pk)
"""
COUNTING = """
  let open = 0; window.most = 0;
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...body) {
    open += 1; window.most = Math.max(window.most, open);
    this.addEventListener("readystatechange", () => { if (this.readyState === 4) open -= 1; });
    return send.apply(this, body);
  };
"""
HAND_OVER = """([selector, name, data, way]) => {
  const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
  const carrier = new DataTransfer();
  carrier.items.add(new File([bytes], name, { type: "image/jpeg" }));
  const event = way === "drop"
    ? new DragEvent("drop", { dataTransfer: carrier, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: carrier, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("upload"), CIVILITY_ADMIN_PASSWORD=PASSWORD)
    house.migrate()
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.address = house.serve()
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


@pytest.fixture
def record(house):
    return int(re.search(r"record (\d+)", house.python(SEED))[1])


@pytest.fixture
def opened(house, page, record):
    """The page of a fresh record, with a count of how many uploads ran at once."""
    page.add_init_script(COUNTING)
    log_in(page, house.address, "zhoumin")
    page.goto(f"{house.address}/records/{record}/")
    return page


def pictures(*shades: int) -> list[dict]:
    return [
        {"name": f"照片{shade}.jpg", "mimeType": "image/jpeg", "buffer": photo((shade, 80, 80), size=(320, 240))}
        for shade in shades
    ]


def kept(house, record) -> list[str]:
    rows = house.rows(
        f"SELECT name FROM evidence_attachment WHERE record_id = {record} AND withdrawn_at IS NULL ORDER BY name"
    )
    return [name for (name,) in rows]


def tiles(page):
    return page.locator("[data-slot=photo] [data-attachment]")


def test_six_photos_at_once_arrive_three_at_a_time(house, opened, record):
    opened.set_input_files("#pick-photo", pictures(*range(0, 60, 10)))
    expect(tiles(opened)).to_have_count(6)
    expect(opened.locator("[data-count=photo]")).to_have_text("6")
    expect(opened.locator("[data-box]")).to_contain_text("图片 6 张，够用")
    assert len(kept(house, record)) == 6
    assert opened.evaluate("most") == 3
    shown = "images => images.every(image => image.naturalWidth > 0)"
    until(lambda: opened.locator(".pics img").evaluate_all(shown), what="照片显示")


@pytest.mark.parametrize("path", ["/records/{}/", "/records/new/"])
def test_photos_picked_before_the_script_is_there_are_taken_up(house, opened, record, path):
    waiting = []
    opened.route("**/js/upload*.js", lambda route: waiting.append(route))
    opened.goto(house.address + path.format(record), wait_until="commit")
    opened.set_input_files("#pick-photo", pictures(5, 15))
    until(lambda: opened.wait_for_timeout(50) or waiting, what="要脚本")
    waiting[0].continue_()
    expect(tiles(opened)).to_have_count(2)
    expect(opened.locator("[data-count=photo]")).to_have_text("2")


def test_answers_that_overtake_each_other_leave_the_newest_count(house, opened, record):
    held = []

    def hold(route):
        held.append((route, route.fetch()))
        if len(held) == 3:
            for route, answer in reversed(held):
                route.fulfill(response=answer)

    opened.goto(f"{house.address}/records/{record}/edit/")
    opened.route("**/files/", hold)
    opened.set_input_files("#pick-photo", pictures(*range(5, 65, 10)))
    expect(tiles(opened)).to_have_count(6)
    expect(opened.locator("[data-box]")).to_contain_text("图片 6 张，够用")


def test_photos_that_arrive_backwards_stand_as_they_were_chosen(house, opened, record):
    held = []

    def hold(route):
        held.append(route)
        if len(held) == 3:
            for one in reversed(held):
                one.fulfill(response=one.fetch())

    chosen = [f"照片{shade}.jpg" for shade in range(60, 0, -10)]
    opened.route("**/files/", hold)
    opened.set_input_files("#pick-photo", pictures(*range(60, 0, -10)))
    expect(tiles(opened)).to_have_count(6)
    shown = "links => links.map(link => link.title)"
    assert opened.locator("[data-slot=photo] .orig").evaluate_all(shown) == chosen
    opened.unroute("**/files/")
    opened.reload()
    assert opened.locator("[data-slot=photo] .orig").evaluate_all(shown) == chosen


def test_new_photos_join_the_old_ones_and_the_same_one_is_not_doubled(house, opened, record):
    opened.set_input_files("#pick-photo", pictures(10, 20))
    expect(tiles(opened)).to_have_count(2)
    opened.set_input_files("#pick-photo", pictures(20, 30))
    expect(tiles(opened)).to_have_count(3)
    expect(opened.locator("[data-slot=photo] li")).to_have_count(3)
    assert len(kept(house, record)) == 3


def test_a_file_that_is_no_photo_says_so_in_its_place(house, opened, record):
    false = {"name": "假照片.jpg", "mimeType": "image/jpeg", "buffer": b"<html>no photo</html>"}
    opened.set_input_files("#pick-photo", [false, *pictures(7)])
    expect(tiles(opened)).to_have_count(1)
    bad = opened.locator(".pics .bad")
    expect(bad).to_contain_text("内容却是网页")
    bad.get_by_role("button", name="不传了").click()
    expect(bad).to_have_count(0)
    assert kept(house, record) == ["照片7.jpg"]


def test_a_broken_line_is_tried_again_by_itself(house, opened, record):
    broken = []

    def once(route):
        if broken:
            route.continue_()
        else:
            broken.append(1)
            route.abort("connectionreset")

    opened.route("**/files/", once)
    opened.set_input_files("#pick-photo", pictures(11))
    expect(tiles(opened)).to_have_count(1)
    assert broken == [1]
    assert kept(house, record) == ["照片11.jpg"]


def test_a_line_that_stays_broken_leaves_the_file_with_a_button(house, opened, record):
    opened.clock.install()
    opened.route("**/files/", lambda route: route.abort("internetdisconnected"))
    opened.set_input_files("#pick-photo", pictures(12))
    retry = opened.get_by_role("button", name="重试")
    for pause in (1000, 3000, 9000):
        expect(opened.locator(".pics .cap")).to_contain_text("马上再试")
        opened.clock.fast_forward(pause)
    expect(opened.locator(".pics .bad")).to_contain_text("没有传上")
    opened.unroute("**/files/")
    retry.click()
    expect(tiles(opened)).to_have_count(1)
    assert kept(house, record) == ["照片12.jpg"]


def test_a_server_that_stumbles_is_asked_again(house, opened, record):
    answers = [503, 502]

    def stumbling(route):
        if answers:
            route.fulfill(status=answers.pop(), body="down")
        else:
            route.continue_()

    opened.route("**/files/", stumbling)
    opened.set_input_files("#pick-photo", pictures(13))
    expect(tiles(opened)).to_have_count(1)


@pytest.mark.parametrize(("way", "selector"), [("drop", "[data-slot=photo]"), ("paste", "body")])
def test_photos_are_dropped_and_pasted(house, opened, record, way, selector):
    data = base64.b64encode(photo((21, 21, 21))).decode()
    opened.evaluate(HAND_OVER, [selector, "截图.jpg", data, way])
    expect(tiles(opened)).to_have_count(1)
    assert kept(house, record) == ["截图.jpg"]


def test_a_paper_goes_into_its_own_slot(house, opened, record):
    paper = {"name": "方案.txt", "mimeType": "text/plain", "buffer": "活动方案".encode()}
    opened.set_input_files("#pick-plan", paper)
    expect(opened.locator("[data-slot=plan] [data-attachment]")).to_contain_text("方案.txt")
    expect(opened.locator("[data-box]")).to_contain_text("方案 1 份，够用")


def test_a_photo_is_taken_back_on_the_page(house, opened, record):
    opened.set_input_files("#pick-photo", pictures(30, 50))
    expect(tiles(opened)).to_have_count(2)
    tiles(opened).first.get_by_role("button", name=re.compile("撤下")).click()
    expect(tiles(opened)).to_have_count(1)
    expect(opened.locator("[data-box]")).to_contain_text("图片有 1 张")
    assert len(kept(house, record)) == 1


def test_a_session_that_ended_is_told_and_the_file_stays_on_the_page(house, opened, record):
    opened.context.clear_cookies()
    opened.set_input_files("#pick-photo", pictures(41))
    expect(opened.locator(".pics .bad")).to_contain_text("登录已过期")
    expect(opened.get_by_role("button", name="重试")).to_be_visible()


def test_without_script_the_same_inputs_post_with_their_form(house, chromium, record):
    plain = chromium.new_context(java_script_enabled=False)
    page = plain.new_page()
    log_in(page, house.address, "zhoumin")
    page.goto(f"{house.address}/records/{record}/")
    page.set_input_files("#pick-photo", pictures(50, 90))
    page.locator("[data-slot=photo]").get_by_role("button", name="上传所选").click()
    expect(page.get_by_text("已上传 2 个文件")).to_be_visible()
    expect(tiles(page)).to_have_count(2)
    tiles(page).first.get_by_role("button", name=re.compile("撤下")).click()
    expect(tiles(page)).to_have_count(1)
    plain.close()


def test_on_a_phone_nothing_runs_out_of_the_window(house, opened, record):
    opened.set_input_files("#pick-photo", pictures(10, 60, 120, 180))
    expect(tiles(opened)).to_have_count(4)
    for width in (360, 390):
        opened.set_viewport_size({"width": width, "height": 800})
        assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_caption_is_kept_as_soon_as_it_is_typed(house, opened, record):
    opened.set_input_files("#pick-photo", pictures(70))
    caption = opened.get_by_label("照片70.jpg 的说明")
    caption.fill("志愿者合影")
    caption.press("Enter")
    expect(caption).to_have_class(re.compile("is-valid"))
    opened.reload()
    expect(opened.get_by_label("照片70.jpg 的说明")).to_have_value("志愿者合影")
