"""The archive page: what waits to be filed and what is filed, narrowed by year, term and department."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.typed import whole_number
from evidence.completeness import completeness
from evidence.models import Filing, Record
from evidence.retention import Term, terms_of

WAITING, FILED = "waiting", "filed"


@dataclass(frozen=True)
class Waiting:
    """A record that waits, everything ready to print."""

    record: Record
    day: str
    path: str
    file_path: str
    kind: str
    term: str
    missing: str  # what it lacks, "" where it is complete


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    title: str
    is_chosen: bool


class Shelf:
    """What the address asks to see of the unit's archive, among the records a person may read."""

    def __init__(self, request):
        asked = request.GET
        self.unit = request.unit
        self.show = FILED if asked.get("show") == FILED else WAITING
        self.records = Record.objects.visible_to(request.user, "record.read").of_unit(request.unit)
        self.filings = Filing.objects.visible_to(request.user, "record.read").of_unit(request.unit)
        self.years = list(self.records.accepted().order_by("-year").values_list("year", flat=True).distinct())
        year = whole_number(asked.get("year"))
        self.year = year if year in self.years else (self.years[0] if self.years else timezone.localdate().year)
        self.term = asked.get("term") if asked.get("term") in Term.values else ""
        department = whole_number(asked.get("department"))
        self._departments = list(Department.objects.of_unit(request.unit))
        self.department = next((one for one in self._departments if one.pk == department), None)
        self.terms = terms_of(request.unit)

    @property
    def waiting(self):
        """Unfiled records, oldest first: the order in which they get their numbers."""
        rows = self.records.of_year(self.year).unfiled().order_by("begins_on", "pk")
        if self.term:
            rows = rows.filter(kind__in=[kind for kind, term in self.terms.items() if term == self.term])
        return rows.filter(department=self.department) if self.department else rows

    @property
    def filed(self):
        rows = self.filings.of_year(self.year).filter(Q(term=self.term) if self.term else Q())
        rows = rows.filter(record__department=self.department) if self.department else rows
        return rows.select_related("record__department").order_by("term", "series", "seq")

    def query(self, **changes) -> str:
        kept = {
            "show": self.show,
            "year": self.year,
            "term": self.term,
            "department": self.department.pk if self.department else "",
        } | changes
        return urlencode({name: value for name, value in kept.items() if value})

    def filters(self) -> list[tuple[str, str, list[Choice]]]:
        """(name, label, options) of each filter."""
        years = [Choice(str(year), f"{year} 年", year == self.year) for year in self.years or [self.year]]
        terms = [Choice("", "保管期限不限", not self.term)]
        terms += [Choice(value, label, value == self.term) for value, label in Term.choices]
        departments = [Choice("", "全部部门", self.department is None)]
        departments += [Choice(str(one.pk), str(one), one == self.department) for one in self._departments]
        return [("year", "年度", years), ("term", "保管期限", terms), ("department", "部门", departments)]

    def lines(self, rows) -> list[Waiting]:
        """A page of waiting records. One query, whatever their number."""
        rows = rows.with_counts().select_related("department")
        names = dict(Term.choices)
        return [self._line(record, names[self.terms[record.kind]]) for record in rows]

    def _line(self, record: Record, term: str) -> Waiting:
        lacking = [state.title for state in completeness(record).slots if state.is_needed and not state.is_done]
        return Waiting(
            record=record,
            day=f"{record.begins_on.month} 月 {record.begins_on.day} 日",
            path=record.get_absolute_url(),
            file_path=reverse("record_file", args=[record.pk]),
            kind=record.get_kind_display(),
            term=term,
            missing=f"缺{'、'.join(lacking)}" if lacking else "",
        )
