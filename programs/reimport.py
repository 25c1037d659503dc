"""A corrected copy of a plan's paper: what it changes, and the changes a person accepts, carried out at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.access import Role
from accounts.models import User
from accounts.notices import Kind, tell_all
from programs import corrections, importing, naming, plan_editions, row_tasks
from programs.models import PaperImport, Plan, Task
from programs.row_tasks import Followed
from programs.telling import people_of
from scoring import library
from scoring.amending import Amending, settle_scores
from scoring.difference import Change, Difference, Line
from scoring.models import Assessment, Citation, Framework, Score
from scoring.points import printed

STALE = "方案刚被别人改过，请看过新的比对再采用。"
HEAD = {"title": ("标题", 200), "number": ("文号", 60), "issuer": ("发文单位", 120)}
TEXT = "plan-text"
SETTLED = (Plan.State.APPROVED, Plan.State.ISSUED)  # the leaders have said yes to what is changed now


@dataclass
class Amendment:
    """A plan beside its corrected paper. `frozen` says why nothing can be accepted now."""

    paper_import: PaperImport
    plan: Plan
    difference: Difference
    head: list[Line]
    unexplained: list[str]  # department names of the paper that nobody has explained yet
    frozen: str = ""

    @property
    def lines(self) -> list[Line]:
        return [*self.head, *self.difference.lines]

    @property
    def is_same(self) -> bool:
        return not self.lines

    @property
    def edition(self) -> int:
        """The version of the framework the page was made from."""
        return self.plan.framework.version


@dataclass
class Outcome:
    """What accepting did."""

    accepted: int
    tasks: Followed
    new_departments: dict = field(default_factory=dict)


def read(*, plan: Plan, by: User, chunks: Iterable[bytes] = (), name: str = "", text: str = "") -> PaperImport:
    """Read a corrected file, or pasted text where no name is given; an earlier one that waited is given up."""
    refuse_ended(plan)
    if name:
        fresh = importing.read(unit=plan.unit, by=by, chunks=chunks, name=name, amends=plan)
    else:
        fresh = importing.read_pasted(unit=plan.unit, by=by, text=text, amends=plan)
    for earlier in PaperImport.objects.filter(amends=plan, state=PaperImport.State.READ).exclude(pk=fresh.pk):
        importing.drop(paper_import=earlier, by=by)
    return fresh


def refuse_ended(plan: Plan) -> None:
    if plan.state == Plan.State.ENDED:
        raise ValidationError("方案已经结束，不能再换文件。")


def amendment_of(paper_import: PaperImport) -> Amendment:
    """The difference, with what cannot be accepted marked. The number of queries does not grow with the paper."""
    plan = Plan.objects.select_related("framework", "unit").get(pk=paper_import.amends_id)
    reading = paper_import.reading
    difference = Difference(plan.framework, reading["items"], reading["total"])
    answers = paper_import.answers.get("names", {})
    unknown = naming.unknown_names(plan.unit, reading["items"], answers)
    unexplained = [one.text for one in unknown if one.answer is None]
    _mark_scored(plan, difference)
    _mark_unexplained(difference, set(unexplained))
    return Amendment(paper_import, plan, difference, _head(plan, reading), unexplained, _frozen(plan))


def _frozen(plan: Plan) -> str:
    if plan.state == Plan.State.ENDED:
        return "方案已经结束，不能再改。"
    closed = Assessment.objects.filter(framework=plan.framework_id).exclude(state=Assessment.State.OPEN).first()
    return f"{closed.get_kind_display()}已经定稿，重新打开以后才能采用改动。" if closed else ""


def _head(plan: Plan, reading: dict) -> list[Line]:
    """What the paper says of itself, and its narrative; an annex sent alone says nothing of either."""
    lines = []
    for name, (label, length) in HEAD.items():
        was, now = getattr(plan, name), (reading[name] or "")[:length]
        if now and now != was:
            lines.append(Line(f"plan-{name}", "head", [Change(label, was, now)]))
    sections = reading.get("sections") or []
    now = [(one["heading"] or "", one["text"] or "") for one in sections]
    was = list(plan.sections.values_list("heading", "text"))
    if now and now != was:
        lines.append(Line(TEXT, "head", [Change("方案正文", f"{len(was)} 节", f"{len(now)} 节，按新文件")]))
    return lines


def _mark_scored(plan: Plan, difference: Difference) -> None:
    scores: dict[int, list[Score]] = {}  # of every kind of assessment
    for one in Score.objects.filter(assessment__framework=plan.framework_id):
        scores.setdefault(one.clause_id, []).append(one)
    cited = set(Citation.objects.filter(assessment__framework=plan.framework_id).values_list("clause_id", flat=True))
    links = Task.clauses.through.objects.filter(task__in=row_tasks.begun(plan))
    at_work = set(links.values_list("clause_id", flat=True))
    for line in difference.gone:
        if line.old.key in scores or line.old.key in cited:
            line.why_not = "已有得分或佐证，要先清除才能删；不删就照旧留着。"
        elif line.old.key in at_work:
            line.why_not = "对应的任务已经在办，不能删，照旧留着。"
    for line in difference.changed:
        misfits = (_misfit(score, line) for score in scores.get(line.old.key, ()))
        line.why_not = next(filter(None, misfits), line.why_not)


def _misfit(score: Score, line: Line) -> str:
    """Why a score could not stand on the changed clause; empty where it can."""
    was, now = line.old.clause.points, line.new.clause.points
    if was == now:
        return ""
    if score.state == Score.State.POINTS and (now is None or score.points > now):
        worth = f"新文件只有 {printed(now)} 分" if now is not None else "新文件没有分值"
        return f"已经打了 {printed(score.points)} 分，{worth}，请先改分。"
    if was is None and score.state != Score.State.NOT_APPLICABLE:
        return f"已评“{score.get_state_display()}”，新文件改成打分，请先清除评分。"
    return ""


def _mark_unexplained(difference: Difference, unexplained: set[str]) -> None:
    for line in [*difference.added, *difference.changed]:
        row = line.new.indicator
        names = [name for name in [*row.departments, row.lead] if name in unexplained]
        if names and (line.kind == "new" or line.alters_row or line.moves) and not line.why_not:
            line.why_not = f"“{names[0]}”还没说明是哪个部门，请先核对读出的内容。"


@transaction.atomic
def apply(*, paper_import: PaperImport, accepted: Collection[str], version: int, edition: int, by: User) -> Outcome:
    """Carry out the accepted lines: framework, tasks and totals change together or not at all.

    How the framework read before is kept as its past version. `version` and `edition` are those the person saw.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=paper_import.amends_id)
    corrections.lock(paper_import, version)
    framework = Framework.objects.select_for_update(of=("self",)).get(pk=plan.framework_id)
    if framework.version != edition:
        raise ValidationError(STALE, code="stale")
    list(Assessment.objects.select_for_update(of=("self",)).filter(framework=framework))
    amendment = amendment_of(paper_import)
    lines = _chosen(amendment, set(accepted))
    plan = amendment.plan
    importing.refuse_planned(plan.unit, plan.year, paper_import.fingerprint, paper_import.source, besides=plan)
    past = library.keep_past(framework=plan.framework, by=by)
    if plan.issued_on:
        plan_editions.keep(plan=plan, by=by, why=f"采用改过的文件“{paper_import.source_name}”")
    outcome = Outcome(len(lines), _amend(amendment, {line.key for line in lines}, by))
    settle_scores(plan.framework)
    _finish(amendment, lines, past, by)
    _tell(plan, paper_import, outcome, by)
    return outcome


