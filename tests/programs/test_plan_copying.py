"""Last year's plan as the next one's beginning: text, framework, tasks; no state, no record, days moved."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Person
from programs.models import Plan, Task
from programs.occurrences_standing import planned_of
from programs.occurrences_ticking import set_frequency
from programs.occurrences_windows import Rhythm
from programs.plan_copying import copy_to_year
from programs.resolutions_taking import agree, make_it_a_task
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_goes_along_and_what_stays(unit, department, other_department, office):
    plan = factories.make_plan(unit, title="2022年创建方案")
    plan.sections.create(order=1, heading="一、目标", text="2022 年创成。")
    task = factories.make_task(
        plan, department, due_on=date(2022, 11, 30), due_text="2022年11月底", state=Task.State.ACCEPTED
    )
    task.assisting.add(other_department)
    part = factories.make_task(plan, department, title="其中一步", parent=task, clauses=[])
    task.records.add(factories.make_record(unit, department))
    copy = copy_to_year(plan=plan, year=2023, by=office)
    first, second = copy.tasks.order_by("order")
    assert (copy.title, copy.state, copy.number, copy.copied_from) == ("2023年创建方案", Plan.State.DRAFT, "", plan)
    assert (first.due_on, first.due_text, first.state) == (date(2023, 11, 30), "2023年11月底", Task.State.NOT_STARTED)
    assert (first.department, list(first.assisting.all())) == (department, [other_department])
    assert not first.records.exists() and (second.title, second.parent) == (part.title, first)
    assert {one.framework for one in first.clauses.all()} == {copy.framework} != {plan.framework}
    assert first.clauses.count() == task.clauses.count()
    assert copy.sections.get().text == "2022 年创成。"
    assert copy_to_year(plan=plan, year=2023, by=office) == copy


def test_what_is_to_be_held_is_planned_in_the_new_year(unit, department, office):
    plan = factories.make_plan(unit)
    task = factories.make_task(plan, department)
    rhythm = Rhythm("festival", 2, ("qingming", "duanwu", "zhongqiu"))
    set_frequency(task=task, rhythm=rhythm, by=office)
    (copied,) = copy_to_year(plan=plan, year=2023, by=office).tasks.all()
    rows = copied.occurrences.order_by("begins_on")
    assert [(row.name, row.planned_on, row.record) for row in rows] == [
        ("清明节", date(2023, 4, 5), None),
        ("端午节", date(2023, 6, 22), None),
        ("中秋节", date(2023, 9, 29), None),
    ]
    assert planned_of(copied, date(2023, 1, 1)).needed == 2


def test_who_left_sees_to_nothing_in_the_new_year(unit, department, office):
    plan = factories.make_plan(unit)
    for name, left_on in (("甲", date(2022, 12, 31)), ("乙", None)):
        person = Person.objects.create(unit=unit, name=name, department=department, left_on=left_on)
        factories.make_task(plan, department, title=f"{name}的", clauses=[], in_charge=person, in_charge_name=name)
    first, second = copy_to_year(plan=plan, year=2023, by=office).tasks.order_by("title")
    assert {first.in_charge_name, second.in_charge_name} == {"", "乙"}


def test_what_a_meeting_agreed_was_for_once(unit, department, office):
    plan = factories.make_plan(unit)
    factories.make_task(plan, department, title="年年办的", clauses=[])
    meeting = factories.make_meeting(unit, department, begins_on=date(2022, 3, 1))
    item = agree(record=meeting, text="补齐台账。", by=office, party=department)
    make_it_a_task(resolution=item, by=office, today=date(2022, 3, 2))
    assert [task.title for task in copy_to_year(plan=plan, year=2023, by=office).tasks.all()] == ["年年办的"]


def test_the_own_year_is_no_other_year(unit, office):
    with pytest.raises(ValidationError, match="另一个年度"):
        copy_to_year(plan=factories.make_plan(unit), year=2022, by=office)
