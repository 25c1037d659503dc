"""修订: a framework in use is never changed itself; a draft of its next version is, and takes its place as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.typed import clean_text
from scoring import actions, crosswalk, library, rules, totals
from scoring.clause_rules import ClauseRule, Exemption
from scoring.difference import CLAUSE_FIELDS, Change
from scoring.explaining import AMENDED
from scoring.models import Assessment, Clause, Framework, Score
from scoring.points import printed
from scoring.ruling_words import said_together
from scoring.rulings import check_amounts, copy_along, rules_of_framework
from scoring.thresholds import Threshold
from scoring.tree import Tree

State = Framework.State
RULE = "评分规则"
EDITED = ("text", "points", "materials", "scoring", "needs_evidence")


@dataclass
class Affected:
    """One clause the revision puts otherwise, with the scores that stand on it."""

    old: Clause
    new: Clause
    changes: list[Change]
    scores: list[Score] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)  # keys of scores that can't stand on the clause as it will be

    @property
    def said(self) -> str:
        return "；".join(map(str, self.changes))

    @property
    def fates(self) -> list[dict]:
        """What becomes of each score: it stays and is told that its ground moved, or it goes back to 未评."""
        return [
            {
                "kind": row.assessment.get_kind_display(),
                "given": f"{printed(row.points)} 分" if row.points is not None else row.get_state_display(),
                "is_lost": row.pk in self.lost,
            }
            for row in self.scores
        ]


@dataclass
class Impact:
    """What putting a revision to use would do."""

    draft: Framework
    affected: list[Affected]
    frozen: str = ""  # why it can't be put to use now
    settings: list[Change] = field(default_factory=list)  # of the framework and its categories, not of a clause

    @property
    def is_same(self) -> bool:
        return not self.affected and not self.settings

    @property
    def n_doubted(self) -> int:
        return sum(len(one.scores) - len(one.lost) for one in self.affected)

    @property
    def n_lost(self) -> int:
        return sum(len(one.lost) for one in self.affected)


@transaction.atomic
def begin(*, framework: Framework, by: User | None) -> Framework:
    """The draft of a framework's next version, word for word the same; the one there is, if any."""
    framework = Framework.objects.select_for_update(of=("self",)).get(pk=framework.pk)
    if framework.state != State.PUBLISHED:
        raise ValidationError("只有在用的体系要修订；草稿可以直接改。")
    waiting = Framework.objects.filter(replaces=framework, year=framework.year, state=State.DRAFT).first()
    if waiting is not None:
        return waiting
    version = library.next_version(framework, framework.year, framework.title)
    draft, pairs = library.copied(framework, state=State.DRAFT, version=version, replaces_id=framework.pk)
    for clause, copy in pairs:
        copy.origin = clause
    Clause.objects.bulk_update([copy for _, copy in pairs], ["origin"], batch_size=500)
    crosswalk.link_copies(pairs, by)
    audit.record(by=by, verb="开始修订体系", of=draft, after={"来自": framework.edition})
    return draft


@transaction.atomic
def edit_clause(*, clause: Clause, by: User | None, **given) -> bool:
    """Put a clause of a draft otherwise (any of EDITED); False where it said so already."""
    unknown = set(given) - set(EDITED)
    if unknown:
        raise TypeError(f"no such field of a clause: {', '.join(sorted(unknown))}")
    framework = Framework.objects.select_for_update(of=("self",)).get(pk=clause.framework_id)
    if framework.state != State.DRAFT:
        raise ValidationError("在用的体系不能直接改：请先开始修订，在修订稿里改，看过影响再启用。")
    clause = Clause.objects.select_related("indicator").get(pk=clause.pk)
    before = {name: getattr(clause, name) for name in given}
    for name, value in given.items():
        setattr(clause, name, clean_text(value) if isinstance(value, str) else value)
    after = {name: getattr(clause, name) for name in given}
    if before == after:
        return False
    if not clause.text:
        raise ValidationError("得分点的内容不能空着。")
    clause.save(update_fields=list(given))
    labels = {name: Clause._meta.get_field(name).verbose_name for name in given if before[name] != after[name]}
    was = {label: _said(before[name]) for name, label in labels.items()}
    now = {label: _said(after[name]) for name, label in labels.items()}
    audit.record(by=by, verb="改修订稿", of=clause, unit=framework.unit, before=was, after=now)
    return True


