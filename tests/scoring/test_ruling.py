"""Each kind of rule with the arithmetic written out, as real papers print it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from scoring.bands import Step, check_bands, steps_typed
from scoring.ruling import Counting, Given, Honoured, Kind, Rounding, Rule
from scoring.ruling_arithmetic import worked_out

D = Decimal
ABSOLUTE = steps_typed("A 2\nB 1.5\nC 1\nD 0", are_bands=False)
PERCENT = steps_typed("A 100%\nB 66%\nC 33%\nD 0", are_bands=False)
LEVELS = steps_typed("国家级 2\n省部级 1", are_bands=False)


def by(rule, maximum="2", is_negative=False, **said):
    said = {key: D(value) if isinstance(value, str) and key != "grade" else value for key, value in said.items()}
    maximum = None if maximum is None else D(maximum)
    return worked_out([rule], [Given(**said)], maximum=maximum, is_negative=is_negative)


@pytest.mark.parametrize(("grade", "points"), [("A", "2"), ("B", "1.5"), ("C", "1"), ("D", "0")])
def test_absolute_grades_give_what_they_print(grade, points):
    # C04: A 2 / B 1.5 / C 1 / D 0
    assert by(Rule(Kind.GRADE_POINTS, steps=ABSOLUTE), grade=grade).points == D(points)


@pytest.mark.parametrize(
    ("grade", "points", "sentence"),
    [
        ("A", "2", "2 × 100% = 2（评为 A）"),
        ("B", "1.32", "2 × 66% = 1.32（评为 B）"),  # C09, C11: 66 % of 2, not 1.3 and not 1.5
        ("C", "0.66", "2 × 33% = 0.66（评为 C）"),
        ("D", "0", "2 × 0% = 0（评为 D）"),
    ],
)
def test_percent_grades_give_a_share_of_the_points(grade, points, sentence):
    outcome = by(Rule(Kind.GRADE_PERCENT, steps=PERCENT), grade=grade)
    assert (outcome.points, outcome.sentence) == (D(points), sentence)


def test_a_share_is_rounded_half_up_once():
    # 1.25 × 66 % = 0.825 → 0.83
    outcome = by(Rule(Kind.GRADE_PERCENT, steps=PERCENT), "1.25", grade="B")
    assert (outcome.points, outcome.sentence) == (D("0.83"), "1.25 × 66% = 0.825，四舍五入得 0.83（评为 B）")


@pytest.mark.parametrize(
    ("count", "points", "sentence"),
    [
        ("0", "2", "2（出现 0 次）"),
        ("3", "0.5", "2 − 3 × 0.5 = 0.5（出现 3 次）"),
        ("4", "0", "2 − 4 × 0.5 = 0（出现 4 次）"),
        ("6", "0", "2 − 6 × 0.5 = −1，扣到 0 为止（出现 6 次）"),
    ],
)
def test_each_occurrence_takes_its_amount_and_stops_at_nought(count, points, sentence):
    outcome = by(Rule(Kind.OCCURRENCE, amount=D("0.5"), unit="次"), count=count)
    assert (outcome.points, outcome.sentence) == (D(points), sentence)


def test_deductions_of_a_line_stop_at_its_own_cap():
    # 5 × 0.5 = 2.5, but at most 1 is taken: 4 − 1 = 3
    outcome = by(Rule(Kind.OCCURRENCE, amount=D("0.5"), most=D(1)), "4", count="5")
    assert (outcome.points, outcome.sentence) == (3, "4 − 1 = 3（出现 5 次，5 × 0.5 = 2.5，最多扣 1）")


def test_every_two_missing_take_one_amount():
    # 每少 2 次扣 1 分, five are missing: two full pairs, 5 − 2 × 1 = 3; a begun pair counts only where it is said
    rule = Rule(Kind.MISSING, amount=D(1), per=D(2), unit="次", rounding=Rounding.DOWN)
    assert by(rule, "5", count="5").points == 3
    assert by(Rule(Kind.MISSING, amount=D(1), per=D(2), rounding=Rounding.UP), "5", count="5").points == 2


def test_a_missing_meeting_of_two_costs_half_of_twelve():
    # Ⅰ-1-1: 缺1次扣6分, 12 − 1 × 6 = 6
    assert by(Rule(Kind.MISSING, amount=D(6)), "12", count="1").points == 6


@pytest.mark.parametrize(
    ("rounding", "points", "sentence"),
    [
        (Rounding.EXACT, "2.4", "4 − 1.6 × 1 = 2.4"),  # 92 − 90.4 = 1.6
        (Rounding.UP, "2", "4 − 2 × 1 = 2"),
        (Rounding.DOWN, "3", "4 − 1 × 1 = 3"),
    ],
)
def test_a_shortfall_counts_percentage_points_rounded_or_not(rounding, points, sentence):
    # 群众满意度测评不低于92%，每低一个百分点扣1分，扣完为止 (4 points)
    outcome = by(Rule(Kind.SHORTFALL, amount=D(1), target=D(92), rounding=rounding), "4", measured="90.4")
    assert outcome.points == D(points)
    assert outcome.sentence == sentence + "（要求 92%，实际 90.4%，低 1.6 个百分点）"


def test_what_reaches_the_target_loses_nothing():
    assert by(Rule(Kind.SHORTFALL, amount=D(1), target=D(92)), "4", measured="97").points == 4


def test_all_or_nothing():
    # Ⅰ-1-2: 不符合标准的，本项即不得分 (10 points)
    assert by(Rule(Kind.ALL_OR_NOTHING), "10", holds=False).points == 10
    assert by(Rule(Kind.ALL_OR_NOTHING), "10", holds=True).points == 0


@pytest.mark.parametrize(("passed", "points"), [(4, "8"), (3, "8"), (2, "0"), (0, "0")])
def test_a_sample_passes_with_three_of_four(passed, points):
    assert by(Rule(Kind.SAMPLE, sample=4, least=3), "8", passed=passed).points == D(points)


def test_a_sample_cannot_pass_more_than_was_looked_at():
    with pytest.raises(ValidationError, match="抽查 4 个，合格的要在 0 到 4 之间"):
        by(Rule(Kind.SAMPLE, sample=4, least=3), passed=5)


def test_within_a_range_a_person_decides():
    # C13: 扣 0.1–0.5 分
    rule = Rule(Kind.RANGE, amount=D("0.1"), most=D("0.5"))
    assert by(rule, discretion="0.3").points == D("1.7")
    assert by(rule, discretion="0").points == 2
    for outside in ("0.05", "0.6"):
        with pytest.raises(ValidationError, match="扣分要在 0.1 到 0.5 之间"):
            by(rule, discretion=outside)
    with pytest.raises(ValidationError, match="请写明扣多少分"):
        by(rule)


def test_several_lines_work_together():
    # 无制度扣1分，每缺一次扣1分，扣完为止 (4 points): 4 − 1 − 2 × 1 = 1
    lines = [Rule(Kind.ONCE, "无制度扣1分", amount=D(1)), Rule(Kind.MISSING, amount=D(1), unit="次")]
    outcome = worked_out(lines, [Given(holds=True), Given(count=D(2))], maximum=D(4))
    assert (outcome.points, outcome.sentence) == (1, "4 − 1 − 2 × 1 = 1（无制度扣1分；少 2 次）")


def test_not_held_at_all_is_nought_whatever_else_is_said():
    # 未开展的不得分，开展无记录的扣2分
    lines = [Rule(Kind.ALL_OR_NOTHING, "未开展的不得分"), Rule(Kind.ONCE, "开展无记录的扣2分", amount=D(2))]
    assert worked_out(lines, [Given(holds=True), Given(holds=True)], maximum=D(4)).points == 0
    assert worked_out(lines, [Given(holds=False), Given(holds=True)], maximum=D(4)).points == 2


def test_every_honour_counts_up_to_the_cap():
    # S4: 国家级每一项加2分, 省部级每一项加1分, 累计最多10分: 2 × 2 + 1 × 1 = 5; 5 × 2 + 1 × 1 = 11 → 10
    rule = Rule(Kind.HONOURS, most=D(10), steps=LEVELS)
    some = (Honoured("国家级"), Honoured("国家级"), Honoured("省部级"))
    assert by(rule, None, honours=some).sentence == "2 × 2 + 1 × 1 = 5（国家级 2 项、省部级 1 项）"
    assert by(rule, None, honours=(*[Honoured("国家级")] * 5, Honoured("省部级"))).points == 10


def test_only_the_highest_honour_counts_for_the_same_work():
    # C21: the same work named by nation and province counts once, at 2; another work by the province gives 1
    rule = Rule(Kind.HONOURS, counting=Counting.HIGHEST, steps=LEVELS)
    given = (Honoured("省部级", "档案工作"), Honoured("国家级", "档案工作"), Honoured("省部级", "普法工作"))
    outcome = by(rule, None, honours=given)
    assert (outcome.points, outcome.sentence) == (3, "1 × 2 + 1 × 1 = 3（国家级 1 项、省部级 1 项，另有 1 项不重复算）")


def test_an_honour_of_another_level_gives_nothing():
    outcome = by(Rule(Kind.HONOURS, steps=LEVELS), None, honours=(Honoured("县级"),))
    assert outcome.points == 0


def test_each_item_adds_its_amount():
    assert by(Rule(Kind.EACH_BONUS, amount=D(2), unit="项"), None, count="3").sentence == "3 × 2 = 6（3 项）"


def test_a_bonus_with_nothing_to_give_it_for_is_nought_and_not_the_maximum():
    # a bonus clause of ten points: no honour 0, one 2; five points for one item each: none 0, three 3
    honours, items = Rule(Kind.HONOURS, steps=LEVELS), Rule(Kind.EACH_BONUS, amount=D(1), unit="项")
    assert by(honours, "10").points == 0
    assert by(honours, "10", honours=(Honoured("国家级"),)).points == 2
    assert by(honours, "10", honours=(Honoured("县级"),)).points == 0
    outcome = by(items, "5", count="0")
    assert (outcome.points, outcome.sentence) == (0, "0（0 项）")
    assert by(items, "5", count="3").points == 3
    assert by(items, "5", count="7").sentence == "7 × 1 = 7，最多 5（7 项）"


def test_what_is_taken_from_the_total_is_doubled_where_it_was_concealed():
    # one told, one concealed (C21): (2 + 1) × 2 = 6 taken from the total
    rule = Rule(Kind.OCCURRENCE, amount=D(2), unit="起", is_doubled=True)
    outcome = by(rule, None, is_negative=True, count="2", concealed="1")
    assert (outcome.points, outcome.sentence) == (6, "3 × 2 = 6（出现 2 起，其中隐瞒 1 起加倍）")
    assert by(rule, None, is_negative=True, count="2", concealed="0").points == 4
    with pytest.raises(ValidationError, match="隐瞒的不能比出现的多"):
        by(rule, None, is_negative=True, count="1", concealed="2")


def test_a_flat_deduction_from_the_total():
    # C06: −10 for a listed event
    assert by(Rule(Kind.ONCE, amount=D(10)), None, is_negative=True, holds=True).points == 10
    assert (
        by(Rule(Kind.ONCE, amount=D(10), is_doubled=True), None, is_negative=True, holds=True, concealed="1").points
        == 20
    )


def test_a_veto_is_a_state_and_takes_no_points():
    outcome = by(Rule(Kind.VETO, "发生重大责任事故的，一票否决"), None, is_negative=True, holds=True)
    assert (outcome.points, outcome.is_veto) == (None, True)
    assert by(Rule(Kind.VETO), None, is_negative=True, holds=False).is_veto is False


def test_a_veto_in_the_negative_list_takes_no_deduction_back():
    # 发生事故每起扣1分，重大事故一票否决: three of them, one of which is major: 3 × 1 = 3, and the veto beside it
    lines = [Rule(Kind.OCCURRENCE, amount=D(1), unit="起"), Rule(Kind.VETO, "重大事故一票否决")]
    outcome = worked_out(lines, [Given(count=D(3)), Given(holds=True)], maximum=None, is_negative=True)
    assert (outcome.points, outcome.is_veto) == (3, True)
    assert outcome.sentence == "3 × 1 = 3（出现 3 起；重大事故一票否决）"


def test_bands_give_the_points_of_the_one_a_figure_falls_into():
    steps = steps_typed("90以上 2\n80-不满90 1.5\n60-不满80 1\n不满60 0", are_bands=True)
    check_bands(steps, are_whole=False)
    rule = Rule(Kind.BANDS, steps=steps)
    figures = ["95", "90", "89.99", "80", "60", "59.9", "0"]
    assert [by(rule, measured=value).points for value in figures] == [2, 2, D("1.5"), D("1.5"), 1, 0, 0]


@pytest.mark.parametrize(
    ("bands", "named"),
    [
        ("85以上 0\n90-85 1\n不满85 2", "85 同时在“(90-85|85以上)”和“(90-85|85以上)”两段里"),
        ("85-100 0\n81-85 1\n不满81 2", "85 同时在“81-85”和“85-100”两段里"),  # C30: 85 in two
        ("85以上 0\n超过80-85 1\n不满80 2", "写成"),
        ("81以上 0\n不满80 2", "80 哪一段都不在"),  # C30: 80 in none
        ("超过80 0\n不满80 2", "80 哪一段都不在"),
        ("85-100 0\n80-84 1\n79以下 2", "79.5 哪一段都不在"),
        ("60-100 0", "0 哪一段都不在"),
        ("不满60 0\n60以下 1", "两段里"),
    ],
)
def test_bands_that_overlap_or_leave_gaps_are_refused_with_the_figure_named(bands, named):
    with pytest.raises(ValidationError, match=named):
        check_bands(steps_typed(bands, are_bands=True), are_whole=False)


def test_whole_numbers_may_stand_side_by_side():
    check_bands(steps_typed("85-100 0\n80-84 1\n79以下 2", are_bands=True), are_whole=True)
    with pytest.raises(ValidationError, match="80 哪一段都不在"):
        check_bands(steps_typed("85-100 0\n81-84 1\n79以下 2", are_bands=True), are_whole=True)


def test_what_nobody_says_is_asked_for_and_never_guessed():
    unknown = Rule(Kind.ONCE, "有一项不达标扣分")
    assert unknown.lacks == "扣多少分"
    with pytest.raises(ValidationError, match="还没写明扣多少分"):
        by(unknown, holds=True)
    with pytest.raises(ValidationError, match="请写明出现了几次"):
        by(Rule(Kind.OCCURRENCE, amount=D(1)))
    with pytest.raises(ValidationError, match="没有“E”这一档"):
        by(Rule(Kind.GRADE_POINTS, steps=ABSOLUTE), grade="E")


def test_what_was_given_comes_back_from_its_json_as_it_was():
    given = Given("B", D("1.50"), D(1), D("90.4"), 3, True, D("0.3"), (Honoured("国家级", "普法", "先进集体", 7),))
    assert Given.from_json(given.as_json()) == given


hundredths = st.integers(0, 2000).map(lambda n: D(n) / 100)
LINES = [
    Rule(Kind.OCCURRENCE, amount=D("0.35"), unit="次"),
    Rule(Kind.MISSING, amount=D("0.5"), per=D(2), rounding=Rounding.UP),
    Rule(Kind.SHORTFALL, amount=D("0.1"), target=D(90)),
    Rule(Kind.ONCE, amount=D(1)),
    Rule(Kind.RANGE, amount=D("0.1"), most=D("0.5")),
]


@settings(max_examples=60, deadline=None)
@over(
    maximum=hundredths,
    count=st.integers(0, 50),
    missing=st.integers(0, 50),
    measured=st.integers(0, 10000),
    holds=st.booleans(),
)
def test_points_stay_between_nought_and_the_maximum(maximum, count, missing, measured, holds):
    said = [Given(count=D(count)), Given(count=D(missing)), Given(measured=D(measured) / 100), Given(holds=holds)]
    outcome = worked_out(LINES, [*said, Given(discretion=D("0.2"))], maximum=maximum)
    assert 0 <= outcome.points <= maximum
    more = worked_out(LINES, [Given(count=D(count + 1)), *said[1:], Given(discretion=D("0.2"))], maximum=maximum)
    assert more.points <= outcome.points


honours = st.lists(
    st.builds(Honoured, st.sampled_from(["国家级", "省部级", "县级"]), st.sampled_from(["", "普法", "档案"])),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@over(
    some=honours,
    one=honours,
    counting=st.sampled_from(list(Counting)),
    most=st.none() | hundredths,
    maximum=st.none() | hundredths,
)
def test_one_honour_more_never_lowers_the_bonus(some, one, counting, most, maximum):
    rule = Rule(Kind.HONOURS, counting=counting, steps=LEVELS, most=most)
    none, before, after = (by(rule, maximum, honours=tuple(rows)).points for rows in ((), some, (*some, *one)))
    assert 0 == none <= before <= after
    assert most is None or after <= most
    assert maximum is None or after <= maximum


@settings(max_examples=40, deadline=None)
@over(ends=st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True), value=st.integers(0, 10000))
def test_accepted_bands_hold_every_figure_exactly_once(ends, value):
    ends = sorted(ends)
    steps = [Step("低", D(0), None, D(ends[0]), has_high=False)]
    steps += [Step(f"{a}", D(1), D(a), D(b), has_high=False) for a, b in zip(ends, ends[1:], strict=False)]
    steps.append(Step("高", D(2), D(ends[-1]), None))
    check_bands(steps, are_whole=False)
    assert sum(step.holds(D(value) / 100) for step in steps) == 1
