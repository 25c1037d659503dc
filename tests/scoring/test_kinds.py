"""Assessments of several kinds: each with its own values, who enters which, whose result it is, what closing seals."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import RULES
from accounts.audit import AuditEntry
from accounts.notices import Notice
from evidence import actions as evidence
from evidence import sealing
from evidence.models import Record, Seal
from scoring import actions, assessments, totals
from scoring.models import Assessment, Score
from tests.factories import make_record
from tests.scoring.frameworks import give, proven, say

Kind = Assessment.Kind
SOURCE = {"assessed_by": "省文明办", "assessed_on": date(2022, 11, 30), "source_name": "湘文明办〔2022〕31号"}


@pytest.fixture
def superior(evidenced, office):
    return actions.open_other(beside=evidenced, kind=Kind.SUPERIOR, by=office, **SOURCE)


@pytest.fixture
def review(evidenced, office):
    return actions.open_other(beside=evidenced, kind=Kind.OFFICE, by=office)


def test_each_kind_has_values_and_totals_of_its_own(evidenced, superior, review, clauses, office):
    give(evidenced, clauses[0], "2")
    give(review, clauses[0], "1.5")
    give(superior, clauses[0], "1")
    assert sorted(Score.objects.values_list("points", flat=True)) == [1, Decimal("1.5"), 2]
    found = {one.kind: totals.stored(one).overall.points for one in (evidenced, superior, review)}
    assert found == {"self": 2, "superior": 1, "office": Decimal("1.5")}
    assert all(totals.differences(one) == [] for one in Assessment.objects.all())


def test_a_superiors_points_need_no_evidence_of_ours(assessment, clauses, office):
    superior = actions.open_other(beside=assessment, kind=Kind.SUPERIOR, by=office, **SOURCE)
    give(superior, clauses[0], "2")
    with pytest.raises(ValidationError, match="还没有佐证"):
        give(assessment, clauses[0], "2")


def test_every_kind_is_entered_under_a_rule_the_pages_let_in():
    assert set(assessments.RULE_OF) == set(Kind)
    assert all(RULES[rule] <= RULES["score.award"] for rule in assessments.RULE_OF.values())
    assert set(assessments.ABOUT) == set(Kind) - {Kind.SELF}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"assessed_by": " "}, "哪个单位测评"),
        ({"source_name": ""}, "依据哪份文件"),
        ({"assessed_on": timezone.localdate() + timedelta(days=2)}, "还没有到"),
        ({"assessed_on": date(1900, 1, 1)}, "2000 年以后"),
        ({"assessed_by": "长" * 121}, "最多 120 字"),
    ],
)
def test_a_result_from_outside_says_whose_it_is_and_by_which_document(evidenced, office, given, sentence):
    with pytest.raises(ValidationError, match=sentence):
        actions.open_other(beside=evidenced, kind=Kind.SUPERIOR, by=office, **(SOURCE | given))
    assert Assessment.objects.count() == 1


def test_opening_a_kind_twice_leads_to_the_one_there_is(evidenced, superior, office):
    again = actions.open_other(beside=evidenced, kind=Kind.SUPERIOR, by=office, **(SOURCE | {"assessed_by": "别处"}))
    assert again == superior
    assert again.assessed_by == "省文明办"


def test_an_unknown_kind_is_refused(evidenced, office):
    with pytest.raises(ValidationError, match="没有这种测评"):
        actions.open_assessment(framework=evidenced.framework, unit=evidenced.unit, by=office, kind="nonsense")


def test_closing_seals_the_records_that_count_and_reopening_lifts_only_these_seals(assessment, clauses, office):
    counted = proven(assessment, clauses[:2])
    draft = proven(assessment, [clauses[2]], state=Record.State.DRAFT)
    other = make_record(assessment.unit, counted.department, title="别的活动", state=Record.State.ACCEPTED)
    sealing.seal(records=[counted.pk], reason_key="filing:1", reason="已归档", by=office)
    actions.close(assessment=assessment, by=office)
    closed = {(row.record, row.reason) for row in Seal.objects.in_force()}
    assert closed == {(counted, "已归档"), (counted, "自评已定稿：测评体系")}
    evidence.attach(record=draft, slot="press", by=office, address="https://paper.example/1")
    evidence.return_(record=other, by=office, remark="补一张")
    assert AuditEntry.objects.get(verb="自评定稿").after["封存档案"] == 1

    actions.reopen(assessment=assessment, by=office, reason="补数据")
    assert [row.reason for row in sealing.seals_on(counted)] == ["已归档"]
    assert AuditEntry.objects.get(verb="重新打开自评").after["解封档案"] == 1


def test_evidence_of_a_closed_assessment_is_not_sent_back(evidenced, clauses, office):
    record = evidenced.citations.first().record
    give(evidenced, clauses[0], "2")
    actions.close(assessment=evidenced, by=office)
    with pytest.raises(ValidationError, match="自评已定稿"):
        evidence.return_(record=record, by=office, remark="再补")
    actions.reopen(assessment=evidenced, by=office, reason="补材料")
    evidence.return_(record=record, by=office, remark="再补")


def test_a_review_seals_what_the_self_assessment_cites_and_a_superiors_result_does_not(review, superior, office):
    actions.close(assessment=superior, by=office)
    assert not Seal.objects.in_force().exists()
    actions.close(assessment=review, by=office)
    assert Seal.objects.in_force().get().reason == "复核已定稿：测评体系"


def test_two_closed_assessments_each_keep_their_seal(evidenced, review, office):
    actions.close(assessment=evidenced, by=office)
    actions.close(assessment=review, by=office)
    actions.reopen(assessment=review, by=office, reason="看错一条")
    assert [row.reason_key for row in Seal.objects.in_force()] == [evidenced.seal_key]


def test_only_the_self_assessment_is_told_to_leaders_and_approved(superior, office, leader):
    actions.close(assessment=superior, by=office)
    assert not Notice.objects.filter(user=leader).exists()
    with pytest.raises(ValidationError, match="只有自评"):
        actions.approve(assessment=superior, by=leader)


def test_a_closed_result_keeps_its_source(superior, office):
    actions.close(assessment=superior, by=office)
    with pytest.raises(ValidationError, match="已经定稿"):
        assessments.name_source(assessment=superior, by=office, assessed_by="别处", assessed_on=None)


def test_states_are_kept_by_kind_too(worded, office):
    clause = worded.framework.clauses.first()
    site = actions.open_other(beside=worded, kind=Kind.SITE, by=office)
    say(worded, clause, "met")
    say(site, clause, "partly", reason="现场缺一块牌")
    tallies = [totals.stored(one).overall for one in (worded, site)]
    assert [(one.met, one.partly) for one in tallies] == [(1, 0), (0, 1)]
