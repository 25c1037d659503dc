"""How often a task asks for something to be held, and each time it is: planned, held, missed or cancelled."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Visible
from evidence.models import ActivityKind, Record
from programs.tasks import Task


class Frequency(models.Model):
    """How often: every month, quarter or half-year, some times a year, or at named festivals."""

    class Every(models.TextChoices):
        MONTH = "month", "每月"
        QUARTER = "quarter", "每季度"
        HALF = "half", "每半年"
        YEAR = "year", "每年"
        FESTIVAL = "festival", "节日"

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="frequency")
    every = models.CharField("频次", max_length=10, choices=Every.choices)
    times = models.PositiveSmallIntegerField("至少几次", null=True, blank=True)  # a year, or of the festivals
    festivals = models.CharField(max_length=200, blank=True)  # keys of programs.festivals, parted by commas
    kind = models.ForeignKey(
        ActivityKind, verbose_name="活动类别", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "频次"

    def __str__(self):
        return self.get_every_display()


class OccurrenceQuerySet(Visible):
    unit_path = "task__plan__unit"

    def unheld(self):
        """Neither held nor cancelled."""
        return self.filter(record__isnull=True, cancelled_at__isnull=True)

    def touching(self, first: date, last: date):
        """Those that can still be held on a day from `first` to `last`, or are planned on one."""
        return self.filter(begins_on__lte=last, ends_on__gte=first)

    def due_on(self, day: date):
        """Not held yet, and `day` is the last on which they can be."""
        return self.unheld().filter(ends_on=day)


class Occurrence(models.Model):
    """One time that something is to be held, with the days within which it counts."""

    class State(models.TextChoices):
        HELD = "held", "已办"
        ARRANGED = "arranged", "已安排"
        PLANNED = "planned", "待办"
        MISSED = "missed", "未办"
        CANCELLED = "cancelled", "取消"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="occurrences")
    key = models.CharField(max_length=20)  # q1, m03, n2, qingming: known again when the plan of the year is made anew
    name = models.CharField("名称", max_length=40)
    begins_on = models.DateField("起")
    ends_on = models.DateField("止")
    planned_on = models.DateField("计划日期", null=True, blank=True)
    record = models.ForeignKey(
        Record, verbose_name="档案", null=True, blank=True, on_delete=models.SET_NULL, related_name="occurrences"
    )
    cancelled_reason = models.CharField("取消原因", max_length=300, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = "计划场次"
        ordering = ["begins_on", "ends_on", "pk"]
        indexes = [models.Index(fields=["ends_on", "begins_on"], name="occurrence_by_days")]
        constraints = [
            models.UniqueConstraint(fields=["task", "key"], name="occurrence_once_per_key"),
            models.UniqueConstraint(
                fields=["task", "record"], condition=Q(record__isnull=False), name="record_ticks_one_occurrence"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("begins_on")), name="occurrence_has_days"),
        ]

    def __str__(self):
        return self.name

    def state_on(self, today: date) -> str:
        """How it stands: a record of a day to come only arranges it."""
        if self.record_id:
            return self.State.HELD if self.record.begins_on <= today else self.State.ARRANGED
        if self.cancelled_at:
            return self.State.CANCELLED
        return self.State.MISSED if self.ends_on < today else self.State.PLANNED
