"""Earlier texts of a plan, and what changed since: sections, tasks, and which departments that concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db.models import Max

from accounts import audit
from accounts.models import Department, DepartmentGroup, User
from programs.models import Plan, PlanEdition, Task


def sections_of(plan: Plan) -> list[dict]:
    """The plan's text as plain values: [{"level", "heading", "text"}]."""
    return list(plan.sections.order_by("order", "pk").values("level", "heading", "text"))


def tasks_of(plan: Plan) -> list[dict]:
    """The plan's tasks as plain values, the lead first among the parties; `departments` are keys, groups' members too.

    The number of queries does not grow with the plan.
    """
    rows = (
        plan.tasks.select_related("department", "group", "unit")
        .prefetch_related("assisting", "assisting_groups__departments", "group__departments")
        .order_by("order", "pk")
    )
    active = list(plan.unit.departments.active())
    return [
        {
            "key": task.pk,
            "number": task.number,
            "title": task.title,
            "requirement": task.requirement,
            "parties": [str(one) for one in _parties(task)],
            "departments": sorted({pk for one in _parties(task) for pk in _departments(one, active)}),
            "due": task.due_on.isoformat() if task.due_on else task.due_text,
        }
        for task in rows
    ]


def _parties(task: Task) -> list:
    found = [task.party] if task.party else []
    return [*found, *task.assisting.all(), *task.assisting_groups.all()]


def _departments(party, active: list[Department]) -> list[int]:
    """The keys of the departments behind a party."""
    if isinstance(party, Department):
        return [party.pk]
    if isinstance(party, DepartmentGroup):
        return [one.pk for one in (active if party.takes_all else party.departments.all())]
    return []


def keep(*, plan: Plan, by: User | None, why: str) -> PlanEdition:
    """Keep how a plan reads now. Called within the action that goes on to change it."""
    last = plan.editions.aggregate(last=Max("order"))["last"] or 0
    edition = PlanEdition.objects.create(
        plan=plan,
        order=last + 1,
        title=plan.title,
        number=plan.number,
        issued_on=plan.issued_on,
        sections=sections_of(plan),
        tasks=tasks_of(plan),
        why=why[:300],
        by=by,
    )
    audit.record(by=by, verb="保存方案旧稿", of=plan, after={"第几稿": edition.order}, reason=why)
    return edition


@dataclass(frozen=True)
class Change:
    """One difference; `before` or `after` is empty where there was or is nothing."""

    kind: str  # new, gone, changed
    title: str
    before: str = ""
    after: str = ""
    departments: tuple[int, ...] = ()

    @property
    def said(self) -> str:
        return {"new": "新增", "gone": "删去"}.get(self.kind, "改动")


@dataclass
class Changes:
    """What a plan says otherwise than an edition of it, and who answers for something in it now."""

    sections: list[Change]
    tasks: list[Change]
    departments: dict[int, Department] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        return not self.sections and not self.tasks

    def affected(self) -> list[tuple[Department, int]]:
        """The departments whose tasks changed, with how many, in the unit's order."""
        counted = Counter(pk for change in self.tasks for pk in change.departments)
        return [(one, counted[pk]) for pk, one in self.departments.items() if counted[pk]]

    def told_to(self) -> Iterator[tuple[Department, str]]:
        """Each department that is told, and what."""
        affected = dict(self.affected())
        for department in self.departments.values():
            said = [f"正文有 {len(self.sections)} 处改动"] if self.sections else []
            if department in affected:
                said.append(f"你部门有 {affected[department]} 项任务变动")
            if said:
                yield department, "，".join(said)


def departments_of(plan: Plan) -> list[Department]:
    """Those who answer for tasks of the plan or assist with them, alone or in a group."""
    named = {pk for task in tasks_of(plan) for pk in task["departments"]}
    return list(plan.unit.departments.filter(pk__in=named))


def changes_since(edition: PlanEdition, plan: Plan) -> Changes:
    """The plan as it reads now beside an edition."""
    now = tasks_of(plan)
    tasks = _task_changes(edition.tasks, now)
    concerned = {pk for task in now for pk in task["departments"]} | {pk for one in tasks for pk in one.departments}
    rows = plan.unit.departments.filter(pk__in=concerned)
    return Changes(_section_changes(edition.sections, sections_of(plan)), tasks, {one.pk: one for one in rows})


def between(earlier: PlanEdition, later: PlanEdition) -> Changes:
    """Two editions beside each other."""
    return Changes(_section_changes(earlier.sections, later.sections), _task_changes(earlier.tasks, later.tasks), {})


def _section_changes(before: list[dict], after: list[dict]) -> list[Change]:
    """Sections are the same where their headings are; in a stretch that changed they are paired in order."""
    old, new = [_heading(one) for one in before], [_heading(one) for one in after]
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs = zip(before[a:b], after[c:d], strict=True)
            found += [_section(one, other) for one, other in pairs if one["text"] != other["text"]]
            continue
        both = min(b - a, d - c)
        found += [_section(before[a + place], after[c + place]) for place in range(both)]
        found += [Change("gone", _named(one), one["text"]) for one in before[a + both : b]]
        found += [Change("new", _named(one), "", one["text"]) for one in after[c + both : d]]
    return found


def _heading(section: dict) -> str:
    return f"{section['level']}{section['heading']}"


def _named(section: dict) -> str:
    return section["heading"] or "标题前的文字"


def _section(before: dict, after: dict) -> Change:
    old, new = before["text"], after["text"]
    if before["heading"] != after["heading"]:
        old, new = f"{before['heading']}\n{old}".strip(), f"{after['heading']}\n{new}".strip()
    return Change("changed", _named(after), old, new)


FACTS = {"title": "任务", "requirement": "工作要求", "parties": "责任部门", "due": "时限"}


def _task_changes(before: list[dict], after: list[dict]) -> list[Change]:
    old, new = {one["key"]: one for one in before}, {one["key"]: one for one in after}
    found = []
    for key, task in new.items():
        was = old.get(key)
        if was is None:
            found.append(Change("new", _task_name(task), "", _facts(task, FACTS), tuple(task["departments"])))
            continue
        changed = {name: label for name, label in FACTS.items() if was[name] != task[name]}
        if changed:
            concerned = tuple(sorted({*was["departments"], *task["departments"]}))
            found.append(Change("changed", _task_name(task), _facts(was, changed), _facts(task, changed), concerned))
    gone = [task for key, task in old.items() if key not in new]
    return found + [
        Change("gone", _task_name(task), _facts(task, FACTS), "", tuple(task["departments"])) for task in gone
    ]


def _task_name(task: dict) -> str:
    return f"{task['number']}. {task['title']}" if task["number"] else task["title"]


def _facts(task: dict, names: dict[str, str]) -> str:
    lines = []
    for name, label in names.items():
        value = "、".join(task[name]) if name == "parties" else task[name]
        if value or len(names) < len(FACTS):
            lines.append(f"{label}：{value or '未定'}")
    return "\n".join(lines)
