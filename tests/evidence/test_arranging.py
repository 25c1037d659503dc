"""The order of photos, the cover, and newer versions that stand in the place of older ones."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from evidence import actions, arranging, attaching, phone_actions
from evidence.cards import cards
from evidence.models import Attachment, Record
from tests.evidence.filing import activity, paper, quick_picture
from tests.files.pictures import photo

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


@pytest.fixture
def photos(record, clerk):
    return [
        actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(number), name=f"{number}.jpg")
        for number in range(4)
    ]


def order(record) -> list[str]:
    return [row.name[0] for row in record.attachments.live().filter(slot="photo")]


@pytest.mark.parametrize(
    ("to", "after"),
    [("up", "1023"), ("down", "0213"), ("first", "1023"), ("4", "0231"), ("1", "1023"), ("99", "0231"), ("2", "0123")],
)
def test_a_photo_moves_within_its_slot(record, photos, clerk, to, after):
    arranging.move(attachment=photos[1], to=to, by=clerk)
    assert "".join(order(record)) == after


def test_beyond_the_ends_it_stays_and_leaves_no_line(record, photos, clerk):
    arranging.move(attachment=photos[0], to="up", by=clerk)
    arranging.move(attachment=photos[3], to="down", by=clerk)
    assert "".join(order(record)) == "0123"
    assert not AuditEntry.objects.filter(verb="调整附件顺序").exists()


def test_the_first_photo_is_the_cover_in_the_library(record, photos, clerk):
    arranging.move(attachment=photos[2], to="first", by=clerk)
    (card,) = cards(Record.objects.filter(pk=record.pk))
    assert f"/attachments/{photos[2].pk}/" in card.cover


def test_a_photo_added_later_comes_last(record, photos, clerk):
    arranging.move(attachment=photos[3], to="first", by=clerk)
    actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(9), name="9.jpg")
    assert "".join(order(record)) == "30129"


def test_the_buttons_work_with_and_without_a_script(record, photos, clerk, enter):
    path = reverse("attachment_move", args=[photos[1].pk])
    response = enter(clerk).post(path, {"to": "up"})
    assert response.url == f"{record.get_absolute_url()}#slot-photo"
    answer = enter(clerk).post(path, {"to": "down"}, **SCRIPT).json()
    assert answer["order"] == [row.pk for row in photos]


@pytest.mark.parametrize("to", ["", "sideways", "-1", "1.5", "9" * 40, "\0"])
def test_a_crooked_place_is_refused_with_a_sentence(record, photos, clerk, enter, to):
    answer = enter(clerk).post(reverse("attachment_move", args=[photos[1].pk]), {"to": to}, **SCRIPT)
    assert answer.status_code == 422
    assert answer.json()["sentence"].endswith("。")
    assert "".join(order(record)) == "0123"


def test_only_who_files_may_order(photos, leader, stranger, enter):
    path = reverse("attachment_move", args=[photos[1].pk])
    assert enter(leader).post(path, {"to": "up"}).status_code == 403
    assert enter(stranger).post(path, {"to": "up"}).status_code == 404


def test_a_record_that_was_handed_in_keeps_its_order(record, photos, clerk):
    actions.submit(record=record, by=clerk)
    with pytest.raises(ValidationError, match="待审核"):
        arranging.move(attachment=photos[1], to="up", by=clerk)


def test_a_newer_version_takes_place_and_caption_and_the_older_stays_readable(record, photos, clerk, leader, enter):
    actions.describe(record=record, captions={photos[1].pk: "合影"}, by=clerk)
    newer = attaching.replace(attachment=photos[1], blob=quick_picture(7), name="7.jpg", by=clerk)
    assert "".join(order(record)) == "0723"
    assert newer.caption == "合影"
    assert list(newer.versions.all()) == [photos[1]]
    client = enter(leader)
    assert client.get(photos[1].get_absolute_url()).status_code == 200
    assert "取代" in client.get(record.get_absolute_url()).content.decode()
    assert AuditEntry.objects.get(verb="换上新版附件").before == {"旧版": "1.jpg"}


def test_all_versions_hang_on_the_newest(record, clerk):
    row = actions.attach(record=record, slot="plan", by=clerk, blob=paper(0), name="0.pdf")
    second = attaching.replace(attachment=row, blob=paper(1), name="1.pdf", by=clerk)
    third = attaching.replace(attachment=second, blob=paper(2), name="2.pdf", by=clerk)
    assert {older.name for older in third.versions.all()} == {"0.pdf", "1.pdf"}
    assert Attachment.objects.readable().count() == 3
    actions.withdraw(attachment=third, by=clerk)
    assert Attachment.objects.readable().count() == 0


def test_what_was_withdrawn_or_is_the_same_is_not_replaced(record, photos, clerk):
    assert attaching.replace(attachment=photos[0], blob=photos[0].blob, name="x.jpg", by=clerk) == photos[0]
    with pytest.raises(ValidationError, match="已经有一份一样的"):
        attaching.replace(attachment=photos[0], blob=photos[1].blob, name="x.jpg", by=clerk)
    actions.withdraw(attachment=photos[0], by=clerk)
    with pytest.raises(ValidationError, match="不能换新版"):
        attaching.replace(attachment=photos[0], blob=quick_picture(8), name="x.jpg", by=clerk)


def test_a_newer_version_comes_through_the_page(record, photos, clerk, enter, department):
    path = reverse("record_files", args=[record.pk])
    upload = SimpleUploadedFile("清楚.jpg", photo())
    answer = enter(clerk).post(path, {f"newer-{photos[1].pk}": upload}, **SCRIPT).json()
    assert answer["tiles"][0]["replaces"] == [photos[1].pk]
    other = activity(department, clerk, title="别的")
    foreign = actions.attach(record=other, slot="photo", by=clerk, blob=quick_picture(5), name="5.jpg")
    for pk in (foreign.pk, 0, "x", "9" * 30):
        upload = SimpleUploadedFile("清楚.jpg", photo((1, 2, 3)))
        refused = enter(clerk).post(path, {f"newer-{pk}": upload}, **SCRIPT)
        assert refused.status_code == 422
        assert "不在这份档案里" in refused.json()["sentence"]


def test_photos_stand_as_they_were_chosen_however_they_arrive(enter, clerk, record):
    """Three posts side by side, and one of a phone, arrive late first."""
    path, now = reverse("record_files", args=[record.pk]), arranging.turn_now()
    for numbers in ("6", "45", "123"):
        shots = [photo(colour=(int(one) * 30, 9, 9), size=(64, 48)) for one in numbers]
        files = [SimpleUploadedFile(f"{one}.jpg", shot) for one, shot in zip(numbers, shots, strict=True)]
        sent = {"files-photo": files, "turn": [now + int(one) for one in numbers]}
        assert enter(clerk).post(path, sent, **SCRIPT).status_code == 200
    link = phone_actions.open_link(record=record, by=clerk)
    late = SimpleUploadedFile("0.jpg", photo(colour=(9, 200, 9), size=(64, 48)))
    assert Client().post(link.path, {"files-photo": late, "turn": now}, **SCRIPT).status_code == 200
    assert "".join(order(record)) == "0123456"


@pytest.mark.parametrize("turn", ["", "x", "-1", "0", "9" * 30, "1e3", str(2**31)])
def test_a_turn_nobody_can_believe_puts_a_photo_last(enter, clerk, record, photos, turn):
    sent = {"files-photo": SimpleUploadedFile("新.jpg", photo()), "turn": turn}
    enter(clerk).post(reverse("record_files", args=[record.pk]), sent, **SCRIPT)
    assert "".join(order(record)) == "0123新"
