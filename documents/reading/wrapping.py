"""Hard line ends: text taken from a page breaks at its right edge, in the middle of words and figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from documents.reading.characters import half
from documents.reading.fields import opens_note
from documents.reading.numbering import split_label

_LEAST, _MOST = 36, 120  # columns; a Chinese character takes two
_SURELY = 56
_TITLE_END = re.compile(r"(?:通知|方案|办法|细则|意见|公告|计划|标准|决定)(?:[（(][^（）()]{1,8}[）)])?$")


def unwrap(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Numbered lines with those joined that were one; lines of a text that is not wrapped come back as they are."""
    texts = [text for _, text in lines]
    full = _full(texts, len) or _full(texts, _width)
    if not full:
        return lines
    joined: list[tuple[int, str]] = []
    others = frozenset(label.values for text in texts if (label := split_label(text)[0]))
    for position, (number, text) in enumerate(lines):
        if position - 1 in full and text.strip() and not begins(text, others):
            joined[-1] = (joined[-1][0], joined[-1][1] + text.strip())
        else:
            joined.append((number, text))
    return joined


def _full(texts: list[str], measure: Callable[[str], int]) -> set[int]:
    """The lines that reach the right edge, where there is one: equally long lines that end in mid-sentence."""
    lengths = [measure(text.rstrip()) for text in texts]
    edge = max(lengths, default=0)
    if not _LEAST <= max(map(_width, texts), default=0) <= _MOST:
        return set()
    slack = 0 if measure is len else 2  # a wide character that did not fit
    full = {number for number, length in enumerate(lengths) if length >= edge - slack}
    broken = [number for number in full if _is_broken(texts, number)]
    if len(full) < 2 and max(map(_width, texts)) < _SURELY:
        return set()  # one line that is longer than the others may be just that
    return full if len(broken) >= max(1, 0.4 * len(full)) else set()


def _is_broken(texts: list[str], number: int) -> bool:
    following = texts[number + 1] if number + 1 < len(texts) else ""
    if _TITLE_END.search(texts[number].rstrip()) or re.search(
        r"[〕\]]\s*\d+\s*号\s*$|^[^，。]{2,20}[:：]\s*$", following
    ):
        return False  # a title and the number or the addressees below it
    return texts[number].rstrip()[-1:] not in "。；;：:！!？?）)”" and bool(following.strip()) and not begins(following)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text.rstrip())


def begins(text: str, others: frozenset[tuple[int, ...]] = frozenset()) -> bool:
    """A line that begins with a label or a key is new, however full the one before it was."""
    label, rest = split_label(text)
    if label is not None and label.style not in ("cn_is", "letter") and rest and rest[0] not in "分%":
        if label.style.startswith("dec"):  # 5.12防灾减灾日 is a date, 5.12 after 5.11 a label
            return (*label.values[:-1], label.value - 1) in others
        return half(text)[:1] != ")"
    return opens_note(text) or re.match(r"\s*(?:注|备注|说明|附件)\s*\d*\s*[:：]", text) is not None


_KEY_HEAD = re.compile(r"\s*([\u4e00-\u9fff]{1,4})\s*[:：]")
_KEY_TAIL = re.compile(r"[\u4e00-\u9fff]{1,4}$")


def runs_on(before: str, after: str) -> bool:
    """Does a line end inside brackets that the next one closes, or inside a key (完成时⏎限：)?"""
    if split_label(after)[0] is not None or not after.strip():
        return False
    return _closes(before, after) or _completes_key(before.rstrip(), after)


def _closes(before: str, after: str) -> bool:
    opened = half(before[-200:])
    at = max(opened.rfind("("), opened.rfind("["))
    if at < 0 or ")" in opened[at:] or "]" in opened[at:]:
        return False
    closing = re.search(r"[()\[\]]", half(after[:200]))
    return closing is not None and closing.group(0) in ")]"


def _completes_key(before: str, after: str) -> bool:
    head, tail = _KEY_HEAD.match(after), _KEY_TAIL.search(before)
    if head is None or tail is None or opens_note(after):
        return False
    tails = [tail.group(0)[-length:] for length in range(1, len(tail.group(0)) + 1)]
    return any(opens_note(f"{part}{head.group(1)}：") for part in tails)


def joined(lines: list[str]) -> list[str]:
    """Lines with those joined that run on (see `runs_on`)."""
    found: list[str] = []
    for line in lines:
        if found and runs_on(found[-1], line):
            found[-1] = found[-1].rstrip() + line.strip()
        else:
            found.append(line)
    return found