def _chosen(amendment: Amendment, accepted: set[str]) -> list[Line]:
    if amendment.frozen:
        raise ValidationError(amendment.frozen)
    if not accepted:
        raise ValidationError("还没有勾选要采用的改动。")
    lines = [line for line in amendment.lines if line.key in accepted]
    if len(lines) != len(accepted):
        raise ValidationError(STALE, code="stale")
    blocked = next((line for line in lines if line.why_not), None)
    if blocked is not None:
        raise ValidationError(f"“{blocked.title}”不能采用：{blocked.why_not}")
    return lines


def _amend(amendment: Amendment, accepted: set[str], by: User) -> Followed:
    plan, difference = amendment.plan, amendment.difference
    meant = naming.settle(plan.unit, _answers(amendment, accepted), by)
    before, served = row_tasks.prints_of(plan, meant), row_tasks.tasks_by_row(plan)
    Amending(difference).carry_out(accepted)
    return row_tasks.follow(plan, before, served, meant, by)


def _answers(amendment: Amendment, accepted: set[str]) -> dict:
    """What was said about the names that accepted lines print; nothing is created for the others."""
    printed_names: set[str] = set()
    for line in amendment.difference.lines:
        if line.key in accepted and line.new is not None:
            printed_names |= {*line.new.indicator.departments, line.new.indicator.lead}
    answers = amendment.paper_import.answers.get("names", {})
    return {text: answer for text, answer in answers.items() if text in printed_names}


