"""What the total would be: some clauses given otherwise, some more records filed. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError

from evidence.measures import Measure
from scoring import rules, totals
from scoring.layers import Whole, whole_of
from scoring.models import Layer, Score
from scoring.points import parsed, printed
from scoring.ruling import Rule
from scoring.sheet import Line, Sheet
from scoring.suggesting import Check, missing_of, suggest
from scoring.tallies import Tally, Totals
from scoring.totals import tally_of_clause

State = Score.State


@dataclass(frozen=True)
class Supposed:
    """What a clause would be given instead."""

    line: Line
    state: str
    points: Decimal | None
    why: str = ""

    @property
    def figure(self) -> str:
        return f"{printed(self.points)} 分" if self.points is not None else State(self.state).label


@dataclass(frozen=True)
class Outlook:
    """The totals as they stand, and as they would be."""

    before: Totals
    after: Totals
    supposed: list[Supposed]
    whole_before: Whole | None
    whole_after: Whole | None

    @property
    def gain(self) -> Decimal:
        """Points of the published total; clauses met where there are no points."""
        if self.whole_before is not None and self.whole_after is not None:
            return self.whole_after.points - self.whole_before.points
        return Decimal(self.after.overall.met - self.before.overall.met)


def supposed_of(line: Line, typed: str) -> Supposed:
    """What somebody typed for a clause: points, or the name of a state. ValidationError where it can't be given."""
    if typed in State.values and typed != State.POINTS:
        state, points = typed, None
    else:
        state, points = State.POINTS, parsed(typed)
    return Supposed(line, state, rules.checked(line.offer, state=state, points=points, reason="试算"))


def with_more(check: Check, count: int) -> Check:
    """A check as it would be with so many more records."""
    if check.value is None or not check.is_counted or not count:
        return check
    value = check.value + count
    missing = missing_of(check.threshold.operator, value, check.required)
    said = f"{check.threshold.measure}再有 {count} {check.threshold.measure.measured_in}"
    return replace(check, value=value, missing=missing, is_met=not missing, sentence=said)


def planned(
    sheet: Sheet, checks: dict[int, list[Check]], lines: dict[int, tuple[Rule, ...]], more: Mapping[int, int]
) -> list[Supposed]:
    """What clauses would be given after so many more records of some measures (by key), where that raises them."""
    found = []
    for line in sheet.lines:
        own = checks.get(line.clause.pk, [])
        if not any(check.threshold.measure_id in more for check in own):
            continue
        then = [with_more(check, more.get(check.threshold.measure_id, 0)) for check in own]
        offer, rule = line.offer, lines.get(line.clause.pk, ())
        told = suggest(line.clause, rule, then, maximum=offer.maximum, is_pointed=offer.is_pointed)
        now = line.score.points if line.score and line.score.points is not None else Decimal(0)
        if offer.layer == Layer.NEGATIVE or line.mark == "not_applicable":
            continue
        if told.points is not None and told.points > now:
            found.append(Supposed(line, State.POINTS, told.points, told.sentence))
        elif told.verdict and _RANKS[told.verdict] > _RANKS[line.score.state if line.score else ""]:
            found.append(Supposed(line, told.verdict, None, told.sentence))
    return found


_RANKS = {"": 0, State.UNMET: 0, State.PARTLY: 1, State.MET: 2}


def outlook(sheet: Sheet, supposed: list[Supposed]) -> Outlook:
    """The totals with the supposed scores in the place of those that stand. No query, nothing written."""
    instead = {one.line.clause.pk: one for one in supposed}
    tallies: dict[int, Tally] = dict.fromkeys(sheet.tree.rows, Tally())
    for line in sheet.lines:
        one = instead.get(line.clause.pk)
        state = one.state if one else (line.score.state if line.score else None)
        points = one.points if one else (line.score.points if line.score else None)
        is_veto = bool(line.score and line.score.is_veto and not one)
        tally = tally_of_clause(line.clause.points, line.offer.is_pointed, state, points, is_veto)
        tallies[line.clause.indicator.category_id] += tally
    after = totals.of_tallies(sheet.tree, tallies, target=sheet.assessment.target)
    framework = sheet.assessment.framework
    return Outlook(sheet.totals, after, supposed, whole_of(sheet.totals, framework), whole_of(after, framework))


def measures_of(checks: dict[int, list[Check]]) -> list[Measure]:
    """The counts that feed a clause not yet met: of these one can plan more."""
    found: dict[int, Measure] = {}
    for rows in checks.values():
        for check in rows:
            if check.is_counted and check.is_met is False:
                found.setdefault(check.threshold.measure_id, check.threshold.measure)
    return list(found.values())


def read_supposed(sheet: Sheet, typed: Mapping[str, str]) -> tuple[list[Supposed], list[str]]:
    """What was typed for clauses (by key of the clause), and what of it can't be given, in sentences."""
    found, refused = [], []
    for line in sheet.lines:
        text = typed.get(str(line.clause.pk), "").strip()[:20]
        if not text:
            continue
        try:
            found.append(supposed_of(line, text))
        except ValidationError as problem:
            refused.append(f"{line.title}：{problem.messages[0]}")
    return found, refused
