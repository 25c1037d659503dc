"""Digital PDF papers through pdfplumber: running text, and ruled tables that go on over several pages."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psparser import PSException
from pdfplumber.utils.exceptions import PdfminerException

from documents.model import Cell, Paper, Paragraph, Table
from documents.reading.characters import clean
from documents.reading.departments import looks_like_departments
from documents.reading.numbering import split_label
from documents.reading.ruled import is_page_mark
from documents.reading.unreadable import Unreadable
from documents.reading.wrapping import begins

MOST_PAGES = 300
_SCAN = "这个 PDF 是扫描件，里面没有文字，请上传 Word、Excel 原件，或先做文字识别。"
_BROKEN = "PDF 文件已损坏，无法打开，请重新导出一份再上传。"
_SAME_LINE = 3.0  # points
_PADDING = 2.5  # between a cell's text and its rule


def open_pdf(path: Path) -> Paper:
    """Read a digital .pdf; raises Unreadable for scans, passwords and broken files."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells every odd font on standard error
    try:
        with pdfplumber.open(path) as document:
            if len(document.pages) > MOST_PAGES:
                raise Unreadable(f"PDF 超过 {MOST_PAGES} 页，请只保留需要的部分再上传。")
            return _read(document.pages)
    except PdfminerException as problem:
        if problem.args and isinstance(problem.args[0], PDFPasswordIncorrect):
            raise Unreadable("PDF 加了密码，请取消密码后再上传。") from problem
        raise Unreadable(_BROKEN) from problem
    except PDFPasswordIncorrect as problem:
        raise Unreadable("PDF 加了密码，请取消密码后再上传。") from problem
    except (
        PDFSyntaxError,
        PSException,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        RecursionError,
        OSError,
    ) as problem:
        # pdfminer meets broken structures with whatever its code runs into
        raise Unreadable(_BROKEN) from problem


def _read(pages: list) -> Paper:
    paper = Paper()
    letters = tables = 0
    for number, page in enumerate(pages, start=1):
        letters += len(page.chars)
        found = sorted(page.find_tables(_settings(page)), key=lambda table: table.bbox[1])
        found = [table for table in found if len(table.cells) > 1]
        blocks: list[tuple[float, object]] = [(top, one) for top, one in _paragraphs(page, found, number)]
        for one in found:
            blocks.append((one.bbox[1], _table(one)))
        for _, block in sorted(blocks, key=lambda pair: pair[0]):
            if isinstance(block, Table):
                tables = _add_table(paper, block, number, tables)
            else:
                _add_paragraph(paper, block)
        page.close()
    if letters == 0:
        raise Unreadable(_SCAN)
    return paper


def _settings(page) -> dict:
    """A row that a page break cuts has no rule at its open end: one is drawn where its upright rules end."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > _SAME_LINE]
    level = [edge["top"] for edge in page.edges if edge["orientation"] == "h"]
    ends = {round(edge[side], 1) for edge in upright for side in ("top", "bottom")}
    lines: list[float] = []
    for end in sorted(ends):
        is_shared = sum(abs(edge[side] - end) < _SAME_LINE for edge in upright for side in ("top", "bottom")) >= 2
        if is_shared and all(abs(end - other) > _SAME_LINE for other in [*level, *lines]):
            lines.append(end)
    return {"explicit_horizontal_lines": lines} if lines else {}


def _add_table(paper: Paper, table: Table, page: int, tables: int) -> int:
    """Append to the last table where this one goes on from the page before."""
    last = paper.blocks[-1] if paper.blocks else None
    if isinstance(last, Table) and len(last.rows[0]) == len(table.rows[0]):
        rows = table.rows[_repeated(last, table) :]
        if rows and _runs_on(last, rows[0]):
            for above, below in zip(last.rows[-1], rows[0], strict=True):
                if above is not None and below is not None and below.text:
                    above.text = f"{above.text}\n{below.text}" if above.text else below.text
            rows = rows[1:]
        last.rows += rows
        last.row_places = list(range(1, len(last.rows) + 1))
        return tables
    tables += 1
    table.where = f"第{page}页 表{tables}"
    paper.blocks.append(table)
    return tables


def _repeated(last: Table, table: Table) -> int:
    """How many rows at the head of a page say again what heads the table."""
    count = 0
    for above, below in zip(last.rows, table.rows, strict=False):
        if [cell.text if cell else None for cell in above] != [cell.text if cell else None for cell in below]:
            break
        count += 1
    return count


def _runs_on(table: Table, below: list[Cell | None]) -> bool:
    """Does the first row of a page end cells that began on the page before?"""
    above = table.rows[-1]
    texts = [(one.text if one else "", two.text if two else "") for one, two in zip(above, below, strict=True)]
    if any(cell is not None and cell.column_span > 1 for cell in below) or not any(one for one, _ in texts):
        return False
    if all(not before or not after for before, after in texts):
        return texts[0][1] == "" or texts[0][0] == ""  # the cells of one row, shared out over both pages
    main = max(range(len(texts)), key=lambda place: sum(len(row[place].text) for row in table.rows if row[place]))
    if any(split_label(after)[0] is not None for _, after in texts) or (texts[0][1] and main != 0):
        return False
    if not texts[main][1]:
        return True  # no row begins without the cell that says what is to be done
    return any(_is_open(before) and after and not looks_like_departments(before + after) for before, after in texts)


def _is_open(text: str) -> bool:
    return len(text) >= 8 and text.rstrip()[-1] not in "。；;！!）)"


def _table(found) -> Table:
    """The exact grid: every cell's box is mapped on the rules of the table, so that spans are known."""
    lefts = _stops([cell[0] for cell in found.cells] + [cell[2] for cell in found.cells])
    tops = _stops([cell[1] for cell in found.cells] + [cell[3] for cell in found.cells])
    rows: list[list[Cell | None]] = [[None] * (len(lefts) - 1) for _ in range(len(tops) - 1)]
    taken = [[False] * (len(lefts) - 1) for _ in range(len(tops) - 1)]
    for x0, top, x1, bottom in sorted(found.cells, key=lambda cell: (cell[1], cell[0])):
        left, right, first, last = _at(lefts, x0), _at(lefts, x1), _at(tops, top), _at(tops, bottom)
        if left >= right or first >= last or taken[first][left]:
            continue
        rows[first][left] = Cell(_text(found.page, (x0, top, x1, bottom)), last - first, right - left)
        for row in range(first, last):
            taken[row][left:right] = [True] * (right - left)
    for column in range(len(lefts) - 1):
        _fill_gaps(found, rows, taken, column, lefts, tops)
    return Table(rows, row_places=list(range(1, len(rows) + 1)))


