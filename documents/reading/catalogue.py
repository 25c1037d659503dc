"""Catalogues of evidence: a file in each row is the item, the merged column beside it its category."""

from __future__ import annotations

import re

from documents.reading.characters import bare, squeeze, word
from documents.reading.columns import Column
from documents.reading.numbering import bare_label
from documents.reading.sheet import Sheet

_NAMES = re.compile(r".*(?:名称|题名|标题|目录|清单|文件名)|文件")
_FILES = re.compile(r".*(?:名称|题名|标题|目录|清单|内容|材料|资料|档案)")
_GROUPS = re.compile(r"类别|类目|大类|分类|类型|卷[号名]?|案卷.{0,4}|盒[号名]?")
_MOST = 0.9  # share of the rows in which a file stands in a catalogue; the rest are bands and sums


def name_files(found: list[Column], sheet: Sheet) -> None:
    """Make 材料名称 the text where no other column has a text of its own in each row."""
    texts = [column for column in found if column.role == "text"]
    files = _files(found, sheet)
    if files is None or any(column.role == "points" for column in found):
        return
    if all(_is_group(column, sheet, found) for column in texts):
        files.role = "text"


def _files(found: list[Column], sheet: Sheet) -> Column | None:
    """The column that names the files: the one headed 名称 or 题名, else the first of the materials."""
    columns = [column for column in found if column.role == "materials" and _FILES.fullmatch(word(column.header))]
    columns = [column for column in columns if len(sheet.texts(column.index)) >= _MOST * len(sheet.rows)]
    named = [column for column in columns if _NAMES.fullmatch(word(column.header))]
    return next(iter(named or columns), None)


def _is_group(column: Column, sheet: Sheet, found: list[Column]) -> bool:
    """Does the column only name what several rows belong to?"""
    if _GROUPS.fullmatch(word(column.header)):
        return True
    cells = [squeeze(cell) for cell in sheet.texts(column.index)]
    if any(len(cell) > 20 or re.search(r"[，。；,;]", cell) for cell in cells):
        return False
    groups = sum(bare(cell) != bare(before) for cell, before in zip(cells, ["", *cells], strict=False))
    return groups < len(sheet.rows) and (_counts_files(found, sheet) or groups <= 0.7 * len(sheet.rows))


def _counts_files(found: list[Column], sheet: Sheet) -> bool:
    """Has each row a number of its own?"""
    numbers = [column.index for column in found if column.role == "number"]
    return any(sum(bare_label(cell) is not None for cell in sheet.texts(i)) >= _MOST * len(sheet.rows) for i in numbers)
