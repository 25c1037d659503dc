"""The library: found, narrowed, counted and paged, at the same cost for one record and for thirty."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence import actions
from evidence.models import Record
from tests import factories
from tests.evidence.filing import WORDS, activity, kind, paper, quick_picture

pytestmark = pytest.mark.django_db
PATH = "/records/"


def titles(response) -> list[str]:
    return [card.record.title for card in response.context["cards"]]


@pytest.fixture
def shelf(department, other_department, clerk):
    """Four activities of two years, departments, kinds and states."""
    full = activity(department, clerk, title="植绿护绿", summary=WORDS, begins_on=date(2022, 3, 12))
    for number in range(3):
        actions.attach(record=full, slot="photo", by=clerk, blob=quick_picture(number), name=f"{number}.jpg")
    actions.attach(record=full, slot="plan", by=clerk, blob=paper(), name="方案.pdf")
    talk = activity(other_department, clerk, title="道德讲堂", kind=kind("道德讲堂"), begins_on=date(2022, 5, 4))
    walk = activity(
        department, clerk, title="交通劝导", begins_on=date(2022, 5, 20), departments=[other_department], summary="站岗"
    )
    actions.submit(record=walk, by=clerk)
    old = activity(department, clerk, title="去年的活动", begins_on=date(2021, 10, 1))
    return full, talk, walk, old


def test_the_newest_year_is_shown_newest_first(enter, leader, shelf):
    response = enter(leader).get(PATH)
    assert titles(response) == ["交通劝导", "道德讲堂", "植绿护绿"]
    assert "2022 年记了 <em>3</em> 份档案" in response.content.decode()


def test_a_stranger_sees_none_of_ours(enter, stranger, shelf):
    response = enter(stranger).get(PATH, {"year": "all"})
    assert titles(response) == []
    assert "植绿" not in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"year": "2021"}, ["去年的活动"]),
        ({"year": "all"}, ["交通劝导", "道德讲堂", "植绿护绿", "去年的活动"]),
        ({"month": "5"}, ["交通劝导", "道德讲堂"]),
        ({"q": "劝导"}, ["交通劝导"]),
        ({"q": "去年"}, ["去年的活动"]),
        ({"state": "submitted"}, ["交通劝导"]),
        ({"files": "complete"}, ["植绿护绿"]),
        ({"files": "photo"}, ["交通劝导", "道德讲堂"]),
        ({"files": "press"}, ["交通劝导", "道德讲堂", "植绿护绿"]),
        ({"month": "13"}, ["交通劝导", "道德讲堂", "植绿护绿"]),
        ({"year": "x", "month": "y", "page": "z"}, ["交通劝导", "道德讲堂", "植绿护绿"]),
        ({"state": "x", "files": "x", "kind": "x", "department": "99999"}, ["交通劝导", "道德讲堂", "植绿护绿"]),
    ],
)
def test_the_address_narrows_what_is_shown(enter, leader, shelf, asked, found):
    assert titles(enter(leader).get(PATH, asked)) == found


def test_a_kind_and_a_department_narrow(enter, leader, shelf, other_department):
    client = enter(leader)
    assert titles(client.get(PATH, {"kind": kind("道德讲堂").pk})) == ["道德讲堂"]
    assert titles(client.get(PATH, {"department": other_department.pk})) == ["交通劝导", "道德讲堂"]


def test_the_headline_counts_what_is_complete_and_names_the_widest_gap(enter, leader, shelf):
    response = enter(leader).get(PATH)
    assert response.context["tally"]["complete"] == 1
    assert response.context["gap"] == ("press", "媒体报道", 3)


def test_each_month_has_its_bar_and_its_link(enter, leader, shelf):
    months = enter(leader).get(PATH).context["months"]
    assert [month.count for month in months] == [0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0]
    assert "month=5" in months[4].path
    assert (months[4].height, months[2].height) == ("48.0", "24.0")


def test_a_chosen_month_leads_back_to_the_year(enter, leader, shelf):
    months = enter(leader).get(PATH, {"month": "5", "q": ""}).context["months"]
    assert months[4].is_current
    assert "month" not in months[4].path


def test_the_cover_is_the_first_photo(enter, leader, shelf):
    page = enter(leader).get(PATH).content.decode()
    photo = shelf[0].attachments.filter(slot="photo").first()
    assert f"{photo.get_absolute_url()}?size=thumb" in page


def test_the_same_records_can_be_read_as_a_table(enter, leader, shelf):
    response = enter(leader).get(PATH, {"view": "list"})
    assert titles(response) == ["交通劝导", "道德讲堂", "植绿护绿"]
    assert '<table class="tb' in response.content.decode()


def test_nothing_found_is_said_with_a_way_out(enter, leader, shelf):
    assert "没有找到" in enter(leader).get(PATH, {"q": "没有的词"}).content.decode()


def test_an_empty_library_says_what_to_do_first(enter, clerk):
    assert "还没有档案" in enter(clerk).get(PATH).content.decode()


def test_many_records_come_in_pages_that_keep_the_filters(enter, unit, department, leader):
    for _ in range(30):
        factories.make_record(unit, department)
    response = enter(leader).get(PATH, {"view": "list", "q": "植绿"})
    assert len(titles(response)) == 24
    assert "q=%E6%A4%8D%E7%BB%BF" in response.content.decode().split('rel="next"')[0].rsplit("href", 1)[1]
    assert len(titles(enter(leader).get(PATH, {"page": 2}))) == 6


@pytest.mark.parametrize("path", [PATH, PATH + "?view=list&files=complete&q=植绿", "/records/review/"])
def test_thirty_records_cost_as_many_queries_as_one(enter, unit, department, other_department, clerk, office, path):
    def add(number):
        record = activity(department, clerk, title=f"植绿 {number}", summary=WORDS, departments=[other_department])
        actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(number), name="a.jpg")
        actions.submit(record=record, by=clerk)

    client = enter(office)
    add(0)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        assert client.get(path).status_code == 200
    for number in range(1, 30):
        add(number)
    with CaptureQueriesContext(connection) as thirty:
        client.get(path)
    assert len(thirty) <= len(one) + 1  # the count of a second page, at most
    assert len(thirty) < 25


def test_the_queue_holds_what_the_person_may_review_oldest_first(
    enter, unit, other_department, head, office, shelf, clerk
):
    other = actions.submit(record=activity(other_department, clerk, title="后交的", summary=WORDS), by=clerk)
    assert titles(enter(office).get(reverse("record_review_list"))) == ["交通劝导", "后交的"]
    assert titles(enter(head).get(reverse("record_review_list"))) == ["交通劝导"]
    actions.accept(record=other, by=office)
    assert titles(enter(office).get(reverse("record_review_list"))) == ["交通劝导"]


def test_the_queue_is_closed_to_those_who_review_nothing(enter, clerk, leader):
    assert enter(clerk).get(reverse("record_review_list")).status_code == 403
    assert enter(leader).get(reverse("record_review_list")).status_code == 403


def test_an_empty_queue_says_so(enter, office):
    assert "都审完了" in enter(office).get(reverse("record_review_list")).content.decode()


def test_the_tally_agrees_with_the_filters(shelf):
    tally = Record.objects.tally()
    assert tally["total"] == Record.objects.count()
    assert tally["complete"] == Record.objects.complete().count()
    for slot in ("plan", "photo", "summary", "press"):
        assert tally[f"lacking_{slot}"] == Record.objects.lacking(slot).count()
