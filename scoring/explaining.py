"""Why a score is what it is: rule, figures, evidence, person, time, changes; for a clause, a category or the total.

The history is the audit log's: it can't be altered, and it holds every earlier value, its reason and who gave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.audit import AuditEntry
from evidence.models import Record
from scoring import assessments, totals
from scoring.models import Assessment, Category, Clause, Layer
from scoring.points import printed
from scoring.ruling_words import said_together
from scoring.rulings import rules_of_clauses
from scoring.sheet import Line, Sheet
from scoring.totals import CategoryTotals, Tally

SCORED = ("评分", "清除评分")
CITED = ("引用佐证", "撤下佐证")
AMENDED, SETTLED = "修改得分点", "设定评分规则"
OF_CLAUSE = (*SCORED, *CITED, AMENDED, SETTLED)
SHOWN_AT_ONCE = 10
_SIGNS = {">=": "≥", "<=": "≤", "=": "＝"}


@dataclass(frozen=True)
class Change:
    """One thing that happened to a clause's score or to what it stands on."""

    entry: AuditEntry

    @property
    def is_score(self) -> bool:
        return self.entry.verb in SCORED

    @property
    def before(self) -> str:
        return _value(self.entry.before)

    @property
    def after(self) -> str:
        return _value(self.entry.after)

    @property
    def what(self) -> str:
        """未评 → 1.5 分; 引用佐证《…》; 修改得分点：分值 2 → 1.5."""
        if self.is_score:
            return f"{self.before} → {self.after}"
        if self.entry.verb in CITED:
            return f"{self.entry.verb}“{(self.entry.after | self.entry.before).get('佐证', '')}”"
        before, after = self.entry.before, self.entry.after
        changes = [f"{name}：{before.get(name) or '空'} → {value or '空'}" for name, value in after.items()]
        return f"{self.entry.verb}：{'；'.join(changes)}"

    @property
    def who(self) -> str:
        return self.entry.actor or "系统"


def _value(values: dict) -> str:
    said = f"{values['得分']} 分" if "得分" in values else values.get("结论", "")
    return f"{said}，触发一票否决" if "一票否决" in values else said


def changes_of(assessment: Assessment, clauses: Iterable[int]) -> dict[int, list[Change]]:
    """All that happened to clauses in an assessment, by clause, the latest first; nothing is left out. One query."""
    keys = [str(key) for key in clauses]
    entries = AuditEntry.objects.filter(
        unit_id=assessment.unit_id, object_type=Clause._meta.verbose_name, object_id__in=keys, verb__in=OF_CLAUSE
    )
    found: dict[int, list[Change]] = {}
    for entry in entries:
        if entry.verb in (AMENDED, SETTLED) or entry.after.get("测评") == assessment.pk:
            found.setdefault(int(entry.object_id), []).append(Change(entry))
    return found


def course_of(assessment: Assessment) -> list[AuditEntry]:
    """What was done with an assessment as a whole: opened, its target, closed, approved, reopened. One query."""
    own = AuditEntry.objects.filter(unit_id=assessment.unit_id, object_type=Assessment._meta.verbose_name)
    return list(own.filter(object_id=str(assessment.pk)))


def threshold_said(row: dict) -> str:
    """{"op": ">=", "value": "50", "unit": "%"} as people write it: ≥ 50%."""
    sign = _SIGNS.get(row.get("op", ""), row.get("op", ""))
    return f"{sign} {row.get('value', '')}{row.get('unit', '') or ''}"


@dataclass
class Why:
    """Where one clause's score comes from."""

    assessment: Assessment
    line: Line
    records: list[Record] = field(default_factory=list)  # cited, in the order they were put forward
    changes: list[Change] = field(default_factory=list)
    ruled: str = ""  # the confirmed rule in words; empty where a person decides

    @property
    def latest(self) -> list[Change]:
        """What the clause's own page shows; the page of reasons shows all."""
        return self.changes[:SHOWN_AT_ONCE]

    @property
    def n_older(self) -> int:
        return max(len(self.changes) - SHOWN_AT_ONCE, 0)

    @property
    def rule(self) -> list[str]:
        """The rule in sentences: the paper's words first, then what may be given."""
        said = [self.line.clause.scoring] if self.line.clause.scoring.strip() else []
        if self.ruled:
            said.append(f"按规则：{self.ruled}。")
        if self.line.is_taking and self.line.offer.is_pointed:
            most = f"，最多扣 {printed(self.line.offer.maximum)} 分" if self.line.offer.maximum is not None else ""
            said.append(f"从总分里扣{most}。")
        elif self.line.offer.maximum is not None:
            said.append(f"打 0 到 {printed(self.line.offer.maximum)} 分。")
        elif self.line.offer.is_pointed:
            said.append("同一类目的加分合计不超过公布的上限。")
        else:
            said.append("不设分值，评达标、部分达标或未达标。")
        if self.assessment.is_own:
            verb = "给分" if self.line.offer.is_pointed else "评达标"
            said.append(f"{verb}要有已提交的佐证。" if self.line.offer.needs_evidence else "本条不要求佐证。")
        return said

    @property
    def figures(self) -> list[str]:
        """What the clause asks in figures, and how far the points are from all there are."""
        said = [f"量化要求 {'，'.join(map(threshold_said, self.line.clause.thresholds))}。"] * bool(
            self.line.clause.thresholds
        )
        score = self.line.score
        if score is not None:
            said += [f"{row['sentence']}。" for row in score.inputs.get("readings", ())]
            said += [f"按规则算：{score.inputs['sentence']}。"] if score.inputs.get("sentence") else []
        has_most = self.line.offer.maximum is not None and not self.line.is_taking
        if score is not None and score.points is not None and has_most:
            lost = self.line.offer.maximum - score.points
            said.append(
                f"满分 {printed(self.line.offer.maximum)} 分，{f'少 {printed(lost)} 分' if lost else '没有少分'}。"
            )
        return said

    @property
    def doubt(self) -> str:
        """Why it ought to be looked at again; empty where nothing has changed under it."""
        if self.line.score is None or not self.line.is_shaken:
            return ""
        return self.line.score.doubt or "引用的档案现在都不算数"


