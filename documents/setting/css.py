"""The style sheet of a PDF: `official.css` with measures, the office's choices and the fonts here filled in."""

from __future__ import annotations

from pathlib import Path
from string import Template

from documents.setting import fonts
from documents.setting.measures import Layout

SHEET = Path(__file__).with_name("official.css")

CENTRED_NUMBER = """
@page wide { @bottom-center { content: "— " counter(page) " —"; font: 14pt/1 $number; white-space: nowrap;
  vertical-align: top; padding-top: 7mm } @bottom-right { content: none } @bottom-left { content: none } }
@page wide:right { @bottom-right { content: none } }
@page wide:left { @bottom-left { content: none } }
"""
# As the standard has it: the sheet is turned for binding, so the number stands upright on the sheet's left edge.
TURNED_NUMBER = """
@page wide:right { @bottom-right { content: none } @left-bottom { content: "— " counter(page) " —";
  font: 14pt/1 $number; white-space: nowrap; height: 14pt; width: 17mm; margin: 0 1mm 11mm 17mm; text-align: center;
  transform: rotate(90deg) } }
@page wide:left { @bottom-left { content: none } @left-top { content: "— " counter(page) " —";
  font: 14pt/1 $number; white-space: nowrap; height: 14pt; width: 17mm; margin: 11mm 1mm 0 17mm; text-align: center;
  transform: rotate(90deg) } }
"""


def sheet(layout: Layout) -> str:
    """The whole style sheet as text."""
    pitch = layout.pitch
    number = TURNED_NUMBER if layout.landscape_number_is_turned else CENTRED_NUMBER
    stacks = {role: fonts.stack(role) for role in fonts.ROLES}
    return Template(SHEET.read_text(encoding="utf-8")).substitute(
        stacks,
        faces=_faces(),
        pitch=pitch.line_pt,
        top=pitch.top_mm,
        right=pitch.right_mm,
        bottom=pitch.bottom_mm,
        left=pitch.left_mm,
        title_weight=fonts.weight("title"),
        bold2="bold" if 2 in layout.bold_levels else "normal",
        bold3="bold" if 3 in layout.bold_levels else "normal",
        wide_number=Template(number).substitute(stacks),
    )


def _faces() -> str:
    rules = []
    for number, (name, (_, characters)) in enumerate(fonts.faces().items()):
        only = f" unicode-range: {characters};" if characters else ""
        rules.append(f'@font-face {{ font-family: "{name}"; src: url("asset:font-{number}");{only} }}')
    return "\n".join(rules)


def face_assets() -> dict[str, bytes]:
    """The font files the style sheet asks for, by their asset names."""
    return {f"asset:font-{number}": path.read_bytes() for number, (path, _) in enumerate(fonts.faces().values())}
