"""Looking at the disk: room, stored files, backups."""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from accounts.models import AuditEntry
from civility.backing_up import last_noted
from civility.condition.finding import GOOD, HEED, WRONG, Finding, looks_at, size_of
from files.models import Blob
from jobs.models import Job
from jobs.upkeep import CHECKED_EVERY, FIXITY

GRACE = timedelta(days=5)  # of the monthly check of files
BACKUP_HEED, BACKUP_WRONG = timedelta(days=2), timedelta(days=8)
ROOMY = 10 * 2**30  # bytes


@looks_at("剩余空间")
def disk() -> Finding:
    usage = shutil.disk_usage(settings.DATA_DIR)
    said = f"数据所在的盘还剩 {size_of(usage.free)}（共 {size_of(usage.total)}）。"
    if usage.free < settings.FREE_SPACE_FLOOR:
        return Finding(
            "剩余空间", WRONG, said + "低于 1 GB，已经不收新文件了。", "清理磁盘，或把数据目录搬到大一点的盘上。"
        )
    if usage.free < ROOMY and usage.free < usage.total / 10:
        return Finding("剩余空间", HEED, said, "不多了，请早点安排。")
    return Finding("剩余空间", GOOD, said)


@looks_at("文件")
def stored_files() -> Finding:
    """What the last check of every file found; looking here reads no file."""
    title, now = "文件", timezone.now()
    told = Blob.objects.aggregate(
        count=Count("pk"),
        size=Sum("size"),
        changed=Count("pk", filter=Q(state=Blob.State.CHANGED)),
        missing=Count("pk", filter=Q(state=Blob.State.MISSING)),
        checked=Max("checked_at"),
        late=Count(
            "pk",
            filter=Q(checked_at__lt=now - CHECKED_EVERY - GRACE)
            | Q(checked_at=None, stored_at__lt=now - CHECKED_EVERY - GRACE),
        ),  # fmt: skip
    )
    said = f"存了 {told['count']} 个文件，共 {size_of(told['size'] or 0)}"
    if told["missing"] or told["changed"]:
        return Finding(
            title,
            WRONG,
            f"{said}；丢失 {told['missing']} 个，内容变了 {told['changed']} 个。",
            "从备份里找回来，再运行 manage.py fixity 核一遍。",
        )
    if told["late"]:
        return Finding(
            title,
            HEED,
            f"{said}；有 {told['late']} 个一个多月没核验了。",
            "后台进程每月会核一遍；也可以现在运行 manage.py fixity。",
        )
    if not told["checked"]:
        return Finding(title, GOOD, f"{said}，满一个月会自动核验。" if told["count"] else "还没有存文件。")
    last = Job.objects.filter(kind=FIXITY, state=Job.State.DONE).order_by("-finished_at").first()
    orphans = len(last.output.get("orphans", [])) if last else 0
    said += f"，最近核验 {timezone.localtime(told['checked']):%Y-%m-%d}，全部完好"
    if orphans:
        return Finding(
            title, HEED, f"{said}；另有 {orphans} 个文件没有归属，只占地方。", "运行 manage.py fixity 看是哪些。"
        )
    return Finding(title, GOOD, said + "。")


@looks_at("备份")
def backups() -> Finding:
    title, noted, now = "备份", last_noted(), timezone.now()
    nightly = "每天夜里自动备份。" if settings.BACKUP_DIR else ""
    todo = "运行 manage.py backup 目录；设好 CIVILITY_BACKUP_DIR 就每天夜里自动备份。备份要放到另一块盘上。"
    if noted is None:
        first = AuditEntry.objects.order_by("pk").values_list("at", flat=True).first()
        if first is None or now - first < BACKUP_HEED:
            return Finding(title, HEED, "还没有备份过。" + nightly, todo)
        return Finding(title, WRONG, "已经用了几天，还没有备份过。" + nightly, todo)
    at = f"{timezone.localtime(noted['at']):%Y-%m-%d %H:%M}"
    size = f"，{size_of(noted['size'])}" if noted["size"] else ""
    said = f"最近一次 {at}{size}，在 {noted['path']}。{nightly}"
    age = now - noted["at"]
    if age > BACKUP_WRONG:
        return Finding(title, WRONG, f"{said}已经 {age.days} 天没有备份了。", todo)
    return Finding(title, HEED if age > BACKUP_HEED else GOOD, said, todo if age > BACKUP_HEED else "")
