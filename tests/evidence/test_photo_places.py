"""Places from photos: coordinates as a suggestion, and what places near there were called before."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evidence import actions, photo_places
from evidence.slots import slot_box
from tests import factories
from tests.evidence.filing import activity, quick_picture
from tests.files.pictures import photo

pytestmark = pytest.mark.django_db
PARK = (28.2283, 112.9388)


@pytest.fixture
def record(department, clerk):
    return activity(department, clerk)


def put(record, by, number, point):
    blob = quick_picture(number)
    blob.latitude, blob.longitude = point
    blob.save()
    return actions.attach(record=record, slot="photo", by=by, blob=blob, name="a.jpg")


def suggested(record):
    return photo_places.suggested(record, slot_box(record, can_write=True).attachments)


def test_no_photo_that_knows_where_it_was_suggests_nothing(record, clerk):
    assert suggested(record) is None
    put(record, clerk, 1, (None, None))
    assert suggested(record) is None


def test_the_place_is_told_by_its_coordinates(record, clerk):
    put(record, clerk, 1, PARK)
    assert suggested(record) == {"text": "28.2283, 112.9388", "names": []}


@pytest.mark.parametrize(("north", "is_near"), [(0.0026, True), (0.0028, False), (-0.0026, True)])
def test_names_given_within_300_metres_are_offered(record, department, clerk, north, is_near):
    put(activity(department, clerk, place="烈士公园"), clerk, 1, (PARK[0] + north, PARK[1]))
    put(record, clerk, 2, PARK)
    assert suggested(record)["names"] == (["烈士公园"] if is_near else [])


def test_the_corner_of_the_square_is_too_far(record, department, clerk):
    put(activity(department, clerk, place="烈士公园"), clerk, 1, (PARK[0] + 0.0024, PARK[1] + 0.0027))
    put(record, clerk, 2, PARK)
    assert suggested(record)["names"] == []


def test_the_name_used_most_often_comes_first(record, department, clerk):
    for number, place in enumerate(["老干部活动中心", "烈士公园", "烈士公园", ""]):
        put(activity(department, clerk, title=f"活动{number}", place=place), clerk, number, PARK)
    put(record, clerk, 9, PARK)
    assert suggested(record)["names"] == ["烈士公园", "老干部活动中心"]


def test_places_of_another_unit_are_not_offered(record, clerk, stranger):
    unit = stranger.memberships.get().unit
    put(activity(factories.make_department(unit, "外处"), stranger, place="外地"), stranger, 1, PARK)
    put(record, clerk, 2, PARK)
    assert suggested(record)["names"] == []


def test_near_the_pole_and_the_date_line_nothing_breaks(record, clerk):
    for number, point in enumerate([(90.0, 0.0), (-90.0, 180.0), (0.0, -180.0)]):
        put(record, clerk, number, point)
        assert photo_places.names_near(record, point) == []


def test_the_distance_is_right():
    assert photo_places.metres((28.0, 112.0), (29.0, 112.0)) == pytest.approx(111_195, rel=0.001)


def test_an_upload_brings_its_place_to_the_page(record, clerk, enter):
    client = enter(clerk)
    upload = SimpleUploadedFile("合影.jpg", photo())
    path = reverse("record_files", args=[record.pk])
    answer = client.post(path, {"files-photo": upload}, headers={"Accept": "application/json"}).json()
    assert answer["place"] == {"text": "28.1833, 112.9667", "names": []}
    assert (
        "照片里的位置：<span data-place-text>28.1833"
        in client.get(reverse("record_edit", args=[record.pk])).content.decode()
    )
