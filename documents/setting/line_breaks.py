"""How many lines a text takes where nobody lays it out for us: broken as Word breaks it, numbers and marks together."""

from __future__ import annotations

import re
from functools import lru_cache

from documents.setting.columns import JOINTS, printed_width

# What stays in one line: a number or a Latin word, else one character; opening marks before it, closing ones after it.
PIECE = re.compile(
    r"[（《“‘「『〔【]*(?:[0-9A-Za-z][0-9A-Za-z.,:%/·-]*|.)[，。、；：！？）》”’」』〕】…—%]*",
    re.DOTALL,
)


def lines_broken(text: str, characters: float, gap: float = 0, first: float = 0) -> int:
    """Lines of the text where `characters` stand in a line, the first line of each paragraph shorter by `first`.

    `gap` is what a reader puts between digits and Chinese characters.
    """
    return sum(_lines(line, max(characters, 1), gap, first) for line in text.split("\n"))


@lru_cache(maxsize=8192)  # many cells of a long table read the same
def _lines(line: str, room: float, gap: float, first: float) -> int:
    lines, used = 1, first
    for piece in PIECE.findall(line):
        wide = 1.0 if len(piece) == 1 and piece > "\u2e80" else printed_width(piece) + gap * len(JOINTS.findall(piece))
        if gap and piece[0].isascii() and piece[0].isalnum():
            wide += 2 * gap
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        used += wide
        while used > room:  # a word wider than the line
            lines, used = lines + 1, used - room
    return lines
