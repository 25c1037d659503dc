"""What lies on a person's desk: what is late, returned, due, waiting; of the own department, or of the whole unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Prefetch, Subquery
from django.urls import reverse

from accounts.access import Standing
from evidence.models import Record, RecordStep
from programs.models import Plan, Task, TaskStep
from programs.moves import acts_for_all, departments_under
from programs.standings import Status, files_of, is_late, is_soon, meter_segments, spoken_day, status_of

State = Task.State
SHOWN = 8  # lines of one list


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
        return f"完成 {self.done}，办理中 {self.going}，逾期 {self.late}"


@dataclass
class Desk:
    """The lists of a desk, each as long as it is and cut to what is shown."""

    to_do: list[Line] = field(default_factory=list)
    n_to_do: int = 0
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


def numbered(task: Task) -> str:
    return f"{task.number}. {task.title}" if task.number else task.title


def _named(task: Task) -> str:
    return f"第 {task.number} 条" if task.number else f"“{task.title[:20]}”"


def desk_tasks(standing: Standing, plan: Plan):
    """The tasks of a desk: those of the own departments; for everybody else all of the plan."""
    tasks = Task.objects.visible_to(standing.user, "task.read").filter(plan=plan)
    return tasks.on_desk_of(standing.departments) if standing.is_department_only else tasks


class _Builder:
    """Reads the rows of one desk once and sorts them into its lists."""

    def __init__(self, standing: Standing, plan: Plan | None, today: date):
        self.standing, self.plan, self.today = standing, plan, today
        self.own = {department.pk for department in standing.departments}
        self.is_wide = acts_for_all(standing, "task.work")
        self.desk = Desk()

    def build(self) -> Desk:
        if self.plan is not None:
            self._read_tasks()
        self._read_records()
        if acts_for_all(self.standing, "task.review") or departments_under(self.standing, "task.review"):
            self._read_reviews()
        self._cut()
        return self.desk

    def _read_tasks(self) -> None:
        told = TaskStep.objects.filter(verb__in=[TaskStep.Verb.SUBMITTED, TaskStep.Verb.RETURNED]).select_related("by")
        tasks = list(
            desk_tasks(self.standing, self.plan)
            .select_related("department", "group", "unit")
            .prefetch_related("lines", Prefetch("steps", told))
            .order_by("order", "pk")
        )
        files = files_of(self.plan)
        states = [(task, self._state_for_me(task)) for task in tasks]
        own = [(task, state) for task, state in states if not self._is_helper(task)]
        late = sum(is_late(state, task.due_on, self.today) for task, state in own)
        done = sum(state == State.ACCEPTED for _, state in own)
        self.desk.progress = Progress(len(own), done, late)
        self.desk.n_unassigned = sum(task.party is None for task in tasks)
        works = self.standing.may("task.work")
        open_rows = [(task, state) for task, state in states if state not in (State.ACCEPTED, State.SUBMITTED)]
        self.desk.n_late = late
        self.desk.n_returned = sum(state == State.RETURNED for _, state in own)
        self.desk.n_soon = sum(is_soon(state, task.due_on, self.today) for task, state in own)
        if not works:
            return
        open_rows.sort(key=lambda pair: self._urgency(*pair))
        self.desk.to_do = [self._task_line(task, state, files) for task, state in open_rows]
        if open_rows and not self._is_helper(open_rows[0][0]):
            self.desk.first = self._first_words(*open_rows[0])
        waiting = [task for task, state in own if state == State.SUBMITTED and not self.is_wide]
        self.desk.waiting = [self._waiting_line(task) for task in waiting]

    def _state_for_me(self, task: Task) -> str:
        """A group's task is, for a member, what the own line of it is."""
        if task.group_id and not self.is_wide:
            own = [line.state for line in task.lines.all() if line.department_id in self.own]
            if own:
                return own[0]
        return task.state

    def _is_helper(self, task: Task) -> bool:
        if self.is_wide or not self.own or task.department_id in self.own:
            return False
        return not any(line.department_id in self.own for line in task.lines.all())

    def _urgency(self, task: Task, state: str) -> tuple:
        late = (self.today - task.due_on).days if is_late(state, task.due_on, self.today) else 0
        due = task.due_on or date.max
        return (self._is_helper(task), -late, state != State.RETURNED, due, task.order)

    def _task_line(self, task: Task, state: str, files: dict) -> Line:
        is_helper = self._is_helper(task)
        returned = state == State.RETURNED and not is_helper
        label = "看看" if self.is_wide or is_helper else ("去改" if returned else "去办")
        return Line(
            status=status_of(state, task.due_on, self.today),
            title=numbered(task),
            path=reverse("task_detail", args=[task.pk]),
            small=self._small(task, files),
            label=label,
            tag="配合" if is_helper else "",
            remark=self._last_remark(task) if returned else "",
        )

    def _small(self, task: Task, files: dict) -> str:
        said = []
        if self.is_wide or self._is_helper(task):
            said.append(str(task.party or "还没定责任部门"))
        if task.due_on:
            said.append(f"{spoken_day(task.due_on, self.today)}到期")
        elif task.due_text:
            said.append(f"时限：{task.due_text}")
        said.append(files[task.pk].said if task.pk in files else "还没有活动档案")
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

    def _read_records(self) -> None:
        """Activities returned to the desk, begun and not finished, and those that wait for somebody's review."""
        if not self.standing.may("record.write"):
            return
        last = RecordStep.objects.filter(record=OuterRef("pk"), verb=RecordStep.Verb.RETURNED).order_by("-pk")
        rows = (
            Record.objects.kept_by(self.standing.user)
            .of_unit(self.standing.unit)
            .exclude(state=Record.State.ACCEPTED)
            .annotate(remark=Subquery(last.values("remark")[:1]))
            .select_related("department")
            .order_by("-changed_at")
        )
        by_state: dict[str, list[Record]] = {state: [] for state in Record.State.values}
        for row in rows:
            by_state[row.state].append(row)
        drafts = [row for row in by_state[Record.State.DRAFT] if row.filed_by_id == self.standing.user.pk]
        self.desk.n_returned += len(by_state[Record.State.RETURNED])
        lines = [self._record_line(row) for row in [*by_state[Record.State.RETURNED], *drafts]]
        place = sum(line.status.tone == "late" and not line.tag for line in self.desk.to_do)
        self.desk.to_do[place:place] = lines
        if not self.is_wide:
            self.desk.waiting += [self._record_line(row) for row in by_state[Record.State.SUBMITTED]]

    def _record_line(self, record: Record) -> Line:
        """An activity as a line: to mend, to finish, or waiting."""
        status, label, name = {
            Record.State.RETURNED: (Status("soon", "退回修改", "arrow-return-left"), "去改", "record_edit"),
            Record.State.DRAFT: (Status("none", "没写完", "pencil"), "接着写", "record_edit"),
            Record.State.SUBMITTED: (Status("check", "待审核"), "查看", "record_detail"),
        }[record.state]
        return Line(
            status,
            f"活动档案：{record.title}",
            reverse(name, args=[record.pk]),
            f"{record.department} · {spoken_day(record.begins_on, self.today)}的活动",
            label=label,
            remark=(record.remark or "") if record.state == Record.State.RETURNED else "",
        )

    def _read_reviews(self) -> None:
        user, unit = self.standing.user, self.standing.unit
        tasks = Task.objects.reviewable_by(user).of_unit(unit).select_related("department", "group", "unit", "plan")
        records = Record.objects.reviewable_by(user).of_unit(unit).select_related("department")
        heads = departments_under(self.standing, "task.review")
        for task in tasks.prefetch_related("lines"):
            is_others = task.group_id and not any(
                line.state == State.SUBMITTED and line.department_id in heads for line in task.lines.all()
            )
            if is_others and not acts_for_all(self.standing, "task.review"):
                continue  # a head looks at the own department's line of a group's task
            self.desk.to_review.append(
                Line(
                    Status("check", "待审核"),
                    numbered(task),
                    reverse("task_detail", args=[task.pk]),
                    f"{task.party}提交的任务",
                    label="去审",
                )
            )
        for record in records:
            self.desk.to_review.append(
                Line(
                    Status("check", "待审核"),
                    f"活动档案：{record.title}",
                    reverse("record_detail", args=[record.pk]),
                    f"{record.department} · {spoken_day(record.begins_on, self.today)}的活动",
                    label="去审",
                )
            )

    def _cut(self) -> None:
        for name in ("to_do", "to_review", "waiting"):
            lines = getattr(self.desk, name)
            setattr(self.desk, f"n_{name}", len(lines))
            setattr(self.desk, name, lines[:SHOWN])


def desk_of(standing: Standing, plan: Plan | None, today: date) -> Desk:
    """The desk of a person in the unit in hand."""
    return _Builder(standing, plan, today).build()
