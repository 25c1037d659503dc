"""Files annexed to a plan, each served through its own address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from files.models import Blob
from programs.models import Plan


class PlanFileQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user, rule: str = "plan.read"):
        return self.filter(plan__in=Plan.objects.visible_to(user, rule).values("pk"))


class PlanFile(models.Model):
    """附件: a file of a plan under the title its paper lists it by. Withdrawn, never overwritten."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="files")
    title = models.CharField("附件名称", max_length=120)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="plan_files")
    name = models.CharField("文件名", max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PlanFileQuerySet.as_manager()

    class Meta:
        verbose_name = "方案附件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "blob"], condition=models.Q(withdrawn_at__isnull=True), name="plan_file_once"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Where the bytes are served; the name in the address is for people and is not looked at."""
        return reverse("plan_file", args=[self.pk, self.name.replace("/", "") or "file"])
