"""The Excel file: read back with openpyxl, laid out as the annex, and never a formula of somebody else's."""

import html
import io
import random
import re
import zipfile
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.model import Cell, Heading, PageBreak, Paper, Paragraph, Table
from documents.setting import set_xlsx
from documents.setting.wording import clean
from tests.documents.setting.sample_papers import CLAUSE, annex, breakdown, circular


def opened(paper, **options):
    return openpyxl.load_workbook(io.BytesIO(set_xlsx(paper)), **options)


def one_column(*values, **cell):
    return Paper(blocks=[Table([[Cell("内容")], *[[Cell(str(value), value=value, **cell)] for value in values]])])


@pytest.fixture(scope="module")
def sheet():
    return opened(annex()).active


def test_label_title_line_and_header_stand_above_the_rows(sheet):
    assert [sheet.cell(row, 1).value for row in (1, 2, 4)] == ["附件", "文明单位创建工作任务分解表", "序号"]
    assert sheet["A3"].value.startswith("单位：青石县")
    assert sheet["A2"].font.name == "方正小标宋简体"
    assert sheet["A4"].font.name == "黑体"
    assert sheet["C5"].font.name == "仿宋_GB2312"


def test_the_title_and_the_categories_are_merged(sheet):
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A2:F2", "A5:A7", "B5:B7", "A8:A10", "B11:B13", "A14:E14"} <= merged


def test_every_covered_cell_has_its_border():
    # openpyxl hides the styles of covered cells, so the XML itself is asked.
    with zipfile.ZipFile(io.BytesIO(set_xlsx(annex()))) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    for covered in ("A6", "A7", "B6", "B7", "B14", "E14"):
        assert re.search(rf'<c r="{covered}" s="[1-9]\d*"/>', xml), covered


def test_it_prints_on_landscape_a4_one_page_wide_with_the_header_on_each(sheet):
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.print_area.endswith("$A$1:$F$14")
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_it_is_frozen_below_the_header_and_beside_the_labels(sheet):
    assert sheet.freeze_panes == "C5"


def test_the_total_is_a_formula_whose_value_shows_without_recalculation():
    assert opened(annex()).active["F14"].value == "=SUM(F5:F13)"
    assert opened(annex(), data_only=True).active["F14"].value == 22.5


def test_dates_are_dates_and_points_are_numbers(sheet):
    assert sheet["E5"].value == datetime(2026, 12, 31)
    assert sheet["E5"].number_format == 'yyyy"年"m"月"d"日"'
    assert sheet["F5"].value == 2.5


def test_points_are_written_without_the_dust_of_binary_fractions():
    paper = one_column(Decimal("0.70"), Decimal("2.1"), Decimal("0.1") + Decimal("0.2"))
    with zipfile.ZipFile(io.BytesIO(set_xlsx(paper))) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    for printed in ("<v>0.70</v>", "<v>2.1</v>", "<v>0.3</v>"):
        assert printed in xml


def test_rows_are_high_enough_for_their_text(sheet):
    assert sheet.row_dimensions[5].height >= 35
    short = opened(one_column("短")).active
    assert short.row_dimensions[2].height == pytest.approx(20, abs=0.5)


def test_a_label_longer_than_its_rows_makes_them_higher():
    label = Cell("很长的类目名称" * 20, row_span=2)
    paper = Paper(
        blocks=[Table([[Cell("类目"), Cell("内容")], [label, Cell("甲")], [None, Cell("乙")]], widths=(1, 9))]
    )
    sheet = opened(paper).active
    assert sheet.row_dimensions[3].height + sheet.row_dimensions[2].height > 200


UNESCAPED = re.compile("_x([0-9A-F]{4})_")  # how a sheet writes a control character
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    "{=SUM(A1)}",
    "http://evil.example/",
    "mailto:a@b",
    "internal:Sheet1!A1",
    "<b>=1</b>",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("span", [1, 2])
