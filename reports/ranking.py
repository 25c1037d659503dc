"""Whether a unit's board lists those who answer for tasks by how late they are. Off unless somebody says why.

Nobody is ranked by default: departments stand in their own order on the board and in every paper made from its figures.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Unit, User
from accounts.typed import clean_text

SHORTEST = 5  # characters of a reason


class PartyRanking(models.Model):
    """One unit's choice, with the reason that turned it on; a unit without a row ranks nobody."""

    unit = models.OneToOneField(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="party_ranking")
    is_on = models.BooleanField("按逾期多少排列", default=False)
    reason = models.CharField("理由", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "部门排列方式"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_on=False) | ~models.Q(reason=""), name="party_ranking_has_its_reason"
            )
        ]

    def __str__(self):
        return f"{self.unit}的部门排列方式"


def ranking_of(unit: Unit | int) -> PartyRanking | None:
    """The row where the unit's parties are ranked; None where they are not."""
    key = unit.pk if isinstance(unit, Unit) else unit
    return PartyRanking.objects.filter(unit=key, is_on=True).select_related("by").first()


@transaction.atomic
def rank(*, unit: Unit, is_on: bool, by: User, reason: str = "") -> None:
    """Turn the ranking on, with a reason, or off; saying the same again changes nothing."""
    row, _ = PartyRanking.objects.select_for_update().get_or_create(unit=unit)
    reason = clean_text(reason).strip()[:200]
    if is_on and len(reason) < SHORTEST:
        raise ValidationError(f"按逾期多少排列部门，要写明理由（至少 {SHORTEST} 个字），会记入日志。")
    if row.is_on == is_on and (not is_on or row.reason == reason):
        return
    before = row.is_on
    row.is_on, row.reason, row.by, row.at = is_on, reason if is_on else "", by, timezone.now()
    row.save()
    names = {True: "按逾期多少", False: "按部门次序"}
    audit.record(
        by=by,
        verb="改部门排列方式",
        of=row,
        unit=unit,
        before={"排列": names[before]},
        after={"排列": names[is_on]},
        reason=reason,
    )
