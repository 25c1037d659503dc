"""A paper that lost its line ends: title, header words, headings and clauses of a table run on in one line."""

from __future__ import annotations

import re

from documents.reading.characters import half
from documents.reading.columns import role_of

_LEAST = 120  # characters; a shorter line is a line
_PAGE = re.compile(r"\s*(?:第\s*\d{1,3}\s*页[\s,，/]*(?:共\s*\d{1,3}\s*页)?|共\s*\d{1,3}\s*页)\s*")
_HEADING = re.compile(
    r"(?:(?<=\s)|^)(?:[(]?[一二三四五六七八九十]{1,3}[)]?)\s*[、.]?\s*[\u4e00-\u9fff“”、]{2,20}\s*[(]\s*\d{1,3}(?:\.\d)?\s*分\s*[)]"
)
_SUM = re.compile(r"(?<=\s)(?:合\s*计|总\s*计|总\s*分)\s*[:：]?\s*(\d{1,4}(?:\.\d)?)\s*分?(?=\s|$)")


def unflatten(line: str) -> list[str]:
    """The lines that `line` was made of; an ordinary line comes back alone."""
    if len(line) < _LEAST:
        return [line]
    plain = _PAGE.sub(" ", line)
    headings = list(_HEADING.finditer(half(plain)))
    if len(headings) < 2:
        return [line]
    front = _without_header(plain[: headings[0].start()].strip())
    found = [front] if front else []
    ends = [one.start() for one in headings[1:]] + [len(plain)]
    for one, end in zip(headings, ends, strict=True):
        body, figure = plain[one.end() : end].strip(), ""
        if last := _SUM.search(half(body)):
            body, figure = body[: last.start()].strip(), f"合计{last.group(1)}分"
        found += [part for part in (plain[one.start() : one.end()].strip(), body, figure) if part]
    return found


def _without_header(front: str) -> str:
    """The title without the words of the table's header behind it."""
    words = front.split()
    while len(words) > 1 and role_of(words[-1]) is not None and len(words[-1]) <= 14:
        words.pop()
    return " ".join(words)
