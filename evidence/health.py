"""照片体检: what may be wrong with a photo and what to do about it; advice for whoever files or reviews, no verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from evidence.models import Attachment, Record
from files.models import Likeness

SMALLEST = 1000  # pixels of the longer side, below which a print of half a page is blurred
HELP = {
    "same": ("别处用过", "同一张照片在别的档案里已经有了。一张照片只证明一次活动，放错了请撤下。"),
    "near": ("与别处相似", "和别的档案里的照片很像，请看看是不是放错了。"),
    "year": ("不是本年", "拍摄时间不在这份档案的年度里。检查单位多半不认，请换本年的照片；相机时间不准就写在说明里。"),
    "day": ("日期不符", "拍摄时间不在活动日期里。日期填错了请改日期，照片放错了请撤下。"),
    "undated": ("无拍摄时间", "照片里没有拍摄时间，疑似经微信压缩。请从拍照的手机相册里传原图。"),
    "small": ("太小", f"长边不到 {SMALLEST} 像素，打印出来会模糊。有原图请换上。"),
    "caption": ("没有说明", "请写上时间、地点、人物和事由，装订和检查时要用。"),
}


@dataclass(frozen=True)
class Advice:
    """One thing to mend: a key of HELP, and what is particular to this photo."""

    code: str
    detail: str = ""

    @property
    def label(self) -> str:
        return HELP[self.code][0]


@dataclass(frozen=True)
class Finding:
    """One kind of advice and the photos it is about, as the panel lists it."""

    title: str
    remedy: str
    photos: list[str]


class Days(NamedTuple):
    """The days of an activity, first and last."""

    begins_on: date
    ends_on: date


def days_of(record: Record) -> Days:
    return Days(record.begins_on, record.ends_on or record.begins_on)


def advise(record: Record, attachments: list[Attachment], user, days: Days | None) -> None:
    """Give each photo its `advice`, a list. At most two queries, however many photos there are.

    The photos bring their blob and its likeness.

    `days` are the activity's, as far as they are known: while somebody still fills in the page the record's own day
    may be a mere beginning. None asks nothing about days.
    """
    photos = [row for row in attachments if row.slot == Attachment.Slot.PHOTO and row.blob_id]
    elsewhere = _elsewhere(record, photos, user)
    for photo in photos:
        photo.advice = [*elsewhere.get(photo.pk, []), *_of_time(photo, days), *_of_itself(photo)]


def repeats(records: list[Record], user) -> dict[int, str]:
    """What a card says of photos that another, older record of the unit already has: 2 张和 4 月那次一样. One query.

    The records bring their `photos`.
    """
    own = {photo.blob_id for record in records for photo in record.photos}
    rows = Attachment.objects.live().visible_to(user).filter(slot=Attachment.Slot.PHOTO, blob__in=own)
    rows = rows.filter(record__unit__in={record.unit_id for record in records}).order_by("record__begins_on", "record")
    first: dict[int, Record] = {}
    for row in rows.select_related("record"):
        first.setdefault(row.blob_id, row.record)
    return {record.pk: said for record in records if (said := _repeated(record, first))}


def _repeated(record: Record, first: dict[int, Record]) -> str:
    found = [first.get(photo.blob_id, record) for photo in record.photos]
    there = [one for one in found if one.pk != record.pk]
    if not there:
        return ""
    day = there[0].begins_on
    when = f"{day.month} 月" if day.year == record.begins_on.year else f"{day.year} 年 {day.month} 月"
    return f"{len(there)} 张和 {when}那次一样" + ("，换一换？" if record.is_open else "")


def findings(attachments: list[Attachment]) -> list[Finding]:
    """The advice given, by what is to be done."""
    found = []
    for code, (title, remedy) in HELP.items():
        photos = [
            f"{photo.name}（{advice.detail}）" if advice.detail else photo.name
            for photo in attachments
            for advice in getattr(photo, "advice", [])
            if advice.code == code
        ]
        if photos:
            found.append(Finding(title, remedy, photos))
    return found


def _elsewhere(record: Record, photos: list[Attachment], user) -> dict[int, list[Advice]]:
    """Photos of the unit's other records that are the same picture, or look like it."""
    rows = Attachment.objects.live().visible_to(user).filter(record__unit=record.unit_id).exclude(record=record.pk)
    rows = rows.select_related("record", "blob__likeness").order_by("pk")
    own = {photo.blob_id: photo.blob.likeness for photo in photos if getattr(photo.blob, "likeness", None)}
    blank = {photo.blob_id for photo in photos} - set(own)  # has no likeness
    near_own = Likeness.objects.near(own.values()).values("pk")  # and the very same pictures
    alike = list(rows.filter(blob__in=near_own)) if own else []
    there = [*alike, *rows.filter(blob__in=blank)] if blank else alike
    same = {row.blob_id: row.record for row in there}
    found = {}
    for photo in photos:
        if photo.blob_id in same:
            found[photo.pk] = [Advice("same", _told(same[photo.blob_id]))]
        elif photo.blob_id in own:
            near = [row for row in alike if own[photo.blob_id].is_close_to(row.blob.likeness)]
            found[photo.pk] = [Advice("near", _told(near[0].record))] if near else []
    return found


def _told(record: Record) -> str:
    return f"《{record.title}》{record.begins_on:%Y-%m-%d}"


def _of_time(photo: Attachment, days: Days | None) -> list[Advice]:
    if not photo.taken_at:
        is_screenshot = photo.blob.media_type == "image/png"  # a screenshot never has a time
        return [] if is_screenshot else [Advice("undated")]
    day = timezone.localtime(photo.taken_at).date()
    if days is None or days.begins_on <= day <= days.ends_on:
        return []
    if day.year not in (days.begins_on.year, days.ends_on.year):
        return [Advice("year", f"拍摄于 {day}")]
    return [Advice("day", f"拍摄于 {day.month} 月 {day.day} 日")]


def _of_itself(photo: Attachment) -> list[Advice]:
    advice = []
    longer = max(photo.blob.width or SMALLEST, photo.blob.height or 0)
    if longer < SMALLEST:
        advice.append(Advice("small", f"{photo.blob.width}×{photo.blob.height}"))
    return advice if photo.caption else [*advice, Advice("caption")]
