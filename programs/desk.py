"""What lies on a person's desk: what is late, returned, due, waiting; of the own department, or of the whole unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.urls import reverse

from accounts.access import Standing
from evidence.models import Record, RecordStep
from programs.desk_rhythms import Rhythm, rhythms_of
from programs.models import Plan, Task, TaskLine, TaskStep
from programs.moves import acts_for_all, departments_under, is_mine
from programs.occurrences_standing import with_occurrences
from programs.standings import Status, files_of, is_late, is_soon, meter_segments, spoken_day, status_of

State = Task.State
READY = "材料都已通过，可以提交任务"
SHOWN = 8  # lines of one list
LONGEST = 18  # signs of another plan's title beside a task


@dataclass
class Line:
    """One thing to do, as a line of a list."""

    status: Status
    title: str
    path: str
    small: str
    label: str = "去办"
    tag: str = ""
    remark: str = ""


@dataclass
class Progress:
    """How far the tasks of a desk are."""

    count: int
    done: int
    late: int

    @property
    def going(self) -> int:
        return self.count - self.done - self.late

    @property
    def percent(self) -> int:
        return (self.done * 200 + self.count) // (2 * self.count) if self.count else 0

    @property
    def segments(self) -> list[dict]:
        return meter_segments(self.done, self.going, self.late, self.count)

    @property
    def said(self) -> str:
        return f"完成 {self.done}，在办 {self.going}，逾期 {self.late}"


@dataclass
class Desk:
    """The lists of a desk, each as long as it is and cut to what is shown."""

    to_do: list[Line] = field(default_factory=list)
    n_to_do: int = 0
    n_helped: int = 0  # of what is to do, the tasks others lead
    n_late: int = 0
    n_returned: int = 0
    n_soon: int = 0
    to_review: list[Line] = field(default_factory=list)
    n_to_review: int = 0
    waiting: list[Line] = field(default_factory=list)
    n_waiting: int = 0
    n_unassigned: int = 0
    first: str = ""  # what the sentence below the headline speaks of
    progress: Progress | None = None
    rhythms: list[Rhythm] = field(default_factory=list)  # to be held several times; those short of it first
    due: list[tuple[date, str]] = field(default_factory=list)  # the days of what is not done, for the calendar

    @property
    def n_own_to_do(self) -> int:
        return self.n_to_do - self.n_helped


def _sort_of(record: Record) -> str:
    return "活动档案" if record.kind == Record.Kind.ACTIVITY else record.get_kind_display()


def _what(record: Record) -> str:
    """Behind a day: 3 月 12 日的活动; of other records the day alone."""
    return "的活动" if record.kind == Record.Kind.ACTIVITY else ""


def numbered(task: Task) -> str:
    return f"{task.number}. {task.title}" if task.number else task.title


def _named(task: Task) -> str:
    return f"第 {task.number} 条" if task.number else f"“{task.title[:20]}”"


def desk_tasks(standing: Standing, plans: list[Plan]):
    """The tasks of a desk: those of the own departments; for everybody else all of the plans."""
    tasks = Task.objects.visible_to(standing.user, "task.read").filter(plan__in=[plan.pk for plan in plans]).undivided()
    return tasks.on_desk_of(standing.departments) if standing.is_department_only else tasks


Making = Callable[[], Line]  # most lines are only counted


class _Builder:
    """Reads the rows of one desk once and sorts them into its lists; the first of the plans is the one in hand."""

    def __init__(self, standing: Standing, plans: list[Plan], to_approve: list[Plan], today: date):
        self.standing, self.plans, self.to_approve, self.today = standing, plans, to_approve, today
        self.titles = {plan.pk: plan.title for plan in plans[1:]}
        self.own = {department.pk for department in standing.departments}
        self.is_wide = acts_for_all(standing, "task.work")
        self.desk = Desk()
        self.to_do: list[Making] = []
        self.to_review: list[Making] = []
        self.waiting: list[Making] = []
        self.n_late_first = 0  # lines of overdue work at the head of what is to do
        self.files: dict = {}

    def build(self) -> Desk:
        tasks = self._own_tasks() if self.plans else []
        given, reviews = self._others_tasks()
        if self.plans:
            self._sort_tasks(tasks)
        self._sort_given(given)
        records = self._records()
        if self.standing.may("record.write"):
            self._sort_records([row for row in records if is_mine(self.standing, "record.write", row.department_id)])
        self._sort_reviews(reviews, records)
        self._cut()
        return self.desk

    def _own_tasks(self) -> list[Task]:
        tasks = with_occurrences(desk_tasks(self.standing, self.plans).with_filed(), self.today)
        tasks = tasks.select_related("department", "group", "unit", "frequency__kind")
        return list(tasks.defer("requirement", "measures", "source", "note").order_by("order", "pk"))

    @cached_property
    def own_lines(self) -> dict[int, list[TaskLine]]:
        """The own departments' lines of groups' tasks. One query, none for who has no department."""
        found: dict[int, list[TaskLine]] = {}
        if self.own:
            rows = TaskLine.objects.filter(department__in=self.own, task__plan__unit=self.standing.unit)
            for line in rows.order_by("department__order", "pk"):
                found.setdefault(line.task_id, []).append(line)
        return found

    def _others_tasks(self) -> tuple[list[Task], list[Task]]:
        """What a unit above gave to this one, by its days, and what waits for the person's review. One query."""
        user, unit = self.standing.user, self.standing.unit
        keys = Task.objects.given_to(user, "task.work").filter(unit=unit).open().order_by().values("pk")
        if acts_for_all(self.standing, "task.review") or departments_under(self.standing, "task.review"):
            keys = keys.union(Task.objects.reviewable_by(user).of_unit(unit).order_by().values("pk"))
        found = Task.objects.filter(pk__in=keys).select_related("department", "group", "unit", "plan__unit")
        rows = list(found.order_by("order", "pk"))
        given = [task for task in rows if task.plan.unit_id != unit.pk]
        given.sort(key=lambda task: (task.due_on or date.max, task.pk))
        return given, [task for task in rows if task.plan.unit_id == unit.pk]

    def _sort_tasks(self, tasks: list[Task]) -> None:
        states = [(task, self._state_for_me(task)) for task in tasks]
        own = [(task, state) for task, state in states if not self._is_helper(task)]
        late = sum(is_late(state, task.due_on, self.today) for task, state in own)
        done = sum(state == State.ACCEPTED for _, state in own)
        self.desk.progress = Progress(len(own), done, late)
        self.desk.rhythms = rhythms_of(task for task, _ in own)
        in_hand = [task for task in tasks if task.plan_id not in self.titles]
        self.desk.n_unassigned = sum(task.party is None for task in in_hand)
        works = self.standing.may("task.work")
        open_rows = [(task, state) for task, state in states if state not in (State.ACCEPTED, State.SUBMITTED)]
        self.desk.due = [(task.due_on, task.title) for task, state in states if task.due_on and state != State.ACCEPTED]
        self.desk.n_late = late
        self.desk.n_returned = sum(state == State.RETURNED for _, state in own)
        self.desk.n_soon = sum(is_soon(state, task.due_on, self.today) for task, state in own)
        if not works:
            return
        open_rows.sort(key=lambda pair: self._urgency(*pair))
        waiting = [task for task, state in own if state == State.SUBMITTED and not self.is_wide]
        self._read_beside([task for task, _ in open_rows[:SHOWN]], waiting[:SHOWN])
        self.to_do = [partial(self._task_line, task, state) for task, state in open_rows]
        self.desk.n_helped = sum(self._is_helper(task) for task, _ in open_rows)
        self.waiting = [partial(self._waiting_line, task) for task in waiting]
        self.n_late_first = late
        if open_rows and not self._is_helper(open_rows[0][0]):
            self.desk.first = self._first_words(*open_rows[0])

    def _read_beside(self, tasks: list[Task], waiting: list[Task]) -> None:
        """What the lines shown say besides: the files of tasks, and the steps of what was returned or waits."""
        self.files = files_of(tasks)
        told = TaskStep.objects.filter(verb__in=[TaskStep.Verb.SUBMITTED, TaskStep.Verb.RETURNED]).select_related("by")
        back = [task for task in tasks if self._state_for_me(task) == State.RETURNED]
        prefetch_related_objects([*back, *waiting], Prefetch("steps", told))

    def _state_for_me(self, task: Task) -> str:
        """A group's task is, for a member, what the own line of it is."""
        if task.group_id and not self.is_wide:
            own = self.own_lines.get(task.pk)
            if own:
                return own[0].state
        return task.state

    def _is_helper(self, task: Task) -> bool:
        if self.is_wide or not self.own or task.department_id in self.own:
            return False
        return task.pk not in self.own_lines

    def _urgency(self, task: Task, state: str) -> tuple:
        late = (self.today - task.due_on).days if is_late(state, task.due_on, self.today) else 0
        due = task.due_on or date.max
        return (self._is_helper(task), -late, state != State.RETURNED, due, task.order)

    def _task_line(self, task: Task, state: str) -> Line:
        is_helper = self._is_helper(task)
        returned = state == State.RETURNED and not is_helper
        is_ready = task.is_filed and not task.group_id and not is_helper and not returned
        label = "看看" if self.is_wide or is_helper else "去改" if returned else "去提交" if is_ready else "去办"
        return Line(
            status=status_of(state, task.due_on, self.today),
            title=numbered(task),
            path=reverse("task_detail", args=[task.pk]),
            small=self._small(task) + (f" · {READY}" if is_ready and not self.is_wide else ""),
            label=label,
            tag="配合" if is_helper else "",
            remark=self._last_remark(task) if returned else "",
        )

    def _small(self, task: Task) -> str:
        said = [f"《{self.titles[task.plan_id][:LONGEST]}》"] if task.plan_id in self.titles else []
        if self.is_wide or self._is_helper(task):
            said.append(str(task.party or "还没定责任部门"))
        if task.due_on:
            said.append(f"{spoken_day(task.due_on, self.today)}到期")
        elif task.due_text:
            said.append(f"时限：{task.due_text}")
        said.append(self.files[task.pk].said if task.pk in self.files else "还没有活动档案")
        return " · ".join(said)

    def _last_remark(self, task: Task) -> str:
        steps = [step for step in task.steps.all() if step.verb == "returned"]
        return f"{steps[-1].by}：{steps[-1].remark}" if steps else ""

    def _first_words(self, task: Task, state: str) -> str:
        days = (self.today - task.due_on).days if is_late(state, task.due_on, self.today) else 0
        if days:
            return f"最久的是{_named(task)}，已过 {days} 天。"
        if task.due_on:
            return f"最近的是{_named(task)}，{spoken_day(task.due_on, self.today)}到期。"
        return ""

    def _waiting_line(self, task: Task) -> Line:
        sent = [step.at for step in task.steps.all() if step.verb == "submitted"]
        small = f"{spoken_day(sent[-1].date(), self.today)}已交，等审核" if sent else "等审核"
        return Line(
            Status("check", "待审核"), numbered(task), reverse("task_detail", args=[task.pk]), small, label="查看"
        )

    def _sort_given(self, tasks: list[Task]) -> None:
        self.to_do[:0] = [partial(self._given_line, task) for task in tasks if task.state != State.SUBMITTED]
        self.waiting += [partial(self._given_line, task) for task in tasks if task.state == State.SUBMITTED]

    def _given_line(self, task: Task) -> Line:
        small = f"{task.plan.unit}交办"
        if task.due_on:
            small += f" · {spoken_day(task.due_on, self.today)}到期"
        status = status_of(task.state, task.due_on, self.today)
        return Line(status, task.title, reverse("given_task", args=[task.pk]), small, tag="上级交办")

    def _records(self) -> list[Record]:
        """What the person files for or reviews and is not accepted yet, changed last first. One query."""
        if not (self.standing.may("record.write") or self.standing.may("record.review")):
            return []
        last = RecordStep.objects.filter(record=OuterRef("pk"), verb=RecordStep.Verb.RETURNED).order_by("-pk")
        rows, user = Record.objects.of_unit(self.standing.unit).exclude(state=Record.State.ACCEPTED), self.standing.user
        rows = rows.filter(rows.acting(user, "record.write") | rows.acting(user, "record.review"))
        rows = rows.annotate(remark=Subquery(last.values("remark")[:1])).select_related("department")
        return list(rows.order_by("-changed_at"))

    def _sort_records(self, rows: list[Record]) -> None:
        """Activities returned to the desk, begun and not finished, and those that wait for somebody's review."""
        by_state: dict[str, list[Record]] = {state: [] for state in Record.State.values}
        for row in rows:
            by_state[row.state].append(row)
        drafts = [row for row in by_state[Record.State.DRAFT] if row.filed_by_id == self.standing.user.pk]
        self.desk.n_returned += len(by_state[Record.State.RETURNED])
        lines = [partial(self._record_line, row) for row in [*by_state[Record.State.RETURNED], *drafts]]
        self.to_do[self.n_late_first : self.n_late_first] = lines
        if not self.is_wide:
            self.waiting += [partial(self._record_line, row) for row in by_state[Record.State.SUBMITTED]]

    def _record_line(self, record: Record) -> Line:
        """An activity as a line: to mend, to finish, or waiting."""
        status, label, name = {
            Record.State.RETURNED: (Status("soon", "退回修改", "arrow-return-left"), "去改", "record_edit"),
            Record.State.DRAFT: (Status("none", "没写完", "pencil"), "接着写", "record_edit"),
            Record.State.SUBMITTED: (Status("check", "待审核"), "查看", "record_detail"),
        }[record.state]
        return Line(
            status,
            f"{_sort_of(record)}：{record.title}",
            reverse(name, args=[record.pk]),
            f"{record.department} · {spoken_day(record.begins_on, self.today)}{_what(record)}",
            label=label,
            remark=(record.remark or "") if record.state == Record.State.RETURNED else "",
        )

    def _sort_reviews(self, tasks: list[Task], records: list[Record]) -> None:
        self.to_review += [partial(self._approval, plan) for plan in self.to_approve]
        heads = departments_under(self.standing, "task.review")
        for task in tasks:
            is_others = task.group_id and not any(
                line.state == State.SUBMITTED and line.department_id in heads
                for line in self.own_lines.get(task.pk, [])
            )
            if is_others and not acts_for_all(self.standing, "task.review"):
                continue  # a head looks at the own department's line of a group's task
            self.to_review.append(partial(self._task_review, task))
        waiting = [
            row
            for row in records
            if row.state == Record.State.SUBMITTED and is_mine(self.standing, "record.review", row.department_id)
        ]
        waiting.sort(key=lambda row: (row.begins_on, row.pk), reverse=True)
        self.to_review += [partial(self._record_review, record) for record in waiting]

    def _approval(self, plan: Plan) -> Line:
        path = reverse("plan_detail", args=[plan.pk])
        return Line(Status("check", "待审定"), f"《{plan}》", path, f"{plan.year} 年的创建方案", label="去审定")

    def _task_review(self, task: Task) -> Line:
        path = reverse("task_detail", args=[task.pk])
        return Line(Status("check", "待审核"), numbered(task), path, f"{task.party}提交的任务", label="去审")

    def _record_review(self, record: Record) -> Line:
        return Line(
            Status("check", "待审核"),
            f"{_sort_of(record)}：{record.title}",
            reverse("record_detail", args=[record.pk]),
            f"{record.department} · {spoken_day(record.begins_on, self.today)}{_what(record)}",
            label="去审",
        )

    def _cut(self) -> None:
        for name in ("to_do", "to_review", "waiting"):
            lines = getattr(self, name)
            setattr(self.desk, f"n_{name}", len(lines))
            setattr(self.desk, name, [make() for make in lines[:SHOWN]])


def desk_of(standing: Standing, plans: list[Plan], today: date, to_approve: list[Plan] | None = None) -> Desk:
    """The desk of a person in the unit in hand: the work of all plans of the year, and what waits for a decision."""
    return _Builder(standing, plans, to_approve or [], today).build()
