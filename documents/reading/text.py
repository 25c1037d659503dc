"""Plain text, csv and pasted text: encodings, tables of tabs or pipes, what page layout left behind."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from documents.model import Heading, Paper, Paragraph, Table
from documents.reading.characters import clean
from documents.reading.flattened import unflatten
from documents.reading.grid import table_of
from documents.reading.ruled import RULE, cut_table, find_ruled, is_page_mark
from documents.reading.stacked import find_stack
from documents.reading.unreadable import Unreadable
from documents.reading.wrapping import unwrap

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 60_000
_CONTENTS = re.compile(r"(?:[.．…·]{4,}|…{2,})\s*\d{1,3}\s*$")


def open_text(path: Path) -> Paper:
    """Read a .txt file; raises Unreadable."""
    return read_text(decode(path.read_bytes()))


def open_csv(path: Path) -> Paper:
    """Read a .csv file; raises Unreadable."""
    text = clean(decode(path.read_bytes()))
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    except csv.Error as problem:
        raise Unreadable("这个 csv 文件的引号或分隔符不完整，请用 Excel 打开后另存为 .xlsx 再上传。") from problem
    if len(rows) > MOST_LINES:
        raise Unreadable("文件行数太多，请只保留需要的部分再上传。")
    kept = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if not kept:
        raise Unreadable("文件是空的，没有可读的内容。")
    if max(len(row) for _, row in kept) < 2:  # a text that only calls itself csv
        return read_text(text)
    return Paper(blocks=[table_of([row for _, row in kept], "表1", [number for number, _ in kept])])


def _delimiter(text: str) -> str:
    head = re.sub(r'"[^"]*"', "", text[:20_000])
    return max(",\t;，", key=lambda sign: head.count(sign) if sign != "，" else 0)


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8 with or without BOM, UTF-16 with BOM, GB 18030."""
    if len(data) > MOST_BYTES:
        raise Unreadable("文字文件超过 20 MB，请只保留需要的部分再上传。")
    if not data.strip():
        raise Unreadable("文件是空的，没有可读的内容。")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise Unreadable("认不出文件里的文字，请另存为 UTF-8 编码的 .txt，或上传 .docx、.xlsx。")


def _is_text(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(
        1 for sign in sample if (ord(sign) < 32 and sign not in "\t\n\r\x0b\x0c") or 0xE000 <= ord(sign) <= 0xF8FF
    )
    return odd <= 0.02 * len(sample)


def read_text(text: str) -> Paper:
    """A text as a paper: runs of lines with tabs or pipes become tables, the others paragraphs."""
    lines = clean(text).split("\n")
    if len(lines) > MOST_LINES:
        raise Unreadable("文件行数太多，请只保留需要的部分再上传。")
    reader = _Reader(lines)
    reader.read()
    if not reader.paper.blocks:
        raise Unreadable("文件是空的，没有可读的内容。")
    return reader.paper


class _Reader:
    """Walks the lines once: tables of tabs or pipes, stacked tables, running text between them."""

    def __init__(self, lines: list[str]):
        self.paper = Paper()
        self._lines = lines
        self._filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
        self._place = {number: place for place, (number, _) in enumerate(self._filled)}
        self._no_stack_before = 0
        self._tables = 0

    def read(self) -> None:
        position = 0
        running: list[tuple[int, str]] = []
        while position < len(self._lines):
            end, table = self._table_at(position)
            if table is None:
                running.append((position + 1, self._lines[position]))
                position += 1
                continue
            _add_lines(self.paper, running)
            running = []
            self.paper.blocks.append(table)
            position = end
        _add_lines(self.paper, running)

    def _table_at(self, position: int) -> tuple[int, Table | None]:
        where = f"表{self._tables + 1}"
        end, cut = find_ruled(self._lines, position)
        if cut is not None:
            self._tables += 1
            return end, cut_table(self._lines, position, end, cut, where)
        place = self._place.get(position + 1)
        if place is None or place < self._no_stack_before:
            return position, None
        after, rows, places = find_stack(self._filled, place)
        if not rows:
            self._no_stack_before = after
            return position, None
        self._tables += 1
        end = self._filled[after][0] - 1 if after < len(self._filled) else len(self._lines)
        return end, table_of(rows, where, places)


def _add_lines(paper: Paper, running: list[tuple[int, str]]) -> None:
    for number, line in unwrap(running):
        for part in unflatten(line):
            _add_line(paper, part, number)


def _add_line(paper: Paper, line: str, number: int) -> None:
    text = line.strip()
    if text[:1] in "|｜│":  # a row of one cell
        text = text.strip("|｜│ ")
    if not text or is_page_mark(text) or _CONTENTS.search(text) or RULE.match(text):
        return
    heading = re.match(r"(#{1,6})\s+(.*)", text)
    where = f"第{number}行"
    if heading:
        paper.blocks.append(Heading(heading.group(2), len(heading.group(1)), where))
    else:
        paper.blocks.append(Paragraph(text, where))
