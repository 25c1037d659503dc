"""Two people at once: on a database with row locks nothing is lost and totals stay right."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from accounts import triggers
from scoring import actions, totals
from tests.factories import make_framework, make_unit
from tests.scoring.frameworks import give, proven, s4_framework, with_bonus

# SQLite lets one write at a time and its test database lives in memory, where a second thread is turned away at once.
pytestmark = [
    pytest.mark.services,
    pytest.mark.usefixtures("_emptied_log"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="行锁要在 PostgreSQL 上试"),
]


@pytest.fixture
def _triggers_again(django_db_setup, django_db_blocker):
    """After the database was emptied the log is guarded again."""
    yield
    with django_db_blocker.unblock():
        triggers.create(connection)


@pytest.fixture
def _emptied_log(_triggers_again, django_db_serialized_rollback, transactional_db):
    """Rows that were really committed are emptied after the test, which the log's own triggers would refuse."""
    yield
    triggers.drop(connection)


def in_threads(calls):
    """Run the calls at the same time; each result, or the refusal."""

    def run(call):
        try:
            return call()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


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
