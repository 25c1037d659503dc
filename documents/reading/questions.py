"""What contradicts itself or is left open: every question with its place in the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from documents.reading.characters import bare
from documents.reading.conflicts import conflicts
from documents.reading.model import Category, Item, Question, Reading, say
from documents.reading.numbering import split_label
from documents.reading.records import Subtotal
from documents.reading.scoring_text import lacks_amount


@dataclass
class _Sum:
    """A category as the sum of what stands below it, wherever a page break tore it apart."""

    category: Category
    depth: int
    items: list[tuple[int, Item]] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((item.points for _, item in self.items if item.points is not None), Decimal(0))

    @property
    def is_open(self) -> bool:
        """Is a place for points empty below it?"""
        return any(item.is_blank for _, item in self.items)

    @property
    def is_scored(self) -> bool:
        return any(item.points is not None for _, item in self.items)


def ask(reading: Reading) -> None:
    """Add all questions to the reading, and the total where every category declares its own."""
    sums = _sums(reading)
    questions = _blanks(reading, sums) + _amounts(reading) + _departments(reading) + _numbers(reading)
    questions += _category_sums(sums) + _row_sums(reading)
    questions += _total(reading, sums)
    questions += conflicts(reading)
    reading.questions += sorted(questions, key=lambda one: one.line if one.line is not None else -1)


def _sums(reading: Reading) -> dict[tuple[str, ...], _Sum]:
    found: dict[tuple[str, ...], _Sum] = {}
    for number, item in enumerate(reading.items):
        path: tuple[str, ...] = (item.layer,)
        for depth, category in enumerate(item.categories):
            path = (*path, bare(category.name))
            held = found.setdefault(path, _Sum(category, depth))
            held.items.append((number, item))
            if held.category.points is None and category.points is not None:
                held.category = category
    return found


def _blanks(reading: Reading, sums: dict) -> list[Question]:
    open_items = [item for item in reading.items if item.is_blank and item.points is None]
    if len(open_items) > 3 and not any(item.points is not None for item in reading.items):
        first = open_items[0]
        return [Question("points_blank", f"分值栏没有填写，共{len(open_items)}条。", first.where, first.line)]
    asked = [
        Question("points_blank", f"“{_short(item.text)}”的分值处为空。", item.where, item.line, number)
        for number, item in enumerate(reading.items)
        if item.is_blank and item.points is None
    ]
    for one in sums.values():
        if one.category.is_blank and one.category.points is None:
            category = one.category
            asked.append(Question("points_blank", f"“{category.name}”的分值处为空。", category.where, category.line))
    return asked


def _amounts(reading: Reading) -> list[Question]:
    asked, seen = [], set()
    for number, item in enumerate(reading.items):
        sentence = lacks_amount(item.scoring or (item.text if item.layer != "basic" or "扣分" in item.text else ""))
        if sentence and (item.row, sentence) not in seen:
            seen.add((item.row, sentence))
            word = "加" if "加分" in sentence and "扣" not in sentence else "扣"
            message = f"“{_short(sentence)}”没有写{word}多少分。"
            asked.append(Question("amount_unknown", message, item.where, item.line, number))
    return asked


def _departments(reading: Reading) -> list[Question]:
    items = [(number, item) for number, item in enumerate(reading.items) if item.layer == "basic"]
    named = sum(bool(item.departments) for _, item in items)
    if not items or named <= 0.5 * len(items):
        return []
    return [
        Question(
            "department_missing",
            f"{item.number or ''}“{_short(item.text)}”没有责任部门。",
            item.where,
            item.line,
            number,
        )
        for number, item in items
        if not item.departments
    ]


def _numbers(reading: Reading) -> list[Question]:
    """Numbers must go on by one, or begin again at 1."""
    asked: list[Question] = []
    last: dict[str, tuple[tuple[int, ...], int, str]] = {}
    path: list[str] = []
    for number, item in enumerate(reading.items):
        label = split_label(f"{item.number}、x")[0] if item.number else None
        if label is None:
            continue
        before = last.get(label.style)
        begins_anew = item.path != path and label.value == 1
        path = item.path
        end = split_label(f"{item.last_number}、x")[0] if item.last_number else None
        end = end if end and end.style == label.style else label
        last[label.style] = (end.values, item.row, end.text)
        if before is None or before[1] == item.row or item.shares_number or begins_anew:
            continue
        message = _gap(before, label)
        if message:
            asked.append(Question("number_gap", message, item.where, item.line, number))
    return asked + _category_numbers(reading)


def _gap(before: tuple[tuple[int, ...], int, str], label) -> str | None:
    values, _, text = before
    if values[:-1] != label.values[:-1]:
        return f"{text}之后是{label.text}，缺前面的条目。" if label.value not in (1, values[-1] + 1) else None
    if label.value in (1, values[-1] + 1) and (label.value != 1 or values[-1] != 1):
        return None
    if label.value == values[-1]:
        return f"编号{label.text}重复。"
    if label.value > values[-1] + 1:
        missing = range(values[-1] + 1, label.value)
        listed = "、".join(str(one) for one in missing) if len(missing) < 4 else f"{missing[0]}至{missing[-1]}"
        return f"第{text}条之后是第{label.text}条，缺第{listed}条。"
    return f"第{text}条之后是第{label.text}条，编号倒退。" if label.value != 1 else None


def _category_numbers(reading: Reading) -> list[Question]:
    asked: list[Question] = []
    last: dict[tuple, tuple[tuple[int, ...], str]] = {}
    seen: set[int] = set()
    for item in reading.items:
        parent: tuple = ()
        for category in item.categories:
            label = split_label(f"{category.label}、x")[0] if category.label else None
            if label is not None and id(category) not in seen:
                seen.add(id(category))
                key = (parent, label.style)
                before = last.get(key)
                last[key] = (label.values, bare(category.name))
                skips = before and label.values[:-1] == before[0][:-1] and label.value > before[0][-1] + 1
                if skips and before[1] != bare(category.name):
                    message = f"类目“{category.name}”的编号是{category.label}，前面缺了编号。"
                    asked.append(Question("number_gap", message, category.where, category.line))
            parent = (*parent, bare(category.name))
    return asked


def _category_sums(sums: dict) -> list[Question]:
    asked = []
    below: dict[tuple[str, ...], list[_Sum]] = {}
    for path, one in sums.items():
        below.setdefault(path[:-1], []).append(one)
    for path, one in sums.items():
        declared = one.category.points
        if declared is None or path[0] != "basic":
            continue
        total = one.total if one.is_scored else _declared(below.get(path, []))
        if total is None or total == declared or (one.is_open and total < declared):
            continue
        message = f"“{one.category.name}”标明{say(declared)}分，各条合计{say(total)}分。"
        first = one.items[0][1]
        asked.append(Question("points_mismatch", message, one.category.where or first.where, one.category.line))
    return asked


def subtotal_questions(items: list[Item], subtotals: list[Subtotal]) -> list[Question]:
    """小计 rows that fit neither what stands between them nor the category they close; `items` of one table."""
    asked, first = [], 0
    for one in subtotals:
        between = [item for item in items if first <= item.row < one.records]
        first = one.records
        if not between or any(item.is_blank for item in between) or all(item.points is None for item in between):
            continue
        path = between[-1].path
        closed = [
            [item for item in between if item.path[: depth + 1] == path[: depth + 1]] for depth in range(len(path))
        ]
        sums = [sum((item.points or Decimal(0) for item in group), Decimal(0)) for group in (between, *closed)]
        if one.figure not in sums:
            message = f"小计标明{say(one.figure)}分，各条合计{say(sums[0])}分。"
            asked.append(Question("points_mismatch", message, one.where, one.line))
    return asked


def _row_sums(reading: Reading) -> list[Question]:
    """A row whose points cell differs from the sum of its statements."""
    rows: dict[int, list[Item]] = {}
    for item in reading.items:
        if item.row_points is not None:
            rows.setdefault(item.row, []).append(item)
    asked = []
    for items in rows.values():
        total = sum((item.points for item in items if item.points is not None), Decimal(0))
        if total != items[0].row_points:
            message = f"“{_short(items[0].text)}”一行标明{say(items[0].row_points)}分，各条合计{say(total)}分。"
            asked.append(Question("points_mismatch", message, items[0].where, items[0].line))
    return asked


def _declared(below: list[_Sum]) -> Decimal | None:
    """The sum of what these categories declare, where all of them do."""
    amounts = [one.category.points for one in below]
    if not amounts or any(amount is None for amount in amounts):
        return None
    return sum(amounts, Decimal(0))


def _total(reading: Reading, sums: dict) -> list[Question]:
    top = [one for path, one in sums.items() if len(path) == 2 and path[0] == "basic"]
    declared = [one.category.points for one in top]
    whole = sum(declared, Decimal(0)) if declared and all(amount is not None for amount in declared) else None
    basic = [item for item in reading.items if item.layer == "basic"]
    if any(not item.categories for item in basic):
        whole = None
    if reading.total is None:
        reading.total = whole
        return []
    points = [item.points for item in basic if item.points is not None]
    summed = sum(points, Decimal(0)) if points else whole
    is_open = any(item.is_blank for item in basic)
    if summed is None or summed == reading.total or (is_open and summed < reading.total) or whole == reading.total:
        return []
    message = f"总分标明{say(reading.total)}分，各条合计{say(summed)}分。"
    return [Question("points_mismatch", message, basic[0].where if basic else "", None)]


def _short(text: str) -> str:
    first = re.split(r"[。；;，,]", text)[0]
    return first if len(first) <= 24 else f"{first[:24]}…"
