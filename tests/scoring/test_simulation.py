"""What the total would be, and which step brings most: worked out by hand, and nothing is written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.models import Record
from scoring import simulation
from scoring.models import CategoryTotal, Score
from scoring.risk import risks_of, steps_of
from scoring.ruling import Kind, Rule
from scoring.ruling_actions import settle_rule
from scoring.rulings import rules_of_framework
from scoring.sheet import Sheet
from scoring.suggesting import checks_of
from scoring.threshold_actions import confirm_bindings, make_rows
from scoring.thresholds import Threshold
from tests import factories
from tests.scoring.frameworks import give, say

D = Decimal


@pytest.fixture
def short(evidenced, clauses, office, unit, department):
    """Two clauses ask for volunteer services, five and three; two are filed (one of them by the fixture)."""
    for clause, value in zip(clauses[:2], ("5", "3"), strict=True):
        clause.text = f"全年志愿服务不少于{value}次"
        clause.thresholds = [{"op": ">=", "value": value, "unit": "次"}]
        clause.save()
        make_rows([clause])
    rows = list(Threshold.objects.values_list("pk", flat=True))
    confirm_bindings(framework=evidenced.framework, thresholds=rows, by=office)
    settle_rule(clause=clauses[0], lines=[Rule(Kind.MISSING, amount=D("0.5"), unit="次")], by=office)
    factories.make_record(unit, department, "第二次", state=Record.State.ACCEPTED, begins_on=date(2022, 5, 1))
    return evidenced


def read(assessment):
    sheet = Sheet(assessment, with_evidence=True)
    return sheet, checks_of(assessment, [line.clause for line in sheet.lines])


def test_another_grade_changes_the_total_and_nothing_else(evidenced, clauses):
    give(evidenced, clauses[0], "1")
    sheet, _ = read(evidenced)
    supposed, refused = simulation.read_supposed(sheet, {str(clauses[0].pk): "2", str(clauses[1].pk): "1.5"})
    told = simulation.outlook(sheet, supposed)
    # 1 → 2 + 1.5 = 3.5
    assert (told.before.overall.points, told.after.overall.points, told.gain) == (1, D("3.5"), D("2.5"))
    assert refused == []
    assert Score.objects.count() == 1


def test_planned_activities_raise_every_clause_they_serve(short, clauses):
    sheet, checks = read(short)
    measure = simulation.measures_of(checks)[0]
    lines = rules_of_framework(short.framework)
    # one more makes three: 2 − 2 × 0.5 = 1 for the first, 2 of 2 for the second
    found = {one.line.clause.pk: one.points for one in simulation.planned(sheet, checks, lines, {measure.pk: 1})}
    assert found == {clauses[0].pk: 1, clauses[1].pk: 2}
    found = {one.line.clause.pk: one.points for one in simulation.planned(sheet, checks, lines, {measure.pk: 3})}
    assert found == {clauses[0].pk: 2, clauses[1].pk: 2}


def test_what_is_full_can_be_tried_with_less(enter, office, evidenced, clauses):
    give(evidenced, clauses[0], "2")
    path = reverse("score_what_if", args=[evidenced.pk])
    page = enter(office).get(path, {f"c{clauses[0].pk}": "0.5"}).content.decode()
    # 2 → 0.5
    assert "已经拿满的 1 条" in page
    assert "2 → <b>0.5</b> / 100 分" in page
    assert "比现在变动 <b>-1.5</b>" in page
    assert Score.objects.get().points == 2


def test_what_cannot_be_given_is_said(evidenced, clauses):
    sheet, _ = read(evidenced)
    typed = {str(clauses[0].pk): "3", str(clauses[1].pk): "met", str(clauses[2].pk): "abc"}
    supposed, refused = simulation.read_supposed(sheet, typed)
    assert supposed == []
    assert ["最多 2 分" in refused[0], "按分值打分" in refused[1], "写成数字" in refused[2]] == [True] * 3


def test_the_page_writes_nothing(enter, office, short, clauses):
    client = enter(office)
    measure = Threshold.objects.first().measure_id
    path = reverse("score_what_if", args=[short.pk])
    client.get(path)
    before = list(CategoryTotal.objects.order_by("pk").values_list("points", "scored"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        text = client.get(path, {f"m{measure}": "3", f"c{clauses[5].pk}": "2"}).content.decode()
    assert "→ <b>6</b>" in text  # 2 + 2 by the activities, 2 as typed
    assert not [row["sql"] for row in asked if row["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert not Score.objects.exists()
    assert list(CategoryTotal.objects.order_by("pk").values_list("points", "scored")) == before
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("typed", ["abc", "-1", "9" * 40, "1e5", "NaN", "\x00", "met", "99"])
def test_nonsense_in_the_address_is_borne(enter, office, short, clauses, typed):
    measure = Threshold.objects.first().measure_id
    path = reverse("score_what_if", args=[short.pk])
    told = {f"m{measure}": typed, f"c{clauses[5].pk}": typed, "c": typed, "cx": typed}
    assert enter(office).get(path, told).status_code == 200


def test_a_framework_of_states_is_tried_out_by_states(enter, office, worded):
    clause = worded.framework.clauses.first()
    text = enter(office).get(reverse("score_what_if", args=[worded.pk]), {f"c{clause.pk}": "met"}).content.decode()
    assert "0 → <b>1</b> / 5 个达标" in text


def test_planned_activities_raise_verdicts_where_there_are_no_points(enter, office, worded):
    clause = worded.framework.clauses.first()
    clause.text, clause.thresholds = "全年志愿服务不少于3次", [{"op": ">=", "value": "3", "unit": "次"}]
    clause.save()
    make_rows([clause])
    confirm_bindings(framework=worded.framework, thresholds=[clause.limits.get().pk], by=office)
    measure = clause.limits.get().measure
    page = enter(office).get(reverse("score_what_if", args=[worded.pk]), {f"m{measure.pk}": "2"}).content.decode()
    # one is filed by the fixture: 1 + 2 = 3 of 3
    assert "0 → <b>1</b> / 5 个达标" in page


def test_what_one_record_serves_stands_together_and_the_most_comes_first(short, clauses, office):
    give(short, clauses[3], "1.5")
    say(short, clauses[4], "not_applicable", reason="没有窗口")
    sheet, checks = read(short)
    risks = risks_of(sheet, checks)
    # fifty clauses of 2: the one not applicable is out, one lacks 0.5, 48 lack 2: 48 × 2 + 0.5 = 96.5
    assert sum(risk.worth for risk in risks) == D("96.5")
    assert {risk.kind for risk in risks} == {"threshold", "unscored", "lost"}
    first, second = steps_of(risks)
    # 46 proven clauses are unscored: 46 × 2 = 92; the volunteer service serves two: 2 × 2 = 4
    assert (first.kind, first.worth, len(first.risks)) == ("unscored", 92, 46)
    assert (second.title, second.worth) == ("志愿服务活动次数再归档 3 次", 4)


def test_missing_evidence_is_a_step_of_its_own(assessment):
    sheet, checks = read(assessment)
    steps = steps_of(risks_of(sheet, checks))
    assert len(steps) == 50
    assert {(step.kind, step.worth) for step in steps} == {("evidence", 2)}
