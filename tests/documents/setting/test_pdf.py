"""The PDF: measured as the standard measures it, and every table page with its labels."""

import io
import itertools
import re
from datetime import date

import pdfplumber
import pytest
from pypdf import PdfReader

from documents.model import (
    Cell,
    Formula,
    Heading,
    Imprint,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Pictures,
    RedHead,
    Table,
)
from documents.setting import set_pdf
from documents.setting.measures import STRICT, Layout
from tests.documents.setting.sample_papers import BODY, CATEGORIES, RARE_NAMES, annex, circular, photo

MM = 72 / 25.4
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


@pytest.fixture(scope="module")
def whole():
    return set_pdf(circular(groups=12))


@pytest.fixture(scope="module")
def reader(whole):
    return PdfReader(io.BytesIO(whole))


@pytest.fixture(scope="module")
def pages(whole):
    with pdfplumber.open(io.BytesIO(whole)) as document:
        yield document.pages


@pytest.fixture(scope="module")
def text_page():
    """The second page of a long plain text: nothing but lines."""
    paper = Paper(blocks=[Paragraph("坚持重在建设重在日常职工对创建工作的知晓率满意率" * 80)])
    with pdfplumber.open(io.BytesIO(set_pdf(paper))) as document:
        yield document.pages[1]


def lines_of(page):
    """Characters by line, from top to bottom; the page number left out."""

    def baseline(found):
        return round(found["matrix"][5])

    characters = [found for found in page.chars if found["text"].strip() and found["bottom"] < (297 - 33) * MM]
    ordered = sorted(characters, key=lambda found: (-baseline(found), found["x0"]))
    return [list(line) for _, line in itertools.groupby(ordered, key=baseline)]


def test_a_page_holds_22_lines_of_28_characters(text_page):
    lines = lines_of(text_page)
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_the_text_stands_within_the_official_margins(text_page):
    lines = lines_of(text_page)
    assert min(line[0]["x0"] for line in lines) / MM == pytest.approx(28, abs=0.5)
    assert (text_page.width - max(line[-1]["x1"] for line in lines)) / MM == pytest.approx(26, abs=0.5)
    pitch = (lines[-1][0]["top"] - lines[0][0]["top"]) / 21
    assert pitch == pytest.approx(28.95, abs=0.05)


def test_right_edges_are_even_also_with_digits_and_marks():
    text = (
        "从2026年3月9日起，全局12个科室须在5天内完成“一事一档”的8项材料，比例不低于85%，逾期的按第7条第3款处理；" * 12
    )
    with pdfplumber.open(io.BytesIO(set_pdf(Paper(blocks=[Paragraph(text)])))) as document:
        edges = [line[-1] for line in lines_of(document.pages[0])[:-1]]
    assert len(edges) > 15
    assert max(edge["x1"] for edge in edges) - min(edge["x1"] for edge in edges) < 1


@pytest.mark.parametrize(
    "words", ["坚持☑重在建设重在日常", "坚持重在日常2026abc", "㛃䶮𬭛坚持重在建设", "2026 abc def "]
)
def test_lines_keep_their_pitch_whatever_fonts_their_characters_come_from(words):
    with pdfplumber.open(io.BytesIO(set_pdf(Paper(blocks=[Paragraph(words * 40)])))) as document:
        lines = lines_of(document.pages[0])
    places = [-line[0]["matrix"][5] for line in lines]
    assert len(lines) > 8
    assert all(below - above == pytest.approx(28.95, abs=0.05) for above, below in itertools.pairwise(places))


def test_another_release_of_the_renderer_is_left_as_it_is(monkeypatch):
    import weasyprint

    from documents.setting import even_lines

    assert even_lines.install()
    monkeypatch.setattr(weasyprint, "__version__", "99.0")
    assert not even_lines.install()


def test_every_han_character_is_in_the_text_also_of_rare_names(reader):
    text = "".join(page.extract_text() for page in reader.pages)
    wanted = set(
        HAN.findall(BODY + RARE_NAMES + "".join(CATEGORIES) + "学雷锋志愿服务青石县市场监督管理局文件抄送印发附件")
    )
    assert wanted - set(text) == set()


def test_no_glyph_is_missing(pages):
    assert not [found for page in pages for found in page.chars if found["text"] in ("\ufffd", "\x00")]


def test_it_is_chinese_tagged_and_has_title_author_and_outline(reader):
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "关于印发《2026年文明单位创建工作方案》的通知"
    assert reader.metadata.author == "青石县市场监督管理局"
    titles = str(reader.outline)
    assert "一、工作目标" in titles
    assert "（一）加强理论武装" in titles


