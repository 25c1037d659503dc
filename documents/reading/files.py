"""File → Paper: what a file is, is told by its first bytes, not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from documents.model import Paper
from documents.reading.docx import open_docx
from documents.reading.office import open_old_document
from documents.reading.pdf import open_pdf
from documents.reading.text import open_csv, open_text
from documents.reading.unreadable import Unreadable
from documents.reading.xlsx import open_old_sheet, open_xlsx

MOST_BYTES = 50 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_NEVER_TEXT = (".docx", ".xlsx", ".pdf", ".doc", ".wps", ".et")  # an .xls, though, is often a text table by its bytes
_KINDS = "请上传 .docx、.xlsx、.pdf、.csv 或 .txt 文件。"


def open_paper(path: Path) -> Paper:
    """Read a file of any known kind; raises Unreadable with one sentence."""
    path = Path(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as problem:
        raise Unreadable("找不到这个文件，或没有权限打开它。") from problem
    if size == 0:
        raise Unreadable("文件是空的，没有可读的内容。")
    if size > MOST_BYTES:
        raise Unreadable("文件超过 50 MB，请只保留需要的部分再上传。")
    return _opener(path, head)(path)


def _opener(path: Path, head: bytes):
    if head.startswith(b"PK"):
        return _of_zip(path)
    if head.startswith(_OLE):
        return _of_ole(path)
    if b"%PDF-" in head[:1024]:
        return open_pdf
    if head.startswith(b"{\\rtf"):
        return open_old_document
    if head.startswith(_PICTURES):
        raise Unreadable(f"这是图片，里面没有可读的文字，{_KINDS}")
    if head.lstrip().lower().startswith((b"<html", b"<!doctype html", b"<?xml")):
        raise Unreadable("这个文件其实是网页格式，请用 Excel 或 WPS 打开后另存为 .xlsx 或 .docx 再上传。")
    ending = path.suffix.lower()
    if ending in _NEVER_TEXT:
        raise Unreadable(f"文件内容不是 {ending} 格式，可能传坏了或改过后缀，请用 Word 或 WPS 重新另存一份再上传。")
    return open_csv if ending == ".csv" else open_text


def _of_zip(path: Path):
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise Unreadable("文件已损坏，无法打开，请用 Word 或 WPS 重新另存一份再上传。") from problem
    if "word/document.xml" in names:
        return open_docx
    if "xl/workbook.xml" in names:
        return open_xlsx
    raise Unreadable(f"认不出这种文件，{_KINDS}")


def _of_ole(path: Path):
    """Old office files and encrypted new ones are both OLE containers; their directory names the streams."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("文件加了密码，请取消密码后再上传。")
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return open_old_sheet
    return open_old_document
