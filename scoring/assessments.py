"""The kinds of assessment: who scores which, what each must prove, whose result it is, what closing one seals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.typed import clean_text
from evidence import sealing
from evidence.models import Record
from files.models import Blob
from scoring import rules
from scoring.models import Assessment, Citation, Clause
from scoring.tree import Tree

Kind = Assessment.Kind
RULE_OF = {
    Kind.SELF: "score.award",
    Kind.OFFICE: "score.review",
    Kind.SUPERIOR: "score.enter",
    Kind.THIRD: "score.inspect",
    Kind.SITE: "score.inspect",
    Kind.SURVEY: "score.inspect",
}
# What each kind beside the self-assessment is for, as the page that opens one says it.
ABOUT = {
    Kind.OFFICE: "创建办对着自评和佐证逐条复核，分数单独记。",
    Kind.SUPERIOR: "把上级反馈的分数逐条录进来，写明依据哪份文件。",
    Kind.THIRD: "委托第三方测评的结果。",
    Kind.SITE: "实地考察、暗访时当场打的分。",
    Kind.SURVEY: "问卷调查对应的条目得了多少。",
}
FROM_OUTSIDE = (Kind.SUPERIOR, Kind.THIRD)  # somebody else's result: it says whose, and by which document


def rule_of(kind: str) -> str:
    """The rule under which a kind is opened and scored; KeyError for a kind there is none of."""
    return RULE_OF[Kind(kind)]


def offer_in(assessment: Assessment, clause: Clause, tree: Tree) -> rules.Offer:
    """What a clause can be given in an assessment: others judge by what they saw, only our own claims need proof."""
    offer = rules.offer_of(clause, tree)
    return offer if assessment.is_own else replace(offer, needs_evidence=False)


def beside(assessment: Assessment):
    """All assessments of the same framework by the same unit, in the order of their kinds' table."""
    rows = Assessment.objects.filter(framework=assessment.framework_id, unit=assessment.unit_id)
    places = {kind.value: place for place, kind in enumerate(Kind)}
    return sorted(rows.select_related("approved_by", "framework", "unit"), key=lambda row: places[row.kind])


def relied_on(assessment: Assessment):
    """The citations an assessment stands on: its own; a review looks at those of the self-assessment too."""
    own = Q(assessment=assessment)
    if assessment.kind == Kind.OFFICE:
        own |= Q(
            assessment__framework=assessment.framework_id, assessment__unit=assessment.unit_id, assessment__kind="self"
        )
    return Citation.objects.filter(own)


def seal_evidence(assessment: Assessment, by: User | None) -> int:
    """Close the records that count for an assessment; drafts prove nothing and stay with who writes them."""
    cited = relied_on(assessment).order_by().values("record")
    rows = Record.objects.select_for_update(of=("self",)).filter(pk__in=cited, state__in=rules.COUNTED)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    reason = f"{assessment.get_kind_display()}已定稿：{assessment.framework}"
    return sealing.seal(records=keys, reason_key=assessment.seal_key, reason=reason, by=by)


@transaction.atomic
def name_source(
    *,
    assessment: Assessment,
    by: User | None,
    assessed_by: str,
    assessed_on: date | None,
    source: Blob | None = None,
    source_name: str = "",
) -> Assessment:
    """Say who judged, when, and which document says so; without a new file the one there is stays."""
    assessment = (
        Assessment.objects.select_for_update(of=("self",)).select_related("framework", "unit").get(pk=assessment.pk)
    )
    if not assessment.is_open:
        raise ValidationError("这次测评已经定稿，不能再改；确需修改请先重新打开。")
    check_source(assessment.kind, assessed_by, assessed_on, source_name or assessment.source_name)
    before = _said(assessment)
    assessment.assessed_by, assessment.assessed_on = clean_text(assessed_by), assessed_on
    assessment.source_name = clean_text(source_name) or assessment.source_name
    assessment.source = source or assessment.source
    if before == _said(assessment) and source is None:
        return assessment
    assessment.save(update_fields=["assessed_by", "assessed_on", "source", "source_name"])
    audit.record(by=by, verb="填写测评来源", of=assessment, before=before, after=_said(assessment))
    return assessment


def check_source(kind: str, assessed_by: str, assessed_on: date | None, source_name: str) -> None:
    """A result from outside names its document; nobody judged in the future."""
    if kind in FROM_OUTSIDE and not clean_text(assessed_by):
        raise ValidationError("请写明是哪个单位测评的。", code="assessed_by")
    if kind in FROM_OUTSIDE and not clean_text(source_name):
        raise ValidationError("请写明依据哪份文件（名称或文号），或者把文件传上来。", code="source_name")
    if len(clean_text(assessed_by)) > 120:
        raise ValidationError("测评单位最多 120 字。", code="assessed_by")
    if len(clean_text(source_name)) > 200:
        raise ValidationError("文件名称最多 200 字。", code="source_name")
    if assessed_on is not None and assessed_on.year < 2000:
        raise ValidationError("测评日期请写 2000 年以后的日期。", code="assessed_on")
    if assessed_on is not None and assessed_on > timezone.localdate():
        raise ValidationError("测评日期还没有到，请检查。", code="assessed_on")


def _said(assessment: Assessment) -> dict:
    return {
        "测评单位": assessment.assessed_by,
        "测评日期": assessment.assessed_on,
        "依据文件": assessment.source_name,
        "文件": assessment.source.sha256 if assessment.source else "",
    }