def test_the_red_head_stands_35_mm_under_the_upper_edge_of_the_text(pages):
    issuer = [found for found in pages[0].chars if found["size"] > 30]
    assert "".join(found["text"] for found in issuer) == "青石县市场监督管理局文件"
    assert issuer[0]["top"] / MM == pytest.approx(37 + 35, abs=3)
    red = issuer[0]["non_stroking_color"]
    assert red[0] > 0.8 > 0.1 > red[1]
    rule = next(shape for shape in pages[0].rects + pages[0].lines if shape["width"] > 400)
    assert rule["width"] / MM == pytest.approx(156, abs=0.5)


def test_page_numbers_stand_outside_and_turn_with_the_sheet(pages):
    def number(page):
        foot = [found for found in page.chars if found["top"] > page.height - 30 * MM and found["text"].strip()]
        return "".join(found["text"] for found in foot), foot[0]["x0"] / MM

    assert number(pages[0])[0] == "—1—"
    assert number(pages[0])[1] > 150
    assert number(pages[1])[0] == "—2—"
    assert number(pages[1])[1] < 40
    wide = next(page for page in pages if page.width > page.height)
    assert 120 < number(wide)[1] < 170


def table_pages(pages):
    return [page for page in pages if page.width > page.height]


def test_every_page_of_a_table_has_its_header_and_its_label(pages):
    wide = table_pages(pages)
    assert len(wide) > 3
    for page in wide:
        text = re.sub(r"\s", "", page.extract_text())
        assert "考评内容" in text
        assert any(category in text for category in CATEGORIES)


def test_a_label_is_marked_as_continued_only_where_it_goes_on(pages):
    rows = [row for page in table_pages(pages) for row in page.extract_tables()[0]]
    labels = [row[1].replace("\n", "") for row in rows if row[1] and "考评内容" not in row[1]]
    continued = [label for label in labels if "（续）" in label]
    assert continued
    assert len([label for label in labels if "（续）" not in label]) == 12
    assert all(re.fullmatch(r"\w+（续）（10分）", label) for label in continued)
    assert not [row for row in rows if "（续）" in (row[0] or "")]


def test_labels_longer_than_their_rows_leave_no_page_nearly_empty():
    rows = [[Cell("类目"), Cell("内容")]]
    for group in range(6):
        rows.append([Cell(f"很长的类目名称{group}" * 12, row_span=12), Cell("短")])
        rows += [[None, Cell("短")] for _ in range(11)]
    table = Table(rows, label_columns=1, widths=(1, 6))
    with pdfplumber.open(io.BytesIO(set_pdf(Paper(blocks=[table])))) as document:
        heights = [max(shape["bottom"] for shape in page.rects + page.lines) / MM for page in document.pages]
        texts = [page.extract_text() for page in document.pages]
    assert all(height > 150 for height in heights[:-1])
    assert all("类目名称" in text.replace("\n", "") for text in texts)
    assert sum(text.count("短") for text in texts) == 72


def test_no_cell_is_lost_or_printed_twice(pages):
    text = "".join(page.extract_text() for page in table_pages(pages))
    numbers = re.findall(r"(\d+)\.组织", text)
    assert [int(number) for number in numbers] == list(range(1, 49))
    assert "120.0" in text


def test_department_names_are_not_broken_inside(pages):
    cells = [row[3] for page in table_pages(pages) for row in page.extract_tables()[0][1:] if row[3]]
    assert cells
    for cell in cells:
        assert "人事\n处" not in cell
        assert "宣\n传处" not in cell


def lowest_line(page):
    return max(shape["bottom"] for shape in page.rects + page.lines) / MM


def test_the_imprint_ends_at_the_foot_of_the_last_even_page(pages):
    assert len(pages) % 2 == 0
    assert "抄送：县文明办，县直机关工委。" in pages[-1].extract_text()
    assert lowest_line(pages[-1]) == pytest.approx(297 - 35, abs=0.5)


def signed_off(blocks):
    paper = Paper(blocks=blocks, imprint=Imprint("某局办公室", date(2026, 3, 9)))
    return pdfplumber.open(io.BytesIO(set_pdf(paper)))


def test_an_empty_page_before_the_imprint_and_the_imprint_carry_no_number():
    with signed_off(
        [Paragraph("甲"), PageBreak(), Paragraph("乙"), PageBreak(landscape=True), Paragraph("丙")]
    ) as document:
        texts = [page.extract_text() for page in document.pages]
        assert len(texts) == 4
    with signed_off([PageBreak(landscape=True), Paragraph("丙")]) as document:
        texts = [page.extract_text() for page in document.pages]
        numbers = ["—" in text for text in texts]
        assert numbers == [True, True, False, False]
        assert texts[2] == ""
        assert lowest_line(document.pages[3]) == pytest.approx(262, abs=0.5)


