"""What the page of a clause shows of its rule: thresholds against the records, the inputs, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.bonus import Offered, honours_of
from scoring.models import Assessment, Layer, Ruling, Score
from scoring.points import exact, printed
from scoring.reaching import Next, next_of, people_lacking
from scoring.ruling import Kind, Rule
from scoring.ruling_awarding import Basis
from scoring.ruling_forms import GivenForm
from scoring.ruling_words import said_together
from scoring.rulings import rules_of
from scoring.sheet import Line
from scoring.suggesting import Check, Suggestion, checks_of, moved, suggest
from scoring.tree import Tree


@dataclass(frozen=True)
class Bar:
    """One threshold as a bar: how far it is, and where it has to be. Percent of the bar's width, as text."""

    check: Check
    about: str
    value: str
    width: str
    mark: str
    word: str

    @property
    def tone(self) -> str:
        return {True: "done", False: "soon", None: "none"}[self.check.is_met]


@dataclass(frozen=True)
class Panel:
    """A clause's rule beside its score."""

    lines: tuple[Rule, ...]
    suggestion: Suggestion
    form: GivenForm
    basis: Basis | None
    moved: list[str]
    exemption: str
    next: Next | None = None  # what is missing from more points
    error: str = ""

    @property
    def is_ruled(self) -> bool:
        return bool(self.lines)

    @property
    def said(self) -> str:
        return said_together(self.lines)

    @property
    def bars(self) -> list[Bar]:
        return [_bar(check) for check in self.suggestion.checks]

    @property
    def suggested(self) -> str:
        """Points, or a verdict in a word; empty where a person has to decide."""
        if self.suggestion.verdict:
            return Score.State(self.suggestion.verdict).label
        return printed(self.suggestion.points)

    @property
    def is_in_words(self) -> bool:
        return bool(self.suggestion.verdict)

    @property
    def is_changed(self) -> bool:
        """Was the score worked out by other lines than stand now?"""
        return self.basis is not None and not self.basis.is_of(self.lines)


def panel_of(assessment: Assessment, line: Line, tree: Tree, *, data=None, error: str = "") -> Panel:
    """The panel of one clause; `data` is what was typed, where a post comes back with `error`."""
    clause = line.clause
    has_rule = clause.ruling != Ruling.PERSON and getattr(clause, "has_rule", True)
    lines = rules_of(clause) if has_rule else ()
    checks = checks_of(assessment, [clause]).get(clause.pk, []) if clause.thresholds else []
    is_negative = tree.layer_of(clause) == Layer.NEGATIVE
    offer = line.offer
    told = suggest(clause, lines, checks, maximum=offer.maximum, is_negative=is_negative, is_pointed=offer.is_pointed)
    basis = Basis.of(line.score)
    shown = basis.given if basis is not None and basis.is_of(lines) else told.given
    honours = _honours(assessment, line, tree, lines)
    kept = line.score.inputs.get("readings", []) if line.score else []
    exemption = str(getattr(clause, "exemption", ""))
    form = GivenForm(lines, shown, honours, data=data)
    said = [*moved(kept, checks), *honours_moved(basis, honours)]
    ahead = next_of(line, lines, told, is_negative=is_negative)
    return Panel(lines, told, form, basis, said, exemption, ahead, error)


def honours_moved(basis: Basis | None, honours: Sequence[Offered]) -> list[str]:
    """Honours the score stands on that do not count any more, and such as count since, as sentences."""
    if basis is None:
        return []
    then = {one.record: one.title for given in basis.given for one in given.honours if one.record}
    now = {row.record.pk: row.record.title for row in honours if row.counts}
    gone = [f"打分时算了“{title}”，现在没有引用它，或者它不算数了" for key, title in then.items() if key not in now]
    return gone + [f"打分以后引用了“{title}”，还没有算进去" for key, title in now.items() if key not in then]


def _honours(assessment: Assessment, line: Line, tree: Tree, lines: Sequence[Rule]) -> list[Offered]:
    rule = next((one for one in lines if one.kind == Kind.HONOURS), None)
    return honours_of(assessment, line.clause, tree, rule) if rule is not None else []


def _bar(check: Check) -> Bar:
    row = check.threshold
    unit = row.unit if row.unit == "%" else f" {row.unit}" if row.unit else ""
    top = Decimal(100) if row.unit == "%" else max(check.value or 0, check.required * Decimal("1.25"), Decimal(1))
    word = {True: "达到", None: "还没有数据" if check.is_bound else "没定取数"}.get(check.is_met, "")
    if check.is_met is False:
        short = "超" if row.operator in ("<=", "<") else "差"
        people = people_lacking(check)
        lacking = f"{exact(check.missing)}{unit}" if people is None else f"{people} 人"
        word = f"{short} {lacking}" if check.missing else "没有增长"
    return Bar(
        check,
        str(row.measure or "没有定从哪里取数"),
        f"{exact(check.value)}{unit}" if check.value is not None else "—",
        _width(check.value or Decimal(0), top),
        _width(check.required, top),
        word,
    )


def _width(value: Decimal, top: Decimal) -> str:
    return printed(min(value * 100 / top, Decimal(100)))
