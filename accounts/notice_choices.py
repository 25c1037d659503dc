"""What a person wants to be told outside of the house: which kinds of notices, by which way, at what hour."""

from __future__ import annotations

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.notices import Kind
from accounts.workdays import RESTS, WAKES

HOURS = range(WAKES, RESTS)


def every_kind() -> list[str]:
    return list(Kind.values)


class NoticeChoice(models.Model):
    """A person's own choice. Who never chose is told inside the house only."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choice")
    by_mail = models.BooleanField("邮件", default=False)
    by_group = models.BooleanField("单位工作群", default=False)
    group_account = models.CharField("群里的账号", max_length=60, blank=True)  # of the messenger, to be named with @
    kinds = models.JSONField("哪些消息", default=every_kind)
    hour = models.PositiveSmallIntegerField("每天几点", default=WAKES + 1)  # local time
    returned_at_once = models.BooleanField("退回的马上告诉我", default=True)
    since = models.DateTimeField(default=timezone.now)  # what was told before a way was chosen stays inside

    class Meta:
        verbose_name = "消息设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__gte=WAKES, hour__lt=RESTS), name="notice_choice_outside_of_quiet_hours"
            )
        ]

    def __str__(self):
        return f"{self.user}的消息设置"


def choice_of(user) -> NoticeChoice:
    """The person's choice, unsaved as long as nothing was chosen."""
    return NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)


@transaction.atomic
def choose(
    *,
    user,
    email: str,
    by_mail: bool,
    by_group: bool,
    kinds: list[str],
    hour: int,
    returned_at_once: bool,
    group_account: str = "",
) -> NoticeChoice:
    """Keep a person's own choice. The log says the ways, not the addresses."""
    choice = choice_of(user)
    was = (choice.by_mail, choice.by_group)
    if (by_mail and not was[0]) or (by_group and not was[1]):
        choice.since = timezone.now()
    choice.by_mail, choice.by_group, choice.group_account = by_mail, by_group, group_account
    choice.kinds, choice.hour, choice.returned_at_once = kinds, hour, returned_at_once
    choice.save()
    user.email = email
    user.save(update_fields=["email"])
    said = [name for name, is_on in (("邮件", by_mail), ("单位工作群", by_group)) if is_on]
    audit.record(by=user, verb="调整消息设置", of=choice, after={"方式": "、".join(said) or "只在站内", "几点": hour})
    return choice
