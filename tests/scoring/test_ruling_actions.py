"""Rules as rows: confirmed from what is printed, refused where unknown, kept in versions, scored by."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry
from scoring import actions, library, revising, totals
from scoring.bands import steps_typed
from scoring.models import Framework, Layer, Ruling, Score
from scoring.ruling import Given, Honoured, Kind, Rule
from scoring.ruling_actions import confirm_proposals, exempt, set_rescaling, set_window, settle_rule
from scoring.ruling_awarding import Basis, award_by_rule
from scoring.rulings import check_amounts, rules_of, unknown_amounts
from tests.factories import make_framework
from tests.scoring.frameworks import add_category, add_clause, give, proven, say

D = Decimal
LEVELS = steps_typed("国家级 2\n省部级 1", are_bands=False)
EVERY_HONOUR = Rule(Kind.HONOURS, most=D(10), steps=LEVELS)
PER_MISSING = Rule(Kind.MISSING, "每少一次扣0.5分", amount=D("0.5"), unit="次")


@pytest.fixture
def draft(unit):
    framework = make_framework(unit, rows=[("组织领导", "1", ["2", "4"])])
    framework.state = Framework.State.DRAFT
    framework.save()
    return framework


def told(clause, text):
    clause.scoring = text
    clause.save()
    return clause


def by_rule(assessment, clause, *said, **fields):
    return award_by_rule(assessment=assessment, clause=clause, by=None, given=said, **fields)


def test_what_is_printed_is_confirmed_as_rows_and_reads_back_the_same(draft, office):
    first, second = draft.clauses.all()
    told(first, "A 100%，B 66%，C 33%，D 0")
    told(second, "无制度扣1分，每缺一次扣1分，扣完为止。")
    assert confirm_proposals(framework=draft, clauses=[first.pk, second.pk], by=office) == 2
    first.refresh_from_db()
    assert first.ruling == Ruling.POINTS
    (line,) = rules_of(first)
    assert [(step.label, step.points) for step in line.steps] == [("A", 100), ("B", 66), ("C", 33), ("D", 0)]
    assert [one.kind for one in rules_of(second)] == [Kind.ONCE, Kind.MISSING]


def test_an_unknown_amount_is_neither_confirmed_nor_published(draft, office):
    clause = told(draft.clauses.first(), "有一项不达标扣分。")
    assert confirm_proposals(framework=draft, clauses=[clause.pk], by=office) == 0
    assert unknown_amounts(draft) == [clause]
    with pytest.raises(ValidationError, match="没写明扣多少分"):
        library.publish(framework=draft, by=office)
    with pytest.raises(ValidationError, match="还没写明扣多少分"):
        settle_rule(clause=clause, lines=[Rule(Kind.ONCE, "有一项不达标扣分")], by=office)
    settle_rule(clause=clause, lines=[Rule(Kind.MANUAL)], by=office)
    check_amounts(draft)
    library.publish(framework=draft, by=office)
    clause.refresh_from_db()
    assert clause.ruling == Ruling.PERSON


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([Rule(Kind.OCCURRENCE, amount=D(0))], "每次的分值要大于 0"),
        ([Rule(Kind.RANGE, amount=D("0.5"), most=D("0.1"))], "幅度写反了"),
        ([Rule(Kind.SAMPLE, sample=3, least=4)], "至少合格的要在 1 到 3 之间"),
        ([Rule(Kind.GRADE_POINTS, steps=steps_typed("A 3", are_bands=False))], "给 3 分，超过了本条 2 分"),
        ([Rule(Kind.GRADE_PERCENT, steps=steps_typed("A 120%", are_bands=False))], "不能超过 100%"),
        ([Rule(Kind.BANDS, steps=steps_typed("81以上 2\n不满80 1", are_bands=True))], "80 哪一段都不在"),
        ([Rule(Kind.MANUAL), PER_MISSING], "不能再有别的规则"),
        ([PER_MISSING] * 9, "最多 8 条"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(draft, office, lines, refusal):
    with pytest.raises(ValidationError, match=refusal):
        settle_rule(clause=draft.clauses.first(), lines=lines, by=office)
    assert not rules_of(draft.clauses.first())


def test_bands_leave_no_gap_at_the_top(draft, office):
    clause = draft.clauses.first()
    for bands, named in (("90-95 2\n不满90 1", "最高的一段是“90-95”"), ("90-不满100 2\n不满90 1", "100 哪一段都不在")):
        with pytest.raises(ValidationError, match=named):
            settle_rule(clause=clause, lines=[Rule(Kind.BANDS, steps=steps_typed(bands, are_bands=True))], by=office)
    for bands in ("90-100 2\n不满90 1", "90以上 2\n不满90 1"):
        settle_rule(clause=clause, lines=[Rule(Kind.BANDS, steps=steps_typed(bands, are_bands=True))], by=office)


def test_a_score_by_rule_keeps_what_it_was_given(evidenced, clauses, office):
    settle_rule(clause=clauses[0], lines=[PER_MISSING], by=office)
    score = by_rule(evidenced, clauses[0], Given(count=D(3)))
    assert (score.points, score.inputs["sentence"]) == (D("0.5"), "2 − 3 × 0.5 = 0.5（少 3 次）")
    basis = Basis.of(Score.objects.get(pk=score.pk))
    assert basis.given == [Given(count=D(3))]
    assert basis.is_of(rules_of(clauses[0]))
    assert totals.differences(evidenced) == []


def test_the_same_said_again_changes_nothing(evidenced, clauses, office):
    settle_rule(clause=clauses[0], lines=[PER_MISSING], by=office)
    first = by_rule(evidenced, clauses[0], Given(count=D(3)))
    assert by_rule(evidenced, clauses[0], Given(count=D(3))).version == first.version
    # the same points from other figures are another score: 2 − 4 × 0.5 = 0 and 2 − 5 × 0.5 → 0
    by_rule(evidenced, clauses[0], Given(count=D(4)))
    assert by_rule(evidenced, clauses[0], Given(count=D(5))).version == first.version + 2


def test_what_somebody_was_scored_by_does_not_change(evidenced, clauses, office):
    settle_rule(clause=clauses[0], lines=[PER_MISSING], by=office)
    settle_rule(clause=clauses[0], lines=[Rule(Kind.MISSING, amount=D(1))], by=office)  # nobody has scored by it yet
    by_rule(evidenced, clauses[0], Given(count=D(1)))
    with pytest.raises(ValidationError, match="请先开始修订"):
        settle_rule(clause=clauses[0], lines=[PER_MISSING], by=office)
    with pytest.raises(ValidationError, match="请先开始修订"):
        set_rescaling(framework=evidenced.framework, rescales=True, by=office)
    assert [line.amount for line in rules_of(clauses[0])] == [1]
    settle_rule(clause=clauses[1], lines=[PER_MISSING], by=office)  # one nobody was scored on


def test_a_past_version_cannot_be_changed(evidenced, clauses, office):
    past = library.keep_past(framework=evidenced.framework, by=office)
    with pytest.raises(ValidationError, match="旧版"):
        settle_rule(clause=past.clauses.first(), lines=[PER_MISSING], by=office)
    with pytest.raises(ValidationError, match="旧版"):
        set_rescaling(framework=past, rescales=True, by=office)
    with pytest.raises(ValidationError, match="旧版"):
        exempt(clause=past.clauses.first(), text="社区", by=office)


def test_rules_windows_and_exemptions_go_along_with_a_copy(evidenced, clauses, office):
    framework = evidenced.framework
    bonus = add_category(framework, "荣誉称号", layer=Layer.BONUS, points=D(10))
    clause = add_clause(bonus, "获国家级荣誉称号")
    settle_rule(clause=clause, lines=[EVERY_HONOUR], by=office)
    exempt(clause=clauses[0], text="没有服务窗口的单位", by=office)
    set_window(category=bonus, begins_on=date(2021, 1, 1), ends_on=date(2022, 12, 31), by=office)
    copy = library.copy_to_year(framework=framework, year=2024, by=office)
    there = copy.clauses.get(text="获国家级荣誉称号")
    assert rules_of(there) == rules_of(clause)
    assert there.ruling == Ruling.POINTS
    window = there.indicator.category
    assert (window.begins_on, window.ends_on) == (date(2023, 1, 1), date(2024, 12, 31))
    assert copy.clauses.get(order=clauses[0].order).exemption.text == "没有服务窗口的单位"


def test_verdicts_have_to_go_before_a_clause_is_given_points(unit, office):
    framework = make_framework(unit)
    clause = add_clause(add_category(framework, "扣分项", layer=Layer.NEGATIVE), "发生安全事故")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    say(assessment, clause, "unmet")
    rule = Rule(Kind.OCCURRENCE, amount=D(2), is_doubled=True)
    with pytest.raises(ValidationError, match="已经有人打过分"):
        settle_rule(clause=clause, lines=[rule], by=office)
    actions.clear(assessment=assessment, clause=clause, by=None)
    settle_rule(clause=clause, lines=[rule], by=office)
    # two events, one of them concealed: (2 + 1) × 2 = 6 from the total
    score = by_rule(assessment, clause, Given(count=D(2), concealed=D(1)))
    assert (score.state, score.points) == ("points", 6)
    assert totals.stored(assessment).layer(Layer.NEGATIVE).counted == 6
    assert totals.differences(assessment) == []


def test_a_veto_is_counted_as_a_state(unit, office):
    framework = make_framework(unit)
    clause = add_clause(add_category(framework, "负面清单", layer=Layer.NEGATIVE), "发生重大事故，一票否决")
    settle_rule(clause=clause, lines=[Rule(Kind.VETO)], by=office)
    assessment = actions.open_assessment(framework=framework, unit=unit)
    score = by_rule(assessment, clause, Given(holds=True))
    assert (score.state, score.points, score.is_veto) == ("unmet", None, True)
    assert totals.stored(assessment).everything.vetoes == 1
    by_rule(assessment, clause, Given(holds=False))
    assert totals.stored(assessment).everything.vetoes == 0
    assert totals.differences(assessment) == []


def test_a_veto_is_said_by_its_rule_and_not_by_a_verdict_that_would_hide_it(unit, office):
    framework = make_framework(unit)
    clause = add_clause(add_category(framework, "负面清单", layer=Layer.NEGATIVE), "发生重大事故，一票否决")
    settle_rule(clause=clause, lines=[Rule(Kind.VETO)], by=office)
    assessment = actions.open_assessment(framework=framework, unit=unit)
    for state in ("met", "unmet"):
        with pytest.raises(ValidationError, match="按规则选有没有触发"):
            actions.award(assessment=assessment, clause=clause, by=office, state=state)
    by_rule(assessment, clause, Given(holds=True))
    entry = AuditEntry.objects.filter(verb="评分").latest("pk")
    assert entry.after["一票否决"] == "触发"
    actions.award(assessment=assessment, clause=clause, by=office, state="not_applicable", reason="没有这类业务")
    assert totals.stored(assessment).everything.vetoes == 0


@pytest.mark.parametrize("kind", [Kind.ALL_OR_NOTHING, Kind.SAMPLE, Kind.EACH_BONUS])
def test_the_negative_list_has_only_what_takes_from_the_total(unit, office, kind):
    framework = make_framework(unit)
    clause = add_clause(add_category(framework, "负面清单", layer=Layer.NEGATIVE), "发生事故")
    with pytest.raises(ValidationError, match="负面清单"):
        settle_rule(clause=clause, lines=[Rule(kind, amount=Decimal(1), sample=4, least=3)], by=office)


def test_a_rule_scores_only_what_is_proven(unit, office):
    framework = make_framework(unit)
    clause = framework.clauses.first()
    settle_rule(clause=clause, lines=[PER_MISSING], by=office)
    assessment = actions.open_assessment(framework=framework, unit=unit)
    with pytest.raises(ValidationError, match="还没有佐证"):
        by_rule(assessment, clause, Given(count=D(1)))
    assert by_rule(assessment, clause, Given(count=D(9))).points == 0


@pytest.fixture
def honoured(unit, office):
    """Two bonus clauses under one cap of ten, by rule: every national honour 2, every provincial one 1."""
    framework = make_framework(unit, rows=[("基本", "1", ["2", "2"])])
    bonus = add_category(framework, "荣誉称号", layer=Layer.BONUS, points=D(10))
    clauses = [add_clause(bonus, f"第{n}类荣誉") for n in (1, 2)]
    for clause in clauses:
        settle_rule(clause=clause, lines=[Rule(Kind.HONOURS, steps=LEVELS)], by=office)
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, framework.clauses.all())
    return assessment, clauses


counts = st.tuples(st.integers(0, 7), st.integers(0, 7))


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.integers(0, 1), counts), min_size=1, max_size=5))
def test_the_cap_cuts_the_total_in_whatever_order_honours_are_entered(honoured, edits):
    assessment, clauses = honoured
    last = {}
    for place, (national, provincial) in edits:
        said = (Honoured("国家级"),) * national + (Honoured("省部级"),) * provincial
        by_rule(assessment, clauses[place], Given(honours=said))
        last[place] = national * 2 + provincial
    for place in {0, 1} - last.keys():
        actions.clear(assessment=assessment, clause=clauses[place], by=None)
    layer = totals.stored(assessment).layer(Layer.BONUS)
    assert layer.tally.points == sum(last.values())
    assert layer.counted == min(sum(last.values()), 10)
    assert totals.differences(assessment) == []


def test_points_given_freely_still_stop_at_the_cap(honoured):
    assessment, clauses = honoured
    by_rule(assessment, clauses[0], Given(honours=(Honoured("国家级"),) * 5))
    with pytest.raises(ValidationError, match="最多还能加 0 分"):
        give(assessment, clauses[1], "1", reason="另行认定")


def test_the_check_names_a_score_that_is_not_what_its_figures_come_to(evidenced, clauses, office):
    settle_rule(clause=clauses[0], lines=[PER_MISSING], by=office)
    by_rule(evidenced, clauses[0], Given(count=D(1)))
    assert totals.differences(evidenced) == []
    Score.objects.update(points=D("1.25"))
    totals.recompute(evidenced)  # the totals follow the score, the score does not move by itself
    (line,) = totals.differences(evidenced)
    assert "得分记的是 1.25，按记下的算式应为 1.5（2 − 1 × 0.5 = 1.5（少 1 次））" in line


@pytest.mark.parametrize(
    "line",
    [
        Rule(Kind.GRADE_PERCENT, "A B", steps=steps_typed("A 100%\nB 66%", are_bands=False)),
        Rule(Kind.BANDS, steps=steps_typed("90以上 2\n不满90 1", are_bands=True), rounding="down"),
        Rule(Kind.OCCURRENCE, amount=D("0.5"), per=D(2), most=D(1), unit="次", is_doubled=True),
        Rule(Kind.SAMPLE, sample=4, least=3),
        EVERY_HONOUR,
    ],
)
def test_a_line_comes_back_the_same_from_its_json_and_from_its_rows(draft, office, line):
    assert Rule.from_json(line.as_json()) == line
    clause = add_clause(add_category(draft, "加分", layer=Layer.BONUS, points=D(10)), points="4")
    settle_rule(clause=clause, lines=[line], by=office)
    (kept,) = rules_of(clause)
    assert kept.as_json() == line.as_json()


def test_a_revision_carries_rules_windows_and_the_base_over(evidenced, clauses, office):
    framework = evidenced.framework
    bonus = add_category(framework, "荣誉称号", layer=Layer.BONUS, points=D(10))
    settle_rule(clause=clauses[0], lines=[PER_MISSING], by=office)
    by_rule(evidenced, clauses[0], Given(count=D(1)))
    draft = revising.begin(framework=framework, by=office)
    settle_rule(clause=draft.clauses.get(origin=clauses[0]), lines=[Rule(Kind.MISSING, amount=D(1))], by=office)
    set_rescaling(framework=draft, rescales=True, by=office)
    there = draft.categories.get(layer=Layer.BONUS)
    set_window(category=there, begins_on=date(2021, 1, 1), ends_on=date(2022, 12, 31), by=office)
    revising.put_to_use(draft=draft, by=office)
    framework.refresh_from_db()
    bonus.refresh_from_db()
    assert (framework.rescales, bonus.begins_on, bonus.ends_on) == (True, date(2021, 1, 1), date(2022, 12, 31))
    assert [line.amount for line in rules_of(clauses[0])] == [1]
    score = Score.objects.get(clause=clauses[0])
    assert score.points == D("1.5")  # it does not move by itself
    assert "第 2 版改了这一条" in score.doubt
    assert totals.differences(evidenced) == []
