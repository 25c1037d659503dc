"""How alike two texts are, by the pairs of neighbouring signs they share; the one measure for matching and finding."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Hashable, Mapping


def bare(text: str | None) -> str:
    """Letters and digits alone, in one width and case: white space and punctuation differ between copies."""
    folded = unicodedata.normalize("NFKC", text or "")
    return "".join(filter(str.isalnum, folded)).lower()


def bigrams(text: str | None) -> frozenset[str]:
    """The pairs of neighbouring signs of a text; of one sign alone, the sign."""
    signs = bare(text)
    if len(signs) < 2:
        return frozenset(signs)
    return frozenset(signs[at : at + 2] for at in range(len(signs) - 1))


def likeness(one: str, other: str) -> float:
    """0 (nothing in common) … 1 (the same pairs): twice what they share over what they have together."""
    return _dice(bigrams(one), bigrams(other))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


class Nearest:
    """Finds the texts most like a given one without comparing it with all of them."""

    def __init__(self, texts: Mapping[Hashable, str] | None = None):
        self._sizes: dict[Hashable, int] = {}
        self._order: dict[Hashable, int] = {}
        self._holding: dict[str, list[Hashable]] = {}
        for key, text in (texts or {}).items():
            self.add(key, text)

    def add(self, key: Hashable, text: str) -> None:
        """One text more; its key must be new."""
        pairs = bigrams(text)
        self._sizes[key], self._order[key] = len(pairs), len(self._order)
        for pair in pairs:
            self._holding.setdefault(pair, []).append(key)

    def to(self, text: str, *, count: int = 5, least: float = 0.0) -> list[tuple[Hashable, float]]:
        """Up to `count` keys with their likeness, the most alike first; equals stand in the order they were given."""
        wanted = bigrams(text)
        shared: Counter = Counter()
        for pair in wanted:
            shared.update(self._holding.get(pair, ()))
        rated = [(key, 2 * both / (len(wanted) + self._sizes[key])) for key, both in shared.items()]
        rated = [pair for pair in rated if pair[1] >= least]
        return sorted(rated, key=lambda pair: (-pair[1], self._order[pair[0]]))[:count]


def place_of(text: str, word: str) -> tuple[int, int] | None:
    """Where a word made by `bare` first stands in a text as people wrote it: from, to; None where it does not."""
    if not word:
        return None
    folds = {sign: bare(sign) for sign in set(text)}
    folded, places = [], []
    for place, sign in enumerate(text):
        folded.append(folds[sign])
        places += [place] * len(folds[sign])
    at = "".join(folded).find(word)
    return (places[at], places[at + len(word) - 1] + 1) if at >= 0 else None
