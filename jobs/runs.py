"""Jobs as a page lists them: how far each is, what came of it, what the person may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.utils import timezone

from accounts.access import Standing
from jobs.models import Job

KILO, MEGA = 1024, 1024 * 1024


@dataclass(frozen=True)
class Run:
    """One job, everything ready to print."""

    job: Job
    title: str
    tone: str  # of the round sign: ok, run, bad
    icon: str
    said: str
    why_not: str
    can_download: bool
    can_cancel: bool
    can_repeat: bool


def tell_asked(request, job: Job, is_new: bool = True) -> None:
    """Say to who asked for a job what becomes of it; not `is_new`: the same one was being made already."""
    said = "已开始生成，好了在“生成记录”里下载，也会发消息告诉你。" if is_new else "正在生成，不用重复提出。"
    messages.success(request, f"“{job.title}”{said}")


def run_of(job: Job, standing: Standing) -> Run:
    is_kept = job.state == Job.State.DONE and job.result_id is not None and not is_expired(job)
    may_make = standing.may("report.make")
    return Run(
        job=job,
        title=job.result_name or job.title,
        tone={Job.State.DONE: "ok", Job.State.QUEUED: "run", Job.State.RUNNING: "run"}.get(job.state, "bad"),
        icon={
            Job.State.DONE: "check-lg",
            Job.State.QUEUED: "hourglass",
            Job.State.RUNNING: "hourglass-split",
            Job.State.CANCELLED: "x-lg",
        }.get(job.state, "exclamation-lg"),
        said=_said(job),
        why_not=_why_not(job, is_kept),
        can_download=is_kept,
        can_cancel=job.is_open and may_cancel(job, standing),
        can_repeat=not job.is_open and may_make,
    )


def may_cancel(job: Job, standing: Standing) -> bool:
    """Whoever asked for it, or the office."""
    return standing.may("report.make") and (job.asked_by_id == standing.user.pk or standing.may("plan.edit"))


def is_expired(job: Job) -> bool:
    return job.keep_until is not None and job.keep_until < timezone.now()


def _said(job: Job) -> str:
    who = str(job.asked_by) if job.asked_by else "系统"
    if job.state == Job.State.DONE and job.result:
        return f"{who}，{moment(job.finished_at)}生成，{size(job.result.size)}"
    if job.state == Job.State.DONE:
        return f"{who}，{moment(job.finished_at)}生成"
    if job.is_open:
        return f"{who}，{moment(job.asked_at)}提出"
    return f"{who}，{moment(job.finished_at or job.asked_at)}{job.get_state_display()}"


def _why_not(job: Job, is_kept: bool) -> str:
    if job.state == Job.State.FAILED:
        return job.message or "没有做完，请再试一次。"
    if job.state == Job.State.DONE and not is_kept and job.result_name:
        return "结果已过保存期，需要时请重新生成。"
    return ""


def moment(at: datetime) -> str:
    """今天 9:02, 11 月 15 日 17:20."""
    local = timezone.localtime(at)
    clock = f"{local.hour}:{local:%M}"
    today = timezone.localdate()
    if local.date() == today:
        return f"今天 {clock} "
    year = "" if local.year == today.year else f"{local.year} 年 "
    return f"{year}{local.month} 月 {local.day} 日 {clock} "


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < KILO:
        return f"{count} 字节"
    return f"{count / KILO:.0f} KB" if count < MEGA else f"{count / MEGA:.1f} MB"
