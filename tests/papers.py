"""Papers of our own for tests: the same shape as real ones, every sentence written here."""

from datetime import date
from pathlib import Path

from civility.demo.paper import demo_paper
from documents.setting import set_docx, set_xlsx


def scored_paper_file(folder: Path, kind: str = "docx") -> Path:
    """A circular with an annex of nine categories, 31 rows and 50 clauses of two points, as a file."""
    paper = demo_paper(2022, date(2022, 8, 29))
    path = folder / f"创建实施方案.{kind}"
    path.write_bytes(set_docx(paper) if kind == "docx" else set_xlsx(paper))
    return path