def why_clause(sheet: Sheet, line: Line) -> Why:
    """Four queries."""
    return whys(sheet, [line])[0]


def whys(sheet: Sheet, lines: list[Line]) -> list[Why]:
    """The reasons of many clauses. Four queries, however many there are."""
    keys = [line.clause.pk for line in lines]
    cited: dict[int, list[Record]] = {}
    citations = assessments.relied_on(sheet.assessment).filter(clause__in=keys).select_related("record__department")
    for row in citations:
        if row.record not in cited.setdefault(row.clause_id, []):
            cited[row.clause_id].append(row.record)
    changes = changes_of(sheet.assessment, keys)
    ruled = {key: said_together(rows) for key, rows in rules_of_clauses(keys).items()}
    return [_why(sheet.assessment, line, cited, changes, ruled) for line in lines]


def _why(assessment: Assessment, line: Line, cited: dict, changes: dict, ruled: dict) -> Why:
    key = line.clause.pk
    return Why(assessment, line, cited.get(key, []), changes.get(key, []), ruled.get(key, ""))


@dataclass(frozen=True)
class Part:
    """One summand: a category below, or a clause."""

    title: str
    tally: Tally
    text: str
    counted: Decimal = Decimal(0)  # its points as far as its own caps let them count
    category: Category | None = None
    line: Line | None = None

    @property
    def path(self) -> str:
        """The reasons of a clause lie beside its page; those of a category are asked of the sum's page."""
        return f"{self.line.path}why/" if self.line else f"?category={self.category.pk}"


@dataclass(frozen=True)
class Sum:
    """What a category, a layer or the total is made of: the parts in the order of the paper, and what they come to."""

    title: str
    tally: Tally  # as it is stored
    counted: Decimal  # its points as far as the caps let them count
    of: str  # what the points are measured against: the cap where there is one
    parts: tuple[Part, ...]
    note: str = ""
    is_taking: bool = False  # of the negative list

    @property
    def got(self) -> str:
        """The points that count."""
        return printed(self.counted)

    @property
    def exempt(self) -> str:
        return printed(self.tally.exempt)

    @property
    def added(self) -> Tally:
        return sum((part.tally for part in self.parts), Tally())

    @property
    def arithmetic(self) -> str:
        """11 + 8.5 + 6 = 25.5, or 达标 2 + 0 + 1 = 3."""
        if self.tally.pointed:
            said = " + ".join(printed(part.counted) for part in self.parts if part.tally.pointed) or "0"
            added = sum((part.counted for part in self.parts), Decimal(0))
            capped = f"，按上限计 {printed(self.counted)} 分" if self.counted != added else ""
            return f"{said} = {printed(added)} 分{capped}"
        said = " + ".join(str(part.tally.met) for part in self.parts) or "0"
        return f"达标 {said} = {self.tally.met} 个"


def sums_of(sheet: Sheet, category_id: int | None) -> list[Sum]:
    """The parts of a category, or of each layer for None; an unknown category has none. No query."""
    if category_id is not None:
        row = sheet.totals.category(category_id)
        return [_sum_of(sheet, row)] if row else []
    found = []
    for layer in sheet.totals.layers:
        rows = [row for row in sheet.totals.categories if row.category.layer == layer.layer]
        note = "" if layer.layer == Layer.BASIC else "单独计算，不计入基本分。"
        parts = tuple(map(_part_of_category, rows))
        is_taking = layer.layer == Layer.NEGATIVE
        found.append(Sum(layer.label, layer.tally, layer.counted, layer.of, parts, note, is_taking))
    return found


def _sum_of(sheet: Sheet, row: CategoryTotals) -> Sum:
    own = [line for line in sheet.lines if line.clause.indicator.category_id == row.pk]
    parts = [*map(_part_of_clause, own), *map(_part_of_category, row.below)]
    note = f"这一类最多加 {printed(row.cap)} 分。" if row.cap is not None else ""
    return Sum(row.name, row.tally, row.counted, row.of, tuple(parts), note, row.is_taking)


def _part_of_category(row: CategoryTotals) -> Part:
    tally = row.tally
    of = f" / {row.of}" if row.of != "0" and not row.is_taking else ""
    verb = "扣 " if row.is_taking else ""
    text = f"{verb}{printed(row.counted)}{of} 分" if tally.pointed else f"达标 {tally.met} / {tally.clauses} 个"
    return Part(row.name, tally, text, row.counted, category=row.category)


def _part_of_clause(line: Line) -> Part:
    score = line.score
    given = (score.state, score.points, score.is_veto) if score else (None, None, False)
    tally = totals.tally_of_clause(line.clause.points, line.offer.is_pointed, *given)
    return Part(line.title, tally, line.figure, tally.points, line=line)
