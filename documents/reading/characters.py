"""Characters as papers have them: full and half width, traditional forms, entities, debris of page layout."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    ord("【"): ord("["),
    ord("】"): ord("]"),
    ord("〔"): ord("["),
    ord("〕"): ord("]"),
    ord("［"): ord("["),
    ord("］"): ord("]"),
    ord("—"): ord("-"),
    ord("–"): ord("-"),
    ord("―"): ord("-"),
    ord("‐"): ord("-"),
    ord("－"): ord("-"),
    ord("~"): ord("-"),
    ord("～"): ord("-"),
    ord("﹒"): ord("."),
    ord("﹣"): ord("-"),
}
# Only for comparing words of the field (headers, keys, marks); what is printed stays as printed.
_TRADITIONAL = dict(
    zip(
        map(ord, "測評項內標準責單門處室時間說報資檔領導組織機構創設業務會議條數達於無與從開關類別實際級稱號參動廣場"),
        "测评项内标准责单门处室时间说报资档领导组织机构创设业务会议条数达于无与从开关类别实际级称号参动广场",
        strict=True,
    )
) | dict(
    zip(
        map(
            ord,
            "總計減扣獎勵負單評優績種辦據證圖張個區縣鎮鄉團黨員職傳學習調查問網絡頻區衛產環節體驗歸齊顯貼館隊廳協會縣學聯紀",
        ),
        "总计减扣奖励负单评优绩种办据证图张个区县镇乡团党员职传学习调查问网络频区卫产环节体验归齐显贴馆队厅协会县学联纪",
        strict=True,
    )
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNCLEAN = re.compile("[&$\r\u00a0\u3000\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
_LATEX = (
    (re.compile(r"\\(?:geqslant|geq|ge)\b"), "≥"),
    (re.compile(r"\\(?:leqslant|leq|le)\b"), "≤"),
    (re.compile(r"\\(?:text|mathrm|rm)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\([%#&_])"), r"\1"),
)
_FORMULA = re.compile(r"\$([^$\n]{1,60})\$")
_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…"
_GAP = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}])")
_SPACES = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")


def clean(text: str) -> str:
    """Take out what no reader sees or wants: entities, zero-width characters, LaTeX around ≥; line breaks stay."""
    if not _UNCLEAN.search(text):
        return text
    if _ENTITY.search(text):
        text = html.unescape(text)
    if "$" in text:
        text = _FORMULA.sub(_formula, text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return _INVISIBLE.sub("", text.replace("\u00a0", " ").replace("\u3000", " "))


def _formula(found: re.Match) -> str:
    inner = found.group(1)
    if "\\" not in inner and not re.search(r"[\d%≥≤]", inner):
        return found.group(0)
    for pattern, put in _LATEX:
        inner = pattern.sub(put, inner)
    return inner.replace(" ", "")


@lru_cache(maxsize=4096)  # one cell is looked at from many sides
def half(text: str) -> str:
    """Full-width signs as half-width ones, character for character, so that positions stay the same."""
    return text.translate(_HALF)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`half`, and traditional characters of our vocabulary as simplified ones; positions stay the same."""
    return text.translate(_HALF).translate(_TRADITIONAL)


def squeeze(text: str) -> str:
    """One line: no space between Chinese characters (line breaks of a narrow cell), one space elsewhere."""
    return _SPACES.sub(" ", _GAP.sub("", text)).strip()


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """A header or key for comparing: folded, without any white space or signs at its ends."""
    return _SPACES.sub("", fold(text)).strip(":;,.、。*# ")


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Letters and digits only, for telling whether two names are the same."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN").lower()


def brackets(text: str) -> dict[int, int]:
    """Where each opening bracket is closed: its position → the position after its partner; open ones are left out."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for position, sign in enumerate(text):
        if sign in "(（[【〔":
            opened.append(position)
        elif sign in ")）]】〕" and opened:
            found[opened.pop()] = position + 1
    return found
