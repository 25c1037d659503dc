"""What a meeting agreed (议定事项), and the task each item became."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, DepartmentGroup, Visible
from evidence.models import Record
from programs.tasks import Task


class ResolutionQuerySet(Visible):
    unit_path = "record__unit"

    def without_task(self):
        return self.filter(task__isnull=True)


class Resolution(models.Model):
    """One agreed item: what, by whom, by when; the task it became is a fact of the plan."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="resolutions")
    text = models.TextField("议定事项", max_length=1000)
    department = models.ForeignKey(
        Department, verbose_name="责任部门", null=True, blank=True, on_delete=models.PROTECT, related_name="resolutions"
    )
    group = models.ForeignKey(
        DepartmentGroup,
        verbose_name="责任部门组",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resolutions",
    )
    due_on = models.DateField("完成时限", null=True, blank=True)
    task = models.OneToOneField(
        Task, verbose_name="任务", null=True, blank=True, on_delete=models.SET_NULL, related_name="resolution"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = "议定事项"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(group__isnull=True), name="resolution_has_one_party_at_most"
            )
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def party(self):
        return self.department or self.group
