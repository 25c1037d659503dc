"""Reports in the press: outlet, level and day, told of a screenshot as of an address, kept with newer versions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.audit import AuditEntry
from evidence import actions, attaching, press
from evidence.models import Record
from tests.evidence.filing import activity, quick_picture

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


@pytest.fixture
def shot(record, clerk):
    """A screenshot of a report, of which nothing is told yet."""
    return actions.attach(record=record, slot="press", by=clerk, blob=quick_picture(), name="截图.png")


def told(**facts):
    return {"outlet": "红网", "level": "provincial", "published_on": date(2022, 3, 14)} | facts


def test_a_screenshot_says_where_it_was_published(record, shot, clerk):
    assert press.tell(record=record, told={shot.pk: told()}, by=clerk) == 1
    shot.refresh_from_db()
    assert press.source_of(shot) == "红网，省部级，2022年3月14日"
    assert Record.objects.found_by("红网").get() == record
    assert AuditEntry.objects.filter(verb="填写媒体报道").count() == 1


def test_telling_the_same_again_leaves_no_line(record, shot, clerk):
    press.tell(record=record, told={shot.pk: told()}, by=clerk)
    assert press.tell(record=record, told={shot.pk: told()}, by=clerk) == 0
    assert AuditEntry.objects.filter(verb="填写媒体报道").count() == 1


def test_reports_of_another_record_and_photos_are_not_touched(record, shot, department, clerk):
    other = activity(department, clerk, title="另一次")
    photo = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture((9, 9, 9)))
    assert press.tell(record=other, told={shot.pk: told()}, by=clerk) == 0
    assert press.tell(record=record, told={photo.pk: told()}, by=clerk) == 0


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        ({"published_on": date(1900, 1, 1)}, "刊发日期不对"),
        ({"published_on": timezone.localdate() + timedelta(days=2)}, "刊发日期不对"),
        ({"level": "universal"}, "没有这个媒体级别"),
        ({"outlet": "媒" * 61}, "最多 60 个字"),
        ({"address": "javascript:alert(1)"}, "网址要以"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(record, shot, clerk, fact, sentence):
    with pytest.raises(ValidationError, match=sentence):
        press.tell(record=record, told={shot.pk: told(**fact)}, by=clerk)
    shot.refresh_from_db()
    assert press.source_of(shot) == ""


def test_an_address_is_not_emptied_away(record, clerk):
    report = actions.attach(record=record, slot="press", by=clerk, address="https://news.example.cn/1")
    with pytest.raises(ValidationError, match="只有网址"):
        press.tell(record=record, told={report.pk: {"address": ""}}, by=clerk)


def test_a_newer_version_keeps_what_is_told(record, shot, clerk):
    press.tell(record=record, told={shot.pk: told(address="https://news.example.cn/1")}, by=clerk)
    shot.refresh_from_db()
    newer = attaching.replace(attachment=shot, blob=quick_picture((7, 7, 7)), name="清楚.png", by=clerk)
    assert press.source_of(newer) == "红网，省部级，2022年3月14日"
    assert newer.address == "https://news.example.cn/1"


def test_a_report_of_a_submitted_record_stays_as_told(record, shot, clerk):
    actions.submit(record=record, by=clerk)
    with pytest.raises(ValidationError, match="待审核"):
        press.tell(record=record, told={shot.pk: told()}, by=clerk)


def test_the_fields_beside_a_report_are_kept_by_script_and_by_form(enter, clerk, record, shot):
    client, path = enter(clerk), reverse("record_files", args=[record.pk])
    page = client.get(record.get_absolute_url()).content.decode()
    assert f'name="level-{shot.pk}"' in page
    answer = client.post(path, {f"level-{shot.pk}": "municipal", f"published_on-{shot.pk}": "2022年3月15日"}, **SCRIPT)
    assert answer.status_code == 200
    client.post(path, {f"outlet-{shot.pk}": "三湘都市报"})
    assert "三湘都市报，市级，2022年3月15日" in client.get(record.get_absolute_url()).content.decode()


def test_a_crooked_day_is_told_and_what_stood_there_stays(enter, clerk, record, shot):
    client, path = enter(clerk), reverse("record_files", args=[record.pk])
    answer = client.post(path, {f"published_on-{shot.pk}": "去年"}, **SCRIPT)
    assert answer.status_code == 422
    assert "没有这一天" in answer.json()["sentence"]


def test_an_address_comes_with_its_level(enter, clerk, record):
    given = {"address": "https://news.example.cn/2", "outlet": "新华网", "level": "national"}
    enter(clerk).post(reverse("record_press", args=[record.pk]), given)
    assert record.attachments.get().level == "national"
