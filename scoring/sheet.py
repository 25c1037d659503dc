"""The clauses of an assessment in the order of the paper, with their scores, as its pages show them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from scoring import totals
from scoring.assessments import offer_in, relied_on
from scoring.clause_materials import ClauseMaterial
from scoring.clause_remarks import ClauseRemark
from scoring.clause_rules import ClauseRule
from scoring.models import Assessment, Clause, ClauseLink, Framework, Layer, Score
from scoring.points import printed
from scoring.rules import COUNTED, Offer
from scoring.tallies import CategoryTotals
from scoring.tree import Tree

State = Score.State
_PAUSE = re.compile(r"[，,。；;：:（(！!？?]")  # not 、: what it parts belongs together
_LEAST = 4  # signs of a phrase that says something
_ONLY_A_PERIOD = re.compile(r"[\d年月日至到—－\-\s]+[，,、]")


def brief(text: str, most: int = 18) -> str:
    """The first phrase of a clause, for lists and headlines."""
    text = " ".join(text.split())
    text = text[match.end() :] if (match := _ONLY_A_PERIOD.match(text)) else text
    for pause in _PAUSE.finditer(text):
        if pause.start() >= _LEAST:
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
    moved: tuple[str, ...] = ()  # what the records say otherwise since it was scored, where that was asked

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
    def is_taking(self) -> bool:
        """Is it of the negative list, where points are what is taken from the total?"""
        return self.offer.layer == Layer.NEGATIVE

    @property
    def figure(self) -> str:
        """What the clause was given, in a word: 1.5 / 2, 扣 3, 达标, 未评."""
        if self.score is None:
            has_most = self.offer.maximum is not None and not self.is_taking
            return f"未评 / {printed(self.offer.maximum)}" if has_most else "未评"
        if self.score.points is None or self.is_taking:
            return self.given
        if self.offer.maximum is None:
            return self.given
        return f"{printed(self.score.points)} / {printed(self.offer.maximum)}"

    @property
    def said(self) -> str:
        """What the clause was given, for a column: 1.5, 达标, 未评."""
        if self.score is None:
            return "未评"
        return printed(self.score.points) if self.score.points is not None else self.score.get_state_display()

    @property
    def given(self) -> str:
        """What the clause was given, for a sentence: 1.5 分, 扣 3 分, 达标; empty when 未评."""
        return given_as(self.score, is_taking=self.is_taking)

    @property
    def version(self) -> int:
        return self.score.version if self.score else 0

    @property
    def is_lost(self) -> bool:
        """Less than everything: points below the maximum, or taken from the total; not or only partly met."""
        if self.score is None or self.score.state == State.NOT_APPLICABLE:
            return False
        if self.score.points is not None and self.is_taking:
            return self.score.points > 0
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
        """What the score stands on is no longer what it was: its rule, what the records say, or no record proves it."""
        if self.score is None:
            return False
        return bool(self.score.doubt or self.moved) or (
            self.offer.is_claim(self.score.state, self.score.points) and self.is_unproven
        )

    @property
    def mark(self) -> str:
        """Which sign a list shows: unscored, not_applicable, lost or full."""
        if self.score is None:
            return "unscored"
        if self.score.state == State.NOT_APPLICABLE:
            return "not_applicable"
        return "lost" if self.is_lost else "full"


def given_as(score: Score | None, *, is_taking: bool = False) -> str:
    """A score for a sentence: 1.5 分, 达标; 扣 3 分 or 没有扣分 where it takes from the total; empty for none."""
    if score is None:
        return ""
    if score.is_veto:
        return "触发一票否决" + (f"，扣 {printed(score.points)} 分" if score.points else "")
    if score.points is None:
        return score.get_state_display()
    if is_taking:
        return f"扣 {printed(score.points)} 分" if score.points else "没有扣分"
    return f"{printed(score.points)} 分"


SHOWS: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "all": ("全部", lambda line: True),
    "unscored": ("未评", lambda line: line.score is None),
    "lost": ("没拿满", lambda line: line.is_lost),
    "full": ("拿满", lambda line: line.is_full),
    "unproven": ("缺佐证", lambda line: line.is_unproven),
    "shaken": ("依据已变化", lambda line: line.is_shaken),
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
    """An assessment laid out. Three queries; the number of clauses does not matter.

    `across` names a clause to be looked at by itself: its scores in the other kinds of assessment and last year's are
    read along, and its line says what else there is to be asked for (`has_rule`, `has_asked`, `has_remarks`).
    """

    def __init__(self, assessment: Assessment, *, with_evidence: bool = False, across: int | None = None):
        self.assessment = assessment
        self.across = across
        self.elsewhere: list[Score] = []
        self.last_year: list[Score] = []
        self.tree, self.totals = totals.with_tree(assessment)
        self.blocks = [Block(place, row) for place, row in enumerate(dividing(self.totals.categories), start=1)]
        self.lines = self._laid_out((self._evidence() if with_evidence else {}) | (BESIDE if across else {}))

    def _laid_out(self, besides: dict) -> list[Line]:
        scores = self._scores()
        blocks = {key: block for block in self.blocks for key in self.tree.within(block.totals.category)}
        lines = []
        for clause in in_order(self.assessment.framework, self.tree, besides):
            path = reverse("score_clause", args=[self.assessment.pk, clause.pk])
            line = Line(clause, offer_in(self.assessment, clause, self.tree), scores.get(clause.pk), path)
            line.cited, line.counted = getattr(clause, "n_cited", 0), getattr(clause, "n_counted", 0)
            blocks[clause.indicator.category_id].lines.append(line)
            lines.append(line)
        return lines

    def _scores(self) -> dict[int, Score]:
        """This assessment's by clause; those of others for one clause are kept aside."""
        rows = Score.objects.filter(assessment=self.assessment)
        if self.across is not None:
            rows = Score.objects.filter(Q(assessment=self.assessment) | Q(pk__in=self._beside()))
        found = {}
        for row in rows.select_related("by", "assessment", "clause"):
            if row.assessment_id == self.assessment.pk:
                found[row.clause_id] = row
            elif row.assessment.framework_id == self.assessment.framework_id:
                self.elsewhere.append(row)
            else:
                self.last_year.append(row)
        return found

    def _beside(self):
        """The one clause's scores of other kinds, and what we gave ourselves a year ago for what it is linked to."""
        own = Score.objects.filter(assessment__unit=self.assessment.unit_id)
        others = own.filter(clause=self.across, assessment__framework=self.assessment.framework_id)
        before = own.filter(assessment__kind=Assessment.Kind.SELF, clause__in=ClauseLink.objects.linked_to(self.across))
        before = before.filter(assessment__framework__year=self.assessment.framework.year - 1)
        return others.values("pk").union(before.values("pk"), all=True)

    def _evidence(self) -> dict:
        """How many records are put forward for each clause, and how many of them count."""
        rows = relied_on(self.assessment).filter(clause=OuterRef("pk")).order_by().values("clause")
        cited = rows.annotate(n=Count("record", distinct=True)).values("n")
        counted = rows.filter(record__state__in=COUNTED).annotate(n=Count("record", distinct=True)).values("n")
        return {"n_cited": _number_in(cited), "n_counted": _number_in(counted)}

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


