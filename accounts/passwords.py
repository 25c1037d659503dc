"""First passwords: made here, easy to read off a slip of paper, and changed by their owner at the first login."""

import secrets

_STARTS, _VOWELS = "bcdfghjkmnprstwxz", "aeiu"
_DIGITS = "23456789"


def _syllable() -> str:
    return secrets.choice(_STARTS) + secrets.choice(_VOWELS) + secrets.choice(_STARTS)


def new_password() -> str:
    """Like keb-tuz-mir-47: 36 bits, no letter that looks like a digit; the login locks after five wrong ones."""
    return "-".join([_syllable(), _syllable(), _syllable(), secrets.choice(_DIGITS) + secrets.choice(_DIGITS)])
