"""Changes to assessments: open, cite, award, close; each in one transaction with one audit line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.access import Role
from accounts.models import Unit, User
from accounts.notices import Kind, tell_all
from evidence import sealing
from evidence.models import Record
from files.models import Blob
from scoring import assessments, rules, totals
from scoring.models import Assessment, Citation, Clause, Framework, Ruling, Score
from scoring.points import printed
from scoring.suggesting import as_kept, readings_now
from scoring.tree import Tree

State = Score.State


def _locked(assessment: Assessment) -> Assessment:
    """The assessment as it is now. Changes to its scores wait for each other here, so that its totals stay right."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("framework", "unit")
    return rows.get(pk=assessment.pk)


def _open(assessment: Assessment) -> Assessment:
    assessment = _locked(assessment)
    if not assessment.is_open:
        raise ValidationError("这次测评已经定稿，不能再改；确需修改请先重新打开。")
    return assessment


def _clause_of(assessment: Assessment, clause: Clause) -> Clause:
    row = Clause.objects.select_related("indicator", "framework").filter(pk=clause.pk).first()
    if row is None or row.framework_id != assessment.framework_id:
        raise ValidationError("这个得分点不属于这次测评。")
    return row


@transaction.atomic
def open_assessment(
    *,
    framework: Framework,
    unit: Unit,
    by: User | None = None,
    kind: str = Assessment.Kind.SELF,
    target: Decimal | None = None,
) -> Assessment:
    """Open a unit's assessment on a framework, with a row of totals for each category; the one there is, if any."""
    if kind not in Assessment.Kind.values:
        raise ValidationError("没有这种测评，请重新选一种。")
    assessment, is_new = Assessment.objects.get_or_create(
        framework=framework, unit=unit, kind=kind, defaults={"target": target}
    )
    if is_new:
        tree = Tree(framework)
        totals.store(assessment, tree, tree.in_order())
        after = {"类别": assessment.get_kind_display(), "目标分": printed(target)}
        audit.record(by=by, verb="开始测评", of=assessment, after=after)
    return assessment


@transaction.atomic
def open_other(
    *,
    beside: Assessment,
    kind: str,
    by: User | None,
    assessed_by: str = "",
    assessed_on: date | None = None,
    source: Blob | None = None,
    source_name: str = "",
) -> Assessment:
    """Open an assessment of another kind beside one, with whose result it is; the one there is, if any."""
    assessments.check_source(kind, assessed_by, assessed_on, source_name)
    opened = open_assessment(framework=beside.framework, unit=beside.unit, by=by, kind=kind)
    if opened.is_open and not opened.source_name and not opened.is_own:
        opened = assessments.name_source(
            assessment=opened,
            by=by,
            assessed_by=assessed_by,
            assessed_on=assessed_on,
            source=source,
            source_name=source_name,
        )
    return opened


@transaction.atomic
def award(
    *,
    assessment: Assessment,
    clause: Clause,
    by: User | None,
    state: str,
    points: Decimal | int | None = None,
    reason: str = "",
    version: int | None = None,
    inputs: dict | None = None,
) -> Score:
    """Give a clause its points or verdict; `inputs` is what its rule worked them out of, where it did.

    What the records say that day about its thresholds is kept with the score, by rule or not.

    `version` is the score's version the person saw, 0 for a clause not yet scored; None does not ask. Saying the same
    again changes nothing and leaves no line.
    """
    assessment = _open(assessment)
    clause = _clause_of(assessment, clause)
    tree = Tree(assessment.framework)
    offer = assessments.offer_in(assessment, clause, tree)
    reason = reason.strip()
    points = rules.checked(offer, state=state, points=points, reason=reason)
    if clause.ruling == Ruling.VETO and state in rules.VERDICTS and not inputs:
        raise ValidationError("这一条是一票否决项，请按规则选有没有触发。")
    if state == State.POINTS and clause.ruling and not inputs and assessment.is_own and not reason:
        raise ValidationError("这一条有评分规则，不按规则给分要写明原因。")
    score = Score.objects.filter(assessment=assessment, clause=clause).first()
    given = (state, points, reason, "", inputs or _readings(assessment, clause))
    if score and (score.state, score.points, score.reason, score.doubt, score.inputs) == given:
        return score
    if version is not None and version != (score.version if score else 0):
        raise ValidationError("内容已被他人修改，请看过现在的分数再决定。", code="changed")
    if offer.needs_evidence and offer.is_claim(state, points):
        rules.check_proven(_states_cited(assessment, clause))
    if points and not inputs:  # by rule every honour keeps its points; the caps cut the total
        rules.check_caps(assessment=assessment, clause=clause, tree=tree, points=points)
    before = _as_said(score)
    score = score or Score(assessment=assessment, clause=clause, version=0)
    score.state, score.points, score.reason, score.doubt, score.inputs = given
    score.is_veto = bool(score.inputs.get("is_veto"))
    score.by, score.at, score.version = by, timezone.now(), score.version + 1
    score.save()
    totals.store(assessment, tree, [clause.indicator.category_id])
    _note(by=by, verb="评分", assessment=assessment, clause=clause, before=before, after=_as_said(score), reason=reason)
    return score


