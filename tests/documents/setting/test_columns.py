"""Columns wide enough for what no line may break, and rows that are not left alone by a page's end."""

import io
import re
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import pdfplumber
import pytest
from docx.oxml.ns import qn

from documents.model import Cell, Formula, Paper, Paragraph, Table
from documents.setting import set_docx, set_pdf, set_xlsx
from documents.setting.columns import printed_width, room_in, shares, whole_words

ACROSS = room_in(225)
HEADERS = ("序号", "工作任务", "责任部门", "完成时限", "档号")
DAY, NUMBER = "2026年12月26日", "J018-WS-2026-D30"


def tasks(count=3, widths=(6, 60, 8, 8, 8)):
    row = [Cell("1"), Cell("开展群众性精神文明创建活动" * 3), Cell("机关党委", unbroken=("机关党委",)), Cell(DAY)]
    rows = [[Cell(header) for header in HEADERS]]
    return Table(rows + [[*row, Cell(NUMBER)] for _ in range(count)], widths=widths)


def test_days_names_and_numbers_are_found_in_a_cell():
    cell = Cell("2026年3月1日至4月30日，12月25日前，12人，95%", unbroken=("机关党委",))
    assert whole_words(cell) == ["机关党委", "2026年3月1日", "4月30日", "12月25日", "12人", "95%"]
    assert whole_words(Cell("政治理论学习（12分）")) == ["（12分）"]
    assert whole_words(Cell("见 https://example.gov.cn/a-very-long-address/of/a/page.html")) == []


def test_a_narrow_column_takes_what_it_needs_from_a_wide_one():
    parts = shares(tasks(), ACROSS)
    assert sum(parts) == pytest.approx(1)
    for part, text in ((parts[3], DAY), (parts[4], NUMBER), (parts[2], "机关党委")):
        assert part * ACROSS > printed_width(text)
    assert parts[1] == max(parts)


def test_widths_that_are_enough_stay_as_they_were():
    assert shares(tasks(widths=(10, 40, 15, 20, 25)), ACROSS)[1] == pytest.approx(40 / 110)


def test_where_the_room_is_not_enough_for_all_the_wishes_stand():
    table = Table([[Cell("甲乙丙丁")] * 30, [Cell(DAY)] * 30], widths=(1,) * 30)
    assert shares(table, ACROSS) == pytest.approx([1 / 30] * 30)


def test_no_day_and_no_number_is_broken_in_a_pdf():
    with pdfplumber.open(io.BytesIO(set_pdf(Paper(blocks=[tasks()], landscape=True)))) as document:
        rows = document.pages[0].extract_tables()[0]
    assert {row[3] for row in rows[1:]} == {DAY}
    assert {row[4] for row in rows[1:]} == {NUMBER}
    assert rows[0] == list(HEADERS)


def test_points_stay_together_under_the_name_of_a_category():
    label = Cell("党的创新理论学习宣传教育（12分）", row_span=2)
    table = Table([[Cell("类目"), Cell("标准")], [label, Cell("甲")], [None, Cell("乙")]], widths=(13, 80))
    with pdfplumber.open(io.BytesIO(set_pdf(Paper(blocks=[table])))) as document:
        words = document.pages[0].extract_tables()[0][1][0]
    assert "（12分）" in words.split("\n")


def test_text_in_a_narrow_column_is_not_pulled_apart():
    text = "任务第16项：建立学雷锋志愿服务队，注册志愿者占职工总数的比例不低于50%"
    table = Table([[Cell("甲"), Cell("乙")], [Cell(text, align="left"), Cell("", align="left")]], widths=(10, 60))
    with pdfplumber.open(io.BytesIO(set_pdf(Paper(blocks=[table])))) as document:
        line = [found for found in document.pages[0].chars if found["text"] in "任务第"][:3]
    assert line[1]["x0"] - line[0]["x1"] < 1


@pytest.mark.parametrize("lines", range(18, 30))
def test_the_last_row_of_a_table_never_stands_alone_on_a_page(lines):
    rows = [[Cell("类目"), Cell("内容")], *[[Cell("甲"), Cell(f"内容{number}")] for number in range(lines)]]
    rows.append([Cell("合计"), Cell("一百")])
    with pdfplumber.open(io.BytesIO(set_pdf(Paper(blocks=[Table(rows)], landscape=True)))) as document:
        tables = [page.extract_tables()[0] for page in document.pages]
    assert len(tables[-1]) > 2
    assert sum(len(table) - 1 for table in tables) == lines + 1


@pytest.mark.parametrize("above", range(14, 22))
def test_neither_a_header_nor_a_header_with_one_row_ends_a_page(above):
    rows = [[Cell("类目"), Cell("内容")], *[[Cell("甲"), Cell(f"内容{number}")] for number in range(30)]]
    with pdfplumber.open(
        io.BytesIO(set_pdf(Paper(blocks=[Paragraph("\n".join(["一行。"] * above)), Table(rows)])))
    ) as document:
        first = next(tables[0] for page in document.pages if (tables := page.extract_tables()))
    assert len(first) > 2


@pytest.mark.parametrize("lines", range(16, 24))
@pytest.mark.parametrize("ends_with_table", [False, True])
def test_a_signature_never_stands_on_a_page_of_its_own(lines, ends_with_table):
    rows = [[Cell("甲"), Cell("乙")], *[[Cell("一"), Cell("二")]] * 6]
    blocks = [Paragraph("\n".join(["一行。"] * (lines - 6 * ends_with_table))), *[Table(rows)] * ends_with_table]
    paper = Paper(blocks=blocks, signature="青石县市场监督管理局", signed_on=date(2026, 3, 9))
    with pdfplumber.open(io.BytesIO(set_pdf(paper))) as document:
        texts = [re.sub(r"— \d+ —", "", page.extract_text()) for page in document.pages]
    last = next(text for text in texts if "青石县" in text)
    assert last.strip() != "青石县市场监督管理局\n2026年3月9日"
    assert "2026年3月9日" in last
    assert "一行" in last or "一 二" in last


def test_word_keeps_the_same_rows_and_lines_together():
    paper = Paper(blocks=[tasks(4)], signature="某局", signed_on=date(2026, 3, 9))
    document = docx.Document(io.BytesIO(set_docx(paper)))
    rows = document.tables[0]._tbl.tr_lst
    keeps = [all(line.find(f".//{qn('w:keepNext')}") is not None for line in row.iter(qn("w:p"))) for row in rows]
    assert keeps == [True, True, False, True, True]  # the last row holds to the signature
    assert document.paragraphs[-2].text == "某局"
    assert all(line.paragraph_format.keep_with_next for line in document.paragraphs[:-1])


def test_excel_shows_numbers_and_days_as_the_other_formats_print_them():
    cells = [
        (Cell("65,750.50", value=Decimal("65750.50")), "#,##0.00"),
        (Cell("1,234", value=1234), "#,##0"),
        (Cell("8.00", value=Formula("SUM(A2:A2)", Decimal("8.00"))), "0.00"),
        (Cell("2.5", value=Decimal("2.5")), "General"),
        (Cell("3月5日", value=date(2026, 3, 5)), 'm"月"d"日"'),
        (Cell("2026年3月5日", value=date(2026, 3, 5)), 'yyyy"年"m"月"d"日"'),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(set_xlsx(Paper(blocks=[Table([[cell] for cell, _ in cells])])))).active
    assert [sheet.cell(row, 1).number_format for row in range(1, 7)] == [wanted for _, wanted in cells]
