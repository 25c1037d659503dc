"""The clauses of an assessment in the order of the paper, with their scores, as its pages show them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse

from scoring import totals
from scoring.models import Assessment, Citation, Clause, Score
from scoring.points import printed
from scoring.rules import COUNTED, Offer, offer_of
from scoring.totals import CategoryTotals
from scoring.tree import Tree

State = Score.State
_PAUSE = re.compile(r"[，,。；;：:、（(！!？?]")
_ONLY_A_PERIOD = re.compile(r"[\d年月日至到—－\-\s]+[，,、]")


def brief(text: str, most: int = 18) -> str:
    """The first phrase of a clause, for lists and headlines."""
    text = " ".join(text.split())
    text = text[match.end() :] if (match := _ONLY_A_PERIOD.match(text)) else text
    for pause in _PAUSE.finditer(text):
        if pause.start() >= 4:
            text = text[: pause.start()]
            break
    return text if len(text) <= most else text[: most - 1] + "…"


@dataclass
class Line:
    """One clause with what it was given."""

    clause: Clause
    offer: Offer
    score: Score | None
    path: str
    cited: int = 0  # records put forward
    counted: int = 0  # of these: submitted or accepted

    @property
    def number(self) -> str:
        return self.clause.indicator.number

    @property
    def name(self) -> str:
        return brief(self.clause.text)

    @property
    def title(self) -> str:
        label = brief(self.clause.text, 24)
        return f"{self.number}. {label}" if self.number else label

    @property
    def figure(self) -> str:
        """What the clause was given, in a word: 1.5 / 2, 达标, 未评."""
        if self.score is None:
            return f"未评 / {printed(self.offer.maximum)}" if self.offer.maximum is not None else "未评"
        if self.score.points is None:
            return self.score.get_state_display()
        if self.offer.maximum is None:
            return self.given
        return f"{printed(self.score.points)} / {printed(self.offer.maximum)}"

    @property
    def given(self) -> str:
        """What the clause was given, for a sentence: 1.5 分, 达标; empty when 未评."""
        if self.score is None:
            return ""
        if self.score.points is None:
            return self.score.get_state_display()
        return f"{printed(self.score.points)} 分"

    @property
    def version(self) -> int:
        return self.score.version if self.score else 0

    @property
    def is_lost(self) -> bool:
        """Less than everything: points below the maximum, not or only partly met."""
        if self.score is None or self.score.state == State.NOT_APPLICABLE:
            return False
        if self.score.points is not None:
            return self.offer.maximum is not None and self.score.points < self.offer.maximum
        return self.score.state in (State.PARTLY, State.UNMET)

    @property
    def is_full(self) -> bool:
        return self.score is not None and self.score.state != State.NOT_APPLICABLE and not self.is_lost

    @property
    def is_unproven(self) -> bool:
        """Nothing counts as evidence yet where evidence is needed."""
        is_exempt = self.score is not None and self.score.state == State.NOT_APPLICABLE
        return self.offer.needs_evidence and not self.counted and not is_exempt

    @property
    def is_shaken(self) -> bool:
        """The score claims something that no cited record proves any longer: it was returned meanwhile."""
        is_claim = self.score is not None and self.offer.is_claim(self.score.state, self.score.points)
        return is_claim and self.is_unproven

    @property
    def mark(self) -> str:
        """Which sign a list shows: unscored, not_applicable, lost or full."""
        if self.score is None:
            return "unscored"
        if self.score.state == State.NOT_APPLICABLE:
            return "not_applicable"
        return "lost" if self.is_lost else "full"


SHOWS: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "all": ("全部", lambda line: True),
    "unscored": ("未评", lambda line: line.score is None),
    "lost": ("没拿满", lambda line: line.is_lost),
    "full": ("拿满", lambda line: line.is_full),
    "unproven": ("缺佐证", lambda line: line.is_unproven),
    "not_applicable": ("不适用", lambda line: line.mark == "not_applicable"),
    "met": ("达标", lambda line: line.score is not None and line.score.state == State.MET),
    "partly": ("部分达标", lambda line: line.score is not None and line.score.state == State.PARTLY),
    "unmet": ("未达标", lambda line: line.score is not None and line.score.state == State.UNMET),
}


@dataclass
class Block:
    """A category of the uppermost level that divides its layer, with the clauses of all that stands below it."""

    place: int
    totals: CategoryTotals
    lines: list[Line] = field(default_factory=list)

    @property
    def first(self) -> Line | None:
        return self.lines[0] if self.lines else None


class Sheet:
    """An assessment laid out. Four queries, one more with `with_evidence`; the number of clauses does not matter."""

    def __init__(self, assessment: Assessment, *, with_evidence: bool = False):
        self.assessment = assessment
        self.tree = Tree(assessment.framework)
        self.totals = totals.stored(assessment, self.tree)
        self.blocks = [Block(place, row) for place, row in enumerate(_dividing(self.totals.categories), start=1)]
        self.lines = self._laid_out(self._evidence() if with_evidence else {})

    def _laid_out(self, evidence: dict[int, tuple[int, int]]) -> list[Line]:
        scores = {row.clause_id: row for row in self.assessment.scores.select_related("by")}
        places = {key: place for place, key in enumerate(self.tree.in_order())}
        clauses = list(Clause.objects.filter(framework=self.assessment.framework_id).select_related("indicator"))
        clauses.sort(key=lambda row: (places[row.indicator.category_id], row.indicator.order, row.order, row.pk))
        blocks = {key: block for block in self.blocks for key in self.tree.within(block.totals.category)}
        lines = []
        for clause in clauses:
            clause.framework = self.assessment.framework
            path = reverse("score_clause", args=[self.assessment.pk, clause.pk])
            line = Line(clause, offer_of(clause, self.tree), scores.get(clause.pk), path)
            line.cited, line.counted = evidence.get(clause.pk, (0, 0))
            blocks[clause.indicator.category_id].lines.append(line)
            lines.append(line)
        return lines

    def _evidence(self) -> dict[int, tuple[int, int]]:
        rows = Citation.objects.filter(assessment=self.assessment).order_by().values_list("clause")
        counted = Count("pk", filter=Q(record__state__in=COUNTED))
        return {clause: (cited, good) for clause, cited, good in rows.annotate(n=Count("pk"), good=counted)}

    def line_of(self, clause_id: int) -> Line | None:
        return next((line for line in self.lines if line.clause.pk == clause_id), None)

    def block_of(self, line: Line) -> Block:
        return next(block for block in self.blocks if line in block.lines)

    def neighbours(self, line: Line) -> tuple[Line | None, Line | None]:
        """The lines before and after one."""
        place = self.lines.index(line)
        before = self.lines[place - 1] if place else None
        after = self.lines[place + 1] if place + 1 < len(self.lines) else None
        return before, after

    def next_unscored(self) -> Line | None:
        """Where to go on: the first unscored clause that can be scored, else the first unscored."""
        waiting = [line for line in self.lines if line.score is None]
        return next((line for line in waiting if not line.is_unproven), waiting[0] if waiting else None)

    def count(self, show: str) -> int:
        return sum(SHOWS[show][1](line) for line in self.lines)

    def shown(self, show: str, category_id: int | None) -> list[tuple[Block, list[Line]]]:
        """The blocks and lines a filter leaves; empty blocks go."""
        keeps = SHOWS[show][1]
        wanted = [block for block in self.blocks if category_id is None or self._holds(block, category_id)]
        found = [(block, [line for line in block.lines if keeps(line)]) for block in wanted]
        return [(block, lines) for block, lines in found if lines]

    def _holds(self, block: Block, category_id: int) -> bool:
        own = block.totals.category
        return category_id in self.tree.within(own) or category_id in {row.pk for row in self.tree.upward(own.pk)}


def _dividing(categories: tuple[CategoryTotals, ...]) -> list[CategoryTotals]:
    """The categories to divide a page by: one that alone holds a whole layer is replaced by those below it."""
    found = []
    for row in categories:
        is_alone = sum(other.category.layer == row.category.layer for other in categories) == 1
        has_own = row.tally.clauses > sum(below.tally.clauses for below in row.below)
        found += _dividing(row.below) if is_alone and len(row.below) > 1 and not has_own else [row]
    return found


def at_stake(line: Line) -> Decimal | None:
    """Points a clause does not yet bring; None where it has no maximum or does not apply."""
    if line.offer.maximum is None or line.mark == "not_applicable":
        return None
    return line.offer.maximum - (line.score.points if line.score else Decimal(0))
