"""Tables in plain text: cells parted by tabs, by pipes, or by blanks below a header of known words."""

from __future__ import annotations

import re
from collections.abc import Callable

from documents.model import Table
from documents.reading.characters import half
from documents.reading.columns import role_of
from documents.reading.grid import table_of
from documents.reading.numbering import split_label

Cut = Callable[[str], list[str] | None]  # a line into cells; None where it is no row
_PAGE = re.compile(
    r"\s*(?:[-—–－·]\s*\d{1,3}\s*[-—–－·]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|Page\s+\d+.*)\s*$",
    re.I,
)
RULE = re.compile(r"^[\s|:+=-]{3,}$")
_RULED = re.compile(r"(?:评定|评分标准|评分办法|计分办法|扣分标准)\s*:")
_AFTER = re.compile(r"\s*(?:附件|注|备注|说明|[一二三四五六七八九十]+、)")


def is_page_mark(text: str) -> bool:
    """- 3 -, 第 3 页, 3/12: what a page's foot leaves in a text. A bare number is told apart by the reader of prose."""
    return bool(_PAGE.match(text))


def find_ruled(lines: list[str], start: int) -> tuple[int, Cut | None]:
    """Where the table that begins at `start` ends and how its lines are cut; (start, None) where none begins."""
    for cut in (_by_tabs, _by_pipes, _by_blanks(lines[start])):
        head = cut(lines[start])
        if head is None or len([cell for cell in head if cell.strip()]) < 2:
            continue
        end = _run_end(lines, start, cut)
        known = sum(role_of(cell) is not None for cell in head)
        if end - start >= 2 or known >= 3:
            return end, cut
    return start, None


def cut_table(lines: list[str], start: int, end: int, cut: Cut, where: str) -> Table:
    """The lines as a table; rows that a line break tore are whole again."""
    rows: list[list[str]] = []
    places: list[int] = []
    before = ""  # lines of a narrow first cell that stand above its row: 组⏎织⏎领导<tab>…
    for number in range(start, end):
        line = lines[number]
        if not line.strip() or is_page_mark(line) or RULE.match(line.strip()):
            continue
        cells = [re.sub(r"<br\s*/?>", "\n", cell).strip() for cell in cut(line) or re.split(r"[|｜│]", line)]
        if rows and _completes(rows[-1], cells, len(rows[0])):
            rows[-1] = [*rows[-1][:-1], f"{rows[-1][-1]}\n{cells[0]}", *cells[1:]]
        elif rows and cut(line) is None and _is_across(lines, number, cut):
            rows.append([line.strip()] + [""] * (len(rows[0]) - 1))
            places.append(number + 1)
        elif rows and cut(line) is None:
            if len(line.strip()) <= 4 and not rows[-1][-1].endswith(("、", "，", ",")):
                before += line.strip()
            else:
                rows[-1][-1] += "\n" + line.strip()
        else:
            rows.append([before + cells[0], *cells[1:]])
            places.append(number + 1)
            before = ""
    if before and rows:
        rows[-1][-1] += "\n" + before
    return table_of(rows, where, places)


def _completes(row: list[str], cells: list[str], width: int) -> bool:
    """Do these cells end a row that a line break inside a cell cut short?"""
    return (
        len(cells) > 1 and len(row) < width and len(row) + len(cells) - 1 == width and bool(row[-1]) and bool(cells[0])
    )


def _run_end(lines: list[str], start: int, cut: Cut) -> int:
    """Rows may be parted by empty lines where a page ended, and wrapped: a line without a tab runs on in its cell."""
    end = position = start
    while position < len(lines):
        line = lines[position]
        if cut(line) is not None or _is_across(lines, position, cut):
            end = position + 1
        elif line.strip() and not is_page_mark(line):
            if not _wraps(lines, position, cut, position == end) or _AFTER.match(line):
                break
            end = position + 1
        elif position - end > 4:
            break
        position += 1
    return end


def _is_across(lines: list[str], position: int, cut: Cut) -> bool:
    """A category or a rule in a cell across the table: its line has no tab, and rows of the same table follow."""
    line = lines[position].strip()
    label, rest = split_label(line)
    is_name = label is not None and label.is_chinese and bool(rest) and len(line) <= 40 and "。" not in line[:-1]
    if cut(line) is not None or not (is_name or _RULED.match(half(line))):
        return False
    following = next((lines[at] for at in range(position + 1, min(position + 4, len(lines))) if lines[at].strip()), "")
    cells = [cell for cell in cut(following) or [] if cell.strip()]
    if not cells:
        return not is_name
    return sum(role_of(cell) is not None for cell in cells) < 0.6 * len(cells)


def _wraps(lines: list[str], position: int, cut: Cut, follows_row: bool) -> bool:
    following = [at for at in range(position + 1, min(position + 4, len(lines))) if lines[at].strip()]
    is_short = len(lines[position].strip()) <= 4  # of a narrow first cell
    if any(cut(lines[at]) for at in following[: 3 if is_short else 1]):
        return follows_row or is_short
    return False


def _by_tabs(line: str) -> list[str] | None:
    return line.split("\t") if "\t" in line.strip("\n ") and line.strip() else None


def _by_pipes(line: str) -> list[str] | None:
    text = line.strip()
    if text.count("|") + text.count("｜") + text.count("│") < 2:
        return None
    cells = re.split(r"[|｜│]", text)
    if not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip() and re.search(r"[|｜│]$", text):
        cells = cells[:-1]
    return cells


def _by_blanks(head: str) -> Cut:
    """Below a line of nothing but header words, lines of as many words (the last cells may be empty) are rows."""
    words = head.split()
    roles = [role_of(one) for one in words]
    width = len(words) if len(words) >= 3 and None not in roles and len(set(roles)) >= 2 and "\t" not in head else 0

    def cut(line: str) -> list[str] | None:
        cells = line.split()
        return cells if width and max(3, width - 2) <= len(cells) <= width else None

    return cut
