"""Running text as a tree of labelled paragraphs: what stands below what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.reading.characters import fold, half, squeeze
from documents.reading.columns import role_of
from documents.reading.departments import looks_like_departments
from documents.reading.fields import split_fields
from documents.reading.layers import layer_of
from documents.reading.numbering import Label, split_label
from documents.reading.points import marks

_END = re.compile(
    r"^(?:附件\s*\d*\s*[:]|合\s*计\s*:?\s*\d+(?:\.\d)?\s*分?$|抄送|印发|\(?此件|主题词|联系人|联系电话|(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
)
_UNIT = re.compile(r"\s*(?:责任|牵头|承办)?(?:部门|科室|单位|处室)(?:名称)?\s*:\s*(\S.*)$")
_PART = re.compile(r"^(?:附件|附表|附录)\s*[\d一二三四五六七八九十]*\s*$")
_NOTE = re.compile(r"^(?:注|备注|说明|附注)\s*\d?\s*[:]")
_ORGAN = re.compile(
    r"^[\u4e00-\u9fff（）()、\s]{2,36}(?:委员会|办公室|局|厅|院|校|学院|大学|所|中心|委|处|司|组|公司|党委|政府|部)$"
)
_PERIOD = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}|\d{1,2}|上半|下半)\s*(?:月|季度|阶段|年)|^20\d{2}\s*年")
_BROKEN_PAGE = re.compile(r"^\d{1,3}\s*[、.．]?$")
_LEADER = re.compile(r"(?:\.{4,}|·{4,}|…{2,})\s*\d{1,3}\s*$")
_PAGE_AT_END = re.compile(r"(?:\t|\s)\s*\d{1,3}\s*$|[^\d]\d{1,3}$")
_STOP = re.compile(r"[。；;！!？]")


@dataclass
class Text:
    """One paragraph or line of running text; level > 0 where the file itself calls it a heading."""

    text: str
    where: str
    line: int
    level: int = 0


@dataclass
class Node:
    """One labelled (or plain) paragraph, the unlabelled lines that follow it, and what stands below it."""

    text: str  # as printed, label included
    label: Label | None
    rest: str
    where: str = ""
    line: int = 0
    style: str = "root"
    lines: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    _in_field: bool = False

    @property
    def whole(self) -> str:
        return "\n".join([self.text, *self.lines])

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def has_marks(self) -> bool:
        return any(marks(line) for line in (self.text, *self.lines))

    def has_departments(self) -> bool:
        if any(role in ("departments", "lead", "assist") for role, _ in split_fields(self.whole)[1]):
            return True
        return bool(self.lines) and looks_like_departments(self.lines[-1]) and len(self.lines[-1]) > 1

    def is_heading(self) -> bool:
        """Does it read as a name and not as a sentence?"""
        body = squeeze(self.rest).rstrip("：:")
        return (
            len(body) <= 45 and not _STOP.search(body.rstrip("。；;")) and not (len(body) > 22 and body.endswith("。"))
        )


def build(texts: list[Text], skipped: set[str], has_table: bool = False) -> Node:
    """The tree; lines whose bare text is in `skipped` (titles) begin anew."""
    return _Builder(texts, skipped, has_table).build()


def _is_sum(heading: str, line: str) -> bool:
    declared, below = marks(heading), marks(line)
    amounts = [mark.amount for mark in below]
    return len(declared) == 1 and len(below) > 1 and None not in amounts and sum(amounts) == declared[0].amount


def _without_contents(texts: list[Text]) -> list[Text]:
    """Without the table of contents: lines below 目录 that end in a page number, and dotted leaders anywhere."""
    kept: list[Text] = []
    is_inside = False
    for text in texts:
        is_entry = bool(_LEADER.search(half(text.text))) or (is_inside and bool(_PAGE_AT_END.search(text.text)))
        is_inside = bool(re.fullmatch(r"目\s*[录次]", text.text.strip())) or (is_inside and is_entry)
        if not is_entry and not is_inside:
            kept.append(text)
    return kept


def _roman_is_level(labels: list[Label]) -> bool:
    """Ⅰ-1 Ⅱ-1 Ⅱ-2 Ⅰ-2 Ⅱ-3: the Roman number is the level, as in the systems for cities, not the chapter."""
    codes = [label.values for label in labels if label.style == "code2"]
    falls = any(after[0] < before[0] for before, after in zip(codes, codes[1:], strict=False))
    runs_on = any(after[0] == before[0] + 1 and after[1] > 1 for before, after in zip(codes, codes[1:], strict=False))
    deeper = (
        any(label.style == "code3" and label.values[0] == 3 for label in labels) and len({c[0] for c in codes}) == 2
    )
    first = codes[:2] == [(1, 1), (2, 1)] and (2, 2) in codes and (1, 2) not in codes
    return falls or runs_on or deeper or first


def _letters_are_levels(labels: list[Label]) -> bool:
    """A1 B1 C1 C2 B2 C3 A2: the letter is the level; A1 A2 B1 B2 below A. and B.: it is the chapter."""
    if any(label.style == "letter" for label in labels):
        return False
    codes = [label.values for label in labels if label.style == "letter_code1"]
    return codes[:2] == [(1, 1), (2, 1)] or any(b[0] < a[0] for a, b in zip(codes, codes[1:], strict=False))


class _Builder:
    def __init__(self, texts: list[Text], skipped: set[str], has_table: bool):
        self._has_table = has_table
        self._texts = [one for one in _without_contents(texts) if not _BROKEN_PAGE.match(one.text.strip())]
        self._skipped = skipped
        self._root = Node("", None, "")
        self._stack: list[Node] = [self._root]
        self._is_closed = False
        self._in_annexes = False
        labels = [label for one in self._texts if (label := split_label(one.text)[0])]
        self._levels = _roman_is_level(labels)
        self._letters = _letters_are_levels(labels)

    def build(self) -> Node:
        for position, text in enumerate(self._texts):
            self._take(position, text)
        return self._root

    def _take(self, position: int, text: Text) -> None:
        folded = half(text.text)
        if squeeze(text.text) in self._skipped or _PART.match(folded):
            self._stack, self._is_closed = [self._root], False
            return
        if self._lists_annexes(text, folded):
            return
        if _END.match(folded) or self._is_signature(position, text) or _NOTE.match(folded):
            self._is_closed = True
            return
        if unit := self._unit(position, text):
            self._push(Node(text.text, None, f"{unit}（责任单位：{unit}）", text.where, text.line, "unit"))
            return
        label, rest = split_label(text.text)
        if label and self._levels and label.style == "code2":
            label = Label(f"code2-{label.values[0]}", label.text, label.values)
        if label and self._letters and label.style == "letter_code1":
            label = Label(f"letter_code1-{label.values[0]}", label.text, label.values)
        current = self._stack[-1]
        if label and self._is_plausible(label, text) and not self._lists_material(label, current):
            self._push(Node(text.text, label, rest, text.where, text.line, label.style))
        elif text.level and len(text.text) <= 60:
            self._push(Node(text.text, None, text.text, text.where, text.line, f"heading{text.level}"))
        elif self._is_plain_heading(position, text):
            self._push(Node(text.text, None, text.text, text.where, text.line, "plain"))
        elif self._is_general_rule(text.text):
            self._stack[-2 if len(self._stack) > 2 else -1].lines.append(text.text)
        elif self._is_bare_clause(text, current) or self._begins_bare(position, current):
            self._push(Node(text.text, None, text.text, text.where, text.line, "bare"))
        elif not self._is_closed:
            current.lines.append(text.text)
            current._in_field = self._opens_field(text.text) or (current._in_field and not marks(text.text))

    def _lists_annexes(self, text: Text, folded: str) -> bool:
        """附件：1.… and below it 2.…: names of annexes, no tasks."""
        label, rest = split_label(text.text)
        if folded.startswith("附件") and ":" in folded[:6]:
            self._in_annexes = True
        elif not (label and label.style == "arab" and label.value > 1 and len(rest) < 50 and "。" not in rest):
            self._in_annexes = False
        self._is_closed = self._is_closed or self._in_annexes
        return self._in_annexes

    def _lists_material(self, label: Label, current: Node) -> bool:
        """①② behind 报送材料： are the note's, unless the clauses themselves are numbered so."""
        return label.style == "circle" and current._in_field and "circle" not in {held.style for held in self._stack}

    def _push(self, node: Node) -> None:
        self._is_closed = False
        styles = [held.style for held in self._stack]
        if node.style in styles:
            del self._stack[styles.index(node.style) :]
        elif node.style == "bare" and _is_sum(self._stack[-1].text, node.text):
            pass  # 1.学习教育（20分） and below it statements of 5, 5 and 10 points
        elif node.style == "bare" and self._stack[-1].style not in ("root", "plain", "cn", "cn_paren", "part"):
            self._stack.pop()
        elif self._goes_on_at_top(node):
            del self._stack[1:]
        elif node.style == "plain" and self._has_table and layer_of(node.text) != "basic":
            del self._stack[1:]  # 加分项（5分） below a table belongs to no section
        elif node.style == "plain" and not marks(node.text) and len(self._stack) > 1:
            self._stack = self._stack[:1] if self._stack[1].style == "plain" else self._stack[:2]
        elif node.style == "plain":
            self._stack = self._stack[:2] if self._stack[1:] and self._stack[1].style == "cn" else self._stack[:1]
        self._stack[-1].children.append(node)
        self._stack.append(node)

    def _unit(self, position: int, text: Text) -> str:
        """部门：办公室 above tasks numbered from 1, in a paper that is parted by departments from its beginning."""
        found = _UNIT.match(half(text.text))
        following = self._texts[position + 1 : position + 2]
        is_first = len(self._stack) == 1 and not self._root.children
        if not found or not following or not (is_first or "unit" in {held.style for held in self._stack}):
            return ""
        label = split_label(following[0].text)[0]
        name = text.text[found.start(1) :].strip()
        return name if label and label.value == 1 and looks_like_departments(name) else ""

    def _goes_on_at_top(self, node: Node) -> bool:
        """三、 after 二、 and an unlabelled heading in between: the heading ends where the sections go on."""
        if node.label is None or len(self._stack) < 2 or self._stack[1].style != "plain":
            return False
        before = [child.label for child in self._root.children if child.label and child.style == node.style]
        return bool(before) and 1 <= node.label.value - before[-1].value <= 3  # a caption may have gone to its table

    def _is_plausible(self, label: Label, text: Text) -> bool:
        """A figure at the front of a wrapped line is no label: it must go on from what was printed before."""
        if label.style.startswith("dec"):
            heads = [held.label for held in self._stack if held.label]
            parents = [one.values for one in heads if len(one.values) == len(label.values) - 1]
            before = [one.values for one in heads if one.style == label.style]
            if before:
                last = before[-1]
                return label.values[:-1] == last[:-1] or (
                    label.value == 1 and label.values[0] in (last[0], last[0] + 1)
                )
            return label.values[:-1] in parents or label.value == 1
        if label.style in ("arab", "arab_half"):
            last = next((held.label.value for held in reversed(self._stack) if held.style == label.style), 0)
            return label.value == 1 or -1 <= label.value - last <= 12 or (last == 0 and label.value < 100)
        return True

    def _is_signature(self, position: int, text: Text) -> bool:
        if not _ORGAN.match(text.text.strip()) or position + 1 >= len(self._texts):
            return False
        return bool(re.match(r"\s*(?:19|20)\d{2}\s*年", half(self._texts[position + 1].text)))

    def _is_plain_heading(self, position: int, text: Text) -> bool:
        """An unlabelled short line before which the numbering starts again, or which declares points or a period."""
        body = text.text.strip()
        if len(body) > 36 or re.search(r"[。；;，,：:！]", body) or position + 1 >= len(self._texts):
            return False
        if re.fullmatch(r"[(].*[)]", half(body)) or self._opens_field(body):
            return False
        following = [split_label(one.text)[0] for one in self._texts[position + 1 : position + 3]]
        if following[0] is None and not (len(following) > 1 and following[1] and marks(body)):
            return False
        begins = following[0] or following[-1]
        current = self._stack[-1].label
        restarts = current is not None and begins.value == 1 and current.style == begins.style
        has_words = bool(marks(body) or _PERIOD.match(half(body)) or layer_of(body) != "basic")
        return (
            restarts
            or (has_words and begins.value == 1)
            or (begins.value == 1 and current is not None and len(body) <= 14)
        )

    def _is_bare_clause(self, text: Text, current: Node) -> bool:
        """A line with text and points of its own, where the open clause has its points already."""
        found = marks(text.text)
        if not found or len(text.text) - (found[-1].end - found[-1].start) < 5 or self._opens_field(text.text):
            return False
        if current.style == "root":
            return self._texts[0] is not text
        return current.has_marks() and not current._in_field

    def _begins_bare(self, position: int, current: Node) -> bool:
        """The first line of an unlabelled clause whose points stand on the next line."""
        if current.style != "bare" or not current.has_marks() or current._in_field or self._is_closed:
            return False
        text, following = self._texts[position].text, self._texts[position + 1 : position + 2]
        is_open = not re.search(r"[。；;：:）)]$", text) and not self._opens_field(text)
        return (
            is_open and bool(following) and bool(marks(following[0].text)) and split_label(following[0].text)[0] is None
        )

    def _is_general_rule(self, text: str) -> bool:
        """A rule for the whole category behind its last clause: 同一事项按最高级别计分，最多加30分。"""
        return (
            bool(re.match(r"(?:同一|以上|上述|以下各项)[^。；]{2,30}(?:计分|加分|扣分|重复|累计|按)", text))
            and len(self._stack) > 2
        )

    def _opens_field(self, text: str) -> bool:
        key = re.match(r"[\s(\[]*([\u4e00-\u9fff]{2,8})\s*:", fold(text))
        return bool(key) and role_of(key.group(1)) not in (None, "text", "number", "ignored")
