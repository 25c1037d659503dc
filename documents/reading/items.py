"""A record (one printed row or paragraph with its notes) → the items it holds."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from documents.reading import points
from documents.reading.characters import fold, half, squeeze
from documents.reading.columns import is_methods, is_scoring
from documents.reading.dates import read_due
from documents.reading.departments import Responsible, looks_like_departments, read_departments
from documents.reading.fields import split_fields
from documents.reading.model import Category, Item
from documents.reading.numbering import Label, split_label
from documents.reading.points import Statement, split_statements
from documents.reading.records import Record
from documents.reading.scoring_text import read_rules
from documents.reading.thresholds import read_thresholds
from documents.reading.wrapping import joined

_TAIL_POINTS = re.compile(r"[。；;\s]\s*(\d{1,3}(?:\.\d)?)\s*分\s*[。；;]?$")  # a sentence, its end, then its points
_NOTE = re.compile(r"(?:^|[\n。；;])\s*(?:注|备注)\s*\d?[:：]")
_CAP = re.compile(r"(?:最多|最高|累计|上限|不超过|封顶)[^\d,;。]{0,8}?(\d+(?:\.\d+)?)\s*分")
_CONDITION = re.compile(
    r"(?:每|缺|无|未|不|少|没|低于|差|发现|出现|发生|凡|如|若|一次|有[^,，。]{1,12}的|"
    r"[^,，。；;]{0,16}(?:扣|得)\s*\d)"
)
_CASE_RULE = re.compile(r"的[,，]\s*((?:每|一次性|视情|酌情)?[^，。；,;]{0,8}[加扣减][^，。；,;]{0,8}分)[。；;]?$")
_SECOND = re.compile(r"[;。,\n]\s*2\s*[.、)]")
_LONGEST = 3000  # letters of a clause that anyone wrote; what is longer is a paper without line ends
_FOOTNOTE = re.compile(r"(?<=[\u4e00-\u9fff”）)])[①-⑳](?![^，。；]*[①-⑳])")
_METHODS = re.compile(r"[、，,；;/\n\s+]+")
_KNOWN_METHODS = re.compile(
    r"(?:材料|资料|网上|网络|部门|实地|现场|问卷|书面|网上材料)(?:审核|考察|调查|申报|核查|查看|测评|检查|走访|审查)"
    r"|听取?汇报|查阅资料|查看资料|查阅台账|个别访谈|座谈了解|随机抽查|暗访|整体观察|入户访谈|"
    r"电话访问|日常考核|民主测评"
)


def items_of(record: Record, year: int | None, loose: bool = False) -> list[Item]:
    """All items of one record; `loose` reads points that stand without brackets."""
    clause = "\n".join(joined(record.clause.split("\n"))) if "\n" in record.clause else record.clause
    body, notes = split_fields(points.set_in_brackets(clause, _declared(record)))
    for role, content in notes:
        content = _pull_points(content, record)
        if role == "points":
            record.points.append(content)
            record.has_points_place = True
        elif role == "text":
            body = f"{body.rstrip('。')}。{content}" if body.strip() else content
        else:
            record.cells.setdefault(role, []).append(content)
    cut = _NOTE.search(body)
    if cut and cut.start() > 0:
        body = body[: cut.start() + (body[cut.start()] in "。；;")]
    if not points.marks(body) and not (loose and points.loose_marks(body)):
        body = _pull_tail(body, record)
    whole = body
    label, body = _label(body, record)
    first = None
    if label and record.counts_rows:
        first, label, body = label.text, None, whole if _SECOND.search(half(body)) else body
    parts = _below_heading(_parts(label, body, record, loose), record)
    if first == "1" and len(parts) > 1 and parts[1][0] == "2":
        parts[0] = (first, parts[0][1])  # （1）…；（2）… in row 3: the labels inside tell its statements apart
    items = [_item(record, number, statement, year) for number, statement in parts]
    _share_points(items, record)
    _share_cells(items, record, year)
    return [item for item in items if item.text]


def _pull_tail(body: str, record: Record) -> str:
    """开设思政课，课时达标 4分 材料审核: what stood in columns behind the clause goes to its places."""
    words = body.rstrip().split()
    tail: list[tuple[str, str]] = []
    while len(words) > 1 and len(tail) < 4:
        word = words[-1]
        if is_methods(re.split("[、，,]", word)):
            tail.append(("methods", word))
        elif looks_like_departments(word):
            tail.append(("departments", word))
        else:
            break
        words.pop()
    text = body.rstrip()[: body.rstrip().rindex(words[-1]) + len(words[-1])]
    found = _TAIL_POINTS.search(half(text))
    if found is None or record.has_points_place:
        return body
    for role, word in tail:
        record.cells.setdefault(role, []).append(word)
    record.points.append(found.group(1))
    record.has_points_place = True
    return text[: found.start() + 1].rstrip()


def _declared(record: Record) -> Decimal | None:
    """What the row's points cell says, else the category's points."""
    amounts = [found for cell in record.points if (found := points.amount(cell)) is not None]
    return amounts[0] if len(amounts) == 1 else next((one.points for one in record.categories[-1:]), None)


def _pull_points(content: str, record: Record) -> str:
    """Points that stand behind the last note of a paragraph are the clause's."""
    found = points.marks(content)
    if found and not content[found[-1].end :].strip(" 。；;，,\n"):
        last = found[-1]
        record.points.append("" if last.amount is None else str(last.amount))
        record.has_points_place = True
        return content[: last.start].strip(" \n；;")
    return content


