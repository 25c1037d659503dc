"""Changing which rows and clauses there are before a plan is made: delete, add, split off, join."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from programs import corrections
from programs.corrections import find, give_row, lock, row_of, save
from programs.models import PaperImport
from scoring.building import place_of, rows_of


@transaction.atomic
def reshape(*, paper_import: PaperImport, verb: str, key: int, cells: dict[str, str], version: int, by) -> None:
    """Save the cells first, then do `verb` (drop, add, part, join) to the item `key`; all of it or nothing."""
    lock(paper_import, version)
    corrections.apply(paper_import, cells)
    items = paper_import.reading["items"]
    if verb not in VERBS:
        raise ValidationError("没有这样的操作。")
    item = find(items, key)
    VERBS[verb](items, item)
    save(paper_import, by, "增删导入条目", {verb: item["text"]})


def drop_clause(items: list[dict], item: dict) -> None:
    if len(items) == 1:
        raise ValidationError("只剩这一条了，不能再删；不要这份方案，请用“放弃”。")
    items.remove(item)


def add_clause(items: list[dict], item: dict) -> None:
    """An empty clause behind this one, in the same row."""
    row = row_of(items, item)
    if not item.get("row"):
        give_row(items, row)
    fresh = {
        **item,
        "id": max(one["id"] for one in items) + 1,
        "text": "（请写内容）",
        "points": None,
        "thresholds": [],
        "materials": None,
        "scoring": None,
    }
    items.insert(items.index(item) + 1, fresh)


def part_row(items: list[dict], item: dict) -> None:
    """This clause and those behind it become a row of their own."""
    row = row_of(items, item)
    at = next(position for position, one in enumerate(row) if one is item)
    if at == 0:
        raise ValidationError("这已经是一条的第一个得分点，不用拆。")
    give_row(items, row[at:])
    for one in row[at:]:
        one["number"] = None


def join_row(items: list[dict], item: dict) -> None:
    """The row of this item becomes part of the row before it in the same category."""
    rows = [row for row in rows_of(items) if place_of(row[0]) == place_of(item)]
    at = next(position for position, row in enumerate(rows) if any(one is item for one in row))
    if at == 0:
        raise ValidationError("前面没有同一类目的条目，不能并过去。")
    before, row = rows[at - 1], rows[at]
    for one in row:
        items.remove(one)
        one["number"], one["due"], one["due_text"] = before[0]["number"], before[0]["due"], before[0]["due_text"]
        one["departments"], one["lead"] = list(before[0]["departments"]), before[0]["lead"]
    start = items.index(before[-1]) + 1
    items[start:start] = row
    give_row(items, [*before, *row])


VERBS = {"drop": drop_clause, "add": add_clause, "part": part_row, "join": join_row}
