"""Two people at once: on a database with row locks nothing is lost and totals stay right."""

from django.core.exceptions import ValidationError

from scoring import actions, totals
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


def test_the_bonus_cap_holds_when_two_add_at_once():
    unit = make_unit()
    framework = make_framework(unit)
    bonus = with_bonus(framework, cap="10")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, bonus)
    outcomes = in_threads([lambda clause=clause: give(assessment, clause, "6") for clause in bonus])
    assert sum(isinstance(outcome, ValidationError) for outcome in outcomes) == 1
    assert totals.stored(assessment).layer("bonus").tally.points == 6
