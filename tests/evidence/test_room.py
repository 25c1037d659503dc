"""附件空间: a unit's files take so much and no more; who fills it is told in a sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry
from evidence import room
from tests.evidence.filing import activity
from tests.files.pictures import photo

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


def upload(name="方案.txt", data=b"x" * 700_000):
    return SimpleUploadedFile(name, data)


def send(client, record, *uploads):
    return client.post(reverse("record_files", args=[record.pk]), {"files-plan": list(uploads)}, **SCRIPT)


def test_without_a_limit_everything_fits(record):
    assert room.left(record.unit) is None


def test_a_file_that_does_not_fit_is_refused_and_a_smaller_one_is_taken(record, office, clerk, enter):
    room.set_quota(unit=record.unit, quota_mb=1, by=office)
    answer = send(enter(clerk), record, upload(), upload("二.txt", b"y" * 700_000), upload("三.txt", b"z")).json()
    assert [refused["name"] for refused in answer["refused"]] == ["二.txt"]
    assert "空间已经用完（共 1 MB）" in answer["sentence"]
    assert "系统设置" in answer["sentence"]
    assert answer["places"].keys() == {"0", "2"}


def test_the_same_bytes_are_counted_once_and_withdrawn_ones_still_are(record, department, office, clerk, enter):
    client = enter(clerk)
    send(client, record, upload())
    send(client, activity(department, clerk, title="二"), upload("另一个名字.txt"))
    assert room.used(record.unit) == 700_000
    client.post(reverse("attachment_withdraw", args=[record.attachments.get().pk]))
    assert room.used(record.unit) == 700_000


def test_a_phone_is_told_too(record, office, clerk, client):
    from evidence import phone_actions

    link = phone_actions.open_link(record=record, by=clerk)
    send_one = {"files-photo": SimpleUploadedFile("合影.jpg", photo() + b"\0" * 1_200_000)}
    room.set_quota(unit=record.unit, quota_mb=1, by=office)
    assert "空间已经用完" in client.post(link.path, send_one).content.decode()


def test_the_office_sees_and_sets_the_limit(record, office, clerk, enter):
    client, path = enter(office), reverse("room")
    assert "没有设上限" in client.get(path).content.decode()
    assert client.post(path, {"quota_mb": "20480"}).status_code == 302
    assert "最多可用 20480 MB" in client.get(path).content.decode()
    line = AuditEntry.objects.get(verb="设定附件空间")
    assert (line.before, line.after) == ({"MB": None}, {"MB": 20480})
    client.post(path, {"quota_mb": ""})
    record.unit.refresh_from_db()
    assert record.unit.quota_mb is None
    assert enter(clerk).get(path).status_code == 403


@pytest.mark.parametrize("typed", ["0", "-5", "1.5", "很多", "9" * 30, "１２"])
def test_a_crooked_limit_is_refused_with_a_sentence(unit, office, enter, typed):
    response = enter(office).post(reverse("room"), {"quota_mb": typed})
    assert response.status_code in (302, 422)
    unit.refresh_from_db()
    assert unit.quota_mb in (None, 12)
