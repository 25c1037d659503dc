"""Papers of our own for tests: the same shape as real ones, every sentence written here."""

from datetime import date
from pathlib import Path

from civility.demo.paper import demo_paper
from documents.setting import set_docx, set_pdf, set_xlsx


def scored_paper_file(folder: Path, kind: str = "docx") -> Path:
    """A circular with an annex of nine categories, 31 rows and 50 clauses of two points, as a file."""
    paper = demo_paper(2022, date(2022, 8, 29))
    path = folder / f"创建实施方案.{kind}"
    path.write_bytes({"docx": set_docx, "xlsx": set_xlsx, "pdf": set_pdf}[kind](paper))
    return path


def scored_paper_cells() -> str:
    """The table of that annex as it is copied from Word: a line per row, a tab between cells."""
    (table,) = demo_paper(2022, date(2022, 8, 29)).tables()
    lines, above = [], [""] * len(table.rows[0])
    for row in table.rows:
        above = [kept if cell is None else cell.text for cell, kept in zip(row, above, strict=True)]
        lines.append("\t".join(text.replace("\n", "") for text in above))
    return "\n".join(lines)
