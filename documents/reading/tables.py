"""Rows of a laid-out table → records: which cells belong to one printed clause, and under which categories."""

from __future__ import annotations

import re
from decimal import Decimal

from documents.reading import points
from documents.reading.chain import Chain
from documents.reading.characters import fold, squeeze
from documents.reading.model import Category
from documents.reading.numbering import Label, bare_label, split_label
from documents.reading.records import Found, Record, Subtotal
from documents.reading.sheet import Row, Sheet, Spot
from documents.reading.uses import counts_rows, points_columns

_TOTAL = re.compile(r"^(?:得分合计|分值合计|得分总计|合计|总计|总分|共计|累计|合计得分|总得分|总分值)(?:[(:].*)?$")
_SUBTOTAL = re.compile(r"^小计")
_NOTE = re.compile(
    r"^(?:注|备注|说明|附注|填表说明|填报说明|考评组?签字|考核人|制表|填表|审核|考核组|单位[(（]?盖章|注释)\s*\d?\s*[:：.、]?"
)
_JUDGED = re.compile(r"(?:评定|评分|计分|扣分|赋分|评定标准|评分标准|评分说明|计分办法|评分办法)\s*:")
_WHO = ("departments", "lead", "assist")
_DETAILS = ("scoring", "departments", "lead", "assist", "materials", "methods", "due", "frequency")


