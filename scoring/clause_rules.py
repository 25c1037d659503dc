"""The confirmed rule of a clause, line by line, and who is exempt from a clause: data of the framework."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.validators import MaxValueValidator
from django.db import models

from scoring.bands import Step, band_of
from scoring.models import Clause
from scoring.points import PointsField
from scoring.ruling import WITH_STEPS, Counting, Kind, Rounding, Rule


class ClauseRule(models.Model):
    """One line of a clause's rule, as the office confirmed it. A clause without lines is scored by a person."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="rules")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField("给分方式", max_length=16, choices=Kind.choices)
    text = models.CharField("原文", max_length=500, blank=True)
    amount = PointsField("每次多少分", null=True, blank=True)
    most = PointsField("最多多少分", null=True, blank=True)
    per = PointsField("每几个算一次", default=1)
    unit = models.CharField("计量单位", max_length=10, blank=True)
    target = PointsField("要求百分之几", null=True, blank=True)
    sample = models.PositiveSmallIntegerField("抽查几个", null=True, blank=True, validators=[MaxValueValidator(9999)])
    least = models.PositiveSmallIntegerField(
        "至少几个合格", null=True, blank=True, validators=[MaxValueValidator(9999)]
    )
    rounding = models.CharField("零头", max_length=8, choices=Rounding.choices, default=Rounding.EXACT)
    counting = models.CharField("怎么计", max_length=8, choices=Counting.choices, default=Counting.EVERY)
    is_doubled = models.BooleanField("隐瞒加倍", default=False)

    class Meta:
        verbose_name = "评分规则"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.text or self.get_kind_display()

    def as_rule(self, steps: Iterable[RuleStep]) -> Rule:
        """The line as plain data, with its steps where its kind has any."""
        steps = tuple(step.as_step(self.kind) for step in steps) if self.kind in WITH_STEPS else ()
        names = ("kind", "text", "amount", "most", "per", "unit", "target", "sample", "least", "rounding", "counting")
        return Rule(**{name: getattr(self, name) for name in names}, is_doubled=self.is_doubled, steps=steps)


class RuleStep(models.Model):
    """One grade, level of honour or band of a line; a band says its ends in its label."""

    rule = models.ForeignKey(ClauseRule, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField("档次", max_length=30)
    points = PointsField("分值")  # percent where the line's kind is GRADE_PERCENT

    class Meta:
        verbose_name = "评分档次"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.label

    def as_step(self, kind: str) -> Step:
        return band_of(self.label, self.points) if kind == Kind.BANDS else Step(self.label, self.points)


class Exemption(models.Model):
    """豁免: who need not be scored on a clause, as the paper prints it."""

    clause = models.OneToOneField(Clause, on_delete=models.CASCADE, related_name="exemption")
    text = models.CharField("哪些单位不参评", max_length=200)

    class Meta:
        verbose_name = "豁免"

    def __str__(self):
        return self.text
