"""Running text → items and narrative sections: which paragraphs of the outline are tasks or clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from documents.reading.characters import half, squeeze
from documents.reading.departments import looks_like_departments
from documents.reading.fields import split_fields, split_heading
from documents.reading.glued import unglue
from documents.reading.items import items_of
from documents.reading.layers import layer_of
from documents.reading.model import Category, Item, Section
from documents.reading.outline import Node, Text, build
from documents.reading.points import amount, marks, split_name
from documents.reading.records import Record
from documents.reading.thresholds import read_thresholds
from documents.reading.wrapping import runs_on

__all__ = ["Outline", "Text", "read"]

_NARRATIVE = re.compile(
    r"指导思想|总体要求|总体思路|基本原则|工作原则|创建目标|工作目标|总体目标|目标要求|目标任务$|人员组成|工作机构|"
    r"主要职责|保障措施|组织保障|工作保障|工作要求|具体要求|有关要求|相关要求|活动要求|几点要求|"
    r"实施步骤|工作步骤|方法步骤|"
    r"时间步骤|时间安排|进度安排|阶段安排|步骤安排|考核奖惩|结果运用|奖惩|评定办法|考核办法|"
    r"考评办法|申报程序|附则|有关说明|"
    r"申报条件|评选条件|参评条件|申报范围|评选范围|参评范围|申报要求|注意事项|适用范围|考核对象|考核程序|考评程序|计分办法|评分办法|考核方法|考评方法|组织实施|"
    r"工作背景|重要意义|测评方法"
)
_WEAK = re.compile(r"组织领导|组织机构|领导机构|组织管理|宣传引导|宣传发动")
_PLAN = re.compile(
    r"指导思想|总体要求|基本原则|目标|主要任务|重点任务|工作内容|创建内容|保障措施|工作要求|"
    r"具体要求|实施步骤|重点工作"
)
_EXPLAINS = re.compile(r"是指|指的是|系指")
_OUTER_STYLES = {"cn", "cn_paren", "plain", "part", "phase", "heading1", "heading2", "heading3", "cn_di"}


@dataclass
class Outline:
    """What running text yields."""

    items: list[Item] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)


def read(texts: list[Text], year: int | None, has_table: bool = False, titles: set[str] | None = None) -> Outline:
    """`has_table`: the clauses stand in tables, so plain paragraphs are narrative unless they are scored."""
    root = build(unglue(_joined(texts)), titles or set(), has_table)
    return _Reader(root, year, has_table).read()


def _joined(texts: list[Text]) -> list[Text]:
    found: list[Text] = []
    for text in texts:
        if found and not text.level and runs_on(found[-1].text, text.text):
            found[-1] = replace(found[-1], text=found[-1].text + text.text)
        else:
            found.append(text)
    return found


class _Reader:
    def __init__(self, root: Node, year: int | None, has_table: bool):
        self._root = root
        self._year = year
        self._has_table = has_table
        leaves = [node for node in root.walk() if not node.children and node is not root]
        marked = sum(node.has_marks() for node in leaves)
        assigned = sum(node.has_departments() for node in leaves)
        self._is_scored = marked >= max(2, 0.2 * len(leaves))
        self._is_assigned = assigned >= max(2, 0.3 * len(leaves))
        self._is_plan = any(_PLAN.search(node.text) for node in root.children)
        self._in_threes = _in_threes(leaves)
        self._rows = 0
        self._out = Outline()

    def read(self) -> Outline:
        intro = "\n".join(self._root.lines).strip()
        if intro:
            self._out.sections.append(Section(0, "", intro))
        for node in self._root.children:
            self._branch(node, [], 1)
        _share_group_notes(self._out.items)
        return self._out

    def _branch(self, node: Node, chain: list[Category], depth: int) -> None:
        if inner := _clause_of_layer(node):  # 加分项目。被省级以上媒体报道的，每篇加1分。
            name, body = inner
            self._clause(replace(node, text=body, rest=body), [*chain, self._named(name, node, chain)])
            return
        if self._is_narrative(node, chain, depth):
            self._narrate(node, depth)
        elif node.children and not self._is_one_clause(node):
            category = self._category(node, chain)
            first = len(self._out.items)
            for child in node.children:
                self._branch(child, [*chain, category], depth + 1)
            self._hand_down(node, self._out.items[first:])
        elif not (node.label and node.label.style == "circle" and _EXPLAINS.search(node.rest[:20])):
            self._clause(node, chain)

    def _is_narrative(self, node: Node, chain: list[Category], depth: int) -> bool:
        inside = list(node.walk())
        if any(one.has_marks() or one.has_departments() for one in inside if not one.children or one.style == "bare"):
            return False
        if layer_of(*[one.name for one in chain]) != "basic":
            return False  # what stands below 加分项 or 负面清单 counts, beside a table too
        if layer_of(_name(node)) != "basic" and node.is_heading():
            return self._has_table and not node.children and not node.lines
        if self._has_table:
            return True
        if depth > 1:
            return False
        heading = squeeze(node.rest)[:30]
        if (self._is_scored or self._is_assigned) and (not node.children or _WEAK.search(heading)):
            return True
        if _NARRATIVE.search(heading) and len(_name(node)) <= 24:
            return True
        if _WEAK.search(heading) and self._is_plan and len(_name(node)) <= 16:
            return True
        if not node.children and any(other.children for other in self._root.children):
            return True  # among sections with tasks one without is narrative
        return not node.children and self._is_plan and node.is_heading() and bool(node.lines)

    def _narrate(self, node: Node, depth: int) -> None:
        first = re.match(r"[^。；]{1,60}。", node.text)
        heading = first.group(0) if first and node.text[first.end() :].strip() else node.text
        body = [node.text[len(heading) :].strip(), *node.lines]
        if len(node.text) > 80 and not first:
            heading, body = "", [node.text, *node.lines]
        self._out.sections.append(Section(depth, heading, "\n".join(filter(None, body))))
        for child in node.children:
            self._narrate(child, depth + 1)

    def _hand_down(self, node: Node, items: list[Item]) -> None:
        """Notes below a category's heading hold for all its clauses that have none of their own."""
        record = Record(node.rest + "\n" + "\n".join(node.lines), [], node.where, node.line, 0)
        noted = items_of(record, self._year)
        if not noted or not (node.lines or split_heading(node.rest)[1]):
            return
        for item in items:
            if not item.departments:
                item.departments, item.lead = list(noted[0].departments), noted[0].lead
            if item.due_text is None:
                item.due, item.due_text = noted[0].due, noted[0].due_text
            item.methods = item.methods or list(noted[0].methods)

    def _is_one_clause(self, node: Node) -> bool:
        """A sentence whose numbered parts have neither points nor departments of their own is one clause."""
        below = [one for child in node.children for one in child.walk()]
        if any(one.has_marks() or one.has_departments() for one in below):
            return False
        if node.style in _OUTER_STYLES or node.style == "root":
            return False
        if node.has_marks() and node.style not in _OUTER_STYLES:
            return True
        return not node.is_heading() or (node.has_departments() and all(one.style == "circle" for one in below))

    def _category(self, node: Node, chain: list[Category]) -> Category:
        lines = [line for line in node.lines if marks(line) and len(line) < 14]
        continued = node.lines[0] if len(node.lines) == 1 and _runs_on(node) else ""
        name, points, is_blank = split_name(split_heading(node.rest + continued)[0])
        if points is None and lines:
            points = marks(lines[0])[0].amount
        name = re.split(r"[。；;]", name)[0] if len(name) > 24 else name
        label = node.label.text if node.label else ""
        layer = layer_of(*[one.name for one in chain], name)
        category = Category(_plain(name), points, layer, label, node.where, node.line, is_blank)
        self._out.categories.append(category)
        return category

    def _named(self, name: str, node: Node, chain: list[Category]) -> Category:
        plain, points, is_blank = split_name(name)
        layer = layer_of(*[one.name for one in chain], plain)
        label = node.label.text if node.label else ""
        return Category(plain, points, layer, label, node.where, node.line, is_blank)

    def _clause(self, node: Node, chain: list[Category]) -> None:
        lines = [line for one in node.walk() for line in (one.text, *one.lines)]
        points_lines = [line for line in lines[1:] if _is_points_alone(line)]
        body = [line for line in lines if line not in points_lines]
        layer = layer_of(*[one.name for one in chain])
        record = Record("\n".join(body), chain, node.where, node.line, self._rows, layer=layer)
        self._take_unkeyed(record, body)
        self._rows += 1
        if points_lines:
            found = [mark for line in points_lines for mark in marks(line)]
            record.points = [str(mark.amount) if mark.amount is not None else "" for mark in found] or points_lines
            record.has_points_place = True
        items = items_of(record, self._year, loose=not self._is_scored)
        for item in items:
            item.is_prose = True
        self._out.items += items

    def _take_unkeyed(self, record: Record, body: list[str]) -> None:
        """A last line of nothing but departments is their list; of three lines the middle one is the material."""
        if len(body) > 1 and looks_like_departments(body[-1]) and not split_fields(record.clause)[1]:
            record.cells["departments"] = [body.pop()]
            if self._in_threes and len(body) == 2:
                record.cells["materials"] = [body.pop()]
            record.clause = "\n".join(body)


