"""Assessments from opening to approval."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from accounts.notices import Notice
from scoring import actions
from scoring.models import Assessment, CategoryTotal
from tests.scoring.frameworks import give, proven


def test_opening_lays_a_row_of_totals_for_each_category(assessment):
    assert CategoryTotal.objects.filter(assessment=assessment).count() == 9
    assert sum(row.maximum for row in assessment.totals.all()) == 100


def test_a_unit_has_one_self_assessment_on_a_framework(assessment, office):
    again = actions.open_assessment(framework=assessment.framework, unit=assessment.unit, by=office)
    assert again == assessment
    assert AuditEntry.objects.filter(verb="开始测评").count() == 1


def test_a_closed_assessment_takes_no_change(evidenced, clauses, office):
    record = proven(evidenced, [clauses[0]])
    actions.close(assessment=evidenced, by=office)
    changes = [
        lambda: give(evidenced, clauses[0], "1"),
        lambda: actions.clear(assessment=evidenced, clause=clauses[0], by=office),
        lambda: actions.cite(assessment=evidenced, clauses=[clauses[1]], record=record, by=office),
        lambda: actions.uncite(assessment=evidenced, clause=clauses[0], record=record, by=office),
        lambda: actions.set_target(assessment=evidenced, by=office, target=Decimal(90)),
        lambda: actions.close(assessment=evidenced, by=office),
    ]
    for change in changes:
        with pytest.raises(ValidationError, match="已经定稿"):
            change()


def test_closing_tells_the_leaders_and_keeps_the_figures(evidenced, clauses, office, leader):
    give(evidenced, clauses[0], "1.5")
    actions.close(assessment=evidenced, by=office)
    assert "请审定" in Notice.objects.get(user=leader).text
    line = AuditEntry.objects.filter(verb="自评定稿").get()
    assert (line.after["得分"], line.after["未评"]) == ("1.5", 49)


def test_a_leader_approves_only_what_is_closed(assessment, office, leader):
    with pytest.raises(ValidationError, match="定稿后才能审定"):
        actions.approve(assessment=assessment, by=leader)
    actions.close(assessment=assessment, by=office)
    actions.approve(assessment=assessment, by=leader)
    assert Assessment.objects.get().approved_by == leader


def test_reopening_needs_a_reason_and_takes_the_approval_back(assessment, office, leader):
    actions.close(assessment=assessment, by=office)
    actions.approve(assessment=assessment, by=leader)
    with pytest.raises(ValidationError, match="写明原因"):
        actions.reopen(assessment=assessment, by=office, reason=" ")
    actions.reopen(assessment=assessment, by=office, reason="补充第 16 条数据")
    assessment.refresh_from_db()
    assert assessment.is_open
    assert assessment.approved_at is None
    assert AuditEntry.objects.get(verb="重新打开自评").reason == "补充第 16 条数据"


def test_a_target_lies_within_the_points_there_are(assessment, office):
    actions.set_target(assessment=assessment, by=office, target=Decimal(92))
    with pytest.raises(ValidationError, match="目标不能超过全部 100 分。"):
        actions.set_target(assessment=assessment, by=office, target=Decimal("100.5"))
    assert Assessment.objects.get().target == 92


def test_a_target_without_points_is_a_whole_number_of_clauses(worded, office):
    with pytest.raises(ValidationError, match="不能有小数"):
        actions.set_target(assessment=worded, by=office, target=Decimal("2.5"))
    with pytest.raises(ValidationError, match="目标不能超过全部 5 个达标。"):
        actions.set_target(assessment=worded, by=office, target=Decimal(6))
    actions.set_target(assessment=worded, by=office, target=Decimal(4))
    assert Assessment.objects.get().target == 4
