"""What is missing from a clause's next grade, said once by its rule; what it was given before and elsewhere."""

from decimal import Decimal

import pytest

from evidence.models import Record
from scoring import actions, crosswalk
from scoring.models import Assessment, Score
from scoring.reaching import next_of
from scoring.ruling import Kind, Rule
from scoring.ruling_actions import settle_rule
from scoring.ruling_panel import panel_of
from scoring.sheet import Sheet
from scoring.suggesting import checks_of, suggest
from tests import factories
from tests.scoring.frameworks import give, say
from tests.scoring.test_thresholds import SIXTEEN, asking, bound, people, volunteering

D = Decimal


def panel(assessment, clause):
    sheet = Sheet(assessment, across=clause.pk)
    return panel_of(assessment, sheet.line_of(clause.pk), sheet.tree)


def test_a_count_says_how_many_more_bring_the_next_grade(evidenced, office, unit, department):
    clause = bound(asking(evidenced.framework, "组织学雷锋志愿服务，全年不少于5次", (">=", "5", "次")), office)
    Record.objects.update(state=Record.State.RETURNED)
    volunteering(unit, department, 3)
    settle_rule(clause=clause, lines=[Rule(Kind.MISSING, amount=D("0.5"), unit="次")], by=office)
    told = panel(evidenced, clause)
    assert (told.suggestion.points, told.next.grade, told.next.needs) == (1, " 2 分", "再归档 2 次")


@pytest.mark.parametrize(
    ("members", "registered", "share", "more"),
    # 13 of 26 are half, one is lacking to 12; of 27 half are 13.5, so 14; three in four of 21 are 15.75, so 16
    [(26, 12, "50", 1), (27, 12, "50", 2), (21, 1, "75", 15)],
)
def test_a_share_of_people_is_told_in_people(assessment, office, unit, members, registered, share, more):
    asked = f"注册志愿者人数占员工总人数的比例 ≥{share}%"
    clause = bound(asking(assessment.framework, asked, (">=", share, "%")), office)
    people(unit, members, registered)
    told = panel(assessment, clause)
    assert told.next.needs == f"再有 {more} 人"
    assert told.bars[0].word == f"差 {more} 人"


def test_several_requirements_are_named_each_with_what_it_lacks(assessment, office, unit):
    limits = [(">=", "50", "%"), (">=", "80", "%"), (">=", "85", "%")]
    clause = bound(asking(assessment.framework, SIXTEEN, *limits), office)
    people(unit, 30, 3)  # 15 of 30 are half; 24 of 30 are 80 %; nobody took part
    told = panel(assessment, clause).next
    assert told.grade == " 2 分"
    one, two, three = told.needs.split("；")
    assert one.endswith("再有 12 人")
    assert two.endswith("再有 21 人")
    assert three.endswith("再有 3 人")  # 85 % of the three who are registered: 2.55


def test_nothing_is_promised_where_a_person_decides_or_the_points_are_there_already(
    evidenced, office, unit, department
):
    clause = bound(asking(evidenced.framework, "组织学雷锋志愿服务，全年不少于5次", (">=", "5", "次")), office)
    checks = checks_of(evidenced, [clause])[clause.pk]
    line = Sheet(evidenced).line_of(clause.pk)
    free = [Rule(Kind.RANGE, amount=D("0.1"), most=D("0.5"))]
    assert next_of(line, free, suggest(clause, free, checks, maximum=D(2)), is_negative=False) is None
    give(evidenced, clause, "2", by=office, reason="另有佐证")
    assert panel(evidenced, clause).next is None
    say(evidenced, clause, Score.State.NOT_APPLICABLE, by=office, reason="没有志愿者")
    assert panel(evidenced, clause).next is None


def test_a_clause_without_points_is_told_the_verdict_within_reach(worded, office, enter):
    clause = bound(asking(worded.framework, "组织学雷锋志愿服务，全年不少于5次", (">=", "5", "次")), office)
    Record.objects.update(state=Record.State.RETURNED)
    told = panel(worded, clause).next
    assert (told.grade, told.needs) == ("“达标”", "再归档 5 次")
    page = enter(office).get(f"/scores/{worded.pk}/{clause.pk}/").content.decode()
    assert "<dt>补到“达标”</dt><dd>再归档 5 次</dd>" in page


def page_of(client, assessment, clause):
    return client.get(f"/scores/{assessment.pk}/{clause.pk}/").content.decode()


def test_what_the_same_clause_was_given_a_year_ago_is_told_where_somebody_said_they_are_the_same(
    enter, office, evidenced, clauses, unit
):
    year = evidenced.framework.year
    found = {}
    for ago in (1, 2):
        before = factories.make_framework(unit, rows=[("类目", "1", ["2"])], year=year - ago, title=f"前{ago}年")
        found[ago] = actions.open_assessment(framework=before, unit=unit, by=office)
        clause = before.clauses.get()
        Score.objects.create(assessment=found[ago], clause=clause, state="points", points=D("1.5"))
        if ago == 2:
            crosswalk.link(clause=clauses[0], other=clause, by=office)
    client = enter(office)
    assert "去年同一条" not in page_of(client, evidenced, clauses[0])  # alike or older is not the same
    last = found[1].framework.clauses.get()
    crosswalk.link(clause=clauses[0], other=last, by=office)
    page = page_of(client, evidenced, clauses[0])
    assert f'<dt>去年同一条</dt><dd><a class="link-body-emphasis" href="/scores/{found[1].pk}/{last.pk}/">' in page
    assert page.count("1.5 / 2 分</a>") == 1
    assert "去年同一条" not in page_of(client, evidenced, clauses[1])
    crosswalk.reject(clause=clauses[0], other=last, by=office)
    assert "去年同一条" not in page_of(client, evidenced, clauses[0])


def test_what_was_given_the_last_time_stands_beside_what_is_given_now(enter, office, evidenced, clauses):
    client = enter(office)
    give(evidenced, clauses[0], "0.5", by=office)
    assert "上次自评" not in page_of(client, evidenced, clauses[0])
    actions.clear(assessment=evidenced, clause=clauses[0], by=office)
    give(evidenced, clauses[0], "1", by=office)
    page = page_of(client, evidenced, clauses[0])
    assert "<dt>上次自评</dt>" in page
    assert "日，0.5 分</dd>" in page


def test_the_superiors_result_leads_to_its_page(enter, office, evidenced, clauses):
    other = Assessment.objects.create(framework=evidenced.framework, unit=evidenced.unit, kind="superior")
    Score.objects.create(assessment=other, clause=clauses[0], state="points", points=D(1))
    page = page_of(enter(office), evidenced, clauses[0])
    assert f'<dt>上级测评</dt><dd><a class="link-body-emphasis" href="/scores/{other.pk}/{clauses[0].pk}/">' in page
    assert "1 / 2 分</a>" in page
