"""Two versions of a file beside each other: pictures as they look, papers line by line as they read."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from evidence.models import Attachment
from evidence.search_index import FileText
from files.models import Rendition

MOST_LINES = 1500  # of each; comparing costs by the square of them


@dataclass(frozen=True)
class Pair:
    """A line of both; `kind` is same, changed, gone (only the older has it) or new."""

    kind: str
    older: str = ""
    newer: str = ""


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
        return sum(pair.kind != "same" for pair in self.pairs)

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
        told.pairs = pairs_of(lines[0][:MOST_LINES], lines[1][:MOST_LINES])
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
            found.append(Pair("changed" if left and right else "gone" if left else "new", left, right))
    return found
