"""Changes to a record and its way through review; each in one transaction with one audit line."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from accounts import audit, notices
from accounts.access import Role, roles_for
from accounts.models import Department, Unit, User
from accounts.typed import clean_text
from evidence.attaching import attach, describe, withdraw  # noqa: F401  the verbs of this floor are found here
from evidence.changing import hold, refuse_changed, refuse_closed, refuse_decided, say_in_one
from evidence.models import Activity, ActivityKind, Record, RecordStep
from evidence.sealing import refuse_sealed
from evidence.search import index

OF_RECORD = ("title", "begins_on", "ends_on", "department", "summary")
OF_ACTIVITY = ("kind", "place", "people", "headcount")
TEXTS = ("title", "summary", "place", "people")
EARLIEST_YEAR = 2000


@transaction.atomic
def open_activity(
    *,
    unit: Unit,
    by: User | None,
    title: str,
    kind: ActivityKind,
    begins_on: date,
    department: Department,
    ends_on: date | None = None,
    place: str = "",
    people: str = "",
    headcount: int | None = None,
    departments=(),
    summary: str = "",
) -> Record:
    """Open the file of one activity, as a draft. An activity still to come may be opened, but not submitted."""
    record = Record(unit=unit, filed_by=by)
    activity = Activity(record=record)
    given = {"title": title, "begins_on": begins_on, "ends_on": ends_on, "department": department, "summary": summary}
    given |= {"kind": kind, "place": place, "people": people, "headcount": headcount}
    _put(record, activity, given)
    helping = _helping(record, departments)
    _check(record, activity)
    record.save()
    activity.record = record
    activity.save()
    activity.departments.set(helping)
    index(record)
    audit.record(by=by, verb="新建活动档案", of=record, after={"题名": record.title, "日期": begins_on})
    return record


@transaction.atomic
def change_activity(*, record: Record, by: User, version: int, **fields) -> Record:
    """Change any of title, kind, begins_on, ends_on, place, people, headcount, department, departments, summary."""
    unknown = set(fields) - {*OF_RECORD, *OF_ACTIVITY, "departments"}
    if unknown:
        raise TypeError(f"no such field of an activity: {', '.join(sorted(unknown))}")
    hold(record)
    refuse_closed(record)
    refuse_changed(record, version)
    activity = Activity.objects.get(record=record)
    before = _facts(record, activity)
    _put(record, activity, {name: value for name, value in fields.items() if name != "departments"})
    helping = _helping(record, fields.get("departments", activity.departments.all()))
    _check(record, activity)
    record.version += 1
    record.save()
    activity.save()
    activity.departments.set(helping)
    index(record)
    after = _facts(record, activity)
    changed = {name: value for name, value in after.items() if before[name] != value}
    audit.record(by=by, verb="修改活动档案", of=record, before={name: before[name] for name in changed}, after=changed)
    return record


@transaction.atomic
def discard(*, record: Record, by: User) -> None:
    """Throw away a draft that was never handed in. The bytes of its files stay; the audit log keeps their digests."""
    hold(record)
    if record.state != Record.State.DRAFT or record.steps.exists():
        raise ValidationError("只有从没提交过的草稿才能删除。")
    digests = list(record.attachments.filter(blob__isnull=False).values_list("blob__sha256", flat=True))
    before = {"题名": record.title, "日期": record.begins_on, "附件": digests}
    audit.record(by=by, verb="删除档案草稿", of=record, before=before)
    try:
        with transaction.atomic():
            record.delete()
    except ProtectedError:
        raise ValidationError("这份草稿已经用作得分点的佐证，先取消对应的得分点再删除。") from None


@transaction.atomic
def submit(*, record: Record, by: User) -> Record:
    """Hand a record in for review. It need not be complete, but it must have happened and hold something."""
    hold(record)
    refuse_closed(record)
    is_activity = record.kind == Record.Kind.ACTIVITY
    if record.begins_on > timezone.localdate():
        early = "活动还没有举行，到了活动当天" if is_activity else "日期还没有到，到了那一天"
        raise ValidationError(f"{early}才能提交审核；现在可以先存草稿。")
    if is_activity and (record.is_unnamed or record.activity.lacks_kind):
        raise ValidationError(f"还没有{'填活动名称' if record.is_unnamed else '选活动类别'}，补上再提交审核。")
    if not record.summary and not record.attachments.live().exists():
        first = "先放照片或写总结" if is_activity else "先上传文件"
        raise ValidationError(f"还没有任何材料：{first}，再提交审核。")
    step = _step(record, Record.State.SUBMITTED, RecordStep.Verb.SUBMITTED, by)
    audit.record(by=by, verb="提交档案审核", of=record)
    _tell(_reviewers(record), by, f"待审核：{record.title}（{record.department}）", step, notices.Kind.REVIEW)
    return record


@transaction.atomic
def recall(*, record: Record, by: User) -> Record:
    """Take back what was handed in and nobody has judged yet, to go on with it as before."""
    hold(record)
    if record.state != Record.State.SUBMITTED:
        raise ValidationError(f"这份档案现在是“{record.get_state_display()}”，不能撤回。")
    was_returned = record.steps.filter(verb=RecordStep.Verb.RETURNED).exists()
    _step(record, Record.State.RETURNED if was_returned else Record.State.DRAFT, RecordStep.Verb.RECALLED, by)
    audit.record(by=by, verb="撤回档案", of=record)
    return record


@transaction.atomic
def return_(
    *,
    record: Record,
    by: User,
    remark: str,
    file_remarks: dict[int, str] | None = None,
    version: int | None = None,
) -> Record:
    """Send a record back with what is to be mended; `file_remarks` are sentences by attachment id.

    An accepted record may be sent back too: this is the only way in which it changes again. `version` is what the
    reviewer saw: what was decided meanwhile is not overturned unseen.
    """
    hold(record)
    refuse_sealed(record)
    refuse_decided(record, version)
    if record.state not in (Record.State.SUBMITTED, Record.State.ACCEPTED):
        raise ValidationError(f"这份档案现在是“{record.get_state_display()}”，不能退回。")
    remark = clean_text(remark)
    on_files = _remark_files(record, file_remarks or {})
    if not remark and not on_files:
        raise ValidationError("退回要写明意见，填报的人才知道改什么。", code="remark")
    whole = "\n".join([*([remark] if remark else []), *on_files])
    step = _step(record, Record.State.RETURNED, RecordStep.Verb.RETURNED, by, whole)
    audit.record(by=by, verb="退回档案", of=record, reason=whole)
    _tell(_filers(record), by, f"被退回：{record.title}。{remark or on_files[0]}", step, notices.Kind.RETURNED)
    return record


@transaction.atomic
def accept(*, record: Record, by: User, remark: str = "", version: int | None = None) -> Record:
    """Accept a submitted record, as it was seen; what was remarked on its files is settled with it."""
    hold(record)
    refuse_decided(record, version)
    if record.state != Record.State.SUBMITTED:
        raise ValidationError(f"这份档案现在是“{record.get_state_display()}”，不能审核通过。")
    step = _step(record, Record.State.ACCEPTED, RecordStep.Verb.ACCEPTED, by, clean_text(remark))
    record.attachments.exclude(remark="").update(remark="")
    audit.record(by=by, verb="档案审核通过", of=record, reason=step.remark)
    _tell(_filers(record), by, f"已通过：{record.title}", step, notices.Kind.RESULT)
    return record


def _put(record: Record, activity: Activity, given: dict) -> None:
    for name, value in given.items():
        kept = clean_text(value) if name in TEXTS else value
        setattr(record if name in OF_RECORD else activity, name, kept)
    if isinstance(record.begins_on, date):
        record.year = record.begins_on.year


def _helping(record: Record, departments) -> list[Department]:
    """The departments that helped, without the one that held the activity."""
    helping = [department for department in departments if department != record.department]
    if any(department.unit_id != record.unit_id for department in [record.department, *helping]):
        raise ValidationError("承办和协办部门都要是本单位的部门。")
    return helping


def _check(record: Record, activity: Activity) -> None:
    if activity.kind.unit_id not in (None, record.unit_id):
        raise ValidationError("这个活动类别不是本单位的，请重新选择。")
    if not EARLIEST_YEAR <= record.begins_on.year <= timezone.localdate().year + 1:
        raise ValidationError(f"活动日期要在 {EARLIEST_YEAR} 年到明年之间，请检查。")
    if record.ends_on and record.ends_on < record.begins_on:
        raise ValidationError("结束日期早于开始日期，请检查。")
    for row, names in ((record, OF_RECORD), (activity, OF_ACTIVITY)):
        others = [field.name for field in row._meta.fields if field.name not in names]
        say_in_one(row, others)


def _facts(record: Record, activity: Activity) -> dict:
    facts = {name: getattr(record, name) for name in OF_RECORD} | {
        name: getattr(activity, name) for name in OF_ACTIVITY
    }
    facts["departments"] = "、".join(str(department) for department in activity.departments.all())
    names = {"departments": "协办部门"}
    for row in (record, activity):
        names |= {field.name: field.verbose_name for field in row._meta.fields}
    return {names[name]: value for name, value in facts.items()}


def _step(record: Record, state: str, verb: str, by: User, remark: str = "") -> RecordStep:
    record.state = state
    record.version += 1
    record.save(update_fields=["state", "version", "changed_at"])
    return RecordStep.objects.create(record=record, verb=verb, by=by, remark=remark)


def _remark_files(record: Record, file_remarks: dict[int, str]) -> list[str]:
    """Note a remark on each named file; the lines for the history."""
    lines = []
    for attachment in record.attachments.live():
        attachment.remark = clean_text(file_remarks.get(attachment.pk, ""))[:300]
        attachment.save(update_fields=["remark"])
        if attachment.remark:
            lines.append(f"{attachment.get_slot_display()}“{attachment}”：{attachment.remark}")
    return lines


def _reviewers(record: Record):
    """Whoever may review it: the office, and the head of its department."""
    held = {"memberships__unit": record.unit_id, "is_active": True}
    wide = User.objects.filter(memberships__role__in=roles_for("record.review") - {Role.HEAD}, **held)
    head = User.objects.filter(memberships__role=Role.HEAD, memberships__department=record.department_id, **held)
    return (wide | head).distinct()


def _filers(record: Record):
    """Whoever filed it, and the contact people of its department."""
    clerks = User.objects.filter(
        memberships__role=Role.CLERK, memberships__department=record.department_id, is_active=True
    )
    return (clerks | User.objects.filter(pk=record.filed_by_id)).distinct()


def _tell(people, by: User, text: str, step: RecordStep, kind: str) -> None:
    others = people.exclude(pk=by.pk)
    path = reverse("record_detail", args=[step.record_id])
    notices.tell_all(others, text, path, f"record-step:{step.pk}", kind)
