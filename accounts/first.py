"""The first administrator of an empty installation, let in by a token printed once at start."""

import hashlib
import secrets

from django.db import models, transaction
from django.utils import timezone


class FirstToken(models.Model):
    """The digest of the token that lets the first administrator in; gone once used."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "首次启用口令"

    def __str__(self):
        return f"首次启用口令（{self.at:%Y-%m-%d %H:%M}）"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_needed() -> bool:
    """True while nobody can administer this installation."""
    from accounts.access import Role
    from accounts.models import Membership

    return not Membership.objects.filter(role=Role.ADMIN, user__is_active=True).exists()


@transaction.atomic
def new_token() -> str:
    """Make a token that replaces any earlier one. It is shown once and stored only as a digest."""
    token = secrets.token_urlsafe(18)
    FirstToken.objects.all().delete()
    FirstToken.objects.create(digest=_digest(token))
    return token


def is_right(token: str) -> bool:
    return is_needed() and FirstToken.objects.filter(digest=_digest(token.strip())).exists()
