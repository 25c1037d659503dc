"""Totals by category, layer and overall, with figures added up by hand."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import actions, totals
from scoring.models import CategoryTotal, Layer, Score
from scoring.words import progress, verdict
from tests.factories import make_framework
from tests.scoring.frameworks import S4, add_category, add_clause, give, proven, say, with_bonus


def test_the_nine_categories_of_s4_come_to_a_hundred(assessment):
    figures = totals.stored(assessment)
    assert [row.tally.maximum for row in figures.categories] == [12, 10, 6, 10, 16, 12, 8, 10, 16]
    assert [row.name for row in figures.categories] == list(S4)
    assert (figures.overall.maximum, figures.overall.clauses, figures.overall.unscored) == (100, 50, 50)


def test_s4_scored_by_hand(evidenced, clauses):
    # first category, six clauses: 2 + 1.5 + 0 + 不适用 + 0.25 + 未评 = 3.75 of 12
    for clause, points in zip(clauses[:3], ["2", "1.5", "0"], strict=True):
        give(evidenced, clause, points)
    say(evidenced, clauses[3], "not_applicable", reason="没有服务窗口")
    give(evidenced, clauses[4], "0.25")
    # second category: 5 × 2 = 10 of 10
    for clause in clauses[6:11]:
        give(evidenced, clause, "2")
    figures = totals.stored(evidenced)
    first, second = figures.categories[0].tally, figures.categories[1].tally
    assert (first.points, first.maximum, first.exempt) == (Decimal("3.75"), 12, 2)
    assert (first.scored, first.unscored, first.not_applicable) == (5, 1, 1)
    assert (second.points, second.maximum, second.percent) == (10, 10, "100")
    assert (figures.overall.points, figures.overall.scored) == (Decimal("13.75"), 10)


def test_hundredths_add_up_where_floating_numbers_would_not(unit):
    framework = make_framework(unit, rows=[("类目", "1", ["0.70", "0.70", "0.70"])])
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, framework.clauses.all())
    for clause in framework.clauses.all():
        give(assessment, clause, "0.70")
    assert totals.stored(assessment).overall.points == Decimal("2.10")


def test_unscored_nought_and_not_applicable_are_three_things(evidenced, clauses):
    give(evidenced, clauses[0], "0")
    say(evidenced, clauses[1], "not_applicable", reason="没有服务窗口")
    tally = totals.stored(evidenced).overall
    assert (tally.points, tally.scored, tally.not_applicable, tally.unscored) == (0, 2, 1, 48)


def test_a_framework_without_points_counts_its_clauses(worded):
    clauses = list(worded.framework.clauses.all())
    for clause, state in zip(clauses[:3], ["met", "partly", "unmet"], strict=True):
        say(worded, clause, state)
    figures = totals.stored(worded)
    tally = figures.overall
    assert not figures.has_points
    assert [row.label for row in figures.layers] == ["基本项"]
    assert (tally.met, tally.partly, tally.unmet, tally.unscored) == (1, 1, 1, 2)
    assert (tally.got, tally.of, tally.maximum, tally.points) == ("1", "5", 0, 0)


def test_a_mixed_framework_has_points_and_counts(unit):
    framework = make_framework(unit, rows=[("类目", "1", ["2", None, None])])
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, framework.clauses.all())
    pointed, worded, _ = framework.clauses.all()
    give(assessment, pointed, "1.5")
    say(assessment, worded, "met")
    tally = totals.stored(assessment).overall
    assert (tally.points, tally.maximum, tally.pointed, tally.worded, tally.met) == (Decimal("1.5"), 2, 1, 2, 1)


def test_the_layers_stand_side_by_side_and_are_never_added(unit):
    framework = make_framework(unit)
    national, _ = with_bonus(framework, cap="10")
    deduction = add_clause(add_category(framework, "负面清单", layer=Layer.NEGATIVE), "发生事故", points="5")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, framework.clauses.all())
    give(assessment, framework.clauses.first(), "2")
    give(assessment, national, "4")
    give(assessment, deduction, "3")
    figures = totals.stored(assessment)
    assert figures.overall.points == 2
    assert [(row.label, row.tally.points, row.of) for row in figures.layers] == [
        ("基本分", 2, "4"),
        ("加分项", 4, "10"),
        ("负面清单", 3, "5"),
    ]


def test_a_category_holds_what_stands_below_it(unit):
    framework = make_framework(unit, rows=[("思想道德建设", "1", ["2"])])
    outer = framework.categories.get()
    inner = add_category(framework, "诚信建设", parent=outer)
    add_clause(add_category(framework, "诚信教育", parent=inner), points="3")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    (top,) = totals.stored(assessment).categories
    assert (top.tally.maximum, top.below[0].tally.maximum, top.below[0].below[0].name) == (5, 3, "诚信教育")


def test_totals_cost_one_query_however_many_clauses(assessment, django_assert_num_queries):
    with django_assert_num_queries(1):
        totals.stored(assessment)


def test_each_difference_is_named_and_mended(evidenced, clauses):
    give(evidenced, clauses[0], "2")
    assert totals.differences(evidenced) == []
    first, second = CategoryTotal.objects.order_by("category__order")[:2]
    CategoryTotal.objects.filter(pk=first.pk).update(points=Decimal("1.5"))
    second.delete()
    found = totals.recompute(evidenced)
    assert [line.partition("，")[2] for line in found] == [
        "学习宣传教育：得分记的是 1.5，应为 2。",
        "思想道德建设：没有合计。",
    ]
    assert totals.differences(evidenced) == []


def test_a_score_above_its_maximum_is_named(evidenced, clauses):
    give(evidenced, clauses[0], "2")
    Score.objects.update(points=Decimal("2.5"))
    assert any("高于满分 2 分" in line for line in totals.differences(evidenced))


def test_the_verdict_says_how_far_the_target_is(evidenced, clauses):
    assert verdict(totals.stored(evidenced)) == "还没有开始自评，共 50 个得分点"
    give(evidenced, clauses[0], "1.5")
    assert verdict(totals.stored(evidenced)) == "自评 1.5 分，满分 100 分"
    evidenced.target = Decimal(92)
    assert verdict(totals.stored(evidenced)) == "自评 1.5 分，离目标 92 分还差 90.5 分"
    evidenced.target = Decimal(1)
    assert verdict(totals.stored(evidenced)) == "自评 1.5 分，已达到目标 1 分"
    assert progress(totals.stored(evidenced)) == "50 个得分点已评 1 个，未评 49 个。"


def test_the_verdict_counts_clauses_where_there_are_no_points(worded):
    say(worded, worded.framework.clauses.first(), "met")
    assert verdict(totals.stored(worded)) == "5 个得分点达标 1 个"
    worded.target = Decimal(4)
    assert verdict(totals.stored(worded)) == "达标 1 个，离目标 4 个还差 3 个"
    say(worded, worded.framework.clauses.last(), "not_applicable", reason="没有")
    assert progress(totals.stored(worded)) == "5 个得分点已评 2 个，未评 3 个；其中不适用 1 个。"


edits = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.one_of(
            st.decimals(0, 3, places=2),
            st.sampled_from(["met", "partly", "unmet", "not_applicable", "clear"]),
        ),
    ),
    max_size=25,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=edits)
def test_the_total_is_the_sum_of_its_clauses_whatever_the_order_of_edits(unit, mixed, edits):
    for place, what in edits:
        clause = mixed[1][place]
        try:
            if what == "clear":
                actions.clear(assessment=mixed[0], clause=clause, by=None)
            elif isinstance(what, Decimal):
                give(mixed[0], clause, what)
            else:
                say(mixed[0], clause, what, reason="说明")
        except ValidationError:
            continue
    check_sums(*mixed)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(8)))
def test_the_order_of_scoring_does_not_matter(unit, mixed, order):
    assessment, clauses = mixed
    for clause in clauses:
        actions.clear(assessment=assessment, clause=clause, by=None)
    final = ["1.5", "0.33", "met", "0.5", "not_applicable", "1", "0.25", "1.75"]
    for place in order:
        if final[place][0].isdigit():
            give(assessment, clauses[place], final[place])
        else:
            say(assessment, clauses[place], final[place], reason="说明")
    figures = totals.stored(assessment)
    # 1.5 + 0.33 + 0.5 = 2.33 of 2 + 1.25 + 0.5 = 3.75; the bonus 1 + 0.25 + 1.75 = 3
    assert (figures.overall.points, figures.overall.maximum) == (Decimal("2.33"), Decimal("3.75"))
    assert (figures.layer(Layer.BONUS).tally.points, figures.layer(Layer.BONUS).of) == (3, "3")
    assert (figures.overall.met, figures.overall.not_applicable, figures.everything.unscored) == (1, 1, 0)


def check_sums(assessment, clauses):
    figures = totals.stored(assessment)
    scores = {score.clause_id: score for score in Score.objects.filter(assessment=assessment)}
    for category in figures.categories:
        own = [scores[clause.pk] for clause in clauses if clause.pk in scores and is_in(clause, category)]
        assert category.tally.points == sum((score.points or 0) for score in own)
        assert category.tally.scored == len(own)
        assert category.tally.met == sum(score.state == "met" for score in own)
    assert all(scores[c.pk].points <= c.points for c in clauses if c.pk in scores and c.points and scores[c.pk].points)
    assert figures.layer(Layer.BONUS).tally.points <= 3
    assert figures.overall.points <= figures.overall.maximum
    assert totals.differences(assessment) == []


def is_in(clause, category):
    return clause.indicator.category_id == category.pk


@pytest.fixture
def mixed(unit):
    """Clauses with points, without, and a bonus capped at 3; each with evidence."""
    framework = make_framework(unit, rows=[("甲", "1", ["2", "1.25", None]), ("乙", "2", ["0.5", None])])
    bonus = add_category(framework, "加分", layer=Layer.BONUS, points=Decimal(3))
    for _ in range(3):
        add_clause(bonus)
    assessment = actions.open_assessment(framework=framework, unit=unit)
    clauses = list(framework.clauses.select_related("indicator"))
    proven(assessment, clauses)
    return assessment, clauses
