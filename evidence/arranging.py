"""The order of files within a slot: as they were chosen, until somebody moves one. The first photo is the cover.

A script sends files side by side, and they arrive as they can. Each brings its turn: seconds since 2020 when it was
chosen, one more for each file chosen with it, by the clock the page brought (`turn_now`) and not the browser's own.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.typed import whole_number
from evidence.attaching import refuse_closed_files
from evidence.models import Attachment, Record

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_AHEAD = 3600  # a turn is at most so many seconds to come: so many files may be chosen at once


def turn_now() -> int:
    """The turn of a file that is chosen now."""
    return int((timezone.now() - _FIRST).total_seconds())


def turn_of(text: str) -> int | None:
    """A turn as a script sent it; None where there is none to believe."""
    turn = whole_number(text)
    return turn if turn is not None and 0 < turn <= turn_now() + _AHEAD else None


@transaction.atomic
def move(*, attachment: Attachment, to: str, by: User) -> list[int]:
    """Move a file within its slot: up, down, first, or to a place counted from 1. The ids of the slot in their order.

    Beyond the ends it stays at the end; a file that moves nowhere leaves no line.
    """
    record = Record.objects.select_for_update().get(pk=attachment.record_id)
    refuse_closed_files(record)
    rows = list(record.attachments.live().filter(slot=attachment.slot).order_by("order", "pk"))
    pks = [row.pk for row in rows]
    if attachment.pk not in pks:
        raise ValidationError("这个文件已经不在档案里，请刷新页面。")
    now = pks.index(attachment.pk)
    place = min(max(_place(to, now), 0), len(rows) - 1)
    rows.insert(place, rows.pop(now))
    changed = [row for number, row in enumerate(rows, start=1) if row.order != number]
    for number, row in enumerate(rows, start=1):
        row.order = number
    Attachment.objects.bulk_update(changed, ["order"])
    if place != now:
        audit.record(by=by, verb="调整附件顺序", of=attachment, unit=record.unit, after={"第几个": place + 1})
    return [row.pk for row in rows]


def _place(to: str, now: int) -> int:
    if to in ("up", "down"):
        return now - 1 if to == "up" else now + 1
    number = 1 if to == "first" else whole_number(to)
    if number is None:
        raise ValidationError("没有说清移到哪里，请用上移、下移。")
    return number - 1
