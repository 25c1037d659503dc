"""The library of records: what the address narrows it by, its years and its months, as plain values for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

import django_filters
from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Department, Unit
from evidence.counting import FOUR
from evidence.models import ActivityKind, Record

FILES = [
    ("complete", "材料齐全"),
    ("plan", "缺计划方案"),
    ("photo", "缺活动图片"),
    ("summary", "缺活动总结"),
    ("press", "缺媒体报道"),
]
SLOT_TITLES = {"plan": "计划方案", "photo": "活动图片", "summary": "活动总结", "press": "媒体报道"}
ALL_YEARS = "all"
VIEWS = {"": ("图", "grid"), "time": ("时间线", "list-nested"), "list": ("表", "list-ul")}
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
        queryset=ActivityKind.objects.none(),
        empty_label="活动类型不限",
    )
    department = django_filters.ModelChoiceFilter(
        label="部门", queryset=Department.objects.none(), method="by_department", empty_label="全部部门"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=Record.State.choices, empty_label="状态不限")
    files = django_filters.ChoiceFilter(label="材料", choices=FILES, method="by_files", empty_label="材料不限")

    class Meta:
        model = Record
        fields = []

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["kind"].queryset = ActivityKind.objects.for_unit(unit)
        self.filters["department"].queryset = Department.objects.of_unit(unit)

    def by_text(self, rows, name, value):
        return rows.found_by(value[:100])

    def by_department(self, rows, name, value):
        return rows.of_department(value)

    def by_files(self, rows, name, value):
        return rows.complete() if value == "complete" else rows.lacking(value)


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
class Choice:
    """A link that narrows the library."""

    title: str
    path: str
    is_current: bool
    icon: str = ""


class Library:
    """The records of a unit that a person may read (`rows`), narrowed as the address says (`asked`)."""

    def __init__(self, asked: QueryDict, unit: Unit, rows):
        self.asked = asked
        self.years = list(rows.order_by("-year").values_list("year", flat=True).distinct())
        self.year = self._year(asked.get("year", ""), is_search=bool(asked.get("q", "").strip()))
        self.month = _number(asked.get("month", ""), 1, 12) if self.year else None
        of_year = rows.of_year(self.year) if self.year else rows
        self.filter = RecordFilter(asked, queryset=of_year, unit=unit)
        self.view = asked.get("view") if asked.get("view") in VIEWS else ""

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
    def is_filtered(self) -> bool:
        return any(self.asked.get(name) for name in self.filter.filters)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.month) or self.is_filtered

    def query(self, **changes) -> str:
        """The address of this page with some parts changed; None takes a part out. Never with a page."""
        kept = {name: value for name, value in self.asked.items() if value and name != "page"} | changes
        return urlencode({name: value for name, value in kept.items() if value is not None})

    def year_choices(self) -> list[Choice]:
        choices = [
            Choice(f"{year} 年", "?" + self.query(year=year, month=None), year == self.year) for year in self.years
        ]
        return [*choices, Choice("全部年度", "?" + self.query(year=ALL_YEARS, month=None), self.year is None)]

    def views(self) -> list[Choice]:
        """The same records as pictures, along the year, or as a table."""
        return [
            Choice(title, "?" + self.query(view=view or None), view == self.view, icon)
            for view, (title, icon) in VIEWS.items()
        ]

    @cached_property
    def counts(self) -> dict[int, int]:
        """How many records of the year each month has, whichever month is chosen; none where all years are shown."""
        if not self.year:
            return {}
        return dict(self.filter.qs.order_by().values_list("begins_on__month").annotate(n=Count("pk")))

    def months(self) -> list[Month]:
        """The bars of the year; none where all years are shown."""
        if not self.year:
            return []
        counts = self.counts
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


def worst_gap(tally: dict[str, int]) -> tuple[str, str, int] | None:
    """The slot most records lack: its name in the address, its title and how many; None when none lacks anything."""
    slot = max(FOUR, key=lambda slot: tally[f"lacking_{slot}"])
    count = tally[f"lacking_{slot}"]
    return (slot, SLOT_TITLES[slot], count) if count else None
