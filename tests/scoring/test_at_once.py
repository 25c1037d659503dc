"""Two people at once: on a database with row locks nothing is lost and totals stay right."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from scoring import actions, totals
from scoring.models import Score
from scoring.ruling import Given, Kind, Rule
from scoring.ruling_actions import settle_rule
from scoring.ruling_awarding import award_by_rule
from tests.at_once import ON_ROW_LOCKS, in_threads
from tests.factories import make_framework, make_unit
from tests.scoring.frameworks import give, proven, s4_framework, with_bonus

pytestmark = ON_ROW_LOCKS


def test_points_given_at_once_to_one_category_are_all_in_its_total():
    unit = make_unit()
    assessment = actions.open_assessment(framework=s4_framework(unit), unit=unit)
    clauses = list(assessment.framework.clauses.all()[:6])
    proven(assessment, clauses)
    in_threads([lambda clause=clause: give(assessment, clause, "2") for clause in clauses])
    assert totals.stored(assessment).overall.points == 12
    assert totals.differences(assessment) == []


def test_of_two_who_saw_the_same_version_one_is_told():
    unit = make_unit()
    assessment = actions.open_assessment(framework=s4_framework(unit), unit=unit)
    clause = assessment.framework.clauses.first()
    proven(assessment, [clause])
    outcomes = in_threads([lambda value=value: give(assessment, clause, value, version=0) for value in ("1", "2")])
    assert sum(isinstance(outcome, ValidationError) for outcome in outcomes) == 1


def test_closing_and_scoring_at_once_leave_nothing_between(office):
    unit = office.memberships.get().unit
    assessment = actions.open_assessment(framework=s4_framework(unit), unit=unit)
    clauses = list(assessment.framework.clauses.all()[:5])
    proven(assessment, clauses)
    scoring = [lambda clause=clause: give(assessment, clause, "2") for clause in clauses]
    outcomes = in_threads([*scoring, lambda: actions.close(assessment=assessment, by=office)])
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all("已经定稿" in str(outcome) for outcome in refused)
    # what was not refused is in the total, and the log of closing says the same figure
    assert totals.stored(assessment).overall.points == 2 * (5 - len(refused))
    closed = AuditEntry.objects.get(verb="自评定稿")
    assert Decimal(closed.after["得分"]) == 2 * (5 - len(refused))
    assert totals.checked(assessment) == []


def test_a_rule_and_a_score_by_it_at_once_leave_a_score_that_says_its_rule(office):
    unit = office.memberships.get().unit
    assessment = actions.open_assessment(framework=s4_framework(unit), unit=unit)
    clause = assessment.framework.clauses.first()
    proven(assessment, [clause])
    settle_rule(clause=clause, lines=[Rule(Kind.MISSING, amount=Decimal("0.5"))], by=office)
    other = [Rule(Kind.MISSING, amount=Decimal("0.25"))]
    by_rule = {"assessment": assessment, "clause": clause, "by": office, "given": [Given(count=Decimal(2))]}
    in_threads(
        [lambda: award_by_rule(**by_rule), lambda: settle_rule(clause=clause, lines=other, by=office)],
    )
    score = Score.objects.get(clause=clause)
    # 2 − 2 × 0.5 = 1, or 2 − 2 × 0.25 = 1.5: whichever rule it was worked out by is kept with it
    amount = Decimal(score.inputs["lines"][0]["rule"]["amount"])
    assert score.points == 2 - 2 * amount
    assert totals.checked(assessment) == []


def test_the_bonus_cap_holds_when_two_add_at_once():
    unit = make_unit()
    framework = make_framework(unit)
    bonus = with_bonus(framework, cap="10")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, bonus)
    outcomes = in_threads([lambda clause=clause: give(assessment, clause, "6") for clause in bonus])
    assert sum(isinstance(outcome, ValidationError) for outcome in outcomes) == 1
    assert totals.stored(assessment).layer("bonus").tally.points == 6
