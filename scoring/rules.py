"""What a clause can be given: points up to its maximum, or a verdict; and what it needs before it is given any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from evidence.models import Record
from scoring.models import Assessment, Clause, Layer, Score
from scoring.points import printed, rounded, total
from scoring.tree import Tree

State = Score.State
VERDICTS = (State.MET, State.PARTLY, State.UNMET)
# What is still being written proves nothing yet; from its submission on a record counts.
COUNTED = frozenset({Record.State.SUBMITTED, Record.State.ACCEPTED})
_STEPS = [Decimal(step) for step in ("0.05", "0.1", "0.2", "0.25", "0.5", "1", "2", "2.5", "3", "4", "5", "10", "20")]


@dataclass(frozen=True)
class Offer:
    """What one clause of a framework can be given."""

    is_pointed: bool
    maximum: Decimal | None  # None: a verdict, or a bonus clause bounded by its category's cap alone
    layer: str
    needs_evidence: bool

    @property
    def grades(self) -> list[Decimal]:
        """Up to six round grades from 0 to the maximum; other points are typed."""
        if self.maximum is None:
            return []
        for parts in (4, 5, 3, 2):
            step = self.maximum / parts
            if step in _STEPS:
                return [step * place for place in range(parts + 1)]
        return [Decimal(0), self.maximum]

    def is_claim(self, state: str, points: Decimal | None) -> bool:
        """Does a score say that something was done, so that it must be proven?"""
        if self.layer == Layer.NEGATIVE:
            return False
        return state in (State.MET, State.PARTLY) or (state == State.POINTS and bool(points))


def offer_of(clause: Clause, tree: Tree) -> Offer:
    """The clause's indicator and framework are read."""
    category_id = clause.indicator.category_id
    return Offer(
        is_pointed=tree.is_pointed(category_id=category_id, points=clause.points, ruling=clause.ruling),
        maximum=clause.points,
        layer=tree.rows[category_id].layer,
        needs_evidence=clause.needs_evidence
        and clause.framework.needs_evidence
        and tree.rows[category_id].layer != Layer.NEGATIVE,
    )


def checked(offer: Offer, *, state: str, points: Decimal | int | None, reason: str) -> Decimal | None:
    """The points to store, rounded half up once; ValidationError when the clause can't be given this."""
    if state == State.NOT_APPLICABLE:
        if not reason:
            raise ValidationError("评为“不适用”要写明原因。")
        return None
    if state in VERDICTS:
        if offer.is_pointed:
            raise ValidationError("这一条按分值打分，不评“达标”“未达标”。")
        return None
    if state != State.POINTS:
        raise ValidationError("没有这种结论，请重新选一个。")
    if not offer.is_pointed:
        raise ValidationError("这一条不设分值，请评“达标”“部分达标”或“未达标”。")
    return _points_within(offer, points)


def _points_within(offer: Offer, points) -> Decimal:
    if points is None or isinstance(points, float):
        raise ValidationError("请写明给多少分。")
    value = Decimal(points)
    if not value.is_finite() or value < 0:
        raise ValidationError("得分不能低于 0 分。")
    value = rounded(value)
    if offer.maximum is not None and value > offer.maximum:
        raise ValidationError(f"这一条最多 {printed(offer.maximum)} 分，不能打 {printed(value)} 分。")
    return value


def check_caps(*, assessment: Assessment, clause: Clause, tree: Tree, points: Decimal) -> None:
    """Refuse bonus points that would lift a capped category over what it may give in all."""
    for category in tree.caps_over(clause.indicator.category_id):
        others = Score.objects.filter(assessment=assessment, clause__indicator__category__in=tree.within(category))
        used = total(others.exclude(clause=clause).values_list("points", flat=True))
        if used + points > category.points:
            rest = max(category.points - used, Decimal(0))
            raise ValidationError(
                f"“{category.name}”最多加 {printed(category.points)} 分，别的条已加 {printed(used)} 分，"
                f"这一条最多还能加 {printed(rest)} 分。"
            )


def is_proven(record_states: Iterable[str]) -> bool:
    return any(state in COUNTED for state in record_states)


def check_proven(record_states: list[str]) -> None:
    """Refuse a score that nothing proves yet."""
    if is_proven(record_states):
        return
    if "returned" in record_states:
        raise ValidationError("引用的档案被退回了，改好再提交后才能凭它给分。")
    if record_states:
        raise ValidationError("引用的档案还没有提交审核，提交后才能凭它给分。")
    raise ValidationError("这一条还没有佐证，不能给分；请先引用一份档案。")
