"""Files and addresses in the slots: what each takes, what the same bytes twice give, and that nothing is deleted."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.audit import AuditEntry
from evidence import actions, attaching
from evidence.models import Attachment
from files import renditions, store
from tests.evidence.filing import activity, paper, picture, quick_picture
from tests.files.shelves import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


def test_a_photo_brings_its_time_and_its_previews(record, clerk):
    attachment = actions.attach(record=record, slot="photo", by=clerk, blob=picture(), name="D:\\照片\\合影.JPG")
    assert attachment.taken_at == timezone.make_aware(datetime(2022, 3, 12, 9, 30))
    assert attachment.name == "合影.jpg"
    assert renditions.of(attachment.blob, "thumb") is not None


def test_a_photo_keeps_its_original_byte_for_byte(record, clerk):
    blob = picture()
    before = path_of(blob.sha256).read_bytes()
    actions.attach(record=record, slot="photo", by=clerk, blob=blob)
    assert path_of(blob.sha256).read_bytes() == before
    assert b"Exif" in before


def test_the_photo_slot_takes_pictures_only(record, clerk):
    with pytest.raises(ValidationError, match="只收照片"):
        actions.attach(record=record, slot="photo", by=clerk, blob=paper())


@pytest.mark.parametrize("slot", ["plan", "summary", "press", "other"])
def test_the_other_slots_take_papers_and_pictures(record, clerk, slot):
    actions.attach(record=record, slot=slot, by=clerk, blob=paper())
    actions.attach(record=record, slot=slot, by=clerk, blob=quick_picture())
    assert record.attachments.live().filter(slot=slot).count() == 2


def test_a_video_belongs_to_the_other_things(record, clerk):
    video = store.store_bytes(b"video", name="a.mp4", media_type="video/mp4")
    with pytest.raises(ValidationError, match="音频、视频"):
        actions.attach(record=record, slot="plan", by=clerk, blob=video)
    assert actions.attach(record=record, slot="other", by=clerk, blob=video).pk


def test_the_same_bytes_twice_are_one_attachment(record, clerk):
    blob = quick_picture()
    first = actions.attach(record=record, slot="photo", by=clerk, blob=blob, name="一.jpg")
    assert actions.attach(record=record, slot="photo", by=clerk, blob=blob, name="二.jpg") == first
    assert record.attachments.count() == 1


def test_one_photo_serves_two_records(record, department, clerk):
    blob = quick_picture()
    actions.attach(record=record, slot="photo", by=clerk, blob=blob)
    actions.attach(record=activity(department, clerk), slot="photo", by=clerk, blob=blob)
    assert Attachment.objects.count() == 2


def test_photos_stay_in_the_order_they_came(record, clerk):
    for number in (2, 1, 3):
        actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(number), name=f"{number}.jpg")
    assert [row.name for row in record.attachments.live()] == ["2.jpg", "1.jpg", "3.jpg"]


def test_a_report_may_be_an_address(record, clerk):
    attachment = actions.attach(
        record=record, slot="press", by=clerk, address="https://example.cn/a?b=1", outlet="红网"
    )
    assert (attachment.blob, attachment.outlet, str(attachment)) == (None, "红网", "https://example.cn/a?b=1")


def test_the_same_address_twice_is_one_attachment(record, clerk):
    for _ in range(2):
        actions.attach(record=record, slot="press", by=clerk, address="https://example.cn/a")
    assert record.attachments.count() == 1


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("javascript:alert(1)", "http"),
        ("红网", "http"),
        ("ftp://example.cn/a", "http"),
        ("", "网址或截图"),
        ("https://example.cn/" + "a" * 500, "网址太长"),
    ],
)
def test_an_address_that_is_none_is_refused(record, clerk, address, sentence):
    with pytest.raises(ValidationError, match=sentence):
        actions.attach(record=record, slot="press", by=clerk, address=address)


def test_only_a_report_may_be_an_address(record, clerk):
    with pytest.raises(ValidationError, match="选择要上传的文件"):
        actions.attach(record=record, slot="photo", by=clerk, address="https://example.cn/a.jpg")


def test_a_slot_that_does_not_exist_is_refused(record, clerk):
    with pytest.raises(ValidationError, match="没有这一类"):
        actions.attach(record=record, slot="../etc", by=clerk, blob=paper())


def test_a_file_that_is_no_picture_inside_is_refused(record, clerk):
    blob = store.store_bytes(b"\xff\xd8\xff not a picture \xff\xd9", name="a.jpg", media_type="image/jpeg")
    with pytest.raises(ValidationError, match="图片"):
        actions.attach(record=record, slot="photo", by=clerk, blob=blob)
    assert not record.attachments.exists()


def test_withdrawing_deletes_neither_the_row_nor_the_bytes(record, clerk):
    attachment = actions.attach(record=record, slot="plan", by=clerk, blob=paper(), name="方案.pdf")
    actions.withdraw(attachment=attachment, by=clerk)
    assert not record.attachments.live().exists()
    assert record.attachments.count() == 1
    assert store.read(attachment.blob) == b"paper 0"


def test_withdrawing_twice_is_one_act(record, clerk):
    attachment = actions.attach(record=record, slot="plan", by=clerk, blob=paper())
    actions.withdraw(attachment=attachment, by=clerk)
    actions.withdraw(attachment=attachment, by=clerk)
    assert AuditEntry.objects.filter(verb="撤下附件").count() == 1


def test_what_was_withdrawn_may_be_added_again(record, clerk):
    first = actions.attach(record=record, slot="plan", by=clerk, blob=paper())
    actions.withdraw(attachment=first, by=clerk)
    assert actions.attach(record=record, slot="plan", by=clerk, blob=paper()) != first


def test_a_record_holds_so_many_files_and_no_more(record, clerk, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_FILES", 2)
    for number in range(2):
        actions.attach(record=record, slot="plan", by=clerk, blob=paper(number))
    with pytest.raises(ValidationError, match="最多放 2 个"):
        actions.attach(record=record, slot="plan", by=clerk, blob=paper(3))


def test_filing_a_file_does_not_disturb_whoever_is_typing(record, clerk):
    actions.attach(record=record, slot="plan", by=clerk, blob=paper())
    actions.change_activity(record=record, by=clerk, version=1, title="新题名")
    assert record.title == "新题名"


def test_captions_are_written_in_one_act(record, clerk):
    rows = [actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture(n), name=f"{n}.jpg") for n in "ab"]
    assert actions.describe(record=record, by=clerk, captions={rows[0].pk: " 合影\x00 ", rows[1].pk: ""}) == 1
    rows[0].refresh_from_db()
    assert rows[0].caption == "合影"
    assert AuditEntry.objects.filter(verb="填写图片说明").count() == 1


def test_captions_of_another_record_are_not_touched(record, department, clerk):
    other = actions.attach(record=activity(department, clerk), slot="photo", by=clerk, blob=quick_picture())
    assert actions.describe(record=record, by=clerk, captions={other.pk: "改掉"}) == 0
    other.refresh_from_db()
    assert other.caption == ""


def test_captions_of_a_submitted_record_stay(record, clerk):
    row = actions.attach(record=record, slot="photo", by=clerk, blob=quick_picture())
    actions.submit(record=record, by=clerk)
    with pytest.raises(ValidationError, match="先由审核人退回"):
        actions.describe(record=record, by=clerk, captions={row.pk: "改"})
