"""Paper → Reading: the one place where tables, running text and questions come together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.model import Heading, Paper, Paragraph, Table
from documents.reading import prose
from documents.reading.characters import bare, squeeze
from documents.reading.departments import first_leads
from documents.reading.forms import gather
from documents.reading.identity import identify, only_year, title_lines
from documents.reading.items import items_of
from documents.reading.layers import layer_of
from documents.reading.layout import lay_out
from documents.reading.matrix import lead_sign
from documents.reading.model import Category, Item, Line, Reading
from documents.reading.numbering import split_label
from documents.reading.points import split_name
from documents.reading.questions import ask, subtotal_questions
from documents.reading.sheet import Sheet
from documents.reading.tables import Walker

_IMPRINT = re.compile(r"^(?:抄送|抄报|主送|分送)|日印发$|^[（(]?共印")


_TABLE_LABEL = re.compile(r"^附?表\s*[\d一二三四五六七八九十]{1,3}(?:[-—.]\d+)?\s*[:：、.．]?\s*(?=\S)")


@dataclass
class _Source:
    """The paper as numbered lines, with the sheets of its tables laid out."""

    lines: list[Line] = field(default_factory=list)
    texts: list[prose.Text] = field(default_factory=list)
    sheets: list[tuple[int, Sheet, str]] = field(default_factory=list)  # first line, sheet, the line printed above
    above: list[str] = field(default_factory=list)


def understand(paper: Paper) -> Reading:
    """Everything a paper tells, and what it leaves open."""
    source = _lines(paper)
    told = identify([text.text for text in source.texts], source.above)
    reading = Reading(told.title, told.issuer, told.number, told.year, told.total, lines=source.lines)
    if reading.year is None:
        reading.year = only_year([f"{line.place} {line.text}" for line in source.lines if line.cells])
    reading.doubts = list(paper.doubts)
    _tables(source, reading)
    titles = title_lines([text.text for text in source.texts])
    outline = prose.read(source.texts, reading.year, has_table=bool(reading.items), titles=titles)
    _add(reading, outline.items)
    reading.sections = outline.sections
    reading.items = _in_order(reading.items, source)
    if first_leads([line.text for line in source.lines if len(line.text) < 200]):
        for item in reading.items:
            item.lead = item.lead or next(iter(item.departments), None)
    ask(reading)
    if not reading.items:
        reading.doubts.append(
            "没有认出任务或评分条目，请确认上传的是任务表、测评表或工作方案，或把条目粘贴成一行一条再试。"
        )
    return reading


def _in_order(items: list[Item], source: _Source) -> list[Item]:
    """As printed; the items of a table stay together, for columns in pairs are read one pair after the other."""
    firsts = [first for first, _, _ in source.sheets]

    def place(item: Item) -> int:
        line = item.line or 0
        return line if item.is_prose else max((first for first in firsts if first <= line), default=line)

    return sorted(items, key=place)


def _lines(paper: Paper) -> _Source:
    source = _Source()
    blocks = list(paper.blocks) + [block for attachment in paper.attachments for block in attachment.blocks]
    last = ""
    for block in gather(blocks):
        if isinstance(block, Table) and len(block.rows[0]) == 1:  # a sheet used like a page
            for row, place in zip(block.rows, block.row_places or range(1, len(block.rows) + 1), strict=False):
                _text_lines(row[0].text if row[0] else "", f"{block.where} 第{place}行", 0, source)
        elif isinstance(block, Table):
            _table_lines(block, source, last)
            last = ""
        elif isinstance(block, Heading | Paragraph):
            level = block.level if isinstance(block, Heading) else 0
            if isinstance(block, Paragraph) and block.role == "note":
                source.lines.append(Line(block.where, block.text.strip()))
            else:
                last = _text_lines(block.text, block.where, level, source) or last
    return source


def _text_lines(text: str, where: str, level: int, source: _Source) -> str:
    """Add the lines of a paragraph; the last of them comes back."""
    last = ""
    for part in text.split("\n"):
        if part.strip():
            last = part.strip()
            source.texts.append(prose.Text(last, where, len(source.lines), level))
            source.lines.append(Line(where, last))
    return last


def _table_lines(table: Table, source: _Source, last: str) -> None:
    first = len(source.lines)
    places = table.row_places or list(range(1, len(table.rows) + 1))
    for row, place in zip(table.rows, places, strict=False):
        cells = tuple("" if cell is None else squeeze(cell.text) for cell in row)
        source.lines.append(Line(f"{table.where} 第{place}行", " ｜ ".join(filter(None, cells)), cells))
    if table.is_hidden or _is_imprint(table):
        return
    sheets = lay_out(table, first)
    if sheets and source.texts and source.texts[-1].text == last and _names_table(last):
        source.texts.pop()
        source.above.append(last)
    if (
        not last and layer_of(table.where) != "basic"
    ):  # a sheet may be called 加分项目 or 负面清单 and not say it inside
        last = re.sub(r"^工作表“(.*)”$", r"\1", table.where)
    source.sheets += [(first, sheet, last) for sheet in sheets]
    for sheet in sheets:
        source.above += [text for text in sheet.above if text not in source.above]


def _is_imprint(table: Table) -> bool:
    """版记, often set as a small table at the end: who gets copies, who prints it and when; no clause stands in it."""
    rows = ["".join(squeeze(cell.text) for cell in row if cell is not None) for row in table.rows]
    return len(rows) <= 4 and all(_IMPRINT.search(text) for text in rows if text) and any(rows)


def _tables(source: _Source, reading: Reading) -> None:
    sign = lead_sign([line.text for line in source.lines if len(line.text) < 200])
    for _, sheet, last in source.sheets:
        outer = _outer(sheet, last, reading, len(source.sheets) > 1)
        one = Walker(sheet, outer, sign).walk()
        if one.total is not None and reading.total is None or len(source.sheets) == 1 and one.total is not None:
            reading.total = one.total
        loose = not any(record.has_points_place for record in one.records)
        items = [item for record in one.records for item in items_of(record, reading.year, loose)]
        reading.questions += subtotal_questions(items, one.subtotals)
        _add(reading, items)
    reading.items = _without_summaries(reading.items)


def _without_summaries(items: list[Item]) -> list[Item]:
    """A table that lists the categories of the others with their points again (汇总表) holds no clauses."""
    named = {(bare(one.name), one.points) for item in items for one in item.categories if one.points is not None}
    named |= {(bare(item.path[-1]), None) for item in items if item.path}
    tables: dict[str, list[Item]] = {}
    for item in items:
        tables.setdefault(item.where.rsplit(" ", 1)[0], []).append(item)
    kept = []
    for held in tables.values():
        texts = [bare(item.text) for item in held]
        again = [text for text, item in zip(texts, held, strict=True) if {(text, item.points), (text, None)} & named]
        kept += [] if len(again) == len(held) > 1 and len(tables) > 1 else held
    return kept


def _outer(sheet: Sheet, last: str, reading: Reading, is_one_of_many: bool) -> list[Category]:
    """The line above a table is a category where it declares points, names a layer, or there are several tables."""
    title = (sheet.above[-1] if sheet.above else "") or last
    if not _names_table(title):
        return []
    name, amount, is_blank = split_name(_TABLE_LABEL.sub("", title))
    layer = layer_of(name)
    if name == reading.title and layer == "basic" and not (is_one_of_many and amount is not None):
        return []
    label = split_label(title)[0]
    # 二、基本任务 right above a table without categories of its own is the section it fills
    is_section = label is not None and label.is_chinese and not sheet.of("category")
    if amount is None and layer == "basic" and not is_one_of_many and not is_section:
        return []
    return [Category(name, amount, layer, label.text if label else "", is_blank=is_blank)]


def _names_table(text: str) -> bool:
    return bool(text) and len(text) <= 50 and not text.endswith(("。", "：", ":", "；"))


def _add(reading: Reading, items: list[Item]) -> None:
    start = max((item.row for item in reading.items), default=-1) + 1
    for item in items:
        item.row += start
        reading.items.append(item)
