"""Frameworks of the shapes real papers have: the nine categories of S4, clauses without points, a capped bonus."""

from decimal import Decimal

from evidence.models import Record
from scoring import actions
from scoring.models import Category, Clause, Framework, Indicator, Layer, Score
from tests import factories

# The points of the nine categories of the S4 annex: fifty clauses of two points each, a hundred in all.
S4 = {
    "学习宣传教育": 12,
    "思想道德建设": 10,
    "党的建设和党风廉政建设": 6,
    "文明优质服务": 10,
    "文明风尚行动": 16,
    "涵育单位文化": 12,
    "履行社会责任": 8,
    "创建工作机制": 10,
    "工作实绩和内部管理": 16,
}


def s4_framework(unit, **fields) -> Framework:
    rows = [(name, str(place), ["2"] * (points // 2)) for place, (name, points) in enumerate(S4.items(), start=1)]
    framework = factories.make_framework(unit, rows=rows, **fields)
    for category in framework.categories.all():
        category.points = Decimal(S4[category.name])
        category.save()
    return framework


def add_category(framework, name, *, layer=Layer.BASIC, points=None, parent=None) -> Category:
    order = framework.categories.count() + 1
    return Category.objects.create(
        framework=framework, name=name, layer=layer, points=points, parent=parent, order=order
    )


def add_clause(category, text="获得荣誉称号的加分", points=None, **fields) -> Clause:
    order = category.framework.clauses.count() + 1
    indicator = Indicator.objects.create(category=category, number=str(order), order=order)
    return Clause.objects.create(
        framework=category.framework,
        indicator=indicator,
        text=text,
        points=Decimal(points) if points is not None else None,
        order=order,
        **fields,
    )


def with_bonus(framework, cap="10"):
    """Adds the bonus layer as S4 prints it: a category, a kind below it with the cap, clauses without own points."""
    outer = add_category(framework, "特色加分项目", layer=Layer.BONUS)
    inner = add_category(framework, "荣誉称号", layer=Layer.BONUS, points=Decimal(cap), parent=outer)
    return [add_clause(inner, "获国家级荣誉称号，每一项加2分"), add_clause(inner, "获省部级荣誉称号，每一项加1分")]


def proven(assessment, clauses, by=None, state=Record.State.ACCEPTED) -> Record:
    """A record of the unit, cited for the clauses."""
    unit = assessment.unit
    department = unit.departments.first() or factories.make_department(unit, "机关党委")
    record = factories.make_record(unit, department, by=by, state=state)
    actions.cite(assessment=assessment, clauses=clauses, record=record, by=by)
    return record


def give(assessment, clause, points, by=None, **fields) -> Score:
    return actions.award(assessment=assessment, clause=clause, by=by, state="points", points=Decimal(points), **fields)


def say(assessment, clause, state, by=None, **fields) -> Score:
    return actions.award(assessment=assessment, clause=clause, by=by, state=state, **fields)
