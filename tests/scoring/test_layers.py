"""The published total over three layers, with every sum written out; S4 in full."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import actions, totals
from scoring.bands import steps_typed
from scoring.layers import whole_of
from scoring.models import Category, Layer
from scoring.ruling import Given, Honoured, Kind, Rule
from scoring.ruling_actions import set_rescaling, settle_rule
from scoring.ruling_awarding import award_by_rule
from scoring.tallies import Tally
from scoring.tree import Tree
from tests.factories import make_framework
from tests.scoring.frameworks import add_category, add_clause, give, proven, s4_framework, say

D = Decimal


def whole(assessment):
    return whole_of(totals.stored(assessment), assessment.framework)


@pytest.fixture
def s4(unit, office):
    """S4 in full: 31 standards with 50 clauses of 2 points, the honours capped at 10, and a list of deductions."""
    framework = s4_framework(unit)
    bonus = add_category(framework, "荣誉称号", layer=Layer.BONUS, points=D(10))
    honours = add_clause(bonus, "国家级每一项加2分，省部级每一项加1分，累计最多加10分")
    steps = steps_typed("国家级 2\n省部级 1", are_bands=False)
    settle_rule(clause=honours, lines=[Rule(Kind.HONOURS, most=D(10), steps=steps)], by=office)
    negative = add_category(framework, "负面清单", layer=Layer.NEGATIVE)
    deducted = add_clause(negative, "发生一起责任事故扣1分")
    vetoed = add_clause(negative, "发生重大事故的一票否决")
    settle_rule(clause=deducted, lines=[Rule(Kind.OCCURRENCE, amount=D(1), unit="起", is_doubled=True)], by=office)
    settle_rule(clause=vetoed, lines=[Rule(Kind.VETO)], by=office)
    assessment = actions.open_assessment(framework=framework, unit=unit, by=office)
    basic = list(framework.clauses.filter(indicator__category__layer=Layer.BASIC))
    proven(assessment, [*basic, honours], by=office)
    return assessment, basic, honours, deducted, vetoed


def test_s4_from_its_fifty_clauses_to_the_published_total(s4):
    assessment, basic, honours, deducted, vetoed = s4
    assert (len(basic), sum(clause.points for clause in basic)) == (50, 100)
    # 38 × 2 = 76; 5 × 1.5 = 7.5; 3 × 1 = 3; 4 × 0 = 0; 76 + 7.5 + 3 + 0 = 86.5
    for clause, points in zip(basic, ["2"] * 38 + ["1.5"] * 5 + ["1"] * 3 + ["0"] * 4, strict=True):
        give(assessment, clause, points)
    said = (Honoured("国家级"), Honoured("省部级"), Honoured("省部级"))
    award_by_rule(assessment=assessment, clause=honours, by=None, given=[Given(honours=said)])  # 2 + 1 + 1 = 4
    award_by_rule(assessment=assessment, clause=deducted, by=None, given=[Given(count=D(1))])  # 1 × 1 = 1
    award_by_rule(assessment=assessment, clause=vetoed, by=None, given=[Given(holds=False)])
    result = whole(assessment)
    # 86.5 + 4 − 1 = 89.5
    assert result.points == D("89.5")
    assert result.sentence == "基本分 86.5 + 加分 4（上限 10） − 总分扣减 1 = 89.5"
    assert not result.is_vetoed
    assert totals.stored(assessment).overall.points == D("86.5")
    assert totals.differences(assessment) == []


def test_the_cap_of_ten_cuts_and_says_so(s4):
    assessment, basic, honours, *_ = s4
    give(assessment, basic[0], "2")
    # 6 × 2 = 12, at most 10: 2 + 10 = 12
    said = (Honoured("国家级"),) * 6
    award_by_rule(assessment=assessment, clause=honours, by=None, given=[Given(honours=said)])
    assert whole(assessment).sentence == "基本分 2 + 加分 10（上限 10） − 总分扣减 0 = 12"
    (bonus,) = [row for row in totals.stored(assessment).categories if row.category.layer == Layer.BONUS]
    assert (bonus.got, bonus.of) == ("10", "10")


def test_a_veto_stands_beside_the_total_and_not_in_it(s4):
    assessment, basic, _, _, vetoed = s4
    give(assessment, basic[0], "2")
    before = whole(assessment).points
    award_by_rule(assessment=assessment, clause=vetoed, by=None, given=[Given(holds=True)])
    result = whole(assessment)
    assert (result.points, result.is_vetoed, result.state) == (before, True, "触发一票否决 1 条")


def test_deductions_never_lift_a_total_below_nought(s4):
    assessment, basic, _, deducted, _ = s4
    give(assessment, basic[0], "2")
    # three events, one concealed: (3 + 1) × 1 = 4; 2 + 0 − 4 = −2 → 0
    award_by_rule(assessment=assessment, clause=deducted, by=None, given=[Given(count=D(3), concealed=D(1))])
    result = whole(assessment)
    assert (result.points, result.sentence) == (0, "基本分 2 + 加分 0（上限 10） − 总分扣减 4 = −2，按 0 分计")


@pytest.mark.parametrize(
    ("rescales", "points", "sentence"),
    [
        (False, "9", "基本分 9"),
        # 9 × 12 ÷ 10 = 10.8
        (True, "10.8", "基本分 10.8（9 × 12 ÷ 10，不适用的 2 分折算） = 10.8"),
    ],
)
def test_what_does_not_apply_is_spread_only_where_the_framework_says_so(unit, office, rescales, points, sentence):
    framework = make_framework(unit, rows=[("学习宣传教育", "1", ["2"] * 6)])
    set_rescaling(framework=framework, rescales=rescales, by=office)
    assessment = actions.open_assessment(framework=framework, unit=unit)
    clauses = list(framework.clauses.all())
    proven(assessment, clauses)
    assessment.refresh_from_db()
    say(assessment, clauses[0], "not_applicable", reason="没有服务窗口")
    for clause, value in zip(clauses[1:], ["2", "2", "2", "2", "1"], strict=True):
        give(assessment, clause, value)
    result = whole(assessment)
    assert (result.points, result.sentence) == (D(points), sentence)


def test_a_framework_without_points_has_no_published_total(worded):
    assert whole(worded) is None


tallies = st.integers(0, 400).map(lambda n: Tally(points=D(n) / 100, maximum=D(4), clauses=1, scored=1))


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_total_is_the_sum_of_its_explained_parts_for_any_tree(unit, data):
    framework = make_framework(unit, rows=[])
    rows: list[Category] = []
    for _ in range(data.draw(st.integers(1, 7))):
        parent = data.draw(st.sampled_from([None, *rows]))
        layer = parent.layer if parent else data.draw(st.sampled_from(list(Layer)))
        cap = data.draw(st.none() | st.integers(0, 600).map(lambda n: D(n) / 100)) if layer == Layer.BONUS else None
        rows.append(add_category(framework, f"类目{len(rows)}", layer=layer, parent=parent, points=cap))
    own = {row.pk: data.draw(tallies) for row in rows}
    figures = totals.of_tallies(Tree(framework), own)

    def check(row):
        below = sum((part.counted for part in row.below), D(0))
        for part in row.below:
            check(part)
        limit = row.category.points if row.category.layer == Layer.BONUS else None
        everything = own[row.pk].points + below
        assert row.counted == (everything if limit is None else min(everything, limit))
        assert row.tally.points == own[row.pk].points + sum((part.tally.points for part in row.below), D(0))

    for row in figures.categories:
        check(row)
    for layer in figures.layers:
        tops = [row for row in figures.categories if row.category.layer == layer.layer]
        assert layer.counted == sum((row.counted for row in tops), D(0))
        assert layer.cap is None or layer.cap >= 0
    result = whole_of(figures, framework)
    if result is not None:
        parts = {row.layer: row.counted for row in figures.layers}
        assert result.points == max(parts["basic"] + parts.get("bonus", 0) - parts.get("negative", 0), 0)