def _readings(assessment: Assessment, clause: Clause) -> dict:
    """What the records say now about a clause's thresholds, as a score keeps it."""
    kept = as_kept(readings_now(assessment, [clause])) if clause.thresholds else []
    return {"readings": kept} if kept else {}


def _states_cited(assessment: Assessment, clause: Clause) -> list[str]:
    return list(Citation.objects.filter(assessment=assessment, clause=clause).values_list("record__state", flat=True))


def _as_said(score: Score | None) -> dict:
    if score is None:
        return {"结论": "未评"}
    said = {"结论": score.get_state_display()}
    if score.points is not None:
        said["得分"] = printed(score.points)
    if score.is_veto:
        said["一票否决"] = "触发"
    return said


def _note(
    *, by, verb: str, assessment: Assessment, clause: Clause, before: dict, after: dict, reason: str = ""
) -> None:
    # The line speaks of the clause, not of the score's row: the row goes when a score is cleared, its history stays.
    after = after | {"测评": assessment.pk}
    audit.record(by=by, verb=verb, of=clause, unit=assessment.unit, before=before, after=after, reason=reason)


@transaction.atomic
def clear(*, assessment: Assessment, clause: Clause, by: User | None, reason: str = "") -> None:
    """Take a clause's score back: it is 未评 again."""
    assessment = _open(assessment)
    clause = _clause_of(assessment, clause)
    score = Score.objects.filter(assessment=assessment, clause=clause).first()
    if score is None:
        return
    before = _as_said(score)
    score.delete()
    totals.store(assessment, Tree(assessment.framework), [clause.indicator.category_id])
    after = _as_said(None)
    _note(by=by, verb="清除评分", assessment=assessment, clause=clause, before=before, after=after, reason=reason)


@transaction.atomic
def cite(*, assessment: Assessment, clauses: Iterable[Clause], record: Record, by: User | None) -> int:
    """Put a record forward for clauses; how many citations are new. Doing it twice changes nothing."""
    assessment = _open(assessment)
    if record.unit_id != assessment.unit_id:
        raise ValidationError("只能引用本单位的档案。")
    wanted = list(dict.fromkeys(clauses))
    if any(clause.framework_id != assessment.framework_id for clause in wanted):
        raise ValidationError("这个得分点不属于这次测评。")
    there = set(Citation.objects.filter(assessment=assessment, record=record).values_list("clause", flat=True))
    new = [clause for clause in wanted if clause.pk not in there]
    Citation.objects.bulk_create(Citation(assessment=assessment, clause=clause, record=record, by=by) for clause in new)
    for clause in new:
        _note_evidence(by=by, verb="引用佐证", assessment=assessment, clause=clause, after=_as_cited(record))
    return len(new)


def _as_cited(record: Record) -> dict:
    return {"佐证": record.title, "档案": record.pk}


def _note_evidence(*, by, verb: str, assessment: Assessment, clause: Clause, before=None, after=None) -> None:
    # On the clause, like its scores: why a clause stands where it stands is one history.
    after = (after or {}) | {"测评": assessment.pk}
    audit.record(by=by, verb=verb, of=clause, unit=assessment.unit, before=before, after=after)


