"""Opening a record to a phone, and closing it again; each with one audit line."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from evidence.attaching import refuse_closed_files
from evidence.models import PhoneLink, Record
from evidence.phone import MOST_A_MINUTE, MOST_PHOTOS


@transaction.atomic
def open_link(*, record: Record, by: User) -> PhoneLink:
    """A new link for a record; one made before stops working, so that there is never more than one."""
    record.refresh_from_db(from_queryset=Record.objects.select_for_update())
    refuse_closed_files(record)
    record.phone_links.open().update(ended_at=timezone.now())
    link = PhoneLink.fresh(record, by)
    link.save()
    audit.record(
        by=by, verb="生成手机链接", of=link, unit=record.unit, after={"档案": record.title, "有效期至": link.expires_at}
    )
    return link


@transaction.atomic
def end_links(*, record: Record, by: User) -> int:
    """End the record's links at once; how many were open."""
    ended = record.phone_links.open().update(ended_at=timezone.now())
    if ended:
        audit.record(by=by, verb="停用手机链接", of=record)
    return ended


def refuse_too_many(link: PhoneLink, count: int) -> None:
    """ValidationError where a link would bring more photos than it may, in all or within a minute."""
    brought = link.attachments.all()
    if brought.count() + count > MOST_PHOTOS:
        raise ValidationError(f"一个手机链接最多传 {MOST_PHOTOS} 张，请在电脑上重新生成一个再传。")
    lately = brought.filter(added_at__gt=timezone.now() - timedelta(minutes=1)).count()
    if lately + count > MOST_A_MINUTE:
        raise ValidationError(f"一分钟最多传 {MOST_A_MINUTE} 张，请等一会儿再传其余的。")
