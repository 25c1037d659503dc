"""What the department names of a paper mean in a unit."""

import pytest
from django.core.exceptions import ValidationError

from accounts import actions as accounts
from accounts.models import DepartmentGroup, PartyName
from programs import naming
from programs.naming import Meaning
from tests import factories

pytestmark = pytest.mark.django_db


def items(*names, lead=None):
    return [{"departments": [name], "lead": lead} for name in names]


def unknown(unit, *names):
    return naming.unknown_names(unit, items(*names), {})


def test_full_names_short_names_groups_and_remembered_names_are_known(unit):
    propaganda = factories.make_department(unit, "党委宣传部（宣传工作处）", short_name="宣传处")
    accounts.create_group(unit=unit, name="各处室")
    accounts.remember_name(unit=unit, text="宣教科", means=propaganda)
    assert unknown(unit, "党委宣传部(宣传工作处)", "宣传处", "各 处 室", "宣教科") == []


def test_a_department_out_of_use_is_not_known(unit):
    factories.make_department(unit, "老干部处", is_active=False)
    assert [one.text for one in unknown(unit, "老干部处")] == ["老干部处"]


def test_a_name_of_another_unit_is_not_known(unit):
    factories.make_department(factories.make_unit("other", "外单位"), "宣传处")
    assert [one.text for one in unknown(unit, "宣传处")] == ["宣传处"]


def test_a_name_counts_its_places_once_each(unit):
    (name,) = naming.unknown_names(unit, items("宣传处", "宣传处", lead="宣传处"), {})
    assert name.items == [0, 1]


@pytest.mark.parametrize(
    ("printed", "department"),
    [("宣传处", "宣传工作处（党委宣传部）"), ("人社局", "人力资源和社会保障局"), ("办公室", "办公室（党委办公室）")],
)
def test_a_short_form_is_suggested_to_be_the_department_it_is_short_for(unit, printed, department):
    row = factories.make_department(unit, department)
    assert unknown(unit, printed)[0].suggestion == {"kind": Meaning.DEPARTMENT, "department": row.pk}


@pytest.mark.parametrize(("printed", "department"), [("机关纪委", "机关党委"), ("人事处", "法规处")])
def test_a_merely_similar_name_is_suggested_as_new(unit, printed, department):
    factories.make_department(unit, department)
    assert unknown(unit, printed)[0].suggestion == {"kind": Meaning.NEW}


@pytest.mark.parametrize("printed", ["各处室", "各科室单位", "各部室", "全体部门", "各处室、直属单位", "各处室系部"])
def test_a_name_for_all_departments_is_suggested_as_such(unit, printed):
    assert unknown(unit, printed)[0].suggestion == {"kind": Meaning.ALL}


@pytest.mark.parametrize("printed", ["各区（县）", "各级文明单位", "市文明委各成员单位"])
def test_a_name_for_others_is_suggested_as_a_group_to_be_filled(unit, printed):
    assert unknown(unit, printed)[0].suggestion == {"kind": Meaning.MEMBERS, "departments": []}


def test_answers_are_carried_out_and_remembered(unit):
    office = factories.make_department(unit, "综合办公室")
    meant = naming.settle(
        unit,
        {
            "党政办": naming.checked(unit, "党政办", Meaning.DEPARTMENT, department=office.pk),
            "宣传科": naming.checked(unit, "宣传科", Meaning.NEW),
            "各科室": naming.checked(unit, "各科室", Meaning.ALL),
            "窗口科室": naming.checked(unit, "窗口科室", Meaning.MEMBERS, departments=[office.pk]),
            "县文明办": naming.checked(unit, "县文明办", Meaning.NOBODY),
        },
        by=None,
    )
    assert meant["党政办"] == office
    assert PartyName.objects.get(text="党政办").department == office
    assert meant["宣传科"].name == "宣传科"
    assert list(meant["各科室"].members()) == [office, meant["宣传科"]]
    assert list(meant["窗口科室"].members()) == [office]
    assert "县文明办" not in meant
    assert unknown(unit, "党政办", "宣传科", "各科室", "窗口科室") == []


def test_a_name_is_not_remembered_where_nobody_asked_for_it(unit):
    office = factories.make_department(unit, "综合办公室")
    answer = naming.checked(unit, "党政办", Meaning.DEPARTMENT, department=office.pk, remember=False)
    assert naming.settle(unit, {"党政办": answer}, by=None)["党政办"] == office
    assert not PartyName.objects.exists()


def test_a_department_out_of_use_comes_back_when_it_is_new_again(unit):
    old = factories.make_department(unit, "老干部处", is_active=False)
    meant = naming.settle(unit, {"老干部处": {"kind": Meaning.NEW}}, by=None)
    assert meant["老干部处"].pk == old.pk and meant["老干部处"].is_active


def test_two_ways_to_print_one_new_name_make_one_department(unit):
    naming.settle(unit, {"办公室": {"kind": Meaning.NEW}, "办 公 室": {"kind": Meaning.NEW}}, by=None)
    assert unit.departments.count() == 1


def test_a_department_of_another_unit_is_no_answer(unit):
    foreign = factories.make_department(factories.make_unit("other", "外单位"), "宣传处")
    with pytest.raises(ValidationError, match="本单位在用的一个部门"):
        naming.checked(unit, "宣传处", Meaning.DEPARTMENT, department=foreign.pk)
    assert naming.checked(unit, "窗口", Meaning.MEMBERS, departments=[foreign.pk])["departments"] == []


def test_an_unheard_of_kind_of_answer_is_refused(unit):
    with pytest.raises(ValidationError, match="指哪个部门"):
        naming.checked(unit, "宣传处", "everybody")
    assert not DepartmentGroup.objects.exists()
