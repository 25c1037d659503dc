"""A column whose text cannot be read from a copy of the database alone: the key is the house's SECRET_KEY.

Against a stolen backup or disk image without the key (等保 数据保密性, GB/T 22239—2019 8.1.4.8 b). Whoever holds both
reads everything.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

_SALT = "accounts.sealed"


def _fernet() -> MultiFernet:
    """Seals by today's key, opens by today's and by those before (SECRET_KEY_FALLBACKS)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [salted_hmac(_SALT, "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in made])


def seal(text: str) -> str:
    """The text as it lies in the database; nothing stays nothing."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def opened(kept: str) -> str:
    """The text that was sealed; "" when the key is another one by now, so that a person is asked for it again."""
    try:
        return _fernet().decrypt(kept.encode()).decode() if kept else ""
    except InvalidToken:
        return ""


class SealedField(models.TextField):
    """A text that is sealed on its way into the database. It cannot be looked for there."""

    def get_prep_value(self, value):
        return seal(super().get_prep_value(value) or "")

    def from_db_value(self, value, expression, connection):
        return opened(value or "")
