"""Which lines a printed 材料要求 reads as, for the office to confirm. No number is made up: without one it is one."""

from __future__ import annotations

import re

from documents.reading.characters import half
from scoring.clause_materials import MOST, Asked, Slot

_PARTS = re.compile(r"[；;。\n]|[，,、]")
_SORTS = (
    (Slot.SIGN_IN, re.compile(r"签到")),
    (Slot.PRESS, re.compile(r"媒体|报道|新闻|截图")),
    (Slot.PHOTO, re.compile(r"照片|图片|实景|影像")),
    (Slot.PROOF, re.compile(r"证书|奖牌|牌匾|凭证|发票")),
    (Slot.SUMMARY, re.compile(r"总结|小结|说明报告|情况说明|工作报告|纪要")),
    (Slot.PLAN, re.compile(r"方案|计划|通知|规划")),
    (Slot.BODY, re.compile(r"文件|制度|正文|办法|名单|台账|协议")),
)
_WORDS = re.compile(r"(\d+)字")
_COUNT = re.compile(r"(\d+|[一二两三四五六七八九十])[张份篇个幅套件]")
_UPPER = re.compile(r"(?:不超过|不多于|最多|以内|以下)")
_CHINESE = {sign: value for value, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_EACH = re.compile(r"每(?:次|场|期|项|个)(?:活动)?|各次")


def proposed(text: str) -> tuple[Asked, ...]:
    """Pure reading; a sort named twice is asked for as it is named first."""
    found: dict[str, Asked] = {}
    text = re.sub(r"\s", "", half(text))
    shows_name, needs_number = "单位名称" in text, bool(re.search(r"文号", text))
    for sentence in re.split(r"[；;。\n]", text):
        is_each = bool(_EACH.search(sentence))
        for part in _PARTS.split(sentence):
            slot = next((slot for slot, pattern in _SORTS if pattern.search(part)), None)
            if slot is None or slot in found:
                continue
            name = shows_name and slot in (Slot.PHOTO, Slot.PRESS)
            number = needs_number and slot in (Slot.BODY, Slot.PLAN)
            is_of_each = is_each or slot == Slot.SUMMARY and bool(_WORDS.search(part))
            found[slot] = Asked(slot.value, _least(part, slot), is_of_each, name, number)
    return tuple(found.values())


def _least(part: str, slot: str) -> int:
    """The printed number, unless it is one not to pass."""
    if _UPPER.search(part):
        return 1
    match = (_WORDS if slot == Slot.SUMMARY else _COUNT).search(part)
    if match is None:
        return 1
    said = match.group(1)
    return min(max(_CHINESE.get(said) or int(said), 1), MOST)