BESIDE = {
    "has_rule": Exists(ClauseRule.objects.filter(clause=OuterRef("pk"))),
    "has_asked": Exists(ClauseMaterial.objects.filter(clause=OuterRef("pk"))),
    "has_remarks": Exists(ClauseRemark.objects.filter(clause=OuterRef("pk"))),
}


def _number_in(rows) -> Coalesce:
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def in_order(framework: Framework, tree: Tree, besides: dict | None = None) -> list[Clause]:
    """All clauses in the order of the paper, each with its row and what is asked `besides`. One query."""
    places = {key: place for place, key in enumerate(tree.in_order())}
    clauses = Clause.objects.filter(framework=framework).select_related("indicator", "exemption")
    clauses = list(clauses.annotate(**(besides or {})))
    clauses.sort(key=lambda row: (places[row.indicator.category_id], row.indicator.order, row.order, row.pk))
    for clause in clauses:
        clause.framework = framework
    return clauses


def dividing(categories: tuple[CategoryTotals, ...]) -> list[CategoryTotals]:
    """The categories to divide a page by: one that alone holds a whole layer is replaced by those below it."""
    found = []
    for row in categories:
        is_alone = sum(other.category.layer == row.category.layer for other in categories) == 1
        has_own = row.tally.clauses > sum(below.tally.clauses for below in row.below)
        found += dividing(row.below) if is_alone and len(row.below) > 1 and not has_own else [row]
    return found


def at_stake(line: Line) -> Decimal | None:
    """Points a clause does not yet bring; None where it has no maximum, takes from the total, or does not apply."""
    if line.offer.maximum is None or line.is_taking or line.mark == "not_applicable":
        return None
    return line.offer.maximum - (line.score.points if line.score else Decimal(0))