def _label(body: str, record: Record) -> tuple[Label | None, str]:
    label, rest = split_label(body.strip())
    if label and not rest:
        return None, body
    return label, rest


def _parts(label: Label | None, body: str, record: Record, loose: bool) -> list[tuple[str | None, Statement]]:
    """(number, statement) for each item: by points marks, or by numbered lines with marks or cells of their own."""
    number = label.text if label else record.number
    groups = _numbered_lines(label, body)
    record.last_number = groups[-1][0] if groups else None
    if len(groups) > 1 and _are_apart(groups, record, loose):
        return [(text_number, one) for text_number, text in groups for one in _statements(text, loose)]
    found = _statements(body, loose)
    if len(found) == 1:
        return [(number, found[0])]
    parts = []
    for one in found:
        own, rest = split_label(one.text)
        if own and rest:
            parts.append((own.text, replace(one, text=rest)))
        else:
            parts.append((number, one))
    return parts


def _below_heading(parts: list[tuple[str | None, Statement]], record: Record) -> list[tuple[str | None, Statement]]:
    """1.领导重视（8分）。①…（3分）；②…（5分）: the first names what the others add up to, and is no clause."""
    labels = [split_label(f"{number}、x")[0] if number else None for number, _ in parts]
    first, rest = parts[:1], labels[1:]
    if len(rest) < 2 or any(label is None or label.style not in ("circle", "arab_paren") for label in rest):
        return parts
    heading = first[0][1]
    is_same = labels[0] is not None and labels[0].style == rest[0].style
    if rest[0].value != 1 or is_same or heading.points is None or len(heading.text) > 30:
        return parts
    name = heading.text.rstrip("。：:")
    category = Category(name, heading.points, record.layer, first[0][0] or "", record.where, record.line)
    record.categories = [*record.categories, category]
    return parts[1:]


def _statements(text: str, loose: bool) -> list[Statement]:
    found = split_statements(squeeze(text), loose)
    return [replace(one, text=_trim(one.text)) for one in found if _trim(one.text)]


def _trim(text: str) -> str:
    text = squeeze(text).rstrip("；;，,、：: ").strip()
    return _FOOTNOTE.sub("", text) if not re.search(r"[；。：，]\s*[①-⑳]|^[①-⑳]", text) else text


def _numbered_lines(label: Label | None, body: str) -> list[tuple[str, str]]:
    """The body cut before each line that has a label of the same style as the first."""
    if label is None:
        return []
    groups = [[label.text, ""]]
    for line in body.split("\n"):
        own, rest = split_label(line)
        if own and own.style == label.style and rest and own.value > 1:
            groups.append([own.text, rest])
        else:
            groups[-1][1] += ("\n" if groups[-1][1] else "") + line
    return [(number, text) for number, text in groups]


def _are_apart(groups: list[tuple[str, str]], record: Record, loose: bool) -> bool:
    marked = sum(bool(points.marks(text) or (loose and points.loose_marks(text))) for _, text in groups)
    if marked >= 2 or "." in groups[0][0] or "-" in groups[0][0]:
        return True
    amounts = [line for cell in record.points for line in cell.split("\n") if line.strip()]
    if len(amounts) == len(groups):
        return True
    lines = [line for cell in record.cells.get("departments", []) for line in cell.split("\n") if line.strip()]
    return len(lines) == len(groups) and not any(line.rstrip().endswith(("、", "，", ",")) for line in lines)


def _item(record: Record, number: str | None, statement: Statement, year: int | None) -> Item:
    declared = [category for category in record.categories if category.points is not None]
    return Item(
        text=statement.text,
        layer=record.layer,
        path=[category.name for category in record.categories],
        category_points=declared[-1].points if declared else _cap(record),
        number=number,
        points=statement.points,
        is_blank=statement.is_blank,
        materials=statement.evidence or None,
        where=record.where,
        line=record.line,
        row=record.row,
        categories=list(record.categories),
        last_number=record.last_number,
        shares_number=record.shares_number and number == record.number,
    )


