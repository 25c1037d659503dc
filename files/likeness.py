"""Which pictures look alike: 64 bits of each in four indexed parts, so that nobody compares it with all others."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from files.models import Blob

PARTS = ("first", "second", "third", "fourth")
PART_BITS = 16
CLOSE = 6  # differing bits of 64 up to which two pictures count as alike; the index below finds up to 7


class LikenessQuerySet(models.QuerySet):
    def near(self, others: Iterable[Likeness]):
        """Rows that may be close to one of the others: all that are, and a few that are not (see `distance_to`).

        Where seven bits differ in four parts, one part differs in one bit at most: each part is looked up as it is
        and with each of its bits turned.
        """
        rule = Q(pk=None)
        others = list(others)
        for part in PARTS:
            values = {value for other in others for value in _one_bit_from(getattr(other, part))}
            rule |= Q(**{f"{part}__in": values})
        return self.filter(rule)


class Likeness(models.Model):
    """How one picture looks (documents.looks); a blank sheet has none."""

    blob = models.OneToOneField(Blob, primary_key=True, on_delete=models.CASCADE, related_name="likeness")
    first = models.PositiveIntegerField(db_index=True)
    second = models.PositiveIntegerField(db_index=True)
    third = models.PositiveIntegerField(db_index=True)
    fourth = models.PositiveIntegerField(db_index=True)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name = "图片特征"

    def __str__(self):
        return "-".join(f"{getattr(self, part):04x}" for part in PARTS)

    def distance_to(self, other: Likeness) -> int:
        """In how many of 64 bits two pictures differ."""
        return sum((getattr(self, part) ^ getattr(other, part)).bit_count() for part in PARTS)

    def is_close_to(self, other: Likeness) -> bool:
        return self.distance_to(other) <= CLOSE


def _one_bit_from(value: int) -> list[int]:
    return [value, *(value ^ 1 << bit for bit in range(PART_BITS))]


def note(blob: Blob, looks: list[int]) -> None:
    """Keep how a picture looks; a picture that shows nothing to compare by gets no row."""
    if looks:
        row = Likeness(blob=blob, **dict(zip(PARTS, looks, strict=True)))
        Likeness.objects.bulk_create([row], update_conflicts=True, unique_fields=["blob"], update_fields=PARTS)
