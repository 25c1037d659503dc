"""Amounts and figures with two places: yuan and fen, or any measured value, without floating numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models

HUNDREDTH = Decimal("0.01")
LARGEST = Decimal("99999999999.99")


def parsed(text: str) -> Decimal:
    """An amount as typed, commas of thousands allowed; ValidationError with one sentence where it is none."""
    try:
        value = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValidationError("要写成数字，如 1280 或 1280.50。") from None
    if not value.is_finite() or abs(value) > LARGEST:
        raise ValidationError(f"数字要在 {LARGEST} 以内。")
    if value != value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP):
        raise ValidationError("最多两位小数。")
    return value.quantize(HUNDREDTH)


def printed(value: Decimal | None) -> str:
    """As people write an amount: 12,800.50, and 12,800 where there is nothing behind the point."""
    if value is None:
        return ""
    return f"{value:,.2f}".removesuffix(".00")


class AmountField(models.BigIntegerField):
    """Decimal hundredths in Python, whole fen in the column: SQLite would keep decimals as floats.

    Sum over the column comes back as a Decimal through this field; other SQL arithmetic is not for it.
    """

    description = "两位小数"

    def from_db_value(self, value, expression, connection):
        return None if value is None else Decimal(value) / 100

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError("金额不能用浮点数。")
        return parsed(str(value))

    def get_prep_value(self, value):
        if value is None:
            return None
        value = self.to_python(value)
        if value != value.quantize(HUNDREDTH):
            raise ValidationError("最多两位小数。")
        return int(value * 100)

    @property
    def validators(self):
        """The range is checked where it is typed; Django's own limits are those of the column, in fen."""
        return []
