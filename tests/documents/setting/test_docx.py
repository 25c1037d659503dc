"""The Word file: read back with python-docx and as XML."""

import io
import zipfile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from documents.model import Cell, Heading, PageBreak, Paper, Paragraph, Picture, Pictures, Table
from documents.setting import set_docx
from documents.setting.measures import GBK, STRICT, WINDOWS, Layout
from tests.documents.setting.sample_papers import BODY, annex, breakdown, circular, photo


def opened(paper, layout=None):
    return docx.Document(io.BytesIO(set_docx(paper, layout)))


@pytest.fixture(scope="module")
def document():
    return opened(circular())


def paragraph(document, text):
    return next(found for found in document.paragraphs if found.text.startswith(text))


def fonts_of(run):
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


def test_headings_are_real_headings_with_the_official_fonts(document):
    for text, style, font in (
        ("一、工作目标", "Heading 1", "黑体"),
        ("（一）加强", "Heading 2", "楷体_GB2312"),
        ("1.健全", "Heading 3", "仿宋_GB2312"),
        ("（1）每季度", "Heading 4", "仿宋_GB2312"),
    ):
        found = paragraph(document, text)
        assert found.style.name == style
        assert fonts_of(found.runs[0]) == font
        assert not found.runs[0].bold


def test_no_theme_font_wins_over_the_official_ones(document):
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Title"):
        fonts = document.styles[name].element.rPr.rFonts
        assert not [key for key in fonts.attrib if "heme" in key]
        assert fonts.get(qn("w:eastAsia"))


def test_the_page_has_the_official_margins_and_grid(document):
    section = document.sections[0]
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [side.mm for side in sides] == pytest.approx([37, 26, 35, 28], abs=0.1)
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "579"


def test_body_text_is_16_points_squeezed_to_28_characters_on_the_pitch(document):
    body = paragraph(document, "现将")
    assert body.text == BODY
    assert body.paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)
    indents = body._p.pPr.ind
    assert indents.get(qn("w:firstLineChars")) == "200"
    assert body.runs[0].font.size.pt == 16
    assert body.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-4"


def test_an_office_may_choose_pitch_fonts_and_bold_headings():
    layout = Layout(pitch=STRICT, fonts=GBK, bold_levels=frozenset({2}))
    document = opened(circular(), layout)
    assert document.sections[0].top_margin.mm == pytest.approx(34.6, abs=0.1)
    assert fonts_of(paragraph(document, "现将").runs[0]) == "方正仿宋_GBK"
    assert paragraph(document, "（一）加强").runs[0].bold
    assert not paragraph(document, "一、工作").runs[0].bold


def test_titles_in_the_song_of_windows_are_bold_and_those_of_a_title_face_are_not():
    bold = opened(circular(), Layout(fonts=WINDOWS))
    plain = opened(circular())
    assert [one.runs[0].bold for one in (paragraph(bold, "青石县"), paragraph(bold, "关于印发"))] == [True, True]
    assert not paragraph(plain, "关于印发").runs[0].bold
    assert fonts_of(paragraph(bold, "关于印发").runs[0]) == "宋体"


