"""Doing the work: run one claimed job under a heartbeat; the loop of the embedded worker."""

from __future__ import annotations

import logging
import signal
import threading
import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from files import store
from jobs import actions, pulse
from jobs.models import Job
from jobs.registry import HANDLERS, GaveUp, Result
from jobs.upkeep import keep_up, look_round

log = logging.getLogger("civility.jobs")
UPKEEP_SECONDS = 3600
LOOK_SECONDS = 30  # between two looks for what came due
LARGEST = 2**40  # bytes of a result: what we make ourselves is held back by the disk alone


class Cancelled(Exception):
    """The job was cancelled or taken over while it ran."""


class Work:
    """What a handler gets: the job's arguments and a way to say how far it is."""

    def __init__(self, job: Job):
        self.job = job
        self.arguments = job.arguments

    def progress(self, percent: int, step: str) -> None:
        """Report progress; raises Cancelled when nobody wants the result any more."""
        if not actions.report_progress(self.job, percent, step):
            raise Cancelled


class _Heartbeat:
    """Renews the lease while the handler computes, from a thread with its own connection."""

    def __init__(self, job: Job):
        self.job = job
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def _beat(self):
        try:
            while not self.stopped.wait(settings.JOB_LEASE_SECONDS / 3):
                try:
                    if not actions.keep_alive(self.job):
                        return
                except DatabaseError:
                    log.warning("任务 %s 续期没有成功，稍后再试", self.job.pk)
        finally:
            connection.close()

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *exc):
        self.stopped.set()


def run(job: Job) -> None:
    """Run a claimed job to its end: done, failed with a sentence, or given back for another attempt."""
    work = Work(job)
    try:
        with _Heartbeat(job):
            outcome = HANDLERS[job.kind].run(work)
        if isinstance(outcome, Result):
            facts = store.Facts(media_type=outcome.media_type)
            blob = store.store(outcome.chunks(), name=outcome.name, limit=LARGEST, check=lambda path, name: facts)
            actions.finish(job, blob=blob, name=outcome.name)
        else:
            actions.finish(job, output=outcome)
    except Cancelled:
        log.info("任务 %s 已取消", job.pk)
    except (GaveUp, store.Refused) as problem:
        actions.give_up(job, str(problem))
    except DatabaseError:
        raise
    except Exception:
        log.exception("任务 %s 出错", job.pk)
        actions.give_up(job, "生成时出了意外，问题已记入日志。请重试一次，仍不行请联系管理员。")


def run_next(job_id: int | None = None) -> bool:
    """Claim and run one job; False when there was nothing to do."""
    job = actions.claim(job_id)
    if job is None:
        return False
    run(job)
    return True


class Loop:
    """The embedded worker: asks the table for work until told to stop, then finishes what it has in hand."""

    def __init__(self, pause: float = 0.5):
        self.pause = pause  # seconds between two looks at an empty table
        self.stopping = threading.Event()
        self.next_upkeep = 0.0
        self.next_look = 0.0

    def stop(self, *args) -> None:
        self.stopping.set()

    def _keep_up(self) -> None:
        """Once an hour, and in between, what Celery beat does elsewhere."""
        if time.monotonic() >= self.next_upkeep:
            self.next_upkeep = time.monotonic() + UPKEEP_SECONDS
            keep_up()
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + LOOK_SECONDS
            look_round()

    def run_forever(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self.stopping.is_set():
            close_old_connections()
            pulse.beat()
            try:
                self._keep_up()
                worked = run_next()
            except DatabaseError:
                log.warning("数据库暂时连不上，5 秒后再试")
                connection.close()
                time.sleep(5)
                continue
            if not worked:
                self.stopping.wait(self.pause)
