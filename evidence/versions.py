"""Two versions of a file beside each other: pictures as they look, papers line by line as they read."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from evidence.models import Attachment
from evidence.search_index import FileText
from files.models import Rendition

MOST_LINES = 1500  # of each; comparing costs by the square of them
LONGEST_LINE = 400  # characters up to which the words that differ are marked, for the same reason
ALIKE = 0.3  # below this share of equal characters two lines are no versions of each other
AROUND = 2  # equal lines shown before and behind a change; what lies between is only counted


Runs = tuple[tuple[str, bool], ...]  # the pieces of a line in order, and whether the other version lacks each


@dataclass(frozen=True)
class Pair:
    """A line of both; `kind` is same, changed, gone (only the older has it), new or folded (`count` equal lines)."""

    kind: str
    older: str = ""
    newer: str = ""
    older_runs: Runs = ()
    newer_runs: Runs = ()
    count: int = 0


@dataclass
class Side:
    """One version as a column of the page."""

    attachment: Attachment
    preview: str  # the address of its picture; empty for a paper
    text: str | None  # None: no text was read from it


@dataclass
class Comparison:
    """What differs between an older version and the newest."""

    older: Side
    newer: Side
    pairs: list[Pair] = field(default_factory=list)
    is_cut: bool = False

    @property
    def changed(self) -> int:
        return sum(pair.kind not in ("same", "folded") for pair in self.pairs)

    @property
    def has_text(self) -> bool:
        return self.older.text is not None and self.newer.text is not None


def compare(older: Attachment, newer: Attachment) -> Comparison:
    """Two queries whatever is in the files."""
    blobs = [older.blob_id, newer.blob_id]
    previews = set(Rendition.objects.filter(source__in=blobs, kind="preview").values_list("source", flat=True))
    texts = {row.blob_id: row.text for row in FileText.objects.filter(blob__in=blobs).exclude(text="")}
    sides = [
        Side(one, f"{one.get_absolute_url()}?size=preview" if one.blob_id in previews else "", texts.get(one.blob_id))
        for one in (older, newer)
    ]
    told = Comparison(*sides)
    if told.has_text:
        lines = [[line.strip() for line in side.text.splitlines() if line.strip()] for side in sides]
        told.is_cut = any(len(one) > MOST_LINES for one in lines)
        told.pairs = folded(pairs_of(lines[0][:MOST_LINES], lines[1][:MOST_LINES]))
    return told


def pairs_of(older: list[str], newer: list[str]) -> list[Pair]:
    """The lines of both in order, those that answer each other beside each other."""
    found = []
    for verb, a, b, c, d in SequenceMatcher(None, older, newer, autojunk=False).get_opcodes():
        if verb == "equal":
            found += [Pair("same", line, line) for line in older[a:b]]
            continue
        gone, come = older[a:b], newer[c:d]
        for place in range(max(len(gone), len(come))):
            left = gone[place] if place < len(gone) else ""
            right = come[place] if place < len(come) else ""
            found.append(_changed(left, right))
    return found


def _changed(left: str, right: str) -> Pair:
    """Two lines that answer each other, with what differs in them; a line of one side alone differs whole."""
    kind = "changed" if left and right else "gone" if left else "new"
    runs = _runs(left, right) if kind == "changed" and max(len(left), len(right)) <= LONGEST_LINE else None
    older, newer = runs or (((left, True),), ((right, True),))
    return Pair(kind, left, right, older, newer)


def _runs(left: str, right: str) -> tuple[Runs, Runs] | None:
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < ALIKE:
        return None
    codes = matcher.get_opcodes()
    older = tuple((left[a:b], verb != "equal") for verb, a, b, _, _ in codes if b > a)
    newer = tuple((right[c:d], verb != "equal") for verb, _, _, c, d in codes if d > c)
    return older, newer


def folded(pairs: list[Pair]) -> list[Pair]:
    """The same, with long stretches of equal lines told by their number."""
    found: list[Pair] = []
    for is_same, group in groupby(pairs, key=lambda pair: pair.kind == "same"):
        lines = list(group)
        before = AROUND if found else 0
        if not is_same or len(lines) <= 2 * AROUND + 1 or len(lines) == len(pairs):
            found += lines
            continue
        is_last = lines[-1] is pairs[-1]
        after = 0 if is_last else AROUND
        count = len(lines) - before - after
        found += [*lines[:before], Pair("folded", count=count), *lines[len(lines) - after :]]
    return found
