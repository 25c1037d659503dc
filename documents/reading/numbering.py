"""Printed labels: 一、（一）1. 1、（1）① Ⅶ-1-1 Ⅲ-1-① II-1 1.4 and the rest, told apart by their style."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from documents.reading.characters import half

_DIGITS = "〇一二三四五六七八九"
_CN = "[一二三四五六七八九十百零〇]{1,4}"
_ROMAN_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_UNITS = "个人次年月日张场处名篇条期项分%天家户元万亿小学课本册份件平米块部支幅所遍轮周届岁号级位余多时字种倍座间人"
_HEAD = re.compile(r"^(?:[-•·●◆■*]\s+|#{1,6}\s+|\*\*)+")

_PAPER = (
    "[纸级类型照证版幅区栋座楼馆口线路轴页号档开图彩]|复印|打印|展板|大小|规格|标准|装订"  # A4纸, B2级 are no labels
)

_PATTERNS: tuple[tuple[str, re.Pattern], ...] = (
    ("part", re.compile(rf"第({_CN}|\d{{1,2}})(?:部分|章|节|篇|编|卷|盒|册|辑)\s*[、,.:]?\s*")),
    ("phase", re.compile(rf"第({_CN}|\d{{1,2}})(?:阶段|季度)\s*[、,.:]\s*")),
    (
        "code",
        re.compile(rf"((?:[{_ROMAN_SIGNS}]|[IVX]{{1,5}})(?:\s*[-.]\s*(?:\d{{1,2}}|[{_CIRCLES}]))+)\s*[、,.:]?\s*"),
    ),
    ("code", re.compile(rf"([{_ROMAN_SIGNS}]|[IVX]{{1,5}}(?=[、.,\s]))\s*[、,.:]?\s*")),
    ("cn_paren", re.compile(rf"[(\[]\s*({_CN})\s*[)\]]\s*[、,.]?\s*")),
    ("cn_paren", re.compile(rf"({_CN})\)\s*")),
    ("cn_is", re.compile(rf"({_CN})(?:是|要)(?=[^否])\s*")),
    ("cn_di", re.compile(rf"第({_CN})(?:条|项|款|,|、|\s)\s*")),
    ("cn", re.compile(rf"({_CN})\s*(?:、|\.|,|:|\s)\s*")),
    ("arab_paren", re.compile(r"[(\[]\s*(\d{1,3})\s*[)\]]\s*[、,.]?\s*")),
    ("dec", re.compile(rf"(\d{{1,2}}(?:\s?[.-]\s?\d{{1,2}}){{1,4}})(?!\d|\s*[{_UNITS}%])\s*[、,.)]?\s*")),
    ("arab_half", re.compile(r"(\d{1,3})\)\s*")),
    ("arab", re.compile(r"(\d{1,3})\s*(?:、|\.(?!\d{1,2}(?!\d))|,(?!\d{3})|\.(?=\d{4}年))\s*")),
    ("arab_weak", re.compile(rf"(\d{{1,3}})\s+(?=[\u4e00-\u9fff“《])(?![{_UNITS}])")),
    ("circle", re.compile(rf"([{_CIRCLES}])\s*[、,.]?\s*")),
    ("letter_code", re.compile(r"[(\[]\s*([A-Z]\d{1,2}(?:[-.]\d{1,2}){0,3})\s*[)\]]\s*")),
    ("letter_code", re.compile(r"([A-H]\d{1,2}(?:[-.]\d{1,2}){0,3})(?:\s*[、.:]\s*|\s+)(?=[\u4e00-\u9fff“])")),
    ("letter_code", re.compile(rf"([A-E]\d{{1,2}}(?:[-.]\d{{1,2}}){{0,3}})(?=[\u4e00-\u9fff“])(?!{_PAPER})")),
    ("letter_weak", re.compile(r"([A-H])\s+(?=[\u4e00-\u9fff“])(?![级档等类型])")),
    ("letter", re.compile(r"([A-Ha-h])\s*[、.:]\s*")),
)


@dataclass(frozen=True)
class Label:
    """A label split off a text: `text` is bare (4, 1.1, Ⅶ-1-1, 三), `values` its parts as numbers."""

    style: str
    text: str
    values: tuple[int, ...]

    @property
    def value(self) -> int:
        return self.values[-1]

    @property
    def is_chinese(self) -> bool:
        return self.style in ("cn", "cn_paren", "part", "phase")


@lru_cache(maxsize=4096)
def split_label(text: str) -> tuple[Label | None, str]:
    """The label at the front of `text` and what follows it."""
    stripped = text.lstrip()
    front = _HEAD.match(stripped)
    if front:
        stripped = stripped[front.end() :]
    folded = half(stripped)
    if found := _word_label(stripped, folded):
        return found
    for style, pattern in _PATTERNS:
        found = pattern.match(folded)
        if found and (found.end() < len(folded) or style != "arab_weak"):
            return _label(style, found.group(1)), stripped[found.end() :].rstrip("*").lstrip()
    return None, stripped


_WORD = re.compile(
    rf"(任务|项目|内容|指标|模块|板块|单元|专题|行动|(?:档案|文件)?[盒卷])\s*({_CN}|\d{{1,2}})(?:\s*[、,.:]\s*|\s+(?=[\u4e00-\u9fff“]))"
)


def _word_label(stripped: str, folded: str) -> tuple[Label, str] | None:
    """项目一 思想建设, 内容1 理想信念, 任务一：…: each word is a level of its own."""
    found = _WORD.match(folded)
    if not found or found.end() == len(folded):
        return None
    return Label(found.group(1), found.group(2), (_value(found.group(2)),)), stripped[found.end() :].lstrip()


def bare_label(text: str) -> Label | None:
    """The label where a cell holds nothing else: "3", "3.", "三", "（三）", "Ⅱ-1"."""
    folded = half(text).strip()
    if not folded or len(folded) > 10:
        return None
    found = re.fullmatch(rf"({_CN})|(\d{{1,3}})(?:\.0+)?", folded)
    if found:
        return _label("cn", found.group(1)) if found.group(1) else _label("arab", found.group(2))
    if found := re.fullmatch(r"[A-Z]{1,4}[-.]?\d{1,3}(?:[-.]\d{1,3}){0,3}", folded):  # the code of an indicator
        return _label("letter_code", folded)
    label, rest = split_label(folded + " ")
    return label if label and not rest else None


def _label(style: str, printed: str) -> Label:
    printed = re.sub(r"\s", "", printed)
    if style == "letter_code":
        values = tuple(int(part) for part in re.findall(r"\d+", printed))
        return Label(f"{style}{len(values)}", printed, (_value(printed[0]), *values))
    if style in ("code", "dec"):
        parts = [part for part in re.split(r"[-.]", printed) if part]
        values = tuple(_value(part) for part in parts)
        return Label(f"{style}{len(parts)}", printed, values)
    return Label({"arab_weak": "arab", "letter_weak": "letter"}.get(style, style), printed, (_value(printed),))


def _value(part: str) -> int:
    if part.isascii() and part.isdigit():
        return int(part)
    if part in _CIRCLES:
        return _CIRCLES.index(part) + 1
    if part in _ROMAN_SIGNS:
        return _ROMAN_SIGNS.index(part) + 1
    if re.fullmatch("[IVX]+", part):
        return _roman(part)
    if len(part) == 1 and part.isascii():
        return ord(part.lower()) - ord("a") + 1
    return chinese_number(part) or 0


def _roman(part: str) -> int:
    worth = {"I": 1, "V": 5, "X": 10}
    total = 0
    for here, after in zip(part, part[1:] + " ", strict=True):
        total += -worth[here] if worth.get(after, 0) > worth[here] else worth[here]
    return total


def chinese_number(text: str) -> int | None:
    """一 → 1, 十二 → 12, 两百 → 200, 三千 → 3000; None where it is no number."""
    units = {"十": 10, "百": 100, "千": 1000, "万": 10000}
    total = section = digit = 0
    for sign in text.replace("零", "").replace("两", "二").replace("〇", ""):
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        elif sign in units:
            worth = units[sign]
            if worth == 10000:
                total, section, digit = total + (section + digit) * worth, 0, 0
            else:
                section, digit = section + (digit or 1) * worth, 0
        else:
            return None
    return total + section + digit or None


def to_chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 21 → 二十一 (below 100: what list numbering needs)."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def to_roman(number: int) -> str:
    """4 → Ⅳ as one sign up to 12, letters beyond."""
    if 1 <= number <= 12:
        return _ROMAN_SIGNS[number - 1]
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def to_circle(number: int) -> str:
    return _CIRCLES[number - 1] if 1 <= number <= len(_CIRCLES) else f"({number})"
