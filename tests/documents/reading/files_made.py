"""Writers of small test files: a Word paper from raw XML, a workbook, a csv and a text, as offices make them."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


class Merged:
    """A cell that goes on downwards from the one above it."""


BELOW = Merged()


def run(text: str) -> str:
    pieces = [f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n")]
    return f"<w:r>{'<w:br/>'.join(pieces)}</w:r>"


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}{run(text)}</w:p>"


def cell(text: str | Merged, restarts: bool = False, span: int = 1) -> str:
    merge = '<w:vMerge w:val="restart"/>' if restarts else ""
    merge = "<w:vMerge/>" if text is BELOW else merge
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    body = "<w:p/>" if isinstance(text, Merged) else paragraph(text)
    return f"<w:tc><w:tcPr>{grid}{merge}</w:tcPr>{body}</w:tc>"


def table(rows: list[list[str | Merged]]) -> str:
    """Rows of texts; BELOW merges with the cell above; a row of one text goes across the table."""
    width = max(len(row) for row in rows)
    printed = []
    for number, row in enumerate(rows):
        if len(row) == 1:
            printed.append(f"<w:tr>{cell(row[0], span=width)}</w:tr>")
            continue
        below = rows[number + 1] if number + 1 < len(rows) and len(rows[number + 1]) == len(row) else [""] * len(row)
        cells = [cell(text, text is not BELOW and below[at] is BELOW) for at, text in enumerate(row)]
        printed.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(printed)}</w:tbl>"


def write_docx(path: Path, *blocks: str, parts: dict[str, str] | None = None) -> Path:
    """Blocks of XML as made by `paragraph` and `table`; `parts` adds or replaces parts of the zip."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{"".join(blocks)}</w:body></w:document>'
    held = {"[Content_Types].xml": TYPES, "word/document.xml": document} | (parts or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in held.items():
            packed.writestr(name, content)
    return path


def write_xlsx(path: Path, rows: list[list], sheet: str = "任务分解表") -> Path:
    """Rows of values with BELOW for merged cells; a row of one value goes across the sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    fill_sheet(page, rows)
    book.save(path)
    return path


def fill_sheet(page, rows: list[list]) -> None:
    width = max(len(row) for row in rows)
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row, start=1):
            if value is not BELOW and value != "":
                page.cell(number, at, value)
        if len(row) == 1 and width > 1:
            page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
    for at in range(1, width + 1):
        start = None
        for number, row in enumerate([*rows, []], start=1):
            merged = len(row) >= at and row[at - 1] is BELOW
            if merged and start is None:
                start = number - 1
            if not merged and start is not None:
                page.merge_cells(start_row=start, end_row=number - 1, start_column=at, end_column=at)
                start = None


def write_csv(path: Path, rows: list[list], encoding: str = "utf-8") -> Path:
    stream = io.StringIO()
    writer = csv.writer(stream)
    width = max(len(row) for row in rows)
    for row in rows:
        cells = ["" if value is BELOW else value for value in row]
        writer.writerow(cells + [""] * (width - len(cells)))
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def write_text(path: Path, rows: list[list], sign: str = "\t", encoding: str = "utf-8", before: str = "") -> Path:
    """Rows as lines of a text, cells parted by tabs or pipes; a line break in a cell becomes a space."""
    lines = [before] if before else []
    for row in rows:
        cells = ["" if value is BELOW else str(value).replace("\n", " ") for value in row]
        lines.append(sign.join(cells) if sign == "\t" else f"| {' | '.join(cells)} |")
    path.write_bytes("\n".join(lines).encode(encoding))
    return path
