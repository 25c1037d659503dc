"""Word papers: lxml on the zip, with merged cells, tracked changes, automatic numbers, footnotes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from documents.model import Cell, Heading, Paper, Paragraph, Table
from documents.reading import nested
from documents.reading.archive import Parts
from documents.reading.characters import clean
from documents.reading.listing import Lists
from documents.reading.unreadable import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_P, _TBL, _TR, _TC, _R, _T = W + "p", W + "tbl", W + "tr", W + "tc", W + "r", W + "t"
_RPR, _PPR, _TCPR, _TRPR, _VANISH = W + "rPr", W + "pPr", W + "tcPr", W + "trPr", W + "vanish"
_GRID_SPAN, _V_MERGE, _VAL, _TYPE = W + "gridSpan", W + "vMerge", W + "val", W + "type"
_SKIPPED = {
    *(W + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "footnoteReference")),
    *(W + name for name in ("endnoteReference", "pict", "object", "commentReference", "ruby")),
    _MC + "AlternateContent",
    W + "drawing",
}
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_OPENED = {W + "sdt", W + "sdtContent", W + "ins", W + "moveTo", W + "smartTag", W + "customXml", W + "hyperlink"}
_LIMIT = 400_000  # cells
AGAIN = "（续）"


def open_docx(path: Path) -> Paper:
    """Read a .docx file; raises Unreadable."""
    with Parts(path) as parts:
        parts.check()
        body = parts.xml("word/document.xml").find(W + "body")
        if body is None:
            raise Unreadable("文件里没有正文，请确认是 Word 文档。")
        reader = _Reader(Lists(parts))
        paper = Paper(blocks=reader.blocks(body))
        paper.doubts = reader.doubts(body)
        paper.blocks += _footnotes(parts)
        return paper


class _Reader:
    def __init__(self, lists: Lists):
        self._lists = lists
        self._paragraphs = 0
        self._tables = 0
        self._cells = 0
        self._nested = 0
        self._inner: list[tuple[int, list[list[str]]]] = []  # tables in cells of the row at hand, with their column
        self._carried = ""  # text of a paragraph whose mark was deleted: it runs on into the next

    def blocks(self, body: etree._Element) -> list:
        found: list = []
        for element in _children(body):
            if element.tag == _P:
                self._add_paragraph(element, found)
            elif element.tag == _TBL:
                self._add_table(element, found)
        return found

    def _add_paragraph(self, element: etree._Element, found: list) -> None:
        text = self._carried + clean(paragraph_text(element))
        properties = element.find(W + "pPr")
        self._carried = ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._carried = text
            return
        label, level = self._lists.of(properties)
        if not text.strip():
            return
        self._paragraphs += 1
        place = f"第{self._paragraphs}段"
        text = label + text
        found.append(Heading(text, level, place) if level else Paragraph(text, place))

    def _add_table(self, element: etree._Element, found: list) -> None:
        inner = _only_nested(element)
        if inner:  # a table that only frames other content
            for one in inner:
                if one.tag == _TBL:
                    self._add_table(one, found)
                else:
                    self._add_paragraph(one, found)
            return
        self._tables += 1
        table = Table(rows=[], where=f"表{self._tables}")
        self._fill(table, element)
        if table.rows:
            found.append(table)

    def _fill(self, table: Table, element: etree._Element) -> None:
        above: dict[int, Cell] = {}
        for number, row in enumerate(_rows(element), start=1):
            self._inner = []
            cells: list[Cell | None] = [Cell() for _ in range(_skipped_columns(row))]
            position = len(cells)
            here: dict[int, Cell] = {}
            for cell in _children(row):
                if cell.tag == _TC:
                    position = self._place(cell, position, cells, above, here)
            _join_resumed(cells, above, here)
            above = here
            table.rows.append(cells)
            table.row_places.append(number)
            for position, inner in self._inner:
                header = [cell.text if cell else "" for cell in table.rows[0]]
                below = nested.continued(inner, header, cells, position)
                table.rows += below
                table.row_places += [number] * len(below)
        width = max((len(row) for row in table.rows), default=0)
        for row in table.rows:
            row += [Cell() for _ in range(width - len(row))]

    def _place(self, element, position: int, cells: list, above: dict[int, Cell], here: dict[int, Cell]) -> int:
        self._cells += 1
        if self._cells > _LIMIT:
            raise Unreadable("表格太大，超过四十万格，请只保留需要的表格后另存再上传。")
        span, merge = _spans(element)
        known = len(self._inner)
        if merge == "continue" and position in above:
            master = above[position]
            master.row_span += 1
            cells += [None] * span
            extra = self._text(element)
            if extra:
                master.text = f"{master.text}\n{extra}" if master.text else extra
        else:
            master = Cell(self._text(element), column_span=span)
            cells += [master] + [None] * (span - 1)
        if merge:
            here[position] = master
        self._inner[known:] = [(position, inner) for _, inner in self._inner[known:]]
        return position + span

    def _text(self, cell: etree._Element) -> str:
        lines = []
        for element in _children(cell):
            if element.tag == _P:
                text = clean(paragraph_text(element))
                label, _ = self._lists.of(next(element.iterchildren(_PPR), None))
                if text.strip():
                    lines.append(label + text)
            elif element.tag == _TBL:
                self._nested += 1
                rows = [[self._text(cell) for cell in _children(row) if cell.tag == _TC] for row in _rows(element)]
                if nested.is_table(rows):
                    self._inner.append((0, rows))
                else:
                    lines += filter(None, (" ".join(filter(None, row)) for row in rows))
        return "\n".join(lines)

    def doubts(self, body: etree._Element) -> list[str]:
        told = []
        boxes = {clean("".join(box.itertext(_T))).strip() for box in body.iter(W + "txbxContent")}
        for text in sorted(filter(None, boxes)):
            told.append(f"文本框里的文字没有读入：“{text[:40]}”，如属正文请移到文本框外。")
        if self._nested:
            told.append(f"有 {self._nested} 个表格套在单元格里，已接在所在行下面读入，请核对。")
        if any(True for _ in body.iter(W + "del", W + "ins", W + "moveFrom")):
            told.append("文件带有修订标记，已按接受全部修订读入。")
        return told


def _join_resumed(cells: list[Cell | None], above: dict[int, Cell], here: dict[int, Cell]) -> None:
    """Give merged cells begun anew on a table’s next page, marked （续）, back to those they go on."""
    begun = {position for position in here if position in above and cells[position] is here[position]}
    same = {position for position in begun if here[position].text.replace(AGAIN, "", 1) == above[position].text}
    if any(AGAIN in here[position].text for position in same):
        for position in same:
            above[position].row_span += 1
            here[position], cells[position] = above[position], None


def paragraph_text(element: etree._Element) -> str:
    """The text of a paragraph as it reads when all tracked changes are accepted."""
    pieces: list[str] = []
    _collect(element, pieces)
    return "".join(pieces)


def _collect(element: etree._Element, pieces: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == _R:
            _collect_run(child, pieces)
        elif tag not in _SKIPPED and isinstance(tag, str) and len(child):
            _collect(child, pieces)


def _collect_run(run: etree._Element, pieces: list[str]) -> None:
    found: list[str] = []
    for child in run:
        tag = child.tag
        if tag == _T:
            found.append(child.text or "")
        elif tag == _RPR:
            if _is_on(next(child.iterchildren(_VANISH), None)):
                return
        elif tag in _SIGNS:
            if child.get(_TYPE) != "page":
                found.append(_SIGNS[tag])
        elif tag not in _SKIPPED and isinstance(tag, str) and len(child):
            _collect(child, found)
    pieces += found


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(W + "val") not in ("0", "false", "none")


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Children in order, looking through content controls and accepted insertions."""
    for child in element:
        if child.tag in _OPENED:
            yield from _children(child)
        else:
            yield child


