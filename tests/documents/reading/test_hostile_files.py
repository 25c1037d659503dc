"""Hostile and broken files end in one Chinese sentence, soon, and open nothing from outside."""

import io
import re
import subprocess
import sys
import time
import zipfile

import openpyxl
import pytest

from documents.reading import Unreadable, read_file, read_pasted
from tests.documents.reading.files_made import TYPES, W, paragraph, table, write_docx, write_xlsx

SENTENCE = re.compile(r"(?:PDF )?[\u4e00-\u9fff][^\n]{4,80}。")
SECONDS = 10


def refused(path) -> str:
    start = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        read_file(path)
    assert time.monotonic() - start < SECONDS
    assert SENTENCE.fullmatch(str(caught.value)), str(caught.value)
    return str(caught.value)


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in parts.items():
            held.writestr(name, content)
    return path


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "找不到" in refused(tmp_path / "none.docx")


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    assert "空" in refused(path)


def test_a_text_of_blanks_is_refused():
    with pytest.raises(Unreadable):
        read_pasted(" \n\t\n　")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "noise.txt"
    path.write_bytes(bytes(range(256)) * 40)
    assert "文字" in refused(path)


def test_a_picture_is_refused(tmp_path):
    path = tmp_path / "scan.docx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    assert "图片" in refused(path)


def test_a_web_page_that_calls_itself_a_sheet_is_refused(tmp_path):
    path = tmp_path / "table.xls"
    path.write_text("<html><table><tr><td>1</td></tr></table></html>")
    assert "网页" in refused(path)


def test_a_zip_of_other_things_is_refused(tmp_path):
    assert "认不出" in refused(packed(tmp_path / "a.zip", {"photo.jpg": b"1"}))


def test_a_cut_off_zip_is_refused(tmp_path):
    whole = write_docx(tmp_path / "whole.docx", paragraph("一、组织领导"))
    path = tmp_path / "cut.docx"
    path.write_bytes(whole.read_bytes()[:-60])
    assert "损坏" in refused(path)


def test_a_part_with_flipped_bits_is_refused(tmp_path):
    whole = write_docx(tmp_path / "whole.docx", *[paragraph(f"{n}.开展活动{n}") for n in range(300)])
    data = bytearray(whole.read_bytes())
    for at in range(700, 760):
        data[at] ^= 0x5A
    path = tmp_path / "flipped.docx"
    path.write_bytes(bytes(data))
    assert "损坏" in refused(path)


def test_an_encrypted_office_file_is_refused(tmp_path):
    path = tmp_path / "locked.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert "密码" in refused(path)


