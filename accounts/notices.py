"""What a person is told: one line with an address, once per person and key."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(seen_at__isnull=True)


class Notice(models.Model):
    """A line in a person's inbox. Only that person sees whether it was seen."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField("内容", max_length=300)
    path = models.CharField("去处", max_length=300)
    key = models.CharField(max_length=120)
    at = models.DateTimeField("时间", default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once_per_key")]

    def __str__(self):
        return self.text


def tell(user, text: str, path: str, key: str) -> None:
    """Tell a person something once; the same key a second time changes nothing."""
    Notice.objects.bulk_create([Notice(user=user, text=text[:300], path=path, key=key)], ignore_conflicts=True)


def tell_all(users, text: str, path: str, key: str) -> None:
    """Tell several people the same; each gets it once."""
    rows = [Notice(user=user, text=text[:300], path=path, key=key) for user in users]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
