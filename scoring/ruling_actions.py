"""Setting the rules of a framework, while nobody was scored by it or in a draft; each change in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from scoring import totals
from scoring.bands import check_bands
from scoring.clause_rules import ClauseRule, Exemption, RuleStep
from scoring.models import Assessment, Category, Clause, Framework, Layer, Ruling, Score
from scoring.points import exact
from scoring.ruling import BONUSES, GRADED, Kind, Rounding, Rule
from scoring.ruling_proposals import proposed
from scoring.ruling_words import said_together
from scoring.rulings import rules_of_clauses
from scoring.tree import Tree

MOST_LINES = 8
HIGHEST = Decimal(100)  # bands reach up to here, or are open above: what is measured is mostly a percentage


def check_lines(lines: Sequence[Rule], clause: Clause, layer: str) -> None:
    """Can these lines be a clause's rule? ValidationError says in one sentence why not."""
    if len(lines) > MOST_LINES:
        raise ValidationError(f"一个得分点最多 {MOST_LINES} 条规则。")
    for line in lines:
        if line.lacks:
            raise ValidationError(f"还没写明{line.lacks}，补上再确认；说不准就选“由人定分”。")
        _check_line(line, clause, layer)
    kinds = [line.kind for line in lines]
    if Kind.MANUAL in kinds and len(kinds) > 1:
        raise ValidationError("选了“由人定分”，就不能再有别的规则。")
    if sum(kind in GRADED for kind in kinds) > 1:
        raise ValidationError("分档规则只能有一条。")
    if layer == Layer.BASIC and clause.points is None and any(kind not in (Kind.VETO, Kind.MANUAL) for kind in kinds):
        raise ValidationError("这一条没有分值，只能评达标或一票否决；有分值的话请先改正体系里的分值。")


def _check_line(line: Rule, clause: Clause, layer: str) -> None:
    if line.amount is not None and line.amount <= 0:
        raise ValidationError("每次的分值要大于 0。")
    if line.per <= 0:
        raise ValidationError("每几个算一次要大于 0。")
    if line.kind == Kind.RANGE and line.most < line.amount:
        raise ValidationError(f"幅度写反了：从 {exact(line.amount)} 到 {exact(line.most)}。")
    if line.kind == Kind.SAMPLE and not 1 <= line.least <= line.sample:
        raise ValidationError(f"抽查 {line.sample} 个，至少合格的要在 1 到 {line.sample} 之间。")
    if line.kind == Kind.SHORTFALL and line.target > 100:
        raise ValidationError("要求的百分比不能超过 100。")
    if line.kind == Kind.GRADE_PERCENT and any(step.points > 100 for step in line.steps):
        raise ValidationError("按比例分档，每档不能超过 100%。")
    if line.kind in (Kind.GRADE_POINTS, Kind.BANDS) and clause.points is not None:
        above = next((step for step in line.steps if step.points > clause.points), None)
        if above is not None:
            raise ValidationError(f"“{above.label}”给 {exact(above.points)} 分，超过了本条 {exact(clause.points)} 分。")
    if line.kind == Kind.BANDS:
        check_bands(line.steps, are_whole=line.rounding != Rounding.EXACT, highest=HIGHEST)
    if layer == Layer.NEGATIVE:
        _check_taking(line)


def _check_taking(line: Rule) -> None:
    """The negative list takes from the total; what only a clause with points of its own can lose has no place in it."""
    if line.kind in BONUSES:
        raise ValidationError("负面清单里不能加分。")
    if line.kind in (Kind.ALL_OR_NOTHING, Kind.SAMPLE):
        raise ValidationError("负面清单是从总分里扣分的，没有“不得分”；请写明扣多少分，或者选一票否决。")


@transaction.atomic
def settle_rule(*, clause: Clause, lines: Sequence[Rule], by: User | None) -> None:
    """Make these lines the clause's rule; none takes the rule away."""
    settle_rules(framework=clause.framework, settled={clause.pk: lines}, by=by)


@transaction.atomic
def settle_rules(*, framework: Framework, settled: dict[int, Sequence[Rule]], by: User | None) -> int:
    """Set the rules of several clauses at once, as one change of the framework; how many were changed."""
    framework = _held(framework)
    tree = Tree(framework)
    clauses = list(framework.clauses.select_related("indicator").filter(pk__in=settled))
    before = rules_of_clauses(settled)
    changed = []
    for clause in clauses:
        clause.framework = framework
        lines = tuple(settled[clause.pk])
        check_lines(lines, clause, tree.layer_of(clause))
        if _as_told(lines) != _as_told(before.get(clause.pk, ())):
            changed.append(clause)
    check_unused(framework, [clause.pk for clause in changed])
    for clause in changed:
        _write(clause, settled[clause.pk], tree)
        said = {"规则": said_together(settled[clause.pk])}
        was = {"规则": said_together(before.get(clause.pk, ()))}
        audit.record(by=by, verb="设定评分规则", of=clause, unit=framework.unit, before=was, after=said)
    return len(changed)


def _as_told(lines: Iterable[Rule]) -> list[dict]:
    return [line.as_json() for line in lines]


def _held(framework: Framework) -> Framework:
    framework = Framework.objects.select_for_update(of=("self",)).select_related("unit").get(pk=framework.pk)
    if framework.state == Framework.State.PAST:
        raise ValidationError("这是旧版，只供查看；规则请在现行的版本里改。")
    return framework


