"""A department's objection in writing to a task it was given, and the office's answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, Visible
from programs.tasks import Task


class ObjectionQuerySet(Visible):
    unit_path = "task__plan__unit"

    def open(self):
        return self.filter(state=Objection.State.OPEN)


class Objection(models.Model):
    """Why a department thinks a task is not its own. It stays with the task, whatever the answer."""

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        ACCEPTED = "accepted", "已采纳"
        KEPT = "kept", "维持原分工"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="objections")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="objections")
    reason = models.TextField("异议", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField("答复", blank=True, max_length=1000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "任务异议"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "department"], condition=Q(state="open"), name="objection_open_once_per_department"
            )
        ]

    def __str__(self):
        return f"{self.department}对“{self.task}”的异议"
