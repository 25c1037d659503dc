"""The job row: what is to be done, who asked, how far it is and what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Unit, Visible
from files.models import Blob

LAST_ATTEMPT = 3


class JobQuerySet(Visible):
    def claimable(self, now=None):
        """Waiting, or left behind by a worker whose lease is over."""
        now = now or timezone.now()
        return self.filter(Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now))

    def open(self):
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def expired(self, now=None):
        return self.filter(keep_until__lt=now or timezone.now())


class Job(models.Model):
    """One piece of work. It is inserted in the same transaction as what asked for it."""

    class State(models.TextChoices):
        QUEUED = "queued", "等待中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "没有完成"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("类别", max_length=60)
    title = models.CharField("名称", max_length=200)
    arguments = models.JSONField("参数", default=dict)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    token = models.UUIDField(null=True, blank=True)  # of the worker that holds it now
    lease_until = models.DateTimeField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    step = models.CharField("步骤", max_length=120, blank=True)
    message = models.CharField("说明", max_length=300, blank=True)
    output = models.JSONField("结果", default=dict)
    result = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    result_name = models.CharField("文件名", max_length=200, blank=True)
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    keep_until = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_claimable")]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @staticmethod
    def new_token() -> uuid.UUID:
        return uuid.uuid4()
