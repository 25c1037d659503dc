"""What a file really is: its content must agree with its name, and both must be on the list of what we keep.

The check opens archives no further than their table of contents and a few bytes; a bomb, a macro, a lock or a link
is refused with one sentence.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 2**20
MOST_RATIO = 100
RATIO_MATTERS_ABOVE = 10 * 2**20
HEAD = 4096
LOCK = re.compile(rb"/Encrypt\s*(<<|\d+\s+\d+\s+R)")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


class Refused(Exception):
    """A file we do not keep; the text is one sentence saying why and what to do."""


@dataclass(frozen=True)
class Kind:
    """A kind of file on the list: what its names end with, what it is served as, which family its content is of."""

    endings: tuple[str, ...]
    media_type: str
    family: str


KINDS = (
    Kind(("jpg", "jpeg"), "image/jpeg", "jpeg"),
    Kind(("png",), "image/png", "png"),
    Kind(("gif",), "image/gif", "gif"),
    Kind(("webp",), "image/webp", "webp"),
    Kind(("heic", "heif"), "image/heic", "heif"),
    Kind(("tif", "tiff"), "image/tiff", "tiff"),
    Kind(("bmp",), "image/bmp", "bmp"),
    Kind(("pdf",), "application/pdf", "pdf"),
    Kind(("ofd",), "application/ofd", "ofd"),
    Kind(("docx",), WORD, "docx"),
    Kind(("xlsx",), EXCEL, "xlsx"),
    Kind(("pptx",), SLIDES, "pptx"),
    Kind(("doc", "wps"), "application/msword", "ole"),
    Kind(("xls", "et"), "application/vnd.ms-excel", "ole"),
    Kind(("ppt", "dps"), "application/vnd.ms-powerpoint", "ole"),
    Kind(("txt",), "text/plain", "text"),
    Kind(("csv",), "text/csv", "text"),
    Kind(("mp4", "m4v"), "video/mp4", "mp4"),
    Kind(("mov",), "video/quicktime", "mp4"),
    Kind(("mp3",), "audio/mpeg", "mp3"),
    Kind(("m4a",), "audio/mp4", "mp4"),
    Kind(("wav",), "audio/wav", "wav"),
)
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
# WPS saves these endings in either form.
ALSO = {"wps": "docx", "et": "xlsx", "dps": "pptx"}
WITH_MACROS = ("docm", "xlsm", "pptm", "dotm", "xltm", "potm", "xlsb")
TITLES = {
    "jpeg": "JPG 图片",
    "png": "PNG 图片",
    "gif": "GIF 图片",
    "webp": "WEBP 图片",
    "heif": "HEIC 图片",
    "tiff": "TIFF 图片",
    "bmp": "BMP 图片",
    "pdf": "PDF",
    "ofd": "OFD",
    "docx": "Word 文档",
    "xlsx": "Excel 表格",
    "pptx": "幻灯片",
    "ole": "老格式的 Office 文件",
    "text": "文本",
    "mp4": "视频",
    "mp3": "音频",
    "wav": "音频",
    "zip": "压缩包",
    "html": "网页",
    "program": "程序",
    "locked": "加密的 Office 文件",
}
OPENINGS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"\xff\xf2", "mp3"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
)
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<head", b"<body", b"<?php", b"<iframe")


def check_file(path: str | Path, declared_name: str) -> str:
    """The media type to keep and serve the file with; `Refused` where name and content do not agree."""
    path = Path(path)
    ending = declared_name.rsplit(".", 1)[-1].lower() if "." in declared_name else ""
    if ending in WITH_MACROS:
        raise Refused("带宏的 Office 文件不收：请另存为不带宏的 docx、xlsx 或 pptx 再上传。")
    kind = BY_ENDING.get(ending)
    if kind is None:
        shown = f"“.{ending}”文件" if ending else "没有扩展名的文件"
        raise Refused(f"{shown}不在可以上传的范围内：可以传图片、PDF、OFD、Word、Excel、幻灯片、文本、音频和视频。")
    family = _family(path)
    if family not in (kind.family, ALSO.get(ending)):
        found = TITLES.get(family, "无法识别的内容")
        raise Refused(f"文件名是“.{ending}”，内容却是{found}：请用正确的格式另存一份再上传。")
    return kind.media_type


def _family(path: Path) -> str:
    size = path.stat().st_size
    if not size:
        raise Refused("这是一个空文件，请检查后重新上传。")
    with path.open("rb") as file:
        head = file.read(HEAD)
        family = _by_opening(head)
    if family == "pdf":
        _check_pdf(path)
    if family == "zip":
        return _packed(path)
    if family == "ole":
        return _old_office(path)
    return family


def _by_opening(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "heif" if head[8:12] in HEIF_BRANDS else "mp4"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "")
    found = next((family for opening, family in OPENINGS if head.startswith(opening)), "")
    return found or _text_or_markup(head)


def _text_or_markup(head: bytes) -> str:
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith(MARKUP):
        return "html"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if any(byte < 9 or 13 < byte < 32 and byte != 27 for byte in head):
        return ""
    for encoding in ("utf-8", "gb18030"):
        try:
            # A character may be cut in two at the end of the piece we look at.
            head[: len(head) - (4 if len(head) == HEAD else 0)].decode(encoding)
        except UnicodeDecodeError as problem:
            if len(head) == HEAD and problem.start > HEAD - 12:
                return "text"
            continue
        return "text"
    return ""


def _check_pdf(path: Path) -> None:
    data = path.read_bytes()
    if b"%%EOF" not in data[-4096:]:
        raise Refused("这份 PDF 不完整，可能没有传完，请重新上传。")
    if LOCK.search(data) and not _opens(data):
        raise Refused("这份 PDF 加了密码，请去掉密码另存一份再上传。")


def _opens(data: bytes) -> bool:
    """Whether a protected PDF can be read without a password; many are only kept from being changed."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data):
            return True
    except pypdfium2.PdfiumError:
        return False


