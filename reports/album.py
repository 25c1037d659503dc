"""The photos of a report: how many it carries, and which activity gives which, each activity once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from documents.model import Block, Pictures
from reports.activities import Told
from reports.orders import Choice


@dataclass(frozen=True)
class PhotoSet:
    """How many photos of one activity (two make a row of the page), and of the whole report."""

    each: int
    most: int


USUAL, MANY, NONE = PhotoSet(2, 60), PhotoSet(6, 300), PhotoSet(0, 0)
SETS = {"": USUAL, "many": MANY, "none": NONE}
PHOTOS = Choice(
    "photos",
    "照片",
    lambda plan: [("many", f"每场至多{MANY.each}张共{MANY.most}张"), ("none", "不放照片")],
    all_of=f"每场至多{USUAL.each}张，共{USUAL.most}张",
)


class Album:
    """Hands out the photos of activities. Where there are more than `most`, each activity gives its first one before
    any gives a second: the last chapters have pictures too.
    """

    def __init__(self, activities: dict[int, Told], on_photo: Callable[[int, int], None] | None, most: int):
        self.on_photo = on_photo or (lambda done, count: None)
        self.share = _shares(activities, most)
        self.count = sum(self.share.values())
        self.done = 0

    def of(self, activity: Told) -> list[Block]:
        pictures = []
        for photo in activity.photos[: self.share.pop(activity.pk, 0)]:
            picture = photo.picture()
            if picture is not None:
                pictures.append(picture)
            self.done += 1
            self.on_photo(self.done, self.count)
        return [Pictures(pictures, columns=2)] if pictures else []


def _shares(activities: dict[int, Told], most: int) -> dict[int, int]:
    """How many photos each activity gives, by its key."""
    shares = dict.fromkeys(activities, 0)
    longest = max((len(one.photos) for one in activities.values()), default=0)
    for turn in range(longest):
        for key, activity in activities.items():
            if turn < len(activity.photos) and most:
                shares[key] += 1
                most -= 1
    return shares
