"""Printed comparisons: ≥ 不少于 不低于 至少 以上 达到 不超过 以内 with a figure and its unit."""

from __future__ import annotations

import re

from documents.reading.characters import fold
from documents.reading.model import Threshold
from documents.reading.numbering import chinese_number

_UNIT = (
    "千瓦时|立方米|平方公里|千米|公斤|公顷|"
    "%|个百分点|个工作日|工作日|人次|场次|人天|万元|万字|万人|元|小时|分钟|学时|课时|平方米|公里|次|人|名|字|张|场|处|个|篇|条|期|"
    "本|册|项|天|日|周|家|户|份|件|块|部|支|幅|所|遍|轮|对|种|类|节|堂|辆|台|套|棵|株|米|例|起|位|间|面|组|队|批|集|首|"
    "句|版|期|座|盏|亩|吨|桶|艘|箱|毫升|万|倍|级|年|个月|季|门|桌|栋|副|枚"
)
# behind a comparison and digits any sign is the measure word, except what only goes on with the sentence
_OTHER_UNIT = (
    r"(?:(?<=\d)|(?<=\d\s))(?:(?![分以的及和与或含至到左右前后之内月号余多上下为是则且并者星等])[\u4e00-\u9fff])"
)
_NUMBER = r"(?:\d{1,6}(?:\.\d{1,2})?|[一二两三四五六七八九十百千]{1,5})"
_FIGURE = rf"(?P<value>{_NUMBER})(?:\s*-\s*{_NUMBER})?\s*"
_VALUE = rf"{_FIGURE}(?P<unit>{_UNIT}|{_OTHER_UNIT})(?!分)"
_PERCENT = r"百分之(?P<percent>[一二三四五六七八九十百]{1,4})"
_WORDS = (
    (
        ">=",
        r"不(?:得|能|可|应)?(?:少于|低于|小于|短于|晚于)|至少|最少|≥|>=|大于等于|大于或等于|达到|"
        r"达(?=\s*[\d一二两三四五六七八九十百])|保持在|保证",
    ),
    ("<=", r"不(?:得|能|可|应)?(?:超过|多于|高于|大于|超出)|最多|至多|≤|<=|小于等于|小于或等于|控制在|限"),
    (">", r"(?<!不)(?<!不得)(?<!不能)(?:高于|超过|多于|大于)|>"),
    ("<", r"(?<!不)(?<!不得)(?<!不能)(?:低于|少于|小于|不足)|<"),
)
_GAP = r"(?P<gap>[^\d,;。:、()\[\]%≥≤<>]{0,12}?)"
_BEFORE = tuple(
    (op, re.compile(rf"(?:{words})\s*{_GAP}\s*(?:{_VALUE}|{_PERCENT})(?P<after>(?:\(含\)|含|及)?以[上下内])?"))
    for op, words in _WORDS
)
_LIMITED = rf"{_FIGURE}(?P<unit>{_UNIT}|{_OTHER_UNIT}(?=(?:\(含\)|含|及)?(?:以[上下内]|之内)))(?!分)"
_BEHIND = re.compile(
    rf"(?:{_LIMITED}|{_PERCENT})[^\d,;。:、()\[\]]{{0,2}}?(?:\(含[^()]{{0,6}}\)|含|"
    rf"及)?(?P<word>以上|以下|以内|之内)(?P<of>的)?"
)
# what stands between a comparison and its figure must not open another thought; 最多跑一次 promises service, no count
_NO_GAP = re.compile(r"[第每]|要求|标准|水平|目标|前列|一流|合格|优秀|统一|跑")
_STRICT_GAP = ("达到", "达", "保持在", "保证", "控制在", "限", "超过", "高于", "大于", "<", ">")


def read_thresholds(text: str, with_conditions: bool = False) -> list[Threshold]:
    """All thresholds of a text in the order they stand. Conditions in brackets (20人以下的全员注册) stay text."""
    folded = fold(text)
    found: dict[int, tuple[int, Threshold]] = {}
    for op, pattern in _BEFORE:
        for one in pattern.finditer(folded):
            limit = _limit(op, one)
            if limit and _gap_holds(one, folded):
                found.setdefault(_place(one), (one.end(), limit))
    for one in _BEHIND.finditer(folded):
        if any(start <= one.start() < end for start, (end, _) in found.items()):
            continue
        if one.group("of") and _is_bracketed(folded, one.start()) and not with_conditions:
            continue
        limit = _limit(">=" if one.group("word") == "以上" else "<=", one)
        if limit:
            found[_place(one)] = (one.end(), limit)
    return [limit for _, (_, limit) in sorted(found.items(), key=lambda pair: pair[0])]


def _place(one: re.Match) -> int:
    return one.start("value") if one.group("value") else one.start("percent")


def _gap_holds(one: re.Match, folded: str) -> bool:
    gap = one.group("gap") or ""
    if not gap.strip():
        return True
    word = folded[one.start() : one.start("gap")].strip()
    if word.startswith(_STRICT_GAP) and len(gap.strip()) > 0:
        is_base = gap.strip().endswith("的") and one.group("unit") == "%"  # 达到职工总数的90%
        return is_base and not _NO_GAP.search(gap)
    return not _NO_GAP.search(gap)


def _limit(op: str, one: re.Match) -> Threshold | None:
    if one.group("percent"):
        value = chinese_number(one.group("percent"))
        return Threshold(op, str(value), "%") if value else None
    value, unit = one.group("value"), one.group("unit")
    if not value[0].isdigit():
        number = chinese_number(value)
        if number is None:
            return None
        value = str(number)
    if unit == "年" and len(value) == 4:
        return None
    if unit in ("级", "日"):
        return None
    return Threshold(op, value.rstrip("0").rstrip(".") if "." in value else value, unit)


def _is_bracketed(folded: str, position: int) -> bool:
    return folded.rfind("(", 0, position) > folded.rfind(")", 0, position)
