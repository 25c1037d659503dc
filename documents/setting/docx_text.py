"""Setting lines of text in Word: fonts for every script, indents in characters, an exact pitch."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from documents.setting.docx_room import Room, page_height
from documents.setting.line_breaks import lines_broken
from documents.setting.measures import LANDSCAPE_WIDTH_MM, POINTS_PER_MM, RED, TEXT_WIDTH_MM, Layout

BODY_PT = 16  # Word's 三号; squeezed by 0.2 pt so that 28 characters fill the line
SQUEEZE = -4  # twentieths of a point
RULE_BELOW_PT = 11
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
AFTER_SNAP = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY


def element(tag: str, **attributes):
    """A w: element with w: attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


class Typist:
    """Adds lines to a document; `container` may be a cell, a footer or the document itself."""

    def __init__(self, document: Document, layout: Layout, landscape: bool = False):
        self.document = document
        self.layout = layout
        self.break_is_due = False
        self.room = Room(0)
        self.turn_sheet(landscape)

    def break_before_next(self) -> None:
        """The next line, or the next table, begins a new page."""
        self.break_is_due = True
        self.room.new_page()

    def turn_sheet(self, landscape: bool) -> None:
        """What follows stands on a new sheet, upright or turned."""
        self.across_mm = LANDSCAPE_WIDTH_MM if landscape else TEXT_WIDTH_MM
        self.room.new_page(page_height(self.layout, landscape))

    def line(
        self,
        text: str = "",
        role: str = "body",
        size: float = BODY_PT,
        *,
        align=JUSTIFIED,
        indent: float = 2,
        left: float = 0,
        right: float = 0,
        pitch: float | None = None,
        style: str | None = None,
        keep: bool = False,
        color: str = "",
        level: int = 0,
        container=None,
    ):
        """A paragraph; indents count characters, `pitch` is the exact line height in points (0: as high as needed)."""
        paragraph = (container or self.document).add_paragraph(style=style)
        shape = paragraph.paragraph_format
        shape.alignment = align
        shape.space_before = shape.space_after = Pt(0)
        if pitch != 0:
            shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            shape.line_spacing = Pt(pitch or self.layout.pitch.line_pt)
        if pitch is not None:
            off_the_grid(paragraph)
        shape.keep_with_next = keep or None
        if self.break_is_due and container is None:
            shape.page_break_before = True
            self.break_is_due = False
        self._indent(paragraph, indent, left, right, size)
        if container is None:
            self._take(text, size, pitch, max(indent, 0), left + right)
        if text:
            run = self.run(
                paragraph,
                text,
                role,
                size,
                bold=level in self.layout.bold_levels or (role == "title" and self.layout.fonts.is_title_bold),
            )
            if color:
                run.font.color.rgb = RGBColor.from_string(color)
        return paragraph

    def blank(self, count: int) -> None:
        for _ in range(count):
            self.line()

    def run(self, paragraph, text: str, role: str, size: float, bold: bool = False):
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        if bold:
            run.font.bold = True
        properties = run._r.get_or_add_rPr()
        name_fonts(properties.get_or_add_rFonts(), self.font(role), self.layout.fonts.latin)
        if size == BODY_PT:
            # Word wants the children of rPr in the order of the schema.
            properties.insert_element_before(element("w:spacing", val=SQUEEZE), *AFTER_SPACING)
        return run

    def font(self, role: str) -> str:
        return getattr(self.layout.fonts, role)

    @staticmethod
    def _indent(paragraph, first: float, left: float, right: float, size: float) -> None:
        if not (first or left or right):
            return
        indents = paragraph._p.get_or_add_pPr().get_or_add_ind()
        # Both forms: characters for Word and WPS, twentieths of a point for readers that know only those.
        for name, characters in (("left", left), ("right", right), ("firstLine", first), ("hanging", -first)):
            if characters > 0:
                indents.set(qn(f"w:{name}Chars"), str(round(characters * 100)))
                indents.set(qn(f"w:{name}"), str(round(characters * size * 20)))

    def _take(self, text: str, size: float, pitch: float | None, first: float, sides: float) -> None:
        if pitch == 0:  # a picture: as high as it will be
            self.room.lose()
            return
        squeezed = size + SQUEEZE / 20 if size == BODY_PT else size
        lines = lines_broken(text, self.across_mm * POINTS_PER_MM / squeezed - sides, first=first)
        self.room.take(lines * (pitch or self.layout.pitch.line_pt))

    def space_before(self, paragraph, mm: float) -> None:
        paragraph.paragraph_format.space_before = Mm(mm)
        self.room.take(mm * POINTS_PER_MM)

    def red_rule(self, paragraph) -> None:
        """The red line 4 mm under the paragraph, as wide as the text."""
        _border(paragraph, "bottom", 18, RED, space=RULE_BELOW_PT)
        self.room.take(RULE_BELOW_PT)


def off_the_grid(paragraph) -> None:
    """Let the line have its own height: LibreOffice would round it up to whole lines of the grid."""
    paragraph._p.get_or_add_pPr().insert_element_before(element("w:snapToGrid", val=0), *AFTER_SNAP)


def name_fonts(fonts, chinese: str, latin: str) -> None:
    """Name the fonts of all scripts; the hint keeps “ ” … — in the Chinese font."""
    for attribute, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{attribute}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _border(paragraph, side: str, eighths: int, color: str, space: int = 1) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = element("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc"
        )
    rule = element(f"w:{side}", val="single", sz=eighths, space=space, color=color)
    if side == "top":
        borders.insert(0, rule)
    else:
        borders.append(rule)
