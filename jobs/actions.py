"""Asking for work, claiming it, finishing it; every step is one conditional UPDATE, so two workers never both win."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts import audit
from accounts.notices import Kind, tell
from jobs import doorbell
from jobs.models import LAST_ATTEMPT, Job
from jobs.registry import HANDLERS


def ask(*, kind: str, title: str, by=None, unit=None, arguments: dict | None = None) -> Job:
    """Insert a job in the caller's transaction and ring the bell when that is committed."""
    if kind not in HANDLERS:
        raise KeyError(kind)
    job = Job.objects.create(kind=kind, title=title[:200], arguments=arguments or {}, asked_by=by, unit=unit)
    transaction.on_commit(lambda: doorbell.ring(job.pk))
    return job


def _lease():
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(job_id: int | None = None) -> Job | None:
    """Take one job that waits or whose worker is gone; None when there is none. A job at its last attempt fails."""
    with transaction.atomic():
        rows = Job.objects.claimable().order_by("pk")
        if job_id is not None:
            rows = rows.filter(pk=job_id)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        job = rows.first()
        if job is None:
            return None
        if job.attempts >= LAST_ATTEMPT:
            _fail(job, "连续三次都没有做完，已停止。请减少内容后重试，或联系管理员。")
            return claim()
        job.state, job.token, job.lease_until = Job.State.RUNNING, Job.new_token(), _lease()
        job.attempts += 1
        job.started_at = timezone.now()
        job.percent, job.step = 0, ""
        job.save(update_fields=["state", "token", "lease_until", "attempts", "started_at", "percent", "step"])
        return job


def _mine(job: Job):
    return Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING)


def keep_alive(job: Job) -> bool:
    """Renew the lease; False when the job was cancelled or taken over."""
    return bool(_mine(job).update(lease_until=_lease()))


def report_progress(job: Job, percent: int, step: str) -> bool:
    """Say how far it is, in per cent and words; False when the job is no longer ours."""
    return bool(_mine(job).update(percent=min(percent, 99), step=step[:120], lease_until=_lease()))


@transaction.atomic
def finish(job: Job, *, output: dict | None = None, blob=None, name: str = "") -> bool:
    """Record the outcome once; False when another worker holds the job by now and this result is dropped."""
    done = _mine(job).update(
        state=Job.State.DONE,
        percent=100,
        step="",
        output=output or {},
        result=blob,
        result_name=name,
        finished_at=timezone.now(),
        keep_until=timezone.now() + timedelta(days=settings.JOB_RESULT_DAYS) if blob else None,
        lease_until=None,
    )
    if done:
        audit.record(by=job.asked_by, verb="完成后台任务", of=job, after={"文件": name})
        if job.asked_by and blob:
            tell(job.asked_by, f"《{job.title}》已生成，可以下载。", "/reports/", f"job:{job.pk}", Kind.RESULT)
    return bool(done)


def _fail(job: Job, message: str) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED, message=message[:300], finished_at=timezone.now(), lease_until=None, token=None
    )
    if job.asked_by:
        tell(job.asked_by, f"《{job.title}》没有完成：{message}", "/reports/", f"job:{job.pk}", Kind.RESULT)


@transaction.atomic
def give_up(job: Job, message: str) -> bool:
    """Record that the work can't be done, with its sentence; False when the job is no longer ours."""
    if not _mine(job).select_for_update().exists():
        return False
    _fail(job, message)
    return True


@transaction.atomic
def cancel(*, job: Job, by) -> bool:
    """Stop a job that is waiting or running; its worker notices at the next step. False when it has ended already."""
    stopped = Job.objects.filter(pk=job.pk, state__in=[Job.State.QUEUED, Job.State.RUNNING]).update(
        state=Job.State.CANCELLED, token=None, lease_until=None, finished_at=timezone.now()
    )
    if stopped:
        audit.record(by=by, verb="取消后台任务", of=job)
    return bool(stopped)
