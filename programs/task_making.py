"""A task made by hand: of a task's text, a paragraph of the plan, a meeting's resolution or a day of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.models import Department, DepartmentGroup, Person, Unit, User
from evidence.models import ActivityKind
from programs import telling
from programs.assigning import Party, check_party, reschedule, set_assisting, set_lines, set_party, until
from programs.breakdown import short_title
from programs.history import add_step, departments_of, save
from programs.models import Plan
from programs.occurrences_ticking import set_frequency
from programs.occurrences_windows import Rhythm
from programs.tasks import Task, TaskStep
from scoring.models import Category

LONGEST_TEXT = 2000  # characters of a requirement or of measures


@dataclass(frozen=True)
class Part:
    """What a person says of a new task; `text` is the requirement, its first sentence the title."""

    text: str
    measures: str = ""
    party: Party = None
    assisting: tuple[Department | DepartmentGroup, ...] = ()
    in_charge: str = ""
    begins_on: date | None = None
    due_on: date | None = None
    due_text: str = ""
    rhythm: Rhythm | None = None
    kind: ActivityKind | None = None
    source: str = ""


def person_meant(unit: Unit, name: str, party: Party, today: date) -> Person | None:
    """The one person of the roster a name means: of the party's departments first; None where that is not clear."""
    if not name:
        return None
    found = list(Person.objects.of_unit(unit).on_roll(today).filter(name=name))
    near = [one for one in found if one.department in departments_of(party)]
    for rows in (near, found):
        if len(rows) == 1:
            return rows[0]
    return None


def check_days(begins_on: date | None, due_on: date | None) -> None:
    if begins_on and due_on and due_on < begins_on:
        raise ValidationError("完成时限不能早于起始日期。")


@transaction.atomic
def make_task(
    *,
    plan: Plan,
    part: Part,
    by: User | None,
    today: date,
    parent: Task | None = None,
    category: Category | None = None,
    is_quiet: bool = False,
) -> Task:
    """Make one task of a plan; the party is told unless `is_quiet` leaves that to the caller."""
    text = part.text.strip()
    if not text:
        raise ValidationError("请写明工作任务。")
    if len(text) > LONGEST_TEXT or len(part.measures) > LONGEST_TEXT:
        raise ValidationError(f"工作任务和具体措施各不超过 {LONGEST_TEXT} 字。")
    if plan.state == Plan.State.ENDED:
        raise ValidationError("这份方案已经结束，不能再加任务。")
    check_days(part.begins_on, part.due_on)
    task = Task(
        plan=plan,
        parent=parent,
        category=parent.category if parent else category,
        number=_next_number(parent) if parent else "",
        order=parent.order if parent else (plan.tasks.aggregate(last=Max("order"))["last"] or 0) + 1,
        title=short_title(text),
        requirement=text,
        measures=part.measures.strip(),
        source=part.source,
        begins_on=part.begins_on,
        due_on=part.due_on,
        due_text=part.due_text[:120],
        in_charge=person_meant(plan.unit, part.in_charge, part.party, today),
        in_charge_name=part.in_charge,
    )
    check_party(task, part.party, list(part.assisting))
    set_party(task, part.party)
    task.save()
    set_assisting(task, part.party, list(part.assisting))
    set_lines(task)
    if part.rhythm is not None:
        set_frequency(task=task, rhythm=part.rhythm, kind=part.kind, by=by)
    audit.record(
        by=by, verb="新建任务", of=task, unit=plan.unit, after={"任务": task.title, "责任": str(part.party or "")}
    )
    if not is_quiet:
        text = f"“{task}”由你部门负责{until(task)}。"
        telling.tell_party(task, part.party, text, key="made", besides=by)
    return task


def _next_number(parent: Task) -> str:
    if not parent.number:
        return ""
    taken = set(parent.children.values_list("number", flat=True))
    return next(number for n in range(1, 1000) if (number := f"{parent.number[:24]}-{n}") not in taken)


@transaction.atomic
def detail(*, task: Task, measures: str, in_charge: str, by: User, today: date) -> bool:
    """Write down how a task is to be done and who in the department sees to it; False when it reads so already.

    The caller holds the lock.
    """
    measures, in_charge = measures.strip(), in_charge.strip()
    if len(measures) > LONGEST_TEXT:
        raise ValidationError(f"具体措施不超过 {LONGEST_TEXT} 字。")
    if (measures, in_charge) == (task.measures, task.in_charge_name):
        return False
    said = []
    if in_charge != task.in_charge_name:
        said.append(f"责任人 {task.in_charge_name or '未定'} → {in_charge or '未定'}")
    if measures != task.measures:
        said.append("修改具体措施")
    before = {"具体措施": task.measures, "责任人": task.in_charge_name}
    task.measures, task.in_charge_name = measures, in_charge
    task.in_charge = person_meant(task.plan.unit, in_charge, task.party, today)
    task.version += 1
    task.save(update_fields=["measures", "in_charge", "in_charge_name", "version", "changed_at"])
    add_step(task, TaskStep.Verb.DETAILED, by=by, remark="；".join(said))
    after = {"具体措施": measures, "责任人": in_charge}
    audit.record(by=by, verb="修改措施", of=task, unit=task.plan.unit, before=before, after=after)
    return True


@transaction.atomic
def set_period(
    *, task: Task, begins_on: date | None, due_on: date | None, by: User, today: date, reason: str = ""
) -> None:
    """Set the days from which and until which a task runs. The caller holds the lock."""
    check_days(begins_on, due_on)
    before = task.begins_on
    if before != begins_on:
        task.begins_on = None  # out of the way of the new due day
        task.save(update_fields=["begins_on"])
    has_moved = reschedule(task=task, due_on=due_on, by=by, reason=reason, today=today)
    if before == begins_on:
        return
    task.begins_on = begins_on
    save(task, "begins_on")
    if not has_moved:
        said = f"起始日期 {before or '未定'} → {begins_on or '未定'}"
        add_step(task, TaskStep.Verb.RESCHEDULED, by=by, remark=said)
        span = {"before": {"起始日期": before}, "after": {"起始日期": begins_on}}
        audit.record(by=by, verb="调整时限", of=task, unit=task.plan.unit, **span)
