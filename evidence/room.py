"""How much room a unit's files may take, and take; what a file weighs is counted once, however often it is used."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from accounts import audit
from accounts.models import Unit, User
from evidence.models import Attachment
from files.models import Blob

MIB = 2**20
FULL = "本单位的附件空间已经用完（共 {quota} MB），文件没有保存。请联系管理员在“系统设置—附件空间”里调大，再传一次。"


def used(unit: Unit) -> int:
    """Bytes of all originals in the unit's records, withdrawn ones too: they are kept."""
    blobs = Attachment.objects.filter(record__unit=unit, blob__isnull=False).values("blob")
    return Blob.objects.filter(pk__in=blobs).aggregate(bytes=Sum("size"))["bytes"] or 0


def left(unit: Unit) -> int | None:
    """Bytes that still fit, 0 where it is full; None without a limit. No query where there is none."""
    return None if unit.quota_mb is None else max(unit.quota_mb * MIB - used(unit), 0)


@transaction.atomic
def set_quota(*, unit: Unit, quota_mb: int | None, by: User) -> Unit:
    """Set how many MB a unit's files may take; None takes the limit away. What is there stays there."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.quota_mb != quota_mb:
        before, unit.quota_mb = unit.quota_mb, quota_mb
        unit.save(update_fields=["quota_mb"])
        audit.record(by=by, verb="设定附件空间", of=unit, unit=unit, before={"MB": before}, after={"MB": quota_mb})
    return unit