def _cap(record: Record) -> Decimal | None:
    found = _CAP.search(half(record.clause)) if record.layer == "bonus" else None
    return Decimal(found.group(1)) if found else None


def _share_points(items: list[Item], record: Record) -> None:
    """Give the amounts of the points column to the items; several amounts go one to each."""
    if not items or not record.has_points_place:
        return
    lines = [line.strip() for cell in record.points for line in cell.split("\n") if line.strip()]
    amounts = [points.amount(line) for line in lines]
    if len(items) == 1:
        if len(amounts) > 1 and all(amount is not None for amount in amounts):
            items[0].points = sum(amounts, Decimal(0))
        elif amounts and amounts[0] is not None:
            items[0].points = amounts[0]
        elif items[0].points is None and items[0].layer == "basic":  # a bonus has its amounts in its text or rule
            items[0].is_blank = not lines or all(points.is_blank(line) for line in lines)
    elif len(amounts) == 1 and all(item.points is not None for item in items):
        for item in items:
            item.row_points = amounts[0]
    elif len(amounts) == len(items) and all(item.points is None for item in items):
        for item, amount in zip(items, amounts, strict=True):
            item.points = amount


def _share_cells(items: list[Item], record: Record, year: int | None) -> None:
    # cells of as many lines as there are numbered clauses go one to each; clauses told apart by points share them all
    count = len(items) if len({item.number for item in items}) == len(items) else 1
    in_lines = count if record.clause.count("\n") >= count - 1 else 1
    for position, item in enumerate(items):
        who = _responsible(record, position, in_lines)
        item.departments, item.lead = who.names, who.lead
        materials = _mine(record.cells.get("materials", []), position, count, "；;\n")
        item.materials = squeeze(materials) if materials else item.materials
        scoring = record.text("scoring", " ")
        item.scoring = squeeze(scoring) if scoring.strip() else None
        _take_rule_sentences(item)
        item.rules = read_rules(item.scoring)
        item.methods = _methods(record.text("methods"))
        item.thresholds = read_thresholds(item.text) + read_thresholds(item.materials or "")
        due = _mine(record.cells.get("due", []), position, in_lines, "\n")
        if due:
            item.due_text = squeeze(due).rstrip("。；;，, ")
            item.due = record.days.get("due") or read_due(item.due_text, year)


def _mine(cells: list[str], position: int, count: int, signs: str) -> str:
    """This item's share of a cell: its own part where there are as many parts as items, else all of it."""
    text = "\n".join(cells)
    if count > 1 and text:
        parts = [part.strip() for part in re.split(f"[{signs}]", text) if part.strip()]
        if len(parts) == count and not any(part.endswith(("、", "，", ",")) for part in parts):
            return parts[position]
    return text


def _responsible(record: Record, position: int, count: int) -> Responsible:
    found = Responsible()
    for role in ("lead", "departments", "assist"):
        text = _mine(record.cells.get(role, []), position, count, "\n")
        if text:
            part = read_departments(text, leads=role == "lead")
            for name in part.names:
                found.add(name, leads=name == part.lead)
    if found.lead:
        found.names.remove(found.lead)
        found.names.insert(0, found.lead)
    return found


def _take_rule_sentences(item: Item) -> None:
    """Grades and deductions printed behind the clause in the same cell are its scoring, not its text."""
    if item.scoring or len(item.text) > _LONGEST:
        return
    if item.layer != "basic":  # the amount is the clause's own, and its rule
        said = _CASE_RULE.search(item.text)
        item.scoring = said.group(1) if said else None
        return
    folded = fold(item.text)
    starts = [one.end() for one in re.finditer(r"[。；;,，\n]\s*", folded) if one.end() < len(folded)]
    starts += [one.start() for one in re.finditer(r"(?<=\s)A\s*[:、.级档]", folded)]
    for start in sorted(starts):
        rest = re.sub(r"[。；;]$", "", folded[start:])
        is_rule = _CONDITION.match(folded[start:]) or is_scoring([re.split(r"[,;。]", folded[start:])[0]])
        if start > 3 and is_rule and all(is_scoring([part]) for part in re.split(r"[。；;]", rest) if part.strip()):
            item.scoring = item.text[start:].strip()
            item.text = item.text[:start].rstrip("；;，, ")
            return


def _methods(text: str) -> list[str]:
    methods = []
    for part in _METHODS.split(text):
        known = _KNOWN_METHODS.findall(part)
        methods += known if len(known) > 1 and "".join(known) == part else [part]
    return list(dict.fromkeys(one.strip("。.") for one in methods if one.strip("。. ")))