def test_what_somebody_typed_stays_text(text, span):
    rows = [[Cell("内容")], [Cell(text, row_span=span)], *[[None]] * (span - 1)]
    book = opened(Paper(title=text, blocks=[Paragraph(text), Table(rows)]))
    cells = [cell for row in book.active for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert cells[-1].value == text.replace("\r", "\n")


TRIGGERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n=", "'=", '"=', " =", "{=", "\x00=", "=\ud800")
PARTS = (
    *TRIGGERS,
    "1+1",
    "SUM(A1:A9)",
    'HYPERLINK("http://x","y")',
    "cmd|' /C calc'!A0",
    "DDE(",
    "祎",
    "𬭛",
    "12%",
    "3月5日",
)


def typed_by_somebody(chance):
    text = "".join(chance.choices(PARTS, k=chance.randint(1, 4)))
    return text + "".join(
        chr(chance.choice((*range(32, 127), *range(0x4E00, 0x4E40)))) for _ in range(chance.randint(0, 9))
    )


def test_a_thousand_exports_hold_no_formula_of_a_user_and_read_back_what_was_typed():
    chance = random.Random(20261130)
    for _ in range(1000):
        texts = [typed_by_somebody(chance) for _ in range(3)]
        rows = [[Cell("内容")], [Cell(texts[0])], [Cell(texts[1], row_span=2)], [None]]
        data = set_xlsx(Paper(title=texts[2], signature=texts[0], blocks=[Paragraph(texts[1]), Table(rows)]))
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            sheet, shared = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))
            assert not [name for name in book.namelist() if "external" in name.lower() or "hyperlink" in name.lower()]
        assert not re.search("<f[ >]|hyperlink", sheet), texts
        kept = {html.unescape(text) for text in re.findall("<t[^>]*>(.*?)</t>", shared, re.DOTALL)}
        assert {clean(text) for text in texts} - {""} <= {
            UNESCAPED.sub(lambda code: chr(int(code[1], 16)), one) for one in kept
        }


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_no_text_whatever_becomes_a_formula_or_breaks_the_file(texts):
    book = opened(Paper(title=texts[0], signature=texts[-1], blocks=[Table([[Cell(text)] for text in texts])]))
    assert all(cell.data_type in "sn" for row in book.active for cell in row)


def test_control_characters_are_left_out():
    sheet = opened(one_column("甲\x0b乙\x00丙\u202e丁")).active
    assert sheet["A2"].value == "甲乙丙丁"


@pytest.mark.parametrize("character", ["长", "𬭛"])
def test_a_text_longer_than_a_cell_says_that_it_was_cut(character):
    sheet = opened(one_column(character * 40_000)).active
    text = sheet.cell(sheet.max_row, 1).value
    assert 32_760 < len(text.encode("utf-16-le")) // 2 <= 32_767
    assert text.endswith("（后文从略）")


def test_a_sheet_named_after_a_rare_character_keeps_within_the_limit():
    table = Table([[Cell("甲")]], title="赵𬭛" * 20)
    names = opened(Paper(blocks=[table, table])).sheetnames
    assert len(set(names)) == 2
    assert all(len(name.encode("utf-16-le")) // 2 <= 31 for name in names)


def test_a_drop_down_offers_its_choices():
    sheet = opened(one_column("", "", choices=("未开始", "进行中"))).active
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"未开始,进行中"'
    assert str(rule.sqref) == "A2:A3"


def test_a_long_drop_down_takes_its_choices_from_a_hidden_sheet():
    choices = tuple(f"第{number}个很长的部门名称" for number in range(60))
    book = opened(one_column("", choices=choices))
    (rule,) = book.active.data_validations.dataValidation
    assert rule.formula1 == "选项!$A$1:$A$60"
    assert book["选项"].sheet_state == "hidden"
    assert [row[0] for row in book["选项"].values] == list(choices)


def test_each_table_has_its_sheet_with_a_name_of_its_own():
    table = Table([[Cell("甲")], [Cell("乙")]], title="一张[很]长/的*表名" * 8)
    names = opened(Paper(blocks=[table, Heading("二"), table, PageBreak(), Paragraph("前言"), table])).sheetnames
    assert len(names) == len({name.lower() for name in names}) == 3
    assert all(len(name) <= 31 for name in names)


def test_text_before_and_after_a_table_stays_with_it():
    table = Table([[Cell("甲")], [Cell("乙")]])
    values = [row[0] for row in opened(Paper("题", [Paragraph("前"), table, Paragraph("后")])).active.values]
    assert values == ["题", "前", "甲", "乙", "后"]


@pytest.mark.parametrize(
    "paper", [Paper(), Paper("只有标题"), Paper(blocks=[Table([])]), Paper(blocks=[Paragraph("文")])]
)
def test_a_paper_without_a_table_is_a_workbook_all_the_same(paper):
    assert len(opened(paper).sheetnames) == 1


def test_a_circular_gives_the_sheet_of_its_annex():
    book = opened(circular())
    assert "文明单位创建工作任务分解表" in book.sheetnames
    assert book["文明单位创建工作任务分解表"]["A1"].value == "附件2"


def test_ten_thousand_rows_are_all_there():
    data = set_xlsx(annex(groups=1000, clauses=10))
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(min_row=5, max_col=3, values_only=True))
    assert len(rows) == 10_001
    assert rows[-2][2].startswith(f"10000.{CLAUSE}")


def test_a_breakdown_without_widths_still_gives_the_long_column_the_room():
    table = breakdown()
    table.widths = ()
    sheet = opened(Paper(blocks=[table])).active
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEF"]
    assert max(widths) == widths[2]
    assert min(widths) >= 4