class Walker:
    """Walks the rows of one sheet and keeps the categories that are open."""

    def __init__(self, sheet: Sheet, outer: list[Category], lead_sign: str | None = None):
        self._sheet = sheet
        self._lead_sign = lead_sign  # what a legend gives to the lead in a matrix of departments
        self._clause = sheet.clause
        self._chain = Chain(outer)
        self._before: Label | None = None
        self._category_points, self._points = points_columns(sheet)
        self._counts_rows = counts_rows(sheet)
        self.found = Found()

    def walk(self) -> Found:
        rows = self._sheet.rows
        for position, row in enumerate(rows):
            self._row(row, rows[position + 1] if position + 1 < len(rows) else None)
        return self.found

    def _row(self, row: Row, following: Row | None) -> None:
        own = row.own()
        if not own:
            return
        first = squeeze(own[0][1].text)
        if self._is_figure(row, first):
            return
        if len(own) <= 2 and _JUDGED.match(fold(first)):
            self._judge(first)
            return
        if _NOTE.match(fold(first)) and (len(own) == 1 or own[0][0] != self._clause.index):
            self.found.notes.append(first)
            return
        if self._is_lone(row, own):
            self._lone(row, own, following)
            return
        if self._is_band(row, own, following):
            self._band(row, own)
            return
        if heading := self._numbered_heading(row, own):
            self._chain.open_band(heading, split_label(heading)[0], row)
            return
        self._end_band(row)
        self._categories(row)
        self._record(row)

    def _end_band(self, row: Row) -> None:
        """6 after 5 with its 5.1 and 5.2 stands below 5 no more."""
        label, before = self._label(row), self._before
        self._before = label or before
        goes_on = label and before and len(before.values) > 1 and label.values == (before.values[0] + 1,)
        band = self._chain.last_band()
        if goes_on and band and band[0] == label.style:
            self._chain.end_band()

    def _judge(self, text: str) -> None:
        """评定：符合二项为A below its rows says how all of them are scored."""
        for record in reversed(self.found.records):
            if "scoring" in record.cells or record.categories[-1:] != self.found.records[-1].categories[-1:]:
                break
            record.cells["scoring"] = [re.sub(r"^[^:：]*[:：]\s*", "", text)]

    def _is_figure(self, row: Row, first: str) -> bool:
        """合计 and 小计 rows declare figures and are no clauses."""
        folded = re.sub(r"\s", "", fold(first))
        if not (_TOTAL.match(folded) or _SUBTOTAL.match(folded)):
            return False
        figures = [points.amount(spot.text) for _, spot in row.own()[1:]] or [_figure(folded)]
        figures = [figure for figure in figures if figure is not None]
        if figures and _TOTAL.match(folded):
            self.found.total = figures[-1]
        elif figures:
            self.found.subtotals.append(Subtotal(figures[-1], len(self.found.records), row.where, row.line))
        return True

    def _is_lone(self, row: Row, own: list) -> bool:
        if len(own) != 1:
            return False
        index, spot = own[0]
        spans = sum(one.text == spot.text and (one.from_left or one is spot) for one in row.spots)
        is_wide = spans >= max(2, len(row.spots) - 1)
        covered = any(one.from_above and one.text.strip() for one in row.spots)
        if index == self._clause.index and not is_wide:
            return not covered and split_label(spot.text)[0] is not None and _is_short(spot.text)
        return is_wide or not covered

    def _lone(self, row: Row, own: list, following: Row | None) -> None:
        """A row with one cell: a category across the sheet, or a clause whose other cells are empty."""
        index, spot = own[0]
        text = squeeze(spot.text)
        label, rest = split_label(text)
        is_number = bare_label(text) is not None and not rest
        if is_number:
            return
        if index == self._clause.index and not (label and label.is_chinese) and not _is_short(text):
            self._record(row)
            return
        if index in self._category_indexes() and not spot.from_left and spot.rows == 1 and not label:
            self._categories(row)
            return
        self._chain.open_band(text, label, row)

    def _is_band(self, row: Row, own: list, following: Row | None) -> bool:
        """A row that only names a category: Chinese numeral and a name among numbered rows, or 1 above 1.1."""
        clause = row.spots[self._clause.index]
        if clause.from_above or not clause.text.strip():
            return False
        label = self._label(row)
        if label and following is not None:
            below = self._label(following)
            if below and len(below.values) == len(label.values) + 1 and below.values[:-1] == label.values:
                return True
        if any(row.spots[c.index].text.strip() and row.spots[c.index].is_own for c in self._sheet.of(*_DETAILS)):
            return False
        if not self._sheet.of(*_DETAILS) and not (label and label.is_chinese):
            return False
        return bool(label and label.is_chinese and self._has_arabic())

    def _numbered_heading(self, row: Row, own: list) -> str:
        """一 | 思想道德建设（12分） | | above rows numbered 1, 2, 3: a category, though not across the table."""
        numbers = [column.index for column in self._sheet.of("number")]
        labels = [spot for index, spot in own if index in numbers]
        names = [spot for index, spot in own if index not in numbers]
        if len(labels) != 1 or len(names) != 1 or row.spots[self._clause.index].text.strip():
            return ""
        label = bare_label(labels[0].text)
        if label is None or not label.is_chinese or not self._has_arabic() or names[0].rows > 1:
            return ""
        return f"{label.text}、{squeeze(names[0].text)}"

    def _label(self, row: Row) -> Label | None:
        label = split_label(row.spots[self._clause.index].text)[0]
        if label is None:
            for column in self._sheet.of("number"):
                label = label or bare_label(row.spots[column.index].text)
        return label

    def _has_arabic(self) -> bool:
        labels = [label for row in self._sheet.rows if (label := self._label(row))]
        return any(not label.is_chinese for label in labels)

    def _band(self, row: Row, own: list) -> None:
        text = squeeze(row.spots[self._clause.index].text)
        label, _ = split_label(text)
        self._chain.open_band(text, label or self._label(row), row)
        held = self._chain.last_band()
        if held is None:
            return
        band = held[1]
        for column in [*self._points, *self._category_points]:
            if band.points is None:
                band.points = points.amount(row.spots[column].text)

    def _category_indexes(self) -> list[int]:
        return [column.index for column in self._sheet.of("category")]

    def _categories(self, row: Row) -> None:
        """Open the categories this row names; a blank cell is the category above."""
        indexes = self._category_indexes()
        for column in self._sheet.of("number"):
            spot = row.spots[column.index]
            if spot.text.strip() and not bare_label(spot.text) and len(squeeze(spot.text)) > 1:
                indexes.insert(0, column.index)
        for column in self._sheet.of("number"):
            is_filled = bool(row.spots[column.index].text.strip())
            if column.index not in indexes and self._chain.has_column(column.index) and is_filled:
                self._chain.close(column.index)
        for index in indexes:
            spot = row.spots[index]
            if not spot.text.strip() or bare_label(spot.text):
                continue
            if spot.from_left and index and row.spots[index - 1].text == spot.text:
                continue
            amounts = [points.amount(row.spots[at].text) for at, of in self._category_points.items() if of == index]
            declared = next((amount for amount in amounts if amount is not None), None)
            self._chain.open_column(index, spot.text, row, declared)

    def _record(self, row: Row, file: Spot | None = None) -> None:
        """The row's clause; `file`: what stands for it where the clause's own cell is merged or empty."""
        clause = file or row.spots[self._clause.index]
        if clause.text.strip() and not re.search(r"[\u4e00-\u9fff]{2}", squeeze(clause.text)):
            return  # columns counted 1 2 3 below the header, a dash, a figure
        if clause.from_above or not clause.text.strip():
            self._continue(row, clause.from_above)
            return
        chain, layer = self._chain.listed(), self._chain.layer()
        targets = [row.spots[column.index].text.strip() for column in self._sheet.of("target")]
        text = clause.text.rstrip("。；; \n") + targets[0] if any(targets) else clause.text  # 满意度 | ≥90%
        record = Record(text, chain, row.where, row.line, len(self.found.records), layer=layer)
        record.counts_rows = self._counts_rows
        for column in self._sheet.of("number"):
            label = bare_label(row.spots[column.index].text)
            record.number = label.text if label else record.number
            record.shares_number = row.spots[column.index].from_above
        self._take_points(record, row)
        self._take_cells(record, row, with_merged=True)
        self._hand_down(record)
        self.found.records.append(record)

    def _hand_down(self, record: Record) -> None:
        """（责任单位：…） behind a category holds for its rows that name nobody themselves."""
        noted = [category.notes for category in record.categories if category.notes]
        own = set(record.cells) | ({*_WHO} if set(record.cells) & {*_WHO} else set())
        for role, content in noted[-1] if noted else []:
            if role not in own:
                record.cells.setdefault(role, []).append(content)

    def _take_points(self, record: Record, row: Row) -> None:
        for column in self._points:
            spot = row.spots[column]
            record.has_points_place = True
            if spot.from_above and spot.text.strip() and self.found.records:
                record.has_points_place = False  # points of the whole group of rows
                self._share(record, spot)
            elif spot.text.strip() and spot.rows > 1 and not self._spans_one_clause(row, column):
                record.has_points_place = False
                self._share(record, spot)
            else:
                record.points.append(spot.text)

    def _spans_one_clause(self, row: Row, column: int) -> bool:
        return row.spots[self._clause.index].rows >= row.spots[column].rows

    def _share(self, record: Record, spot) -> None:
        if record.categories and record.categories[-1].points is None:
            record.categories[-1].points = points.amount(spot.text)

    def _take_cells(self, record: Record, row: Row, with_merged: bool) -> None:
        for column in self._sheet.of(*_DETAILS):
            spot = row.spots[column.index]
            if not spot.text.strip() or spot.from_left or (spot.from_above and not with_merged):
                continue
            text = spot.text.strip()
            if column.role == "scoring" and re.fullmatch(r"[A-D]\S?", fold(column.header)):
                text = f"{column.header}：{text}"
            held = record.cells.setdefault(column.role, [])
            if text not in held:
                held.append(text)
            if spot.day:
                record.days[column.role] = spot.day
        for column in self._sheet.of("sign"):
            sign = row.spots[column.index].text.strip()
            if sign:
                role = "lead" if sign == self._lead_sign else "departments"
                record.cells.setdefault(role, []).append(column.header)
        if "frequency" in record.cells and "due" not in record.cells:
            record.cells["due"] = record.cells["frequency"]

    def _continue(self, row: Row, is_merged: bool) -> None:
        """A row without a clause of its own tells more about the clause above it."""
        if (file := self._numbered_file(row)) is not None:
            self._record(row, file)
            return
        if any(row.spots[i].is_own and row.spots[i].text.strip() for i in self._numbers()):
            self._take_category_points(row)
            return
        if not self.found.records:
            return
        record = self.found.records[-1]
        self._take_cells(record, row, with_merged=False)
        for column in self._points:
            if row.spots[column].is_own and row.spots[column].text.strip():
                record.points.append(row.spots[column].text)

    def _numbered_file(self, row: Row) -> Spot | None:
        """A row with a number of its own and a text is never dropped, though it has no clause."""
        numbers = [row.spots[column.index] for column in self._sheet.of("number")]
        if not any(spot.is_own and bare_label(spot.text) for spot in numbers):
            return None
        spots = [row.spots[column.index] for column in self._sheet.of("materials", "extra", "other")]
        return next((spot for spot in spots if spot.is_own and re.search(r"[\u4e00-\u9fff]{2}", spot.text)), None)

    def _take_category_points(self, row: Row) -> None:
        """A row that names a category and no clause may declare the category's points."""
        opened = self._chain.opened_in(row)
        for column in self._points:
            if opened and opened[-1].points is None:
                opened[-1].points = points.amount(row.spots[column].text)

    def _numbers(self) -> list[int]:
        return [column.index for column in self._sheet.of("number", "category")]


def _is_short(text: str) -> bool:
    return len(squeeze(text)) <= 40 and not re.search(r"[。；;]", text)


def _figure(folded: str) -> Decimal | None:
    found = re.search(r"(\d+(?:\.\d+)?)分?", folded)
    return Decimal(found.group(1)) if found else None
