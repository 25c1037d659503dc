"""How fast is a Paper a file, and how much memory does it take? Ratios of CPU time to the bare library in one run.

    python benchmarks/setting_papers.py            all questions
    python benchmarks/setting_papers.py table      only those whose name begins so

Limits: a table of 10,000 rows as Excel at most 1.5 times a bare XlsxWriter writing the same cells, growing by at most
80 MB; a report with 60 photos as PDF at most 1.3 times a bare WeasyPrint laying the same page out as often, with 300
photos at most 600 MB in all; the same as Word at most 1.3 times a bare python-docx. Each turn is a fresh process, so
that memory is its own. Exits 1 where a limit is passed.
"""

import io
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from documents.model import Cell, Heading, Paper, Paragraph, Picture, Pictures, Table
from documents.setting import set_docx, set_pdf, set_xlsx

TURNS = 5
ROWS = 10_000
HEADER = ["考评项目", "序号", "考评标准", "分值", "责任处室", "完成时限", "备注"]
TEXT = "开展群众性精神文明创建活动，有方案、有记录、有总结，资料齐全，归档及时，干部职工参与率不低于90%。"
WORDS = "围绕中心、服务大局，认真落实创建工作方案，组织干部职工开展志愿服务，活动有方案、有图片、有总结。" * 4


def breakdown(rows: int = ROWS) -> Paper:
    """Ten rows to a category, whose label is merged."""
    grid: list[list[Cell | None]] = [[Cell(text) for text in HEADER]]
    for number in range(rows):
        label = Cell(f"第{number // 10 + 1}类创建项目", row_span=10) if number % 10 == 0 else None
        texts = [Cell(str(number + 1)), Cell(f"{number + 1}.{TEXT}"), Cell("2", value=2), Cell("宣传处、机关党委")]
        grid.append([label, *texts, Cell("12月底前"), Cell("")])
    return Paper(title="任务分解表", blocks=[Table(rows=grid, label_columns=1)])


def report(photos: int) -> Paper:
    """An annual report: a paragraph and a row of two photos for each activity."""
    blocks = [Heading("一、各项工作开展情况", 1)]
    for number in range(0, photos, 2):
        pair = [Picture(photo(number + side), caption=f"活动图片{number + side}") for side in range(2)]
        blocks += [Heading(f"（{number}）主题活动", 2), Paragraph(WORDS), Pictures(pair)]
    return Paper(title="年度文明创建工作总结", blocks=blocks, signature="省国资委")


def photo(number: int) -> bytes:
    """A picture of a print's size, already shrunk: noise over a slope, as hard to pack as a photo."""
    from PIL import Image, ImageChops

    slope = Image.linear_gradient("L").resize((1280, 960))
    noise = Image.effect_noise((1280, 960), 24 + number % 7)
    picture = Image.merge("RGB", (ImageChops.add(slope, noise, 2), noise, slope))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=82)
    return target.getvalue()


def bare_xlsx(paper: Paper) -> bytes:
    """The same cells with a border each, the covered ones too, the labels merged, every row with a height."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        look = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        sheet = book.add_worksheet("任务分解表")
        for number, row in enumerate(paper.tables()[0].rows):
            sheet.set_row(number, 35)
            for column, cell in enumerate(row):
                if cell is None or not cell.text:
                    sheet.write_blank(number, column, None, look)
                elif cell.value is None:
                    sheet.write_string(number, column, cell.text, look)
                else:
                    sheet.write_number(number, column, cell.value, look)
                if cell is not None and cell.row_span > 1:
                    sheet.merge.append([number, column, number + cell.row_span - 1, column])
    return target.getvalue()


def bare_pdf(paper: Paper) -> bytes:
    """The same page laid out twice by the library alone, photos in memory, the same fonts."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from documents.setting import css
    from documents.setting.fetching import OnlyAssets
    from documents.setting.html import Findings, page_html
    from documents.setting.measures import Layout

    assets, fonts, cache = css.face_assets(), FontConfiguration(), {}
    page = page_html(paper, Findings())
    assets.update(page.assets)
    fetcher = OnlyAssets(assets)
    sheet = weasyprint.CSS(string=css.sheet(Layout()), font_config=fonts, url_fetcher=fetcher)
    for _ in range(2):
        html = weasyprint.HTML(string=page.html, base_url=None, url_fetcher=fetcher)
        document = html.render(stylesheets=[sheet], font_config=fonts, cache=cache, pdf_tags=True)
    return document.write_pdf(pdf_tags=True)


def bare_docx(paper: Paper) -> bytes:
    import docx
    from docx.shared import Mm

    document = docx.Document()
    for block in paper.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, block.level)
        elif isinstance(block, Paragraph):
            document.add_paragraph(block.text)
        else:
            row = document.add_table(rows=1, cols=2).rows[0]
            for cell, picture in zip(row.cells, block.pictures, strict=True):
                cell.paragraphs[0].add_run().add_picture(io.BytesIO(picture.data), width=Mm(70))
                cell.add_paragraph(picture.caption)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


QUESTIONS = {
    "table.xlsx": (lambda: breakdown(), set_xlsx, bare_xlsx, 1.5),
    "report60.pdf": (lambda: report(60), set_pdf, bare_pdf, 1.3),
    "report60.docx": (lambda: report(60), set_docx, bare_docx, 1.3),
    "report300.pdf": (lambda: report(300), set_pdf, None, None),
    "report300.docx": (lambda: report(300), set_docx, None, None),
}
MOST_GROWTH = {"table.xlsx": 80}  # MB over what the process had before
MOST_IN_ALL = {"report300.pdf": 600, "report300.docx": 600}  # MB of the whole process


def one(question: str, who: str) -> None:
    """One turn in this process: CPU seconds, memory before and at most, and the size of the file, as JSON."""
    make, ours, bare, _ = QUESTIONS[question]
    work = ours if who == "ours" else bare
    work(Paper(title="热身", blocks=[Table(rows=[[Cell("一")]])] if question.startswith("table") else []))
    paper = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    data = work(paper)
    taken = time.process_time() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": taken, "before": before, "most": most, "bytes": len(data)}))


def turn(question: str, who: str) -> dict:
    command = [sys.executable, __file__, "--one", question, who]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def answer(question: str) -> bool:
    """Print what a question came to; whether its limits are kept."""
    limit = QUESTIONS[question][3]
    ours, bare = [], []
    for _ in range(TURNS if limit else 1):
        ours.append(turn(question, "ours"))
        bare += [turn(question, "bare")] if limit else []
    taken = statistics.median(one["seconds"] for one in ours)
    grown = max(one["most"] - one["before"] for one in ours)
    most = max(one["most"] for one in ours)
    said = [f"ours {taken:.2f} s, grows {grown:.0f} MB, {most:.0f} MB in all, {ours[0]['bytes'] / 1e6:.1f} MB written"]
    kept = True
    if limit:
        floor = statistics.median(one["seconds"] for one in bare)
        said.append(f"bare {floor:.2f} s, ratio {taken / floor:.2f}, limit {limit}")
        kept = taken / floor <= limit
    kept &= grown <= MOST_GROWTH.get(question, grown) and most <= MOST_IN_ALL.get(question, most)
    sys.stdout.write(f"{question}: {'; '.join(said)}{'' if kept else '  PASSED OVER'}\n")
    sys.stdout.flush()
    return kept


def main() -> int:
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:4])
        return 0
    begins = sys.argv[1] if len(sys.argv) > 1 else ""
    kept = [answer(question) for question in QUESTIONS if question.startswith(begins)]
    return 0 if kept and all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
