"""封存: a record nobody may change while something that was settled stands on it; each seal has its own reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from evidence.models import Record


class SealQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(released_at=None)

    def under(self, reason_key: str):
        return self.filter(reason_key=reason_key)


class Seal(models.Model):
    """One reason why a record is closed. `reason_key` says whose seal it is ("assessment:12"); only its owner lifts it.

    Rows are never deleted: a seal that was lifted says when and by whom.
    """

    record = models.ForeignKey(Record, verbose_name="档案", on_delete=models.PROTECT, related_name="seals")
    reason_key = models.CharField("缘由代号", max_length=60)
    reason = models.CharField("缘由", max_length=200)  # as people read it: 自评已定稿：…
    at = models.DateTimeField("封存时间", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField("解封时间", null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = "封存"
        ordering = ["pk"]
        indexes = [models.Index(fields=["reason_key"], name="seal_by_reason")]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "reason_key"], condition=Q(released_at=None), name="seal_once_per_reason"
            )
        ]

    def __str__(self):
        return self.reason


@transaction.atomic
def seal(*, records: Iterable[int], reason_key: str, reason: str, by: User | None) -> int:
    """Close records, given by their keys, for one reason; how many are newly closed. Doing it twice changes nothing.

    The caller writes the audit line: it knows what was settled.
    """
    rows = Record.objects.select_for_update(of=("self",)).filter(pk__in=list(records)).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    there = set(Seal.objects.in_force().under(reason_key).values_list("record", flat=True))
    fresh = [Seal(record_id=key, reason_key=reason_key, reason=reason[:200], by=by) for key in keys if key not in there]
    Seal.objects.bulk_create(fresh)
    return len(fresh)


@transaction.atomic
def release(*, reason_key: str, by: User | None) -> int:
    """Lift the seals of one reason and of no other; how many there were."""
    rows = Seal.objects.in_force().under(reason_key)
    return rows.update(released_at=timezone.now(), released_by=by)


def seals_on(record: Record) -> list[Seal]:
    """The seals a record stands under now. One query."""
    return list(Seal.objects.in_force().filter(record=record).select_related("by"))


def refuse_sealed(record: Record) -> None:
    """ValidationError with the reason, where the record is sealed; the caller holds the record's lock."""
    found = Seal.objects.in_force().filter(record=record).first()
    if found is not None:
        raise ValidationError(f"这份档案已经封存（{found.reason}），不能改动。", code="sealed")
