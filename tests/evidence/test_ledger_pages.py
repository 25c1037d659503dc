"""The ledgers as people use them: overview, list, form, the record's page, picking people, measures."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person
from evidence.ledgers import LEDGERS
from evidence.measures import Measure
from evidence.models import Record
from evidence.people_actions import set_people
from tests import factories
from tests.evidence.filing import paper, quick_picture
from tests.evidence.ledgers import LEAST, entry

pytestmark = pytest.mark.django_db

TYPED = {  # as a person fills the form
    "meeting": {"title": "专题研究", "kind": "leaders", "chair": "陈岚", "expected": "9", "headcount": "8"},
    "honour": {"title": "先进集体", "level": "provincial", "issuer": "省文明委", "is_recognised": "on"},
    "regulation": {"title": "接待办法", "effective_on": "2022-06-01"},
    "document": {"title": "社会责任报告", "kind": "responsibility"},
    "publicity": {"title": "志愿服务在路上", "outlet": "省日报", "level": "provincial", "adopted_on": "2022-05-12"},
    "spending": {"title": "展板", "amount": "12,800.50", "voucher": "2022-1"},
    "survey": {"title": "满意率测评", "kind": "satisfaction", "sent": "100", "answered": "96", "favourable": "93"},
    "statement": {"kind": "accidents", "ends_on": "2022-12-31"},
    "figure": {"title": "日常办公经费", "value": "200000", "unit_of_measure": "元"},
}
SAID = {
    "meeting": ["领导班子专题研究", "8 人"],
    "honour": ["省部级", "在名录里"],
    "regulation": ["2022 年 6 月 1 日"],
    "document": ["社会责任报告"],
    "publicity": ["省日报", "2022 年 5 月 12 日"],
    "spending": ["12,800.50"],
    "survey": ["96.87%"],
    "statement": ["2022.05.10—2022.12.31 无责任事故声明"],
    "figure": ["200,000 元"],
}


def post(client, kind, department, **more):
    typed = {"begins_on": "2022-05-10", "department": department.pk} | TYPED[kind] | more
    return client.post(f"/ledgers/{kind}/new/", typed)


@pytest.mark.parametrize("kind", LEDGERS)
def test_a_record_of_every_kind_is_registered_shown_and_changed(enter, clerk, department, kind):
    client = enter(clerk)
    assert client.get(f"/ledgers/{kind}/new/").status_code == 200
    answer = post(client, kind, department)
    record = Record.objects.get()
    assert answer.url == record.get_absolute_url()
    page = client.get(answer.url).content.decode()
    for words in SAID[kind]:
        assert words in page
    assert record.title in client.get(f"/ledgers/{kind}/?year=2022").content.decode()
    edit = client.get(f"/ledgers/{record.pk}/edit/")
    sent = {name: value for name, value in edit.context["form"].initial.items() if value not in (None, False)}
    sent |= TYPED[kind] | {"title": "改过的题名", "begins_on": "2022-05-11", "version": "1"}
    assert client.post(f"/ledgers/{record.pk}/edit/", sent).url == record.get_absolute_url()
    record.refresh_from_db()
    assert (record.title, record.begins_on, record.version) == ("改过的题名", date(2022, 5, 11), 2)


@pytest.mark.parametrize("kind", LEDGERS)
def test_an_empty_form_comes_back_with_a_sentence_at_each_field(enter, clerk, kind):
    answer = enter(clerk).post(f"/ledgers/{kind}/new/", {})
    assert answer.status_code == 422
    assert "请填" in answer.content.decode()
    assert not Record.objects.exists()


def test_what_the_rule_of_a_kind_refuses_stands_beside_its_field(enter, clerk, department):
    answer = post(enter(clerk), "survey", department, answered="101")
    assert answer.status_code == 422
    assert answer.context["form"].errors["answered"] == ["收回的比发放的还多，请检查。"]
    assert 'value="93"' in answer.content.decode()
    assert not Record.objects.exists()


@pytest.mark.parametrize("amount", ["", "一百", "NaN", "1.005", "9" * 40, "0", "-5"])
def test_a_wrong_amount_is_told_and_kept(enter, clerk, department, amount):
    answer = post(enter(clerk), "spending", department, amount=amount)
    assert answer.status_code == 422
    assert answer.context["form"].errors["amount"]


def test_files_of_the_form_go_into_their_slots_and_the_record_is_handed_in(enter, clerk, department):
    sheet = SimpleUploadedFile("凭证.txt", "发票一张".encode())
    post(enter(clerk), "spending", department, **{"files-proof": sheet, "then": "submit"})
    record = Record.objects.get()
    assert record.state == "submitted"
    assert record.attachments.get().slot == "proof"


def test_a_form_sent_twice_makes_one_record(enter, clerk, department):
    client = enter(clerk)
    key = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
    first, again = post(client, "honour", department, once_key=key), post(client, "honour", department, once_key=key)
    assert first.url == again.url
    assert Record.objects.count() == 1


def test_a_change_on_top_of_anothers_is_refused(enter, clerk, department):
    record = entry(department, clerk, "document")
    sent = {"begins_on": "2022-05-10", "department": department.pk, "version": "9"} | TYPED["document"]
    answer = enter(clerk).post(f"/ledgers/{record.pk}/edit/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "用我写的" in page and "用现在的" in page
    version = re.search(r'name="version" value="([^"]*)"', page)[1]
    assert enter(clerk).post(f"/ledgers/{record.pk}/edit/", sent | {"version": version}).status_code == 302


def test_a_closed_record_is_not_opened_for_changes(enter, clerk, unit, department):
    record = factories.make_meeting(unit, department, state="accepted")
    assert enter(clerk).get(f"/ledgers/{record.pk}/edit/").url == record.get_absolute_url()


def test_an_activity_and_a_ledger_record_each_have_their_own_form(enter, clerk, unit, department):
    client = enter(clerk)
    activity = factories.make_record(unit, department, by=clerk)
    meeting = factories.make_meeting(unit, department, by=clerk)
    assert client.get(f"/ledgers/{activity.pk}/edit/").url == f"/records/{activity.pk}/edit/"
    assert client.get(f"/records/{meeting.pk}/edit/").url == f"/ledgers/{meeting.pk}/edit/"


def test_a_reader_registers_nothing(enter, leader):
    client = enter(leader)
    assert client.get("/ledgers/meeting/new/").status_code == 403
    assert "登记会议" not in client.get("/ledgers/meeting/").content.decode()


def test_no_such_ledger_is_no_page(enter, clerk):
    assert enter(clerk).get("/ledgers/activity/").status_code == 404


# ---------- lists


def titles(page) -> list[str]:
    return [row.record.title for row in page.context["rows"]]


def test_a_ledger_is_narrowed_by_year_department_state_kind_and_words(enter, clerk, department, other_department):
    client = enter(clerk)
    entry(department, clerk, "honour", title="市级的", level="municipal")
    entry(department, clerk, "honour", title="省级的", level="provincial", is_recognised=False)
    entry(other_department, clerk, "honour", title="别处的", begins_on=date(2021, 1, 1))
    ask = {
        "": ["省级的", "市级的"],
        "year=2021": ["别处的"],
        "year=all": ["省级的", "市级的", "别处的"],
        f"year=all&department={other_department.pk}": ["别处的"],
        "sort=municipal": ["市级的"],
        "recognised=yes": ["市级的"],
        "recognised=no": ["省级的"],
        "q=省级": ["省级的"],
        "state=accepted": [],
        "sort=x&recognised=y&state=z&department=99&year=0": [],
        "year=99999999999999999999&department=-1&page=x": ["省级的", "市级的"],
    }
    for query, found in ask.items():
        assert titles(client.get(f"/ledgers/honour/?{query}")) == found, query
    assert "省部级 <b>1 项</b>" in client.get("/ledgers/honour/").content.decode()


def test_rules_in_force_on_a_day_are_listed(enter, clerk, department):
    client = enter(clerk)
    entry(department, clerk, "regulation", title="老办法", begins_on=date(2010, 1, 1), repealed_on=date(2020, 1, 1))
    entry(department, clerk, "regulation", title="新办法", begins_on=date(2019, 1, 1))
    assert titles(client.get("/ledgers/regulation/")) == ["新办法", "老办法"]
    assert titles(client.get("/ledgers/regulation/?force=in_force")) == ["新办法"]
    assert titles(client.get("/ledgers/regulation/?force=repealed")) == ["老办法"]
    assert titles(client.get("/ledgers/regulation/?on=2012-05-01")) == ["老办法"]
    assert titles(client.get("/ledgers/regulation/?on=2019-05-01")) == ["新办法", "老办法"]
    assert client.get("/ledgers/regulation/?on=2019-02-30").status_code == 200


def test_money_is_summed_over_what_is_shown(enter, clerk, department):
    for amount, title in (("0.70", "展板"), ("1.40", "展板二"), ("100", "讲课费")):
        entry(department, clerk, "spending", title=title, amount=Decimal(amount))
    Record.objects.filter(title="讲课费").update(state="accepted")
    page = enter(clerk).get("/ledgers/spending/")
    assert page.context["sums"] == [("合计", "102.10 元"), ("其中已审核通过", "100 元")]
    assert enter(clerk).get("/ledgers/spending/?q=展板").context["sums"][0] == ("合计", "2.10 元")


def test_an_honour_is_listed_with_its_certificate(enter, clerk, department):
    shown, bare = (entry(department, clerk, "honour", title=title) for title in ("先进集体", "文明单位"))
    shown.attachments.create(slot="proof", blob=paper(1), name="说明.pdf")
    certificate = shown.attachments.create(slot="proof", blob=quick_picture(1), name="证书.jpg")
    rows = {row.record.pk: row.picture for row in enter(clerk).get("/ledgers/honour/").context["rows"]}
    assert rows == {shown.pk: certificate, bare.pk: None}
    assert f"{certificate.get_absolute_url()}?size=thumb" in enter(clerk).get("/ledgers/honour/").content.decode()


@pytest.mark.parametrize("kind", LEDGERS)
def test_a_list_costs_the_same_for_one_row_and_for_four(enter, clerk, department, kind):
    client = enter(clerk)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            entry(department, clerk, kind)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/ledgers/{kind}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_a_stranger_sees_none_of_ours(enter, stranger, clerk, department):
    entry(department, clerk, "spending", title="我们的支出")
    client = enter(stranger)
    assert titles(client.get("/ledgers/spending/?year=all")) == []
    assert "0</b> 笔" in client.get("/ledgers/?year=2022").content.decode()


def test_the_overview_counts_the_year(enter, clerk, department):
    for kind in LEAST:
        entry(department, clerk, kind)
    entry(department, clerk, "meeting", begins_on=date(2021, 1, 1))
    page = enter(clerk).get("/ledgers/?year=2022")
    assert {shelf.ledger.kind: (shelf.count, shelf.open) for shelf in page.context["shelves"]} == dict.fromkeys(
        LEDGERS, (1, 1)
    )
    for odd in ("x", "0", "9" * 30):
        assert enter(clerk).get("/ledgers/", {"year": odd}).context["year"] == timezone.localdate().year


# ---------- the library and other pages


def test_the_library_shows_every_kind_and_narrows_by_it(enter, clerk, unit, department):
    factories.make_record(unit, department, title="植树", by=clerk)
    for kind in LEAST:
        entry(department, clerk, kind, title=f"档案{kind}")
    client = enter(clerk)
    page = client.get("/records/?year=2022")
    assert len(page.context["cards"]) == 10
    assert page.context["tally"]["total"] == 10
    only = client.get("/records/?year=2022&category=spending&view=list")
    assert [card.record.title for card in only.context["cards"]] == ["档案spending"]
    assert [card.sort for card in only.context["cards"]] == ["经费支出"]


def test_the_desk_lists_what_is_unfinished_of_every_kind(enter, clerk, department):
    entry(department, clerk, "meeting", title="没写完的会")
    page = enter(clerk).get("/").content.decode()
    assert "会议：没写完的会" in page


# ---------- people


@pytest.fixture
def staff(unit, department, other_department):
    rows = [("甲", department), ("乙", department), ("丙", other_department), ("丁", None)]
    return [Person.objects.create(unit=unit, name=name, department=place) for name, place in rows]


def test_people_are_picked_singly_by_department_or_all_at_once(enter, clerk, department, staff):
    record = entry(department, clerk, "meeting", is_for_all=True)
    client, path = enter(clerk), f"/records/{record.pk}/people/"
    assert [group.title for group in client.get(path).context["groups"]][-1] == "未分部门"

    def names():
        return sorted(record.participations.values_list("person__name", flat=True))

    client.post(path, {"persons": [staff[2].pk]})
    assert names() == ["丙"]
    client.post(path, {"persons": [staff[2].pk], "departments": [department.pk]})
    assert names() == ["丙", "乙", "甲"]
    client.post(path, {"all": "1"})
    assert len(names()) == 4
    page = client.get(record.get_absolute_url()).content.decode()
    assert "从名册选了 4 人，应到 4 人" in page
    client.post(path, {"persons": ["x", "9" * 30, "0"], "departments": ["-1", "y"]})
    assert names() == []


def test_somebody_of_another_unit_cannot_be_picked(enter, clerk, department, stranger, staff):
    record = entry(department, clerk, "meeting")
    foreign = Person.objects.create(unit=stranger.memberships.get().unit, name="外人")
    enter(clerk).post(f"/records/{record.pk}/people/", {"persons": [foreign.pk]})
    assert not record.participations.exists()


def test_picking_costs_the_same_for_few_and_for_many(enter, clerk, department, staff):
    record = entry(department, clerk, "meeting")
    client, path = enter(clerk), f"/records/{record.pk}/people/"
    counts = []
    for number in (0, 20):
        more = [
            Person.objects.create(unit=department.unit, name=f"{n}号", department=department) for n in range(number)
        ]
        set_people(record=record, people=[*staff, *more], by=clerk)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# ---------- measures


def test_measures_are_shown_with_their_reasons_and_records(enter, clerk, unit, department):
    record = factories.make_meeting(unit, department, title="专题研究一", state="accepted")
    page = enter(clerk).get("/measures/?year=2022").content.decode()
    assert "2022 年已归档领导班子专题研究 1 次" in page
    assert f'href="{record.get_absolute_url()}"' in page
    for odd in ("x", "1", "9" * 30):
        assert enter(clerk).get("/measures/", {"year": odd}).status_code == 200


def test_the_page_of_measures_costs_the_same_for_any_records(enter, clerk, unit, department):
    client = enter(clerk)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            factories.make_meeting(unit, department, state="accepted")
            entry(department, clerk, "spending")
        Record.objects.update(state="accepted")
        with CaptureQueriesContext(connection) as queries:
            client.get("/measures/?year=2022")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 22


def test_the_office_adds_a_measure_and_takes_it_out_again(enter, office, clerk, unit):
    client = enter(office)
    assert client.get("/measures/new/").status_code == 200
    answer = client.post("/measures/new/", {"name": "民主生活会", "source": "survey"})
    assert answer.context["form"].errors["sort"] == ["请选类别。"]
    client.post("/measures/new/", {"name": "民主生活会", "source": "meetings", "sort": "democratic"})
    measure = Measure.objects.get(unit=unit)
    assert "民主生活会" in client.get("/measures/").content.decode()
    client.post(f"/measures/{measure.pk}/retire/")
    assert measure not in Measure.objects.for_unit(unit)
    common = Measure.objects.filter(unit=None).first()
    assert client.post(f"/measures/{common.pk}/retire/").status_code == 404
    assert enter(clerk).get("/measures/new/").status_code == 403


# ---------- statements and what breaks them


def test_an_event_breaks_an_accepted_statement_and_is_named_on_its_page(enter, clerk, office, department):
    stated = entry(department, clerk, "statement", kind="complaints", begins_on=date(2022, 1, 1))
    client = enter(clerk)
    assert "登记发生的事" not in client.get(f"/records/{stated.pk}/").content.decode()
    Record.objects.filter(pk=stated.pk).update(state="accepted")
    assert f"/ledgers/statement/new/?of={stated.pk}" in client.get(f"/records/{stated.pk}/").content.decode()

    form = client.get(f"/ledgers/statement/new/?of={stated.pk}").context["form"]
    given = {name: form[name].value() for name in ("title", "kind", "begins_on", "ends_on", "department")}
    assert given == {
        "title": "群众举报情况登记",
        "kind": "complaints",
        "begins_on": date(2022, 1, 1),
        "ends_on": date(2022, 12, 31),
        "department": department.pk,
    }
    sent = given | {"broken_on": "2022-05-03", "broken_by": "窗口被投诉一次"}
    client.post("/ledgers/statement/new/", sent)
    event = Record.objects.get(title="群众举报情况登记")
    assert "窗口被投诉一次" not in client.get(f"/records/{stated.pk}/").content.decode()
    Record.objects.filter(pk=event.pk).update(state="accepted")
    page = client.get(f"/records/{stated.pk}/").content.decode()
    assert "期间另有发生" in page
    assert "2022 年 5 月 3 日：窗口被投诉一次" in page
    assert "登记发生的事" not in client.get(f"/records/{event.pk}/").content.decode()


def test_an_event_is_begun_from_statements_of_the_own_unit_alone(enter, clerk, stranger):
    theirs = factories.make_department(stranger.memberships.get().unit, "外单位办公室")
    stated = entry(theirs, stranger, "statement")
    for key in (stated.pk, 0, "x", "9" * 40):
        form = enter(clerk).get(f"/ledgers/statement/new/?of={key}").context["form"]
        assert not form["title"].value()
