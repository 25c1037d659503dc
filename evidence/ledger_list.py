"""One ledger as a page lists it: what the address narrows it by, its rows as texts, and its sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone

from accounts.models import Department
from accounts.typed import clean_text, whole_number
from evidence.completeness import completeness
from evidence.ledgers import LEDGERS, Ledger
from evidence.models import Attachment, Record

PER_PAGE = 50
EARLIEST, LATEST = 1949, 2100
ALL_YEARS = "all"


@dataclass(frozen=True)
class Select:
    """A choice the page offers; its options are (value, text, chosen)."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]

    @property
    def is_on(self) -> bool:
        return any(chosen and value for value, _, chosen in self.options)


@dataclass(frozen=True)
class Row:
    """One record as a line of its ledger; `cells` follow the ledger's columns."""

    record: Record
    cells: list[str]
    files: str
    is_complete: bool
    picture: Attachment | None = None  # where the ledger shows one


class LedgerPage:
    """A ledger narrowed as the address says. `rows` are the records of its kind a person may read."""

    def __init__(self, request, ledger: Ledger):
        self.request, self.ledger, self.asked = request, ledger, request.GET
        whole = Record.objects.visible_to(request.user, "record.read").of_unit(request.unit)
        self.whole = whole.of_kind(ledger.kind).order_by("-begins_on", "-pk")
        self.years = list(self.whole.order_by("-year").values_list("year", flat=True).distinct())
        self.year = self._year()
        self.day = self._day()
        self.words = clean_text(self.asked.get("q", ""))[:100]
        self.department = whole_number(self.asked.get("department"))
        self.state = self._one_of("state", Record.State.choices)
        self.sorts = {sort.name: self._sort(sort) for sort in ledger.sorts}

    def _year(self) -> int | None:
        asked = self.asked.get("year", "")
        year = whole_number(asked)
        if year is not None and EARLIEST <= year <= LATEST:
            return year
        if asked == ALL_YEARS or not self.ledger.by_year or self.asked.get("q", "").strip():
            return None
        return self.years[0] if self.years else timezone.localdate().year

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.asked.get("on", "")[:10])
        except ValueError:
            return None

    def _one_of(self, name: str, choices) -> str:
        value = self.asked.get(name, "")
        return value if value in dict(choices) else ""

    def _sort(self, sort) -> str:
        if sort.name == "force" and self.day and not self.asked.get("force"):
            return "in_force"
        return self._one_of(sort.name, sort.choices)

    @property
    def rows(self):
        rows = self.whole
        if self.year:
            rows = rows.of_year(self.year)
        if self.department is not None:
            rows = rows.filter(department=self.department)
        if self.state:
            rows = rows.filter(state=self.state)
        if self.words:
            rows = rows.found_by(self.words)
        for sort in self.ledger.sorts:
            if self.sorts[sort.name]:
                rows = sort.narrow(rows, self.sorts[sort.name], self.day or timezone.localdate())
        return rows

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.department is not None or self.state or any(self.sorts.values()))

    @property
    def query(self) -> str:
        kept = {name: value for name, value in self.asked.items() if value and name != "page"}
        return urlencode(kept)

    def selects(self) -> list[Select]:
        years = [(ALL_YEARS, "全部年度"), *((str(year), f"{year} 年") for year in self._years_offered())]
        departments = [(str(row.pk), str(row)) for row in Department.objects.of_unit(self.request.unit)]
        chosen = str(self.department) if self.department is not None else ""
        offered = [
            _select("year", "年度", years, str(self.year or ALL_YEARS)),
            _select("department", "部门", [("", "全部部门"), *departments], chosen),
            _select("state", "状态", [("", "状态不限"), *Record.State.choices], self.state),
        ]
        for sort in self.ledger.sorts:
            offered.append(
                _select(sort.name, sort.label, [("", f"{sort.label}不限"), *sort.choices], self.sorts[sort.name])
            )
        return offered

    def _years_offered(self) -> list[int]:
        return sorted({*self.years, *([self.year] if self.year else [])}, reverse=True)

    def sums(self) -> list[tuple[str, str]]:
        return self.ledger.sums(self.rows) if self.ledger.sums else []


def _select(name: str, label: str, choices, chosen: str) -> Select:
    return Select(name, label, [(value, text, value == chosen) for value, text in choices])


def told(page_rows, ledger: Ledger) -> list[Row]:
    """The records of one page as lines, with a fixed number of queries."""
    rows = list(page_rows.with_counts().select_related(ledger.kind, "department", "unit"))
    pictures = _pictures(rows) if ledger.shows_picture else {}
    return [_row(record, ledger, pictures.get(record.pk)) for record in rows]


def _pictures(records: list[Record]) -> dict[int, Attachment]:
    """The first file of each that there is a small picture of. One query."""
    found: dict[int, Attachment] = {}
    shown = Attachment.objects.live().with_thumbs().filter(has_thumb=True, record__in=[row.pk for row in records])
    for attachment in shown.order_by("record", "order", "pk"):
        found.setdefault(attachment.record_id, attachment)
    return found


def _row(record: Record, ledger: Ledger, picture: Attachment | None) -> Row:
    found = completeness(record)
    cells = [column.tell(record) for column in ledger.columns]
    return Row(record, cells, found.summary, found.is_complete, picture)


@dataclass(frozen=True)
class Shelf:
    """One ledger on the overview: how many of the year, and how many of them wait or are drafts."""

    ledger: Ledger
    count: int
    waiting: int
    open: int


def shelves(rows, year: int) -> list[Shelf]:
    """Every ledger with its counts of a year; rules count whatever their year. Two queries."""
    of_year = _counts(rows.of_year(year))
    rules = _counts(rows.filter(kind=Record.Kind.REGULATION))
    return [_shelf(ledger, of_year if ledger.by_year else rules) for ledger in LEDGERS.values()]


def _counts(rows) -> dict[tuple[str, str], int]:
    counted = rows.order_by().values_list("kind", "state").annotate(n=Count("pk"))
    return {(kind, state): n for kind, state, n in counted}


def _shelf(ledger: Ledger, counts: dict[tuple[str, str], int]) -> Shelf:
    by_state = {state: counts.get((ledger.kind, state), 0) for state in Record.State.values}
    still_open = by_state[Record.State.DRAFT] + by_state[Record.State.RETURNED]
    return Shelf(ledger, sum(by_state.values()), by_state[Record.State.SUBMITTED], still_open)
