"""The measures of GB/T 9704-2012 and what an office may choose among: pitch, font series, bold headings, page numbers.

Lengths are millimetres, type sizes and pitches points.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PAGE_MM = (210, 297)
TEXT_WIDTH_MM = 156
LANDSCAPE_WIDTH_MM = 225
POINTS_PER_MM = 72 / 25.4
LINES, CHARACTERS = 22, 28
CHARACTER_PT = 15.75  # 156 mm hold 28 of them; 16 pt would be 5.8 pt too wide
TITLE_PT = 22  # 2号
TITLE_PITCH_PT = 35
SMALL_PT = 14  # 4号: page numbers and the imprint
TABLE_PT = 10.5
TABLE_PITCH_PT = 15
RED = "D7000F"


@dataclass(frozen=True)
class Pitch:
    """How 22 lines fill the page: the usual reading, or the strict one of 22 lines and 21 gaps."""

    line_pt: float
    top_mm: float
    bottom_mm: float
    left_mm: float = 28
    right_mm: float = 26


USUAL = Pitch(line_pt=28.95, top_mm=37, bottom_mm=35)
STRICT = Pitch(line_pt=29.6, top_mm=34.6, bottom_mm=32.6)


@dataclass(frozen=True)
class FontSeries:
    """The names Word and Excel are given, by role. The reader's machine has the fonts, the file has the names."""

    body: str
    kai: str
    hei: str
    title: str
    number: str = "宋体"
    latin: str = "Times New Roman"
    is_title_bold: bool = False  # where titles are set in a text face


GB2312 = FontSeries(body="仿宋_GB2312", kai="楷体_GB2312", hei="黑体", title="方正小标宋简体")
GBK = FontSeries(body="方正仿宋_GBK", kai="方正楷体_GBK", hei="方正黑体_GBK", title="方正小标宋_GBK")
WINDOWS = FontSeries(body="仿宋", kai="楷体", hei="黑体", title="宋体", is_title_bold=True)


@dataclass(frozen=True)
class Layout:
    """An office's choices. The defaults are what most offices send out."""

    pitch: Pitch = USUAL
    fonts: FontSeries = GB2312
    bold_levels: frozenset[int] = field(default_factory=frozenset)  # of {2, 3}: headings set bold
    # In PDF only. As the standard has it; most offices centre the number at the foot.
    landscape_number_is_turned: bool = False


def heading_role(level: int) -> str:
    """Which font a heading has: 一、 hei, （一） kai, below that the body's."""
    return {1: "hei", 2: "kai"}.get(level, "body")
