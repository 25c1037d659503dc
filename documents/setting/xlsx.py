"""A paper's tables as an Excel workbook laid out like the annex of a circular.

Written with XlsxWriter, which stores a formula together with its value (see docs/decisions/0003-writing-excel.md).
Texts go out by `write_string` alone: whatever somebody typed, it is never a formula, a link or a number.
"""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import xlsxwriter

from documents.model import Cell, Formula, Heading, Paper, Table
from documents.setting.columns import lines_needed, shares
from documents.setting.measures import Layout
from documents.setting.sheets import Sheet, sheets_of
from documents.setting.wording import clean, shortened, width

LONGEST_TEXT = 32_767  # what a cell holds
LONGEST_LIST = 255  # characters a drop-down may carry inside itself
CUT = "……（后文从略）"
HIGHEST_ROW = 409  # points
SHEET_WIDTH = 132  # half-width characters in a line of a landscape sheet
ROW_PT, ROW_MARGIN_PT = 15, 5
REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")
LISTS = "选项"
PRINTED_NUMBER = re.compile(r"-?[\d,]+(?:\.(\d{2,}))?")  # one decimal, as points have, needs no format


def set_xlsx(paper: Paper, layout: Layout) -> bytes:
    """The workbook as bytes: a sheet for each table of the paper."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": clean(paper.title), "author": clean(paper.signature), "comments": ""})
        book.set_calc_mode("auto")
        looks = _Looks(book, layout)
        lists = _Lists(book)
        sheets = [(sheet, book.add_worksheet(sheet.name)) for sheet in sheets_of(paper)]
        for sheet, page in sheets:
            _SheetWriter(page, sheet, looks, lists).write()
        lists.write()
    return target.getvalue()


class _Looks:
    """The formats of the workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, layout: Layout):
        self.book = book
        self.fonts = layout.fonts
        self.made = {}
        self.cells = {}

    def _format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(properties)
        return self.made[key]

    def label(self):
        return self._format(font_name=self.fonts.hei, font_size=14)

    def title(self):
        return self._format(
            font_name=self.fonts.title,
            font_size=20,
            align="center",
            valign="vcenter",
            text_wrap=True,
            bold=self.fonts.is_title_bold,
        )

    def line(self, align: str, heading: bool):
        name = self.fonts.hei if heading else self.fonts.body
        return self._format(font_name=name, font_size=10.5, align=align, valign="vcenter", text_wrap=True)

    def cell(self, align: str, heading: bool, bold: bool, number: str):
        key = (align, heading, bold, number)
        if key not in self.cells:  # asked for every cell of the table
            self.cells[key] = self._cell(*key)
        return self.cells[key]

    def _cell(self, align: str, heading: bool, bold: bool, number: str):
        properties = {
            "font_name": self.fonts.hei if heading else self.fonts.body,
            "font_size": 11 if heading else 10.5,
            "align": align,
            "valign": "vcenter",
            "text_wrap": True,
            "border": 1,
        }
        if bold:
            properties["bold"] = True
        if heading:
            properties["bg_color"] = "#D9E2F3"
        if number:
            properties["num_format"] = number
        return self._format(**properties)


class _Lists:
    """What drop-downs offer, kept on a hidden sheet where it is too long for the cell itself."""

    def __init__(self, book: xlsxwriter.Workbook):
        self.book = book
        self.columns: dict[tuple[str, ...], int] = {}

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        if len(",".join(choices)) <= LONGEST_LIST and not any("," in choice or "\n" in choice for choice in choices):
            return list(choices)
        column = self.columns.setdefault(choices, len(self.columns))
        letter = xlsxwriter.utility.xl_col_to_name(column)
        return f"={LISTS}!${letter}$1:${letter}${len(choices)}"

    def write(self) -> None:
        if not self.columns:
            return
        page = self.book.add_worksheet(LISTS)
        page.hide()
        for choices, column in self.columns.items():
            for row, choice in enumerate(choices):
                page.write_string(row, column, clean(choice))


