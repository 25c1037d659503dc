"""Correcting what was read, cell by cell, before it becomes a plan; the source file is never touched."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.typed import clean_text
from documents.reading.dates import read_due
from documents.reading.departments import read_departments
from programs.models import PaperImport
from programs.title_sought import title_sought
from scoring.building import Place, declared_points, place_of, rows_of
from scoring.given import check_year, date_items
from scoring.points import parsed, printed

STALE = "内容已被他人修改，你刚才的改动没有保存；请刷新页面，看过新内容后再改。"
BETWEEN = " / "  # between the names of an outer and an inner category in one cell
_CELL = re.compile(r"(text|points|number|departments|due|category|worth|move)-(\d{1,7})$")
_HEAD = {"title": 200, "issuer": 120, "number": 60}  # and how long each may be
_TARGETS = {"target_title": 60, "target_points": 10}


@transaction.atomic
def correct(*, paper_import: PaperImport, cells: dict[str, str], version: int, by) -> int:
    """Write the cells that differ from what stands; how many did.

    Cells are named as on the page: title, text-3, points-3, departments-3 … All or none are written; a
    ValidationError names each bad cell.
    """
    lock(paper_import, version)
    changed = apply(paper_import, cells)
    if changed:
        save(paper_import, by, "核对方案", changed)
    return len(changed)


def lock(paper_import: PaperImport, version: int | None) -> None:
    """Bring the import up to date under a lock; refuse what was typed on an older version."""
    paper_import.refresh_from_db(from_queryset=PaperImport.objects.select_for_update())
    if paper_import.state != PaperImport.State.READ:
        raise ValidationError("这份方案已经导入或放弃，不能再改。")
    if version is not None and paper_import.version != version:
        raise ValidationError(STALE, code="stale")


def save(paper_import: PaperImport, by, verb: str, changed: dict[str, str]) -> None:
    """Write what was put into memory, with one line in the log of what the cells hold now."""
    paper_import.version += 1
    paper_import.save(update_fields=["reading", "answers", "year", "version"])
    audit.record(by=by, verb=verb, of=paper_import, after=changed)


def apply(paper_import: PaperImport, cells: dict[str, str]) -> dict[str, str]:
    """Put differing cells into the reading in memory; which ones, with what they hold now."""
    standing = cells_of(paper_import)
    errors: dict[str, list[str]] = {}
    changed: dict[str, str] = {}
    # Categories last: moving a row changes which items a category holds.
    for name in sorted(set(cells) & set(standing), key=lambda name: name.startswith(("category", "worth", "move"))):
        value = clean_text(cells[name])
        if value == clean_text(standing[name]):
            continue
        try:
            _write(paper_import, name, value)
            changed[name] = value
        except ValidationError as problem:
            errors[name] = problem.messages
    if errors:
        raise ValidationError(errors)
    return changed


def cells_of(paper_import: PaperImport) -> dict[str, str]:
    """Every cell of the page with what it shows now."""
    reading, answers = paper_import.reading, paper_import.answers
    cells = {name: reading[name] or "" for name in _HEAD} | {"total": reading["total"] or ""}
    cells |= {"year": str(paper_import.year), "target_points": answers.get("target_points", "")}
    cells["target_title"] = target_title_of(paper_import)
    items = reading["items"]
    for item in items:
        cells[f"text-{item['id']}"] = item["text"]
        cells[f"points-{item['id']}"] = item["points"] or ""
    for row in rows_of(items):
        first = row[0]
        cells[f"number-{first['id']}"] = first["number"] or ""
        cells[f"departments-{first['id']}"] = "、".join(first["departments"])
        cells[f"due-{first['id']}"] = first["due_text"] or first["due"] or ""
        cells[f"move-{first['id']}"] = ""
    declared = declared_points(items)
    for place, first in sections_of(items).items():
        cells[f"category-{first[0]['id']}"] = BETWEEN.join(place[1])
        cells[f"worth-{first[0]['id']}"] = printed(declared.get(place))
    return cells


def target_title_of(paper_import: PaperImport) -> str:
    """The title to strive for: as a person wrote it, else as the paper says."""
    said = paper_import.answers.get("target_title")
    return title_sought(paper_import.reading) if said is None else said


def sections_of(items: list[dict]) -> dict[Place, list[dict]]:
    """The items of each category, in order of first appearance."""
    found: dict[Place, list[dict]] = {}
    for item in items:
        found.setdefault(place_of(item), []).append(item)
    return found


def _write(paper_import: PaperImport, name: str, value: str) -> None:
    reading = paper_import.reading
    if name in _HEAD or name == "total":
        reading[name] = (_points(value) if name == "total" else _short(value, _HEAD[name])) or None
    elif name == "year":
        paper_import.year = _year(value)
        date_items(reading["items"], paper_import.year)
    elif name in _TARGETS:
        paper_import.answers[name] = (
            (_points(value) or "") if name == "target_points" else _short(value, _TARGETS[name])
        )
    else:
        kind, key = _CELL.match(name).groups()
        item = find(reading["items"], int(key))
        _WRITERS[kind](paper_import, item, value)


def find(items: list[dict], key: int) -> dict:
    for item in items:
        if item["id"] == key:
            return item
    raise ValidationError("这一条已经不在了，请刷新页面。")


def row_of(items: list[dict], item: dict) -> list[dict]:
    return next(row for row in rows_of(items) if any(one is item for one in row))


def _short(value: str, longest: int) -> str:
    if len(value) > longest:
        raise ValidationError(f"最多 {longest} 个字，现在有 {len(value)} 个。")
    return value


def _points(value: str) -> str | None:
    return printed(parsed(value)) if value else None


def _year(value: str) -> int:
    year = int(value) if value.isascii() and value.isdigit() and len(value) == 4 else 0
    check_year(year)
    return year


def _write_text(paper_import, item, value):
    if not value:
        raise ValidationError("内容不能空着；不要这一条，请用“删去”。")
    item["text"] = value


def _write_points(paper_import, item, value):
    item["points"] = _points(value)


def _write_number(paper_import, item, value):
    value = _short(value, 30)
    for one in row_of(paper_import.reading["items"], item):
        one["number"] = value or None


def _write_departments(paper_import, item, value):
    found = read_departments(value)
    for name in found.names:
        _short(name, 120)
    row = row_of(paper_import.reading["items"], item)
    names_lead = found.lead or (found.names[0] if found.names and any(one["lead"] for one in row) else None)
    for one in row:
        one["departments"], one["lead"] = list(found.names), names_lead


def _write_due(paper_import, item, value):
    value = _short(value, 120)
    day = _day(value, paper_import.year)
    for one in row_of(paper_import.reading["items"], item):
        one["due_text"], one["due"] = value or None, day.isoformat() if day else None


def _day(value: str, year: int) -> date | None:
    """The day a cell names. What looks like a date and is none is refused; 每季度末 stays a text without a day."""
    day = read_due(value, year)
    if day is None and re.fullmatch(r"(?:\d{4}\s*[年./-])?\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?前?", value):
        raise ValidationError(f"没有“{value}”这一天，请改成真实的日期。")
    return day


def _path(value: str) -> list[str]:
    path = [_short(part.strip(), 200) for part in value.split("/") if part.strip()]
    if not path:
        raise ValidationError("类目名称不能空着。")
    return path


def _write_category(paper_import, item, value):
    path = _path(value)
    for one in sections_of(paper_import.reading["items"])[place_of(item)]:
        one["path"] = list(path)


def _write_worth(paper_import, item, value):
    points = _points(value)
    for one in sections_of(paper_import.reading["items"])[place_of(item)]:
        one["category_points"] = points


def _write_move(paper_import, item, value):
    """Move a whole row behind the last row of another category; a name nobody has yet begins a new one."""
    items = paper_import.reading["items"]
    path = _path(value)
    if path == item["path"]:
        return
    row = row_of(items, item)
    others = [one for one in items if one["path"] == path and not any(one is mine for mine in row)]
    target = next((one for one in others if one["layer"] == item["layer"]), others[0] if others else None)
    for one in row:
        one["path"] = list(path)
        one["layer"] = target["layer"] if target else one["layer"]
        one["category_points"] = target["category_points"] if target else None
        items.remove(one)
    at = items.index(sections_of(items)[place_of(target)][-1]) + 1 if target else len(items)
    items[at:at] = row
    give_row(items, row)


def give_row(items: list[dict], row: list[dict]) -> None:
    """Make these neighbours one printed row of their own."""
    fresh = max((item.get("row") or 0 for item in items), default=0) + 1
    for one in row:
        one["row"] = fresh


_WRITERS: dict[str, Callable] = {
    "text": _write_text,
    "points": _write_points,
    "number": _write_number,
    "departments": _write_departments,
    "due": _write_due,
    "category": _write_category,
    "worth": _write_worth,
    "move": _write_move,
}
