"""归档文件目录: by term and number, read back from all three formats."""

import io

import openpyxl
import pytest
from docx import Document

from evidence import filing_actions
from reports.filing_tables import filing_catalogue
from reports.offers import make
from tests import factories
from tests.evidence.archive import accepted, ready_to_file


@pytest.fixture
def plan(unit, department, office):
    plan = factories.make_plan(unit)
    ready_to_file(unit, office)
    for title, term in (("第一场", "D10"), ("第二场", "D10"), ("永久的", "Y")):
        record = accepted(unit, department, title)
        filing_actions.file_record(record=record, by=office, term=term, box="3", pages=12, remark="附光盘")
    return plan


def cells(data) -> list:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_catalogue_has_a_table_for_each_term(plan):
    made = make(plan, "filing", "xlsx")
    assert made.name == "省国资委2022年度归档文件目录.xlsx"
    found = cells(made.data)
    for said in ("J018-WS·2022-Y-ZHL-0001", "J018-WS·2022-D10-ZHL-0002", "宣传处", "永久的", 12, "盒3；附光盘"):
        assert said in found


def test_one_term_alone_may_be_chosen(plan):
    document = Document(io.BytesIO(make(plan, "filing", "docx", choice="D10").data))
    said = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "第二场" in said
    assert "永久的" not in said


def test_a_year_without_filings_says_so(unit):
    document = Document(io.BytesIO(make(factories.make_plan(unit), "filing", "docx").data))
    assert any("还没有归档的文件" in paragraph.text for paragraph in document.paragraphs)


def test_the_number_of_queries_does_not_grow(plan, unit, department, office, django_assert_max_num_queries):
    with django_assert_max_num_queries(5) as few:
        filing_catalogue(plan, "")
    for n in range(3):
        filing_actions.file_record(record=accepted(unit, department, f"再{n}"), by=office)
    with django_assert_max_num_queries(len(few.captured_queries)):
        filing_catalogue(plan, "")
