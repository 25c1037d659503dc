"""What is at risk, who answers for it and how long there is: an assessment's clauses beside the plan's tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from programs.models import Task
from scoring.models import Assessment
from scoring.points import printed, total
from scoring.risk import STEPS_SHOWN, Risk, Step, risks_of, steps_of, worth_said
from scoring.sheet import Sheet
from scoring.suggesting import checks_of

NOBODY = "没有定责任部门"
FAR = 9999


@dataclass(frozen=True)
class Duty:
    """One task of a clause: who answers for it, by when, and whether it is done."""

    party: str
    due_on: date | None
    is_done: bool


@dataclass(frozen=True)
class Owed:
    """One clause at risk with its open task that is due first."""

    risk: Risk
    parties: tuple[str, ...]
    due_on: date | None
    days: int | None  # left until then; below 0 when it has passed
    is_done: bool = False  # its tasks are done, and points are still missing

    @property
    def days_text(self) -> str:
        if self.is_done:
            return "任务已办结"
        if self.days is None:
            return "没有定时限"
        return f"还有 {self.days} 天" if self.days > 0 else "今天到期" if self.days == 0 else f"已过 {-self.days} 天"

    @property
    def tone(self) -> str:
        if self.is_done:
            return "done"
        if self.days is None:
            return "none"
        return "late" if self.days < 0 else "soon" if self.days <= 7 else "go"


@dataclass
class PartyRisk:
    """What one department can still bring, in the order the departments stand; no ranking."""

    name: str
    owed: list[Owed] = field(default_factory=list)

    @property
    def worth(self) -> str:
        return worth_said(one.risk for one in self.owed)

    @property
    def days(self) -> int | None:
        return min((one.days for one in self.owed if one.days is not None), default=None)


@dataclass(frozen=True)
class AtRisk:
    """All points an assessment does not bring yet, and all clauses without points that are not met."""

    owed: list[Owed]
    parties: list[PartyRisk]
    steps: list[Step]
    sheet: Sheet

    @property
    def worth(self) -> Decimal:
        return total(one.risk.worth for one in self.owed)

    @property
    def phrases(self) -> list[str]:
        """What it comes to, in pieces a heading may be broken between; without a full stop."""
        pointed = [one for one in self.owed if one.risk.is_pointed]
        worded = len(self.owed) - len(pointed)
        if not pointed:
            return [f"还有 {worded} 个得分点没达标" if worded else "没有还差的"]
        said = [f"还有 {printed(self.worth)} 分没拿到，", f"分在 {len(pointed)} 个得分点"]
        return [*said, f"；另有 {worded} 个不设分值的没达标"] if worded else said

    @property
    def headline(self) -> str:
        return "".join(self.phrases)


def at_risk(assessment: Assessment, today: date) -> AtRisk:
    """What is missing and what it is worth. The number of queries does not grow with the clauses."""
    sheet = Sheet(assessment, with_evidence=True)
    checks = checks_of(assessment, [line.clause for line in sheet.lines])
    risks = risks_of(sheet, checks)
    duties = _duties(assessment)
    owed = [_owed(risk, duties.get(risk.line.clause.pk, []), today) for risk in risks]
    due = {one.risk.line.clause.pk: FAR if one.days is None else one.days for one in owed}
    steps = sorted(
        steps_of(risks), key=lambda step: (-step.worth, -step.n_worded, min(due[r.line.clause.pk] for r in step.risks))
    )
    owed.sort(key=lambda one: (FAR if one.days is None else one.days, -one.risk.worth))
    return AtRisk(owed, _by_party(owed, duties), steps[:STEPS_SHOWN], sheet)


def _duties(assessment: Assessment) -> dict[int, list[Duty]]:
    """Who answers for each clause and by when. One query."""
    rows = Task.objects.filter(plan__unit=assessment.unit_id, clauses__framework=assessment.framework_id)
    names = ("clauses", "department__name", "group__name", "unit__name", "due_on", "state")
    found: dict[int, list[Duty]] = {}
    ordered = rows.order_by("department__order", "department", "order", "pk").values_list(*names)
    for clause, department, group, unit, due_on, state in ordered:
        party = department or group or unit or NOBODY
        found.setdefault(clause, []).append(Duty(party, due_on, state == Task.State.ACCEPTED))
    return found


def _owed(risk: Risk, duties: list[Duty], today: date) -> Owed:
    days = sorted(one.due_on for one in duties if one.due_on is not None and not one.is_done)
    parties = tuple(dict.fromkeys(one.party for one in duties))
    due_on = days[0] if days else None
    is_done = bool(duties) and all(one.is_done for one in duties)
    return Owed(risk, parties, due_on, (due_on - today).days if due_on else None, is_done)


def _by_party(owed: list[Owed], duties: dict[int, list[Duty]]) -> list[PartyRisk]:
    order = dict.fromkeys(one.party for rows in duties.values() for one in rows)
    parties = {name: PartyRisk(name) for name in order}
    nobody = PartyRisk(NOBODY)
    for one in owed:
        for name in one.parties:
            parties[name].owed.append(one)
        if not one.parties:
            nobody.owed.append(one)
    found = [party for party in parties.values() if party.owed]
    return found + ([nobody] if nobody.owed and nobody.name not in parties else [])