def _clause_of_layer(node: Node) -> tuple[str, str] | None:
    """(heading, clause) of a paragraph that opens with the name of a bonus or a veto and goes on with it."""
    parts = re.split(r"[。：:]", node.rest, maxsplit=1)
    if node.children or len(parts) < 2 or len(parts[0]) > 16 or layer_of(parts[0]) == "basic":
        return None
    body = parts[1].strip()
    is_said = re.search(r"[加扣减奖]\s*\d|否决|取消|不得", half(body)) is not None
    return (parts[0], body) if is_said and len(body) > 5 else None


def _is_points_alone(line: str) -> bool:
    found = marks(line)
    if found:
        return not (line[: found[0].start] + line[found[0].end :]).strip(" 。；;")
    return amount(line) is not None and line.strip().endswith("分")


def _share_group_notes(items: list[Item]) -> None:
    """A note behind the last clause of every group, and of no other clause, is the whole group's."""
    groups: dict[tuple[int, ...], list[Item]] = {}
    for item in items:
        groups.setdefault(tuple(id(one) for one in item.categories), []).append(item)
    for name in ("departments", "methods", "materials", "due_text"):
        large = [group for group in groups.values() if len(group) > 1 and any(getattr(one, name) for one in group)]
        if len(large) < 2 or any(getattr(item, name) for group in large for item in group[:-1]):
            continue
        for group in large:
            for item in group[:-1]:
                _share(name, group[-1], item)


def _share(name: str, giver: Item, item: Item) -> None:
    setattr(item, name, getattr(giver, name))
    if name == "departments":
        item.departments, item.lead = list(giver.departments), giver.lead
    elif name == "materials":
        item.thresholds = item.thresholds + read_thresholds(giver.materials or "")
    elif name == "due_text":
        item.due = giver.due


def _in_threes(leaves: list[Node]) -> bool:
    shaped = [node for node in leaves if len(node.lines) == 2 and looks_like_departments(node.lines[1])]
    return len(shaped) >= 3 and len(shaped) >= 0.6 * len(leaves)


def _runs_on(node: Node) -> bool:
    """Was a heading cut by the end of a line?"""
    return not re.search(r"[。；;：:)）]$", node.text) and len(node.lines[0]) <= 15 and len(node.text) >= 16


def _name(node: Node) -> str:
    return re.split(r"[。；;]", squeeze(node.rest))[0]


def _plain(name: str) -> str:
    return re.sub(r"^(?:争取做到以下|以下|力争做到以下)", "", name).rstrip("如下：: ") if len(half(name)) > 4 else name
