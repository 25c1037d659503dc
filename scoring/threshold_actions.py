"""Binding thresholds to what counts them; making their rows when a framework is built or a clause rewritten."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from evidence.measures import Measure
from scoring.models import Clause, Framework
from scoring.threshold_proposals import Binding, bindings, shared_by_two
from scoring.thresholds import Period, Threshold

LARGEST = Decimal(10**9)


def rows_for(clause: Clause) -> list[Threshold]:
    """Unsaved rows of what a clause prints; what is no figure is left out, what two rates share is there twice."""
    found: list[Threshold] = []
    shared = shared_by_two(clause.text)
    for one in clause.thresholds or []:
        try:
            value = Decimal(str(one.get("value", "")))
        except InvalidOperation:
            continue
        if value.is_finite() and 0 <= value < LARGEST:
            op, unit = str(one.get("op", ""))[:2], str(one.get("unit") or "")[:10]
            for _ in range(2 if unit == "%" and str(one["value"]) in shared else 1):
                found.append(Threshold(clause=clause, order=len(found), operator=op, value=value, unit=unit))
    return found


def make_rows(clauses: Iterable[Clause]) -> None:
    """Rows for the thresholds of clauses that have none yet. Two queries."""
    clauses = list(clauses)
    there = set(Threshold.objects.filter(clause__in=clauses).values_list("clause", flat=True))
    rows = [row for clause in clauses if clause.pk not in there for row in rows_for(clause)]
    Threshold.objects.bulk_create(rows, batch_size=500)


def renew_rows(clause: Clause) -> None:
    """After a clause was rewritten: what it still asks keeps its binding, what it asks anew is unbound."""
    waiting = list(clause.limits.all())
    for row in rows_for(clause):
        same = next(
            (one for one in waiting if (one.operator, one.value, one.unit) == (row.operator, row.value, row.unit)), None
        )
        if same is None:
            row.save()
        else:
            waiting.remove(same)
            Threshold.objects.filter(pk=same.pk).update(order=row.order)
    Threshold.objects.filter(pk__in=[one.pk for one in waiting]).delete()


@transaction.atomic
def bind(*, threshold: Threshold, binding: Binding, by: User | None) -> None:
    """Say what feeds a threshold, over which time and with which exception; no measure unbinds it."""
    clause = threshold.clause
    if clause.framework.state == Framework.State.PAST:
        raise ValidationError("这是旧版，只供查看；请在现行的版本里改。")
    measure = binding.measure
    if measure is not None and not Measure.objects.for_unit(clause.framework.unit_id).filter(pk=measure.pk).exists():
        raise ValidationError("没有这个口径，请重新选一个。")
    if binding.period not in Period.values:
        raise ValidationError("没有这种期间，请重新选一个。")
    if (binding.small_count is None) != (binding.small_value is None):
        raise ValidationError("人数少时另有要求的，人数和要求的数值要一起填。")
    if binding.small_value is not None and not 0 <= binding.small_value < LARGEST:
        raise ValidationError("人数少时要求的数值不对，请检查。")
    before = _said(threshold)
    threshold.measure, threshold.period, threshold.must_grow = measure, binding.period, binding.must_grow
    threshold.small_count, threshold.small_value = binding.small_count, binding.small_value
    after = _said(threshold)
    if before == after:
        return
    threshold.save()
    audit.record(by=by, verb="确认取数口径", of=clause, unit=clause.framework.unit, before=before, after=after)


def _said(threshold: Threshold) -> dict:
    said = {
        "量化要求": str(threshold),
        "口径": str(threshold.measure or "没有定"),
        "期间": threshold.get_period_display(),
    }
    if threshold.must_grow:
        said["比上年增长"] = "要"
    if threshold.small_count is not None:
        said["例外"] = f"{threshold.small_count} 人以下 {threshold.small_value.normalize():f}"
    return said


@transaction.atomic
def confirm_bindings(*, framework: Framework, thresholds: Iterable[int], by: User | None) -> int:
    """Confirm what is proposed for some thresholds; how many were bound."""
    done = 0
    for row, binding in proposals(framework):
        if row.pk in set(thresholds) and row.measure_id is None and binding.measure is not None:
            bind(threshold=row, binding=binding, by=by)
            done += 1
    return done


def proposals(framework: Framework) -> list[tuple[Threshold, Binding]]:
    """Each threshold of a framework with what is proposed for it, in the order of the paper. Two queries."""
    measures = list(Measure.objects.for_unit(framework.unit_id).select_related("activity_kind"))
    rows = Threshold.objects.filter(clause__framework=framework).select_related("clause__indicator", "measure")
    by_clause: dict[int, list[Threshold]] = {}
    for row in rows.order_by("clause__order", "clause", "order", "pk"):
        row.clause.framework = framework
        by_clause.setdefault(row.clause_id, []).append(row)
    return [
        pair
        for found in by_clause.values()
        for pair in zip(found, bindings(found[0].clause.text, found, measures), strict=True)
    ]


def unbound(framework: Framework):
    """Thresholds nothing feeds yet."""
    return Threshold.objects.filter(clause__framework=framework).filter(measure=None)
