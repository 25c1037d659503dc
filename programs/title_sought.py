"""Which title a paper says the unit strives for: 创建“省文明单位”, 力争创建成市级文明单位."""

from __future__ import annotations

import re

_TITLE = (
    r"((?:全国|(?:省|市|县|区|州)(?:直属?|级)?(?:机关)?)文明(?:单位|机关|校园|窗口|社区|村镇|行业)(?:标兵|示范点)?"
    r"|文明单位(?:标兵|示范点))"
)
_IN_TITLE = re.compile(_TITLE)
_IN_TEXT = re.compile(r"(?:争创|争取|力争|创建成?|建成|达到|成为)[^。；，,;]{0,12}?" + _TITLE)


def title_sought(reading: dict) -> str:
    """From the paper's title, else from the first sentence that says so; "" where none does."""
    found = _IN_TITLE.search(reading.get("title") or "")
    for section in reading.get("sections", []):
        found = found or _IN_TEXT.search(section["text"] or "")
    return found[1] if found else ""
