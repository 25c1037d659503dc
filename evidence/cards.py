"""Records as cards: a picture or a sheet of paper, a few words, and how its slots stand; month by month."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch

from accounts.models import Department
from evidence import health
from evidence.completeness import completeness
from evidence.ledgers import LEDGERS
from evidence.library import Library
from evidence.models import Attachment, Record

MOST_WORDS = 120  # characters of a summary on a sheet or on the line of time
MOST_FACTS = 2  # of a sheet without a summary


@dataclass(frozen=True)
class Sheet:
    """What stands where a record has no picture: the kind's icon, one thing said large, and a few words."""

    icon: str
    large: str
    words: str


@dataclass(frozen=True)
class Card:
    """One record in the gallery, on the line of time or in the list."""

    record: Record
    path: str
    cover: str  # the address of its first photo; empty where the sheet stands for it
    sheet: Sheet
    departments: str
    sort: str  # the kind of activity, or the kind of record
    slots: tuple
    summary: str
    is_complete: bool
    hint: str  # what may be mended in its photos


def cards(rows, user=None) -> list[Card]:
    """Cards of a page of records, with a fixed number of queries. Hints tell `user` what that person may read."""
    photos = Attachment.objects.live().filter(slot=Attachment.Slot.PHOTO).with_thumbs()
    rows = rows.with_counts().select_related("activity__kind", "department", "unit", *LEDGERS)
    rows = rows.prefetch_related("activity__departments", Prefetch("attachments", photos, to_attr="photos"))
    records = list(rows)
    hints = health.repeats(records, user) if user else {}
    return [_card(record, hints.get(record.pk, "")) for record in records]


def helping_with(record: Record) -> list[Department]:
    """The departments that helped; only activities have them."""
    return list(record.activity.departments.all()) if record.kind == Record.Kind.ACTIVITY else []


def _card(record: Record, hint: str) -> Card:
    found = completeness(record)
    cover = next((photo for photo in record.photos if photo.has_thumb), None)
    return Card(
        record=record,
        path=record.get_absolute_url(),
        cover=cover.get_absolute_url() if cover else "",
        sheet=_sheet(record),
        departments="、".join(map(str, [record.department, *helping_with(record)])),
        sort=str(record.activity.kind) if record.kind == Record.Kind.ACTIVITY else record.get_kind_display(),
        slots=tuple(slot for slot in found.slots if found.is_activity or slot.is_needed or slot.is_done),
        summary=found.summary,
        is_complete=found.is_complete,
        hint=hint,
    )


def _sheet(record: Record) -> Sheet:
    words = shortened(record.summary)
    if record.kind == Record.Kind.ACTIVITY:
        came = record.activity.headcount or record.n_people
        return Sheet("camera", f"{came} 人参加" if came else "", words or record.activity.place or "还没有照片")
    ledger = LEDGERS[record.kind]
    large = ledger.large(record)
    facts = [(fact.title, fact.tell(record)) for fact in ledger.columns]
    others = [f"{title} {text}" for title, text in facts if text and text not in large]
    return Sheet(ledger.icon, large, words or "　".join(others[:MOST_FACTS]))


def shortened(text: str) -> str:
    """The beginning of a text on one line."""
    text = " ".join(text[: 2 * MOST_WORDS].split())
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 1]}…"


@dataclass(frozen=True)
class Group:
    """The cards of one month on a page; `path` narrows the library to the month, or widens it again.

    `query` asks for the whole month as it is narrowed, whatever of it stands on this page.
    """

    title: str
    said: str
    cards: list[Card]
    path: str
    label: str
    query: str


def by_month(page_cards: list[Card], library: Library) -> list[Group]:
    """Cards under the name of their month; they come newest first."""
    groups = groupby(page_cards, key=lambda card: (card.record.begins_on.year, card.record.begins_on.month))
    return [_group(year, month, list(group), library) for (year, month), group in groups]


def _group(year: int, month: int, group: list[Card], library: Library) -> Group:
    wider = library.month is not None
    own = library.query(year=year, month=month)
    path = library.query(year=library.year, month=None) if wider else own
    return Group(
        title=f"{year} 年 {month} 月",
        said=_said(group, library.counts.get(month)),
        cards=group,
        path=f"?{path}",
        label="看全年" if wider else "只看这个月",
        query=own,
    )


def _said(group: list[Card], count: int | None) -> str:
    """10 份，8 份材料齐全; of a month that is not whole on the page, how much of it is."""
    if count == len(group):
        return f"{count} 份，{sum(card.is_complete for card in group)} 份材料齐全"
    return f"共 {count} 份，这一页 {len(group)} 份" if count else f"这一页 {len(group)} 份"
