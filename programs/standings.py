"""How a task stands, in words: its status, its days, its files; said the same on every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Value

from evidence.models import Attachment
from programs.models import Plan, Task
from scoring.points import printed, total

SOON = 7  # days before the due day in which a task is called soon due
SLOTS = [
    (Attachment.Slot.PLAN, "方案"),
    (Attachment.Slot.PHOTO, "图片"),
    (Attachment.Slot.SUMMARY, "总结"),
    (Attachment.Slot.PRESS, "报道"),
]
STATES = {  # as pages call them where the day does not matter
    Task.State.NOT_STARTED: "未开始",
    Task.State.IN_PROGRESS: "办理中",
    Task.State.SUBMITTED: "待审核",
    Task.State.RETURNED: "退回修改",
    Task.State.ACCEPTED: "已完成",
}


@dataclass(frozen=True)
class Status:
    """A status as pages show it: tone, words, and an icon where the tone's own does not fit."""

    tone: str
    text: str
    icon: str = ""


def printed_day(day: date | None, today: date) -> str:
    """11-06 within this year, 2023-11-06 otherwise."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def spoken_day(day: date, today: date) -> str:
    """11 月 6 日 within this year, with the year otherwise."""
    said = f"{day.month} 月 {day.day} 日"
    return said if day.year == today.year else f"{day.year} 年 {said}"


def _until(days: int) -> str:
    return {0: "今天到期", 1: "明天到期", 2: "后天到期"}.get(days, f"{days} 天后到期")


def is_late(state: str, due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on < today and state not in (Task.State.SUBMITTED, Task.State.ACCEPTED)


def is_soon(state: str, due_on: date | None, today: date) -> bool:
    if due_on is None or state in (Task.State.SUBMITTED, Task.State.ACCEPTED):
        return False
    return 0 <= (due_on - today).days <= SOON


def status_of(state: str, due_on: date | None, today: date) -> Status:
    """The one status that matters now: done, waiting, late, returned, soon due, under way, not begun."""
    if state == Task.State.ACCEPTED:
        return Status("done", STATES[state])
    if state == Task.State.SUBMITTED:
        return Status("check", STATES[state])
    if is_late(state, due_on, today):
        return Status("late", f"逾期 {(today - due_on).days} 天")
    if state == Task.State.RETURNED:
        return Status("soon", STATES[state], "arrow-return-left")
    if is_soon(state, due_on, today):
        return Status("soon", _until((due_on - today).days))
    if state == Task.State.IN_PROGRESS:
        return Status("go", STATES[state])
    return Status("none", STATES[Task.State.NOT_STARTED])


@dataclass(frozen=True)
class Files:
    """Which of the four kinds of files the records of a task hold."""

    have: tuple[bool, bool, bool, bool]

    @property
    def count(self) -> int:
        return sum(self.have)

    @property
    def said(self) -> str:
        lacking = "、".join(name for (_, name), is_there in zip(SLOTS, self.have, strict=True) if not is_there)
        return f"材料 {self.count} / 4" + (f"，缺{lacking}" if lacking else "，齐全")


def files_of(of: Plan | Iterable[Task]) -> dict[int, Files]:
    """The files of every task of a plan, or of some tasks, in one query. A written summary counts as one."""
    if isinstance(of, Plan):
        of_slots, of_summed = {"record__tasks__plan": of}, {"plan": of}
    else:
        keys = [task.pk for task in of]
        of_slots, of_summed = {"record__tasks__in": keys}, {"pk__in": keys}
    found: dict[int, set[str]] = {}
    # order_by(): the models' own order would be part of DISTINCT and bring a row for every photo
    slots = Attachment.objects.live().filter(**of_slots).order_by()
    slots = slots.values_list("record__tasks", "slot").distinct()
    summed = Task.objects.filter(**of_summed, records__summary__gt="").order_by()
    for task_id, slot in slots.union(summed.values_list("pk", Value(Attachment.Slot.SUMMARY))):
        found.setdefault(task_id, set()).add(slot)
    return {pk: Files(tuple(slot in slots for slot, _ in SLOTS)) for pk, slots in found.items()}


NO_FILES = Files((False, False, False, False))


def points_of(task: Task) -> str:
    """The printed points of a task's clauses (prefetched); empty where the framework has none."""
    values = [clause.points for clause in task.clauses.all() if clause.points is not None]
    return printed(total(values)) if values else ""


def meter_segments(done: int, going: int, late: int, count: int) -> list[dict]:
    """The bar of a meter: done, under way, late; in per cent of all, one decimal."""
    segments, x = [], 0.0
    for tone, number in (("done", done), ("go", going), ("late", late)):
        if number and count:
            width = number * 100 / count
            segments.append({"x": f"{x:.1f}", "width": f"{width:.1f}", "tone": tone})
            x += width
    return segments
