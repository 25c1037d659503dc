"""What a paper is ordered by: the plan, the format and, where there are several of its kind, which one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from documents.model import Paper
from evidence.models import Record
from programs.models import Plan
from reports import kind_ledgers
from reports.figures import figures, spoken_date
from reports.tallies import Figures

COUNTED = {"活动": "场", "台账": "本", "督导": "次"}
Step = Callable[[int, str], None]  # how far it is: per cent, and what is being done


@dataclass(frozen=True)
class Choice:
    """Which one of several: `options` are (value, label); `all_of` is the empty option, "" where one must be chosen."""

    name: str  # in addresses: ?department=3 opens the page with it chosen
    label: str
    options: Callable[[Plan], list[tuple[str, str]]]
    all_of: str = ""

    def label_of(self, plan: Plan, value: str) -> str:
        """What was chosen, in words; ValidationError where it is none of the options."""
        if not value and self.all_of:
            return ""
        found = next((label for option, label in self.options(plan) if option == value), None)
        if found is None:
            raise ValidationError(f"请先选一{COUNTED.get(self.label, '个')}{self.label}，再点格式。")
        return found


@dataclass(frozen=True)
class ADay(Choice):
    """A day of which `options` are those worth offering; the address may name any other, as 2026-05-01."""

    def label_of(self, plan: Plan, value: str) -> str:
        return spoken_date(day_of(value)) if value else ""


def day_of(value: str) -> date | None:
    """The day an order names; None where it names none, ValidationError where it is no day."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ValidationError("日期要写成 2026-05-01 这样，请重新选择。") from None


@dataclass(frozen=True)
class Order:
    """One paper asked for; `told` counts when it is first looked at."""

    plan: Plan
    ending: str
    on_step: Step
    choice: str = ""
    is_draft: bool = False  # only the text is wanted: photos stay where they are

    def told(self) -> Figures:
        """The figures of today, the board's."""
        self.on_step(5, "汇总数据")
        return figures(self.plan, timezone.localdate())

    def photo_step(self, done: int, count: int) -> None:
        self.on_step(15 + 40 * done // max(count, 1), f"放入照片 {done} / {count} 张")


@dataclass(frozen=True)
class Offer:
    """One paper. `kinds` names the background job of each format by the ending of its file."""

    key: str
    title: str
    about: str
    icon: str
    what: str  # in the name of its file, after the unit and the year
    compose: Callable[[Order], Paper]
    kinds: dict[str, str]
    choice: Choice | None = None
    is_written: bool = False  # drafted from data into text that the office edits before it is printed

    @property
    def is_table(self) -> bool:
        return "xlsx" in self.kinds


def kinds_of(key: str, *endings: str) -> dict[str, str]:
    """The names of the jobs that make a paper in these formats."""
    return {ending: f"reports.{key}_{ending}" for ending in endings}


def departments(plan: Plan) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in plan.unit.departments.active()]


def _activities(plan: Plan) -> list[tuple[str, str]]:
    """The accepted activities of the plan's year, newest first."""
    records = Record.objects.of_unit(plan.unit_id).of_year(plan.year).accepted().filter(kind=Record.Kind.ACTIVITY)
    rows = records.order_by("-begins_on", "-pk").values_list("pk", "begins_on", "title")
    return [(str(pk), f"{day.month}月{day.day}日 {title}") for pk, day, title in rows]


A_DEPARTMENT = Choice("department", "部门", departments, all_of="全部部门")
AN_ACTIVITY = Choice("record", "活动", _activities)
A_LEDGER = Choice("ledger", "台账", kind_ledgers.options)
