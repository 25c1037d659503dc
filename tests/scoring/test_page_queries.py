"""The pages of scores with everything a real framework has: rules, figures, honours, other kinds."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.models import Record
from evidence.particulars import Honour
from scoring import actions
from scoring.bands import steps_typed
from scoring.models import Assessment, Layer
from scoring.ruling import Kind, Rule
from scoring.ruling_actions import confirm_proposals, settle_rule
from scoring.threshold_actions import confirm_bindings, make_rows
from scoring.thresholds import Threshold
from tests import factories
from tests.scoring.frameworks import add_category, add_clause, give, proven

ASKING = [
    ("全年志愿服务不少于5次", ">=", "5", "次"),
    ("注册志愿者人数占员工总人数的比例 ≥50%", ">=", "50", "%"),
    ("群众满意度达90%以上", ">=", "90", "%"),
    ("经费不低于日常办公经费8%，并实现逐年增长", ">=", "8", "%"),
]


def full(unit, office, department, *, year: int, number: int) -> Assessment:
    """So many clauses, each asking for a figure, half of them with a rule; a bonus with honours; a second kind."""
    rows = [(f"类目{place % 9}", str(place), ["1"]) for place in range(number)]
    framework = factories.make_framework(unit, rows=rows, year=year, title=f"{number}条")
    clauses = list(framework.clauses.all())
    for place, clause in enumerate(clauses):
        clause.text, *limit = ASKING[place % 4]
        clause.thresholds = [dict(zip(("op", "value", "unit"), limit, strict=True))]
        clause.scoring = "每缺一次扣0.2分" if place % 2 else ""
        clause.save()
    make_rows(clauses)
    bindings = Threshold.objects.filter(clause__framework=framework).values_list("pk", flat=True)
    confirm_bindings(framework=framework, thresholds=list(bindings), by=office)
    confirm_proposals(framework=framework, clauses=[clause.pk for clause in clauses], by=office)
    bonus = add_clause(add_category(framework, "加分", layer=Layer.BONUS, points=Decimal(10)), "荣誉加分")
    steps = steps_typed("国家级 2\n省部级 1", are_bands=False)
    settle_rule(clause=bonus, lines=[Rule(Kind.HONOURS, steps=steps)], by=office)
    assessment = actions.open_assessment(framework=framework, unit=unit, by=office)
    proven(assessment, clauses)
    for clause in clauses[:: number // 10]:
        give(assessment, clause, "1", by=office, reason="照材料")
    for month in (3, 6, 9):
        day = date(year, month, 1)
        fields = {"kind": Record.Kind.HONOUR, "title": "荣誉", "year": year, "begins_on": day}
        record = Record.objects.create(unit=unit, department=department, state=Record.State.ACCEPTED, **fields)
        Honour.objects.create(record=record, level="national", issuer="评选机关")
        actions.cite(assessment=assessment, clauses=[bonus], record=record, by=office)
    actions.open_other(beside=assessment, kind=Assessment.Kind.SITE, by=office)
    return assessment


def paths_of(assessment: Assessment) -> dict[str, str]:
    clauses = list(assessment.framework.clauses.all())
    own = [assessment.pk]
    return {
        "总表": reverse("score_sheet", args=own),
        "次数": reverse("score_clause", args=[*own, clauses[0].pk]),
        "比例": reverse("score_clause", args=[*own, clauses[1].pk]),
        "经费": reverse("score_clause", args=[*own, clauses[3].pk]),
        "荣誉": reverse("score_clause", args=[*own, clauses[-1].pk]),
        "来历": reverse("score_why", args=[*own, clauses[1].pk]),
        "合计": reverse("score_why_total", args=own),
        "对照": reverse("score_compare", args=own),
        "试算": reverse("score_what_if", args=own),
    }


@pytest.mark.django_db
def test_no_page_of_scores_costs_more_for_two_hundred_clauses_than_for_twenty(enter, office, unit, department):
    counts = []
    for year, number in ((2023, 20), (2024, 200)):
        assessment = full(unit, office, department, year=year, number=number)
        client, asked = enter(office), {}
        client.get("/scores/")
        for name, path in paths_of(assessment).items():
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            asked[name] = len(seen)
        counts.append(asked)
    assert counts[0] == counts[1]
    growing = counts[0].pop("经费")  # its page reads the spending of two years
    assert max(counts[0].values()) <= 15, counts[0]
    assert growing <= 16
