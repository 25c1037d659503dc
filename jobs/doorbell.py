"""The bell: with Redis configured a Celery worker is woken; without, the embedded worker looks by itself."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

log = logging.getLogger("civility.jobs")
SWEPT_AT_ONCE = 20  # rings per sweep: a long queue is not rung again and again from end to end


def ring(job_id: int) -> None:
    """Wake a Celery worker for a job. A broker that is away costs nothing but time: the sweep finds the row."""
    if not settings.REDIS_URL:
        return
    try:
        run_job.apply_async(args=[job_id], retry=False)
    except Exception as problem:  # whatever the broker's client raises, the row is safe and the sweep rings again
        log.warning("后台任务服务暂不可用，任务 %s 已保存：%s", job_id, problem)


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    from jobs.worker import run_next

    run_next(job_id)


@shared_task(name="jobs.sweep")
def sweep() -> int:
    """Ring again for what still waits or was left behind."""
    from jobs import pulse
    from jobs.models import Job

    pulse.beat()
    late = Job.objects.claimable().exclude(asked_at__gt=timezone.now() - timedelta(seconds=5))
    ids = list(late.order_by("pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    for job_id in ids:
        ring(job_id)
    return len(ids)


@shared_task(name="jobs.look")
def look() -> None:
    from jobs.upkeep import look_round

    look_round()


@shared_task(name="jobs.upkeep")
def upkeep() -> None:
    from jobs.upkeep import keep_up

    keep_up()