def test_an_imprint_that_would_stand_on_an_odd_page_turns_it_over():
    with signed_off([Paragraph("短短一段。")]) as document:
        assert len(document.pages) == 2
        assert "— 2 —" in document.pages[1].extract_text()
        assert lowest_line(document.pages[1]) == pytest.approx(262, abs=0.5)


def test_an_imprint_under_text_is_pushed_to_the_foot():
    with signed_off([Paragraph("甲" * 28 * 25)]) as document:
        assert len(document.pages) == 2
        assert "— 2 —" in document.pages[1].extract_text()
        assert lowest_line(document.pages[1]) == pytest.approx(262, abs=0.5)


def test_the_strict_pitch_has_its_own_margins_and_also_22_lines():
    paper = Paper(blocks=[Paragraph("坚持重在建设重在日常" * 150)])
    with pdfplumber.open(io.BytesIO(set_pdf(paper, Layout(pitch=STRICT)))) as document:
        lines = lines_of(document.pages[1])
    assert len(lines) == 22
    assert (lines[1][0]["top"] - lines[0][0]["top"]) == pytest.approx(29.6, abs=0.05)


def test_a_turned_page_number_stands_on_the_short_edge():
    paper = annex()
    paper.landscape = True
    with pdfplumber.open(io.BytesIO(set_pdf(paper, Layout(landscape_number_is_turned=True)))) as document:
        page = document.pages[-1]
        number = [found for found in page.chars if found["x1"] < 35 * MM and found["text"] in "—12"]
    assert number
    assert all(not found["upright"] for found in number)


def test_photos_stand_two_in_a_row_and_equal_ones_are_embedded_once():
    same = Picture(photo(), caption="同一张")
    data = set_pdf(Paper(blocks=[Pictures([same] * 4)]))
    with pdfplumber.open(io.BytesIO(data)) as document:
        images = document.pages[0].images
        assert len({round(image["top"]) for image in images}) == 2
        assert len({round(image["x0"]) for image in images}) == 2
    assert data.count(b"/Subtype /Image") == 1


def test_a_photo_goes_in_as_it_is():
    data = photo(size=(1280, 960))
    assert len(set_pdf(Paper(blocks=[Picture(data)]))) < len(data) + 60_000


def test_a_damaged_photo_leaves_its_caption():
    text = (
        PdfReader(io.BytesIO(set_pdf(Paper(blocks=[Picture(b"no picture", caption="坏图")])))).pages[0].extract_text()
    )
    assert "坏图" in text


def test_drawings_are_set_as_drawings_with_their_words():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="90" height="40"/>'
        '<text x="5" y="80" font-size="12">理论学习</text></svg>'
    ).encode()
    data = set_pdf(Paper(blocks=[Picture(svg, "image/svg+xml", "图1")]))
    assert "理论学习" in PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_a_cell_of_twenty_thousand_characters_ends_and_loses_nothing():
    rows = [[Cell("内容"), Cell("备注")], [Cell("长" * 20_000), Cell("无")]]
    reader = PdfReader(io.BytesIO(set_pdf(Paper(blocks=[Table(rows)]))))
    assert sum(page.extract_text().count("长") for page in reader.pages) == 20_000


def test_sections_turn_where_the_paper_says():
    paper = Paper(
        blocks=[
            Paragraph("甲"),
            PageBreak(landscape=True),
            Paragraph("乙"),
            PageBreak(landscape=False),
            Paragraph("丙"),
        ]
    )
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(set_pdf(paper))).pages]
    assert [box.width > box.height for box in boxes] == [False, True, False]


def test_a_formula_shows_its_value_as_text():
    table = Table([[Cell("合计")], [Cell("22.5", value=Formula("SUM(A2:A2)", 22))]])
    text = PdfReader(io.BytesIO(set_pdf(Paper(blocks=[table])))).pages[0].extract_text()
    assert "22.5" in text
    assert "SUM" not in text


@pytest.mark.parametrize(
    "paper",
    [
        Paper(),
        Paper("只有标题"),
        Paper(blocks=[Table([])]),
        Paper(blocks=[Heading("一、"), Paragraph("")]),
        Paper(red_head=RedHead("极长的发文机关名称" * 8)),
        Paper(blocks=[Table([[Cell("甲", row_span=9)], [None]])]),
    ],
)
def test_hardly_anything_is_a_pdf_too(paper):
    assert set_pdf(paper).startswith(b"%PDF")
