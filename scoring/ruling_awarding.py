"""Scoring a clause by its rule: what was said for each line is worked out and kept with the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from scoring import actions
from scoring.models import Assessment, Clause, Layer, Score
from scoring.ruling import Given, Rule
from scoring.ruling_arithmetic import Outcome, worked_out
from scoring.rulings import rules_of, works_out
from scoring.suggesting import as_kept, readings_now
from scoring.tree import Tree

State = Score.State


@transaction.atomic
def award_by_rule(
    *,
    assessment: Assessment,
    clause: Clause,
    by: User | None,
    given: Sequence[Given],
    reason: str = "",
    version: int | None = None,
) -> Score:
    """Give a clause what its rule comes to; ValidationError where something is not said or the rule has changed."""
    clause = Clause.objects.select_related("indicator", "framework").get(pk=clause.pk)
    lines = rules_of(clause)
    if not works_out(lines):
        raise ValidationError("这一条没有可以计算的规则，请直接打分。")
    if len(lines) != len(given):
        raise ValidationError("这一条的规则刚刚改过，请看过现在的规则再打分。")
    outcome = outcome_of(clause, lines, given, is_negative=_is_negative(clause))
    return actions.award(
        assessment=assessment,
        clause=clause,
        by=by,
        state=_state(outcome),
        points=outcome.points,
        reason=reason,
        version=version,
        inputs=_kept(assessment, clause, lines, given, outcome),
    )


def outcome_of(clause: Clause, lines: Sequence[Rule], given: Sequence[Given], *, is_negative: bool) -> Outcome:
    return worked_out(lines, given, maximum=clause.points, is_negative=is_negative)


def _is_negative(clause: Clause) -> bool:
    return Tree(clause.framework).layer_of(clause) == Layer.NEGATIVE


def _state(outcome: Outcome) -> str:
    if outcome.points is not None:
        return State.POINTS
    return State.UNMET if outcome.is_veto else State.MET


def _kept(assessment: Assessment, clause: Clause, lines, given, outcome: Outcome) -> dict:
    """What the score stands on, in plain strings: the rule as it was, what was said, the sum, the readings."""
    told = {
        "lines": [{"rule": line.as_json(), "given": one.as_json()} for line, one in zip(lines, given, strict=True)],
        "sentence": outcome.sentence,
        "readings": as_kept(readings_now(assessment, [clause])),
    }
    return told | ({"is_veto": True} if outcome.is_veto else {})


@dataclass(frozen=True)
class Basis:
    """What a score was worked out of when it was given."""

    lines: list[dict]
    given: list[Given]
    sentence: str

    @classmethod
    def of(cls, score: Score | None) -> Basis | None:
        """None for a score a person gave freely."""
        if score is None or not score.inputs.get("lines"):
            return None
        lines = score.inputs["lines"]
        given = [Given.from_json(row["given"]) for row in lines]
        return cls([row["rule"] for row in lines], given, score.inputs.get("sentence", ""))

    def is_of(self, lines: Sequence[Rule]) -> bool:
        """Was it worked out by these very lines?"""
        return self.lines == [line.as_json() for line in lines]
