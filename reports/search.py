"""One search over what a person may read: tasks, records with their files, clauses, plans, people, pages."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Department, Person, Unit, User, named
from accounts.typed import clean_text, whole_number
from evidence.library import FILES
from evidence.models import Record
from evidence.search_index import words_of
from programs.models import Plan, Task
from reports.menu import Item, pages_found
from scoring.models import Citation, Clause, Framework

RECORDS, TASKS, CLAUSES, PLANS = "records", "tasks", "clauses", "plans"
DEPARTMENTS, PEOPLE, ACCOUNTS, PAGES = "departments", "people", "accounts", "pages"
TITLES = {
    TASKS: "任务",
    RECORDS: "档案",
    CLAUSES: "得分点",
    PLANS: "方案",
    DEPARTMENTS: "部门",
    PEOPLE: "人员",
    ACCOUNTS: "登录账号",
    PAGES: "页面",
}
SAID_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
LONGEST = 100
PER_PAGE = 20
SHOWN_OF_CLAUSE = 34  # characters of a clause in the filter


def year_apart(text: str, this_year: int) -> tuple[str, int | None]:
    """What is looked for, and the year that is said beside it: 宣讲 2025, 去年 宣讲. A year alone is a word."""
    words = text.split()
    said = {word: _year_of(word, this_year) for word in words}
    years = [year for year in said.values() if year]
    left = [word for word in words if not said[word]]
    return (" ".join(left), years[0]) if left and years else (text, None)


def _year_of(word: str, this_year: int) -> int | None:
    if word in SAID_YEARS:
        return this_year + SAID_YEARS[word]
    found = re.fullmatch(r"(20\d\d)(?:年|年度)?", word, re.ASCII)
    return int(found[1]) if found else None


class Search:
    """What the address asks for, among the rows of the unit in hand that the person may read."""

    def __init__(self, request, plan: Plan | None):
        asked = request.GET
        self.user, self.unit, self.plan = request.user, request.unit, plan
        self.standing = request.standing
        self.text = clean_text(asked.get("q", ""))[:LONGEST]
        self.sought, year = year_apart(self.text, timezone.localdate().year)
        self.words = words_of(self.sought)
        self.is_settled = asked.get("scope") in TITLES
        self.scope = asked["scope"] if self.is_settled else RECORDS
        self.year = whole_number(asked.get("year")) or year
        self.kind = asked.get("kind") if asked.get("kind") in Record.Kind.values else ""
        self.files = asked.get("files") if asked.get("files") in dict(FILES) else ""
        self.department = whole_number(asked.get("department"))
        self.clause = whole_number(asked.get("clause"))

    # rows -------------------------------------------------------------------

    @property
    def scopes(self) -> list[str]:
        """Where this person may look; accounts are for who keeps them."""
        return [scope for scope in TITLES if scope != ACCOUNTS or self.standing.may("people.manage")]

    def rows_of(self, scope: str):
        """The hits of one kind of row, the likeliest first; none without a word. Pages are no rows."""
        if not self.words or scope == PAGES:
            return Record.objects.none()
        return getattr(self, f"_{scope}")()

    def pages(self) -> list[Item]:
        return pages_found(self.standing, self.sought) if self.words else []

    def counts(self) -> dict[str, int]:
        """How many hits there are of each kind. One query."""
        if not self.words:
            return dict.fromkeys(self.scopes, 0)
        asked = {f"n_{scope}": _count(self.rows_of(scope)) for scope in self.scopes if scope != PAGES}
        counted = Unit.objects.filter(pk=self.unit.pk).values(**asked).get()
        return {scope: counted.get(f"n_{scope}", len(self.pages())) for scope in self.scopes}

    def settle(self, counts: dict[str, int]) -> None:
        """Look where something is found, when the address does not say where; records come first."""
        if not self.is_settled and not counts.get(self.scope):
            self.scope = next((scope for scope in self.scopes if counts[scope]), self.scope)

    def _records(self):
        rows = Record.objects.visible_to(self.user, "record.read").of_unit(self.unit).found_by(self.sought)
        if self.year is not None:
            rows = rows.of_year(min(self.year, 9999))
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.department is not None:
            rows = rows.of_department(self.department)
        if self.clause is not None:
            rows = rows.filter(Exists(Citation.objects.filter(record=OuterRef("pk"), clause=self.clause)))
        if self.files:
            rows = rows.complete() if self.files == "complete" else rows.lacking(self.files)
        return rows.order_by("-begins_on", "-pk")

    def _tasks(self):
        rows = Task.objects.visible_to(self.user, "task.read").filter(plan__unit=self.unit)
        if self.year is not None:
            rows = rows.filter(plan__year=min(self.year, 9999))
        if self.department is not None:
            rows = rows.filter(department=self.department)
        for word in self.sought.split():
            rows = rows.saying(word)
        return rows.order_by("-plan__year", "order", "pk")

    def _clauses(self):
        frameworks = Framework.objects.visible_to(self.user, "score.read").of_unit(self.unit)
        if self.year is not None:
            frameworks = frameworks.filter(year=min(self.year, 9999))
        rows = Clause.objects.filter(framework__in=frameworks.values("pk"))
        for word in self.sought.split():
            rows = rows.filter(Q(text__icontains=word) | Q(materials__icontains=word))
        return rows.order_by("-framework__year", "framework", "order", "pk")

    def _plans(self):
        rows = Plan.objects.visible_to(self.user, "plan.read").of_unit(self.unit)
        if self.year is not None:
            rows = rows.filter(year=min(self.year, 9999))
        for word in self.sought.split():
            rows = rows.filter(
                Q(title__icontains=word) | Q(number__icontains=word) | Q(sections__heading__icontains=word)
            )
        return rows.distinct().order_by("-year", "-serial")

    def _departments(self):
        rows = Department.objects.visible_to(self.user, "unit.read").of_unit(self.unit)
        return rows.found_by(self.sought).order_by("-is_active", "order", "pk")

    def _people(self):
        rows = Person.objects.visible_to(self.user, "roster.read").of_unit(self.unit).found_by(self.sought)
        if self.department is not None:
            rows = rows.filter(department=self.department)
        return rows.order_by("department__order", "pk")

    def _accounts(self):
        if not self.standing.may("people.manage"):
            return User.objects.none()
        rows = User.objects.filter(Exists(self.unit.memberships.filter(user=OuterRef("pk"))))
        return rows.filter(named(self.sought) | Q(username__icontains=self.sought)).order_by("-is_active", "username")

    # filters ----------------------------------------------------------------

    def query(self, **changes) -> str:
        kept = {
            "q": self.text,
            "scope": self.scope,
            "year": self.year,
            "kind": self.kind,
            "department": self.department,
            "clause": self.clause,
            "files": self.files,
        } | changes
        return urlencode({name: value for name, value in kept.items() if value not in (None, "")})

    def filters(self) -> list[dict]:
        """The selects of the page: name, label and options (value, title, whether chosen)."""
        years = Record.objects.visible_to(self.user, "record.read").of_unit(self.unit)
        years = list(years.order_by("-year").values_list("year", flat=True).distinct())
        departments = [(one.pk, str(one)) for one in Department.objects.of_unit(self.unit)]
        given = []
        if self.scope in (RECORDS, TASKS, CLAUSES, PLANS):
            given.append(("year", "年度", "年度不限", [(year, f"{year} 年") for year in years], self.year))
        if self.scope in (RECORDS, TASKS, PEOPLE):
            given.append(("department", "部门", "全部部门", departments, self.department))
        if self.scope == RECORDS:
            given.insert(1, ("kind", "类别", "全部类别", Record.Kind.choices, self.kind))
            given.append(("files", "材料", "材料不限", FILES, self.files))
            given.append(("clause", "得分点", "得分点不限", self._clause_choices(), self.clause))
        return [_select(*one) for one in given]

    def _clause_choices(self) -> list[tuple[int, str]]:
        if self.plan is None:
            return []
        rows = self.plan.framework.clauses.order_by("order", "pk").values_list("pk", "indicator__number", "text")
        return [(pk, f"{number} {text[:SHOWN_OF_CLAUSE]}".strip()) for pk, number, text in rows]


def _count(rows):
    """How many rows there are, as a part of a larger query."""
    # grouped by a constant: one line with the count, or none
    counted = rows.order_by().annotate(everything=Value(1)).values("everything").annotate(n=Count("pk", distinct=True))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def _select(name: str, label: str, empty: str, options, chosen) -> dict:
    rows = [{"value": "", "title": empty, "is_chosen": chosen in (None, "")}]
    rows += [{"value": str(value), "title": title, "is_chosen": value == chosen} for value, title in options]
    return {"name": name, "label": label, "options": rows, "is_on": chosen not in (None, "")}
