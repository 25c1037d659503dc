"""Small rules of the printed word: clean characters, Chinese dates, where a signature stands."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

# What no file format wants: controls but tab and newline, lone surrogates, non-characters, marks that turn text round.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")

NARROW = re.compile("[\u0000-\u10ff\uff61-\uffdc]")  # Latin, digits, Greek, Cyrillic and half-width forms


def clean(text: str) -> str:
    """The text without characters that would break a file or turn its words round."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def printed_date(day: date) -> str:
    """2022年5月9日: Arabic digits, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=8192)  # the cells of a table are asked more than once, and many read the same
def width(text: str) -> float:
    """How many Chinese characters wide the text is: 1 for a wide character, a half for the others."""
    return len(text) - len(NARROW.findall(text)) / 2


def shortened(text: str, units: int) -> str:
    """The beginning of the text that fits into as many UTF-16 units: Excel counts a rare character of a name as two."""
    if len(text) * 2 <= units:
        return text
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


def label_again(label: str) -> str:
    """政治理论学习（续）（12分）: a label repeated on the next page, marked after its name; a bare number as it is."""
    label = clean(label)
    if not any(character > "\u2e80" for character in label):
        return label
    ends = [place for place in (label.find("（"), label.find("\n")) if place > 0]
    cut = min(ends, default=len(label))
    return f"{label[:cut]}（续）{label[cut:]}"


def attachment_label(number: int, count: int) -> str:
    """附件 where there is one, 附件1 and so on where there are several."""
    return "附件" if count == 1 else f"附件{number}"


def attachment_lines(titles: list[str]) -> list[str]:
    """附件说明: the names with their numbers, without a number where there is one, no mark at the end."""
    bare = [re.sub(r"\s+", "", title) for title in titles]
    if len(bare) == 1:
        return bare
    return [f"{number}.{title}" for number, title in enumerate(bare, 1)]


def signature_spaces(signature: str, day: str) -> tuple[float, float]:
    """Free characters to the right of the signature and of the date (the form with a seal).

    The date stands four characters in, the signature is centred on it; a long signature pushes both to the left.
    """
    of_date = 4.0
    of_signature = of_date - (width(signature) - width(day)) / 2
    if of_signature < 0:
        return 0.0, of_date - of_signature
    return of_signature, of_date
