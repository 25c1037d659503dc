"""媒体报道: which outlet of which level brought a report and when; told of an address as of a screenshot."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.typed import clean_text
from evidence import attaching
from evidence.levels import Level
from evidence.models import Attachment, Record
from evidence.search import index

FACTS = {"outlet": "媒体", "level": "媒体级别", "published_on": "刊发日期", "address": "网址"}
LONGEST_OUTLET = 60
EARLIEST = date(1949, 10, 1)


@transaction.atomic
def tell(*, record: Record, told: dict[int, dict], by: User) -> int:
    """Write what is told of some reports, by attachment id: any of FACTS. How many changed; foreign ids change nothing.

    Raises ValidationError with the report's name in the sentence; then nothing is written.
    """
    record.refresh_from_db(from_queryset=Record.objects.select_for_update())
    attaching.refuse_closed_files(record)
    changed = {}
    for report in record.attachments.live().filter(pk__in=told, slot=Attachment.Slot.PRESS):
        given = {name: _checked(report, name, value) for name, value in told[report.pk].items()}
        news = {name: value for name, value in given.items() if getattr(report, name) != value}
        if news:
            for name, value in news.items():
                setattr(report, name, value)
            report.save(update_fields=list(news))
            changed[str(report)] = {FACTS[name]: _said(name, value) for name, value in news.items()}
    if changed:
        index(record)
        audit.record(by=by, verb="填写媒体报道", of=record, after=changed)
    return len(changed)


def source_of(report: Attachment) -> str:
    """红网，省部级，2022年3月14日: what is known of a report; empty where nothing is."""
    day = report.published_on
    parts = (report.outlet, report.get_level_display(), f"{day.year}年{day.month}月{day.day}日" if day else "")
    return "，".join(part for part in parts if part)


def _checked(report: Attachment, name: str, value):
    if name == "published_on":
        if value and not EARLIEST <= value <= timezone.localdate():
            raise ValidationError(f"“{report}”的刊发日期不对：要在今天以前，请检查。")
        return value
    value = clean_text(value)
    if name == "outlet" and len(value) > LONGEST_OUTLET:
        raise ValidationError(f"“{report}”的媒体名称最多 {LONGEST_OUTLET} 个字，请缩短。")
    if name == "level" and value and value not in Level.values:
        raise ValidationError("没有这个媒体级别，请重新选择。")
    if name == "address":
        if not value and report.blob_id is None:
            raise ValidationError(f"“{report}”只有网址，不能清空；不要了请撤下。")
        attaching.check_address(value)
    return value


def _said(name: str, value):
    return dict(Level.choices).get(value, value) if name == "level" else value