def test_an_old_word_file_says_how_to_save_it_where_no_converter_is(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)
    path = tmp_path / "old.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"))
    assert "另存为 .docx" in refused(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = packed(tmp_path / "bomb.docx", {"word/document.xml": b"<a/>", "word/media/a.xml": b"0" * (60 << 20)})
    assert "过大" in refused(path)


def test_thousands_of_entries_are_refused(tmp_path):
    path = packed(tmp_path / "many.docx", {"word/document.xml": "<a/>"} | {f"w/{n}": "" for n in range(2100)})
    assert "不像正常" in refused(path)


def test_an_archive_inside_is_refused(tmp_path):
    path = packed(tmp_path / "nested.docx", {"word/document.xml": "<a/>", "more/inner.zip": b"PK"})
    assert "压缩包" in refused(path)


def test_a_link_inside_is_refused(tmp_path):
    path = tmp_path / "link.docx"
    with zipfile.ZipFile(path, "w") as held:
        held.writestr("word/document.xml", "<a/>")
        entry = zipfile.ZipInfo("word/media/x")
        entry.external_attr = 0o120777 << 16
        held.writestr(entry, "/etc/passwd")
    assert "链接" in refused(path)


def test_a_lie_about_the_size_is_refused(tmp_path):
    path = write_docx(tmp_path / "lie.docx", paragraph("一" * 5000))
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        size = held.getinfo("word/document.xml").file_size
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (size - 100).to_bytes(4, "little")))
    assert "损坏" in refused(path)


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY b "&#65;&#65;"><!ENTITY c "&b;&b;&b;">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_and_nothing_is_opened(tmp_path, prolog, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{prolog}<w:document {W}><w:body/></w:document>'
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": text.encode(encoding)}
    assert "不安全" in refused(packed(tmp_path / "entity.docx", parts))


def test_a_document_type_is_refused_in_whatever_part_it_hides(tmp_path):
    whole = write_xlsx(tmp_path / "whole.xlsx", [["序号", "任务"], [1, "开展活动"]])
    path = tmp_path / "made.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            declared = '<!DOCTYPE a [<!ENTITY b "bbbb">]>'
            new.writestr(name, text if name != "xl/sharedStrings.xml" else text.replace("?>", f"?>{declared}", 1))
        if "xl/sharedStrings.xml" not in old.namelist():
            new.writestr("xl/sharedStrings.xml", f"<?xml version='1.0'?>{declared}<sst/>")
    assert "不安全" in refused(path)


def test_a_document_without_a_body_is_refused(tmp_path):
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": f"<w:document {W}/>"}
    assert "没有正文" in refused(packed(tmp_path / "bare.docx", parts))


def test_a_deeply_nested_document_is_refused_or_read_but_never_a_traceback(tmp_path):
    deep = "<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000
    path = write_docx(tmp_path / "deep.docx", deep)
    try:
        read_file(path)
    except Unreadable as problem:
        assert SENTENCE.fullmatch(str(problem))


def sheet_with(tmp_path, xml: str):
    """A real workbook whose first sheet is replaced."""
    whole = write_xlsx(tmp_path / "whole.xlsx", [["序号", "任务"], [1, "开展活动"]])
    path = tmp_path / "made.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return path


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_a_sheet_of_a_million_cells_is_refused(tmp_path):
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    assert "大" in refused(sheet_with(tmp_path, f"<worksheet {MAIN}><sheetData>{row * 700}</sheetData></worksheet>"))


def test_a_sheet_whose_only_cell_stands_in_the_last_corner_is_refused(tmp_path):
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "太大" in refused(sheet_with(tmp_path, f"<worksheet {MAIN}><sheetData>{row}</sheetData></worksheet>"))


def test_a_sheet_that_is_no_xml_is_refused(tmp_path):
    assert "损坏" in refused(sheet_with(tmp_path, "<worksheet><sheetData><row>"))


def test_a_workbook_without_sheets_is_refused(tmp_path):
    whole = write_xlsx(tmp_path / "whole.xlsx", [["序号"]])
    path = tmp_path / "none.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if name != "xl/_rels/workbook.xml.rels":
                new.writestr(name, old.read(name))
    assert "损坏" in refused(path)


def test_formulas_are_read_as_their_values_only(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务", "分值"])
    book.active.append([1, "开展志愿服务活动", '=HYPERLINK("http://127.0.0.1:1")'])
    book.save(tmp_path / "f.xlsx")
    assert read_file(tmp_path / "f.xlsx").items[0].points is None


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"])
def test_a_broken_pdf_is_refused(tmp_path, data):
    path = tmp_path / "broken.pdf"
    path.write_bytes(data + b"%" * 200)
    refused(path)


def test_a_pdf_of_pictures_says_that_there_is_no_text(tmp_path):
    from PIL import Image

    path = tmp_path / "scan.pdf"
    Image.new("L", (200, 300), 255).save(path, "PDF")
    assert "扫描件" in refused(path)


def test_a_csv_with_an_open_quote_is_refused_or_read(tmp_path):
    path = tmp_path / "open.csv"
    path.write_text('项目,内容\n"a,' + "b" * 200_000, encoding="utf-8")
    refused(path)


def test_endless_brackets_take_no_time(tmp_path):
    start = time.monotonic()
    read_pasted("一、任务\n1.开展活动" + "（" * 5000 + "责任单位：办公室")
    read_pasted("一、任务\n1." + "不少于" * 3000 + "2次")
    read_pasted("1、" * 4000 + "任务")
    read_pasted("项目\n内容\n分值\n" * 1000)
    assert time.monotonic() - start < SECONDS


def test_a_huge_table_is_read_in_time(tmp_path):
    rows = [["序号", "任务", "责任部门"]] + [[str(n), f"开展第{n}项创建活动", "办公室、人事处"] for n in range(1, 3000)]
    start = time.monotonic()
    reading = read_file(write_docx(tmp_path / "long.docx", table(rows)))
    assert len(reading.items) == 2999
    assert time.monotonic() - start < 20


def test_the_command_tells_one_sentence_and_exits_2(tmp_path):
    path = tmp_path / "bad.docx"
    path.write_bytes(b"PK\x03\x04 no zip at all")
    done = subprocess.run([sys.executable, "-m", "documents.reading", str(path)], capture_output=True, timeout=60)
    assert done.returncode == 2
    assert done.stdout == b""
    assert SENTENCE.fullmatch(done.stderr.decode().strip())


@pytest.mark.parametrize("name", ["方案.docx", "方案.xlsx", "方案.pdf", "方案.wps"])
def test_a_file_that_is_not_what_its_ending_says_is_refused(name, tmp_path):
    path = tmp_path / name
    path.write_bytes("1. 开展志愿服务（2分）。".encode())
    assert "改过后缀" in refused(path)


def test_a_text_table_saved_under_the_ending_of_a_sheet_is_read(tmp_path):
    path = tmp_path / "任务表.xls"
    path.write_bytes(
        "序号\t工作任务\t责任部门\n1\t开展志愿服务活动\t宣传处\n2\t开展读书活动\t办公室\n".encode("gb18030")
    )
    assert [item.departments for item in read_file(path).items] == [["宣传处"], ["办公室"]]