def _skipped_columns(row: etree._Element) -> int:
    for properties in row.iterchildren(_TRPR):
        for before in properties.iterchildren(W + "gridBefore"):
            value = before.get(_VAL) or "0"
            return min(int(value), 100) if value.isdigit() else 0
    return 0


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _children(table):
        if row.tag == _TR and not any(True for one in row.iterchildren(_TRPR) for _ in one.iterchildren(W + "del")):
            yield row


def _spans(cell: etree._Element) -> tuple[int, str]:
    """How many columns a cell takes, and whether it begins or goes on with a vertical merge."""
    span, merge = 1, ""
    properties = next(cell.iterchildren(_TCPR), ())
    for one in properties:
        if one.tag == _GRID_SPAN:
            value = one.get(_VAL) or "1"
            span = max(1, min(int(value), 200)) if value.isdigit() else 1
        elif one.tag == _V_MERGE:
            merge = one.get(_VAL) or "continue"
    return span, merge


def _only_nested(table: etree._Element) -> list[etree._Element]:
    """The content of a table of one cell that holds a table itself."""
    rows = list(_rows(table))
    cells = [cell for row in rows[:2] for cell in _children(row) if cell.tag == _TC]
    if len(rows) != 1 or len(cells) != 1:
        return []
    content = [element for element in _children(cells[0]) if element.tag in (_P, _TBL)]
    return content if any(element.tag == _TBL for element in content) else []


def _footnotes(parts: Parts) -> list[Paragraph]:
    notes = []
    for name, word in (("word/footnotes.xml", "脚注"), ("word/endnotes.xml", "尾注")):
        root = parts.maybe_xml(name)
        if root is None:
            continue
        for note in root:
            text = clean("".join(paragraph_text(one) for one in note.iter(_P))).strip()
            if text and note.get(W + "type") is None:
                notes.append(Paragraph(text, f"{word}{note.get(W + 'id')}", role="note"))
    return notes
