"""The page of a clause with a rule: its inputs, the suggestion, what is kept, and when it no longer holds."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from evidence.models import Record
from evidence.particulars import Honour
from scoring import actions
from scoring.bands import steps_typed
from scoring.models import Layer, Score
from scoring.ruling import Kind, Rule
from scoring.ruling_actions import exempt, set_window, settle_rule
from scoring.threshold_actions import confirm_bindings, make_rows
from tests import factories
from tests.scoring.frameworks import add_category, add_clause

D = Decimal
PER_MISSING = Rule(Kind.MISSING, amount=D("0.5"), unit="次")


@pytest.fixture
def ruled(evidenced, clauses, office):
    """The first clause asks for five volunteer services; each one lacking costs 0.5."""
    clause = clauses[0]
    clause.text, clause.thresholds = "全年志愿服务不少于5次", [{"op": ">=", "value": "5", "unit": "次"}]
    clause.save()
    make_rows([clause])
    rows = clause.limits.values_list("pk", flat=True)
    confirm_bindings(framework=evidenced.framework, thresholds=list(rows), by=office)
    settle_rule(clause=clause, lines=[PER_MISSING], by=office)
    return clause


def page(assessment, clause):
    return reverse("score_clause", args=[assessment.pk, clause.pk])


def door(assessment, clause):
    return reverse("score_by_rule", args=[assessment.pk, clause.pk])


def test_the_page_says_what_is_lacking_and_what_it_comes_to(enter, office, evidenced, ruled):
    text = enter(office).get(page(evidenced, ruled)).content.decode()
    # the one cited record is a volunteer service: four of five are lacking, 2 − 4 × 0.5 = 0
    assert "要求 ≥5 次，已归档 1 次，缺 4 次" in text
    assert "<b>建议 0 分。</b>要求还没有达到；2 − 4 × 0.5 = 0（少 4 次）。" in text
    assert 'name="g0-count" value="4"' in text
    assert "不按规则算，由人定分" in text


def test_what_is_typed_is_worked_out_and_kept(enter, office, evidenced, ruled):
    answer = enter(office).post(door(evidenced, ruled), {"version": "0", "g0-count": "1", "go": "stay"}, follow=True)
    assert "2 − 1 × 0.5 = 1.5（少 1 次）" in answer.content.decode()
    assert Score.objects.get(clause=ruled).points == D("1.5")


@pytest.mark.parametrize("typed", ["", "abc", "-1", "1e9", "9" * 40, "NaN", "\x00"])
def test_what_is_no_count_is_refused_in_a_sentence_and_stays_typed(enter, office, evidenced, ruled, typed):
    answer = enter(office).post(door(evidenced, ruled), {"version": "0", "g0-count": typed})
    assert answer.status_code == 422
    assert 'id="rule-error"' in answer.content.decode()
    assert not Score.objects.filter(clause=ruled).exists()


def test_points_beside_the_rule_need_a_reason(enter, office, evidenced, ruled):
    path = reverse("score_award", args=[evidenced.pk, ruled.pk])
    answer = enter(office).post(path, {"choice": "1", "version": "0"})
    assert "不按规则给分要写明原因" in answer.content.decode()
    enter(office).post(path, {"choice": "1", "version": "0", "reason": "上级口头认定"})
    assert Score.objects.get(clause=ruled).points == 1


def test_the_page_says_when_the_records_moved_and_the_score_stays(enter, office, evidenced, ruled, unit, department):
    client = enter(office)
    client.post(door(evidenced, ruled), {"version": "0", "g0-count": "4"})
    factories.make_record(unit, department, "又一次", state=Record.State.ACCEPTED, begins_on=date(2022, 9, 1))
    text = client.get(page(evidenced, ruled)).content.decode()
    assert "依据已变化：志愿服务活动次数打分时是 1 次，现在是 2 次" in text
    assert Score.objects.get(clause=ruled).points == 0


def test_the_page_says_when_the_rule_was_changed(enter, office, evidenced, ruled):
    client = enter(office)
    client.post(door(evidenced, ruled), {"version": "0", "g0-count": "1"})
    ruled.rules.update(amount=D(1))  # as a revision that was put to use leaves it
    text = client.get(page(evidenced, ruled)).content.decode()
    assert "规则在打分之后改过" in text
    assert "打分时的算式" in text
    client.post(door(evidenced, ruled), {"version": "1", "g0-count": "1"})
    assert Score.objects.get(clause=ruled).points == 1


@pytest.mark.parametrize(
    ("line", "typed", "points"),
    [
        (Rule(Kind.GRADE_PERCENT, steps=steps_typed("A 100%\nB 66%", are_bands=False)), {"g0-grade": "B"}, "1.32"),
        (Rule(Kind.SHORTFALL, amount=D("0.1"), target=D(90)), {"g0-measured": "85"}, "1.5"),
        (Rule(Kind.ALL_OR_NOTHING), {"g0-holds": "0"}, "2"),
        (Rule(Kind.SAMPLE, sample=4, least=3), {"g0-passed": "3"}, "2"),
        (Rule(Kind.RANGE, amount=D("0.1"), most=D("0.5")), {"g0-discretion": "0.2"}, "1.8"),
        (Rule(Kind.ONCE, amount=D(1)), {"g0-holds": "1"}, "1"),
        (Rule(Kind.BANDS, steps=steps_typed("90以上 2\n不满90 1", are_bands=True)), {"g0-measured": "89.9"}, "1"),
    ],
)
def test_every_kind_of_rule_has_inputs_that_work(enter, office, evidenced, clauses, line, typed, points):
    settle_rule(clause=clauses[1], lines=[line], by=office)
    client = enter(office)
    text = client.get(page(evidenced, clauses[1])).content.decode()
    assert all(f'name="{name}"' in text for name in typed)
    client.post(door(evidenced, clauses[1]), {"version": "0"} | typed)
    assert Score.objects.get(clause=clauses[1]).points == D(points)
    again = client.get(page(evidenced, clauses[1])).content.decode()
    assert "算式" in again


@pytest.fixture
def honours(evidenced, office, unit, department):
    """Two national honours and a provincial one put forward for the bonus of S4; one was given before the window."""
    bonus = add_category(evidenced.framework, "荣誉称号", layer=Layer.BONUS, points=D(10))
    clause = add_clause(bonus, "2021年至2022年获国家级荣誉称号的，每一项加2分；省部级每一项加1分")
    settle_rule(
        clause=clause, lines=[Rule(Kind.HONOURS, steps=steps_typed("国家级 2\n省部级 1", are_bands=False))], by=office
    )
    days = [("national", date(2021, 5, 1)), ("national", date(2020, 5, 1)), ("provincial", date(2022, 5, 1))]
    records = []
    for level, day in days:
        record = Record.objects.create(
            unit=unit,
            department=department,
            kind=Record.Kind.HONOUR,
            title=f"{level}{day.year}",
            year=day.year,
            begins_on=day,
            state=Record.State.ACCEPTED,
        )
        Honour.objects.create(record=record, level=level, issuer="评选机关")
        actions.cite(assessment=evidenced, clauses=[clause], record=record, by=office)
        records.append(record)
    return clause, records


def test_honours_count_within_their_window_which_may_be_two_years(enter, office, evidenced, honours):
    clause, records = honours
    client = enter(office)
    told = {"version": "0", "g0-honour": [str(row.pk) for row in records]}
    # without a window the framework's own year counts: 2022 only, 1 × 1 = 1
    client.post(door(evidenced, clause), told)
    assert Score.objects.get(clause=clause).points == 1
    actions.clear(assessment=evidenced, clause=clause, by=office)
    set_window(category=clause.indicator.category, begins_on=date(2021, 1, 1), ends_on=date(2022, 12, 31), by=office)
    assert "不在计分期限内" in client.get(page(evidenced, clause)).content.decode()
    # 2021 to 2022: 1 × 2 + 1 × 1 = 3; the one of 2020 stays out although it was ticked
    client.post(door(evidenced, clause), told)
    score = Score.objects.get(clause=clause)
    assert (score.points, score.inputs["sentence"]) == (3, "1 × 2 + 1 × 1 = 3（国家级 1 项、省部级 1 项）")


def test_the_page_says_when_honours_came_or_went_after_the_score(enter, office, evidenced, honours):
    clause, (first, _, last) = honours
    set_window(category=clause.indicator.category, begins_on=date(2021, 1, 1), ends_on=date(2022, 12, 31), by=office)
    client = enter(office)
    client.post(door(evidenced, clause), {"version": "0", "g0-honour": [str(first.pk)]})
    said = client.get(page(evidenced, clause)).content.decode()
    assert f"依据已变化：打分以后引用了“{last.title}”，还没有算进去" in said
    Record.objects.filter(pk=first.pk).update(state=Record.State.RETURNED)
    said = client.get(page(evidenced, clause)).content.decode()
    assert f"依据已变化：打分时算了“{first.title}”，现在没有引用它，或者它不算数了" in said
    assert Score.objects.get(clause=clause).points == 2


def test_an_exemption_is_shown_where_it_applies(enter, office, evidenced, clauses):
    exempt(clause=clauses[2], text="没有服务窗口的单位", by=office)
    assert "豁免：没有服务窗口的单位" in enter(office).get(page(evidenced, clauses[2])).content.decode()


def test_who_may_not_score_sees_the_rule_and_cannot_post(enter, clerk, stranger, evidenced, ruled):
    client = enter(clerk)
    assert "每少 1 次扣 0.5 分" in client.get(page(evidenced, ruled)).content.decode()
    assert client.post(door(evidenced, ruled), {"g0-count": "1"}).status_code == 403
    assert enter(stranger).post(door(evidenced, ruled), {"g0-count": "1"}).status_code == 404
