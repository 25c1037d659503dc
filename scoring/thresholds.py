"""Thresholds of clauses: what is asked in figures, which measure feeds it, and how far the records reach."""

from __future__ import annotations

from django.db import models

from evidence.measures import Measure
from scoring.models import Clause


class Period(models.TextChoices):
    """The time a figure is counted over."""

    YEAR = "year", "全年"
    HALF = "half", "每半年"
    QUARTER = "quarter", "每季度"
    MONTH = "month", "每月"
    ONCE = "once", "不限时间"


class Threshold(models.Model):
    """量化要求: one printed comparison of a clause, bound to what counts it once the office has confirmed it."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="limits")
    order = models.PositiveSmallIntegerField(default=0)
    measure = models.ForeignKey(
        Measure, verbose_name="口径", null=True, blank=True, on_delete=models.PROTECT, related_name="thresholds"
    )
    operator = models.CharField("比较", max_length=2)  # >= <= > < =
    value = models.DecimalField("数值", max_digits=12, decimal_places=2)
    unit = models.CharField("单位", max_length=10, blank=True)
    period = models.CharField("期间", max_length=8, choices=Period.choices, default=Period.YEAR)
    must_grow = models.BooleanField("还要比上年增长", default=False)
    small_count = models.PositiveIntegerField("多少人以下另有要求", null=True, blank=True)
    small_value = models.DecimalField("这时要求", max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "量化要求"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.operator} {self.value.normalize():f}{self.unit}"
