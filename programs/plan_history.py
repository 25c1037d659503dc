"""What a plan went through: each step of its life, and how it read before a revision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from programs.models import Plan


class PlanStep(models.Model):
    """One step of a plan's life, with what was said."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField("动作", max_length=12)  # a key of programs.plan_life.MOVES
    state = models.CharField("之后", max_length=10, choices=Plan.State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    remark = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "方案过程"
        ordering = ["pk"]

    def __str__(self):
        return self.verb


class PlanEdition(models.Model):
    """A plan as it read before a revision: its head, its sections, its tasks with who answered for them by when."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="editions")
    order = models.PositiveIntegerField("第几稿")  # 1 is the text first issued
    title = models.CharField("标题", max_length=200)
    number = models.CharField("发文字号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    sections = models.JSONField(default=list)  # [{"level", "heading", "text"}] in order
    tasks = models.JSONField(default=list)  # [{"key", "number", "title", "requirement", "parties", "due"}] in order
    why = models.CharField("修订理由", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "方案旧稿"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="edition_once_per_plan")]

    def __str__(self):
        return f"{self.title}（第 {self.order} 稿）"
