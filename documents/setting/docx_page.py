"""The Word document around the text: styles with the official fonts, the grid, sections and page numbers."""

from __future__ import annotations

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from documents.setting.docx_text import AFTER_SNAP, BODY_PT, element, name_fonts
from documents.setting.measures import SMALL_PT, TITLE_PT, Layout, heading_role

NUMBER_BELOW_MM = 7  # the dashes beside the number stand this far under the text


def new_document(layout: Layout, title: str, author: str) -> Document:
    """An empty document whose styles are the official ones."""
    document = docx.Document()
    _styles(document, layout)
    document.settings.odd_and_even_pages_header_footer = True
    properties = document.core_properties
    properties.title, properties.author, properties.language = title[:255], author[:255], "zh-CN"
    properties.comments = ""
    return document


def _styles(document: Document, layout: Layout) -> None:
    fonts = layout.fonts
    for defaults in document.styles.element.iter(qn("w:docDefaults")):
        for size in defaults.iter(qn("w:sz"), qn("w:szCs")):  # LibreOffice takes the grid's cell from here
            size.set(qn("w:val"), str(BODY_PT * 2))
    normal = document.styles["Normal"]
    _style(normal, fonts.body, fonts.latin, BODY_PT)
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gaps beside digits: 28 characters are 28 squares
        normal.element.get_or_add_pPr().insert_element_before(element(name, val=0), *AFTER_SNAP)
    normal.element.get_or_add_rPr().append(element("w:lang", val="en-US", eastAsia="zh-CN"))
    for level in range(1, 5):
        style = document.styles[f"Heading {level}"]
        _style(style, getattr(fonts, heading_role(level)), fonts.latin, BODY_PT, bold=level in layout.bold_levels)
    for name in ("Title", "Subtitle"):
        style = document.styles[name]
        _style(style, fonts.title, fonts.latin, TITLE_PT)
        borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
        if borders is not None:  # the template underlines its titles
            style.element.pPr.remove(borders)


def _style(style, chinese: str, latin: str, size: float, bold: bool = False) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in [name for name in fonts.attrib if "heme" in name]:
        del fonts.attrib[name]  # a theme's fonts would win over ours
    name_fonts(fonts, chinese, latin)
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)


def set_page(section, layout: Layout, landscape: bool) -> None:
    """Paper, margins, grid and page number of a section."""
    pitch = layout.pitch
    upright = (pitch.top_mm, pitch.right_mm, pitch.bottom_mm, pitch.left_mm)
    # Turned to the left for binding: the upright sheet's left edge is on top.
    turned = (pitch.left_mm, pitch.top_mm, pitch.right_mm, pitch.bottom_mm)
    top, right, bottom, left = turned if landscape else upright
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    section.footer_distance = Mm(max(bottom - NUMBER_BELOW_MM - 4, 10))
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    if not landscape:
        section._sectPr.append(element("w:docGrid", type="lines", linePitch=round(pitch.line_pt * 20)))
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.CENTER if landscape else WD_ALIGN_PARAGRAPH.RIGHT, layout)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.CENTER if landscape else WD_ALIGN_PARAGRAPH.LEFT, layout)


def _page_number(footer, align, layout: Layout) -> None:
    """— 1 —, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    if align != WD_ALIGN_PARAGRAPH.CENTER:
        side = "right" if align == WD_ALIGN_PARAGRAPH.RIGHT else "left"
        indents = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indents.set(qn(f"w:{side}Chars"), "100")
        indents.set(qn(f"w:{side}"), str(SMALL_PT * 20))
    for part in ("— ", "begin", " PAGE ", "separate", "1", "end", " —"):
        run = paragraph.add_run("" if part in ("begin", " PAGE ", "separate", "end") else part)
        run.font.size = Pt(SMALL_PT)
        name_fonts(run._r.get_or_add_rPr().get_or_add_rFonts(), layout.fonts.number, layout.fonts.number)
        if part == " PAGE ":
            code = element("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = part
            run._r.append(code)
        elif part in ("begin", "separate", "end"):
            run._r.append(element("w:fldChar", fldCharType=part))
