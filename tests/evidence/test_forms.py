"""What a person types about an activity: read kindly, refused in Chinese."""

from datetime import date

import pytest

from accounts.gate import standing_of
from evidence import actions
from evidence.forms import ActivityForm
from tests import factories
from tests.evidence.filing import activity, kind

pytestmark = pytest.mark.django_db


def form(person, held_by, **typed):
    fields = {"title": "植绿护绿", "kind": kind().pk, "begins_on": "2022-03-12", "department": held_by.pk} | typed
    return ActivityForm(fields, standing=standing_of(person))


def test_its_fields_are_those_of_the_action(clerk, department, other_department, unit):
    filled = form(clerk, department, departments=[other_department.pk], headcount="32", summary=" 总结 ")
    assert filled.is_valid(), filled.errors
    record = actions.open_activity(unit=unit, by=clerk, **filled.cleaned_data)
    assert (record.begins_on, record.activity.headcount, record.summary) == (date(2022, 3, 12), 32, "总结")


@pytest.mark.parametrize("day", ["2022-03-12", "2022/3/12", "2022.3.12", "2022年3月12日"])
def test_a_day_may_be_written_as_people_write_it(clerk, department, day):
    filled = form(clerk, department, begins_on=day)
    assert filled.is_valid()
    assert filled.cleaned_data["begins_on"] == date(2022, 3, 12)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"begins_on": "2022-02-30"}, "begins_on", "没有这一天"),
        ({"begins_on": "明天"}, "begins_on", "没有这一天"),
        ({"begins_on": ""}, "begins_on", "请填日期"),
        ({"begins_on": "0022-03-12"}, "begins_on", "2000 年到明年之间"),
        ({"ends_on": "2022-03-11"}, "ends_on", "早于开始日期"),
        ({"title": "  "}, "title", "请填活动名称"),
        ({"title": "长" * 201}, "title", "最多 200 个字，现在有 201 个"),
        ({"headcount": "-1"}, "headcount", "不能是负数"),
        ({"headcount": "很多"}, "headcount", "写成数字"),
        ({"headcount": "9" * 30}, "headcount", "人数太多"),
        ({"kind": ""}, "kind", "请选一个活动类别"),
        ({"kind": "999999"}, "kind", "没有这个活动类别"),
        ({"kind": "x"}, "kind", "没有这个活动类别"),
        ({"department": "999999"}, "department", "没有这个部门"),
        ({"departments": ["999999"]}, "departments", "没有这个协办部门"),
        ({"departments": ["x"]}, "departments", "没有这个协办部门"),
        ({"summary": "长" * 20_001}, "summary", "最多 20000 字"),
        ({"title": "a\x00b"}, "title", ""),
    ],
)
def test_a_wrong_field_says_what_is_wrong_in_chinese(clerk, department, typed, field, sentence):
    filled = form(clerk, department, **typed)
    assert not filled.is_valid()
    assert list(filled.errors) == [field]
    assert sentence in filled.errors[field][0]


def test_an_activity_to_come_may_be_typed(clerk, department):
    from django.utils import timezone

    assert form(clerk, department, begins_on=str(timezone.localdate().replace(day=1))).is_valid()


def test_a_clerk_files_for_the_own_department_only(clerk, department, other_department):
    filled = form(clerk, other_department)
    assert "没有这个部门" in filled.errors["department"][0]


def test_the_office_files_for_every_department(office, other_department):
    assert form(office, other_department).is_valid()


def test_departments_of_other_units_are_no_choice(office, department, stranger):
    foreign = factories.make_department(stranger.memberships.get().unit, "外处")
    assert not form(office, foreign).is_valid()
    assert not form(office, department, departments=[foreign.pk]).is_valid()


def test_an_empty_form_stands_on_the_own_department(clerk, department):
    assert ActivityForm(standing=standing_of(clerk)).initial["department"] == department.pk


def test_the_form_of_a_record_holds_what_it_holds(clerk, department, other_department):
    record = activity(department, clerk, place="公园", departments=[other_department])
    shown = ActivityForm(standing=standing_of(clerk), record=record)
    assert shown["place"].value() == "公园"
    assert shown["departments"].value() == [other_department.pk]
    assert 'value="2022-03-12"' in str(shown["begins_on"])


def test_a_department_no_longer_in_use_stays_on_its_own_records(clerk, department):
    record = activity(department, clerk)
    department.is_active = False
    department.save()
    assert department in ActivityForm(standing=standing_of(clerk), record=record).fields["department"].queryset
