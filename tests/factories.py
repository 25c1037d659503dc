"""Rows for tests, made by the same actions the pages use where there is one."""

from datetime import date
from decimal import Decimal

from accounts import actions
from accounts.models import Department, Unit, User
from evidence.models import Activity, ActivityKind, Meeting, Record
from evidence.search import index
from programs import supervision
from programs.models import Consultation, Finding, Plan, Round, Task
from scoring.models import Category, Clause, Framework, Indicator


def make_unit(code="gzw", name="省国资委") -> Unit:
    return actions.create_unit(code=code, name=name)


def make_department(unit, name, **fields) -> Department:
    return actions.create_department(unit=unit, name=name, **fields)


def make_person(username, name, unit, role, department=None, password="a-long-password") -> User:
    user = actions.create_person(username=username, name=name, password=password)
    actions.grant(user=user, unit=unit, role=role, department=department)
    return user


def make_framework(unit, rows=(("思想道德建设", "1", ["2", "2"]),), year=2022, title="测评体系") -> Framework:
    """A published framework; `rows` are (category, row number, points of each clause or None)."""
    framework = Framework.objects.create(
        unit=unit, title=title, year=year, state=Framework.State.PUBLISHED, declared_total=None
    )
    categories = {}
    order = 0
    for place, (name, number, points) in enumerate(rows, start=1):
        if name not in categories:
            categories[name] = Category.objects.create(framework=framework, name=name, order=len(categories) + 1)
        indicator = Indicator.objects.create(category=categories[name], number=number, order=place)
        for value in points:
            order += 1
            Clause.objects.create(
                framework=framework,
                indicator=indicator,
                text=f"第{number}条要求之{order}",
                points=Decimal(value) if value is not None else None,
                order=order,
            )
    return framework


def make_plan(unit, framework=None, year=2022, title="创建“省文明单位”实施方案") -> Plan:
    framework = framework or make_framework(unit, year=year)
    serial = (Plan.objects.order_by("-serial").values_list("serial", flat=True).first() or 0) + 1
    return Plan.objects.create(
        serial=serial, unit=unit, year=year, title=title, framework=framework, fingerprint=f"plan-{serial}"
    )


def make_task(plan, department=None, title="开展志愿服务", clauses=None, **fields) -> Task:
    task = Task.objects.create(plan=plan, department=department, title=title, order=plan.tasks.count() + 1, **fields)
    task.clauses.set(plan.framework.clauses.all() if clauses is None else clauses)
    return task


def make_record(unit, department, title="植绿护绿志愿服务", by=None, state=Record.State.DRAFT, **fields) -> Record:
    """An activity with its record, without files."""
    day = fields.pop("begins_on", date(2022, 3, 12))
    kind = ActivityKind.objects.get(unit=None, name=fields.pop("kind", "志愿服务"))
    record = Record.objects.create(
        unit=unit, department=department, title=title, year=day.year, begins_on=day, filed_by=by, state=state, **fields
    )
    Activity.objects.create(record=record, kind=kind, place="烈士公园", headcount=32)
    index(record)
    return record


def make_meeting(unit, department, title="文明创建专题研究", by=None, state=Record.State.DRAFT, **fields) -> Record:
    """A meeting with its record, without files."""
    day = fields.pop("begins_on", date(2022, 3, 12))
    record = Record.objects.create(
        unit=unit,
        department=department,
        kind=Record.Kind.MEETING,
        title=title,
        year=day.year,
        begins_on=day,
        filed_by=by,
        state=state,
    )
    Meeting.objects.create(record=record, kind=fields.pop("kind", Meeting.Kind.LEADERS), **fields)
    return record


def make_round(plan, by=None, title="第二季度督导", **fields) -> Round:
    return supervision.open_round(plan=plan, by=by, title=title, **{"begins_on": date(2022, 6, 1)} | fields)


def make_finding(round, department, by=None, text="宣传栏没有更新", **fields) -> Finding:
    what = {"requirement": "更新内容", "found_on": date(2022, 6, 1), "due_on": date(2022, 6, 15)}
    return supervision.find(round=round, by=by, text=text, department=department, **what | fields)


def make_consultation(plan, *departments) -> Consultation:
    """Departments asked about a plan, whatever its state."""
    asked = Consultation.objects.create(plan=plan, due_on=date(2022, 3, 1))
    for department in departments:
        asked.replies.create(department=department)
    return asked
