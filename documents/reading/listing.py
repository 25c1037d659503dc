"""Word's automatic numbers: what a list label prints, which the text of the paragraph does not hold."""

from __future__ import annotations

import re

from lxml import etree

from documents.reading.archive import Parts
from documents.reading.numbering import to_chinese, to_circle, to_roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL, _STYLE, _NUMBER = W + "val", W + "pStyle", W + "numPr"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting"}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}


class Lists:
    """Counts the lists of one document while its paragraphs are walked in order."""

    def __init__(self, parts: Parts):
        self._abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._of_number: dict[str, str] = {}
        self._styles: dict[str, tuple[str | None, int, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._read_numbering(parts.maybe_xml("word/numbering.xml"))
        self._read_styles(parts.maybe_xml("word/styles.xml"))

    def of(self, properties: etree._Element | None) -> tuple[str, int]:
        """The label a paragraph prints ("" where none) and its heading level (0 where it is none)."""
        if properties is None:
            return "", 0
        style = own = None
        for one in properties:
            if one.tag == _STYLE:
                style = one
            elif one.tag == _NUMBER:
                own = one
        if style is None and own is None:
            return "", 0
        number, depth, level = self._styles.get(style.get(_VAL) or "" if style is not None else "", (None, 0, 0))
        if own is not None:
            held, deep = own.find(W + "numId"), own.find(W + "ilvl")
            number = held.get(_VAL) if held is not None else number
            depth = _int(deep, depth)
        return (self._label(number, depth) if number and number != "0" else ""), level

    def _label(self, number: str, depth: int) -> str:
        levels = self._abstract.get(self._of_number.get(number, ""), {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(self._of_number[number], [0] * 10)
        counts[depth] = counts[depth] + 1 if counts[depth] else levels[depth][2]
        counts[depth + 1 :] = [0] * (9 - depth)
        form, pattern, _ = levels[depth]
        if form == "bullet":
            return ""

        def one(found: re.Match) -> str:
            place = int(found.group(1)) - 1
            form_here = levels.get(place, (form, "", 1))[0]
            return _say(form_here, counts[place] or levels.get(place, (form, "", 1))[2])

        return re.sub(r"%([1-9])", one, pattern)

    def _read_numbering(self, root: etree._Element | None) -> None:
        if root is None:
            return
        for abstract in root.iter(W + "abstractNum"):
            levels = {}
            for level in abstract.iter(W + "lvl"):
                form, text, start = level.find(W + "numFmt"), level.find(W + "lvlText"), level.find(W + "start")
                form_name = form.get(_VAL) if form is not None else "decimal"
                pattern = (text.get(_VAL) or "") if text is not None else ""
                levels[int(level.get(W + "ilvl") or 0)] = (form_name or "decimal", pattern, _int(start, 1))
            self._abstract[abstract.get(W + "abstractNumId") or ""] = levels
        for number in root.iter(W + "num"):
            held = number.find(W + "abstractNumId")
            if held is not None:
                self._of_number[number.get(W + "numId") or ""] = held.get(_VAL) or ""

    def _read_styles(self, root: etree._Element | None) -> None:
        if root is None:
            return
        for style in root.iter(W + "style"):
            if style.get(W + "type") != "paragraph":
                continue
            held, deep = style.find(f"{W}pPr/{W}numPr/{W}numId"), style.find(f"{W}pPr/{W}numPr/{W}ilvl")
            name = style.find(W + "name")
            heading = re.fullmatch(r"heading ([1-9])", (name.get(_VAL) or "").lower() if name is not None else "")
            number = held.get(_VAL) if held is not None else None
            level = int(heading.group(1)) if heading else 0
            self._styles[style.get(W + "styleId") or ""] = (number, _int(deep, 0), level)


def _int(element: etree._Element | None, otherwise: int) -> int:
    value = element.get(_VAL) if element is not None else None
    return int(value) if value and value.isdigit() else otherwise


def _say(form: str, number: int) -> str:
    if form in _CHINESE and number < 100:
        return to_chinese(number)
    if form in _CIRCLED:
        return to_circle(number)
    if form == "upperRoman":
        return to_roman(number)
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr(ord("A" if form == "upperLetter" else "a") + number - 1)
    return str(number)
