"""What the tasks of a plan take over from the printed rows they serve, before and after a row is put otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from accounts import audit
from programs.assigning import assign
from programs.breakdown import make_tasks, parties_of, requirement_of, short_title
from programs.history import add_step, lock, save
from programs.models import Plan, Task, TaskStep
from programs.naming import Party
from scoring.models import Clause, Indicator

REASON = "方案换了改过的文件"


@dataclass(frozen=True)
class Print:
    """What a row says that a task repeats."""

    number: str
    category: int
    title: str
    requirement: str
    due_on: date | None
    due_text: str
    parties: tuple[Party | None, ...]  # None first: the paper names nobody who leads
    clauses: frozenset[int]


@dataclass(frozen=True)
class Followed:
    """What became of the tasks of a plan."""

    changed: int
    made: list[Task]
    dropped: int


def prints_of(plan: Plan, meant: dict[str, Party]) -> dict[int, Print]:
    """Each row of the plan's framework as it reads now. Two queries."""
    of_row: dict[int, list[Clause]] = {}
    for clause in Clause.objects.filter(framework=plan.framework_id):
        of_row.setdefault(clause.indicator_id, []).append(clause)
    rows = Indicator.objects.filter(category__framework=plan.framework_id)
    first_leads = plan.unit.first_leads
    return {row.pk: _print(row, of_row[row.pk], meant, first_leads) for row in rows if row.pk in of_row}


def _print(row: Indicator, clauses: list[Clause], meant: dict[str, Party], first_leads: bool) -> Print:
    return Print(
        number=row.number,
        category=row.category_id,
        title=short_title(clauses[0].text),
        requirement=requirement_of(clauses),
        due_on=row.due_on,
        due_text=row.due_text,
        parties=tuple(parties_of(row, meant, first_leads=first_leads)),
        clauses=frozenset(clause.pk for clause in clauses),
    )


def tasks_by_row(plan: Plan) -> dict[int, list[int]]:
    """The keys of the tasks that serve each row."""
    links = Task.clauses.through.objects.filter(task__plan=plan).order_by("task__order", "task_id")
    found: dict[int, list[int]] = {}
    for row, task in links.values_list("clause__indicator_id", "task_id").distinct():
        if task not in found.setdefault(row, []):
            found[row].append(task)
    return found


def begun(plan: Plan) -> set[int]:
    """The keys of tasks on which somebody has worked: none of them goes with its clause."""
    rows = Task.objects.filter(plan=plan)
    under_way = rows.exclude(state=Task.State.NOT_STARTED).values_list("pk", flat=True)
    return {*under_way, *rows.filter(records__isnull=False).values_list("pk", flat=True)}


def follow(plan: Plan, before: dict[int, Print], served: dict[int, list[int]], meant: dict[str, Party], by) -> Followed:
    """Bring the plan's tasks up to its rows.

    What the office has changed in a task since (its title, day, party) is the office's and stays.
    """
    after = prints_of(plan, meant)
    changed = 0
    for row, now in after.items():
        was = before.get(row)
        if was is None or was == now:
            continue
        for task in Task.objects.filter(pk__in=served.get(row, [])).select_related("plan__unit"):
            changed += _follow_one(task, was, now, by)
    _free_of_gone_rows(plan, set(before) - set(after), served)
    dropped = _drop_idle(plan, served, by)
    made = make_tasks(plan, plan.framework, meant, rows=set(after) - set(before))
    _put_in_order(plan)
    return Followed(changed, made, dropped)


def _follow_one(task: Task, was: Print, now: Print, by) -> bool:
    lock(task)
    said = _take_over(task, was, now)
    _serve(task, was, now)
    if said:
        save(task, "number", "category", "title", "requirement", "due_on", "due_text")
    has_moved = was.parties != now.parties and _hand_on(task, was, now, by)
    if not said and not has_moved and was.clauses == now.clauses:
        return False
    if was.clauses != now.clauses:
        said.append("得分点有增减")
    if said:
        add_step(task, TaskStep.Verb.AMENDED, by=by, remark=f"{REASON}：{'；'.join(said)}")
    return True


def _take_over(task: Task, was: Print, now: Print) -> list[str]:
    """Put what still reads as the old row did as the new one does; what was changed, in words."""
    said = []
    for name, label in (("title", "标题"), ("requirement", "工作要求"), ("number", "编号")):
        old, new = getattr(was, name), getattr(now, name)
        if old != new and getattr(task, name) == old:
            setattr(task, name, new)
            said.append(f"{label}改了" if name == "requirement" else f"{label} {old or '空'} → {new or '空'}")
    if was.category != now.category and task.category_id in (was.category, None):
        task.category_id = now.category
        said.append("换了类目")
    is_moved = (was.due_on, was.due_text) != (now.due_on, now.due_text)
    is_as_printed = (task.due_on, task.due_text) == (was.due_on, was.due_text)
    if is_moved and is_as_printed and task.state != Task.State.ACCEPTED:
        task.due_on, task.due_text = now.due_on, now.due_text
        said.append(f"时限 {was.due_text or was.due_on or '未定'} → {now.due_text or now.due_on or '未定'}")
    return said


def _serve(task: Task, was: Print, now: Print) -> None:
    task.clauses.add(*(now.clauses - was.clauses))
    task.clauses.remove(*(was.clauses - now.clauses))


def _hand_on(task: Task, was: Print, now: Print, by) -> bool:
    """To the parties the row names now, unless the office had chosen others or the work is done."""
    assisting = {*task.assisting.all(), *task.assisting_groups.all()}
    standing = (task.party, assisting)
    printed = (was.parties[0], set(was.parties[1:])) if was.parties else (None, set())
    if standing != printed or task.state == Task.State.ACCEPTED:
        return False
    party = now.parties[0] if now.parties else None
    return assign(task=task, party=party, assisting=now.parties[1:], by=by, reason=REASON)


def _free_of_gone_rows(plan: Plan, gone: set[int], served: dict[int, list[int]]) -> None:
    """A row that was joined to another leaves no task of its own behind, unless somebody has begun it."""
    elsewhere = {task for row, tasks in served.items() if row not in gone for task in tasks}
    idle = {task for row in gone for task in served.get(row, [])} - elsewhere - begun(plan)
    Task.clauses.through.objects.filter(task__in=idle).delete()


def _drop_idle(plan: Plan, served: dict[int, list[int]], by) -> int:
    """Take away tasks whose last clause went with the change; nobody had begun them."""
    serving = {task for tasks in served.values() for task in tasks}
    idle = list(Task.objects.filter(plan=plan, pk__in=serving, clauses__isnull=True))
    if begun(plan) & {task.pk for task in idle}:
        raise ValidationError("有任务已经在办，它的得分点不能全部删去。")
    for task in idle:
        audit.record(by=by, verb="撤销任务", of=task, unit=plan.unit, reason=REASON)
        task.delete()
    return len(idle)


def _put_in_order(plan: Plan) -> None:
    """As their first clauses stand; a task without clauses keeps its place behind the one before it."""
    first = dict[int, int]()
    links: Iterable = Task.clauses.through.objects.filter(task__plan=plan).values_list("task_id", "clause__order")
    for task, order in links:
        first[task] = min(order, first.get(task, order))
    tasks, last = list(plan.tasks.order_by("order", "pk")), 0
    for task in tasks:
        last = first.setdefault(task.pk, last)
    for order, task in enumerate(sorted(tasks, key=lambda one: (first[one.pk], one.order)), start=1):
        task.order = order
    Task.objects.bulk_update(tasks, ["order"], batch_size=500)
