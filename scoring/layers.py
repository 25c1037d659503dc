"""The published total: how basic points, bonus and deductions come to one figure, with the sum written out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scoring.models import Framework, Layer
from scoring.points import exact, printed, rounded
from scoring.tallies import LayerTotals, Totals

ZERO = Decimal(0)


@dataclass(frozen=True)
class Whole:
    """An assessment's published total. A veto is a state beside it, never a number in it."""

    points: Decimal
    sentence: str  # 基本分 86.5 + 加分 4（上限 10）− 总分扣减 1 = 89.5
    vetoes: int = 0

    @property
    def is_vetoed(self) -> bool:
        return self.vetoes > 0

    @property
    def state(self) -> str:
        return f"触发一票否决 {self.vetoes} 条" if self.vetoes else ""


def whole_of(totals: Totals, framework: Framework) -> Whole | None:
    """The total over the three layers; None where the basic layer has no points. Never below 0."""
    if not totals.has_points:
        return None
    base, said = _basic(totals, framework)
    terms = [f"基本分 {said}"]
    value = base
    bonus, negative = totals.layer(Layer.BONUS), totals.layer(Layer.NEGATIVE)
    if bonus is not None and bonus.tally.pointed:
        value += bonus.counted
        terms.append(f"+ 加分 {_counted(bonus)}")
    if negative is not None and negative.tally.pointed:
        value -= negative.counted
        terms.append(f"− 总分扣减 {printed(negative.counted)}")
    points = max(value, ZERO)
    sentence = " ".join(terms)
    if len(terms) > 1 or said != printed(base):
        sentence += f" = {exact(value)}" + ("，按 0 分计" if value < 0 else "")
    return Whole(points, sentence, totals.everything.vetoes)


def _basic(totals: Totals, framework: Framework) -> tuple[Decimal, str]:
    """Basic points; where the framework spreads what does not apply over the rest, scaled to the full base."""
    tally = totals.overall
    applies = tally.maximum - tally.exempt
    if not framework.rescales or not tally.exempt or not applies:
        return tally.points, printed(tally.points)
    value = rounded(tally.points * tally.maximum / applies)
    full, rest = printed(tally.maximum), printed(applies)
    return (
        value,
        f"{printed(value)}（{printed(tally.points)} × {full} ÷ {rest}，不适用的 {printed(tally.exempt)} 分折算）",
    )


def _counted(bonus: LayerTotals) -> str:
    said = printed(bonus.counted)
    if bonus.tally.points > bonus.counted:
        return f"{said}（共 {printed(bonus.tally.points)}，上限 {printed(bonus.cap)}）"
    return f"{said}（上限 {printed(bonus.cap)}）" if bonus.cap is not None else said
