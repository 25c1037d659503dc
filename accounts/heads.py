"""Who headed a department from when to when: written whenever the head changes, so that a list prints as of any day."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.models import Department, User, Visible


class HeadHoldingQuerySet(Visible):
    unit_path = "department__unit"

    def on(self, day):
        """Those who headed on a day; a row without a first day reaches back as far as anybody asks."""
        begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
        return self.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=day))


class HeadHolding(models.Model):
    """One head of one department. The first ever recorded has no first day: nobody said when that began."""

    department = models.ForeignKey(
        Department, verbose_name="部门", on_delete=models.CASCADE, related_name="head_holdings"
    )
    name = models.CharField("姓名", max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="head_holdings"
    )
    from_on = models.DateField("任职起", null=True, blank=True)
    to_on = models.DateField("任职止", null=True, blank=True)

    objects = HeadHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = "部门负责人任职"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="head_left_after_coming",
            ),
            models.UniqueConstraint(
                fields=["department"], condition=Q(to_on__isnull=True), name="department_headed_by_one"
            ),
        ]

    def __str__(self):
        return self.name


def follow(*, department: Department, head: User | None, on: date) -> None:
    """Bring the history up to a change of head that counts from `on`; called by the action that makes the change.

    A second change on the same day corrects the first. Raises ValidationError for a day before the last change.
    """
    rows = department.head_holdings.select_for_update()
    current = rows.filter(to_on__isnull=True).first()
    if current is not None and head is not None and current.user_id == head.pk:
        return
    if current is not None and current.from_on is not None and on < current.from_on:
        raise ValidationError(f"接任日期不能早于{current.name}的任职日期（{current.from_on:%Y-%m-%d}）。")
    is_first = current is None and not rows.exists()
    if current is not None and current.from_on == on:
        current.delete()
    elif current is not None:
        current.to_on = on - timedelta(days=1)
        current.save(update_fields=["to_on"])
    if head is not None:
        from_on = None if is_first else on
        HeadHolding.objects.create(department=department, name=str(head)[:60], user=head, from_on=from_on)
