"""The words inside files, and how many pages they claim."""

import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.bigrams import bare, place_of
from documents.extracting import MOST_SIGNS, text_of
from documents.model import Cell, Paper, Paragraph, Table
from documents.reading.unreadable import Unreadable
from documents.setting import set_docx, set_pdf, set_xlsx
from documents.sniffing import EXCEL, WORD

PAPER = Paper(title="活动总结", blocks=[Paragraph("种下水杉三百株。"), Table(rows=[[Cell("姓名"), Cell("欧阳修竹")]])])
PDF = "application/pdf"


def written(folder, data, name="a"):
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_word_file_gives_paragraphs_and_tables(tmp_path):
    said = text_of(written(tmp_path, set_docx(PAPER)), WORD)
    for word in ("活动总结", "种下水杉三百株", "欧阳修竹"):
        assert word in said["text"]


def test_a_workbook_gives_its_cells(tmp_path):
    assert "欧阳修竹" in text_of(written(tmp_path, set_xlsx(PAPER)), EXCEL)["text"]


def test_a_pdf_gives_its_words_and_its_pages(tmp_path):
    said = text_of(written(tmp_path, set_pdf(PAPER)), PDF)
    assert bare("种下水杉三百株") in bare(said["text"])
    assert said["pages"] >= 1


def test_pages_are_those_the_word_file_itself_claims(tmp_path):
    path = written(tmp_path, set_docx(PAPER))
    copy = tmp_path / "b"
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            if name != "docProps/app.xml":
                new.writestr(name, old.read(name))
        new.writestr("docProps/app.xml", f'<Properties xmlns="{properties}"><Pages>7</Pages></Properties>')
    assert text_of(copy, WORD)["pages"] == 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_is_read_in_the_encodings_of_offices(tmp_path, encoding):
    said = text_of(written(tmp_path, "自带铁锹\n".encode(encoding)), "text/plain")
    assert said["text"].strip() == "自带铁锹"


def test_what_is_very_long_is_cut(tmp_path):
    assert len(text_of(written(tmp_path, ("长" * 500_000).encode()), "text/plain")["text"]) == MOST_SIGNS


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(b"%PDF-1.4 broken", PDF), (b"PK\x03\x04 broken", WORD), (b"PK\x03\x04 broken", EXCEL), (b"", PDF)],
)
def test_a_broken_file_is_refused_with_a_sentence(tmp_path, data, media_type):
    with pytest.raises(Unreadable, match="。$"):
        text_of(written(tmp_path, data), media_type)


@settings(max_examples=60)
@given(st.text(max_size=30), st.text(min_size=1, max_size=4))
def test_the_place_of_a_word_holds_the_word(text, word):
    folded = "".join(bare(sign) for sign in word)
    place = place_of(text, folded)
    if place is not None:
        assert folded in "".join(bare(sign) for sign in text[place[0] : place[1]])
    elif folded:
        assert folded not in "".join(bare(sign) for sign in text)
