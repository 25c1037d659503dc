"""Passwords: what a good one is, in our words, and first ones, easy to read off a slip of paper.

The sentences stand here once: settings name these classes, and every form and command asks `wrong_with`.
"""

from __future__ import annotations

import secrets

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

RULES = "至少 10 位，不要全是数字，也不要和账号、电话相近。"

_STARTS, _VOWELS = "bcdfghjkmnprstwxz", "aeiu"
_DIGITS = "23456789"


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self):
        return f"密码太短，至少要 {self.min_length} 位。"

    def get_help_text(self):
        return f"至少 {self.min_length} 位。"


class NotLikeThePerson(password_validation.UserAttributeSimilarityValidator):
    """Not the account, the name or the telephone number over again."""

    def __init__(self, user_attributes=("username", "name", "phone"), **how):
        super().__init__(user_attributes, **how)

    def get_error_message(self):
        return "密码和账号、姓名或电话太像，别人容易猜到，请换一个。"

    def get_help_text(self):
        return "不要和账号、电话相近。"


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self):
        return "这个密码用的人太多，容易被猜到，请换一个。"

    def get_help_text(self):
        return "不要用大家常用的密码。"


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    def get_error_message(self):
        return "密码不能全是数字，请加上字母。"

    def get_help_text(self):
        return "不要全是数字。"


def wrong_with(password: str, user=None) -> list[str]:
    """What is wrong with a password of this person, saved or still to be made; nothing if it will do."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as problem:
        return problem.messages
    return []


def _syllable() -> str:
    return secrets.choice(_STARTS) + secrets.choice(_VOWELS) + secrets.choice(_STARTS)


def new_password() -> str:
    """Like keb-tuz-mir-47: 36 bits, no letter that looks like a digit; the login locks after five wrong ones."""
    return "-".join([_syllable(), _syllable(), _syllable(), secrets.choice(_DIGITS) + secrets.choice(_DIGITS)])
