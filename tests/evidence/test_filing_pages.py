"""The archive's pages: filing a year or one record, amending, settings; who may and what strangers see."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence import attaching, filing_actions
from evidence.filing import scheme_of
from evidence.models import Filing, Record
from tests import factories
from tests.evidence.archive import accepted, ready_to_file
from tests.files.pictures import photo
from tests.reports.records import kept


@pytest.fixture
def filing_unit(unit, office):
    ready_to_file(unit, office)
    return unit


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo((200, 40, 40), size=(320, 240)))


def text(response) -> str:
    return response.content.decode()


def get(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_the_page_counts_what_waits_and_what_is_complete(enter, office, filing_unit, department):
    accepted(filing_unit, department, "齐的")
    accepted(filing_unit, department, "缺的", is_complete=False)
    page = text(get(enter(office), "archive_list"))
    assert "2022 年待归档 <em>2</em> 份" in page
    assert "1 份材料齐全" in page
    assert "归档材料齐全的 1 份" in page
    assert "缺方案" in page


def test_the_office_files_the_year_with_one_button(enter, office, filing_unit, department):
    accepted(filing_unit, department, "齐的")
    accepted(filing_unit, department, "缺的", is_complete=False)
    client = enter(office)
    response = client.post(reverse("archive_file"), {"year": "2022", "box": "1"}, follow=True)
    assert "归档 1 份：10年 1 份。" in text(response)
    assert "J018-WS·2022-D10-ZHL-0001" in text(response)
    assert Filing.objects.get().box == "1"
    assert "没有材料齐全的待归档档案" in text(client.post(reverse("archive_file"), {"year": "2022"}, follow=True))


def test_without_a_fonds_the_office_is_led_to_the_settings(enter, office, unit, department):
    accepted(unit, department)
    client = enter(office)
    assert "还没有填全宗号" in text(get(client, "archive_list"))
    response = client.post(reverse("archive_file"), {"year": "2022"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("archive_settings")
    assert "先到归档设置里填好" in text(response)


def test_an_incomplete_record_asks_for_the_reason(enter, office, filing_unit, department):
    record = accepted(filing_unit, department, is_complete=False)
    client = enter(office)
    assert "缺项归档的理由" in text(get(client, "record_file", record.pk))
    response = client.post(reverse("record_file", args=[record.pk]), {"term": "D10", "box": "7", "gap": ""})
    assert response.status_code == 422
    assert "请写明理由" in text(response)
    assert 'value="7"' in text(response)
    client.post(reverse("record_file", args=[record.pk]), {"term": "D30", "gap": "照片遗失"})
    assert Filing.objects.get().term == "D30"


def test_a_draft_is_not_filed_and_says_why(enter, office, filing_unit, department):
    record = factories.make_record(filing_unit, department)
    response = enter(office).post(reverse("record_file", args=[record.pk]), {"term": "D10", "gap": "缺"})
    assert response.status_code == 422
    assert "审核通过以后才能归档" in text(response)


def test_an_amendment_is_shown_with_how_it_read_before(enter, office, filing_unit, department):
    record = accepted(filing_unit, department)
    filing_actions.file_record(record=record, by=office)
    record.refresh_from_db()
    client, path = enter(office), reverse("record_amend", args=[record.pk])
    page = text(client.get(path))
    assert "更正理由" in page
    given = {"title": "植树", "begins_on": "2022-03-12", "place": "烈士公园", "summary": record.summary}
    given |= {"version": record.version, "headcount": "32"}
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert 'value="植树"' in text(refused)
    assert client.post(path, given | {"reason": "题名写错"}).status_code == 302
    page = text(client.get(path))
    for said in ("题名写错", "植绿护绿志愿服务", "以前的更正"):
        assert said in page


def test_files_of_a_filed_record_come_and_go_with_a_reason_on_one_page(enter, office, filing_unit, department):
    record = accepted(filing_unit, department)
    filing = filing_actions.file_record(record=record, by=office)
    record.refresh_from_db()
    client, path = enter(office), reverse("record_amend_files", args=[record.pk])
    gone = record.attachments.filter(slot="photo").first()
    given = {"version": record.version, "withdraw": [gone.pk]}
    refused = client.post(path, given | {"files-press": upload("报道.jpg")})
    assert refused.status_code == 422
    assert "文件没有保存，请重新选择" in text(refused)
    assert f'value="{gone.pk}" checked' in text(refused)
    assert record.attachments.live().count() == 5
    given |= {"reason": "报道登得晚，照片放错", "files-press": upload("报道.jpg")}
    assert client.post(path, given).status_code == 302
    assert record.attachments.live().get(slot="press").name == "报道.jpg"
    assert not record.attachments.live().filter(pk=gone.pk).exists()
    page = text(get(client, "record_amend", record.pk))
    for said in ("报道登得晚", "添加媒体报道", "报道.jpg", "撤下图片", gone.name):
        assert said in page
    record.refresh_from_db()
    assert (record.state, record.filing.number) == (Record.State.ACCEPTED, filing.number)
    with pytest.raises(ValidationError, match="已归档"):
        attaching.withdraw(attachment=record.attachments.live().first(), by=office)


def test_the_address_of_a_report_comes_to_a_filed_record_with_a_reason(enter, office, filing_unit, department):
    record = accepted(filing_unit, department)
    filing_actions.file_record(record=record, by=office)
    record.refresh_from_db()
    client, path = enter(office), reverse("record_amend_files", args=[record.pk])
    assert 'name="press-address"' in text(get(client, "record_amend", record.pk))
    told = {
        "press-address": "https://www.example.cn/1.html",
        "press-outlet": "红网",
        "press-published_on": "2022-03-14",
    }
    given = {"version": record.version, "reason": "报道登得晚"} | told
    for wrong, said in (
        ({"press-address": "www.example.cn"}, "网址要以 http"),
        ({"press-address": ""}, "网址"),
        ({"reason": ""}, "更正理由"),
        ({"press-published_on": "三月"}, "日期"),
    ):
        refused = client.post(path, given | wrong)
        assert refused.status_code == 422
        assert said in text(refused)
        assert 'value="红网"' in text(refused)
    assert not record.amendments.exists()
    assert client.post(path, given).status_code == 302
    report = record.attachments.live().get(slot="press")
    assert (report.address, report.outlet, str(report.published_on)) == (told["press-address"], "红网", "2022-03-14")
    page = text(get(client, "record_amend", record.pk))
    assert "报道登得晚" in page
    assert "添加媒体报道" in page
    record.refresh_from_db()
    again = client.post(path, given | {"version": record.version})
    assert "填的网址档案里都有了" in text(again)


def test_a_kind_without_reports_is_asked_for_none(enter, office, filing_unit, department):
    record = kept("meeting", filing_unit, department, "动员会", kind="mobilisation")
    filing_actions.file_record(record=record, by=office, gap="只有纪要")
    assert 'name="press-address"' not in text(get(enter(office), "record_amend", record.pk))


def test_of_files_that_are_refused_in_an_amendment_none_comes(enter, office, filing_unit, department):
    record = accepted(filing_unit, department)
    filing_actions.file_record(record=record, by=office)
    record.refresh_from_db()
    false = SimpleUploadedFile("假.jpg", b"<html>no photo</html>")
    given = {"version": record.version, "reason": "补照片", "files-photo": [upload("好.jpg"), false]}
    response = enter(office).post(reverse("record_amend_files", args=[record.pk]), given)
    assert response.status_code == 422
    assert "“假.jpg”没有上传" in text(response)
    assert 'value="补照片"' in text(response)
    assert record.attachments.live().count() == 5
    assert not record.amendments.exists()


def test_what_is_not_filed_has_no_amendment_page(enter, office, filing_unit, department):
    assert get(enter(office), "record_amend", accepted(filing_unit, department).pk).status_code == 404


def test_box_and_pages_are_mended_on_their_page(enter, office, filing_unit, department):
    filing = filing_actions.file_record(record=accepted(filing_unit, department), by=office)
    client, path = enter(office), reverse("filing_edit", args=[filing.pk])
    assert client.post(path, {"pages": "很多"}).status_code == 422
    assert client.post(path, {"box": "2", "pages": "31", "remark": ""}).status_code == 302
    page = text(get(client, "archive_list", show="filed"))
    assert "J018-WS·2022-D10-ZHL-0001" in page
    assert ">31<" in page


def test_settings_are_saved_or_kept_on_the_page_with_the_reason(enter, office, unit, department):
    client, path = enter(office), reverse("archive_settings")
    given = {"part": "scheme", "fonds": "j018", "category": "WS", "org": "ZHL", "pattern": "{year}"}
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert "缺件号" in text(refused)
    assert 'value="{year}"' in text(refused)
    given |= {"pattern": "{fonds}-{year}-{org}-{seq:03d}", f"code-{department.pk}": "xcc"}
    assert client.post(path, given).status_code == 302
    assert scheme_of(unit).fonds == "J018"
    assert "XCC" in text(client.get(path))
    assert client.post(path, {"part": "terms", "term-activity": "Y"}).status_code == 302
    assert client.post(path, {"part": "terms", "term-activity": "9"}).status_code == 422


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "admin", "assessor"])
def test_only_the_office_files(enter, request, filing_unit, department, who):
    record = accepted(filing_unit, department)
    client = enter(request.getfixturevalue(who))
    assert get(client, "archive_list").status_code == 200
    assert "archive/file/" not in text(get(client, "archive_list"))
    for path in (reverse("archive_file"), reverse("record_file", args=[record.pk]), reverse("archive_settings")):
        assert client.post(path, {"year": "2022"}).status_code == 403
    assert not Filing.objects.exists()


def test_a_stranger_sees_none_of_it(enter, stranger, office, filing_unit, department):
    record = accepted(filing_unit, department)
    filing = filing_actions.file_record(record=record, by=office)
    client = enter(stranger)
    assert record.title not in text(get(client, "archive_list", year=2022, show="filed"))
    assert get(client, "record_file", record.pk).status_code == 404
    assert get(client, "record_amend", record.pk).status_code == 404
    assert client.post(reverse("record_amend_files", args=[record.pk]), {"reason": "改"}).status_code == 404
    assert get(client, "filing_edit", filing.pk).status_code == 404


@pytest.mark.parametrize(
    "query",
    [{"year": "99999999999999999999"}, {"year": "x", "term": "'"}, {"department": "-1"}, {"show": "zzz", "page": "0"}],
)
def test_a_strange_address_shows_the_ordinary_page(enter, office, filing_unit, department, query):
    accepted(filing_unit, department)
    assert get(enter(office), "archive_list", **query).status_code == 200


@pytest.mark.parametrize("year", ["", "x", "99999999999999", "-1", "0"])
def test_a_strange_year_files_nothing(enter, office, filing_unit, department, year):
    accepted(filing_unit, department)
    assert enter(office).post(reverse("archive_file"), {"year": year}).status_code == 302
    assert not Filing.objects.exists()


def _queries(client, path) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_both_lists_cost_the_same_with_one_and_with_five(enter, office, filing_unit, department):
    client = enter(office)
    waiting, filed = reverse("archive_list"), reverse("archive_list") + "?show=filed"

    def add(n):
        filing_actions.file_record(record=accepted(filing_unit, department, f"归{n}"), by=office)
        accepted(filing_unit, department, f"待{n}", is_complete=bool(n % 2))

    add(0)
    client.get(waiting)
    few = [_queries(client, waiting), _queries(client, filed)]
    for n in range(1, 5):
        add(n)
    assert [_queries(client, waiting), _queries(client, filed)] == few
