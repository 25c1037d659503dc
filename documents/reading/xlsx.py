"""Excel and WPS sheets (.xlsx .xls .et) through python-calamine: values, merged ranges, what is hidden."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePosixPath

import python_calamine as calamine

from documents.model import Cell, Paper, Table
from documents.reading.archive import Parts
from documents.reading.characters import clean
from documents.reading.grid import merge
from documents.reading.unreadable import Unreadable

MOST_CELLS = 400_000
_BROKEN = "表格文件已损坏，无法打开，请用 Excel 或 WPS 重新另存为 .xlsx 再上传。"
_TOO_BIG = "表格太大，超过四十万格，请只保留需要的工作表和行列后另存再上传。"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[ >/]")
_REFERENCE = re.compile(rb'<(?:\w+:)?(?:c|row) [^>]*?\br="([A-Z]*)(\d+)"')
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row ([^>]*\bhidden=\"(?:1|true)\"[^>]*)>")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col ([^>]*\bhidden=\"(?:1|true)\"[^>]*)/?>")


class _Hidden:
    """Rows and columns (from 0) of one sheet that the clerk does not see."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()


def open_xlsx(path: Path) -> Paper:
    """Read an .xlsx file; raises Unreadable."""
    with Parts(path) as parts:
        parts.check()
        hidden = _look_at_sheets(parts)
    return _open(path, hidden)


def open_old_sheet(path: Path) -> Paper:
    """Read a BIFF file: .xls, and .et as WPS writes it; raises Unreadable."""
    return _open(path, {})


def _open(path: Path, hidden: dict[str, _Hidden]) -> Paper:
    paper = Paper()
    try:
        with path.open("rb") as stream:
            book = calamine.CalamineWorkbook.from_filelike(stream)
            for sheet in book.sheets_metadata:
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                    _add_sheet(paper, book, sheet, hidden.get(sheet.name, _Hidden()))
    except (calamine.CalamineError, OSError, ValueError) as problem:
        raise Unreadable(_BROKEN) from problem
    return paper


def _add_sheet(paper: Paper, book, sheet, hidden: _Hidden) -> None:
    is_hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
    content = book.get_sheet_by_name(sheet.name)
    if content.total_height * max(1, content.total_width) > 20 * MOST_CELLS:
        raise Unreadable(_TOO_BIG)
    rows = content.to_python(skip_empty_area=False)
    if not any(value != "" for row in rows for value in row):
        return
    if len(rows) * len(rows[0]) > MOST_CELLS:
        rows = _trimmed(rows)
    table = Table([[_cell(value) for value in row] for row in rows], where=f"工作表“{sheet.name}”", is_hidden=is_hidden)
    table.row_places = list(range(1, len(rows) + 1))
    for (top, left), (bottom, right) in content.merged_cell_ranges or []:
        merge(table, top, left, bottom, right)
    if is_hidden:
        paper.doubts.append(f"工作表“{sheet.name}”是隐藏的，没有读入，如需要请取消隐藏后再上传。")
    elif hidden.rows or hidden.columns:
        _leave_out(table, hidden, paper, sheet.name)
    paper.blocks.append(table)


def _trimmed(rows: list[list]) -> list[list]:
    """Without the empty rows and columns at the end."""
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    width = max(max((i for i, value in enumerate(row) if value != ""), default=-1) for row in rows) + 1
    if len(rows) * width > MOST_CELLS:
        raise Unreadable(_TOO_BIG)
    return [row[:width] for row in rows]


def _cell(value) -> Cell:
    if isinstance(value, str):
        return Cell(clean(value) if value else "")
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, float):
        return Cell(_number(value))
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), value=value.date())
    if isinstance(value, date):
        return Cell(value.isoformat(), value=value)
    if isinstance(value, time | timedelta | int):
        return Cell(str(value))
    return Cell("")


def _number(value: float) -> str:
    """The shortest decimal that is the same number: 12.0 → 12, 0.1 + 0.2 as Excel shows it → 0.3."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


def _leave_out(table: Table, hidden: _Hidden, paper: Paper, name: str) -> None:
    """Take out what the clerk does not see, and say so; a merged cell that begins in it moves to what is left."""
    for row in sorted(hidden.rows):
        if row < len(table.rows):
            _pass_down(table, row)
    kept = [number for number in range(len(table.rows)) if number not in hidden.rows]
    columns = [number for number in range(len(table.rows[0])) if number not in hidden.columns]
    lost = [
        cell
        for number, row in enumerate(table.rows)
        for column, cell in enumerate(row)
        if cell and cell.text and (number in hidden.rows or column in hidden.columns)
    ]
    table.rows = [[table.rows[number][column] for column in columns] for number in kept]
    table.row_places = [number + 1 for number in kept]
    if lost:
        paper.doubts.append(
            f"工作表“{name}”有隐藏的行或列（如“{lost[0].text[:20]}”），没有读入，如需要请取消隐藏后再上传。"
        )


def _pass_down(table: Table, row: int) -> None:
    for column, cell in enumerate(table.rows[row]):
        if cell is not None and cell.row_span > 1 and row + 1 < len(table.rows):
            heir = Cell(cell.text, cell.row_span - 1, cell.column_span, cell.value)
            table.rows[row + 1][column] = heir
            cell.text = ""


def _look_at_sheets(parts: Parts) -> dict[str, _Hidden]:
    """What is hidden in each sheet, and whether a sheet is too large to be opened at all."""
    found = {}
    for name, part in _sheet_parts(parts).items():
        if part not in parts.names:
            continue
        data = parts.read(part)
        _check_sheet(data)
        hidden = found[name] = _Hidden()
        if b"hidden=" in data:
            hidden.rows = {row for one in _HIDDEN_ROW.finditer(data) for row in _rows_of(one.group(1))}
            hidden.columns = {column for one in _HIDDEN_COLUMN.finditer(data) for column in _columns_of(one.group(1))}
    return found


def _check_sheet(data: bytes) -> None:
    from documents.reading.archive import refuse_doctype

    refuse_doctype(data)
    if data.count(b"<c ") + data.count(b"<c>") + data.count(b":c ") > MOST_CELLS:
        raise Unreadable(_TOO_BIG)
    last = 0
    for one in re.finditer(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,8})"', data):
        last = max(last, int(one.group(1)))
    widest = max((len(one) for one in re.findall(rb'<(?:\w+:)?c r="([A-Z]{3,})\d', data)), default=0)
    if last > 100_000 or widest > 2:
        raise Unreadable(_TOO_BIG)


def _rows_of(attributes: bytes) -> list[int]:
    found = re.search(rb'\br="(\d+)"', attributes)
    return [int(found.group(1)) - 1] if found else []


def _columns_of(attributes: bytes) -> range:
    first, last = re.search(rb'\bmin="(\d+)"', attributes), re.search(rb'\bmax="(\d+)"', attributes)
    if not first or not last:
        return range(0)
    return range(int(first.group(1)) - 1, min(int(last.group(1)), 16384))


def _sheet_parts(parts: Parts) -> dict[str, str]:
    """Sheet name → part name, by way of the workbook's relations."""
    book, relations = parts.maybe_xml("xl/workbook.xml"), parts.maybe_xml("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        raise Unreadable(_BROKEN)
    targets = {one.get("Id"): one.get("Target") or "" for one in relations}
    found = {}
    for sheet in book.iter("{*}sheet"):
        target = targets.get(sheet.get(_R + "id") or "", "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        found[sheet.get("name") or ""] = part
    return found
