"""What a complete file of each kind of record holds: data of the house that an office may change for its own unit."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from accounts import audit
from accounts.models import Unit, User
from accounts.typed import clean_text

MOST = 5000  # of anything that can be asked for: files, words
LONGEST_NOTE = 200
LONGEST_NAME = 60


class RequirementQuerySet(models.QuerySet):
    def holding_for(self, unit) -> dict[tuple[str, int | None, str], Requirement]:
        """What holds in a unit, by (kind, key of the activity kind or None, slot). One query."""
        rows = self.filter(Q(unit=None) | Q(unit=unit)).order_by(F("unit").asc(nulls_first=True))
        return {(row.kind, row.activity_kind_id, row.slot): row for row in rows}


class Requirement(models.Model):
    """How much one slot of one kind asks for. A row without a unit serves every unit that has no row of its own.

    `least` counts files; in the slot summary it counts characters, in number it is 1 where a 文号 is needed.
    `note` is what a person has to look for: 要看得出单位名称.
    """

    class Slot(models.TextChoices):
        PLAN = "plan", "方案"
        PHOTO = "photo", "图片"
        SUMMARY = "summary", "总结"
        PRESS = "press", "媒体报道"
        SIGN_IN = "sign_in", "签到表"
        BODY = "body", "正文"
        PROOF = "proof", "证书与凭证"
        NUMBER = "number", "文号"

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField("档案类别", max_length=20)
    activity_kind = models.ForeignKey(
        "evidence.ActivityKind", null=True, blank=True, on_delete=models.CASCADE, related_name="requirements"
    )
    slot = models.CharField("材料", max_length=10, choices=Slot.choices)
    least = models.PositiveSmallIntegerField("至少", default=0)
    note = models.CharField("要求", max_length=LONGEST_NOTE, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = "材料要求"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["kind", "slot"], name="requirement_by_kind_slot"),
            models.Index(fields=["activity_kind", "slot"], name="requirement_by_activity_slot"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "activity_kind", "slot"],
                condition=Q(unit__isnull=False, activity_kind__isnull=False),
                name="requirement_own_of_activity_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "slot"],
                condition=Q(unit__isnull=False, activity_kind__isnull=True),
                name="requirement_own_once",
            ),
            models.UniqueConstraint(
                fields=["activity_kind", "slot"],
                condition=Q(unit__isnull=True, activity_kind__isnull=False),
                name="requirement_of_activity_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "slot"],
                condition=Q(unit__isnull=True, activity_kind__isnull=True),
                name="requirement_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="activity", activity_kind__isnull=False)
                | (~Q(kind="activity") & Q(activity_kind__isnull=True)),
                name="requirement_of_activities_by_their_kind",
            ),
        ]

    def __str__(self):
        return f"{self.get_slot_display()} ≥ {self.least}"


@transaction.atomic
def ask(*, unit: Unit, kind: str, slot: str, least: int, note: str = "", activity_kind=None, by: User) -> bool:
    """Say what this unit asks in one slot of one kind; False when that was so already."""
    note = clean_text(note)
    if not 0 <= least <= MOST:
        raise ValidationError(f"数量要在 0 到 {MOST} 之间。")
    if len(note) > LONGEST_NOTE:
        raise ValidationError(f"要求最多 {LONGEST_NOTE} 个字，请精简。")
    key = activity_kind.pk if activity_kind else None
    holding = Requirement.objects.holding_for(unit).get((kind, key, slot))
    before = (holding.least, holding.note) if holding else (0, "")
    if before == (least, note):
        return False
    row, _ = Requirement.objects.update_or_create(
        unit=unit, kind=kind, activity_kind=activity_kind, slot=slot, defaults={"least": least, "note": note}
    )
    facts = {"类别": str(activity_kind or kind), "材料": row.get_slot_display()}
    audit.record(
        by=by,
        verb="修改材料要求",
        of=row,
        unit=unit,
        before=facts | {"至少": before[0], "要求": before[1]},
        after=facts | {"至少": least, "要求": note},
    )
    return True


@transaction.atomic
def add_activity_kind(*, unit: Unit, name: str, by: User):
    """A kind of activity of the unit's own; it asks for nothing until the office says what."""
    name = clean_text(name)
    kinds = Requirement._meta.get_field("activity_kind").related_model.objects
    if not name or len(name) > LONGEST_NAME:
        raise ValidationError(f"请填活动类别的名称，最多 {LONGEST_NAME} 个字。")
    if kinds.filter(Q(unit=None) | Q(unit=unit), name=name).exists():
        raise ValidationError("已经有同名的活动类别，请换个名称。")
    order = (kinds.order_by("-order").values_list("order", flat=True).first() or 0) + 1
    kind = kinds.create(unit=unit, name=name, order=order)
    audit.record(by=by, verb="新增活动类别", of=kind, unit=unit, after={"名称": name})
    return kind
