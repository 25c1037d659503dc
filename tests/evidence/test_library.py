"""The library: found, narrowed, counted and paged, at the same cost for one record and for thirty."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence import actions
from evidence.cards import cards
from evidence.models import Record
from tests import factories
from tests.evidence.filing import WORDS, activity, kind, paper, quick_picture
from tests.reports.records import kept

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


@pytest.mark.parametrize(
    ("kept_as", "said"),
    [
        (
            ("spending", {"amount": 15800, "purpose": "买器材", "voucher": "003"}),
            ["15,800 元", "凭证号 003　用途 买器材"],
        ),
        (("meeting", {"kind": "mobilisation", "headcount": 32}), ["到会 32 人", "类别 全员动员会"]),
        (("honour", {"level": "provincial", "issuer": "省总工会"}), ["省部级", "颁发机关 省总工会"]),
        (("survey", {"kind": "awareness", "sent": 100, "answered": 90, "favourable": 86}), ["95.55%", "类别 知晓率"]),
        (
            ("statement", {"kind": "accidents", "ends_on": date(2022, 12, 31)}),
            ["无责任事故", "到哪天止 2022 年 12 月 31 日"],
        ),
        (("regulation", {"number": "国资发〔2022〕3号"}), ["国资发〔2022〕3号", "施行日期"]),
        (("figure", {"name": "办公经费", "value": 1200, "unit_of_measure": "元"}), ["1,200 元"]),
        (("publicity", {"outlet": "红网", "level": "provincial"}), ["红网", "级别 省部级"]),
        (("document", {"kind": "duty", "issuer": "办公室"}), ["年度述职", "发文机关 办公室"]),
    ],
)
def test_a_record_without_a_picture_says_on_a_sheet_what_it_holds(enter, leader, unit, department, kept_as, said):
    kind, particulars = kept_as
    kept(kind, unit, department, "一份", date(2022, 7, 1), **particulars)
    html = enter(leader).get(PATH).content.decode()
    assert 'class="pic leaf"' in html
    for words in said:
        assert words in html


def test_the_sheet_of_an_activity_says_how_many_came_and_how_its_summary_begins(enter, leader, department, clerk):
    activity(department, clerk, title="交通劝导", summary="第一句。\n" + "很长" * 200, begins_on=date(2022, 5, 20))
    html = enter(leader).get(PATH).content.decode()
    assert "<p>第一句。 很长" in html
    assert "很长…</p>" in html


def test_a_month_says_how_many_it_has_and_how_many_are_whole(enter, leader, shelf):
    html = enter(leader).get(PATH, {"month": "3"}).content.decode()
    assert "<p>1 份，1 份材料齐全</p>" in html
    assert "2022 年记了 <em>3</em> 份档案" in html  # the headline is the year's, as its bars are


def test_a_month_that_is_not_whole_on_the_page_says_so(enter, unit, department, leader):
    for number in range(26):
        factories.make_record(unit, department, title=f"活动 {number}", begins_on=date(2022, 5, 4))
    assert "<p>共 26 份，这一页 24 份</p>" in enter(leader).get(PATH).content.decode()


def test_the_same_records_stand_along_the_year(enter, leader, shelf):
    html = enter(leader).get(PATH, {"view": "time"}).content.decode()
    assert html.count('class="timeline') == 2
    assert "<b>4 日</b>星期三" in html


def test_a_photo_that_an_older_record_has_is_hinted_at(enter, office, department, clerk):
    old = activity(department, clerk, title="春天", begins_on=date(2022, 4, 4))
    new = activity(department, clerk, title="秋天", begins_on=date(2022, 10, 4))
    for record, numbers in ((old, (1, 2)), (new, (1, 2, 3))):
        for number in numbers:
            actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(number), name=f"{number}.jpg")
    found = {card.record.title: card.hint for card in enter(office).get(PATH).context["cards"]}
    assert found == {"春天": "", "秋天": "2 张和 4 月那次一样，换一换？"}
    Record.objects.filter(pk=new.pk).update(state=Record.State.ACCEPTED, year=2022)
    Record.objects.filter(pk=old.pk).update(begins_on=date(2021, 4, 4), year=2021)
    assert "2 张和 2021 年 4 月那次一样</span>" in enter(office).get(PATH).content.decode()


def test_a_photo_of_a_record_somebody_may_not_read_is_not_hinted_at(
    unit, department, other_department, clerk, stranger
):
    old = activity(department, clerk, title="春天", begins_on=date(2022, 4, 4))
    new = activity(department, clerk, title="秋天", begins_on=date(2022, 10, 4))
    for record in (old, new):
        actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(1), name="1.jpg")
    (card, _) = cards(Record.objects.order_by("-begins_on"), stranger)
    assert card.hint == ""