def check_unused(framework: Framework, clauses: Iterable[int] | None = None) -> None:
    """Refuse to change how a framework in use gives points where somebody was already scored: that is a revision."""
    if framework.state != Framework.State.PUBLISHED:
        return
    scores = Score.objects.filter(clause__framework=framework)
    if clauses is not None:
        scores = scores.filter(clause__in=list(clauses))
    score = scores.select_related("clause").first()
    if score is not None:
        raise ValidationError(
            f"“{score.clause}”已经有人打过分。要改怎么给分，请先开始修订，在修订稿里改，看过影响再启用。"
        )


def _write(clause: Clause, lines: Sequence[Rule], tree: Tree) -> None:
    ruling = _ruling(lines)
    _check_turn(clause, ruling, tree)
    clause.rules.all().delete()
    for order, line in enumerate(lines):
        row = ClauseRule.objects.create(clause=clause, order=order, **_columns(line))
        RuleStep.objects.bulk_create(
            RuleStep(rule=row, order=place, label=step.label, points=step.points)
            for place, step in enumerate(line.steps)
        )
    clause.ruling = ruling
    clause.save(update_fields=["ruling"])
    for assessment in Assessment.objects.select_for_update(of=("self",)).filter(framework=clause.framework):
        totals.store(assessment, tree, [clause.indicator.category_id])


def _columns(line: Rule) -> dict:
    told = dict(vars(line))
    told.pop("steps")
    return told | {"text": line.text[:500]}


def _ruling(lines: Sequence[Rule]) -> str:
    kinds = {line.kind for line in lines} - {Kind.MANUAL}
    if not kinds:
        return Ruling.PERSON
    return Ruling.VETO if kinds == {Kind.VETO} else Ruling.POINTS


def _check_turn(clause: Clause, ruling: str, tree: Tree) -> None:
    """A clause that was given verdicts cannot be given points while they stand, nor the other way round."""
    where = {"category_id": clause.indicator.category_id, "points": clause.points}
    if tree.is_pointed(**where, ruling=ruling) == tree.is_pointed(**where, ruling=clause.ruling):
        return
    if Score.objects.filter(clause=clause).exclude(state=Score.State.NOT_APPLICABLE).exists():
        raise ValidationError(f"“{clause}”已有评分，请先清除评分，再改成这样给分。")


@transaction.atomic
def confirm_proposals(*, framework: Framework, clauses: Iterable[int], by: User | None) -> int:
    """Confirm what the printed sentences of some clauses propose; those that lack an amount are left as they are."""
    tree = Tree(framework)
    rows = framework.clauses.select_related("indicator").filter(pk__in=list(clauses), rules__isnull=True)
    ready = {}
    for clause in rows:
        proposal = proposed(clause, tree.layer_of(clause))
        if proposal.is_ready and can_be(proposal.lines, clause, tree.layer_of(clause)):
            ready[clause.pk] = proposal.lines
    return settle_rules(framework=framework, settled=ready, by=by) if ready else 0


def can_be(lines: Sequence[Rule], clause: Clause, layer: str) -> bool:
    try:
        check_lines(lines, clause, layer)
    except ValidationError:
        return False
    return True


@transaction.atomic
def exempt(*, clause: Clause, text: str, by: User | None) -> None:
    """Say who need not be scored on a clause; an empty text takes it back."""
    framework = _held(clause.framework)
    text = text.strip()[:200]
    before = Exemption.objects.filter(clause=clause).values_list("text", flat=True).first() or ""
    if before == text:
        return
    if text:
        Exemption.objects.update_or_create(clause=clause, defaults={"text": text})
    else:
        Exemption.objects.filter(clause=clause).delete()
    audit.record(by=by, verb="设定豁免", of=clause, unit=framework.unit, before={"豁免": before}, after={"豁免": text})


@transaction.atomic
def set_rescaling(*, framework: Framework, rescales: bool, by: User | None) -> None:
    """Say whether what does not apply is spread over the rest of the base."""
    framework = _held(framework)
    if framework.rescales == rescales:
        return
    check_unused(framework)
    framework.rescales = rescales
    framework.save(update_fields=["rescales"])
    after = {"不适用的分值": "折算" if rescales else "不折算"}
    audit.record(by=by, verb="设定不适用的算法", of=framework, after=after)


@transaction.atomic
def set_window(*, category: Category, begins_on, ends_on, by: User | None) -> None:
    """Say from which day to which the honours of a bonus category count; two Nones for the framework's own year."""
    framework = _held(category.framework)
    if category.layer != Layer.BONUS:
        raise ValidationError("只有加分项要定荣誉的起止日期。")
    if (begins_on is None) != (ends_on is None):
        raise ValidationError("起止日期要一起填，或者都空着（按体系的年度算）。")
    if begins_on and begins_on > ends_on:
        raise ValidationError("结束日期早于开始日期，请检查。")
    before = {"起": category.begins_on, "止": category.ends_on}
    if before == {"起": begins_on, "止": ends_on}:
        return
    within = Tree(framework).within(category)
    check_unused(framework, framework.clauses.filter(indicator__category__in=within).values_list("pk", flat=True))
    category.begins_on, category.ends_on = begins_on, ends_on
    category.save(update_fields=["begins_on", "ends_on"])
    after = {"类目": category.name, "起": begins_on, "止": ends_on}
    audit.record(by=by, verb="设定荣誉期限", of=framework, before=before, after=after)