class _SheetWriter:
    """One sheet, from the label in its first row to the last line below the table."""

    def __init__(self, page, sheet: Sheet, looks: _Looks, lists: _Lists):
        self.page = page
        self.sheet = sheet
        self.looks = looks
        self.lists = lists
        self.row = 0
        self.columns = max(len(sheet.table.rows[0]) if sheet.table and sheet.table.rows else 1, 1)
        parts = shares(sheet.table, SHEET_WIDTH / 2.1) if sheet.table and sheet.table.rows else [1.0]
        self.widths = [max(part * SHEET_WIDTH, 4) for part in parts]
        self.choices: dict[tuple[str, ...], list[tuple[int, int]]] = {}

    def write(self) -> None:
        for column, wide in enumerate(self.widths):
            self.page.set_column(column, column, wide)
        self._head()
        for line in self.sheet.above:
            self._line(line)
        if self.sheet.table and self.sheet.table.rows:
            self._table(self.sheet.table)
        for line in self.sheet.below:
            self._line(line)
        self._offer_choices()
        self._page_setup()

    def _head(self) -> None:
        if self.sheet.label:
            self.page.write_string(self.row, 0, self.sheet.label, self.looks.label())
            self.page.set_row(self.row, 20)
            self.row += 1
        title = clean(self.sheet.title)
        if title:
            lines = lines_needed(title, sum(self.widths) / 4)  # 20 pt type is twice as wide as the sheet's own
            self._across(title, self.looks.title(), 30 * lines + 6)

    def _line(self, line) -> None:
        text = clean(line.text)
        role = getattr(line, "role", "")
        align = {"centred": "center", "right": "right"}.get(role, "left")
        height = ROW_PT * lines_needed(text, sum(self.widths) / 2.1) + 3
        self._across(text, self.looks.line(align, isinstance(line, Heading)), height)

    def _across(self, text: str, look, height: float) -> None:
        if self.columns > 1:
            self.page.merge_range(self.row, 0, self.row, self.columns - 1, "", look)
        self.page.write_string(self.row, 0, _fitting(text), look)
        self.page.set_row(self.row, min(height, HIGHEST_ROW))
        self.row += 1

    def _table(self, table: Table) -> None:
        top = self.row
        heights = self._heights(table)
        for number, row in enumerate(table.rows):
            self.page.set_row(top + number, heights[number])
            for column, cell in enumerate(row):
                if cell is not None:
                    self._cell(table, number, column, cell, top)
        self.row = top + len(table.rows)
        first = top + min(table.header_rows, len(table.rows))
        if table.header_rows:
            self.page.repeat_rows(top, first - 1)
        self.page.freeze_panes(first, table.label_columns)

    def _cell(self, table: Table, number: int, column: int, cell: Cell, top: int) -> None:
        row = top + number
        value = cell.text if cell.value is None else cell.value
        heading = number < table.header_rows
        centred = heading or column < table.label_columns or not isinstance(value, str) or width(cell.text) <= 12
        align = cell.align or ("center" if centred else "left")
        look = self.looks.cell(align, heading, cell.bold, _number_format(value, cell.text))
        if cell.row_span > 1 or cell.column_span > 1:
            # Only draws the border and notes the range; its own writing would turn "=1+1" into a formula.
            self.page.merge_range(row, column, row + cell.row_span - 1, column + cell.column_span - 1, "", look)
        self._value(row, column, value, look, top)
        if cell.choices:
            self.choices.setdefault(cell.choices, []).append((row, column))

    def _value(self, row: int, column: int, value, look, top: int) -> None:
        if isinstance(value, Formula):
            text = REFERENCE.sub(lambda found: f"{found[1]}{int(found[2]) + top}", value.text)
            self.page.write_formula(row, column, "=" + text.lstrip("="), look, value.value)
        elif isinstance(value, bool) or not isinstance(value, int | Decimal | date):
            text = _fitting(clean(str(value)))
            self.page.write_string(row, column, text, look) if text else self.page.write_blank(row, column, None, look)
        elif isinstance(value, date):
            self.page.write_datetime(row, column, value, look)
        else:
            self.page.write_number(row, column, value, look)

    def _heights(self, table: Table) -> list[float]:
        """Points for every row: nobody who opens the file will fit wrapped or merged rows for us."""
        heights = [float(ROW_PT + ROW_MARGIN_PT)] * len(table.rows)
        tall = []
        for number, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                if cell is None or not cell.text:
                    continue
                room = sum(self.widths[column : column + cell.column_span])
                needed = ROW_PT * lines_needed(cell.text, room / 2.1) + ROW_MARGIN_PT
                if cell.row_span == 1:
                    heights[number] = max(heights[number], needed)
                elif needed > cell.row_span * heights[0]:
                    tall.append((number, cell.row_span, needed))
        for number, span, needed in tall:
            missing = needed - sum(heights[number : number + span])
            if missing > 0:
                for inside in range(number, min(number + span, len(heights))):
                    heights[inside] += missing / span
        return [min(height, HIGHEST_ROW) for height in heights]

    def _offer_choices(self) -> None:
        for choices, places in self.choices.items():
            ranges = _ranges(places)
            first = ranges[0]
            rule = {
                "validate": "list",
                "source": self.lists.source(choices),
                "error_title": "请从列表中选",
                "error_message": "这一格只能从下拉列表里选。",
                "other_cells": ranges[1:],
            }
            self.page.data_validation(*first, rule)

    def _page_setup(self) -> None:
        page = self.page
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        page.center_horizontally()
        page.set_footer("&C第 &P 页 共 &N 页", {"margin": 0.4})
        if self.row:
            page.print_area(0, 0, self.row - 1, self.columns - 1)


def _fitting(text: str) -> str:
    kept = shortened(text, LONGEST_TEXT)
    return text if kept == text else shortened(text, LONGEST_TEXT - len(CUT)) + CUT


def _number_format(value, text: str) -> str:
    """Excel shows a value as the text beside it reads in Word and PDF."""
    if isinstance(value, date):
        return 'm"月"d"日"' if text == f"{value.month}月{value.day}日" else 'yyyy"年"m"月"d"日"'
    shown = PRINTED_NUMBER.fullmatch(text) if isinstance(value, int | Decimal | Formula) else None
    if not shown or not ("," in text or shown[1]):
        return ""
    return ("#,##0" if "," in text else "0") + (f".{'0' * len(shown[1])}" if shown[1] else "")


def _ranges(places: list[tuple[int, int]]) -> list[list[int]]:
    """Neighbours of one column joined, as [first row, first column, last row, last column]."""
    ranges: list[list[int]] = []
    for row, column in sorted(places, key=lambda place: (place[1], place[0])):
        if ranges and ranges[-1][1] == column and ranges[-1][2] == row - 1:
            ranges[-1][2] = row
        else:
            ranges.append([row, column, row, column])
    return ranges
