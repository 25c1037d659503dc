"""What leaves the house: one line for each letter or group message, made here, sent by a job (accounts/sending.py).

Nothing of a notice itself goes out, only how many of which kind wait inside: their texts name people and things.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.channels import Channel

MOST_ATTEMPTS = 5


class OutgoingQuerySet(models.QuerySet):
    def of_unit(self, unit):
        """Letters to the unit's people, and what was written into its group."""
        people = unit.memberships.values("user")
        return self.filter(Q(channel__unit=unit) | Q(user__in=people, channel__isnull=True))

    def due(self, now):
        """Waiting, and not put off."""
        return self.filter(state=Outgoing.State.WAITING, next_at__lte=now)


class Outgoing(models.Model):
    """One letter or group message with what became of it. Its text is dropped once it is out."""

    class Way(models.TextChoices):
        MAIL = "mail", "邮件"
        GROUP = "group", "单位工作群"

    class Sort(models.TextChoices):
        DIGEST = "digest", "每日摘要"
        RETURNED = "returned", "退回提醒"
        TEST = "test", "试发"

    class State(models.TextChoices):
        WAITING = "waiting", "等待发出"
        SENT = "sent", "已发出"
        FAILED = "failed", "没有发出"

    way = models.CharField("方式", max_length=10, choices=Way.choices)
    sort = models.CharField("内容", max_length=10, choices=Sort.choices)
    user = models.ForeignKey(  # of a letter: to whom; of a group message: nobody
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    day = models.DateField("日期")  # local
    subject = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    mentions = models.JSONField(default=list)  # accounts of the group to be named by @
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次", default=timezone.now)
    error = models.CharField("原因", max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        verbose_name = "外发消息"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_at"], name="outgoing_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="mail", user__isnull=False, channel__isnull=True)
                | Q(way="group", user__isnull=True, channel__isnull=False),
                name="outgoing_to_one",
            ),
            models.UniqueConstraint(
                fields=["user", "day"], condition=Q(way="mail", sort="digest"), name="outgoing_one_digest_a_day"
            ),
            models.UniqueConstraint(
                fields=["channel", "day"], condition=Q(way="group", sort="digest"), name="outgoing_one_group_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.get_sort_display()}（{self.get_way_display()}）"
