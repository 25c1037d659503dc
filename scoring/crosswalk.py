"""Which clauses of two frameworks ask for the same: linked, looked at and rejected, or suggested by their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count

from accounts import audit
from accounts.models import User
from documents.bigrams import Nearest
from scoring.models import Clause, ClauseLink, Framework

LIKE = 0.35  # from here on a clause is worth suggesting
SURE = 0.75  # from here on suggestions may be accepted all at once


def _pair(clause: Clause, other: Clause) -> dict:
    first, second = sorted((clause, other), key=lambda one: one.pk)
    return {"one": first, "other": second}


def _checked(clause: Clause, other: Clause) -> None:
    if clause.framework_id == other.framework_id:
        raise ValidationError("只能对照两套不同的体系。")
    if clause.framework.unit_id != other.framework.unit_id:
        raise ValidationError("只能对照本单位体系库里的体系。")


@transaction.atomic
def link(*, clause: Clause, other: Clause, by: User | None) -> ClauseLink:
    """Say that two clauses ask for the same; saying it twice changes nothing."""
    return _decide(clause, other, by, is_rejected=False)


@transaction.atomic
def reject(*, clause: Clause, other: Clause, by: User | None) -> ClauseLink:
    """Say that they do not; the pair is not suggested again. A link there was is taken back."""
    return _decide(clause, other, by, is_rejected=True)


def _decide(clause: Clause, other: Clause, by: User | None, *, is_rejected: bool) -> ClauseLink:
    _checked(clause, other)
    made, is_new = ClauseLink.objects.get_or_create(
        **_pair(clause, other), defaults={"is_rejected": is_rejected, "by": by}
    )
    if not is_new:
        if made.is_rejected == is_rejected:
            return made
        made.is_rejected, made.by = is_rejected, by
        made.save(update_fields=["is_rejected", "by"])
    verb = "否定对照" if is_rejected else "对照得分点"
    audit.record(by=by, verb=verb, of=clause, unit=clause.framework.unit, after={"对照": str(other)})
    return made


def link_copies(pairs: Iterable[tuple[Clause, Clause]], by: User | None) -> None:
    """Links between clauses and their copies, without a line each: the copying itself is in the log."""
    ClauseLink.objects.bulk_create(ClauseLink(**_pair(clause, copy), by=by) for clause, copy in pairs)


@dataclass(frozen=True)
class Suggestion:
    clause: Clause
    likeness: float

    @property
    def percent(self) -> int:
        return round(self.likeness * 100)


@dataclass
class Line:
    """One clause with what it is linked to and, while it is linked to nothing, what may be meant."""

    clause: Clause
    linked: list[Clause] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)


class Crosswalk:
    """Two frameworks side by side. Two queries, however large they are."""

    def __init__(self, framework: Framework, other: Framework):
        self.framework, self.other = framework, other
        self._others = {row.pk: row for row in other.clauses.select_related("indicator__category")}
        self._linked: dict[int, list[int]] = {}
        self._rejected: set[tuple[int, int]] = set()
        for one, two, is_rejected in ClauseLink.objects.between(framework, other).values_list(
            "one_id", "other_id", "is_rejected"
        ):
            here, there = (two, one) if one in self._others else (one, two)
            if is_rejected:
                self._rejected.add((here, there))
            else:
                self._linked.setdefault(here, []).append(there)
        self._nearest: Nearest | None = None

    @property
    def count(self) -> int:
        """How many clauses of the first framework are linked."""
        return len(self._linked)

    def choices(self) -> list[Clause]:
        return list(self._others.values())

    def lines(self, clauses: Iterable[Clause]) -> list[Line]:
        return [self._line(clause) for clause in clauses]

    def _line(self, clause: Clause) -> Line:
        linked = self._linked.get(clause.pk)
        if linked:
            return Line(clause, [self._others[key] for key in linked])
        return Line(clause, suggestions=self.suggestions(clause))

    def suggestions(self, clause: Clause, count: int = 3) -> list[Suggestion]:
        """The most alike clauses that nobody rejected and nothing else is linked to, the best first."""
        if self._nearest is None:
            taken = {key for keys in self._linked.values() for key in keys}
            self._nearest = Nearest({key: row.text for key, row in self._others.items() if key not in taken})
        found = self._nearest.to(clause.text, count=count + 5, least=LIKE)
        open_ones = [(key, rate) for key, rate in found if (clause.pk, key) not in self._rejected]
        return [Suggestion(self._others[key], rate) for key, rate in open_ones[:count]]


@transaction.atomic
def accept_sure(*, framework: Framework, other: Framework, by: User | None) -> int:
    """Link every clause to its best suggestion where that is sure; each clause of the other once. How many."""
    walk = Crosswalk(framework, other)
    rated = []
    for line in walk.lines(framework.clauses.select_related("framework")):
        rated += [(one.likeness, line.clause, one.clause) for one in line.suggestions if one.likeness >= SURE]
    used: set[int] = set()
    pairs = []
    for _, clause, match in sorted(rated, key=lambda one: (-one[0], one[1].pk, one[2].pk)):
        if clause.pk not in used and match.pk not in used:
            used |= {clause.pk, match.pk}
            pairs.append((clause, match))
    link_copies(pairs, by)
    if pairs:
        audit.record(by=by, verb="对照体系", of=framework, after={"对照": str(other), "得分点": len(pairs)})
    return len(pairs)


def counts(framework: Framework) -> dict[int, int]:
    """How many links a framework has with each other one. Two queries."""
    found: dict[int, int] = {}
    for here, there in (("one", "other"), ("other", "one")):
        rows = ClauseLink.objects.accepted().filter(**{f"{here}__framework": framework})
        for key, count in rows.values_list(f"{there}__framework").annotate(count=Count("pk")):
            found[key] = found.get(key, 0) + count
    return found
