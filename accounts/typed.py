"""What came in from a page: text freed of what nobody typed on purpose, and numbers that name rows."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_text(text: str) -> str:
    """Without control characters (an export would refuse them days later) and without bidi overrides."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def whole_number(text: str | None) -> int | None:
    """The number its digits alone write, as far as a row can have it for a key; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
