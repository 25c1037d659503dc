"""Forms of one clause each: a word and what it says side by side (测评标准 | …), laid out as a header and a row."""

from __future__ import annotations

import re

from documents.model import Paragraph, Table
from documents.reading.characters import squeeze
from documents.reading.columns import role_of
from documents.reading.grid import table_of
from documents.reading.sheet import Row, Spot

_OPENERS = ("text", "number")  # what a form begins with
_LEAST_KINDS = 3  # kinds of words a form names; a table of categories and tasks names fewer


def read_form(rows: list[Row]) -> list[Row]:
    """A header row and one row for each form, or nothing where the table is no form."""
    pairs = [(row, label, spot) for row in rows for label, spot in _pairs(row)]
    known = [(label, spot) for _, label, spot in pairs if role_of(label) is not None]
    kinds = {role_of(label) for label, _ in known}
    if len(rows) < 2 or not known or len(kinds) < _LEAST_KINDS or "text" not in kinds or len(known) < 0.7 * len(pairs):
        return []
    labels = list(dict.fromkeys(label for _, label, _ in pairs))
    if sum(spot.text in labels for _, spot in known) > 0.3 * len(known) or _is_column(rows):
        return []
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


_KEYED = re.compile(r"\s*([\u4e00-\u9fff]{2,8})\s*[:：]\s*(\S.*)$", re.S)


def gather(blocks: list) -> list:
    """Blocks with runs of 指标名称：… 分值：… 考核内容：… set as tables of two columns; the others as they are."""
    found: list = []
    run: list[tuple[str, str, Paragraph]] = []
    for block in [*blocks, None]:
        keyed = _KEYED.match(block.text) if isinstance(block, Paragraph) else None
        if keyed and role_of(keyed.group(1)) is not None:
            run.append((keyed.group(1), keyed.group(2).strip(), block))
            continue
        found += [_as_table(run)] if _is_run(run) else [one for _, _, one in run]
        run = []
        if block is not None:
            found.append(block)
    return found


def _is_run(run: list[tuple[str, str, Paragraph]]) -> bool:
    keys = [key for key, _, _ in run]
    kinds = {role_of(key) for key in keys}
    return len(kinds) >= _LEAST_KINDS and "text" in kinds and keys.count(keys[0]) >= 2 and role_of(keys[0]) in _OPENERS


def _as_table(run: list[tuple[str, str, Paragraph]]) -> Table:
    places = [int(found.group()) if (found := re.search(r"\d+", block.where)) else 1 for _, _, block in run]
    return table_of([[key, value] for key, value, _ in run], "正文", places)
