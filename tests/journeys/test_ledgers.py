"""A meeting with its attendance and a payment with its voucher, registered in a browser; the measures follow."""

import pytest
from playwright.sync_api import expect

from tests.house import House
from tests.journeys.conftest import PASSWORD, log_in

SEED = """
from datetime import date
from decimal import Decimal
from accounts import actions as people
from accounts.models import Person, Unit, User
from evidence.ledger_actions import open_record
from evidence.models import Record
unit, by = Unit.objects.get(code="gzw"), User.objects.get()
people.grant(user=by, unit=unit, role="office", by=by)
first, second = (people.create_department(unit=unit, name=name, by=by) for name in ("宣传处", "办公室"))
for name, department in (("何雨", first), ("吴桐", first), ("赵启明", second)):
    Person.objects.create(unit=unit, name=name, department=department)
open_record(unit=unit, record_kind="figure", by=by, title="日常办公经费", name="日常办公经费",
    value=Decimal("160000"), begins_on=date(2022, 1, 10), department=second)
Record.objects.update(state="accepted")
"""


@pytest.fixture
def opened(tmp_path, page):
    house = House(tmp_path / "ledgers", CIVILITY_ADMIN_PASSWORD=PASSWORD)
    house.migrate()
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.python(SEED)
    house.address = house.serve()
    log_in(page, house.address, "zhoumin")
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


def paper(name: str) -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": f"{name}的内容".encode()}


def hand_in_and_accept(page) -> None:
    page.get_by_role("button", name="提交审核").click()
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("已审核通过。")).to_be_visible()


def test_a_meeting_and_a_payment_become_measures(opened, page):
    page.get_by_role("link", name="各类台账").first.click()
    page.get_by_role("link", name="登记会议").click()
    page.get_by_label("题名").fill("全员专题会议")
    page.get_by_label("会议日期").fill("2022-05-10")
    page.get_by_label("承办部门").select_option(label="宣传处")
    page.get_by_label("会议类别").select_option(label="专题会议")
    page.get_by_label("要求全员参加").check()
    page.get_by_role("textbox", name="会议纪要").fill("会议研究了创建工作，明确了分工和时限。" * 3)
    page.locator("input[name=files-plan]").set_input_files(paper("会议通知.txt"))
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_text("还缺签到").first).to_be_visible()
    page.get_by_role("link", name="从名册选参加人员").click()
    page.get_by_text("吴桐").click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("从名册选了 1 人，应到 3 人")).to_be_visible()
    page.get_by_role("link", name="改参加人员").click()
    page.get_by_role("button", name="全体在册人员都参加").click()
    expect(page.get_by_text("从名册选了 3 人，应到 3 人")).to_be_visible()
    expect(page.get_by_text("材料齐全").first).to_be_visible()
    hand_in_and_accept(page)

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{opened.address}/ledgers/spending/new/")
    page.get_by_label("支出事项").fill("宣传展板")
    page.get_by_label("支出日期").fill("2022-06-01")
    page.get_by_label("承办部门").select_option(label="办公室")
    page.get_by_label("金额（元）").fill("12,800.50")
    page.get_by_label("凭证号").fill("2022-06-001")
    page.locator("input[name=files-proof]").set_input_files(paper("发票.txt"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="提交审核").click()
    page.get_by_role("button", name="通过", exact=True).click()

    page.goto(f"{opened.address}/ledgers/spending/?year=2022")
    expect(page.get_by_text("合计 12,800.50 元")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{opened.address}/measures/?year=2022")
    expect(page.get_by_text("2022 年已归档全员到会的会议 1 次")).to_be_visible()
    expect(page.get_by_text("日常办公经费 160,000 元，占 8%")).to_be_visible()
