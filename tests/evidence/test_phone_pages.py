"""手机传照片: a link for one activity, two hours, photos only; whoever guesses finds nothing."""

import re
from datetime import date, datetime, timedelta

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from evidence import actions, phone_actions
from evidence import phone as phones
from evidence.models import PhoneLink
from files.models import Blob
from tests import factories
from tests.evidence.filing import WORDS, activity
from tests.files.pictures import photo

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


@pytest.fixture
def link(record, clerk):
    return phone_actions.open_link(record=record, by=clerk)


def upload(name="合影.jpg", data=None):
    return SimpleUploadedFile(name, photo() if data is None else data)


def send(link, client=None, **files):
    return (client or Client()).post(link.path, files or {"files-photo": upload()})


def test_a_phone_without_login_brings_a_photo_into_the_record(record, link):
    response = send(link)
    assert response.status_code == 200
    assert "已上传 1 个文件" in response.content.decode()
    row = record.attachments.get()
    assert (row.slot, row.via, row.added_by) == ("photo", link, None)
    line = AuditEntry.objects.get(verb="添加附件")
    assert (line.actor, line.actor_id, line.unit_id) == ("手机链接", None, record.unit_id)


def test_the_page_names_the_activity_and_nothing_else_of_the_unit(record, link):
    page = Client().get(link.path).content.decode()
    assert record.title in page
    assert not re.search(r'href="/(?!static)', page)


def test_a_script_hears_how_many_have_come(link):
    answer = (
        Client().post(link.path, {"files-photo": [upload(), upload("二.jpg", photo((9, 9, 200)))]}, **SCRIPT).json()
    )
    assert answer == {"taken": 2, "sentence": "", "count": 2}


def test_the_token_is_not_stored(link):
    token = link.path.split("/")[-2]
    assert token not in {str(value) for value in vars(PhoneLink.objects.get()).values()}
    assert len(token) >= 40


def test_a_link_ends_after_two_hours(record, link, time_machine_like):
    time_machine_like(link, phones.LIFE + timedelta(seconds=1))
    response = send(link)
    assert response.status_code == 410
    assert "已经失效" in response.content.decode()
    assert Client().post(link.path, {"files-photo": upload()}, **SCRIPT).status_code == 410
    assert not record.attachments.exists()


@pytest.fixture
def time_machine_like():
    def age(link, by):
        PhoneLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - by + phones.LIFE)

    return age


def test_a_link_is_ended_by_whoever_keeps_the_record(record, link, enter, clerk):
    enter(clerk).post(reverse("record_phone_end", args=[record.pk]))
    assert send(link).status_code == 410
    assert AuditEntry.objects.filter(verb="停用手机链接").count() == 1


def test_a_second_link_ends_the_first(record, link, clerk):
    second = phone_actions.open_link(record=record, by=clerk)
    assert send(link).status_code == 410
    assert send(second).status_code == 200


@pytest.mark.parametrize("name", ["files-plan", "files-other", "files-press", "newer-1", "caption-1"])
def test_a_phone_reaches_no_other_slot(record, link, name):
    response = send(link, **{name: upload()})
    assert response.status_code == 422
    assert not record.attachments.exists()


@pytest.mark.parametrize(
    ("name", "data"), [("方案.txt", "方案".encode()), ("坏.jpg", b"<script>"), ("图.svg", b"<svg/>"), ("空.jpg", b"")]
)
def test_a_phone_brings_nothing_but_pictures(record, link, name, data):
    response = send(link, **{"files-photo": upload(name, data)})
    assert response.status_code == 422
    assert name in response.content.decode()
    assert not record.attachments.exists()


def test_a_phone_cannot_choose_another_record(record, link, department, clerk):
    other = activity(department, clerk, title="另一次活动")
    Client().post(link.path, {"files-photo": upload(), "record": other.pk, "pk": other.pk})
    assert not other.attachments.exists()


def test_whoever_guesses_finds_nothing(link):
    token = link.path.split("/")[-2]
    for guess in (
        token[:-1],
        token + "A",
        token.swapcase(),
        "0" * 43,
        str(link.pk),
        link.digest,
        link.nonce,
        "%00",
        "长" * 200,
    ):
        for method in ("get", "post"):
            assert getattr(Client(), method)(reverse("phone", args=[guess])).status_code == 404


def test_a_link_takes_so_many_photos_and_no_more(record, link, monkeypatch):
    monkeypatch.setattr(phone_actions, "MOST_PHOTOS", 1)
    send(link)
    response = send(link, **{"files-photo": upload("二.jpg", photo((1, 200, 1)))})
    assert "最多传 1 张" in response.content.decode()
    assert record.attachments.count() == 1


def test_a_link_takes_so_many_photos_a_minute(record, link, monkeypatch):
    monkeypatch.setattr(phone_actions, "MOST_A_MINUTE", 1)
    send(link)
    assert "请等一会儿" in send(link, **{"files-photo": upload("二.jpg", photo((1, 200, 1)))}).content.decode()
    record.attachments.update(added_at=timezone.now() - timedelta(minutes=2))
    assert send(link, **{"files-photo": upload("二.jpg", photo((1, 200, 1)))}).status_code == 200