def _packed(path: Path) -> str:
    """Which kind of packed document, after the table of contents was found harmless."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            _refuse_bombs(entries, path.stat().st_size)
            names = {entry.filename for entry in entries}
            content_types = packed.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            openable = not any(entry.flag_bits & 1 for entry in entries)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as problem:
        raise Refused("这份文件已损坏，打不开，请重新保存后再上传。") from problem
    if not openable:
        raise Refused("这份文件加了密码，请去掉密码另存一份再上传。")
    if b"macroEnabled" in content_types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("这份文件里带宏，不收：请另存为不带宏的 docx、xlsx 或 pptx 再上传。")
    if "OFD.xml" in names:
        return "ofd"
    for start, family in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if content_types and any(name.startswith(start) for name in names):
            return family
    return "zip"


def _refuse_bombs(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"这份文件里有 {len(entries)} 个部件，超过 {MOST_ENTRIES} 个，不像正常的文档，不收。")
    # Slides full of photos and films are large too, but no larger unpacked than packed.
    if (unpacked > MOST_UNPACKED and unpacked > 3 * size) or (
        unpacked > RATIO_MATTERS_ABOVE and unpacked > MOST_RATIO * size
    ):
        raise Refused("这份文件展开后大得不正常，可能会拖垮系统，不收。请把内容拆成几份再上传。")
    if any(entry.external_attr >> 28 == 0xA for entry in entries):
        raise Refused("这份文件里有指向别处的链接，不收。")
    if any(entry.filename.lower().endswith((".zip", ".rar", ".7z", ".exe", ".js", ".bat")) for entry in entries):
        raise Refused("这份文件里夹着压缩包或程序，不收。")


def _old_office(path: Path) -> str:
    """An old Office file, unless it is a lock around a new one or carries macros (their streams have fixed names)."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("这份文件加了密码，请去掉密码另存一份再上传。")
    if any(name.encode("utf-16-le") in data for name in ("_VBA_PROJECT", "VBA_PROJECT_CUR")):
        raise Refused("这份文件里带宏，不收：请另存为不带宏的 docx、xlsx 或 pptx 再上传。")
    return "ole"
