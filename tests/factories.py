"""Rows for tests, made by the same actions the pages use where there is one."""

from datetime import date
from decimal import Decimal

from accounts import actions
from accounts.models import Department, Unit, User
from evidence.models import Activity, ActivityKind, Record
from programs.models import Plan, Task
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
    return record
