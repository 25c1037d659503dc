"""Reminding people of what is due: a week and a day before, on the day, then weekly; one line a person a day at most.

A run takes the same number of queries whatever the number of people, and a second run of a day tells nothing twice.
On days off nobody is reminded; what fell due meanwhile is told on the next workday, and days late go on counting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.access import IN_DEPARTMENT, Role
from accounts.models import Membership
from accounts.notices import Kind, tell_each
from accounts.workdays import entered, is_workday
from evidence.models import Record
from programs.findings import Finding
from programs.models import Plan
from programs.occurrences import Frequency, Occurrence
from programs.tasks import Task, TaskLine

AHEAD = (7, 1, 0)  # days before the due day
WEEK = 7
DONE = (Task.State.SUBMITTED, Task.State.ACCEPTED)
LONGEST_BREAK = 15  # days looked back for the last workday


@dataclass(frozen=True)
class Matter:
    """One thing with a day: a task, a department's line of one, an occurrence, a finding, an activity planned."""

    sort: str  # task, occurrence, finding, activity
    title: str
    path: str
    due_on: date

    def counts_on(self, today: date) -> bool:
        """An occurrence whose day has passed is no debt of that day: it can be held later, or is missed.

        An activity is told before its day alone; from then on its file is on the desk of whoever opened it.
        """
        if self.sort == "activity":
            return self.due_on > today
        return self.sort != "occurrence" or self.due_on >= today

    def is_told(self, days: Iterable[date]) -> bool:
        """Whether one of the days asks for a reminder."""
        for day in days:
            ahead = (self.due_on - day).days
            if ahead in AHEAD or (ahead < 0 and -ahead % WEEK == 0):
                return True
        return False


@dataclass
class Load:
    """What one person answers for, each matter once."""

    matters: dict[tuple, Matter] = field(default_factory=dict)

    def add(self, matter: Matter) -> None:
        self.matters[(matter.sort, matter.path, matter.title)] = matter


def days_of(today: date) -> list[date]:
    """Today and the days off before it, whose reminders waited; empty on a day off."""
    told = entered(today - timedelta(days=LONGEST_BREAK), today)
    if not is_workday(today, told):
        return []
    days = [today]
    while len(days) < LONGEST_BREAK and not is_workday(days[-1] - timedelta(days=1), told):
        days.append(days[-1] - timedelta(days=1))
    return days


def remind(today: date) -> int:
    """Tell everybody what is due; how many people were told something new."""
    days = days_of(today)
    if not days:
        return 0
    loads = _Loads(today + timedelta(days=max(AHEAD))).read()
    told = []
    for user_id, load in loads.items():
        matters = [one for one in load.matters.values() if one.counts_on(today)]
        if any(matter.is_told(days) for matter in matters):
            text, path = said_of(matters, days, today)
            told.append((user_id, text, path))
    return tell_each(told, key=f"reminder:{today}", kind=Kind.DUE)


def said_of(matters: list[Matter], days: list[date], today: date) -> tuple[str, str]:
    """The one line of a day and where it leads: a single matter by its name, several by their number."""
    late = [one for one in matters if one.due_on < today]
    now = [one for one in matters if one.due_on == today]
    soon = [one for one in matters if one.due_on > today and one.is_told(days)]
    named = [*now, *soon, *late]
    if len(named) == 1:
        return _single(named[0], today), named[0].path
    planned = [one for one in soon if one.sort == "activity"]
    soon = [one for one in soon if one not in planned]
    groups = [("今天到期", now), *_by_distance(soon, today), ("逾期", late)]
    text = [f"{said} {len(rows)} 项" for said, rows in groups if rows]
    text += [f"7 天内有 {len(planned)} 场安排好的活动"] if planned else []
    return f"{'，'.join(text)}。", _way_to(named, bool(late))


def _by_distance(soon: list[Matter], today: date) -> list[tuple[str, list[Matter]]]:
    tomorrow = [one for one in soon if (one.due_on - today).days == 1]
    return [("明天到期", tomorrow), ("7 天内到期", [one for one in soon if one not in tomorrow])]


def _single(matter: Matter, today: date) -> str:
    ahead = (matter.due_on - today).days
    title = matter.title[:120]
    if ahead < 0:
        return f"“{title}”已逾期 {-ahead} 天。"
    said = {0: "今天", 1: "明天"}.get(ahead, f"{ahead} 天后")
    return f"“{title}”{said}{'举行' if matter.sort == 'activity' else '到期'}。"


def _way_to(matters: list[Matter], has_late: bool) -> str:
    sorts = {matter.sort for matter in matters}
    if sorts == {"finding"}:
        return reverse("supervision_list")
    if sorts <= {"occurrence", "activity"}:
        return reverse("calendar")
    return f"{reverse('task_list')}?show={'late' if has_late else 'soon'}"


