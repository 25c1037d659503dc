"""How much bonus a year may still bring, told on the ledger of honours."""

from decimal import Decimal

import pytest
from django.urls import reverse

from scoring.actions import open_assessment
from scoring.bands import steps_typed
from scoring.bonus_left import bonuses_of, own_assessment
from scoring.models import Clause, Layer, Ruling
from scoring.ruling import Kind, Rule
from scoring.ruling_actions import settle_rule
from tests.factories import make_framework, make_unit
from tests.scoring.frameworks import add_category, add_clause, give, proven, with_bonus


@pytest.fixture
def framework(unit):
    return make_framework(unit, year=2022)


@pytest.fixture
def honours(framework):
    """Two clauses for honours that give ten points together at most."""
    return with_bonus(framework)


@pytest.fixture
def assessment(framework, honours, unit, office):
    assessment = open_assessment(framework=framework, unit=unit, by=office)
    proven(assessment, honours, by=office)
    return assessment


def sentences(assessment) -> list[str]:
    return [one.said for one in bonuses_of(assessment)]


def test_it_tells_what_is_left_and_when_nothing_is(assessment, honours, office):
    assert sentences(assessment) == ["荣誉称号已加 0 分，最多加 10 分，还能加 10 分。"]
    give(assessment, honours[0], "6", by=office)
    assert sentences(assessment) == ["荣誉称号已加 6 分，最多加 10 分，还能加 4 分。"]
    give(assessment, honours[1], "4", by=office)
    assert sentences(assessment) == ["荣誉称号最多加 10 分，再登记荣誉也不再加分。"]


def test_the_ledger_of_honours_says_that_the_cap_is_reached(enter, office, assessment, honours):
    client, path = enter(office), reverse("ledger_list", args=["honour"])
    page = client.get(path, {"year": 2022}).content.decode()
    assert "还能加 10 分" in page and "已到上限" not in page
    give(assessment, honours[0], "10", by=office)
    page = client.get(path, {"year": 2022}).content.decode()
    assert "已到上限" in page and reverse("score_sheet", args=[assessment.pk]) in page
    assert "已到上限" not in client.get(path, {"year": 2021}).content.decode()
    assert "加分" not in client.get(reverse("ledger_list", args=["meeting"])).content.decode()


@pytest.fixture
def by_rule(framework, office):
    """`by_rule(most, cap)`: a clause whose rule gives so much for honours at most, in a category with that cap."""

    def make(most, cap=None):
        name = f"奖励项{most}-{cap}"
        clause = add_clause(add_category(framework, name, layer=Layer.BONUS, points=cap), "获得各级表彰奖励")
        Clause.objects.filter(pk=clause.pk).update(ruling=Ruling.POINTS)
        steps = steps_typed("国家级 2\n省部级 1", are_bands=False)
        settle_rule(clause=clause, lines=[Rule(Kind.HONOURS, steps=steps, most=Decimal(most))], by=office)
        return clause

    return make


def test_a_bonus_capped_by_its_clauses_rule_alone_is_told_too(enter, by_rule, framework, unit, office):
    clause = by_rule("3")
    assessment = open_assessment(framework=framework, unit=unit, by=office)
    proven(assessment, [clause], by=office)
    assert sentences(assessment) == ["“获得各级表彰奖励”已加 0 分，最多加 3 分，还能加 3 分。"]
    give(assessment, clause, "3", by=office, reason="按证书给满")
    assert sentences(assessment) == ["“获得各级表彰奖励”最多加 3 分，再登记荣誉也不再加分。"]
    page = enter(office).get(reverse("ledger_list", args=["honour"]), {"year": 2022}).content.decode()
    assert "已到上限" in page


def test_of_two_caps_one_around_the_other_the_rules_is_told_where_it_is_the_lower(by_rule, framework, unit, office):
    by_rule("4", cap=Decimal(10))
    by_rule("10", cap=Decimal(5))
    assessment = open_assessment(framework=framework, unit=unit, by=office)
    assert [one.cap for one in bonuses_of(assessment)] == [10, 5, 4]


def test_another_units_bonus_is_not_told(stranger, unit, assessment):
    assert own_assessment(stranger, unit, 2022) is None
    assert own_assessment(stranger, make_unit("x", "别处"), 2022) is None
