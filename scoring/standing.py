"""The clauses of a framework as they stand and as a paper prints them, in one shape; and which belong together."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from documents.bigrams import Nearest, bare
from scoring.building import Place, clause_of, cut, indicator_of, place_of, rows_of
from scoring.models import Clause, Framework, Indicator, Layer
from scoring.tree import Tree

LIKE = 0.5  # two texts of one layer from here on are the same clause put otherwise
LIKE_IN_PLACE = 0.25  # with the same number in the same category


@dataclass
class Stand:
    """One clause with its row. Those of a paper are rows of no database: `key` is the item's id there."""

    key: int
    place: Place
    row: int  # the row's key; in a paper, its place among the rows
    clause: Clause
    indicator: Indicator

    @property
    def layer(self) -> str:
        return self.place[0]


def same_text(text: str | None) -> str:
    """What a reader would call the same wording: width and white space do not count, signs do."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def same_place(place: Place) -> Place:
    return place[0], tuple(same_text(name) for name in place[1])


def standing(framework: Framework) -> list[Stand]:
    """The clauses as they stand, in the order of the paper. Three queries."""
    tree = Tree(framework)
    places = {key: (row.layer, tuple(one.name for one in reversed(tree.upward(key)))) for key, row in tree.rows.items()}
    rows = {one.pk: one for one in Indicator.objects.filter(category__framework=framework)}
    found = []
    for clause in framework.clauses.all():
        row = clause.indicator = rows[clause.indicator_id]  # one object for each row, however many clauses it has
        row.category = tree.rows[row.category_id]
        found.append(Stand(clause.pk, places[row.category_id], row.pk, clause, row))
    return found


def printed(framework: Framework, items: list[dict]) -> list[Stand]:
    """The clauses of a paper that was read (`items` of the reading contract with `id`), as they would be built."""
    found = []
    for order, row in enumerate(rows_of(items), start=1):
        indicator = indicator_of(None, row, order)
        for item in row:
            layer, path = place_of(item)
            place = (layer, tuple(cut(name, 200) for name in path) or (Layer(layer).label,))
            clause = clause_of(framework, indicator, item, len(found) + 1)
            found.append(Stand(item["id"], place, order, clause, indicator))
    return found


def matched(old: list[Stand], new: list[Stand]) -> dict[int, Stand]:
    """Which standing clause each printed one is, by its key: by place, number and words, then by likeness."""
    found: dict[int, Stand] = {}
    for mark in (_whole, _placed, _worded):
        _pair_off(old, new, found, mark)
    _pair_alike(old, new, found)
    return found


def _whole(one: Stand) -> Hashable:
    return same_place(one.place), one.indicator.number, bare(one.clause.text)


def _placed(one: Stand) -> Hashable:
    return same_place(one.place), bare(one.clause.text)


def _worded(one: Stand) -> Hashable:
    return one.layer, bare(one.clause.text)


def _open(old: Iterable[Stand], new: Iterable[Stand], found: dict[int, Stand]) -> tuple[list[Stand], list[Stand]]:
    taken = {one.key for one in found.values()}
    return [one for one in old if one.key not in taken], [one for one in new if one.key not in found]


def _pair_off(old: list[Stand], new: list[Stand], found: dict[int, Stand], mark: Callable) -> None:
    waiting: dict[Hashable, list[Stand]] = {}
    old, new = _open(old, new, found)
    for one in old:
        waiting.setdefault(mark(one), []).append(one)
    for one in new:
        same = waiting.get(mark(one))
        if same:
            found[one.key] = same.pop(0)


def _pair_alike(old: list[Stand], new: list[Stand], found: dict[int, Stand]) -> None:
    old, new = _open(old, new, found)
    by_key = {one.key: one for one in old}
    nearest = Nearest({one.key: one.clause.text for one in old})
    rated = []
    for order, one in enumerate(new):
        for key, likeness in nearest.to(one.clause.text, count=8, least=LIKE_IN_PLACE):
            other = by_key[key]
            is_near = bool(one.indicator.number) and one.indicator.number == other.indicator.number
            is_near = is_near and same_place(one.place) == same_place(other.place)
            if one.layer == other.layer and (is_near or likeness >= LIKE):
                rated.append((-likeness - 0.2 * is_near, order, one.key, key))
    used: set[int] = set()
    for _, _, here, there in sorted(rated):
        if here not in found and there not in used:
            found[here] = by_key[there]
            used.add(there)


def rows_matched(new: list[Stand], match: dict[int, Stand]) -> dict[int, int | None]:
    """Which standing row each printed one is: the one most of its clauses come from; None for a new one."""
    votes: Counter = Counter()
    for one in new:
        if one.key in match:
            votes[one.row, match[one.key].row] += 1
    found: dict[int, int | None] = dict.fromkeys(one.row for one in new)
    used: set[int] = set()
    for (here, there), _ in sorted(votes.items(), key=lambda pair: (-pair[1], pair[0])):
        if found[here] is None and there not in used:
            found[here] = there
            used.add(there)
    return found
