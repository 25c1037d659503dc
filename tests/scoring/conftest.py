"""An open self-assessment on the S4 framework, and one on a framework without points."""

import pytest

from scoring import actions
from tests.factories import make_framework
from tests.scoring.frameworks import proven, s4_framework


@pytest.fixture
def assessment(unit, office):
    return actions.open_assessment(framework=s4_framework(unit), unit=unit, by=office)


@pytest.fixture
def clauses(assessment):
    return list(assessment.framework.clauses.all())


@pytest.fixture
def evidenced(assessment, clauses, office):
    """The open assessment with one accepted record cited for each clause."""
    proven(assessment, clauses, by=office)
    return assessment


@pytest.fixture
def worded(unit, office):
    """An assessment of five clauses without points in two categories, each with evidence."""
    rows = [("组织领导", "1", [None, None, None]), ("特色指标", "2", [None, None])]
    assessment = actions.open_assessment(framework=make_framework(unit, rows=rows), unit=unit, by=office)
    proven(assessment, assessment.framework.clauses.all(), by=office)
    return assessment
