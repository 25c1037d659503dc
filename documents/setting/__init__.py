"""Setting papers: one `Paper`, three writers, the same words and figures in each.

The writers import heavy libraries and belong into the guarded child (`documents.child.set_paper`); this module
imports them only when asked.
"""

from __future__ import annotations

from documents.model import Paper
from documents.setting.measures import Layout

KINDS = ("xlsx", "docx", "pdf")


class Unavailable(Exception):
    """This machine lacks what a format needs; the text is one sentence with the command that mends it."""


class TooLong(Exception):
    """The paper does not fit this format; the text is one sentence with the format that takes it."""


def set_xlsx(paper: Paper, layout: Layout | None = None) -> bytes:
    """The paper's tables as an Excel workbook, a sheet for each."""
    from documents.setting import xlsx

    return xlsx.set_xlsx(paper, layout or Layout())


def set_docx(paper: Paper, layout: Layout | None = None) -> bytes:
    """The paper as a Word document in the official layout."""
    from documents.setting import docx

    return docx.set_docx(paper, layout or Layout())


def set_pdf(paper: Paper, layout: Layout | None = None) -> bytes:
    """The paper as a PDF in the official layout; `Unavailable` without its libraries, `TooLong` beyond 2,000 rows."""
    return renderer().set_pdf(paper, layout or Layout())


def renderer():
    """The module that makes PDFs, or `Unavailable` where Pango, HarfBuzz or fontconfig is not installed."""
    try:
        from documents.setting import pdf
    except OSError as problem:
        raise Unavailable(
            "这台机器还没有 PDF 需要的 Pango 排版库和中文字体，请管理员运行 make libraries。"
        ) from problem
    return pdf


def set_paper(paper: Paper, kind: str, layout: Layout | None = None) -> bytes:
    """The paper as `kind`: xlsx, docx or pdf."""
    writers = {"xlsx": set_xlsx, "docx": set_docx, "pdf": set_pdf}
    if kind not in writers:
        raise Unavailable(f"没有“{kind}”这种输出格式，可选 xlsx、docx、pdf。")
    return writers[kind](paper, layout)
