"""The verbs of 督导整改: open a round, say what was found, put it right, look again, close or send back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.access import Role
from accounts.models import Department, User
from accounts.notices import Kind, tell_all
from evidence.models import Record
from programs.findings import Finding, FindingFile, FindingStep, Round
from programs.models import Plan
from programs.telling import people_of
from programs.uploads import Kept, put
from scoring import clause_remarks

State, Verb = Finding.State, FindingStep.Verb
STALE = "这个问题刚被别人处理过，请看过新的内容后再办。"
WHAT = {  # what of a finding the office may set, with its name in the log
    "text": "问题",
    "severity": "程度",
    "clause": "得分点",
    "task": "任务",
    "place": "地点",
    "department": "责任部门",
    "requirement": "整改要求",
    "found_on": "发现日期",
    "due_on": "整改期限",
}
ROUND = {
    "title": "名称",
    "kind": "类别",
    "begins_on": "开始日期",
    "ends_on": "结束日期",
    "inspectors": "督导人员",
    "note": "督导情况",
}


@transaction.atomic
def open_round(*, plan: Plan, by: User | None, **fields) -> Round:
    """A round of supervision of a plan; `fields` are those of ROUND."""
    if plan.state == Plan.State.ENDED:
        raise ValidationError("方案已经结束，不能再安排督导。")
    _check_days(fields.get("begins_on"), fields.get("ends_on"))
    row = Round.objects.create(plan=plan, by=by, **fields)
    audit.record(by=by, verb="安排督导", of=row, unit=plan.unit, after=_named(row, ROUND))
    return row


@transaction.atomic
def change_round(*, round: Round, by: User, version: int | None = None, **fields) -> bool:
    """Change what is said of a round; False when it reads so already."""
    round.refresh_from_db(from_queryset=Round.objects.select_for_update(of=("self",)).select_related("plan__unit"))
    if version is not None and round.version != version:
        raise ValidationError("这次督导刚被别人改过，请看过新的内容后再改。", code="stale")
    before = _named(round, ROUND)
    for name, value in fields.items():
        setattr(round, name, value)
    _check_days(round.begins_on, round.ends_on)
    after = _named(round, ROUND)
    if before == after:
        return False
    round.version += 1
    round.save(update_fields=[*fields, "version"])
    audit.record(by=by, verb="修改督导", of=round, unit=round.plan.unit, before=before, after=after)
    return True


@transaction.atomic
def find(*, round: Round, by: User | None, files: Iterable[Kept] = (), **what) -> Finding:
    """Say what was found; the department is told at once. `what` are the fields of WHAT; a task may name it."""
    round = Round.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=round.pk)
    if what.get("department") is None and what.get("task") is not None:
        what["department"] = what["task"].department
    finding = Finding(round=round, by=by, **{name: value for name, value in what.items() if value is not None})
    _check(finding)
    finding.number = (round.findings.aggregate(last=Max("number"))["last"] or 0) + 1
    finding.save()
    put(finding.files, files, by=by, side=FindingFile.Side.FOUND)
    step = _step(finding, Verb.FOUND, by, finding.requirement)
    _push_remark(finding)
    audit.record(by=by, verb="登记督导问题", of=finding, unit=round.plan.unit, after=_named(finding, WHAT))
    what = str(finding).rstrip("。；，")
    text = f"督导发现一个{finding.get_severity_display()}问题：{what}，请在 {finding.due_on} 前整改。"
    _tell(finding, people_of([finding.department]), text, step, by)
    return finding


@transaction.atomic
def change(*, finding: Finding, by: User, version: int | None = None, reason: str = "", **what) -> bool:
    """Change what is asked while it is with the department; False when it reads so already."""
    _lock(finding, version)
    _refuse_unless(finding, State.OPEN, State.RETURNED)
    before, was, had = _named(finding, WHAT), finding.department, finding.due_on
    for name, value in what.items():
        setattr(finding, name, value)
    _check(finding)
    after = _named(finding, WHAT)
    if before == after:
        return False
    if finding.due_on != had and had < timezone.localdate() and not reason:
        raise ValidationError("已经过了整改期限，改期要写明理由。")
    _save(finding, *what)
    changed = [name for name in after if after[name] != before[name]]
    said = "；".join(f"{name}改为{_short(after[name])}" for name in changed)
    step = _step(finding, Verb.CHANGED, by, f"{said}。{reason}" if reason else said)
    _push_remark(finding)
    changes = {name: before[name] for name in changed}, {name: after[name] for name in changed}
    audit.record(
        by=by,
        verb="调整督导问题",
        of=finding,
        unit=finding.round.plan.unit,
        before=changes[0],
        after=changes[1],
        reason=reason,
    )
    _tell(finding, people_of({was, finding.department}), f"督导问题“{finding}”有调整：{said}。", step, by)
    return True


@transaction.atomic
def rectify(
    *,
    finding: Finding,
    by: User,
    text: str,
    records: Iterable[Record] = (),
    files: Iterable[Kept] = (),
    version: int | None = None,
    today: date | None = None,
) -> None:
    """The department says how it was put right, with records and files for proof; the office looks again."""
    _lock(finding, version)
    _refuse_unless(finding, State.OPEN, State.RETURNED)
    if not text:
        raise ValidationError("请写明怎么整改的。")
    unit = finding.round.plan.unit
    records = list(records)
    if any(record.unit_id != unit.pk for record in records):
        raise ValidationError("只能引用本单位的档案。")
    finding.rectification, finding.state = text, State.RECTIFIED
    finding.rectified_on = today or timezone.localdate()
    _save(finding, "rectification", "state", "rectified_on")
    finding.records.set(records)
    put(finding.files, files, by=by, side=FindingFile.Side.FIXED)
    step = _step(finding, Verb.RECTIFIED, by, text)
    audit.record(
        by=by, verb="提交整改", of=finding, unit=unit, after={"整改情况": text, "档案": [str(one) for one in records]}
    )
    text = f"{finding.department}提交了整改：{str(finding).rstrip('。')}，请复查。"
    _tell(finding, _office(finding), text, step, by, Kind.REVIEW)


@transaction.atomic
def return_(*, finding: Finding, by: User, remark: str, due_on: date | None = None, version: int | None = None) -> None:
    """The second look says it is not put right yet, and why; a new due day where one is given."""
    _lock(finding, version)
    _refuse_unless(finding, State.RECTIFIED)
    if not remark:
        raise ValidationError("退回要写明原因。")
    if due_on is not None and due_on < timezone.localdate():
        raise ValidationError("新的期限不能早于今天。")
    finding.state, finding.due_on = State.RETURNED, due_on or finding.due_on
    _save(finding, "state", "due_on")
    step = _step(finding, Verb.RETURNED, by, remark)
    after = {"整改期限": finding.due_on}
    audit.record(by=by, verb="退回整改", of=finding, unit=finding.round.plan.unit, after=after, reason=remark)
    _tell(finding, people_of([finding.department]), f"整改被退回：{finding}。{remark}", step, by, Kind.RETURNED)


@transaction.atomic
def close(
    *, finding: Finding, by: User, remark: str = "", version: int | None = None, today: date | None = None
) -> None:
    """The second look found it put right."""
    _lock(finding, version)
    _refuse_unless(finding, State.RECTIFIED)
    finding.state, finding.closed_on = State.CLOSED, today or timezone.localdate()
    _save(finding, "state", "closed_on")
    step = _step(finding, Verb.CLOSED, by, remark)
    _push_remark(finding)
    audit.record(by=by, verb="销号督导问题", of=finding, unit=finding.round.plan.unit, reason=remark)
    _tell(finding, people_of([finding.department]), f"督导问题已销号：{finding}。", step, by, Kind.RESULT)


@transaction.atomic
def withdraw(*, finding: Finding, by: User, reason: str, version: int | None = None) -> None:
    """Take a finding back that was none; it stays readable and counts no longer."""
    _lock(finding, version)
    _refuse_unless(finding, State.OPEN, State.RETURNED, State.RECTIFIED)
    if not reason:
        raise ValidationError("撤销要写明理由。")
    finding.state = State.WITHDRAWN
    _save(finding, "state")
    step = _step(finding, Verb.WITHDRAWN, by, reason)
    _push_remark(finding)
    audit.record(by=by, verb="撤销督导问题", of=finding, unit=finding.round.plan.unit, reason=reason)
    _tell(finding, people_of([finding.department]), f"督导问题已撤销：{finding}。{reason}", step, by, Kind.RESULT)


@transaction.atomic
def add_files(*, finding: Finding, side: str, files: Iterable[Kept], by: User) -> list[FindingFile]:
    """More photos or papers while the finding is open."""
    _lock(finding)
    if finding.state in (State.CLOSED, State.WITHDRAWN):
        raise ValidationError(f"这个问题{finding.get_state_display()}，不能再加材料。")
    made = put(finding.files, files, by=by, side=side)
    if made:
        after = {"文件": [one.name for one in made]}
        audit.record(by=by, verb="添加督导材料", of=finding, unit=finding.round.plan.unit, after=after)
    return made


@transaction.atomic
def withdraw_file(*, file: FindingFile, by: User) -> None:
    """Take a file out; the row and the bytes stay. A second time changes nothing."""
    finding = file.finding
    _lock(finding)
    if finding.state in (State.CLOSED, State.WITHDRAWN):
        raise ValidationError(f"这个问题{finding.get_state_display()}，材料不能再动。")
    file.refresh_from_db(fields=["withdrawn_at"])
    if file.withdrawn_at is None:
        file.withdrawn_at = timezone.now()
        file.save(update_fields=["withdrawn_at"])
        before = {"文件": file.name}
        audit.record(by=by, verb="撤下督导材料", of=finding, unit=finding.round.plan.unit, before=before)


def _lock(finding: Finding, version: int | None = None) -> None:
    rows = Finding.objects.select_for_update(of=("self",)).select_related("round__plan__unit", "department")
    finding.refresh_from_db(from_queryset=rows)
    if version is not None and finding.version != version:
        raise ValidationError(STALE, code="stale")


def _save(finding: Finding, *fields: str) -> None:
    finding.version += 1
    finding.save(update_fields=[*fields, "version"])


def _refuse_unless(finding: Finding, *states: str) -> None:
    if finding.state not in states:
        raise ValidationError(f"这个问题现在是“{finding.get_state_display()}”，不能这样办。")


def _step(finding: Finding, verb: str, by: User | None, remark: str = "") -> FindingStep:
    return FindingStep.objects.create(finding=finding, verb=verb, by=by, remark=remark)


def _check_days(begins_on: date | None, ends_on: date | None) -> None:
    if begins_on and ends_on and ends_on < begins_on:
        raise ValidationError("结束日期不能早于开始日期。")


def _check(finding: Finding) -> None:
    """What a finding names belongs to its plan and unit, and its days make sense."""
    plan = finding.round.plan
    if finding.department_id is None:
        raise ValidationError("请选择责任部门，整改要有人办。")
    if Department.objects.get(pk=finding.department_id).unit_id != plan.unit_id:
        raise ValidationError("责任部门要是本单位的部门。")
    if finding.task is not None and finding.task.plan_id != plan.pk:
        raise ValidationError("这项任务不在这份方案里。")
    if finding.clause is not None and finding.clause.framework_id != plan.framework_id:
        raise ValidationError("这个得分点不在这份方案的测评体系里。")
    if finding.due_on < finding.found_on:
        raise ValidationError("整改期限不能早于发现日期。")


def _named(row, names: dict[str, str]) -> dict:
    """Values under the names the log prints."""
    named = {}
    for name, label in names.items():
        value = getattr(row, name)
        shown = getattr(row, f"get_{name}_display", None)
        named[label] = shown() if shown else value if isinstance(value, date | None) else str(value)
    return named


def _short(value) -> str:
    text = str(value) if value is not None else "空"
    return f"{text[:40]}…" if len(text) > 40 else text or "空"


def _push_remark(finding: Finding) -> None:
    """Say it beside the clause it is about, where the clause is scored."""
    key = f"finding:{finding.pk}"
    if finding.clause is None or finding.state == State.WITHDRAWN:
        clause_remarks.lift(key)
        return
    is_open = finding.state != State.CLOSED
    path = finding.get_absolute_url()
    clause_remarks.put(clause=finding.clause, key=key, text=str(finding.text), path=path, is_open=is_open)


def _office(finding: Finding) -> list[User]:
    unit = finding.round.plan.unit_id
    rows = User.objects.filter(is_active=True, memberships__unit=unit, memberships__role=Role.OFFICE)
    return list(rows.distinct())


def _tell(finding: Finding, people, text: str, step: FindingStep, by, kind: str = Kind.GIVEN) -> None:
    told = [person for person in people if by is None or person.pk != by.pk]
    tell_all(told, text, finding.get_absolute_url(), f"finding:{finding.pk}:{step.pk}", kind)
