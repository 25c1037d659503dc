"""A corrected paper in a browser: what is ticked changes, and the score that was given stands."""

import pytest
from playwright.sync_api import expect

from tests.house import House
from tests.journeys.conftest import PASSWORD, log_in
from tests.programs import papers
from tests.programs.test_reimport import ROWS, changed

SEED = """
from accounts import actions as people
from accounts.models import Unit, User
unit, by = Unit.objects.get(), User.objects.get()
people.grant(user=by, unit=unit, role="office")
from pathlib import Path
from tests import factories
from tests.programs.importers import imported
from scoring import actions as scoring
plan = imported(unit, Path({path!r}), by)
clause = plan.framework.clauses.get(text__startswith="开展道德模范")
record = factories.make_record(unit, unit.departments.first(), title="道德模范宣讲会", by=by, state="accepted")
assessment = plan.framework.assessments.get()
scoring.cite(assessment=assessment, clauses=[clause], record=record, by=by)
scoring.award(assessment=assessment, clause=clause, by=by, state="points", points=3)
"""
AFTER = """
from scoring.models import Clause, Framework, Score
score = Score.objects.get()
assert (score.points, score.clause.text[:8]) == (3, "深入开展道德模范"), score
assert score.clause.citations.get().record.title == "道德模范宣讲会"
framework = Framework.objects.get(state="published")
assert framework.clauses.filter(text__startswith="推进垃圾分类").exists()
assert framework.clauses.count() == 6 and framework.version == 2
"""
CORRECTED = (
    *changed(1, text="2. 深入开展道德模范学习宣传（3分）")[:3],
    ("3", "履行社会责任（2分）", "5. 开展结对帮扶（2分）", "机关党委"),
)


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path / "house", CIVILITY_ADMIN_PASSWORD=PASSWORD)
    house.migrate()
    house.call("create_admin", "zhoumin", "--name", "周敏", "--unit", "gzw", "--unit-name", "省国资委")
    house.python(SEED.format(path=str(papers.word(tmp_path / "分解表.docx", ROWS))))
    house.address = house.serve()
    yield house
    house.close()
    said = house.printed()
    assert "Traceback" not in said, said[-4000:]


def tick(page, words: str) -> None:
    page.locator("table.diff tbody tr", has_text=words).get_by_role("checkbox").check()


def test_a_corrected_paper_keeps_the_score_and_changes_what_is_ticked(house, page, tmp_path):
    log_in(page, house.address, "zhoumin")
    page.goto(f"{house.address}/plans/")
    page.get_by_role("link", name=papers.TITLE).first.click()
    page.get_by_role("link", name="换一份改过的文件").click()
    page.get_by_label("方案文件").set_input_files(papers.word(tmp_path / "改过的.docx", CORRECTED))
    page.get_by_role("button", name="读出来比对").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("改了 1 条", timeout=40_000)
    expect(heading).to_contain_text("新增 1 条，少了 1 条")
    tick(page, "道德模范")
    tick(page, "结对帮扶")
    page.get_by_role("button", name="采用勾选的").click()
    expect(page.get_by_text("已采用 2 处改动")).to_be_visible()
    house.python(AFTER)
    page.goto(f"{house.address}/scores/")
    expect(page.get_by_text("深入开展道德模范").first).to_be_visible()
    page.goto(f"{house.address}/tasks/")
    expect(page.get_by_text("开展结对帮扶").first).to_be_visible()
