"""A framework in use changes only as a whole version: by a draft, with everybody affected named, the past kept."""

import random
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.audit import AuditEntry
from scoring import actions, library, revising, totals
from scoring.models import Framework, Score
from scoring.rows import rows_of
from scoring.ruling import Kind, Rule
from scoring.ruling_actions import settle_rule
from scoring.sheet import Sheet
from tests.factories import make_framework
from tests.scoring.frameworks import give, proven, say

State = Framework.State


@pytest.fixture
def draft(evidenced, office):
    return revising.begin(framework=evidenced.framework, by=office)


def of(draft, clause):
    """The clause of the draft that stands for one in use."""
    return draft.clauses.get(origin=clause)


def test_a_clause_in_use_is_not_changed_itself(evidenced, clauses, office):
    with pytest.raises(ValidationError, match="不能直接改"):
        revising.edit_clause(clause=clauses[0], by=office, points=Decimal(1))
    clauses[0].refresh_from_db()
    assert clauses[0].points == 2


def test_a_revision_reads_like_the_version_in_use_and_there_is_one_at_a_time(draft, evidenced, office):
    assert [row.statements for row in rows_of(draft)] == [row.statements for row in rows_of(evidenced.framework)]
    assert (draft.version, draft.state, draft.is_revision) == (2, State.DRAFT, True)
    assert revising.begin(framework=evidenced.framework, by=office) == draft
    with pytest.raises(ValidationError, match="先看它影响到谁"):
        library.publish(framework=draft, by=office)


def test_who_is_affected_is_told_before_anything_changes(draft, evidenced, clauses, office):
    give(evidenced, clauses[0], "2")
    give(evidenced, clauses[1], "1")
    for clause in clauses[:2]:
        revising.edit_clause(clause=of(draft, clause), by=office, points=Decimal("1.5"))
    impact = revising.impact_of(Framework.objects.get(pk=draft.pk))
    assert [(one.old, one.said) for one in impact.affected] == [(clause, "分值：2 → 1.5") for clause in clauses[:2]]
    assert (impact.n_lost, impact.n_doubted) == (1, 1)  # 2 points do not fit into 1.5, 1 point does
    assert Score.objects.get(clause=clauses[0]).points == 2


def test_what_is_unaffected_stays_and_the_rest_is_told_or_unscored(draft, evidenced, clauses, office):
    for clause, points in zip(clauses, ("2", "1", "1.5"), strict=False):
        give(evidenced, clause, points, by=office)
    for clause in clauses[:2]:
        revising.edit_clause(clause=of(draft, clause), by=office, points=Decimal("1.5"))
    revising.put_to_use(draft=draft, by=office)
    assert not Score.objects.filter(clause=clauses[0]).exists()
    kept = Score.objects.get(clause=clauses[1])
    assert (kept.points, kept.doubt) == (1, "2022 年第 2 版改了这一条：分值：2 → 1.5")
    assert Score.objects.get(clause=clauses[2]).doubt == ""
    sheet = Sheet(evidenced, with_evidence=True)
    assert [line.clause for line in sheet.lines if line.is_shaken] == [clauses[1]]
    assert sheet.totals.overall.points == Decimal("2.5")  # 1 + 1.5
    assert sheet.totals.overall.maximum == 99  # 48 × 2 + 2 × 1.5
    assert totals.differences(evidenced) == []
    cleared = AuditEntry.objects.get(verb="清除评分")
    assert cleared.reason.startswith("2022 年第 2 版改了这一条")


def test_scoring_a_told_clause_again_settles_it(draft, evidenced, clauses, office):
    give(evidenced, clauses[0], "1", by=office)
    revising.edit_clause(clause=of(draft, clauses[0]), by=office, text="换了说法的要求")
    revising.put_to_use(draft=draft, by=office)
    assert Score.objects.get().doubt
    give(evidenced, clauses[0], "1", by=office)
    assert Score.objects.get().doubt == ""


def test_the_past_version_is_kept_word_for_word_and_the_draft_is_gone(draft, evidenced, clauses, office):
    revising.edit_clause(clause=of(draft, clauses[0]), by=office, text="换了说法的要求")
    before = [row.statements for row in rows_of(evidenced.framework)]
    revising.put_to_use(draft=draft, by=office)
    in_use = Framework.objects.get(state=State.PUBLISHED)
    past = in_use.replaces
    assert (in_use.pk, in_use.version, past.version, past.state) == (evidenced.framework_id, 2, 1, State.PAST)
    assert [row.statements for row in rows_of(past)] == before
    assert rows_of(in_use)[0].statements[0].text == "换了说法的要求"
    assert not Framework.objects.filter(state=State.DRAFT).exists()


