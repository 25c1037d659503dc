"""Small rules of the printed word: clean characters, Chinese dates, balanced titles, where a signature stands."""

from __future__ import annotations

import re
from datetime import date

# What no file format wants: controls but tab and newline, lone surrogates, non-characters, marks that turn text round.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")

NARROW = re.compile("[\u0000-\u10ff\uff61-\uffdc]")  # Latin, digits, Greek, Cyrillic and half-width forms

NEVER_FIRST = set("，。、；：！？）》」』”’〕】％%…—的和与及等了")
NEVER_LAST = set("（《「『“‘〔【第")


def clean(text: str) -> str:
    """The text without characters that would break a file or turn its words round."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def printed_date(day: date) -> str:
    """2022年5月9日: Arabic digits, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def width(text: str) -> float:
    """How many Chinese characters wide the text is: 1 for a wide character, a half for the others."""
    return len(text) - len(NARROW.findall(text)) / 2


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


def title_lines(title: str, characters: int = 20) -> list[str]:
    """A title in lines of about equal length, no word broken that we know; typed line breaks are kept."""
    typed = [line.strip() for line in clean(title).split("\n") if line.strip()]
    if len(typed) != 1 or width(typed[0]) <= characters:
        return typed
    text = typed[0]
    count = int(-(-width(text) // characters))
    lines = []
    for left in range(count, 1, -1):
        cut = _best_cut(text, width(text) / left, characters)
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]


def _best_cut(text: str, wanted: float, most: float) -> int:
    def cost(cut: int) -> float:
        before, after = text[cut - 1], text[cut]
        length = width(text[:cut])
        price = abs(length - wanted - 0.5)
        if length > most or after in NEVER_FIRST or before in NEVER_LAST:
            price += 100
        if before.isascii() and after.isascii():
            price += 50
        # A number stays with its unit, and a break looks best beside a book title or after a mark.
        if before.isdigit():
            price += 20
        if after == "《" or before in "》、，的":
            price -= 1.5
        return price

    return min(range(1, len(text)), key=cost)
