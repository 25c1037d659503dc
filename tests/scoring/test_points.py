"""Points keep their hundredths from the form to the database and back."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum

from scoring.models import Clause
from scoring.points import PointsField, parsed, printed, rounded, total
from tests.factories import make_framework


@pytest.mark.parametrize(
    ("value", "text"), [("2", "2"), ("1.50", "1.5"), ("0.25", "0.25"), ("10", "10"), ("100", "100"), ("0", "0")]
)
def test_points_are_printed_as_people_write_them(value, text):
    assert printed(Decimal(value)) == text


def test_no_points_are_printed_as_nothing():
    assert printed(None) == ""


@pytest.mark.parametrize(
    ("value", "outcome"), [("0.125", "0.13"), ("0.115", "0.12"), ("1.005", "1.01"), ("1.004", "1.00"), ("1.32", "1.32")]
)
def test_points_are_rounded_half_up(value, outcome):
    assert rounded(Decimal(value)) == Decimal(outcome)


@pytest.mark.parametrize(("text", "value"), [("2", "2"), (" 1.5 ", "1.5"), ("0.25", "0.25"), ("1.50", "1.5")])
def test_typed_points_are_read(text, value):
    assert parsed(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "两分", "1,5", "-1", "1.005", "NaN", "Infinity", "1e9", "100000"])
def test_what_is_no_points_is_refused_in_one_sentence(text):
    with pytest.raises(ValidationError) as refusal:
        parsed(text)
    assert len(refusal.value.messages) == 1
    assert refusal.value.messages[0].endswith("。")


def test_three_times_seven_tenths_is_two_and_a_tenth():
    assert total([Decimal("0.70")] * 3 + [None]) == Decimal("2.10")


def test_a_floating_number_is_refused_before_it_is_stored():
    with pytest.raises(ValidationError):
        PointsField().get_prep_value(1.5)
    with pytest.raises(ValidationError):
        PointsField().get_prep_value(Decimal("1.005"))


def test_the_database_adds_hundredths_exactly(unit):
    framework = make_framework(unit, rows=[("类目", "1", ["0.70", "0.70", "0.70"])])
    assert Clause.objects.filter(framework=framework).aggregate(sum=Sum("points"))["sum"] == Decimal("2.10")
    assert Clause.objects.filter(framework=framework, points__gte=Decimal("0.7")).count() == 3
    assert not Clause.objects.filter(framework=framework, points__gt=Decimal("0.7")).exists()
