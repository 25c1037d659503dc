"""Where photos were taken, as a suggestion: their coordinates, and what places near by were called before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from evidence.models import Attachment, Record

NEAR = 300  # metres
EARTH = 6_371_000  # metres
METRES_A_DEGREE = 111_000
MOST_NAMES, MOST_LOOKED_AT = 3, 500


def suggested(record: Record, attachments: Iterable[Attachment]) -> dict | None:
    """{text: "28.2283, 112.9388", names: places}, of the first photo that knows where it was; None of none.

    Nothing is looked up outside the house: the names are those the unit gave its own activities near that point.
    """
    photos = (row.blob for row in attachments if row.slot == Attachment.Slot.PHOTO and row.blob_id)
    point = next(((blob.latitude, blob.longitude) for blob in photos if blob.latitude is not None), None)
    if point is None:
        return None
    return {"text": f"{point[0]:.4f}, {point[1]:.4f}", "names": names_near(record, point)}


def names_near(record: Record, point: tuple[float, float]) -> list[str]:
    """What the unit called places within 300 m of a point before, most often first. One query."""
    latitude, longitude = point
    high = NEAR / METRES_A_DEGREE
    wide = high / max(cos(radians(latitude)), 0.01)
    rows = Attachment.objects.live().filter(
        record__unit=record.unit_id,
        blob__latitude__range=(latitude - high, latitude + high),
        blob__longitude__range=(longitude - wide, longitude + wide),
    )
    rows = rows.exclude(record=record.pk).exclude(record__activity__place="").exclude(record__activity=None)
    found = rows.order_by("-pk").values_list("record", "record__activity__place", "blob__latitude", "blob__longitude")[
        :MOST_LOOKED_AT
    ]
    once = {(pk, place) for pk, place, *there in found if metres(point, tuple(there)) <= NEAR}
    return [place for place, _ in Counter(place for _, place in once).most_common(MOST_NAMES)]


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance between two points given in degrees, by the haversine formula."""
    (y1, x1), (y2, x2) = ((radians(y), radians(x)) for y, x in (one, other))
    half = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
