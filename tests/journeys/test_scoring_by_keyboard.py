"""Fifty clauses scored without the mouse, and a framework without points scored in words."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, log_in

SETUP = f"""
from accounts import actions as people
from accounts.models import Unit
from scoring import actions
from tests.factories import make_framework
from tests.scoring.frameworks import proven, s4_framework

unit = people.create_unit(code="gzw", name="湖南省国资委")
user = people.create_person(username="assessor", name="孙考", password="{PASSWORD}")
people.grant(user=user, unit=unit, role="assessor")
worded = make_framework(unit, rows=[("组织领导", "1", [None] * 3), ("特色指标", "2", [None] * 2)], year=2021)
for framework in (s4_framework(unit, year=2022), worded):
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, framework.clauses.all())
    print(assessment.pk, framework.clauses.first().pk)
"""


def test_fifty_clauses_are_scored_without_the_mouse(house, page):
    (pointed, first), (worded, first_worded) = (line.split() for line in house.python(SETUP).splitlines()[-2:])
    address = house.serve()
    log_in(page, address, "assessor")

    page.goto(f"{address}/scores/{pointed}/{first}/")
    for place in range(1, 51):
        expect(page.locator("h1")).to_contain_text(f"要求之{place}")
        page.wait_for_load_state("domcontentloaded")  # by then the keys are heard
        page.keyboard.press("3" if place % 5 == 0 else "5")  # every fifth gets 1 point, the others 2
        page.keyboard.press("Alt+ArrowRight")
    # 40 × 2 + 10 × 1 = 90 of 100
    expect(page.locator("h1")).to_contain_text("自评 90 分，满分 100 分")
    expect(page.locator(".say")).to_contain_text("50 个得分点已评 50 个，全部评完。")

    page.goto(f"{address}/scores/{worded}/{first_worded}/")
    for place, key in enumerate("1123", start=1):  # met, met, partly met, not met; the fifth stays unscored
        expect(page.locator("h1")).to_contain_text(f"要求之{place}")
        page.wait_for_load_state("domcontentloaded")
        page.keyboard.press(key)
        page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("要求之5")
    page.goto(f"{address}/scores/{worded}/")
    expect(page.locator("h1")).to_contain_text("5 个得分点达标 2 个")
    expect(page.locator(".say")).to_contain_text("未评 1 个")
    assert house.manage("recompute_scores", "--check").startswith("核对了 2 次测评")


def test_typed_points_and_evidence_beside_them_do_not_disturb_each_other(house, page):
    (pointed, first), _ = (line.split() for line in house.python(SETUP).splitlines()[-2:])
    address = house.serve()
    log_in(page, address, "assessor")
    page.goto(f"{address}/scores/{pointed}/{first}/")

    page.locator("#points").fill("1.25")
    expect(page.get_by_role("radio", name=re.compile("其他"))).to_be_checked()
    page.locator("#reason").fill("差一场活动")
    page.get_by_role("button", name=re.compile("撤下")).click()
    expect(page.locator("#evidence")).to_contain_text("还没有引用")
    expect(page.locator("#reason")).to_have_value("差一场活动")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("还没有佐证，不能给分")
    expect(page.locator("#points")).to_have_value("1.25")

    page.locator("#evidence input[type=checkbox]").first.check()
    page.get_by_role("button", name="引用勾选的").click()
    expect(page.locator("#evidence")).to_contain_text("引用 1 份档案")
    page.get_by_role("button", name="只保存").click()
    expect(page.locator(".say")).to_contain_text("评为 1.25 分")
