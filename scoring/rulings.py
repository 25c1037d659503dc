"""The confirmed rules of clauses, read as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db.models import F

from scoring.clause_rules import ClauseRule, Exemption, RuleStep
from scoring.models import Clause, Framework
from scoring.ruling import Kind, Rule
from scoring.ruling_proposals import proposed
from scoring.thresholds import Threshold
from scoring.tree import Tree

PLAIN = frozenset({Kind.MANUAL})  # says that a person decides; nothing is worked out


def rules_of(clause: Clause) -> tuple[Rule, ...]:
    """The lines of one clause. One query."""
    return rules_of_clauses([clause.pk]).get(clause.pk, ())


def rules_of_clauses(keys: Iterable[int]) -> dict[int, tuple[Rule, ...]]:
    """The lines by clause; clauses without any are left out. One query."""
    return _grouped(ClauseRule.objects.filter(clause__in=list(keys)))


def rules_of_framework(framework: Framework) -> dict[int, tuple[Rule, ...]]:
    """The lines by clause of a whole framework. One query."""
    return _grouped(ClauseRule.objects.filter(clause__framework=framework))


def _grouped(rows) -> dict[int, tuple[Rule, ...]]:
    """A row comes once for each of its steps, or once without any."""
    steps = {"step": F("steps__pk"), "step_label": F("steps__label"), "step_points": F("steps__points")}
    rows = rows.annotate(**steps).order_by("clause", "order", "pk", "steps__order", "steps__pk")
    found: dict[int, list[Rule]] = {}
    for _, same in groupby(rows, key=lambda row: row.pk):
        same = list(same)
        told = [RuleStep(label=row.step_label, points=row.step_points) for row in same if row.step is not None]
        found.setdefault(same[0].clause_id, []).append(same[0].as_rule(told))
    return {key: tuple(lines) for key, lines in found.items()}


def works_out(lines: Iterable[Rule]) -> bool:
    """Do these lines give points or a veto, or do they only say that a person decides?"""
    return any(line.kind not in PLAIN for line in lines)


def unknown_amounts(framework: Framework) -> list[Clause]:
    """Clauses whose sentence takes or gives points without saying how many, and nobody has settled it (C12)."""
    tree = Tree(framework)
    rows = framework.clauses.select_related("indicator").filter(rules__isnull=True)
    return [clause for clause in rows if proposed(clause, tree.layer_of(clause)).unread]


def check_amounts(framework: Framework) -> None:
    """Refuse to put a framework to use in which an amount is unknown."""
    found = unknown_amounts(framework)
    if found:
        more = f"等 {len(found)} 处" if len(found) > 1 else ""
        raise ValidationError(
            f"“{found[0]}”{more}没写明扣多少分或加多少分，请到“评分规则”里补上，说不准的选“由人定分”，再启用。"
        )


def copy_along(pairs: Iterable[tuple[Clause, Clause]]) -> None:
    """Rules, exemptions and thresholds of clauses for their copies. The number of queries does not grow with them."""
    copy_of = {clause.pk: copy for clause, copy in pairs}
    rules = list(ClauseRule.objects.filter(clause__in=copy_of).prefetch_related("steps"))
    made = ClauseRule.objects.bulk_create(_copied(row, clause=copy_of[row.clause_id]) for row in rules)
    RuleStep.objects.bulk_create(
        _copied(step, rule=copy) for row, copy in zip(rules, made, strict=True) for step in row.steps.all()
    )
    for model in (Exemption, Threshold):
        rows = model.objects.filter(clause__in=copy_of)
        model.objects.bulk_create([_copied(row, clause=copy_of[row.clause_id]) for row in rows], batch_size=500)


def _copied(row, **to):
    skipped = {"id", *(f"{name}_id" for name in to)}
    own = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.attname not in skipped}
    return type(row)(**own, **to)
