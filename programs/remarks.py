"""征求意见 as rows: a consultation with its due day, each department's reply, its remarks and what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, Visible
from programs.models import Plan, PlanSection


class ConsultationQuerySet(Visible):
    unit_path = "plan__unit"

    def open(self):
        return self.filter(closed_at__isnull=True)


class Consultation(models.Model):
    """One round of asking the departments what they think of a plan's text."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="consultations")
    due_on = models.DateField("反馈期限")
    note = models.CharField("说明", max_length=500, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "征求意见"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(closed_at__isnull=True), name="consultation_one_open")
        ]

    def __str__(self):
        return f"{self.plan}征求意见"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Reply(models.Model):
    """What one department was asked and whether it has answered; without remarks it said 无意见."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="replies")
    department = models.ForeignKey(Department, verbose_name="部门", on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "部门反馈"
        ordering = ["department__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "department"], name="reply_once")]

    def __str__(self):
        return f"{self.department}"


class Remark(models.Model):
    """One remark of a department, on a section or on the whole, and the office's answer to it."""

    class Verdict(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        REFUSED = "refused", "不采纳"

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="remarks")
    section = models.ForeignKey(PlanSection, null=True, blank=True, on_delete=models.SET_NULL, related_name="remarks")
    place = models.CharField(
        "针对内容", max_length=200, blank=True
    )  # the section's heading as it read; empty: the whole
    text = models.TextField("意见", max_length=2000)
    verdict = models.CharField("采纳情况", max_length=10, choices=Verdict.choices, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "意见"
        ordering = ["reply__department__order", "pk"]

    def __str__(self):
        return f"{self.text[:30]}…" if len(self.text) > 30 else self.text
