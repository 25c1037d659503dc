"""Amounts of points as papers print them: （2分）, 2 分, 2.0, L5 for 1.5, an empty （ 分）, several in one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from documents.reading.characters import half, squeeze
from documents.reading.numbering import split_label

_AMOUNT = r"(?:\d{1,4}(?:\.\d{1,2})?|[Ll]\.?\d)"
_INTRO = r"(?:共计|共|满分为?|总分|合计|小计|计|记|本项|分值|基本分|标准分|占|加|[+])?\s*[:]?\s*"
_EACH = r"(?:每[^()\[\]]{1,10}?\d+(?:\.\d+)?\s*分\s*[,;、]\s*)?"
_MARK = re.compile(
    rf"[(\[]\s*{_EACH}{_INTRO}(?P<amount>{_AMOUNT}|)\s*分\s*[)\]]"
    rf"|[(\[]\s*(?P<range>{_AMOUNT}\s*-\s*{_AMOUNT})\s*分\s*[)\]]"
)
# Points without brackets at the end of a statement: "…有记录，2分；". Never after 扣 加 减 or a comparison.
_LOOSE = re.compile(rf"(?P<sign>[,;。、\s]|计|得|记|占|分值)\s*(?P<amount>{_AMOUNT})\s*分\s*(?=[;。,]|$)")
_NOT_DECLARED = re.compile(r"[扣减加罚]|低于|不足|少于|以上|以下|满分|总分|最高|最多|不超过|得分|至少|达到")
_TAIL = re.compile(rf"[\s(\[:-]*(?:{_INTRO})(?P<amount>{_AMOUNT})\s*分?\s*[)\]]?\s*$")
_EDGES = " \t\n；;，,、。.:："


@dataclass(frozen=True)
class Mark:
    """Where points stand in a text; `amount` None with `is_blank`: an empty place, without: a range."""

    start: int
    end: int
    amount: Decimal | None
    is_blank: bool = False


@dataclass(frozen=True)
class Statement:
    """A part of a text with points of its own (or the whole text with none)."""

    text: str
    points: Decimal | None = None
    is_blank: bool = False
    evidence: str = ""  # what is printed behind all statements of the cell, one phrase for each


def amount(text: str) -> Decimal | None:
    """What a cell of a points column holds: "12", "12分", "2.0", "L5"; None for anything else."""
    folded = re.sub(r"\s", "", half(text)).strip("()[]+。;,")
    found = re.fullmatch(rf"(?:{_INTRO})({_AMOUNT})分?", folded)
    return _decimal(found.group(1)) if found else None


def is_blank(text: str) -> bool:
    """Is it an empty place for points: nothing, （ 分）, 分, a dash?"""
    return re.sub(r"[\s()\[\]_/—-]", "", half(text)) in ("", "分")


def marks(text: str) -> list[Mark]:
    """All bracketed points of a text, in order."""
    found = []
    for one in _MARK.finditer(half(text)):
        if one.group("range"):
            found.append(Mark(one.start(), one.end(), None))
        elif one.group("amount"):
            found.append(Mark(one.start(), one.end(), _decimal(one.group("amount"))))
        else:
            found.append(Mark(one.start(), one.end(), None, is_blank=True))
    return found


def loose_marks(text: str) -> list[Mark]:
    """Points printed without brackets at the ends of statements."""
    folded = half(text)
    found = []
    start = 0
    for one in _LOOSE.finditer(folded):
        before = re.split(r"[;。]", folded[start : one.start("amount")])[-1]
        is_said = one.group("sign") in ("计", "得", "记", "占", "分值") and not re.search(r"每|扣|最[高多]|不$", before)
        if is_said or not _NOT_DECLARED.search(before):
            found.append(Mark(one.start(), one.end(), _decimal(one.group("amount"))))
        start = one.end()
    return found


_TIGHT = re.compile(rf"(?<=[\u4e00-\u9fff”）)%,])\s*(?P<amount>{_AMOUNT})\s*分\s*(?=[;。,、]|$)")


def set_in_brackets(text: str, declared: Decimal | None) -> str:
    """制定计划2分；开展督查1分 with its points in brackets, where they add up to what the row or category declares."""
    if declared is None or marks(text):
        return text
    folded = half(text)
    found = []
    for one in _TIGHT.finditer(folded):
        if not re.search(r"(?:每.{0,3}|[得计扣减加罚于过高多])$", folded[: one.start()]):
            found.append(Mark(one.start(), one.end(), _decimal(one.group("amount"))))
    total = sum((one.amount for one in found if one.amount is not None), Decimal(0))
    if len(found) < 2 or total != declared:
        return text
    for one in reversed(found):
        text = f"{text[: one.start]}（{one.amount}分）{text[one.end :]}"
    return text


_AGAIN = re.compile(r"[(（]\s*(?:续|接上页|续上页)\s*[)）]")  # a label repeated behind a page break


def split_name(text: str) -> tuple[str, Decimal | None, bool]:
    """A category's name without label and points, its points, and whether their place is empty."""
    text = _AGAIN.sub("", text)
    below = re.fullmatch(rf"([^\d]*[\u4e00-\u9fff])\s*\n\s*[(（]?\s*({_AMOUNT})\s*分?\s*[)）]?\s*", text[:60])
    if below and len(text) <= 60:  # 领⏎导⏎重⏎视⏎10: a label set upright, its points on the last line
        return squeeze(split_label(squeeze(below.group(1)))[1].strip(_EDGES)), _decimal(below.group(2)), False
    _, rest = split_label(squeeze(text))
    rest = rest.rstrip("。；;，,：: ")
    found = marks(rest)
    cap = re.search(rf"[(\[]\s*(?:最高|最多|上限|不超过|累计最高)\S{{0,4}}?({_AMOUNT})\s*分\s*[)\]]\s*$", half(rest))
    if cap:  # the most a bonus category can give
        return squeeze(rest[: cap.start()].strip(_EDGES)), _decimal(cap.group(1)), False
    if found:
        last = found[-1]
        name = (rest[: last.start] + rest[last.end :]).strip(_EDGES)
        return squeeze(name), last.amount, last.is_blank
    tail = re.search(rf"(?<=[\u4e00-\u9fff)）”])[\s:：—(-]*(?:共|计)?\s*({_AMOUNT})\s*分\s*[)]?\s*$", half(rest))
    if tail and not _NOT_DECLARED.search(rest[: tail.start()]):
        return squeeze(rest[: tail.start()].strip(_EDGES)), _decimal(tail.group(1)), False
    tail = re.search(r"[(\[]\s*(\d{1,3}(?:\.\d)?)\s*[)\]]\s*$", half(rest))
    if tail and tail.start() > 1:
        return squeeze(rest[: tail.start()].strip(_EDGES)), _decimal(tail.group(1)), False
    return squeeze(rest.strip(_EDGES)), None, False


