"""One text out of three: as it was drafted, as somebody edited it, and as it is drafted with today's figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
_TOKEN = re.compile(r"\d+(?:[.,，]\d+)*%?|\D")
_NUMBER = re.compile(r"\d+(?:[.,，]\d+)*%?")


@dataclass(frozen=True)
class Merged:
    """The text to print; `left` are sentences of the new draft that were not taken because the edit says otherwise."""

    text: str
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Change:
    """Pieces `start` to `end` of the base read `pieces` instead."""

    start: int
    end: int
    pieces: tuple[str, ...]


def merged(base: str, mine: str, new: str) -> Merged:
    """What nobody edited follows the new draft; what was edited stays, its figures brought up to date where it can.

    A figure inside an edited sentence follows when the new draft differs from the old one there in figures alone and
    the editor left that figure as it was drafted.
    """
    if mine in (base, new):
        return Merged(new)
    if new == base:
        return Merged(mine)
    rows, left = [], []
    old = _SENTENCE.findall(base)
    for start, end, edited, drafted in _groups(old, _SENTENCE.findall(mine), _SENTENCE.findall(new)):
        was = "".join(old[start:end])
        if edited is None or drafted is None:
            rows.append("".join(edited if drafted is None else drafted))
            continue
        before, ours, theirs = was, "".join(edited), "".join(drafted)
        if ours == theirs:
            rows.append(ours)
        elif _shape(before) == _shape(theirs):
            rows.append(_with_figures(before, ours, theirs))
        else:
            rows.append(ours)
            left += [sentence.strip() for sentence in drafted if sentence.strip() and sentence not in edited]
    return Merged("".join(rows), tuple(left))


def _with_figures(base: str, mine: str, new: str) -> str:
    """The edited sentence with the new figures in the places that were left as drafted."""
    old, ours = _TOKEN.findall(base), _TOKEN.findall(mine)
    pieces: list[str] = []
    for start, end, edited, drafted in _groups(old, ours, _TOKEN.findall(new)):
        pieces += old[start:end] if edited is None and drafted is None else (drafted if edited is None else edited)
    return "".join(pieces)


def _groups(base: list[str], mine: list[str], new: list[str]):
    """Stretches of the base with what either side made of them; None for a side that left a stretch alone.

    Changes of both sides that overlap stand in one group; what is put between two pieces stands by itself.
    """
    ours, theirs = _changes(base, mine), _changes(base, new)
    place = 0
    while ours or theirs:
        start = min(one[0].start for one in (ours, theirs) if one)
        end, taken_ours, taken_theirs = _overlapping(ours, theirs, start)
        if place < start:
            yield place, start, None, base[place:start]
        yield start, end, _applied(base, start, end, taken_ours), _applied(base, start, end, taken_theirs)
        place = end
    if place < len(base):
        yield place, len(base), None, base[place:]


def _overlapping(ours: list[_Change], theirs: list[_Change], start: int):
    """Takes the changes that begin at `start` and those they run into; where they end, and each side's."""
    sides = ((ours, []), (theirs, []))
    added = [(waiting, taken) for waiting, taken in sides if waiting and waiting[0].start == waiting[0].end == start]
    if added:
        for waiting, taken in added:
            taken.append(waiting.pop(0))
        return start, sides[0][1], sides[1][1]
    end, grows = start + 1, True
    while grows:
        grows = False
        for waiting, taken in sides:
            while waiting and waiting[0].start < end:
                taken.append(waiting.pop(0))
                end, grows = max(end, taken[-1].end), True
    return end, sides[0][1], sides[1][1]


def _changes(base: list[str], other: list[str]) -> list[_Change]:
    """What became of the base; pieces that differ in figures alone are the same piece, changed."""
    matcher = SequenceMatcher(None, [_shape(one) for one in base], [_shape(one) for one in other], autojunk=False)
    changes = []
    for _, start, end, from_, to in matcher.get_opcodes():
        if end - start == to - from_:
            pairs = zip(range(start, end), range(from_, to), strict=True)
            changes += [_Change(one, one + 1, (other[two],)) for one, two in pairs if base[one] != other[two]]
        else:
            changes.append(_Change(start, end, tuple(other[from_:to])))
    return changes


def _shape(piece: str) -> str:
    return _NUMBER.sub("0", piece)


def _applied(base: list[str], start: int, end: int, changes: list[_Change]) -> list[str] | None:
    if not changes:
        return None
    pieces, place = [], start
    for change in changes:
        pieces += [*base[place : change.start], *change.pieces]
        place = change.end
    return [*pieces, *base[place:end]]
