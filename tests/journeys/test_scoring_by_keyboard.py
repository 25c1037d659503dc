"""Whole papers assessed without the mouse: S0 and S3 by states, S4 by points; counts and figures match by hand."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.house import House
from tests.journeys import keys, window
from tests.journeys.conftest import PASSWORD
from tests.seeds import BESIDE, OWN, REAL, Seed

PEOPLE = f"""
from accounts import actions as people
unit = people.create_unit(code="gzw", name="湖南省国资委")
user = people.create_person(username="assessor", name="孙考", password="{PASSWORD}")
people.grant(user=user, unit=unit, role="assessor")
"""
PROVE = """
from programs.models import Plan
from scoring.models import Assessment
from scoring.sheet import Sheet
from tests.scoring.frameworks import proven
plan = Plan.objects.get(serial={serial})
assessment = Assessment.objects.own().get(framework=plan.framework)
proven(assessment, plan.framework.clauses.all())
print(*(line.path for line in Sheet(assessment).lines))
"""
CLAUSE = """
from accounts.models import Unit
from scoring import actions
from tests.scoring.frameworks import proven, s4_framework
assessment = actions.open_assessment(framework=s4_framework(Unit.objects.get(), year=2023), unit=Unit.objects.get())
proven(assessment, assessment.framework.clauses.all())
print(assessment.pk, assessment.framework.clauses.first().pk)
"""


RULED = """
from decimal import Decimal
from accounts.models import Unit
from scoring import actions
from scoring.bands import steps_typed
from scoring.ruling import Kind, Rule
from scoring.ruling_actions import settle_rule
from scoring.sheet import Sheet
from tests.scoring.frameworks import proven, s4_framework
unit = Unit.objects.get()
framework = s4_framework(unit, year=2024)
clauses = list(framework.clauses.all()[:4])
missing = Rule(Kind.MISSING, amount=Decimal("0.5"), unit="次")
settle_rule(clause=clauses[0], lines=[missing], by=None)
grades = steps_typed("A 100%\\nB 66%\\nC 33%", are_bands=False)
settle_rule(clause=clauses[1], lines=[Rule(Kind.GRADE_PERCENT, steps=grades)], by=None)
settle_rule(clause=clauses[2], lines=[missing], by=None)
assessment = actions.open_assessment(framework=framework, unit=unit)
proven(assessment, clauses)
print(*(line.path for line in Sheet(assessment).lines[:4]))
"""


@dataclass(frozen=True)
class Work:
    """A paper, the keys pressed for its clauses in their order (- leaves one out), and what must come out by hand.

    `typed` are points for a last clause that offers no grades; `sums` must stand on the page of the total.
    """

    seed: Seed
    keys: str
    verdict: str
    progress: str
    figures: tuple[str, ...]
    sums: tuple[str, ...]
    typed: str = ""


def seed(name: str) -> Seed:
    return next(one for one in [*REAL, *OWN] if one.name == name)


GRADES = "55553" * 10  # every fifth clause gets 1 point, the others 2: 40 × 2 + 10 × 1 = 90
# The fifths fall on clauses 5, 10, 15 …: one in most categories, none in the third, two in the fifth and the ninth.
NINE = "11 + 9 + 6 + 9 + 14 + 11 + 7 + 9 + 14 = 90 分"
PUBLISHED = "基本分 90 + 加分 6（上限 10） = 96"
if BESIDE.exists():
    WORKS = [
        Work(  # 28 basic clauses: 20 + 5 + 2 + 1; 18 of the second kind: 10 met, 8 left
            seed("S0-hainan-2022"),
            "1" * 20 + "2" * 5 + "3" * 2 + "4" + "1" * 10 + "-" * 8,
            "28 个得分点达标 20 个",
            "46 个得分点已评 38 个，未评 8 个；其中不适用 1 个。",
            ("达标 20 / 28 个", "达标 10 / 18 个", "部分达标5 个", "未达标2 个"),
            ("= 20 个", "= 10 个", "各层分开看，不合成一个数"),
        ),
        Work(  # 32 clauses: 25 + 3 + 3 + 1
            seed("S3-linyi-2021"),
            "1" * 25 + "2" * 3 + "3" * 3 + "4",
            "32 个得分点达标 25 个",
            "32 个得分点已评 32 个，全部评完；其中不适用 1 个。",
            ("达标 25 / 32 个", "部分达标3 个", "未达标3 个"),
            ("= 25 个",),
        ),
        Work(  # fifty clauses of two points, and six points of bonus typed
            seed("S4-hunan-2022"),
            GRADES + "1",
            "自评 90 分，满分 100 分",
            "51 个得分点已评 51 个，全部评完。",
            ("90 / 100 分", "6 / 10 分", f"公布总分：{PUBLISHED}"),
            (NINE, PUBLISHED),
            typed="6",
        ),
    ]
else:
    WORKS = [
        Work(
            seed("own-two-layers"),
            "1124" + "1-",
            "4 个得分点达标 2 个",
            "6 个得分点已评 5 个，未评 1 个；其中不适用 1 个。",
            ("达标 2 / 4 个", "达标 1 / 2 个", "部分达标1 个"),
            ("= 2 个",),
        ),
        Work(
            seed("own-matching"),
            "1123",
            "4 个得分点达标 2 个",
            "4 个得分点已评 4 个，全部评完。",
            ("达标 2 / 4 个", "部分达标1 个", "未达标1 个"),
            ("= 2 个",),
        ),
        Work(
            seed("own-scored"),
            GRADES + "1",
            "自评 90 分，满分 100 分",
            "51 个得分点已评 51 个，全部评完。",
            ("90 / 100 分", f"公布总分：{PUBLISHED}"),
            (NINE, PUBLISHED),
            typed="6",
        ),
    ]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("keyboard") / "house")
    house.migrate()
    house.python(PEOPLE)
    house.address = house.serve()
    house.keys = keys.Keys(house.address, PASSWORD)
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


@pytest.fixture(scope="module")
def wide_open(chromium):
    with window.opened(chromium) as page:
        yield page


@pytest.fixture
def page(wide_open):
    yield from window.cleared(wide_open)


class Keyboard:
    """The keys, counting what is pressed."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def score(page, keyboard: Keyboard, key: str, typed: str) -> None:
    """Two keys a clause; not applicable needs its reason too."""
    if key == "-":
        keyboard.press("Alt+ArrowRight")
        return
    keyboard.press(key)
    chosen = page.locator("input[name=choice]:checked").get_attribute("value")
    if chosen == "not_applicable":
        keyboard.press("Tab")
        page.keyboard.type("没有对外窗口")
    elif chosen == "other":  # the cursor stands where the points are typed
        page.keyboard.type(typed)
    keyboard.press("Alt+ArrowRight")


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.seed.name)
def test_a_paper_is_assessed_without_the_mouse(work, house, page, tmp_path):
    file = work.seed.file(tmp_path)
    said = house.call("import_plan", str(file), "--unit", "gzw", "--year", str(work.seed.year))
    paths = house.python(PROVE.format(serial=re.search(r"流水号：(\d+)", said).group(1))).splitlines()[-1].split()
    assert len(paths) == len(work.keys)
    house.keys.be(page, "assessor")
    page.goto(house.address + paths[0])
    keyboard, last = Keyboard(page), work.keys.rstrip("-")
    for place, key in enumerate(last):
        page.wait_for_url(house.address + paths[place], wait_until="domcontentloaded")  # by then the keys are heard
        score(page, keyboard, key, work.typed)
    assert keyboard.pressed <= 2 * len(last) + 1
    sheet = re.match(r"/scores/\d+/", paths[0]).group()
    page.wait_for_url(house.address + [*paths, sheet][len(last)])  # past the last clause comes the sheet
    page.goto(house.address + sheet)
    expect(page.locator("h1")).to_contain_text(work.verdict)
    expect(page.locator(".say")).to_contain_text(work.progress)
    for figure in work.figures:
        expect(page.locator(".aside")).to_contain_text(figure)
    page.get_by_role("link", name="怎么来的").click()
    for said in work.sums:
        expect(page.locator(".stackv")).to_contain_text(said)
    assert "合计全部一致" in house.call("recompute_scores", "--check")

    page.goto(house.address + paths[0])
    expect(page.locator("#evidence")).to_contain_text("引用 1 份档案")
    page.keyboard.press("e")
    expect(page.locator("[data-why] .chain")).to_be_visible()
    expect(page.locator("[data-why] .chain")).to_contain_text("孙考评为")


