"""How much bonus a year may still bring, told on the ledger of honours."""

import pytest
from django.urls import reverse

from scoring.actions import open_assessment
from scoring.bonus_left import bonuses_of, own_assessment
from tests.factories import make_framework, make_unit
from tests.scoring.frameworks import give, proven, with_bonus


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


def test_another_units_bonus_is_not_told(stranger, unit, assessment):
    assert own_assessment(stranger, unit, 2022) is None
    assert own_assessment(stranger, make_unit("x", "别处"), 2022) is None
