"""Planning the occurrences of a task, and ticking them as activities are recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import User
from evidence.models import ActivityKind, Record
from programs import festivals
from programs.history import add_step, lock
from programs.models import Plan
from programs.occurrences import Frequency, Occurrence
from programs.occurrences_windows import MOST, Every, Rhythm, windows_of
from programs.tasks import Task, TaskStep


def rhythm_of(frequency: Frequency) -> Rhythm:
    keys = tuple(key for key in frequency.festivals.split(",") if key in festivals.LABELS)
    return Rhythm(frequency.every, frequency.times, keys)


def _check(rhythm: Rhythm) -> None:
    if rhythm.every == Every.FESTIVAL and not rhythm.festivals:
        raise ValidationError("请勾选至少一个节日。")
    if rhythm.times is not None and not 1 <= rhythm.times <= MOST:
        raise ValidationError(f"次数要在 1 到 {MOST} 之间。")
    if rhythm.every == Every.FESTIVAL and rhythm.times and rhythm.times > len(rhythm.festivals):
        raise ValidationError("至少次数不能多于勾选的节日。")


@transaction.atomic
def set_frequency(*, task: Task, rhythm: Rhythm | None, kind: ActivityKind | None = None, by: User | None) -> bool:
    """Plan the year's occurrences of a task, or take them away; False when it stands so already.

    Activities linked already tick what they fit. `kind` lets any activity of that kind by the task's department count.
    """
    lock(task)
    frequency = Frequency.objects.filter(task=task).first()
    before = rhythm_of(frequency) if frequency else None
    if rhythm == before and (frequency is None or frequency.kind_id == (kind.pk if kind else None)):
        return False
    if rhythm is None:
        frequency.delete()
        task.occurrences.all().delete()
    else:
        _check(rhythm)
        Frequency.objects.update_or_create(
            task=task,
            defaults={
                "every": rhythm.every,
                "times": rhythm.times,
                "festivals": ",".join(rhythm.festivals),
                "kind": kind,
            },
        )
        _plan(task, rhythm)
        for record in _candidates(task, kind):
            tick(record)
    said = f"{before.said if before else '不定频次'} → {rhythm.said if rhythm else '不定频次'}"
    add_step(task, TaskStep.Verb.DETAILED, by=by, remark=f"频次：{said}")
    audit.record(
        by=by,
        verb="调整频次",
        of=task,
        unit=task.plan.unit,
        before={"频次": before.said if before else ""},
        after={"频次": rhythm.said if rhythm else ""},
    )
    return True


def plan_again(task: Task) -> None:
    """Bring the occurrences up to the task's period, after its days were changed."""
    frequency = Frequency.objects.filter(task=task).first()
    if frequency is not None:
        _plan(task, rhythm_of(frequency))
        for record in _candidates(task, frequency.kind):
            tick(record)


def _plan(task: Task, rhythm: Rhythm) -> None:
    """One row for each window of the year; what stood there under the same key keeps its record and its reason."""
    last = task.due_on if task.begins_on else None  # a due day alone is no period: 每季度 goes on to the year's end
    wanted = {one.key: one for one in windows_of(rhythm, task.plan.year, task.begins_on, last)}
    task.occurrences.exclude(key__in=wanted).delete()
    for row in task.occurrences.all():
        window = wanted.pop(row.key)
        if (row.name, row.begins_on, row.ends_on) != (window.name, window.begins_on, window.ends_on):
            row.name, row.begins_on, row.ends_on = window.name, window.begins_on, window.ends_on
            row.save(update_fields=["name", "begins_on", "ends_on"])
    Occurrence.objects.bulk_create(
        Occurrence(
            task=task,
            key=one.key,
            name=one.name,
            begins_on=one.begins_on,
            ends_on=one.ends_on,
            planned_on=one.planned_on,
        )
        for one in wanted.values()
    )


def _held_by(task: Task) -> Q:
    """Records of the departments that answer for a task."""
    if task.group_id:
        return Q(department__in=task.group.members())
    return Q(department=task.department_id) if task.department_id else Q(pk__in=())


def _candidates(task: Task, kind: ActivityKind | None) -> Iterable[Record]:
    """The year's records that may tick an occurrence of the task, oldest first."""
    rows = Record.objects.filter(unit=task.plan.unit_id, year=task.plan.year)
    fits = Q(tasks=task)
    if kind is not None:
        fits |= Q(activity__kind=kind) & _held_by(task)
    return rows.filter(fits).distinct().order_by("begins_on", "pk")