@transaction.atomic
def uncite(*, assessment: Assessment, clause: Clause, record: Record, by: User | None) -> None:
    """Take a record back from a clause, unless it is the last one the clause's score stands on."""
    assessment = _open(assessment)
    clause = _clause_of(assessment, clause)
    citation = Citation.objects.filter(assessment=assessment, clause=clause, record=record).first()
    if citation is None:
        return
    citation.delete()
    score = Score.objects.filter(assessment=assessment, clause=clause).first()
    offer = assessments.offer_in(assessment, clause, Tree(assessment.framework))
    is_claimed = bool(score) and offer.needs_evidence and offer.is_claim(score.state, score.points)
    if is_claimed and not rules.is_proven(_states_cited(assessment, clause)):
        raise ValidationError("这是这一条得分的最后一份佐证，请先改分或清除评分，再撤下它。")
    _note_evidence(by=by, verb="撤下佐证", assessment=assessment, clause=clause, before=_as_cited(record))


@transaction.atomic
def set_target(*, assessment: Assessment, by: User, target: Decimal | None) -> None:
    """Set what the unit aims at: points of the basic layer, or clauses met where the framework has no points."""
    assessment = _open(assessment)
    figures = totals.stored(assessment)
    most = figures.overall.maximum if figures.has_points else Decimal(figures.overall.clauses)
    if target is not None and target > most:
        unit = "分" if figures.has_points else "个达标"
        raise ValidationError(f"目标不能超过全部 {printed(most)} {unit}。")
    if target is not None and not figures.has_points and target != target.to_integral_value():
        raise ValidationError("这套体系不设分值，目标要写成几个得分点达标，不能有小数。")
    before = printed(assessment.target)
    assessment.target = target
    assessment.save(update_fields=["target"])
    audit.record(by=by, verb="设定目标", of=assessment, before={"目标": before}, after={"目标": printed(target)})


@transaction.atomic
def close(*, assessment: Assessment, by: User | None) -> Assessment:
    """Freeze the scores and citations and seal the records behind them; leaders are told of the self-assessment."""
    assessment = _open(assessment)
    kind = assessment.get_kind_display()
    if not assessment.is_own:
        assessments.check_source(
            assessment.kind, assessment.assessed_by, assessment.assessed_on, assessment.source_name
        )
    assessment.state, assessment.closed_at = Assessment.State.CLOSED, timezone.now()
    assessment.save(update_fields=["state", "closed_at"])
    figures = totals.stored(assessment)
    after = {"得分": printed(figures.overall.points), "达标": figures.overall.met, "未评": figures.everything.unscored}
    after["封存档案"] = assessments.seal_evidence(assessment, by)
    audit.record(by=by, verb=f"{kind}定稿", of=assessment, after=after)
    if assessment.is_own:
        _tell_leaders(assessment)
    return assessment


def _tell_leaders(assessment: Assessment) -> None:
    leaders = User.objects.filter(memberships__unit=assessment.unit, memberships__role=Role.LEADER, is_active=True)
    path = reverse("score_sheet", args=[assessment.pk])
    key = f"assessment-closed-{assessment.pk}-{assessment.closed_at:%Y%m%d%H%M%S}"
    tell_all(leaders.distinct(), f"自评已定稿，请审定：{assessment.framework}", path, key, Kind.REVIEW)


@transaction.atomic
def approve(*, assessment: Assessment, by: User) -> Assessment:
    """A leader's consent to a closed self-assessment; reopening takes it back."""
    assessment = _locked(assessment)
    if not assessment.is_own:
        raise ValidationError("只有自评要领导审定。")
    if assessment.is_open:
        raise ValidationError("自评定稿后才能审定。")
    if assessment.approved_at is None:
        assessment.approved_at, assessment.approved_by = timezone.now(), by
        assessment.save(update_fields=["approved_at", "approved_by"])
        audit.record(by=by, verb="审定自评", of=assessment)
    return assessment


@transaction.atomic
def reopen(*, assessment: Assessment, by: User, reason: str) -> Assessment:
    """Let a closed assessment be changed again and lift its own seals, no others; why is kept."""
    assessment = _locked(assessment)
    reason = reason.strip()
    if not reason:
        raise ValidationError("重新打开要写明原因。")
    if assessment.is_open:
        return assessment
    before = {"定稿": assessment.closed_at, "审定": assessment.approved_at}
    assessment.state, assessment.closed_at = Assessment.State.OPEN, None
    assessment.approved_at = assessment.approved_by = None
    assessment.save(update_fields=["state", "closed_at", "approved_at", "approved_by"])
    after = {"解封档案": sealing.release(reason_key=assessment.seal_key, by=by)}
    verb = f"重新打开{assessment.get_kind_display()}"
    audit.record(by=by, verb=verb, of=assessment, before=before, after=after, reason=reason)
    return assessment
