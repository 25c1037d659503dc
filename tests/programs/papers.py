"""Small papers of our own for tests of imports: a scored table as text, Word and Excel, and a plan in prose."""

from pathlib import Path

import docx
import openpyxl

HEADER = ("序号", "考评内容", "考评标准", "责任处室")
ROWS = (
    (
        "1",
        "思想道德建设（6分）",
        "1. 开展理想信念教育，组织中心组学习不少于4次（2分）；建好道德讲堂（1分）。",
        "宣传处、办公室",
    ),
    ("", "", "2. 开展道德模范学习宣传（3分）。", "机关党委"),
    ("2", "文明风尚行动（4分）", "3. 开展志愿服务活动，注册志愿者达到50%以上（2分）。", "机关党委、宣传处"),
    ("", "", "4. 推进垃圾分类工作（2分）。", "各处室"),
)
TITLE = "滨江市财政局创建“市文明单位”工作任务分解表"

PROSE = """2021年文明单位创建工作方案

为做好2021年文明单位创建工作，制定本方案。

一、指导思想

坚持以人民为中心，推进文明创建。

二、主要任务

（一）加强思想道德建设

1. 深入开展理想信念教育，落实学习制度，用好各类学习平台。

2. 广泛开展道德模范学习宣传活动，引导职工崇德向善。

（二）培育文明风尚

1. 开展学雷锋志愿服务活动，每季度至少开展一次。

2. 推进移风易俗，倡导文明健康的生活方式。

三、保障措施

加强领导，明确责任，把创建工作落到实处。
"""


def word(path: Path, rows=ROWS, title=TITLE) -> Path:
    """The table with its number and category cells merged downwards, as offices draw it."""
    paper = docx.Document()
    paper.add_paragraph(title)
    table = paper.add_table(rows=1 + len(rows), cols=4)
    for cell, text in zip(table.rows[0].cells, HEADER, strict=True):
        cell.text = text
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            if column < 2 and not text:
                table.cell(at - 1, column).merge(table.cell(at, column))
            else:
                table.cell(at, column).text = text
    paper.save(path)
    return path


def excel(path: Path, rows=ROWS, title=TITLE) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells("A1:D1")
    for row in (HEADER, *rows):
        sheet.append([text or None for text in row])
    book.save(path)
    return path


def prose(path: Path) -> Path:
    path.write_text(PROSE, encoding="utf-8")
    return path


def changed(at: int, **cells) -> tuple:
    """The rows with some cells of one row put otherwise: number, category, text, departments."""
    names = ("number", "category", "text", "departments")
    row = tuple(cells.get(name, text) for name, text in zip(names, ROWS[at], strict=True))
    return (*ROWS[:at], row, *ROWS[at + 1 :])
