"""The plan and the year that the reports of these tests are about."""

import pytest

from tests.reports import papers, years


@pytest.fixture
def plan(unit):
    return papers.scored_plan(unit)


@pytest.fixture
def year(plan, office, department, other_department):
    """A year with something of everything: done, late, sent back, scored, told, pictured."""
    return years.full_year(plan, office, department, other_department)
