"""The bare text inside a file and how many pages it has, for finding it again; nothing of its layout."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from documents.reading.archive import Parts
from documents.reading.unreadable import Unreadable

MOST_SIGNS = 100_000
MOST_PAGES = 2_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_BREAKS = {_W + name for name in ("p", "br", "cr", "tab", "tc")}


def text_of(path: str | Path, media_type: str) -> dict:
    """{text, pages}: up to 100 000 signs, and the pages the file itself claims (None where it does not say).

    Raises Unreadable with one sentence.
    """
    path = Path(path)
    if media_type == "application/pdf":
        return _of_pdf(path)
    if media_type.endswith("wordprocessingml.document"):
        return _of_docx(path)
    if media_type.endswith("spreadsheetml.sheet"):
        return _of_xlsx(path)
    return {"text": _plain(path.read_bytes()[: 4 * MOST_SIGNS])[:MOST_SIGNS], "pages": None}


def _of_pdf(path: Path) -> dict:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            pages = len(document)
            text, length = [], 0
            for number in range(min(pages, MOST_PAGES)):
                page = document[number].get_textpage().get_text_range()
                text.append(page)
                length += len(page)
                if length >= MOST_SIGNS:
                    break
    except pypdfium2.PdfiumError as problem:
        raise Unreadable("这份 PDF 打不开，里面的文字没有读到。") from problem
    return {"text": "\n".join(text)[:MOST_SIGNS], "pages": pages}


def _of_docx(path: Path) -> dict:
    with Parts(path) as parts:
        parts.check()
        names = ["word/document.xml", *sorted(name for name in parts.names if name.startswith("word/footnotes"))]
        text = "\n".join(_words(parts.xml(name)) for name in names if name in parts.names)
        return {"text": text[:MOST_SIGNS], "pages": _claimed_pages(parts)}


def _words(root: etree._Element) -> str:
    said = []
    for element in root.iter():
        if element.tag == _W + "t":
            said.append(element.text or "")
        elif element.tag in _BREAKS:
            said.append("\n")
    return "".join(said)


def _claimed_pages(parts: Parts) -> int | None:
    if "docProps/app.xml" not in parts.names:
        return None
    pages = parts.xml("docProps/app.xml").findtext(_PROPERTIES + "Pages") or ""
    return int(pages) if pages.isascii() and pages.isdigit() and 0 < len(pages) < 6 and int(pages) else None


def _of_xlsx(path: Path) -> dict:
    import python_calamine as calamine

    with Parts(path) as parts:
        parts.check()
    try:
        book = calamine.load_workbook(path)
        text, length = [], 0
        for name in book.sheet_names:
            text.append(name)
            for row in book.get_sheet_by_name(name).iter_rows():
                line = " ".join(str(value) for value in row if value != "")
                text.append(line)
                length += len(line)
                if length >= MOST_SIGNS:
                    break
    except (calamine.CalamineError, ValueError, OSError) as problem:
        raise Unreadable("这份表格打不开，里面的文字没有读到。") from problem
    return {"text": "\n".join(text)[:MOST_SIGNS], "pages": None}


def _plain(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as problem:
            if problem.start > len(data) - 8:  # a sign cut in two by our limit
                return data[: problem.start].decode(encoding)
    return data.decode("gb18030", "ignore")