def test_points_given_to_a_worded_clause_send_its_verdict_back(worded, office):
    clause = worded.framework.clauses.first()
    say(worded, clause, "met")
    draft = revising.begin(framework=worded.framework, by=office)
    revising.edit_clause(clause=of(draft, clause), by=office, points=Decimal(3))
    revising.put_to_use(draft=draft, by=office)
    assert not Score.objects.exists()
    assert totals.stored(worded).overall.maximum == 3
    assert totals.differences(worded) == []


def test_a_rule_settled_in_the_draft_comes_into_use_with_it(draft, evidenced, clauses, office):
    give(evidenced, clauses[0], "2", by=office)
    rule = Rule(kind=Kind.OCCURRENCE, text="每次扣0.5分", amount=Decimal("0.5"), unit="次")
    settle_rule(clause=of(draft, clauses[0]), lines=[rule], by=office)
    assert not clauses[0].rules.exists()
    (affected,) = revising.impact_of(draft).affected
    assert [change.label for change in affected.changes] == ["评分规则"]
    revising.put_to_use(draft=draft, by=office)
    assert clauses[0].rules.get().amount == Decimal("0.5")
    assert "评分规则" in Score.objects.get().doubt


def test_a_closed_assessment_keeps_its_version(draft, evidenced, clauses, office):
    revising.edit_clause(clause=of(draft, clauses[0]), by=office, points=Decimal(1))
    actions.close(assessment=evidenced, by=office)
    with pytest.raises(ValidationError, match="自评已经定稿"):
        revising.put_to_use(draft=draft, by=office)
    clauses[0].refresh_from_db()
    assert clauses[0].points == 2


def test_nothing_changed_and_a_version_overtaken_are_refused(draft, evidenced, clauses, office):
    with pytest.raises(ValidationError, match="一字不差"):
        revising.put_to_use(draft=draft, by=office)
    revising.edit_clause(clause=of(draft, clauses[0]), by=office, points=Decimal(1))
    library.keep_past(framework=evidenced.framework, by=office)  # as a corrected file or a new rule does
    with pytest.raises(ValidationError, match="重新修订"):
        revising.put_to_use(draft=draft, by=office)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_a_published_version_never_reads_otherwise_whatever_is_done(unit, office, seed):
    chance = random.Random(seed)
    framework = make_framework(unit, rows=[("一", "1", ["2", "2"]), ("二", "2", ["1", None])], title=f"体系{seed}")
    own = actions.open_assessment(framework=framework, unit=unit)
    proven(own, framework.clauses.all())
    read = {}
    for _ in range(8):
        framework = Framework.objects.get(pk=framework.pk)
        draft = Framework.objects.filter(replaces=framework, state=State.DRAFT).first()
        act = chance.choice([_edit_in_use, _begin, _edit_draft, _put_to_use, _score])
        act(framework, draft, own, office, chance)
        for one in Framework.objects.filter(title=framework.title).exclude(state=State.DRAFT):
            says = [(row.number, tuple(row.statements)) for row in rows_of(one)]
            assert read.setdefault(one.version, says) == says
        assert totals.differences(own) == []


def _edit_in_use(framework, draft, own, office, chance):
    with pytest.raises(ValidationError):
        revising.edit_clause(clause=chance.choice(list(framework.clauses.all())), by=office, points=Decimal(1))


def _begin(framework, draft, own, office, chance):
    revising.begin(framework=framework, by=office)


def _edit_draft(framework, draft, own, office, chance):
    if draft:
        clause = chance.choice(list(draft.clauses.all()))
        value = chance.choice([None, Decimal("0.5"), Decimal(1), Decimal(3)])
        revising.edit_clause(clause=clause, by=office, points=value, text=f"要求{chance.randint(1, 9)}")


def _put_to_use(framework, draft, own, office, chance):
    if draft and not revising.impact_of(draft).is_same:
        revising.put_to_use(draft=draft, by=office)


def _score(framework, draft, own, office, chance):
    for line in Sheet(own).lines:
        if line.offer.is_pointed:
            give(own, line.clause, str(chance.choice([Decimal(0), line.offer.maximum])))
        else:
            say(own, line.clause, chance.choice(["met", "unmet"]))