def split_statements(text: str, loose: bool = False) -> list[Statement]:
    """The statements of a cell or paragraph: one for each points mark, or the whole text where there is at most one.

    `loose` also takes points without brackets, for papers that use no brackets at all.
    """
    found = marks(text) or (loose_marks(text) if loose else [])
    if not found:
        return [Statement(text.strip())]
    if len(found) == 1:
        one = found[0]
        before, after = text[: one.start].rstrip(), text[one.end :].lstrip(" \t")
        if re.match(r"[。；;，,.、]", after) and re.search(r"[。；;，,.、：:]$", before):
            after = after[1:]
        return [Statement((before + after).strip(" \t\n；;，,"), one.amount, one.is_blank)]
    _, rest = split_label(text[: found[0].start])
    is_before = not rest.strip(_EDGES)
    return _before(text, found) if is_before else _after(text, found)


def _after(text: str, found: list[Mark]) -> list[Statement]:
    statements, start = [], 0
    for one in found:
        body = text[start : one.start].strip().lstrip("；;，,。.、：:）) \n").rstrip("；;，, ")
        start = one.end
        if body:
            statements.append(Statement(body, one.amount, one.is_blank))
        elif statements and statements[-1].points is None:
            statements[-1] = Statement(statements[-1].text, one.amount, one.is_blank)
    rest = text[start:].strip(_EDGES)
    phrases = [phrase.strip() for phrase in re.split(r"[;；]", rest) if phrase.strip()]
    if len(phrases) == len(statements) > 1:
        pairs = zip(statements, phrases, strict=True)
        return [Statement(one.text, one.points, one.is_blank, phrase) for one, phrase in pairs]
    if len(rest) > 8 and statements and not re.match(r"注|备注|说明|以上", rest):
        last = statements[-1]
        statements[-1] = Statement(f"{last.text}。{rest}", last.points, last.is_blank)
    return statements


def _before(text: str, found: list[Mark]) -> list[Statement]:
    front = text[: found[0].start]
    statements = []
    ends = [one.start for one in found[1:]] + [len(text)]
    for position, (one, end) in enumerate(zip(found, ends, strict=True)):
        body = text[one.end : end].strip(" \t\n；;，,")
        body = (front + body) if position == 0 else body
        label, rest = split_label(body[-4:] if len(body) > 4 else "")
        if label and not rest:  # the next statement's label stands before its points
            body = body[:-4] + split_label(body[-4:])[1]
        statements.append(Statement(body, one.amount, one.is_blank))
    return statements


def _decimal(text: str) -> Decimal:
    if text[0] in "Ll":  # 1.5 as optical reading spells it: L5
        text = "1." + text[1:].lstrip(".")
    return Decimal(text)
