"""The library as a workbook: read back, its rows are those of the page, in the page's order."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs.models import Job
from jobs.worker import run_next
from reports.record_rows import record_rows
from tests.evidence.filing import activity
from tests.reports.records import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(unit, department, other_department, clerk):
    """Activities of two months and two departments, a meeting, and one of the year before."""
    activity(department, clerk, title="植绿护绿", begins_on=date(2022, 3, 12))
    activity(other_department, clerk, title="道德讲堂", begins_on=date(2022, 5, 4))
    activity(department, clerk, title="=1+1", begins_on=date(2022, 5, 20))
    kept("meeting", unit, department, "动员会", date(2022, 5, 6), kind="mobilisation")
    activity(department, clerk, title="去年的活动", begins_on=date(2021, 10, 1))


def on_page(client, query: str) -> list[str]:
    response = client.get(f"{reverse('record_list')}?{query}")
    return [card.record.title for card in response.context["cards"]]


def exported(client, query: str) -> tuple[Job, list[list]]:
    client.post(reverse("record_rows_make"), {"query": query})
    assert run_next()
    job = Job.objects.latest("pk")
    assert job.state == Job.State.DONE, job.message
    response = client.get(reverse("job_download", args=[job.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    table = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(place for place, row in enumerate(table) if row[0] == "序号")
    return job, table[head + 1 :]


@pytest.mark.parametrize(
    "query", ["", "year=2022&month=5", "year=all", "q=植绿", "category=meeting", "state=draft&view=time", "month=x"]
)
def test_the_workbook_has_the_records_of_the_page(enter, office, shelf, query):
    client = enter(office)
    _, rows = exported(client, query)
    assert on_page(client, query)
    assert [row[2] for row in rows] == on_page(client, query)


def test_it_says_what_lies_in_each_and_how_it_stands(enter, office, shelf):
    job, rows = exported(enter(office), "year=2022&month=3")
    assert job.title == "省国资委2022年3月档案目录.xlsx"
    assert rows[0][1].date() == date(2022, 3, 12)
    assert rows[0][3:] == ["志愿服务", "宣传处", "方案（待补）；图片（待补）；总结（待补）；报道（待补）", "起草中"]


def test_a_narrowed_one_says_so_in_its_name(enter, office, shelf):
    assert exported(enter(office), "q=植绿")[0].title == "省国资委各年档案目录（筛选）.xlsx"


def test_each_month_and_the_whole_page_can_be_asked_for(enter, office, shelf):
    html = enter(office).get(reverse("record_list"), {"category": "activity"}).content.decode()
    assert 'name="query" value="category=activity"' in html
    assert 'name="query" value="category=activity&amp;year=2022&amp;month=5"' in html


def test_nothing_left_ends_in_a_sentence(enter, office, shelf):
    client = enter(office)
    client.post(reverse("record_rows_make"), {"query": "q=没有这样的"})
    assert run_next()
    assert Job.objects.get().message == "这个筛选下已经没有档案，换一个筛选再导出。"


def test_the_same_one_being_made_is_not_asked_for_again(enter, office, shelf):
    client = enter(office)
    for _ in range(2):
        client.post(reverse("record_rows_make"), {"query": "month=5"})
    assert Job.objects.count() == 1


def test_nobody_gets_rows_of_another_unit(enter, stranger, shelf):
    client = enter(stranger)
    client.post(reverse("record_rows_make"), {"query": "year=all"})
    assert run_next()
    assert "没有档案" in Job.objects.get().message


def test_a_query_longer_than_any_page_has_is_cut(enter, office, shelf):
    assert exported(enter(office), "year=2022&" + "x=1&" * 900)[1]


def test_many_records_cost_as_many_queries_as_one(office, unit, department, clerk, django_assert_num_queries):
    activity(department, clerk, title="一", begins_on=date(2022, 3, 12))
    with CaptureQueriesContext(connection) as one:
        record_rows(unit, "", office)
    for number in range(12):
        kept("meeting", unit, department, f"会{number}", date(2022, 5, 6), kind="mobilisation")
        activity(department, clerk, title=f"活动{number}", begins_on=date(2022, 4, 12))
    with django_assert_num_queries(len(one)):
        record_rows(unit, "", office)
