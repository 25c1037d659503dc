"""Lines in which clauses run together: points glued to the next number (6.02市场环境), bare points at the end."""

from __future__ import annotations

import re
from dataclasses import replace

from documents.reading.characters import half
from documents.reading.numbering import split_label
from documents.reading.outline import Text
from documents.reading.points import marks

_CJK = "\u4e00-\u9fff"
# points of the clause before, the number of the next one, and its first character
_JOINT = re.compile(rf"(?P<amount>\d{{1,2}}\.\d|\d{{1,2}}(?=\s))\s*(?P<number>\d{{1,2}})\s*[、.)]?\s*(?=[{_CJK}“《])")
_FIRST = re.compile(rf"(?<!\d)1\s*[、.)]?\s*(?=[{_CJK}“《])")
_TAIL = re.compile(rf"(?<=[{_CJK}。；;)）”\s])\s*(\d{{1,2}}(?:\.\d{{1,2}})?)\s*[。；;]?$")
_UNITS = "次人年月日张场处个名篇条期项天家户元小学课本册份件"


def unglue(texts: list[Text]) -> list[Text]:
    """Each clause on a line of its own, its points as a mark; papers without glue come back as they are."""
    found = []
    for text in texts:
        parts = _split(text.text)
        found += [replace(text, text=part) for part in parts] if parts else [text]
    return _mark_tails(found)


def _split(text: str) -> list[str]:
    """The heading and the clauses of a line that holds several, or nothing."""
    folded = half(text)
    first = _FIRST.search(folded)
    label, rest = split_label(text)
    start = first.start() if first else -1
    if label and label.style in ("arab", "arab_half") and rest:
        start = folded.index(rest[:6]) if rest[:6] in folded else 0
        expected, start = label.value + 1, 0
    elif first:
        expected = 2
    else:
        return []
    cuts = _cuts(folded, start, expected)
    if not cuts:
        return []
    parts = [text[:start].strip()] if text[:start].strip() else []
    begin = start
    for end, amount, next_begin in cuts:
        parts.append(f"{_dotted(text[begin:end].strip())}（{amount}分）")
        begin = next_begin
    last = text[begin:].strip()
    tail = _TAIL.search(half(last))
    if tail is None:  # figures in a sentence, such as 4.26 and 5.12, are no points
        return []
    return [*parts, f"{_dotted(last[: tail.start()].rstrip())}（{tail.group(1)}分）"]


def _cuts(folded: str, start: int, expected: int) -> list[tuple[int, str, int]]:
    """(end of the clause, its points, begin of the next clause), as long as the numbers go on."""
    cuts, position = [], start
    while True:
        for one in _JOINT.finditer(folded, position):
            number = int(one.group("number"))
            if expected <= number <= expected + 1 and folded[one.start() - 1 : one.start()] not in "第每扣加":
                cuts.append((one.start(), one.group("amount"), one.start("number")))
                expected, position = number + 1, one.end()
                break
        else:
            return cuts


def _dotted(text: str) -> str:
    """ "2市场环境" → "2.市场环境", so that its number is read as a label."""
    return re.sub(rf"^(\d{{1,2}})\s*(?=[{_CJK}“《])", r"\1.", text)


def _mark_tails(texts: list[Text]) -> list[Text]:
    """Where most numbered lines end in a bare figure and none has marks, the figures are their points."""
    numbered = [text for text in texts if (label := split_label(text.text)[0]) and not label.is_chinese]
    tails = [text for text in numbered if _TAIL.search(half(text.text))]
    if len(tails) < 3 or len(tails) < 0.6 * len(numbered) or any(marks(text.text) for text in tails):
        return texts
    ends = {id(text) for text in tails}
    return [_mark(text) if id(text) in ends else text for text in texts]


def _mark(text: Text) -> Text:
    tail = _TAIL.search(half(text.text))
    return replace(text, text=f"{text.text[: tail.start()].rstrip()}（{tail.group(1)}分）")