def _fill_gaps(found, rows: list, taken: list, column: int, lefts: list[float], tops: list[float]) -> None:
    """A merged cell that goes on over the page has no rule below: the places nobody took are one cell."""
    first = 0
    while first < len(rows):
        last = first
        while last < len(rows) and not taken[last][column]:
            last += 1
        if last > first:
            box = (lefts[column], tops[first], lefts[column + 1], tops[last])
            rows[first][column] = Cell(_text(found.page, box), last - first)
        first = last + 1


def _text(page, box: tuple[float, float, float, float]) -> str:
    """The text of a cell: a line that fills the cell's width runs on in the next, others end where they were ended."""
    lines = page.crop(box, strict=False).extract_text_lines(return_chars=True, x_tolerance=2)
    texts = [line["text"].strip() for line in lines]
    whole = "".join(texts)
    if re.search(r"[、，；;/]", whole) and looks_like_departments(whole):
        return clean(whole).strip()  # names parted by signs: the line ends are the column's
    is_list = all(looks_like_departments(one) for one in texts)  # one name on each line
    text, is_full = "", False
    for line in lines:
        text += ("" if is_full or not text else "\n") + line["text"]
        widest = max((char["width"] for char in line["chars"]), default=0)
        is_full = not is_list and box[2] - line["x1"] < 1.6 * widest + _PADDING
    return clean(text).strip()


def _stops(values: list[float]) -> list[float]:
    stops: list[float] = []
    for value in sorted(values):
        if not stops or value - stops[-1] > _SAME_LINE:
            stops.append(value)
    return stops


def _at(stops: list[float], value: float) -> int:
    return min(range(len(stops)), key=lambda place: abs(stops[place] - value))


def _paragraphs(page, tables: list, number: int) -> list[tuple[float, Paragraph]]:
    """Lines outside the tables; a line that fills the width runs on in the next, unless that one is indented."""
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda part: not _is_inside(part, boxes)) if boxes else page
    lines = [line for line in outside.extract_text_lines(return_chars=False) if line["text"].strip()]
    lines = [line for line in lines if not is_page_mark(line["text"]) and not _is_foot(line, page)]
    if not lines:
        return []
    left, right = min(line["x0"] for line in lines), max(line["x1"] for line in lines)
    found: list[tuple[float, Paragraph]] = []
    before = None
    for position, line in enumerate(lines, start=1):
        height = line["bottom"] - line["top"]
        runs_on = (
            before is not None
            and before["x1"] > right - 1.6 * height
            and line["x0"] < left + 0.9 * height
            and line["top"] - before["bottom"] < 2.2 * height
            and not begins(line["text"])
        )
        text = clean(line["text"]).strip()
        if runs_on and found:
            found[-1][1].text += text
        else:
            found.append((line["top"], Paragraph(text, f"第{number}页 第{position}行")))
        before = line
    return found


def _is_inside(part: dict, boxes: list) -> bool:
    if "x0" not in part or "top" not in part:
        return False
    middle_x, middle_y = (part["x0"] + part["x1"]) / 2, (part["top"] + part["bottom"]) / 2
    return any(x0 <= middle_x <= x1 and top <= middle_y <= bottom for x0, top, x1, bottom in boxes)


def _is_foot(line: dict, page) -> bool:
    """A bare number in the lowest or highest tenth of a page is its number."""
    is_edge = line["top"] > 0.9 * page.height or line["bottom"] < 0.08 * page.height
    return is_edge and line["text"].strip(" -—·").isdigit()


def _add_paragraph(paper: Paper, paragraph: Paragraph) -> None:
    """Join a paragraph that a page break cut in the middle of a sentence."""
    last = paper.blocks[-1] if paper.blocks else None
    is_open = isinstance(last, Paragraph) and len(last.text) > 30 and last.text[-1] not in "。；;！!？：:）)”"
    if is_open and not begins(paragraph.text) and last.where.split(" ")[0] != paragraph.where.split(" ")[0]:
        last.text += paragraph.text
    else:
        paper.blocks.append(paragraph)
