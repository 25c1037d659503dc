"""How fast is a file a Paper? Ratios of CPU time to the barest reading of the same file, taken in turns in one run.

    python benchmarks/reading_files.py

Limits: a .docx table of 1,000 rows at most 3 times the bare XML parse with a walk over its cells; 5,000 rows of .xlsx
at most 5 times python-calamine reading the same sheet. Exits 1 where a limit is passed.
"""

import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import python_calamine as calamine
import xlsxwriter
from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from documents.reading import open_paper

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADER = ["序号", "考评项目", "考评标准", "分值", "责任处室", "牵头处室", "完成时限", "考评方法", "报送说明"]
TEXT = "开展群众性精神文明创建活动，有方案、有记录、有总结，资料齐全，归档及时，全年不少于12次，干部职工参与率不低于90%"
TURNS = 7


def rows(count: int) -> list[list]:
    return [
        [n, f"项目{n // 5}", f"{n}.{TEXT}", 2, "宣传处、机关党委", "办公室", "12月底前", "材料审核", "照片"]
        for n in range(count)
    ]


def make_docx(path: Path, count: int) -> None:
    printed = []
    for row in [HEADER, *rows(count)]:
        cells = []
        for column, value in enumerate(row):
            merge = (
                ""
                if column != 1 or row is HEADER
                else '<w:vMerge w:val="restart"/>'
                if row[0] % 5 == 0
                else "<w:vMerge/>"
            )
            text = "" if merge == "<w:vMerge/>" else value
            look = '<w:rPr><w:rFonts w:eastAsia="仿宋"/><w:sz w:val="24"/></w:rPr>'
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{merge}</w:tcPr><w:p><w:pPr><w:jc w:val="left"/></w:pPr>'
                f"<w:r>{look}<w:t>{text}</w:t></w:r></w:p></w:tc>"
            )
        printed.append(f"<w:tr>{''.join(cells)}</w:tr>")
    document = f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:tbl>{"".join(printed)}</w:tbl></w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", document)


def make_xlsx(path: Path, count: int) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("任务分解表")
        for number, row in enumerate([HEADER, *rows(count)]):
            page.write_row(number, 0, row)


def bare_docx(path: Path) -> int:
    """Parse and walk the cells, nothing else."""
    with zipfile.ZipFile(path) as packed:
        root = etree.fromstring(packed.read("word/document.xml"))
    letters = 0
    for row in root.iter(W + "tr"):
        for cell in row.iterchildren(W + "tc"):
            text = "\n".join("".join(t.text or "" for t in p.iter(W + "t")) for p in cell.iterchildren(W + "p"))
            letters += len(text)
    return letters


def bare_xlsx(path: Path) -> int:
    book = calamine.CalamineWorkbook.from_path(str(path))
    return sum(len(sheet.to_python()) for sheet in map(book.get_sheet_by_name, book.sheet_names))


def seconds(read, path: Path) -> float:
    start = time.process_time()
    read(path)
    return time.process_time() - start


def compare(name: str, path: Path, bare, limit: float) -> bool:
    """Take turns, print medians and their ratio, say whether the limit is kept."""
    taken: dict[str, list[float]] = {"bare": [], "ours": []}
    for turn in range(TURNS + 1):
        pair = {"bare": seconds(bare, path), "ours": seconds(open_paper, path)}
        if turn:  # the first turn warms up
            for who, time_taken in pair.items():
                taken[who].append(time_taken)
    floor, ours = statistics.median(taken["bare"]), statistics.median(taken["ours"])
    ratio = ours / floor
    line = f"{name}: bare {floor * 1000:.0f} ms, ours {ours * 1000:.0f} ms, ratio {ratio:.2f}, limit {limit:.0f}"
    sys.stdout.write(f"{line}{'' if ratio <= limit else '  PASSED OVER'}\n")
    return ratio <= limit


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        docx, xlsx = Path(folder, "a.docx"), Path(folder, "a.xlsx")
        make_docx(docx, 1000)
        make_xlsx(xlsx, 5000)
        kept = [compare("docx, 1000 rows", docx, bare_docx, 3), compare("xlsx, 5000 rows", xlsx, bare_xlsx, 5)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
