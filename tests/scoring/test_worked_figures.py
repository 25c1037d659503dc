"""The figures of real papers, added up by hand: what their clauses come to beside what is declared for them."""

from decimal import Decimal

import pytest

from scoring import actions, totals
from tests.factories import make_framework
from tests.scoring.frameworks import give, proven

D = Decimal
# name, declared points, the clauses' points, what they come to
PAPERS = [
    ("C01 一月", "9", "2 2 2 3", "9"),  # 2 + 2 + 2 + 3
    ("C05 第二类，可见八条", "50", "10 4 6 6 10 2 4 5", "47"),  # an excerpt that ends early: 47 of 50
    ("C08 可见", "12", "5 2 2", "9"),  # 5 + 2 + 2, 9 of 12
    ("C10", "7", "1.5 3 2.5", "7"),  # 1.5 + 3 + 2.5
    ("C14 可见", "90", "8 12 10 12 8", "50"),  # 50 of 90
    ("C17 甲", "20", "5 5 5 5", "20"),  # 4 × 5
    ("C17 乙", "10", "5 5", "10"),
    ("C20 甲", "1", "0.5 0.5", "1"),
    ("C20 乙，可见", "3", "0.3 0.2 2", "2.5"),  # 0.3 + 0.2 + 2, where floating numbers give 2.4999…
    ("C24 甲", "6", "2 2 1 1", "6"),
    ("C24 乙", "8", "3 2 1 2", "8"),
    ("C28 公共环境", "23", "6 6 6 5", "23"),
]


@pytest.mark.parametrize(("name", "declared", "points", "sum_"), PAPERS, ids=[row[0] for row in PAPERS])
def test_the_clauses_of_a_paper_come_to_what_they_are_by_hand(unit, name, declared, points, sum_):
    framework = make_framework(unit, rows=[(name, "1", points.split())])
    category = framework.categories.get()
    category.points = D(declared)
    category.save()
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, framework.clauses.all())
    assert totals.stored(assessment).overall.maximum == D(sum_)
    for clause in framework.clauses.all():
        give(assessment, clause, clause.points)
    figures = totals.stored(assessment)
    assert figures.overall.points == D(sum_)
    assert figures.categories[0].percent == "100"
    assert totals.differences(assessment) == []