def _finish(amendment: Amendment, lines: list[Line], past: Framework, by: User) -> None:
    """The plan has this paper for its source now; one line in the log says what was accepted."""
    paper_import, plan = amendment.paper_import, amendment.plan
    reading, keys = paper_import.reading, {line.key for line in lines}
    for name, (_, length) in HEAD.items():
        if f"plan-{name}" in keys:
            setattr(plan, name, reading[name][:length])
    if TEXT in keys:
        plan.sections.all().delete()
        importing.make_sections(plan, reading["sections"])
    plan.source, plan.source_name = paper_import.source, paper_import.source_name
    plan.fingerprint = paper_import.fingerprint
    plan.version += 1
    plan.save(update_fields=["source", "source_name", "fingerprint", "version", *HEAD])
    paper_import.state, paper_import.plan = PaperImport.State.CONFIRMED, plan
    paper_import.save(update_fields=["state", "plan"])
    audit.record(
        by=by,
        verb="采用改过的方案文件",
        of=plan,
        before={"体系": past.edition},
        after={
            "体系": plan.framework.edition,
            "新增": [line.title for line in lines if line.kind == "new"],
            "改动": [_said(line) for line in lines if line.changes],
            "删去": [line.title for line in lines if line.kind == "gone"],
        },
    )


def _said(line: Line) -> str:
    name = line.title or line.where
    changes = "；".join(map(str, line.changes))
    return f"{name}：{changes}" if name else changes


def _tell(plan: Plan, paper_import: PaperImport, outcome: Outcome, by: User) -> None:
    """Departments of their new tasks, and the leaders when the plan had been approved."""
    for task in outcome.tasks.made:
        if task.department is not None:
            outcome.new_departments[task.department] = outcome.new_departments.get(task.department, 0) + 1
    for department, count in outcome.new_departments.items():
        people = [person for person in people_of([department]) if person != by]
        text = f"《{plan}》改过以后，增加了 {count} 项任务由{department}负责。"
        tell_all(people, text, reverse("task_list"), f"amended:{paper_import.pk}:{department.pk}", Kind.GIVEN)
    if plan.state in SETTLED:
        leaders = User.objects.filter(is_active=True, memberships__unit=plan.unit, memberships__role=Role.LEADER)
        text = f"《{plan}》审定后换了改过的文件，采用 {outcome.accepted} 处改动。"
        path = reverse("plan_detail", args=[plan.pk])
        tell_all(leaders.exclude(pk=by.pk).distinct(), text, path, f"amended:{paper_import.pk}", Kind.PLAN)