def _said(value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    return printed(value) if isinstance(value, Decimal) else str(value or "")


def impact_of(draft: Framework) -> Impact:
    """What the draft changes, and which scores stand on it. The number of queries does not grow with it."""
    published = draft.replaces
    affected = _affected(draft, published)
    scores = Score.objects.filter(clause__in=[one.old.pk for one in affected]).select_related("assessment")
    by_clause: dict[int, list[Score]] = {}
    for score in scores.order_by("assessment__kind", "pk"):
        by_clause.setdefault(score.clause_id, []).append(score)
    tree = Tree(draft)
    for one in affected:
        one.scores = by_clause.get(one.old.pk, [])
        offer = rules.offer_of(one.new, tree)
        one.lost = {score.pk for score in one.scores if not _still_stands(score, offer)}
    return Impact(draft, affected, _frozen(draft, published), _settings(draft, published))


def _settings(draft: Framework, published: Framework) -> list[Change]:
    """What the draft says otherwise of the base and of the windows of honours. Two queries."""
    base = {True: "折算", False: "不折算"}
    changes = [Change("不适用的分值", base[published.rescales], base[draft.rescales])]
    standing = _windows(published)
    for place, row in _windows(draft).items():
        was = standing.get(place)
        if was is not None:
            changes.append(Change(f"{row.name}的荣誉期限", _window(was), _window(row)))
    return [change for change in changes if change.before != change.after]


def _windows(framework: Framework) -> dict:
    tree = Tree(framework)
    return {(row.layer, *(one.name for one in tree.upward(key)), row.order): row for key, row in tree.rows.items()}


def _window(row) -> str:
    return f"{row.begins_on} 至 {row.ends_on}" if row.begins_on else "体系的年度"


def _affected(draft: Framework, published: Framework) -> list[Affected]:
    old = {one.pk: one for one in published.clauses.select_related("indicator")}
    was, now = _grounds(published), _grounds(draft)
    found = []
    for new in draft.clauses.select_related("indicator"):
        new.framework = draft
        standing = old.get(new.origin_id)
        if standing is None:
            continue
        pairs = [(label, _said(getattr(standing, name)), _said(getattr(new, name))) for name, label in _LABELS.items()]
        pairs.append((RULE, was.get(standing.pk, ""), now.get(new.pk, "")))
        changes = [Change(*pair) for pair in pairs if pair[1] != pair[2]]
        if changes:
            found.append(Affected(standing, new, changes))
    return found


_LABELS = CLAUSE_FIELDS | {"needs_evidence": "须有佐证"}


def _grounds(framework: Framework) -> dict[int, str]:
    """The confirmed rule, exemption and thresholds of each clause in words, to be compared. Four queries."""
    said = {key: [said_together(lines)] for key, lines in rules_of_framework(framework).items()}
    for row in Exemption.objects.filter(clause__framework=framework):
        said.setdefault(row.clause_id, []).append(str(row))
    for row in Threshold.objects.filter(clause__framework=framework):
        facts = [str(row), row.get_period_display(), str(row.measure_id or ""), "增长" * row.must_grow]
        said.setdefault(row.clause_id, []).append(" ".join(facts).strip())
    return {key: "；".join(parts) for key, parts in said.items()}


def _still_stands(score: Score, offer: rules.Offer) -> bool:
    try:
        rules.checked(offer, state=score.state, points=score.points, reason=score.reason or "照旧")
    except ValidationError:
        return False
    return True


def _frozen(draft: Framework, published: Framework) -> str:
    if draft.state != State.DRAFT or published is None or published.state != State.PUBLISHED:
        return "这份修订稿对应的体系已经不在用了，不能启用。"
    if published.version > draft.version:
        return "修订期间体系又换过文件或改过规则，请删掉这份修订稿，从现在的版本重新修订。"
    closed = Assessment.objects.filter(framework=published).exclude(state=Assessment.State.OPEN).first()
    if closed is not None:
        return f"{closed.get_kind_display()}已经定稿，重新打开以后才能启用修订。"
    return ""


@transaction.atomic
def put_to_use(*, draft: Framework, by: User | None) -> Impact:
    """Let a revision take the place of the version in use, which is kept as its past; scores keep their values.

    A score whose clause is put otherwise is told so; one that can't stand any longer goes back to 未评.
    """
    published = Framework.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft.replaces_id)
    draft = Framework.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    draft.replaces = published
    list(Assessment.objects.select_for_update(of=("self",)).filter(framework=published))
    impact = impact_of(draft)
    if impact.frozen:
        raise ValidationError(impact.frozen)
    if impact.is_same:
        raise ValidationError("修订稿和在用的版本一字不差，没有可启用的改动。")
    check_amounts(draft)
    was = published.edition
    library.keep_past(framework=published, by=by)
    published.version, published.rescales = draft.version, draft.rescales
    published.save(update_fields=["version", "rescales"])
    standing = _windows(published)
    for place, row in _windows(draft).items():
        if place in standing:
            type(row).objects.filter(pk=standing[place].pk).update(begins_on=row.begins_on, ends_on=row.ends_on)
    for one in impact.affected:
        _carry_over(one, published, by)
    tree = Tree(published)
    for assessment in Assessment.objects.filter(framework=published).select_related("framework"):
        totals.store(assessment, tree, tree.in_order())
    after = {"体系": published.edition, "改动": [f"{one.old}：{one.said}" for one in impact.affected]}
    after |= {"设置": list(map(str, impact.settings))} if impact.settings else {}
    after |= {"依据已变化": impact.n_doubted, "退回未评": impact.n_lost}
    audit.record(by=by, verb="启用修订", of=published, before={"体系": was}, after=after)
    draft.delete()
    return impact


def _carry_over(one: Affected, published: Framework, by: User | None) -> None:
    standing, new = one.old, one.new
    for score in one.scores:
        if score.pk in one.lost:
            why = f"{published.edition}改了这一条：{one.said}"
            actions.clear(assessment=score.assessment, clause=standing, by=by, reason=why)
    for name in (*_LABELS, "thresholds", "ruling"):
        setattr(standing, name, getattr(new, name))
    standing.framework = published
    standing.save()
    for model in (ClauseRule, Exemption, Threshold):
        model.objects.filter(clause=standing).delete()
    copy_along([(new, standing)])
    kept = [score.pk for score in one.scores if score.pk not in one.lost]
    Score.objects.filter(pk__in=kept).update(doubt=f"{published.edition}改了这一条：{one.said}"[:200])
    before = {change.label: change.before for change in one.changes}
    after = {change.label: change.after for change in one.changes}
    audit.record(by=by, verb=AMENDED, of=standing, unit=published.unit, before=before, after=after)
