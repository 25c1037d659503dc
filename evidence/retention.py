"""保管期限: how long a filed record is kept, by its kind; each unit may change its table."""

from __future__ import annotations

from datetime import date

from django.db import models

from accounts.models import Unit
from evidence.models import Record


class Term(models.TextChoices):
    """The three terms of DA/T 22-2015 by their codes in a 档号."""

    PERMANENT = "Y", "永久"
    THIRTY = "D30", "30年"
    TEN = "D10", "10年"


YEARS = {Term.THIRTY: 30, Term.TEN: 10}
# What a unit begins with; its own approved 归档范围和保管期限表 decides. Kinds that are not named are kept ten years.
DEFAULTS = {
    "honour": Term.PERMANENT,
    "meeting": Term.THIRTY,
    "regulation": Term.THIRTY,
    "document": Term.THIRTY,
    "spending": Term.THIRTY,
}


class RetentionRule(models.Model):
    """One line of a unit's table that differs from what everybody begins with."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="retention_rules")
    kind = models.CharField("档案类别", max_length=20)
    term = models.CharField("保管期限", max_length=4, choices=Term.choices)

    class Meta:
        verbose_name = "保管期限"
        constraints = [models.UniqueConstraint(fields=["unit", "kind"], name="retention_once_per_kind")]

    def __str__(self):
        return f"{dict(Record.Kind.choices).get(self.kind, self.kind)}：{self.get_term_display()}"


def terms_of(unit: Unit) -> dict[str, str]:
    """The term of every kind of record, in the order of the kinds. One query."""
    own = dict(RetentionRule.objects.filter(unit=unit).values_list("kind", "term"))
    return {kind: own.get(kind, DEFAULTS.get(kind, Term.TEN)) for kind in Record.Kind.values}


def last_day(year: int, term: str) -> date | None:
    """When a term ends that is counted from the year after the one it was made in; None for 永久."""
    return date(year + YEARS[Term(term)], 12, 31) if term in YEARS else None
