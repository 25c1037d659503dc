"""Drawings for papers: bars and columns as SVG, black on white with one blue, readable on a grey printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree as xml

WIDE = 640  # units across the text; a unit is about a quarter of a millimetre on paper
BAR, ROW, NAME, SAID = 11, 21, 196, 84  # height of a bar, of its row; room for the names and for the figures
TALLEST = 190  # of all bars; many rows stand closer
BLUE, PALE, INK, LINE = "#3a70ab", "#dfe7f0", "#1c2430", "#8a929c"
FACES = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, SimHei, civility sans, sans-serif"
LONGEST_NAME = 13  # characters beside a bar
Number = Decimal | int


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart: how much of how much, and the figure as it is printed."""

    name: str
    part: Decimal
    whole: Decimal
    said: str


def bars(rows: Sequence[Bar]) -> bytes:
    """Each row's bar is as long as its whole, filled as far as its part."""
    longest = max((row.whole for row in rows), default=Decimal(0)) or Decimal(1)
    step = min(ROW, TALLEST // max(len(rows), 1))
    drawing = _drawing(step * len(rows) + 4)
    room = WIDE - NAME - SAID
    for number, row in enumerate(rows):
        top = step * number + 2
        _text(drawing, NAME - 10, top + 15, _short(row.name), "end")
        _box(drawing, NAME, top + 4, room * row.whole / longest, BAR, PALE)
        _box(drawing, NAME, top + 4, room * min(row.part, row.whole) / longest, BAR, BLUE)
        _text(drawing, WIDE, top + 15, row.said, "end")
    return xml.tostring(drawing, "utf-8")


def columns(values: Sequence[int], names: Sequence[str], high: int = 96) -> bytes:
    """One column for each value with its figure on top; 0 is a line without a figure."""
    most = max(values, default=0) or 1
    drawing = _drawing(high + 44)
    step = Decimal(WIDE) / max(len(values), 1)
    floor = high + 20
    for number, (value, name) in enumerate(zip(values, names, strict=True)):
        middle = step * number + step / 2
        tall = Decimal(high) * value / most
        _box(drawing, middle - step / 4, floor - tall, step / 2, tall, BLUE)
        if value:
            _text(drawing, middle, floor - tall - 4, str(value), "middle")
        _text(drawing, middle, floor + 18, name, "middle")
    xml.SubElement(drawing, "path", d=f"M0 {floor}H{WIDE}", stroke=LINE, fill="none")
    return xml.tostring(drawing, "utf-8")


def _drawing(high: int) -> xml.Element:
    return xml.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDE} {high}")


def _box(drawing: xml.Element, x: Number, y: Number, wide: Number, high: Number, fill: str) -> None:
    if wide > 0 and high > 0:
        xml.SubElement(
            drawing, "rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{wide:.1f}", height=f"{high:.1f}", fill=fill
        )


def _text(drawing: xml.Element, x: Number, y: Number, text: str, anchor: str) -> None:
    node = xml.SubElement(drawing, "text", x=f"{x:.1f}", y=f"{y:.1f}", fill=INK)
    node.set("text-anchor", anchor)
    node.set("font-family", FACES)
    node.set("font-size", "15")
    node.text = text


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
