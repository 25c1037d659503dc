"""Two figures for the same thing that disagree."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from documents.reading.dates import printed_days
from documents.reading.model import Item, Question, Reading, Threshold, say
from documents.reading.thresholds import read_thresholds

_COUNTED = {
    "次",
    "场",
    "期",
    "篇",
    "条",
    "个",
    "人",
    "名",
    "%",
    "小时",
    "学时",
    "天",
    "处",
    "本",
    "项",
    "户",
    "人次",
    "课时",
    "万元",
    "元",
}
_COMPARED = 20  # sentences that begin alike; more of them is a form, not a repetition
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


def conflicts(reading: Reading) -> list[Question]:
    """Figures within one item, and the same sentence in two items with different figures."""
    asked = []
    for number, item in enumerate(reading.items):
        for message in (_within(item), _days(item)):
            if message:
                asked.append(Question("conflict", message, item.where, item.line, number))
    return asked + _between(reading.items) + _declared_twice(reading.items)


def _within(item: Item) -> str | None:
    task = read_thresholds(item.text)
    for name, text in (("材料", item.materials), ("评分标准", item.scoring)):
        for other in read_thresholds(text or ""):
            for limit in task:
                if _disagree(limit, other, text or "", item.text):
                    return f"“{_short(item.text)}”写{_say(limit)}，{name}写{_say(other)}。"
    return None


def _disagree(one: Threshold, other: Threshold, text: str, task: str) -> bool:
    if one.unit != other.unit or one.unit not in _COUNTED or one.value == other.value:
        return False
    is_same_way = one.op[0] == other.op[0] or {one.op, other.op} == {">=", "<"}
    if not is_same_way or re.search(rf"每\S{{0,6}}{re.escape(other.value)}", text):
        return False
    if "%" in (one.unit,) and one.op != other.op and {one.op, other.op} != {">=", "<"}:
        return False
    known = {limit.value for limit in read_thresholds(task) if limit.unit == other.unit}
    return other.value not in known


def _days(item: Item) -> str | None:
    """A day in the clause that is not the day in its own column."""
    said = printed_days(item.text)
    if len(said) != 1 or item.due is None or item.due_text is None:
        return None
    if said[0] == (item.due.month, item.due.day):
        return None
    return f"“{_short(item.text)}”写{said[0][0]}月{said[0][1]}日前，完成时限写{item.due_text}。"


def _between(items: list[Item]) -> list[Question]:
    """The same sentence in two items with different figures; sentences are looked up by how they begin."""
    asked = []
    seen: dict[str, dict[str, Item]] = {}
    for number, item in enumerate(items):
        if not item.thresholds or len(item.text) < 8:
            continue
        key = _FIGURES.sub("#", item.text)
        held = seen.setdefault(key[:6], {})
        other = held.get(key) or next((held[one] for one in list(held)[-_COMPARED:] if _alike(key, one)), None)
        if other is not None and _differ(other, item):
            message = f"“{_short(item.text)}”在两处要求不同：{_all(other)}与{_all(item)}。"
            asked.append(Question("conflict", message, item.where, item.line, number))
        held.setdefault(key, item)
    return asked


def _differ(one: Item, other: Item) -> bool:
    units, values = [limit.unit for limit in one.thresholds], [limit.value for limit in one.thresholds]
    return units == [limit.unit for limit in other.thresholds] and values != [limit.value for limit in other.thresholds]


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 0.1 * len(one) or len(one) < 12:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() > 0.92 and matcher.quick_ratio() > 0.92 and matcher.ratio() > 0.92


def _declared_twice(items: list[Item]) -> list[Question]:
    """The same category with two amounts, as after a page break."""
    asked, declared = [], {}
    for item in items:
        for depth, category in enumerate(item.categories):
            if category.points is None:
                continue
            key = (item.layer, *item.path[: depth + 1])
            before = declared.setdefault(key, category)
            if before is not category and before.points != category.points:
                declared[key] = category
                message = f"“{category.name}”前面标明{say(before.points)}分，这里标明{say(category.points)}分。"
                asked.append(Question("conflict", message, category.where, category.line))
    return asked


def _say(limit: Threshold) -> str:
    words = {">=": "不少于", "<=": "不超过", ">": "超过", "<": "少于", "=": ""}
    return f"“{words[limit.op]}{limit.value}{limit.unit}”"


def _all(item: Item) -> str:
    return "、".join(_say(limit) for limit in item.thresholds)


def _short(text: str) -> str:
    first = re.split(r"[。；;，,]", text)[0]
    return first if len(first) <= 24 else f"{first[:24]}…"
