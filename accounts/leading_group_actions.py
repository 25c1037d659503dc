"""Changes to the leading group itself: its name and note, where its office is, posts taken away."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.leading_group import GroupOffice, LeadingGroup
from accounts.models import Department, Post, Unit


@transaction.atomic
def describe_group(
    *, unit: Unit, by, name: str, note: str = "", office: Department | None = None, office_from_on: date | None = None
) -> LeadingGroup:
    """Name the group and seat its office; where the office was before stays readable."""
    if office is not None and office.unit_id != unit.pk:
        raise ValidationError("只能选本单位的部门。")
    group, _ = LeadingGroup.objects.select_for_update().get_or_create(unit=unit)
    was = group.offices.filter(to_on__isnull=True).select_related("department").first()
    before = {"名称": group.name, "说明": group.note, "办公室": str(was) if was else ""}
    group.name, group.note = name, note
    group.save(update_fields=["name", "note"])
    _seat_office(group, was, office, office_from_on or timezone.localdate())
    after = {"名称": name, "说明": note, "办公室": str(office) if office else ""}
    if before != after:
        audit.record(by=by, verb="修改领导小组", of=group, unit=unit, before=before, after=after)
    return group


def _seat_office(group: LeadingGroup, was: GroupOffice | None, office: Department | None, on: date) -> None:
    if (was.department_id if was else None) == (office.pk if office else None):
        return
    is_first = was is None and not group.offices.exists()
    if was is not None and was.from_on is not None and on < was.from_on:
        raise ValidationError(f"不能早于上一次设立的日期（{was.from_on:%Y-%m-%d}）。")
    if was is not None and was.from_on == on:
        was.delete()
    elif was is not None:
        was.to_on = on - timedelta(days=1)
        was.save(update_fields=["to_on"])
    if office is not None:
        GroupOffice.objects.create(group=group, department=office, from_on=None if is_first else on)


@transaction.atomic
def abolish_post(*, post: Post, to_on: date, by) -> None:
    """Take a post away from a day on; lists of earlier days still name it."""
    post.refresh_from_db(from_queryset=Post.objects.select_for_update(of=("self",)))
    if post.to_on is not None:
        raise ValidationError("这个职务已经撤去了。")
    if post.from_on is not None and to_on <= post.from_on:
        raise ValidationError(f"要晚于设立的日期（{post.from_on:%Y-%m-%d}）。")
    post.to_on = to_on - timedelta(days=1)
    post.save(update_fields=["to_on"])
    audit.record(by=by, verb="撤去领导小组职务", of=post, after={"最后一天": post.to_on})
