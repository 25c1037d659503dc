"""Last year's plan as the beginning of the next: text, framework and tasks, without states and records."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from programs import founding, importing
from programs.assigning import set_assisting, set_lines, set_party
from programs.models import Frequency, Plan, PlanSection, Task
from programs.occurrences_ticking import plan_again
from scoring import actions as scoring
from scoring import library
from scoring.models import Category, ClauseLink, Framework

TASK = ("number", "title", "requirement", "measures", "source", "note", "order")
FREQUENCY = ("every", "times", "festivals", "kind")


@transaction.atomic
def copy_to_year(*, plan: Plan, year: int, by: User) -> Plan:
    """A draft for another year; days move by the years between, the text stays as it reads.

    Parties out of use answer for nothing. Where the framework was copied already and put to use, that copy serves.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("framework", "unit").get(pk=plan.pk)
    if year == plan.year:
        raise ValidationError(f"这份方案就是 {year} 年的，请写另一个年度。")
    there = plan.copies.filter(year=year).first()
    if there is not None:
        return there
    framework = _framework(plan.framework, year, by)
    mark = founding.mark_of(framework)
    importing.refuse_planned(plan.unit, year, mark, None)
    copy = founding.make_plan(framework, mark, by)
    old, new = str(plan.year), str(year)
    copy.title, copy.issuer, copy.copied_from = plan.title.replace(old, new)[:200], plan.issuer, plan
    copy.target_title, copy.level, copy.openness = plan.target_title, plan.level, plan.openness
    copy.lists_group = plan.lists_group
    copy.save()
    PlanSection.objects.bulk_create(
        PlanSection(plan=copy, order=one.order, level=one.level, heading=one.heading, text=one.text)
        for one in plan.sections.all()
    )
    count = _Tasks(plan, copy).copy()
    scoring.open_assessment(framework=framework, unit=plan.unit, by=by)
    after = {"来自": f"{plan.year} 年《{plan}》", "任务": count}
    audit.record(by=by, verb="复制方案到新年度", of=copy, after=after)
    return copy


def _framework(framework: Framework, year: int, by: User) -> Framework:
    """The framework's copy for the year, in use."""
    ready = Framework.objects.filter(replaces=framework, year=year, state=Framework.State.PUBLISHED).first()
    if ready is not None and not ready.plans.exists():
        return ready
    copy = library.copy_to_year(framework=framework, year=year, by=by)
    library.publish(framework=copy, by=by)
    return copy


class _Tasks:
    """One plan's tasks made anew for another."""

    def __init__(self, plan: Plan, copy: Plan):
        self.plan, self.copied = plan, copy
        self.years = copy.year - plan.year
        self.clauses = self._clauses()
        self.categories = self._categories()

    def _clauses(self) -> dict[int, int]:
        """The clause of the new framework for each of the old one."""
        links = ClauseLink.objects.accepted().between(self.plan.framework, self.copied.framework)
        old = set(self.plan.framework.clauses.values_list("pk", flat=True))
        pairs = links.values_list("one_id", "other_id")
        return {one if one in old else other: other if one in old else one for one, other in pairs}

    def _categories(self) -> dict[int, Category]:
        """Categories by what they print: layer, place and name are copied."""
        made = {(one.layer, one.order, one.name): one for one in self.copied.framework.categories.all()}
        rows = self.plan.framework.categories.all()
        return {one.pk: made[key] for one in rows if (key := (one.layer, one.order, one.name)) in made}

    def copy(self) -> int:
        """All but what a meeting of the old year agreed on: that was for once."""
        rows = self.plan.tasks.filter(resolution__isnull=True).select_related(
            "department", "group", "unit", "in_charge"
        )
        rows = rows.prefetch_related("assisting", "assisting_groups", "clauses").order_by("order", "pk")
        made: dict[int, Task] = {}
        for task in rows:
            made[task.pk] = self._one(task)
        for task in rows:
            if task.parent_id in made:
                Task.objects.filter(pk=made[task.pk].pk).update(parent=made[task.parent_id])
        Frequency.objects.bulk_create(
            Frequency(task=made[one.task_id], **{name: getattr(one, name) for name in FREQUENCY})
            for one in Frequency.objects.filter(task__in=made).select_related("kind")
        )
        for task in self.copied.tasks.filter(frequency__isnull=False):
            plan_again(task)
        return len(made)

    def _one(self, task: Task) -> Task:
        copy = Task(plan=self.copied, **{name: getattr(task, name) for name in TASK})
        copy.category = self.categories.get(task.category_id)
        copy.begins_on = library.moved(task.begins_on, self.years)
        copy.due_on = library.moved(task.due_on, self.years)
        copy.due_text = task.due_text.replace(str(self.plan.year), str(self.copied.year))
        if task.in_charge is None or task.in_charge.left_on is None:
            copy.in_charge, copy.in_charge_name = task.in_charge, task.in_charge_name
        party = task.party if getattr(task.party, "is_active", True) else None
        set_party(copy, party)
        copy.save()
        helping = [
            one for one in (*task.assisting.all(), *task.assisting_groups.all()) if getattr(one, "is_active", True)
        ]
        set_assisting(copy, party, helping)
        set_lines(copy)
        copy.clauses.set([self.clauses[one.pk] for one in task.clauses.all() if one.pk in self.clauses])
        return copy
