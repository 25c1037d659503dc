"""Scores looked at one by one: can each be what it says? By its clause, by the sum kept with it, by the log."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from accounts.audit import AuditEntry
from scoring import rules
from scoring.models import Assessment, Clause, Layer, Score
from scoring.points import printed
from scoring.ruling import Given, Rule
from scoring.ruling_arithmetic import Outcome, worked_out
from scoring.tree import Tree

LOGGED = ("评分", "清除评分")
UNSCORED = "未评"


def doubtful(assessment: Assessment, tree: Tree) -> list[str]:
    """Each score that can't be as it stands, as a sentence. Three queries, however many there are."""
    rows = Score.objects.filter(assessment=assessment).select_related("clause__indicator", "clause__framework")
    scores = {score.clause_id: score for score in rows.order_by("clause__order", "pk")}
    found = {}
    for score in scores.values():
        said = _out_of_place(score, tree) or _off_its_sum(score, tree)
        if said:
            found[score.clause_id] = f"{assessment}，{score.clause}：{said}"
    logged = _off_the_log(assessment, scores)
    return [*found.values(), *(said for key, said in logged.items() if key not in found)]


def _out_of_place(score: Score, tree: Tree) -> str:
    """What its clause does not allow."""
    clause = score.clause
    if clause.indicator.category_id not in tree.rows:
        return "这个得分点不属于这次测评。"
    if score.points is not None and clause.points is not None and score.points > clause.points:
        return f"得 {printed(score.points)} 分，高于满分 {printed(clause.points)} 分。"
    offer = rules.offer_of(clause, tree)
    try:
        rules.checked(offer, state=score.state, points=score.points, reason=score.reason or "照旧")
    except ValidationError as refusal:
        return f"记的是“{score.get_state_display()}”，{refusal.messages[0]}"
    return ""


def _off_its_sum(score: Score, tree: Tree) -> str:
    """What the rule and the figures kept with it do not come to; a clause that reads otherwise since is left out."""
    lines = score.inputs.get("lines", [])
    if not lines:
        return "记成了触发一票否决，却没有按规则算过。" if score.is_veto else ""
    if score.doubt:
        return ""
    outcome = _outcome(score, lines, tree)
    if outcome is None:
        return "记下的算式读不出来，请重新打分。"
    if (outcome.points, outcome.is_veto) == (score.points, score.is_veto):
        return ""
    was, is_now = _figure(score.points, score.is_veto), _figure(outcome.points, outcome.is_veto)
    return f"得分记的是 {was}，按记下的算式应为 {is_now}（{outcome.sentence}）。"


def _outcome(score: Score, lines: list[dict], tree: Tree) -> Outcome | None:
    try:
        given = [Given.from_json(row["given"]) for row in lines]
        told = [Rule.from_json(row["rule"]) for row in lines]
        is_negative = tree.layer_of(score.clause) == Layer.NEGATIVE
        return worked_out(told, given, maximum=score.clause.points, is_negative=is_negative)
    except (ValidationError, KeyError, TypeError, ValueError, ArithmeticError):
        return None


def _figure(points, is_veto: bool) -> str:
    said = printed(points) or "无分"
    return f"{said}、触发一票否决" if is_veto else said


def _off_the_log(assessment: Assessment, scores: dict[int, Score]) -> dict[int, str]:
    """Scores that are not what was last said in the log, which nobody can alter, by clause. Two queries."""
    clauses = {row.pk: row for row in Clause.objects.filter(framework=assessment.framework_id)}
    last = _last_said(assessment, clauses)
    found = {}
    for pk, clause in clauses.items():
        said, stands = last.get(pk, UNSCORED), _standing(scores.get(pk))
        if said != stands:
            found[pk] = f"{assessment}，{clause}：现在是 {stands}，操作日志里最后一次是 {said}。"
    return found


def _last_said(assessment: Assessment, clauses: Iterable[int]) -> dict[int, str]:
    """What the log says last of each clause in an assessment."""
    keys = [str(key) for key in clauses]
    entries = AuditEntry.objects.filter(
        object_type=Clause._meta.verbose_name, object_id__in=keys, verb__in=LOGGED
    ).order_by("pk")
    found = {}
    for key, after in entries.values_list("object_id", "after"):
        if after.get("测评") == assessment.pk:
            found[int(key)] = f"{after['得分']} 分" if "得分" in after else after.get("结论", UNSCORED)
    return found


def _standing(score: Score | None) -> str:
    if score is None:
        return UNSCORED
    return f"{printed(score.points)} 分" if score.points is not None else score.get_state_display()
