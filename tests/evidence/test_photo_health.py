"""照片体检: what may be wrong with a photo, told to whoever files or reviews, with what to do."""

import io
import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from documents.looks import looks_of
from evidence import actions, health
from evidence.slots import slot_box
from files import likeness, store
from files.models import Likeness
from tests import factories
from tests.evidence.filing import activity, ready

pytestmark = pytest.mark.django_db
NOON = "2022-03-12T12:00:00+08:00"


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


def put(record, by, number, *, looks=(), caption="合影", taken=NOON, size=(4000, 3000), media_type="image/jpeg"):
    """A photo on a record with these facts, spared the child."""
    blob = ready(store.store_bytes(f"picture {number}".encode(), name="a.jpg", media_type=media_type))
    blob.taken_at, (blob.width, blob.height) = taken, size
    blob.save()
    likeness.note(blob, list(looks))
    blob.refresh_from_db()
    return actions.attach(record=record, slot="photo", by=by, blob=blob, name=f"{number}.jpg", caption=caption)


def codes(record, person) -> list[str]:
    box = slot_box(record, can_write=True, advise=person, days=health.days_of(record))
    return [advice.code for photo in box.photos.attachments for advice in photo.advice]


def test_a_good_photo_gets_no_advice(record, clerk):
    put(record, clerk, 1)
    assert codes(record, clerk) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"taken": "2022-03-13T00:10:00+08:00"}, "day"),
        ({"taken": "2021-03-12T12:00:00+08:00"}, "year"),
        ({"taken": None}, "undated"),
        ({"size": (999, 700)}, "small"),
        ({"caption": ""}, "caption"),
    ],
)
def test_what_the_photo_itself_tells(record, clerk, facts, code):
    put(record, clerk, 1, **facts)
    assert codes(record, clerk) == [code]


def test_a_screenshot_needs_no_time(record, clerk):
    put(record, clerk, 1, taken=None, media_type="image/png")
    assert codes(record, clerk) == []


def test_a_photo_of_any_day_of_a_longer_activity_is_right(department, clerk):
    record = activity(department, clerk, begins_on=date(2022, 3, 10), ends_on=date(2022, 3, 14))
    put(record, clerk, 1)
    assert codes(record, clerk) == []


def test_the_same_photo_in_another_record_is_told_with_its_name(record, department, clerk):
    other = activity(department, clerk, title="学雷锋")
    put(record, clerk, 1)
    put(other, clerk, 1)
    box = slot_box(record, can_write=True, advise=clerk)
    assert [advice.code for advice in box.photos.attachments[0].advice] == ["same"]
    assert "《学雷锋》" in box.findings[0].photos[0]


def test_what_was_withdrawn_elsewhere_is_used_no_more(record, department, clerk):
    put(record, clerk, 1)
    actions.withdraw(attachment=put(activity(department, clerk), clerk, 1), by=clerk)
    assert codes(record, clerk) == []


def test_a_photo_of_another_unit_is_never_told(record, clerk, stranger):
    unit = stranger.memberships.get().unit
    other = activity(factories.make_department(unit, "外处"), stranger)
    put(other, stranger, 1, looks=[1, 2, 3, 4])
    put(record, clerk, 1, looks=[1, 2, 3, 4])
    assert codes(record, clerk) == []


@pytest.mark.parametrize(
    ("looks", "is_near"), [([1, 2, 3, 5], True), ([3, 6, 7, 61], False), ([14, 13, 12, 11], False)]
)
def test_a_photo_that_looks_like_another_is_told(record, department, clerk, looks, is_near):
    put(record, clerk, 1, looks=[1, 2, 3, 4])
    put(activity(department, clerk), clerk, 2, looks=looks)
    assert codes(record, clerk) == (["near"] if is_near else [])


def test_near_finds_all_within_seven_bits_and_never_scans(record, department, clerk):
    put(record, clerk, 1, looks=[0, 0, 0, 0])
    own = Likeness.objects.get()
    for bits in range(1, 8):
        put(
            record,
            clerk,
            1 + bits,
            looks=[0b1 if bits > 6 else 0, 0b11 if bits > 4 else 0, 0b11 if bits > 2 else 0, (1 << min(bits, 2)) - 1],
        )
    assert Likeness.objects.near([own]).count() == 8
    put(record, clerk, 99, looks=[3, 3, 3, 3])
    assert Likeness.objects.near([own]).count() == 8
    assert Likeness.objects.near([]).count() == 0


def test_the_same_picture_saved_smaller_looks_the_same():
    colours = random.Random(1).randbytes(12 * 9 * 3)
    scene = Image.frombytes("RGB", (12, 9), colours).resize((1600, 1200), Image.Resampling.BICUBIC)
    small = io.BytesIO()
    scene.resize((320, 240)).save(small, "JPEG", quality=30)
    pairs = zip(looks_of(scene), looks_of(Image.open(small)), strict=True)
    assert sum((one ^ other).bit_count() for one, other in pairs) <= likeness.CLOSE
    assert looks_of(Image.new("RGB", (50, 50), "white")) == []


def test_the_number_of_queries_does_not_grow_with_the_photos(record, department, clerk):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            slot_box(record, can_write=True, advise=clerk)
        return len(queries)

    put(record, clerk, 1, looks=[1, 2, 3, 4])
    one = asked()
    for number in range(2, 6):
        put(record, clerk, number, looks=[number, 2, 3, 4])
    assert asked() == one


def test_advice_is_shown_to_who_files_and_who_reviews_and_nobody_else(record, clerk, head, leader, enter):
    put(record, clerk, 1, taken=None)
    page = record.get_absolute_url()
    assert "照片体检" in enter(clerk).get(page).content.decode()
    assert "疑似经微信压缩" in enter(clerk).get(reverse("record_edit", args=[record.pk])).content.decode()
    assert "照片体检" not in enter(leader).get(page).content.decode()
    actions.submit(record=record, by=clerk)
    assert "照片体检" in enter(head).get(page).content.decode()
    assert "照片体检" not in enter(clerk).get(page).content.decode()


def test_every_advice_says_what_to_do():
    assert all(remedy.endswith("。") for _, remedy in health.HELP.values())
