"""What a clause does not yet bring, why, and which next step brings most: pure ranking over an assessment's lines.

A clause with points brings points; one without brings itself: met, or not yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from evidence.measures import Measure
from scoring.models import Layer, Score
from scoring.points import exact, printed, total
from scoring.sheet import Line, Sheet, at_stake
from scoring.suggesting import Check

STEPS_SHOWN = 10


@dataclass(frozen=True)
class Risk:
    """One clause that does not bring all its points yet, or is not met yet."""

    line: Line
    worth: Decimal  # points; 0 for a clause without any
    kind: str  # threshold, evidence, unscored or lost
    why: str
    lacking: tuple[Check, ...] = ()  # counts that one more record brings nearer

    @property
    def is_pointed(self) -> bool:
        return self.line.offer.is_pointed

    @property
    def worth_text(self) -> str:
        return worth_said([self])


def worth_said(risks: Iterable[Risk]) -> str:
    """What clauses can still bring: 3.5 分; 2 条达标; 3.5 分和 2 条达标."""
    risks = list(risks)
    n_worded = sum(not risk.is_pointed for risk in risks)
    parts = [f"{printed(total(risk.worth for risk in risks))} 分"] if n_worded < len(risks) or not risks else []
    return "和 ".join([*parts, *[f"{n_worded} 条达标"] * bool(n_worded)])


@dataclass
class Step:
    """Something to do, and the most it can bring over all clauses it serves."""

    kind: str
    title: str
    risks: list[Risk] = field(default_factory=list)
    measure: Measure | None = None

    @property
    def worth(self) -> Decimal:
        return total(risk.worth for risk in self.risks)

    @property
    def n_worded(self) -> int:
        return sum(not risk.is_pointed for risk in self.risks)

    @property
    def worth_text(self) -> str:
        return worth_said(self.risks)

    @property
    def path(self) -> str:
        return self.risks[0].line.path


def risks_of(sheet: Sheet, checks: dict[int, list[Check]]) -> list[Risk]:
    """All clauses that can still bring points or be met, in the paper's order. `sheet` is read with its evidence."""
    found = []
    for line in sheet.lines:
        worth = at_stake(line) or Decimal(0)
        if line.offer.layer != Layer.NEGATIVE and (worth or is_unmet(line)):
            found.append(_risk(line, worth, checks.get(line.clause.pk, [])))
    return found


def is_unmet(line: Line) -> bool:
    """Is it a clause without points that is not met, or nobody has looked at yet?"""
    if line.offer.is_pointed or line.mark == "not_applicable":
        return False
    return line.score is None or line.score.state != Score.State.MET


def _risk(line: Line, worth: Decimal, checks: list[Check]) -> Risk:
    short = [check for check in checks if check.is_met is False]
    counted = tuple(check for check in short if check.is_counted and check.missing)
    if short:
        return Risk(line, worth, "threshold", "；".join(check.sentence for check in short), counted)
    if line.is_unproven:
        why = "引用的档案没有提交审核，或者被退回了" if line.cited else "还没有佐证"
        return Risk(line, worth, "evidence", why)
    if line.score is None:
        waits = "还没有打分" if line.offer.is_pointed else "还没有评"
        return Risk(line, worth, "unscored", f"有了佐证，{waits}" if line.offer.needs_evidence else waits)
    lost = "打分时没有给满" if line.offer.is_pointed else f"评为{line.given}"
    return Risk(line, worth, "lost", line.score.reason or lost)


def steps_of(risks: Iterable[Risk]) -> list[Step]:
    """What to do next, the most points first, then the most clauses; what one record serves stands together.

    Of equals the earlier clause stands first.
    """
    risks = list(risks)
    by_measure: dict[int, Step] = {}
    needed: dict[int, Decimal] = {}
    steps: list[Step] = []
    waiting: list[Risk] = []
    for risk in risks:
        for check in risk.lacking:
            key = check.threshold.measure_id
            if key not in by_measure:
                by_measure[key] = Step("threshold", "", measure=check.threshold.measure)
                steps.append(by_measure[key])
            by_measure[key].risks.append(risk)
            needed[key] = max(needed.get(key, Decimal(0)), check.missing)
        if risk.kind == "evidence" or (risk.kind == "threshold" and not risk.lacking):
            verb = "补佐证" if risk.kind == "evidence" else "补到要求"
            steps.append(Step(risk.kind, f"{risk.line.title}：{verb}", [risk]))
        elif risk.kind == "unscored":
            waiting.append(risk)
    for key, step in by_measure.items():
        step.title = f"{step.measure}再归档 {exact(needed[key])} {step.measure.measured_in}"
    if waiting:
        steps.append(Step("unscored", f"有佐证还没评的 {len(waiting)} 条，评上", waiting))
    return sorted(steps, key=lambda step: (-step.worth, -step.n_worded))
