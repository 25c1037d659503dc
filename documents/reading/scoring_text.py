"""Scoring sentences as rules where they are certain; what is not certain stays a sentence for a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from documents.reading.characters import half

_AMOUNT = r"(\d+(?:\.\d+)?)"
_ALL_OR_NOTHING = re.compile(
    r"(?:本项|该项|此项|本条|本款|全项)?(?:即|均|一律)?(?:不得分|不计分|得0分|不予得分|计0分|全扣|扣除全部分值)"
)
_VETO = re.compile(r"一票否决|取消(?:\S{0,8})(?:资格|称号|荣誉)|直接否决|不得评为")
_FLOOR = re.compile(r"扣完为止|扣完即止|直至\S{0,8}扣完|直到扣完|扣至0分|扣光为止")
_PER_POINT = re.compile(
    rf"每(?:降低|减少|下降|低|少|差)?(?:于\S{{1,8}}?)?(?:{_AMOUNT}|"
    rf"一)?个?百分点的?,?扣{_AMOUNT}分"
)
_EACH = re.compile(
    rf"每?(?P<what>[^,;。:、()每扣]{{0,30}}?)(?P<each>每|缺|少|低|差|发现|发生|出现|有)?[^,;。]{{0,16}}?"
    rf"(?:{_AMOUNT}|[一二两三])(?P<unit>次|人次|人|项|处|个|条|起|例|篇|张|名|期|件|天|场|类|种|"
    rf"份|户|部|家)[^,;。扣加]{{0,20}},?\s*(?:的,)?扣{_AMOUNT}分"
)
_FLAT = re.compile(rf"(?P<what>[^,;。每]{{1,40}}?)的?,?\s*扣{_AMOUNT}分")
_RANGE = re.compile(rf"扣{_AMOUNT}\s*-\s*{_AMOUNT}分")
_BONUS = re.compile(
    rf"(?P<what>[^,;。]{{2,40}}?)(?:的)?,?(?:每(?:一)?(?:项|次|个|篇|条|人|件))?(?:加|奖励|奖){_AMOUNT}分"
)
_CAP = re.compile(
    rf"(?:最多|最高|累计|不超过|上限)(?:累计)?(?:不超过|最多|最高)?(?:可?加|加分|为|奖励)?(?:不超过)?{_AMOUNT}分"
)
_GRADE = re.compile(r"(?<![A-Za-z])([A-D])(?:级|档|等|类)?[:、.=(]?([^A-D]*)")
_POINTS = re.compile(rf"{_AMOUNT}分")
_PERCENT = re.compile(rf"{_AMOUNT}%(?!以|及)")
_NOTHING = re.compile(r"^[为是:=]?(0)[,、。;]?$")  # B 66%, D 0
_WITHOUT = re.compile(
    r"(?<!不)(?<!不予)(?<!免)[扣减加](?:[\s_(]*[)_]*\s*)分(?:处理|的|值)?\s*$"  # …扣分, …扣（ ）分
    r"|(?:酌情|适当|相应|视情|加倍)[^\d]{0,8}[扣减加]分"
)


@dataclass(frozen=True)
class Rule:
    """One rule. kind: all_or_nothing, per_occurrence, per_percentage_point, flat_deduction, range_deduction,
    grade_points, grade_percent, bonus, cap, veto. `amount` in points (percent for grade_percent); `floor`: stops at 0.
    """

    kind: str
    text: str
    amount: Decimal | None = None
    per: Decimal | None = None  # of which unit: 每少2次 → 2
    unit: str = ""
    has_floor: bool = False
    grade: str = ""
    most: Decimal | None = None  # the upper end of a range

    def as_json(self) -> dict:
        told = {"kind": self.kind, "text": self.text, "unit": self.unit, "grade": self.grade}
        told |= {"has_floor": self.has_floor}
        for name in ("amount", "per", "most"):
            value = getattr(self, name)
            told[name] = None if value is None else format(value, "f")
        return told

    @classmethod
    def from_json(cls, told: dict) -> Rule:
        amounts = {n: None if told[n] is None else Decimal(told[n]) for n in ("amount", "per", "most")}
        return cls(
            told["kind"], told["text"], unit=told["unit"], has_floor=told["has_floor"], grade=told["grade"], **amounts
        )


def lacks_amount(text: str) -> str | None:
    """The sentence that takes or gives points without saying how many ("有一项不达标扣分"), if there is one."""
    for part in re.split(r"[。;,\n]", half(text)):
        if _WITHOUT.search(part) and not re.search(r"[扣减加]\s*\d", part):
            return part.strip()
    return None


def read_rules(text: str | None) -> list[Rule]:
    """The rules of a scoring sentence, in order; an empty list where nothing in it is certain."""
    if not text:
        return []
    folded = re.sub(r"\s+", "", half(text))
    has_floor = bool(_FLOOR.search(folded))
    rules = [*_grades(folded)]
    for part in re.split(r"[;。]", folded):
        if part and not (rules and re.match(r"[A-D]", part)):
            rules += _of_part(part, has_floor)
    return rules


def _grades(folded: str) -> list[Rule]:
    """Grades A to D, each with points or a share of the points."""
    parts = [(one.group(1), one.group(2)) for one in _GRADE.finditer(folded)]
    if len(parts) < 2:
        return []
    for kind, pattern in (("grade_percent", _PERCENT), ("grade_points", _POINTS)):
        found = [(grade, text, pattern.findall(text) or _NOTHING.findall(text)) for grade, text in parts]
        if all(amounts for _, _, amounts in found):
            return [Rule(kind, text, Decimal(amounts[-1]), grade=grade) for grade, text, amounts in found]
    return []


def _of_part(part: str, has_floor: bool) -> list[Rule]:
    if _VETO.search(part):
        return [Rule("veto", part)]
    found = _PER_POINT.search(part)
    if found:
        per = Decimal(found.group(1)) if found.group(1) else Decimal(1)
        return [Rule("per_percentage_point", part, Decimal(found.group(2)), per, "百分点", has_floor)]
    found = _RANGE.search(part)
    if found:
        return [Rule("range_deduction", part, Decimal(found.group(1)), most=Decimal(found.group(2)))]
    rules: list[Rule] = []
    for piece in _pieces(part):
        rules += _of_piece(piece, has_floor)
    return rules


def _pieces(part: str) -> list[str]:
    """Commas part two rules only where each side has an amount or an outcome of its own."""
    pieces, held = [], ""
    for piece in part.split(","):
        held = f"{held},{piece}" if held else piece
        if re.search(r"分|扣完|否决", piece):
            pieces.append(held)
            held = ""
    return pieces + ([held] if held else [])


def _of_piece(piece: str, has_floor: bool) -> list[Rule]:
    if _FLOOR.search(piece) and not re.search(r"扣\d", piece):
        return []
    found = _EACH.search(piece)
    if found and re.search(r"每|缺\d|少\d", piece):
        amount = re.search(rf"扣{_AMOUNT}分", piece)
        numbers = re.findall(rf"{_AMOUNT}{found.group('unit')}", piece[: amount.start()] if amount else piece)
        per = Decimal(numbers[-1]) if numbers else Decimal(1)  # 抽查3个科室，每1个…: the last one counts
        return [Rule("per_occurrence", piece, Decimal(amount.group(1)), per, found.group("unit"), has_floor)]
    if re.search(r"每(?:次|人|处|项|个|条|起)扣", piece):
        amount = re.search(rf"每(次|人|处|项|个|条|起)扣{_AMOUNT}分", piece)
        if amount:
            return [Rule("per_occurrence", piece, Decimal(amount.group(2)), Decimal(1), amount.group(1), has_floor)]
    cap = _CAP.search(piece)
    if cap:
        return [Rule("cap", piece, Decimal(cap.group(1)))]
    found = _BONUS.search(piece)
    if found:
        return [Rule("bonus", piece, Decimal(found.group(2)))]
    found = _FLAT.search(piece)
    if found:
        return [Rule("flat_deduction", piece, Decimal(found.group(2)), has_floor=has_floor)]
    if _ALL_OR_NOTHING.search(piece):
        return [Rule("all_or_nothing", piece)]
    return []
