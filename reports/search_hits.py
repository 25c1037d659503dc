"""The hits of a search as plain values for the page, and the few of each kind that are shown while one types."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Department, Person, User
from evidence.models import Record
from evidence.search import Piece, Snippet, in_pieces, marked, snippets
from programs.models import Plan, Task
from reports.menu import Item
from reports.search import ACCOUNTS, CLAUSES, DEPARTMENTS, PAGES, PEOPLE, PLANS, RECORDS, TASKS, TITLES, Search
from scoring.models import Clause

AT_ONCE = 6  # of each kind, while one types
SHOWN = 60  # signs of a title, while one types
ICONS = {
    RECORDS: "folder",
    TASKS: "list-check",
    CLAUSES: "ui-checks-grid",
    PLANS: "file-text",
    DEPARTMENTS: "diagram-3",
    PEOPLE: "person",
    ACCOUNTS: "person-lock",
    PAGES: "box-arrow-up-right",
}
_WITH = {
    RECORDS: ("department",),
    TASKS: ("plan", "department", "group", "unit"),
    CLAUSES: ("framework", "indicator__category"),
    PEOPLE: ("department",),
}


@dataclass(frozen=True)
class Found:
    """One hit, everything ready to print."""

    title: list[Piece]
    path: str
    about: str
    snippet: Snippet | None = None


@dataclass(frozen=True)
class Group:
    """The first hits of one kind, and where all of them are."""

    scope: str
    title: str
    icon: str
    found: list[Found]
    has_more: bool
    query: str


class Hits:
    """Makes hits of rows, in a fixed number of queries a kind."""

    def __init__(self, asked: Search):
        self.asked, self.words = asked, asked.words
        self.makers = {
            RECORDS: self._of_record,
            TASKS: self._of_task,
            CLAUSES: self._of_clause,
            PLANS: self._of_plan,
            DEPARTMENTS: self._of_department,
            PEOPLE: self._of_person,
            ACCOUNTS: self._of_account,
            PAGES: self._of_page,
        }

    def found(self, scope: str, rows) -> list[Found]:
        """The hits of a page of the rows of a kind, with the place where each was found."""
        rows = fetched(scope, rows)
        if scope == RECORDS:
            shown = snippets(rows, self.asked.sought)
            return [self._of_record(row, shown.get(row.pk)) for row in rows]
        return self._plain(scope, rows)

    def _plain(self, scope: str, rows) -> list[Found]:
        return [self.makers[scope](row) for row in rows]

    def at_once(self) -> list[Group]:
        """The first few of each kind in which there are any. A query a kind."""
        groups = []
        for scope in self.asked.scopes if self.words else []:
            rows = self.asked.pages() if scope == PAGES else self.asked.rows_of(scope)
            rows = fetched(scope, rows[: AT_ONCE + 1])
            if rows:
                found = self._plain(scope, rows[:AT_ONCE])
                query = urlencode({"q": self.asked.text, "scope": scope})
                groups.append(Group(scope, TITLES[scope], ICONS[scope], found, len(rows) > AT_ONCE, query))
        return groups

    def _titled(self, text: str) -> list[Piece]:
        return in_pieces(text, self.words)

    def _of_record(self, record: Record, snippet: Snippet | None = None) -> Found:
        day = f"{record.begins_on.year} 年 {record.begins_on.month} 月 {record.begins_on.day} 日"
        about = f"{record.get_kind_display()} · {day} · {record.department} · {record.get_state_display()}"
        return Found(self._titled(record.title), record.get_absolute_url(), about, snippet)

    def _of_task(self, task: Task) -> Found:
        about = f"{task.plan.year} 年任务 · {task.party or '责任部门未定'} · {task.get_state_display()}"
        return Found(self._titled(task.title), task.get_absolute_url(), about, self._body(task.requirement))

    def _of_clause(self, clause: Clause) -> Found:
        about = f"{clause.framework.title}（{clause.framework.year} 年）· {clause.indicator.category}"
        path = f"{clause.framework.get_absolute_url()}#clause-{clause.pk}"
        return Found(self._titled(clause.text[:200]), path, about, self._body(clause.materials))

    def _of_plan(self, plan: Plan) -> Found:
        about = " · ".join(filter(None, (f"{plan.year} 年方案", plan.number, plan.get_state_display())))
        return Found(self._titled(plan.title), reverse("plan_detail", args=[plan.pk]), about)

    def _of_department(self, department: Department) -> Found:
        """To its tasks: what a person who looks for a department most often wants to know."""
        about = " · ".join(filter(None, (department.short_name, "看它的任务" if department.is_active else "已停用")))
        path = f"{reverse('task_list')}?{urlencode({'department': department.pk, 'show': 'all'})}"
        return Found(self._titled(department.name), path, about)

    def _of_person(self, person: Person) -> Found:
        said = (person.department and str(person.department), person.post, "已离岗" if person.left_on else "")
        path = reverse("roster_edit", args=[person.pk])
        if not self.asked.standing.may("roster.manage"):
            path = f"{reverse('roster_list')}?{urlencode({'q': person.name, 'state': 'all'})}"
        return Found(self._titled(person.name), path, " · ".join(filter(None, ("在册人员", *said))))

    def _of_account(self, user: User) -> Found:
        about = f"账号 {user.username}" + ("" if user.is_active else " · 已停用")
        return Found(self._titled(user.name), reverse("person_edit", args=[user.pk]), about)

    def _of_page(self, item: Item) -> Found:
        return Found(self._titled(item.title), item.path, "打开页面")

    def _body(self, text: str) -> Snippet | None:
        pieces = marked(text, self.words)
        return Snippet("", pieces) if pieces else None


def fetched(scope: str, rows) -> list:
    """The rows with what their hits name beside them. One query."""
    return list(rows.select_related(*_WITH[scope])) if scope in _WITH else list(rows)
