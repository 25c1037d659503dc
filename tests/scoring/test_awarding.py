"""What a clause can be given, and what it needs before it is given anything."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from evidence.models import Record
from scoring import actions
from scoring.models import Citation, Layer, Score
from tests.factories import make_department, make_framework, make_record, make_unit
from tests.scoring.frameworks import add_category, add_clause, give, proven, say, with_bonus


def test_a_clause_is_given_points_up_to_its_maximum(evidenced, clauses):
    assert give(evidenced, clauses[0], "2").points == Decimal("2.00")
    with pytest.raises(ValidationError, match="这一条最多 2 分，不能打 2.01 分。"):
        give(evidenced, clauses[1], "2.01")
    assert not Score.objects.filter(clause=clauses[1]).exists()


def test_a_computed_share_is_rounded_half_up_once(evidenced, clauses):
    share = Decimal("0.665") * 1  # a grade of 66.5 % of one point
    assert give(evidenced, clauses[0], share).points == Decimal("0.67")
    assert give(evidenced, clauses[1], "1.004").points == Decimal("1.00")


@pytest.mark.parametrize("points", ["-0.01", "NaN", "Infinity"])
def test_a_clause_is_never_given_less_than_nothing(evidenced, clauses, points):
    with pytest.raises(ValidationError):
        give(evidenced, clauses[0], points)


def test_a_floating_number_is_no_score(evidenced, clauses):
    with pytest.raises(ValidationError):
        actions.award(assessment=evidenced, clause=clauses[0], by=None, state="points", points=1.5)


def test_nought_is_a_score_and_not_the_same_as_unscored(assessment, clauses):
    score = give(assessment, clauses[0], "0")
    assert (score.state, score.points) == ("points", Decimal(0))
    assert not Score.objects.filter(clause=clauses[1]).exists()


@pytest.mark.parametrize("state", ["met", "partly", "unmet"])
def test_a_clause_with_points_is_given_no_verdict(evidenced, clauses, state):
    with pytest.raises(ValidationError, match="按分值打分"):
        say(evidenced, clauses[0], state)


def test_a_clause_without_points_is_given_a_verdict_and_no_points(worded):
    clause = worded.framework.clauses.first()
    assert say(worded, clause, "met").points is None
    with pytest.raises(ValidationError, match="不设分值"):
        give(worded, clause, "1")


def test_not_applicable_needs_a_reason(assessment, clauses):
    with pytest.raises(ValidationError, match="写明原因"):
        say(assessment, clauses[0], "not_applicable", reason="  ")
    score = say(assessment, clauses[0], "not_applicable", reason="没有服务窗口")
    assert (score.points, score.reason) == (None, "没有服务窗口")


def test_an_unknown_verdict_is_refused(assessment, clauses):
    with pytest.raises(ValidationError, match="没有这种结论"):
        say(assessment, clauses[0], "splendid")


def test_no_points_are_given_without_evidence(assessment, clauses):
    with pytest.raises(ValidationError, match="还没有佐证"):
        give(assessment, clauses[0], "0.5")


def test_a_draft_proves_nothing_until_it_is_submitted(assessment, clauses):
    record = proven(assessment, [clauses[0]], state=Record.State.DRAFT)
    with pytest.raises(ValidationError, match="还没有提交"):
        give(assessment, clauses[0], "2")
    Record.objects.filter(pk=record.pk).update(state=Record.State.SUBMITTED)
    assert give(assessment, clauses[0], "2").points == 2


def test_met_and_partly_met_need_evidence_and_unmet_does_not(unit):
    framework = make_framework(unit, rows=[("组织领导", "1", [None])])
    assessment = actions.open_assessment(framework=framework, unit=unit)
    clause = framework.clauses.get()
    for state in ("met", "partly"):
        with pytest.raises(ValidationError, match="佐证"):
            say(assessment, clause, state)
    assert say(assessment, clause, "unmet").state == "unmet"


def test_points_need_no_evidence_where_the_framework_or_the_clause_says_so(assessment, clauses):
    clauses[0].needs_evidence = False
    clauses[0].save()
    assert give(assessment, clauses[0], "2").points == 2
    assessment.framework.needs_evidence = False
    assessment.framework.save()
    assert give(assessment, clauses[1], "2").points == 2


def test_the_last_evidence_of_a_scored_clause_stays(assessment, clauses):
    first = proven(assessment, [clauses[0]])
    second = proven(assessment, [clauses[0]])
    give(assessment, clauses[0], "2")
    actions.uncite(assessment=assessment, clause=clauses[0], record=first, by=None)
    with pytest.raises(ValidationError, match="最后一份佐证"):
        actions.uncite(assessment=assessment, clause=clauses[0], record=second, by=None)
    assert Citation.objects.get(clause=clauses[0]).record == second
    give(assessment, clauses[0], "0")
    actions.uncite(assessment=assessment, clause=clauses[0], record=second, by=None)
    assert not Citation.objects.exists()


def test_citing_twice_changes_nothing(assessment, clauses, office):
    record = proven(assessment, clauses[:2], by=office)
    lines = AuditEntry.objects.count()
    assert actions.cite(assessment=assessment, clauses=clauses[:2], record=record, by=office) == 0
    assert AuditEntry.objects.count() == lines
    assert actions.cite(assessment=assessment, clauses=clauses[:3], record=record, by=office) == 1
    assert Citation.objects.count() == 3


def test_a_record_of_another_unit_proves_nothing_here(assessment, clauses):
    other = make_unit("other", "外单位")
    record = make_record(other, make_department(other, "办公室"))
    with pytest.raises(ValidationError, match="本单位"):
        actions.cite(assessment=assessment, clauses=[clauses[0]], record=record, by=None)


def test_a_clause_of_another_framework_is_refused(assessment, unit):
    foreign = make_framework(unit, year=2023).clauses.first()
    with pytest.raises(ValidationError, match="不属于这次测评"):
        say(assessment, foreign, "not_applicable", reason="不是这套体系")
    record = proven(assessment, [])
    with pytest.raises(ValidationError, match="不属于这次测评"):
        actions.cite(assessment=assessment, clauses=[foreign], record=record, by=None)


def test_what_somebody_else_changed_is_not_overwritten(evidenced, clauses):
    give(evidenced, clauses[0], "1", version=0)
    with pytest.raises(ValidationError, match="已被他人修改"):
        give(evidenced, clauses[0], "2", version=0)
    assert give(evidenced, clauses[0], "2", version=1).version == 2


def test_saying_the_same_again_changes_nothing(evidenced, clauses, office):
    give(evidenced, clauses[0], "1", by=office, version=0)
    lines = AuditEntry.objects.count()
    assert give(evidenced, clauses[0], "1", by=office, version=0).version == 1
    assert AuditEntry.objects.count() == lines


def test_a_change_of_score_leaves_one_line_with_before_and_after(evidenced, clauses, office):
    give(evidenced, clauses[0], "1", by=office)
    give(evidenced, clauses[0], "1.5", by=office, reason="补了签到表")
    line = AuditEntry.objects.first()
    assert (line.verb, line.actor, line.unit_id) == ("评分", "周敏", evidenced.unit_id)
    assert (line.before["得分"], line.after["得分"], line.reason) == ("1", "1.5", "补了签到表")


def test_a_cleared_clause_is_unscored_again(evidenced, clauses):
    give(evidenced, clauses[0], "1")
    actions.clear(assessment=evidenced, clause=clauses[0], by=None)
    actions.clear(assessment=evidenced, clause=clauses[0], by=None)
    assert not Score.objects.exists()
    assert AuditEntry.objects.filter(verb="清除评分").count() == 1


def test_bonus_clauses_share_the_cap_of_their_category(unit):
    framework = make_framework(unit)
    national, provincial = with_bonus(framework, cap="10")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, [national, provincial])
    give(assessment, national, "8")
    with pytest.raises(ValidationError, match="最多加 10 分，别的条已加 8 分，这一条最多还能加 2 分。"):
        give(assessment, provincial, "3")
    give(assessment, provincial, "2")
    give(assessment, national, "7")  # its own former points do not count against it
    assert [score.points for score in Score.objects.order_by("clause")] == [7, 2]


def test_the_negative_list_asks_for_no_evidence(unit):
    framework = make_framework(unit)
    category = add_category(framework, "负面清单", layer=Layer.NEGATIVE)
    deduction, veto = add_clause(category, "发生安全事故", points="5"), add_clause(category, "班子成员严重违纪")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    assert give(assessment, deduction, "5").points == 5
    assert say(assessment, veto, "met").state == "met"
