"""Forms of one clause each: a word and what it says side by side (测评标准 | …), laid out as a header and a row."""

from __future__ import annotations

from documents.reading.characters import squeeze
from documents.reading.columns import role_of
from documents.reading.sheet import Row, Spot

_LEAST_KINDS = 3  # kinds of words a form names; a table of categories and tasks names fewer


def read_form(rows: list[Row]) -> list[Row]:
    """A header row and one row for each form, or nothing where the table is no form."""
    pairs = [(row, label, spot) for row in rows[:200] for label, spot in _pairs(row)]
    known = [(label, spot) for _, label, spot in pairs if role_of(label) is not None]
    kinds = {role_of(label) for label, _ in known}
    if len(rows) < 2 or len(kinds) < _LEAST_KINDS or "text" not in kinds or len(known) < 0.7 * len(pairs):
        return []
    if sum(role_of(spot.text) is not None for _, spot in known) > 0.3 * len(known) or _is_column(rows):
        return []
    labels = list(dict.fromkeys(label for _, label, _ in pairs))
    forms: list[tuple[Row, dict[str, Spot]]] = []
    for row, label, spot in pairs:
        if not forms or label in forms[-1][1]:
            forms.append((row, {}))
        forms[-1][1][label] = spot
        if role_of(label) == "text":
            forms[-1] = (row, forms[-1][1])  # the clause's own line is where the form stands
    head = Row([Spot(label) for label in labels], rows[0].where, rows[0].line)
    return [head] + [Row([held.get(label, Spot()) for label in labels], row.where, row.line) for row, held in forms]


def _pairs(row: Row) -> list[tuple[str, Spot]]:
    spots = [spot for spot in row.spots if spot.is_own]
    found = [(squeeze(label.text).rstrip("：:"), spot) for label, spot in zip(spots[::2], spots[1::2], strict=False)]
    return [(label, spot) for label, spot in found if label]


def _is_column(rows: list[Row]) -> bool:
    """Is one of the first rows, below a title perhaps, all words of a header? Then it is a table like any other."""
    for row in rows[:6]:
        texts = [spot.text for _, spot in row.own()]
        if len(texts) > 2 and all(role_of(text) is not None for text in texts):
            return True
    return False