class _Loads:
    """Reads all matters due until a day, and whose they are."""

    def __init__(self, until: date):
        self.until = until
        self.loads: dict[int, Load] = {}
        self.of_department: dict[int, list[int]] = {}
        self.of_office: dict[int, list[int]] = {}

    def read(self) -> dict[int, Load]:
        self._read_people()
        self._read_tasks()
        self._read_lines()
        self._read_occurrences()
        self._read_findings()
        self._read_activities()
        return self.loads

    def _read_people(self) -> None:
        rows = Membership.objects.filter(user__is_active=True)
        rows = rows.filter(Q(role__in=IN_DEPARTMENT) | Q(role=Role.OFFICE)).order_by()
        for user_id, role, department_id, unit_id in rows.values_list("user", "role", "department", "unit"):
            if role == Role.OFFICE:
                self.of_office.setdefault(unit_id, []).append(user_id)
            elif department_id:
                self.of_department.setdefault(department_id, []).append(user_id)

    def _give(self, people: Iterable[int | None], matter: Matter) -> None:
        for user_id in people:
            if user_id is not None:
                self.loads.setdefault(user_id, Load()).add(matter)

    def _read_tasks(self) -> None:
        rows = _in_force(Task.objects.undivided()).filter(group__isnull=True, due_on__lte=self.until)
        rows = rows.exclude(state__in=DONE).annotate(home=F("plan__unit"), person=F("in_charge__user"))
        for row in rows.values("pk", "title", "due_on", "department", "unit", "home", "person"):
            is_given = row["unit"] not in (None, row["home"])
            path = reverse("given_task" if is_given else "task_detail", args=[row["pk"]])
            matter = Matter("task", row["title"], path, row["due_on"])
            self._give(self._people(row["department"], row["unit"] or row["home"]), matter)
            self._give([row["person"]], matter)

    def _people(self, department_id: int | None, unit_id: int) -> list[int]:
        """A department's people; the office where a unit answers, or nobody yet."""
        return self.of_department.get(department_id, []) if department_id else self.of_office.get(unit_id, [])

    def _read_lines(self) -> None:
        rows = TaskLine.objects.exclude(state__in=DONE).filter(task__due_on__lte=self.until)
        rows = rows.exclude(task__plan__state=Plan.State.ENDED).order_by()
        for pk, title, due_on, department_id in rows.values_list("task", "task__title", "task__due_on", "department"):
            path = reverse("task_detail", args=[pk])
            self._give(self.of_department.get(department_id, []), Matter("task", title, path, due_on))

    def _read_occurrences(self) -> None:
        rows = (
            Occurrence.objects.unheld()
            .exclude(task__plan__state=Plan.State.ENDED)
            .annotate(due=Coalesce("planned_on", "ends_on"), held=_held_of_task(), home=F("task__plan__unit"))
        )
        rows = rows.filter(due__lte=self.until, ends_on__gte=self.until - timedelta(days=max(AHEAD)))
        is_enough = Q(task__frequency__every=Frequency.Every.FESTIVAL, task__frequency__times__isnull=False) & Q(
            held__gte=F("task__frequency__times")
        )
        members = _members_with_a_rhythm()
        fields = ("task", "task__title", "name", "due", "task__department", "task__unit", "home", "task__group")
        for row in rows.exclude(is_enough).order_by().values(*fields):
            path = f"{reverse('task_detail', args=[row['task']])}#occurrences"
            matter = Matter("occurrence", f"{row['name']}：{row['task__title']}", path, row["due"])
            if row["task__group"] is None:
                self._give(self._people(row["task__department"], row["task__unit"] or row["home"]), matter)
            for department_id in members.get(row["task"], ()):  # whoever of the group holds it, it is held for all
                self._give(self.of_department.get(department_id, []), matter)

    def _read_findings(self) -> None:
        rows = Finding.objects.to_rectify().filter(due_on__lte=self.until).order_by()
        for pk, text, due_on, department_id in rows.values_list("pk", "text", "due_on", "department"):
            path = reverse("finding_detail", args=[pk])
            self._give(self.of_department.get(department_id, []), Matter("finding", text, path, due_on))

    def _read_activities(self) -> None:
        """Activities and meetings opened for a day to come, and nobody has handed in yet."""
        first = self.until - timedelta(days=max(AHEAD))
        rows = Record.objects.filter(state=Record.State.DRAFT, begins_on__gt=first, begins_on__lte=self.until)
        rows = rows.filter(kind__in=(Record.Kind.ACTIVITY, Record.Kind.MEETING)).order_by()
        for pk, title, day, department_id in rows.values_list("pk", "title", "begins_on", "department"):
            path = reverse("record_detail", args=[pk])
            self._give(self.of_department.get(department_id, []), Matter("activity", title, path, day))


def _in_force(tasks):
    return tasks.exclude(plan__state=Plan.State.ENDED).filter(plan__unit__closed_on__isnull=True).order_by()


def _members_with_a_rhythm() -> dict[int, list[int]]:
    """The departments that have not handed in their line yet, by task of a group that has a frequency."""
    rows = TaskLine.objects.filter(task__frequency__isnull=False).exclude(state__in=DONE)
    found: dict[int, list[int]] = {}
    for task, department in (
        rows.exclude(task__plan__state=Plan.State.ENDED).order_by().values_list("task", "department")
    ):
        found.setdefault(task, []).append(department)
    return found


def _held_of_task():
    """How many occurrences of the same task were held, counted beside the row."""
    rows = Occurrence.objects.filter(task=OuterRef("task"), record__isnull=False).order_by()
    counted = rows.values("task").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
