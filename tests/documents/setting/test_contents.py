"""Papers bound into one: a table of contents with the pages, each paper on a page of its own."""

import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from documents.model import Contents, Heading, PageBreak, Paper, Paragraph
from documents.setting import set_docx, set_pdf, set_xlsx


@pytest.fixture(scope="module")
def bound():
    blocks = [Paragraph("二〇二二年", role="centred"), PageBreak(), Contents()]
    for number in range(1, 4):
        rules = [Paragraph(f"第{line}条 为了加强管理，制定本办法。" * 3) for line in range(1, 14)]
        blocks += [Heading(f"第{number}个管理办法", 0), Heading("第一章 总则", 2), *rules]
    return Paper(title="制度汇编", blocks=blocks)


@pytest.fixture(scope="module")
def pages(bound):
    return [page.extract_text() for page in PdfReader(io.BytesIO(set_pdf(bound))).pages]


def test_the_contents_name_every_paper_with_the_page_it_begins_on(pages):
    contents = pages[1]
    for number in range(1, 4):
        title = f"第{number}个管理办法"
        said = int(re.search(rf"{title}\s*…*\s*(\d+)", contents).group(1))
        assert title in pages[said - 1]
        assert title not in pages[said - 2] or said == 3  # the contents themselves


def test_each_bound_paper_begins_a_page_of_its_own(pages):
    first_lines = [page.lstrip().splitlines()[0] for page in pages]
    assert [line for line in first_lines if line.startswith("第") and "管理办法" in line] == [
        "第1个管理办法",
        "第2个管理办法",
        "第3个管理办法",
    ]


def test_a_paper_bound_in_stands_in_the_outline_above_its_chapters(bound):
    outline = PdfReader(io.BytesIO(set_pdf(bound))).outline
    titles = [one.title for one in outline if not isinstance(one, list)]
    assert [title for title in titles if "管理办法" in title] == ["第1个管理办法", "第2个管理办法", "第3个管理办法"]


def test_word_has_a_field_of_contents_that_it_fills_itself(bound):
    document = docx.Document(io.BytesIO(set_docx(bound)))
    body = document.element.body
    orders = [node.text for node in body.iter(qn("w:instrText"))]
    assert any(text.strip().startswith("TOC") for text in orders)
    kinds = [node.get(qn("w:fldCharType")) for node in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == ["第1个管理办法", "第2个管理办法", "第3个管理办法"]


def test_a_table_of_contents_is_nothing_in_excel(bound):
    assert set_xlsx(bound).startswith(b"PK")


@pytest.mark.parametrize("setter", [set_pdf, set_docx])
def test_contents_of_nothing_are_a_page_too(setter):
    assert setter(Paper(title="空", blocks=[Contents()]))


def test_what_somebody_typed_is_text_in_the_contents():
    paper = Paper(title="汇编", blocks=[Contents(), Heading("<b>&办法", 0), Paragraph("一")])
    text = PdfReader(io.BytesIO(set_pdf(paper))).pages[0].extract_text()
    assert "<b>&办法" in text
