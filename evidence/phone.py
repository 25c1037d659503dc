"""手机传照片: a link for one activity, open to whoever holds it, for two hours; its address is known to nobody else.

The token is not stored. It is made of the server's own key and the row's random number each time the keeper's page
shows the code again; the row keeps its digest, by which a phone that comes with a token is recognised.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evidence.models import Record

LIFE = timedelta(hours=2)
MOST_PHOTOS = 60  # one link takes
MOST_A_MINUTE = 30  # photos of one link
ACTOR = "手机链接"


def _token(nonce: str) -> str:
    made = salted_hmac("evidence.phone", nonce, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def said_until(end: datetime) -> str:
    """Until when, from today: 今天 16:30, 明天 0:15; midnight is the end of its day, 今天 24:00."""
    local, today = timezone.localtime(end), timezone.localdate()
    is_midnight = (local.hour, local.minute) == (0, 0)
    days = (local.date() - today).days - is_midnight
    day = {0: "今天", 1: "明天"}.get(days, f"{local.month} 月 {local.day} 日")
    return f"{day} {24 if is_midnight else local.hour}:{local:%M}"


class PhoneLinkQuerySet(models.QuerySet):
    def open(self):
        """Links that still take photos."""
        return self.filter(ended_at=None, expires_at__gt=timezone.now())

    def of_token(self, token: str):
        return self.filter(digest=_digest(token))


class PhoneLink(models.Model):
    """One link for one record. It ends by its time, by whoever keeps the record, or with the next one made."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="phone_links")
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField("有效期至")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "手机链接"
        indexes = [models.Index(fields=["record", "-expires_at"], name="phone_link_of_record")]

    def __str__(self):
        return ACTOR

    @classmethod
    def fresh(cls, record: Record, by) -> PhoneLink:
        """A link that is not saved yet."""
        nonce = secrets.token_hex(32)
        expires_at = timezone.now() + LIFE
        return cls(record=record, made_by=by, nonce=nonce, digest=_digest(_token(nonce)), expires_at=expires_at)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()

    @property
    def until(self) -> str:
        return said_until(self.expires_at)

    @property
    def path(self) -> str:
        """Where the phone goes; empty where the server's key was changed since: such a code would lead nowhere."""
        token = _token(self.nonce)
        return reverse("phone", args=[token]) if _digest(token) == self.digest else ""