def test_the_table_stands_on_landscape_pages_and_the_imprint_on_upright_ones(document):
    turned = [section.orientation for section in document.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    wide = document.sections[1]
    assert wide.page_width > wide.page_height
    assert wide.top_margin.mm == pytest.approx(28, abs=0.1)


def test_every_section_numbers_its_pages_outside_with_dashes(document):
    assert document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        for footer in (section.footer, section.even_page_footer):
            assert footer.paragraphs[0].text == "— 1 —"
            assert " PAGE " in footer._element.xml


def test_the_table_repeats_its_header_and_cuts_no_row(document):
    table = document.tables[-2]
    rows = table._tbl.tr_lst
    assert rows[0].trPr.find(qn("w:tblHeader")) is not None
    assert all(row.trPr.find(qn("w:tblHeader")) is None for row in rows[1:])
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_a_merged_cell_reads_the_same_from_every_row_it_spans(document):
    table = document.tables[-2]
    for row in (1, 2, 3, 4):
        assert table.cell(row, 1).text == "政治理论学习（10分）"
    last = len(table.rows) - 1
    assert table.cell(last, 0).text == table.cell(last, 4).text == "合　计"
    assert table.cell(last, 5).text == "60.0"


def test_spans_in_both_directions_keep_the_grid():
    rows = [
        [Cell("大", row_span=2, column_span=2), None, Cell("甲")],
        [None, None, Cell("乙")],
        [Cell("丙"), Cell("丁", row_span=2), Cell("戊")],
        [Cell("己"), None, Cell("庚")],
    ]
    table = opened(Paper(blocks=[Table(rows)])).tables[0]
    words = [[table.cell(row, column).text for column in range(3)] for row in range(4)]
    assert words == [["大", "大", "甲"], ["大", "大", "乙"], ["丙", "丁", "戊"], ["己", "丁", "庚"]]


def test_red_head_signature_and_imprint_are_where_they_belong(document):
    texts = [found.text for found in document.paragraphs]
    assert texts[0] == "青石县市场监督管理局文件"
    assert str(document.paragraphs[0].runs[0].font.color.rgb) == "D7000F"
    assert texts.index("青市监发〔2026〕15号") < texts.index("各科室、局属各单位：") < texts.index("2026年3月9日")
    assert "附件：1.2026年文明单位创建工作方案" in texts
    assert "2.文明单位创建工作任务分解表" in texts
    assert texts.index("（此件主动公开）") < texts.index("附件1") < texts.index("附件2")


def test_the_imprint_floats_at_the_foot_of_the_last_page(document):
    imprint = document.tables[-1]
    words = [[cell.text for cell in row.cells] for row in imprint.rows]
    assert words[0][0] == "抄送：县文明办，县直机关工委。"
    assert words[1] == ["青石县市场监督管理局办公室", "2026年3月9日印发"]
    place = imprint._tbl.tblPr.find(qn("w:tblpPr"))
    assert place.get(qn("w:tblpYSpec")) == "bottom"
    assert place.get(qn("w:vertAnchor")) == "margin"


def test_lines_with_their_own_height_stand_off_the_grid(document):
    title = paragraph(document, "关于印发")
    assert title.paragraph_format.line_spacing.pt == pytest.approx(35, abs=0.1)
    assert title._p.pPr.find(qn("w:snapToGrid")).get(qn("w:val")) == "0"


def test_photos_stand_two_in_a_row_with_captions(document):
    photos = document.tables[0]
    assert len(photos.columns) == 2
    assert len(photos.rows) == 2
    assert "图1　学雷锋志愿服务" in photos.cell(0, 0).text
    assert len(document.inline_shapes) == 3
    assert document.inline_shapes[0].width.mm == pytest.approx(73.3, abs=1)


def test_the_same_photo_is_kept_once_in_the_file():
    same = Picture(photo(), caption="同一张")
    with zipfile.ZipFile(io.BytesIO(set_docx(Paper(blocks=[Pictures([same] * 4)])))) as packed:
        assert len([name for name in packed.namelist() if name.startswith("word/media/")]) == 1


def test_a_damaged_photo_does_not_spoil_the_paper():
    document = opened(Paper(blocks=[Picture(b"no picture", caption="坏图"), Paragraph("后文")]))
    assert "后文" in [found.text for found in document.paragraphs]
    assert "（此图无法显示）" in [found.text for found in document.paragraphs]


def test_a_drawing_becomes_a_picture():
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90"><rect width="80" height="45"/></svg>'
    document = opened(Paper(blocks=[Picture(drawing, "image/svg+xml", "图")]))
    (shape,) = document.inline_shapes
    assert shape.width / shape.height == pytest.approx(160 / 90, abs=0.02)


HOSTILE = [
    "<w:p/>",
    "]]>",
    "&amp;&lt;",
    "\x0b\x00甲\x1f",
    "{{ 7*7 }}",
    "=1+1",
    "\u202etxt.exe",
    'HYPERLINK "http://x"',
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text):
    paper = Paper(
        title=text, signature=text, blocks=[Heading(text), Paragraph(text), Table([[Cell(text)], [Cell(text)]])]
    )
    data = set_docx(paper)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
    assert not body.findall(f".//{qn('w:hyperlink')}")
    assert docx.Document(io.BytesIO(data)).tables


def test_a_page_break_begins_a_new_page_without_an_empty_line():
    document = opened(Paper(blocks=[Paragraph("甲"), PageBreak(), Paragraph("乙")]))
    assert paragraph(document, "乙").paragraph_format.page_break_before
    assert [found.text for found in document.paragraphs] == ["甲", "乙"]


def test_no_link_leads_out_of_the_file():
    with zipfile.ZipFile(io.BytesIO(set_docx(circular()))) as packed:
        relations = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".rels"))
    assert b"External" not in relations


def test_paragraph_properties_stand_in_the_order_of_the_schema(document):
    order = [
        "pStyle",
        "keepNext",
        "pageBreakBefore",
        "widowControl",
        "pBdr",
        "tabs",
        "snapToGrid",
        "spacing",
        "ind",
        "jc",
    ]
    for properties in document.element.iter(qn("w:pPr")):
        names = [etree.QName(child).localname for child in properties]
        known = [order.index(name) for name in names if name in order]
        assert known == sorted(known), names


def test_table_properties_stand_in_the_order_of_the_schema(document):
    order = ["tblStyle", "tblpPr", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
    for properties in document.element.iter(qn("w:tblPr")):
        names = [etree.QName(child).localname for child in properties]
        known = [order.index(name) for name in names]
        assert known == sorted(known), names


def test_run_properties_stand_in_the_order_of_the_schema(document):
    order = ["rFonts", "b", "i", "color", "spacing", "sz", "szCs"]
    for properties in document.element.iter(qn("w:rPr")):
        names = [etree.QName(child).localname for child in properties]
        known = [order.index(name) for name in names if name in order]
        assert known == sorted(known), names


def test_a_table_of_a_thousand_rows_is_set_row_by_row_in_linear_time():
    document = opened(annex(groups=100, clauses=10))
    assert len(document.tables[0]._tbl.tr_lst) == 1002


@pytest.mark.parametrize(
    "paper", [Paper(), Paper("只有标题"), Paper(blocks=[Table([])]), Paper(blocks=[breakdown(1, 1)])]
)
def test_hardly_anything_is_a_document_too(paper):
    assert opened(paper)
