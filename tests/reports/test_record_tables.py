"""活动台账 and 材料目录: what the year's files hold, counted as the board counts."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import child
from documents.model import Cell, Paragraph
from evidence.models import Attachment, Record
from reports.figures import figures
from reports.record_tables import catalogue, ledger
from tests import factories
from tests.reports import papers
from tests.reports.years import TODAY, accepted, add_photo

pytestmark = pytest.mark.django_db


def texts(make, plan):
    table = make(plan, figures(plan, TODAY)).tables()[0]
    return [[cell.text if isinstance(cell, Cell) else None for cell in row] for row in table.rows]


def said(make, plan):
    return [block.text for block in make(plan, figures(plan, TODAY)).blocks if isinstance(block, Paragraph)]


def test_an_activity_is_one_line_of_the_ledger(year):
    row = texts(ledger, year)[1]
    serves = f"{papers.PARTY}、{papers.STYLE}"
    assert row[:9] == ["1", "3月12日", "植绿护绿", "志愿服务", "烈士公园", "32", "宣传处", "", serves]
    assert row[9:] == ["1", "1", "1/4类"]


def test_the_sums_of_the_ledger_are_the_boards(year, department):
    add_photo(accepted(year, department, "义务植树", date(2022, 4, 2)))
    counted = figures(year, TODAY).activities
    last = texts(ledger, year)[-1]
    assert last[0] == "合计2场"
    assert [last[5], last[9], last[10]] == [str(n) for n in (counted.headcount, counted.photos, counted.press)]
    book = openpyxl.load_workbook(io.BytesIO(child.set_paper(ledger(year, figures(year, TODAY)), "xlsx")))
    sums = [cell.value for cell in list(book.active.rows)[-1] if cell.data_type == "f"]
    assert sums == ["=SUM(F3:F4)", "=SUM(J3:J4)", "=SUM(K3:K4)"]
    assert book.active["B3"].value.date() == date(2022, 3, 12)


def test_only_accepted_activities_of_the_year_are_listed(year, department):
    factories.make_record(year.unit, department, title="还没审核", state=Record.State.SUBMITTED)
    accepted(year, department, "去年的事", date(2021, 3, 12))
    assert [row[2] for row in texts(ledger, year)[1:-1]] == ["植绿护绿"]
    assert said(ledger, year) == ["另有1场活动没有审核通过，未列入。"]


@pytest.mark.parametrize("make", [ledger, catalogue])
def test_a_year_without_activities_says_so(plan, make):
    assert said(make, plan) == ["2022年还没有审核通过的活动。"]


def test_the_catalogue_lists_files_and_counts_photos_together(year):
    record = Record.objects.get(title="植绿护绿")
    add_photo(record, 1)
    rows = texts(catalogue, year)
    assert [row[2:4] for row in rows[1:-1]] == [
        ["活动图片", "图片2张"],
        ["活动总结", "正文10字"],
        ["媒体报道", "https://example.cn/1"],
    ]
    assert rows[1][0] == "植绿护绿\n3月12日，宣传处"
    assert (rows[2][0], rows[3][4], rows[-1][5]) == (None, "省日报", "4")


def test_withdrawn_files_are_not_in_the_catalogue(year):
    Attachment.objects.filter(slot=Attachment.Slot.PRESS).update(withdrawn_at="2022-05-01T00:00:00Z")
    assert "媒体报道" not in {row[2] for row in texts(catalogue, year)}


def test_an_empty_file_is_named_in_the_catalogue(year, department):
    accepted(year, department, "空档案", date(2022, 5, 4))
    assert texts(catalogue, year)[-2][2:6] == ["", "还没有材料", "", "0"]


@pytest.mark.parametrize("make", [ledger, catalogue])
def test_they_cost_the_same_number_of_queries_for_many_activities(year, department, make):
    def asked():
        told = figures(year, TODAY)
        with CaptureQueriesContext(connection) as queries:
            make(year, told)
        return len(queries)

    few = asked()
    for number in range(12):
        record = accepted(year, department, f"活动{number}")
        record.activity.departments.add(department)
        Attachment.objects.create(record=record, slot=Attachment.Slot.PRESS, address=f"https://example.cn/{number}a")
    assert asked() == few
