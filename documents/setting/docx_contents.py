"""目录 in Word: a field that Word fills with page numbers when the file is opened; the titles stand in it before."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH

from documents.setting.docx_text import Typist, element

FIRST_LEVEL = ' TOC \\o "1-1" \\h \\z \\u '


def add_contents(typist: Typist, titles: list[str]) -> None:
    """A list of the headings of the first level, one line each."""
    typist.line("目　录", "title", 22, align=WD_ALIGN_PARAGRAPH.CENTER, indent=0, pitch=34, keep=True)
    typist.blank(1)
    lines = [typist.line(title, align=WD_ALIGN_PARAGRAPH.LEFT, indent=0) for title in titles or [""]]
    begin = element("w:fldChar", fldCharType="begin", dirty="true")
    order = element("w:instrText")
    order.text = FIRST_LEVEL
    order.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    opened = [begin, order, element("w:fldChar", fldCharType="separate")]
    first = lines[0]._p
    place = 1 if first.pPr is not None else 0
    for number, mark in enumerate(opened):
        run = element("w:r")
        run.append(mark)
        first.insert(place + number, run)
    run = element("w:r")
    run.append(element("w:fldChar", fldCharType="end"))
    lines[-1]._p.append(run)
