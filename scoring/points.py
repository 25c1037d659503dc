"""Points: integer hundredths in the database, Decimal everywhere else; the one place that rounds and prints them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models

HUNDREDTH = Decimal("0.01")
LARGEST = Decimal("99999.99")


def rounded(value: Decimal) -> Decimal:
    """Half up to hundredths: once, when a clause's score is awarded."""
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def total(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of stored points; what is not scored adds nothing."""
    return sum((value for value in values if value is not None), Decimal(0))


def printed(value: Decimal | None) -> str:
    """As people write points: 2, 1.5, 0.25; empty where there are none."""
    if value is None:
        return ""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def exact(value: Decimal) -> str:
    """A figure of an arithmetic as people write it, not yet rounded, to four places: 1.325, 2, −1."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def parsed(text: str) -> Decimal:
    """Points as typed; ValidationError with one sentence where they are none."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValidationError("分值要写成数字，如 2 或 1.5。") from None
    if not value.is_finite() or value < 0 or value > LARGEST:
        raise ValidationError("分值要在 0 到 99999.99 之间。")
    if value != rounded(value):
        raise ValidationError("分值最多两位小数。")
    return rounded(value)


class PointsField(models.IntegerField):
    """Decimal points in Python, integer hundredths in the column: SQLite would keep decimals as floats.

    Sum over the column is right (it comes back in hundredths through this field); other SQL arithmetic is not for it.
    """

    description = "分值"

    def from_db_value(self, value, expression, connection):
        return None if value is None else Decimal(value) / 100

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError("分值不能用浮点数。")
        return parsed(str(value))

    def get_prep_value(self, value):
        if value is None:
            return None
        value = self.to_python(value)
        if value != rounded(value):
            raise ValidationError("分值最多两位小数。")
        return int(value * 100)

    def formfield(self, **kwargs):
        from django import forms

        return forms.DecimalField(max_digits=7, decimal_places=2, min_value=0, label=self.verbose_name)