@transaction.atomic
def tick(record: Record) -> int:
    """Let a record tick what it fits, and let go of what it fits no longer; the number of occurrences it ticks now.

    It fits the tasks it is linked to, and those of its department that count any activity of its kind, on the days
    of the occurrence. One record ticks at most one occurrence of a task.
    """
    tasks = {row.pk: row for row in _tasks_for(record)}
    held = list(Occurrence.objects.filter(record=record).select_for_update())
    loose = [row.pk for row in held if row.task_id not in tasks or not _is_within(row, record)]
    Occurrence.objects.filter(pk__in=loose).update(record=None)
    served = {row.task_id for row in held if row.pk not in loose}
    free = Occurrence.objects.filter(task__in=set(tasks) - served, record=None, cancelled_at=None)
    free = free.filter(begins_on__lte=record.begins_on, ends_on__gte=record.begins_on).select_for_update()
    nearest: dict[int, Occurrence] = {}
    for row in sorted(free, key=lambda one: _distance(one, record)):
        nearest.setdefault(row.task_id, row)
    Occurrence.objects.filter(pk__in=[row.pk for row in nearest.values()]).update(record=record)
    return len(served) + len(nearest)


def _is_within(occurrence: Occurrence, record: Record) -> bool:
    return occurrence.begins_on <= record.begins_on <= occurrence.ends_on


def _distance(occurrence: Occurrence, record: Record) -> tuple:
    """The planned day nearest to the record's comes first, then the order of the year."""
    days = abs((occurrence.planned_on - record.begins_on).days) if occurrence.planned_on else 0
    return (days, occurrence.begins_on, occurrence.pk)


def _tasks_for(record: Record) -> list[Task]:
    """The tasks with a frequency that a record fits."""
    rows = Task.objects.filter(frequency__isnull=False, plan__unit=record.unit_id, plan__year=record.year)
    fits = Q(records=record)
    activity = getattr(record, "activity", None)
    if activity is not None:
        group = Q(group__takes_all=True) | Q(group__takes_all=False, group__departments=record.department_id)
        of_department = Q(department=record.department_id) | (Q(group__isnull=False) & group)
        is_meant = Q(frequency__kind=activity.kind_id) & ~Q(plan__state=Plan.State.ENDED)
        fits |= is_meant & of_department
    return list(rows.filter(fits).distinct())


@transaction.atomic
def cancel(*, occurrence: Occurrence, reason: str, by: User) -> None:
    """Say why an occurrence is not held this time; it is neither missed nor owed then."""
    reason = reason.strip()
    if not reason:
        raise ValidationError("取消要写明原因。")
    row = Occurrence.objects.select_for_update().get(pk=occurrence.pk)
    if row.record_id:
        raise ValidationError("这一次已经办了，不能取消。")
    if row.cancelled_at:
        raise ValidationError("这一次已经取消了。")
    row.cancelled_reason, row.cancelled_by, row.cancelled_at = reason[:300], by, timezone.now()
    row.save(update_fields=["cancelled_reason", "cancelled_by", "cancelled_at"])
    _trace(row, "取消场次", by, {"场次": row.name}, reason)


@transaction.atomic
def restore(*, occurrence: Occurrence, by: User) -> None:
    """Take a cancellation back."""
    row = Occurrence.objects.select_for_update().get(pk=occurrence.pk)
    if not row.cancelled_at:
        raise ValidationError("这一次没有取消过。")
    row.cancelled_reason, row.cancelled_by, row.cancelled_at = "", None, None
    row.save(update_fields=["cancelled_reason", "cancelled_by", "cancelled_at"])
    _trace(row, "恢复场次", by, {"场次": row.name})
    frequency = Frequency.objects.get(task=row.task_id)
    for record in _candidates(row.task, frequency.kind):
        tick(record)


@transaction.atomic
def plan_day(*, occurrence: Occurrence, day: date | None, by: User) -> None:
    """Choose the day on which an occurrence is meant to be held; it must be one of its days."""
    row = Occurrence.objects.select_for_update().get(pk=occurrence.pk)
    if row.record_id or row.cancelled_at:
        raise ValidationError("这一次已经办了或取消了，不用再排日期。")
    if day is not None and not row.begins_on <= day <= row.ends_on:
        raise ValidationError(f"日期要在 {row.begins_on} 到 {row.ends_on} 之间。")
    before, row.planned_on = row.planned_on, day
    row.save(update_fields=["planned_on"])
    _trace(row, "安排场次", by, {"场次": row.name, "日期": day, "原日期": before})


def _trace(row: Occurrence, verb: str, by: User, after: dict, reason: str = "") -> None:
    audit.record(by=by, verb=verb, of=row.task, unit=row.task.plan.unit, after=after, reason=reason)
