"""What the three views of the tasks have in common (表, 看板, 时间): the filter, its counts, and what it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from programs import task_table
from programs.current import other_plans
from programs.forms import Parties
from programs.models import Plan, Task
from programs.standings import STATES, files_of, is_late
from programs.task_filters import EVERYONE, MINE, Filters
from programs.task_table import Bare

VIEWS = {"task_list": "表", "task_board": "看板", "task_time": "时间"}


def _chips(filters: Filters, counts: dict[str, int]) -> list[dict]:
    return [
        {
            "text": text,
            "count": counts[show],
            "query": filters.query(show=show),
            "is_on": show == filters.show,
            "is_red": show == "late" and counts[show] > 0,
        }
        for show, text in task_table.SHOWS.items()
        if show != "disputed" or counts[show] or show == filters.show
    ]


def _department_choices(filters: Filters, departments: Iterable[tuple[str, str]]) -> list[dict]:
    rows = [{"value": EVERYONE, "text": "全部部门"}]
    if filters.own:
        rows.append({"value": MINE, "text": "只看本部门"})
    rows += [{"value": key, "text": name} for key, name in departments]
    return [row | {"is_on": row["value"] == filters.department} for row in rows]


class Screen:
    """The tasks of a plan that a request asks to see, read thinly; a view then reads the rows it shows."""

    def __init__(self, request, plan: Plan):
        self.request, self.plan = request, plan
        self.today = timezone.localdate()
        self.filters = filters = Filters(request.GET, request.standing.departments)
        tasks = filters.narrow(Task.objects.visible_to(request.user, "task.read").filter(plan=plan))
        self.bare, self.files = task_table.bare_tasks(tasks), files_of(plan)
        self.counts = task_table.counts_of(self.bare, self.files, self.today)
        self.found = task_table.matching(self.bare, filters.show, self.files, self.today, filters.opened)
        self.parties = Parties(request.unit)

    @property
    def by_due(self) -> list[Bare]:
        """What is found, the first due first; without a day last."""
        return sorted(self.found, key=lambda task: (task.due_on is None, task.due_on or self.today))

    def _late_said(self, names: dict[str, str]) -> str:
        """，其中 3 项在办公室: where several are late, which department has most of them to do."""
        late = [task for task in self.bare if not task.is_divided and is_late(task.state, task.due_on, self.today)]
        of = Counter(str(task.department_id) for task in late if str(task.department_id) in names)
        if self.filters.department != EVERYONE or not of or len(late) < 3:
            return ""
        most, count = min(of.items(), key=lambda one: (-one[1], list(names).index(one[0])))
        if count < 2:
            return ""
        return f"，都在{names[most]}" if count == len(late) else f"，其中 {count} 项在{names[most]}"

    def context(self, view: str) -> dict:
        """All that the head of the page, its filters and its acts print."""
        request, filters, departments = self.request, self.filters, self.parties.departments
        query = filters.query()
        return {
            "plan": self.plan,
            "others": other_plans(request, self.plan),
            "filters": filters,
            "views": [
                {"text": text, "path": f"{reverse(name)}?{query}", "is_on": name == view}
                for name, text in VIEWS.items()
            ],
            "view": view,
            "chips": _chips(filters, self.counts),
            "departments": _department_choices(filters, departments),
            "is_mine": filters.department == MINE,
            "everyone_query": filters.query(department=EVERYONE),
            "state_said": STATES.get(filters.state, ""),
            "every_state_query": filters.query(state=""),
            "counts": self.counts,
            "has_found": bool(self.found),
            "late_said": self._late_said(dict(departments)),
            "going": sum(task.state == Task.State.IN_PROGRESS for task in self.bare),
            "query": query,
            "can_assign": request.standing.may("task.assign"),
            "today": self.today,
            "back": request.get_full_path(),
        }
