"""The doorman for uploads: name and content must agree, and dangerous documents stay outside."""

import io
import zipfile

import docx
import openpyxl
import pytest
from PIL import Image

from documents import child
from documents.sniffing import EXCEL, WORD, Refused, check_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word():
    target = io.BytesIO()
    docx.Document().save(target)
    return target.getvalue()


def excel():
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


def picture(kind):
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, kind)
    return target.getvalue()


def packed(parts, start=b""):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return start + target.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
GOOD = [
    ("照片.JPG", picture("JPEG"), "image/jpeg"),
    ("a.jpeg", picture("JPEG"), "image/jpeg"),
    ("截图.png", picture("PNG"), "image/png"),
    ("a.gif", picture("GIF"), "image/gif"),
    ("a.webp", picture("WEBP"), "image/webp"),
    ("a.heic", b"\x00\x00\x00\x18ftypheic" + bytes(40), "image/heic"),
    ("方案.docx", word(), WORD),
    ("方案.wps", word(), "application/msword"),
    ("表.xlsx", excel(), EXCEL),
    ("旧.doc", OLE + bytes(600), "application/msword"),
    ("旧.et", OLE + bytes(600), "application/vnd.ms-excel"),
    ("通知.pdf", PDF, "application/pdf"),
    ("通知.ofd", packed({"OFD.xml": "<ofd/>"}), "application/ofd"),
    ("说明.txt", "各处室：\r\n按时上报".encode("gb18030"), "text/plain"),
    ("长.txt", ("文明创建" * 3000).encode(), "text/plain"),
    ("长国标.txt", ("a" + "文明创建" * 3000).encode("gb18030"), "text/plain"),
    ("数据.csv", b"\xef\xbb\xbfa,b\n1,2\n", "text/csv"),
    ("片.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(40), "video/mp4"),
    ("录.mp3", b"ID3\x04" + bytes(40), "audio/mpeg"),
]


@pytest.fixture
def stored(tmp_path):
    def store(data):
        path = tmp_path / "blob"
        path.write_bytes(data)
        return path

    return store


@pytest.mark.parametrize(("name", "data", "media_type"), GOOD, ids=[name for name, _, _ in GOOD])
def test_what_the_office_uses_is_let_in(stored, name, data, media_type):
    assert check_file(stored(data), name) == media_type


@pytest.mark.parametrize("name", ["a.jpg", "a.pdf", "a.docx", "a.xlsx", "a.doc", "a.mp4", "a.png"])
@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg/>",
        b"MZ\x90\x00" + bytes(90),
        b"\x7fELF" + bytes(90),
        b"#!/bin/sh\necho",
        packed({"a.txt": "x"}),
        "只是文字".encode(),
    ],
    ids=["html", "svg", "exe", "elf", "script", "zip", "text"],
)
def test_content_that_is_not_what_the_name_says_stays_outside(stored, name, data):
    with pytest.raises(Refused) as refused:
        check_file(stored(data), name)
    assert str(refused.value).endswith("。")


@pytest.mark.parametrize(
    "name",
    ["a.exe", "a.html", "a.svg", "a.js", "a.zip", "a.rar", "a", "a.", ".htaccess", "a.jpg.php", "a.docm", "a.xlsm"],
)
def test_names_that_are_not_on_the_list_stay_outside(stored, name):
    with pytest.raises(Refused):
        check_file(stored(picture("JPEG")), name)


def test_a_page_disguised_as_text_stays_outside(stored):
    with pytest.raises(Refused, match="网页"):
        check_file(stored(b"\xef\xbb\xbf  <!DOCTYPE html><p>"), "说明.txt")


def test_an_empty_file_is_told_so(stored):
    with pytest.raises(Refused, match="空文件"):
        check_file(stored(b""), "a.docx")


def with_part(data, name, body):
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return target.getvalue()


def test_a_document_with_macros_stays_outside_under_an_innocent_name(stored):
    with pytest.raises(Refused, match="带宏"):
        check_file(stored(with_part(word(), "word/vbaProject.bin", b"x")), "a.docx")
    with pytest.raises(Refused, match="带宏"):
        check_file(stored(OLE + bytes(512) + "_VBA_PROJECT".encode("utf-16-le")), "a.xls")


def test_a_bomb_is_refused_without_being_unpacked(stored):
    with pytest.raises(Refused, match="大得不正常"):
        check_file(stored(with_part(excel(), "xl/sharedStrings2.xml", bytes(60 * 2**20))), "a.xlsx")


def test_thousands_of_parts_are_refused(stored):
    parts = {f"word/{number}.xml": "" for number in range(2500)}
    with pytest.raises(Refused, match="部件"):
        check_file(stored(packed(parts)), "a.docx")


def test_an_archive_inside_a_document_is_refused(stored):
    with pytest.raises(Refused, match="压缩包或程序"):
        check_file(stored(with_part(word(), "word/embeddings/x.zip", b"PK")), "a.docx")


def test_a_link_inside_an_archive_is_refused(stored):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0xA1FF << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Refused, match="链接"):
        check_file(stored(target.getvalue()), "a.docx")


def test_locked_documents_are_told_apart_from_damaged_ones(stored):
    with pytest.raises(Refused, match="密码"):
        check_file(stored(OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le")), "a.doc")
    with pytest.raises(Refused, match="损坏"):
        check_file(stored(word()[:2000]), "a.docx")


def protected_pdf(user_password):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt(user_password=user_password, owner_password="owner", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_pdf_with_a_password_is_refused_and_one_that_opens_is_kept(stored):
    with pytest.raises(Refused, match="密码"):
        check_file(stored(protected_pdf("secret")), "a.pdf")
    assert check_file(stored(protected_pdf("")), "a.pdf") == "application/pdf"


def test_half_a_pdf_is_refused(stored):
    with pytest.raises(Refused, match="不完整"):
        check_file(stored(b"%PDF-1.7\n" + bytes(9000)), "a.pdf")


def test_the_child_answers_with_the_media_type_or_the_reason(stored):
    assert child.check_file(stored(picture("PNG")), "图.png") == "image/png"
    with pytest.raises(child.ChildRefused, match="网页"):
        child.check_file(stored(b"<html>"), "图.png")
