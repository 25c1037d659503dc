"""Points at risk by clause, department and days left."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import Task
from programs.risk import NOBODY, at_risk
from scoring import actions
from tests import factories
from tests.scoring.frameworks import give, proven, say

TODAY = date(2022, 11, 1)


@pytest.fixture
def assessment(unit, department, other_department, office):
    """Three clauses of 2, 1 and 4 points: one due in ten days, one overdue, one nobody answers for."""
    framework = factories.make_framework(unit, rows=[("甲", "1", ["2", "1", "4"])])
    plan = factories.make_plan(unit, framework)
    first, second, _ = framework.clauses.all()
    factories.make_task(plan, department, "甲事", clauses=[first], due_on=TODAY + timedelta(10))
    factories.make_task(plan, other_department, "乙事", clauses=[second], due_on=TODAY - timedelta(2))
    return actions.open_assessment(framework=framework, unit=unit, by=office)


def test_what_is_due_first_stands_first_with_who_answers_for_it(assessment, department, other_department):
    told = at_risk(assessment, TODAY)
    assert [(one.parties, one.days, one.risk.worth) for one in told.owed] == [
        ((other_department.name,), -2, 1),
        ((department.name,), 10, 2),
        ((), None, 4),
    ]
    assert [one.days_text for one in told.owed] == ["已过 2 天", "还有 10 天", "没有定时限"]
    assert told.worth == 7


def test_departments_stand_in_their_own_order_and_are_not_ranked(assessment, department, other_department):
    told = at_risk(assessment, TODAY)
    assert [(row.name, row.worth) for row in told.parties] == [
        (department.name, "2 分"),
        (other_department.name, "1 分"),
        (NOBODY, "4 分"),
    ]


def test_what_is_earned_is_no_longer_at_risk(assessment):
    clause = assessment.framework.clauses.all()[2]
    proven(assessment, [clause])
    give(assessment, clause, "3.5")
    told = at_risk(assessment, TODAY)
    # 2 + 1 + 0.5 = 3.5
    assert told.worth == Decimal("3.5")


def test_a_task_that_is_done_still_says_who_answered_for_it(assessment, department, other_department):
    Task.objects.update(state=Task.State.ACCEPTED)
    told = {one.parties: one.days_text for one in at_risk(assessment, TODAY).owed}
    assert told == {(department.name,): "任务已办结", (other_department.name,): "任务已办结", (): "没有定时限"}


def test_the_page_shows_steps_clauses_and_departments(enter, office, assessment, department):
    path = reverse("score_risk", args=[assessment.pk])
    text = enter(office).get(path).content.decode()
    assert "还有 7 分没拿到" in text
    assert "最多能拿" in text
    assert department.name in text
    only = enter(office).get(path, {"party": department.name}).content.decode()
    assert "看全部" in only
    assert enter(office).get(path, {"party": "没有的", "page": "9" * 30}).status_code == 200


def test_a_plan_without_points_counts_the_clauses_not_met_yet(enter, office, unit, department, other_department):
    framework = factories.make_framework(unit, rows=[("甲", "1", [None] * 4)], year=2023)
    clauses = list(framework.clauses.all())
    plan = factories.make_plan(unit, framework)
    factories.make_task(plan, department, "甲事", clauses=clauses[:2], due_on=TODAY + timedelta(10))
    factories.make_task(plan, other_department, "乙事", clauses=clauses[2:], due_on=TODAY + timedelta(3))
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, clauses[:3])
    say(assessment, clauses[0], "met")
    say(assessment, clauses[1], "partly", reason="缺一次记录")
    told = at_risk(assessment, TODAY)
    # of four one is met: three are left, one partly met, one proven and not looked at, one without evidence
    assert told.headline == "还有 3 个得分点没达标"
    assert [(one.risk.line.clause, one.risk.kind, one.days) for one in told.owed] == [
        (clauses[2], "unscored", 3),
        (clauses[3], "evidence", 3),
        (clauses[1], "lost", 10),
    ]
    assert [(row.name, row.worth) for row in told.parties] == [
        (department.name, "1 条达标"),
        (other_department.name, "2 条达标"),
    ]
    assert [step.worth_text for step in told.steps] == ["1 条达标", "1 条达标"]
    page = enter(office).get(reverse("score_risk", args=[assessment.pk])).content.decode()
    assert "缺一次记录" in page
    assert "有佐证还没评的 1 条" in page
    assert "0 分" not in page


def test_points_and_words_are_told_apart_in_a_mixed_plan(unit):
    framework = factories.make_framework(unit, rows=[("甲", "1", ["2", "0.5", None])], year=2023)
    told = at_risk(actions.open_assessment(framework=framework, unit=unit), TODAY)
    # 2 + 0.5 = 2.5, and one clause without points
    assert told.headline == "还有 2.5 分没拿到，分在 2 个得分点；另有 1 个不设分值的没达标"
    assert told.parties[0].worth == "2.5 分和 1 条达标"


def test_a_stranger_finds_no_risk(enter, stranger, assessment):
    assert enter(stranger).get(reverse("score_risk", args=[assessment.pk])).status_code == 404


def test_it_costs_the_same_for_twenty_and_two_hundred_clauses(
    unit, department, office, enter, django_assert_max_num_queries
):
    counts = []
    for number in (20, 200):
        framework = factories.make_framework(unit, rows=[("甲", "1", ["1"] * number)], title=f"{number}条")
        factories.make_task(factories.make_plan(unit, framework), department, due_on=timezone.localdate())
        assessment = actions.open_assessment(framework=framework, unit=unit, by=office)
        with django_assert_max_num_queries(12) as asked:
            at_risk(assessment, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]
