"""The library of records: its filters, months and cards, as plain values for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

import django_filters
from django.db.models import Count, Prefetch
from django.utils import timezone

from accounts.models import Department
from evidence.completeness import completeness
from evidence.counting import FOUR
from evidence.models import ActivityKind, Attachment, Record

FILES = [
    ("complete", "材料齐全"),
    ("plan", "缺计划方案"),
    ("photo", "缺活动图片"),
    ("summary", "缺活动总结"),
    ("press", "缺媒体报道"),
]
SLOT_TITLES = {"plan": "计划方案", "photo": "活动图片", "summary": "活动总结", "press": "媒体报道"}
ALL_YEARS = "all"
PER_PAGE = 24
TALLEST = 48  # height of the drawing of a month's bar


class RecordFilter(django_filters.FilterSet):
    """What a person may narrow the library by; the month is a link, not a field."""

    q = django_filters.CharFilter(label="按名称、地点、人找", method="by_text")
    category = django_filters.ChoiceFilter(
        label="档案类别", field_name="kind", choices=Record.Kind.choices, empty_label="全部类别"
    )
    kind = django_filters.ModelChoiceFilter(
        label="活动类型",
        field_name="activity__kind",
        queryset=lambda request: _kinds(request),
        empty_label="活动类型不限",
    )
    department = django_filters.ModelChoiceFilter(
        label="部门", queryset=lambda request: _departments(request), method="by_department", empty_label="全部部门"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=Record.State.choices, empty_label="状态不限")
    files = django_filters.ChoiceFilter(label="材料", choices=FILES, method="by_files", empty_label="材料不限")

    class Meta:
        model = Record
        fields = []

    def by_text(self, rows, name, value):
        return rows.found_by(value[:100])

    def by_department(self, rows, name, value):
        return rows.of_department(value)

    def by_files(self, rows, name, value):
        return rows.complete() if value == "complete" else rows.lacking(value)


def _kinds(request):
    return ActivityKind.objects.for_unit(request.unit)


def _departments(request):
    return Department.objects.of_unit(request.unit)


@dataclass(frozen=True)
class Month:
    """One bar of the year. `y` and `height` are of a drawing 48 high."""

    number: int
    count: int
    y: str
    height: str
    path: str
    is_current: bool
    is_to_come: bool


@dataclass(frozen=True)
class Card:
    """One record in the gallery or in the list."""

    record: Record
    path: str
    cover: str
    departments: str
    sort: str  # the kind of activity, or the kind of record
    slots: tuple
    summary: str


@dataclass(frozen=True)
class Choice:
    """A link that narrows the library."""

    title: str
    path: str
    is_current: bool


class Library:
    """The records a person may read, narrowed as the address says."""

    def __init__(self, request, rows):
        self.request, self.all_rows = request, rows
        self.years = list(rows.order_by("-year").values_list("year", flat=True).distinct())
        self.year = self._year(request.GET.get("year", ""), is_search=bool(request.GET.get("q", "").strip()))
        self.month = _number(request.GET.get("month", ""), 1, 12) if self.year else None
        of_year = rows.of_year(self.year) if self.year else rows
        self.filter = RecordFilter(request.GET, queryset=of_year, request=request)
        self.is_list = request.GET.get("view") == "list"

    def _year(self, asked: str, is_search: bool) -> int | None:
        if asked == ALL_YEARS or (is_search and not asked):
            return None
        year = _number(asked, 1949, 2100)
        return year if year is not None else (self.years[0] if self.years else timezone.localdate().year)

    @property
    def rows(self):
        """The records shown, newest first."""
        rows = self.filter.qs
        return rows.filter(begins_on__month=self.month) if self.month else rows

    @property
    def is_narrowed(self) -> bool:
        return bool(self.month) or any(self.request.GET.get(name) for name in self.filter.filters)

    def query(self, **changes) -> str:
        """The address of this page with some parts changed; None takes a part out. Never with a page."""
        kept = {name: value for name, value in self.request.GET.items() if value and name != "page"} | changes
        return urlencode({name: value for name, value in kept.items() if value is not None})

    def year_choices(self) -> list[Choice]:
        choices = [
            Choice(f"{year} 年", "?" + self.query(year=year, month=None), year == self.year) for year in self.years
        ]
        return [*choices, Choice("全部年度", "?" + self.query(year=ALL_YEARS, month=None), self.year is None)]

    def months(self) -> list[Month]:
        """The bars of the year; none where all years are shown."""
        if not self.year:
            return []
        counted = self.filter.qs.order_by().values_list("begins_on__month").annotate(n=Count("pk"))
        counts = dict(counted)
        most = max(counts.values(), default=1)
        return [self._month(number, counts.get(number, 0), most) for number in range(1, 13)]

    def _month(self, number: int, count: int, most: int) -> Month:
        height = TALLEST * count / most
        chosen = number == self.month
        path = "?" + self.query(month=None if chosen else number, year=self.year)
        is_to_come = date(self.year, number, 1) > timezone.localdate()
        return Month(number, count, f"{TALLEST - height:.1f}", f"{height:.1f}", path, chosen, is_to_come)


def _number(text: str, least: int, most: int) -> int | None:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
    return value if least <= value <= most else None


def cards(rows) -> list[Card]:
    """Cards of a page of records, with a fixed number of queries."""
    photos = Attachment.objects.live().filter(slot=Attachment.Slot.PHOTO).with_thumbs()
    rows = rows.with_counts().select_related("activity__kind", "department")
    rows = rows.prefetch_related("activity__departments", Prefetch("attachments", photos, to_attr="photos"))
    return [_card(record) for record in rows]


def helping_with(record: Record) -> list[Department]:
    """The departments that helped; only activities have them."""
    return list(record.activity.departments.all()) if record.kind == Record.Kind.ACTIVITY else []


def _card(record: Record) -> Card:
    found = completeness(record)
    cover = next((photo for photo in record.photos if photo.has_thumb), None)
    return Card(
        record=record,
        path=record.get_absolute_url(),
        cover=cover.get_absolute_url() if cover else "",
        departments="、".join(map(str, [record.department, *helping_with(record)])),
        sort=str(record.activity.kind) if record.kind == Record.Kind.ACTIVITY else record.get_kind_display(),
        slots=tuple(slot for slot in found.slots if found.is_activity or slot.is_needed or slot.is_done),
        summary=found.summary,
    )


@dataclass(frozen=True)
class Group:
    """The cards of one month on a page; `path` narrows the library to the month, or widens it again."""

    title: str
    cards: list[Card]
    path: str
    label: str


def by_month(page_cards: list[Card], library: Library) -> list[Group]:
    """Cards under the name of their month; they come newest first."""
    groups = groupby(page_cards, key=lambda card: (card.record.begins_on.year, card.record.begins_on.month))
    return [_group(year, month, list(group), library) for (year, month), group in groups]


def _group(year: int, month: int, group: list[Card], library: Library) -> Group:
    wider = library.month is not None
    path = library.query(year=library.year, month=None) if wider else library.query(year=year, month=month)
    return Group(f"{year} 年 {month} 月", group, f"?{path}", "看全年" if wider else "只看这个月")


def worst_gap(tally: dict[str, int]) -> tuple[str, str, int] | None:
    """The slot most records lack: its name in the address, its title and how many; None when none lacks anything."""
    slot = max(FOUR, key=lambda slot: tally[f"lacking_{slot}"])
    count = tally[f"lacking_{slot}"]
    return (slot, SLOT_TITLES[slot], count) if count else None