def test_a_record_that_was_handed_in_takes_no_photo_by_phone(record, link, clerk):
    actions.change_activity(record=record, by=clerk, version=1, summary=WORDS)
    actions.submit(record=record, by=clerk)
    assert "待审核" in send(link).content.decode()
    assert not Blob.objects.exists()


def test_the_form_of_another_site_is_refused(link):
    assert send(link, Client(enforce_csrf_checks=True)).status_code == 403


def test_the_address_goes_nowhere_else(link):
    headers = Client().get(link.path).headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]


def test_the_keeper_sees_the_code_and_others_do_not(record, enter, clerk, leader, unit):
    client = enter(clerk)
    client.post(reverse("record_phone", args=[record.pk]))
    path = record.phone_links.get().path
    assert path in client.get(record.get_absolute_url()).content.decode()
    assert path in client.get(reverse("record_edit", args=[record.pk])).content.decode()
    assert path not in enter(leader).get(record.get_absolute_url()).content.decode()


def test_the_code_is_drawn_without_a_style(record, enter, clerk):
    answer = enter(clerk).post(reverse("record_phone", args=[record.pk]), **SCRIPT).json()
    assert "<svg" in answer["html"]
    assert "style=" not in answer["html"]


def test_the_code_grows_with_its_place_and_nothing_of_it_is_cut_off(record, enter, clerk):
    drawing = enter(clerk).post(reverse("record_phone", args=[record.pk]), **SCRIPT).json()["html"]
    address = re.search(r'readonly value="([^"]+)"', drawing)[1]
    wanted = segno.make(address, error="m").matrix
    left, top, width, height = map(int, re.search(r'<svg[^>]* viewBox="([^"]+)"', drawing)[1].split())
    assert not re.search(r'<svg[^>]* (width|height)="', drawing)
    assert (left, top, width, height) == (0, 0, len(wanted) + 8, len(wanted) + 8)  # four modules of quiet on each side
    x, y, dark = 0, 0, set()
    for verb, first, second in re.findall(
        r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", re.search(r' d="([^"]+)"', drawing)[1]
    ):
        if verb == "h":
            dark |= {(int(y), x + step) for step in range(int(first))}
            x += int(first)
        else:
            x, y = (int(first), float(second)) if verb == "M" else (x + int(first), y + float(second))
    assert dark == {
        (row + 4, column + 4) for row, line in enumerate(wanted) for column, is_dark in enumerate(line) if is_dark
    }


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (datetime(2022, 11, 30, 16, 5), "今天 16:05"),
        (datetime(2022, 12, 1, 0, 0), "今天 24:00"),
        (datetime(2022, 12, 1, 0, 15), "明天 0:15"),
        (datetime(2022, 12, 2, 0, 0), "明天 24:00"),
    ],
)
def test_until_when_is_said_from_today_and_midnight_ends_its_day(monkeypatch, end, said):
    monkeypatch.setattr(timezone, "localdate", lambda: date(2022, 11, 30))
    assert phones.said_until(timezone.make_aware(end)) == said


def test_a_code_only_this_machine_can_open_says_so(record, enter, clerk):
    path = reverse("record_phone", args=[record.pk])
    assert "只有本机能打开" in enter(clerk).post(path, headers={"host": "127.0.0.1"} | SCRIPT["headers"]).json()["html"]
    assert "只有本机" not in enter(clerk).post(path, **SCRIPT).json()["html"]


def test_who_may_make_and_end_a_link(record, enter, unit, other_department, leader, office, stranger):
    elsewhere = factories.make_person("clerk2", "别处", unit, "clerk", other_department)
    for name in ("record_phone", "record_phone_end"):
        path = reverse(name, args=[record.pk])
        for person, status in ((stranger, 404), (leader, 403), (elsewhere, 403), (office, 302)):
            assert enter(person).post(path).status_code == status
        assert enter(office).get(path).status_code == 405


def test_a_closed_record_gets_no_link(record, enter, clerk):
    actions.change_activity(record=record, by=clerk, version=1, summary=WORDS)
    actions.submit(record=record, by=clerk)
    answer = enter(clerk).post(reverse("record_phone", args=[record.pk]), **SCRIPT)
    assert answer.status_code == 422
    assert "待审核" in answer.json()["sentence"]
    assert not PhoneLink.objects.exists()


def test_what_came_by_phone_is_news_once(record, link, enter, clerk):
    client, path = enter(clerk), reverse("record_news", args=[record.pk])
    assert client.get(path, {"after": "0"}).json() == {"tiles": [], "sentence": ""}
    send(link)
    row = record.attachments.get()
    news = client.get(path, {"after": "0"}).json()
    assert [tile["pk"] for tile in news["tiles"]] == [row.pk]
    assert "图片有 1 张" in news["box"]
    assert client.get(path, {"after": row.pk}).json()["tiles"] == []
    for odd in ("", "-1", "x", "9" * 40):
        assert client.get(path, {"after": odd}).status_code == 200


def test_a_link_made_under_another_key_shows_no_code(record, link, settings):
    settings.SECRET_KEY = "another-key-" + "x" * 50
    assert PhoneLink.objects.get().path == ""
