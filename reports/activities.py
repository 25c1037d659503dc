"""The accepted activities of a plan's year as a report tells them: when, where, who, what came of it, a few photos."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.model import Picture
from evidence.consent import may_leave
from evidence.models import Attachment, Record
from files import store
from files.models import Blob, Rendition
from programs.models import Plan

LONGEST_SUMMARY = 220  # characters of a summary that a report prints


@dataclass
class Photo:
    blob: Blob  # of the preview: the original stays where it is
    caption: str

    def picture(self) -> Picture | None:
        """The picture for a paper; None where its file is damaged or gone."""
        try:
            return Picture(store.read(self.blob), media_type=self.blob.media_type, caption=self.caption)
        except store.Refused:
            return None


@dataclass
class Told:
    """One activity in words."""

    pk: int
    title: str
    when: str
    facts: str  # 3月12日，烈士公园，32人参加，宣传处承办
    summary: str
    photos: list[Photo] = field(default_factory=list)
    press: list[str] = field(default_factory=list)  # 省日报、单位网站


def told_activities(plan: Plan, photos_each: int) -> dict[int, Told]:
    """All accepted activities of the year, oldest first; the number of queries does not grow with them."""
    records = (
        Record.objects.of_unit(plan.unit_id)
        .of_year(plan.year)
        .accepted()
        .filter(kind=Record.Kind.ACTIVITY)
        .select_related("activity", "department")
        .prefetch_related("activity__departments")
        .order_by("begins_on", "pk")
    )
    told = {record.pk: _told(record) for record in records}
    files = may_leave(
        Attachment.objects.live()
        .filter(record__in=records.order_by().values("pk"), slot__in=[Attachment.Slot.PHOTO, Attachment.Slot.PRESS])
        .order_by("record", "order", "pk")
    )
    previews = _previews(files)
    for file in files:
        activity = told.get(file.record_id)
        if activity is None:
            continue
        if file.slot == Attachment.Slot.PRESS:
            if file.outlet and file.outlet not in activity.press:
                activity.press.append(file.outlet)
        elif file.blob_id in previews and len(activity.photos) < photos_each:
            activity.photos.append(Photo(previews[file.blob_id], file.caption or activity.title))
    return told


def photos_of(record: Record) -> list[Photo]:
    """All photos of one activity that have a preview and may leave the house, in their order."""
    own = Attachment.objects.live().filter(record=record, slot=Attachment.Slot.PHOTO)
    files = may_leave(own).order_by("order", "pk")
    previews = _previews(files)
    return [Photo(previews[file.blob_id], file.caption or record.title) for file in files if file.blob_id in previews]


def _previews(files) -> dict[int, Blob]:
    """The preview of each picture, by the key of its original."""
    sources = files.filter(slot=Attachment.Slot.PHOTO).order_by().values("blob")
    rows = Rendition.objects.filter(kind=Rendition.Kind.PREVIEW, source__in=sources).select_related("blob")
    return {row.source_id: row.blob for row in rows}


def _told(record: Record) -> Told:
    return Told(
        pk=record.pk,
        title=record.title,
        when=when(record),
        facts="，".join(_facts(record)),
        summary=shortened(record.summary, LONGEST_SUMMARY),
    )


def when(record: Record) -> str:
    """3月12日, 3月12日至14日: the days without their year."""
    first, last = record.begins_on, record.ends_on
    said = f"{first.month}月{first.day}日"
    if last is None or last == first:
        return said
    if (last.year, last.month) == (first.year, first.month):
        return f"{said}至{last.day}日"
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{said}至{year}{last.month}月{last.day}日"


def _facts(record: Record) -> list[str]:
    activity = record.activity
    said = [when(record)]
    if activity.place:
        said.append(activity.place)
    if activity.headcount:
        said.append(f"{activity.headcount}人参加")
    said.append(f"{record.department}承办")
    helping = "、".join(str(one) for one in activity.departments.all())
    if helping:
        said.append(f"{helping}协办")
    return said


def shortened(text: str, longest: int) -> str:
    """The text on one line, ended at the last full sentence that fits."""
    text = re.sub(r"\s*\n\s*", "", text.strip())
    if len(text) <= longest:
        return text
    cut = max(text.rfind(sign, 0, longest) for sign in "。！？；")
    return text[: cut + 1] if cut > longest // 3 else f"{text[: longest - 1]}…"