def test_a_rule_is_filled_in_and_left_aside_without_the_mouse(house, page):
    paths = house.python(RULED).splitlines()[-1].split()
    house.keys.be(page, "assessor")
    page.goto(house.address + paths[0])
    page.keyboard.press("3")  # 每少一次扣0.5分: the digit goes where the rule asks how many
    expect(page.get_by_label("少了几次")).to_have_value("3")
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_url(house.address + paths[1], wait_until="domcontentloaded")
    page.keyboard.press("2")  # A 2, B 66 %, C 33 %: the second
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_url(house.address + paths[2], wait_until="domcontentloaded")
    page.keyboard.press("n")  # beside the rule: 0, 0.5, 1, 1.5, 2, other, not applicable
    page.keyboard.press("7")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("没有食堂")
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_url(house.address + paths[3], wait_until="domcontentloaded")
    page.keyboard.press("5")
    page.locator(f"#cats a[href='{paths[0]}']").last.click()  # leaving by the list keeps what was chosen
    page.wait_for_url(house.address + paths[0])
    # 2 − 3 × 0.5 = 0.5; 2 × 66 % = 1.32; not applicable; 2
    for place, figure in enumerate(("0.5 / 2", "1.32 / 2", "不适用", "2 / 2")):
        expect(page.locator(f"#cats a[href='{paths[place]}']").last).to_contain_text(figure)


def test_typed_points_and_evidence_beside_them_do_not_disturb_each_other(house, page):
    pointed, first = house.python(CLAUSE).splitlines()[-1].split()
    house.keys.be(page, "assessor")
    page.goto(f"{house.address}/scores/{pointed}/{first}/")

    page.locator("#points").fill("1.25")
    expect(page.get_by_role("radio", name=re.compile("其他"))).to_be_checked()
    page.locator("#reason").fill("差一场活动")
    page.keyboard.press("3")  # a digit in a text is a digit
    expect(page.locator("#reason")).to_have_value("差一场活动3")
    page.get_by_role("button", name=re.compile("撤下")).click()
    expect(page.locator("#evidence")).to_contain_text("还没有引用")
    expect(page.locator("#reason")).to_have_value("差一场活动3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("还没有佐证，不能给分")
    expect(page.locator("#points")).to_have_value("1.25")

    page.locator("#evidence input[type=checkbox]").first.check()
    page.get_by_role("button", name="引用勾选的").click()
    expect(page.locator("#evidence")).to_contain_text("引用 1 份档案")
    page.get_by_role("button", name="只保存").click()
    expect(page.locator(".say")).to_contain_text("评为 1.25 分")
