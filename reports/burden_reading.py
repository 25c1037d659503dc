"""Reading what the burden of a month is counted from; five queries, whatever the plan's size."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, F, FilteredRelation, IntegerField, Q, Value
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone

from documents.bigrams import bare
from evidence.models import Attachment, Record, RecordStep
from programs.models import Finding, Objection, Plan, Task, TaskStep
from reports.burden import FINDING, OBJECTION, RETURNED, Ask, Burden, Happened, Held, burden, materials_of
from reports.figures import label_of, tasks_of

LONGEST = 200  # signs of a title in a list


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def burden_of(plan: Plan, day: date, tasks: list[Task] | None = None) -> Burden:
    """The burden of a plan in the month of a day; `tasks` (tasks_of the plan) where they were read already."""
    first, last = month_of(day)
    departments = [(one.pk, str(one)) for one in plan.unit.departments.order_by("order", "pk")]
    asks = _asks(plan, tasks_of(plan) if tasks is None else tasks)
    return burden(departments, asks, _happened(plan, first, last), _held(plan), first=first, last=last)


def _asks(plan: Plan, tasks: list[Task]) -> list[Ask]:
    """One for each department that answers for a task, also within a group."""
    beside: dict[str, dict[int, list]] = {"clause": {}, "material": {}, "asked": {}, "line": {}, "record": {}}
    for kind, task, text, number in _beside(plan):
        beside[kind].setdefault(task, []).append(number or text)
        if kind == "clause":
            beside["material"].setdefault(task, []).append(text)
    asks = []
    for task in tasks:
        materials = materials_of("\n".join(beside["material"].get(task.pk, [])))
        materials = materials or tuple(
            Attachment.Slot(slot).label for slot in sorted(set(beside["asked"].get(task.pk, [])))
        )
        clauses = frozenset(beside["clause"].get(task.pk, []))
        records = frozenset(beside["record"].get(task.pk, []))
        lines = beside["line"].get(task.pk, []) if task.group_id else []
        for department in [task.department_id] if task.department_id else lines:
            is_done = task.state == Task.State.ACCEPTED
            text = task.requirement or task.title
            what = {"text": text, "materials": materials, "records": records, "clauses": clauses}
            asks.append(Ask(department, task.pk, label_of(task), task.due_on, is_done=is_done, **what))
    return asks


def _beside(plan: Plan):
    """Each task's clauses with their printed materials, the sorts of files the office confirmed for them, the
    departments of its lines, its records. One query.
    """

    def rows(query, kind: str, text, number):
        shaped = query.annotate(kind=Value(kind, CharField()), said=text, number=number, of=F("task_id"))
        return shaped.order_by().values_list("kind", "of", "said", "number")

    nothing, none = Value("", CharField()), Value(0, IntegerField())
    clauses = Task.clauses.through.objects.filter(task__plan=plan)
    lines = plan.tasks.model.lines.rel.related_model.objects.filter(task__plan=plan)
    records = Task.records.through.objects.filter(task__plan=plan)
    return rows(clauses, "clause", F("clause__materials"), F("clause_id")).union(
        rows(clauses.filter(clause__asked__isnull=False), "asked", F("clause__asked__slot"), none),
        rows(lines, "line", nothing, F("department_id")),
        rows(records, "record", nothing, F("record_id")),
        all=True,
    )


def _happened(plan: Plan, first: date, last: date) -> list[Happened]:
    """Work sent back, findings and objections of the month, in the order they were written. One query."""
    begin = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))

    def rows(query, kind: str, of: str, department, key, title):
        shaped = query.annotate(
            kind=Value(kind, CharField()),
            what=Value(of, CharField()),
            whose=department,
            key=key,
            said=Substr(title, 1, LONGEST),
            row=F("pk"),
        )
        return shaped.order_by().values_list("kind", "what", "whose", "key", "said", "row")

    steps = TaskStep.objects.filter(task__plan=plan, verb=TaskStep.Verb.RETURNED, at__gte=begin, at__lt=end)
    whose = Coalesce(F("department_id"), F("task__department_id"))
    of_tasks = rows(steps, RETURNED, "task", whose, F("task_id"), "task__title")
    kept = RecordStep.objects.filter(verb=RecordStep.Verb.RETURNED, at__gte=begin, at__lt=end)
    kept = kept.filter(record__unit=plan.unit_id)
    of_records = rows(kept, RETURNED, "record", F("record__department_id"), F("record_id"), "record__title")
    found = Finding.objects.of_plan(plan).standing().filter(found_on__gte=first, found_on__lte=last)
    of_findings = rows(found, FINDING, "finding", F("department_id"), F("pk"), "text")
    objections = Objection.objects.filter(task__plan=plan, at__gte=begin, at__lt=end)
    of_objections = rows(objections, OBJECTION, "task", F("department_id"), F("task_id"), "task__title")
    every = of_tasks.union(of_records, of_findings, of_objections, all=True)
    told = sorted(every, key=lambda row: (row[0], row[1], row[5]))
    return [Happened(whose, kind, key, title, of) for kind, of, whose, key, title, _ in told if whose is not None]


def _held(plan: Plan) -> list[Held]:
    """The accepted records of the plan's year by their titles and the names of their files, newest first. One query.

    Photos are left out: they are named by cameras.
    """
    papers = FilteredRelation(
        "attachments",
        condition=Q(attachments__withdrawn_at__isnull=True) & ~Q(attachments__slot=Attachment.Slot.PHOTO),
    )
    rows = Record.objects.of_unit(plan.unit_id).of_year(plan.year).accepted().annotate(papers=papers)
    texts: dict[int, tuple[str, list[str]]] = {}
    for pk, title, name, caption in rows.order_by("-begins_on", "-pk").values_list(
        "pk", "title", "papers__name", "papers__caption"
    ):
        texts.setdefault(pk, (title, [bare(title)]))[1].extend(bare(text) for text in (name, caption) if text)
    return [Held(pk, title, tuple(dict.fromkeys(said))) for pk, (title, said) in texts.items()]
