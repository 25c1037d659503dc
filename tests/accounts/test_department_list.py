"""Several departments at once, pasted as they stand in Excel."""

import pytest

from accounts import actions
from accounts.models import Department

PATH = "/settings/departments/list/"


def test_a_pasted_list_makes_departments_with_their_names(enter, office, unit):
    text = "部门\t简称\t其他叫法\n办公室（党委办公室）\t办公室\t党委办公室、党办\n人事处\n"
    page = enter(office).post(PATH, {"text": text, "do": "make"}, follow=True)
    assert "已建好 2 个部门" in page.content.decode()
    first, second = unit.departments.all()
    assert (first.name, first.short_name) == ("办公室（党委办公室）", "办公室")
    assert set(first.names.values_list("text", flat=True)) == {"党委办公室", "党办"}
    assert (second.name, second.short_name, second.order) == ("人事处", "", 2)


@pytest.mark.parametrize("between", ["，", ",", "、", "；", "\t", "　", "  ", "　　", " "])
def test_cells_are_apart_by_whatever_people_press(enter, office, unit, between):
    text = between.join(["办公室（党委办公室）", "办公室", "党办"])
    page = enter(office).post(PATH, {"text": text})
    assert "要新建 <em>1</em> 个" in page.content.decode()
    assert not unit.departments.exists()
    enter(office).post(PATH, {"text": text, "do": "make"})
    made = unit.departments.get()
    assert (made.name, made.short_name) == ("办公室（党委办公室）", "办公室")
    assert made.names.get().text == "党办"


def test_a_column_excel_left_empty_stays_empty(enter, office, unit):
    enter(office).post(PATH, {"text": "文化处\t\t党委宣传部", "do": "make"})
    made = unit.departments.get()
    assert (made.short_name, made.names.get().text) == ("", "党委宣传部")


def test_the_list_is_shown_as_read_before_anything_is_written(enter, office, unit, department):
    client = enter(office)
    page = client.post(PATH, {"text": "宣传处，宣传\n人事处"})
    text = page.content.decode()
    assert "读到 <em>2</em> 个部门" in text
    assert "原来就有，不动" in text
    assert unit.departments.count() == 1
    back = client.post(PATH, {"text": "宣传处，宣传\n人事处", "do": "edit"}).content.decode()
    assert "宣传处，宣传\n人事处" in back
    assert unit.departments.count() == 1


def test_what_is_there_stays_as_it_is(enter, office, unit, department):
    page = enter(office).post(PATH, {"text": "宣传处，新简称\n人事处", "do": "make"}, follow=True)
    assert "宣传处原来就有，没有动" in page.content.decode()
    department.refresh_from_db()
    assert department.short_name == ""


def test_a_wrong_line_is_named_by_its_number_and_nothing_is_written(enter, office, unit, department):
    actions.remember_name(unit=unit, text="党委宣传部", means=department)
    page = enter(office).post(PATH, {"text": "人事处\n人事处\n文化处\t\t党委宣传部"})
    text = page.content.decode()
    assert "第 2 行的“人事处”和第 1 行重了" in text
    assert "人事处\n人事处" in text
    assert Department.objects.filter(unit=unit).count() == 1


def test_a_name_that_means_another_department_is_refused(enter, office, unit, department):
    actions.remember_name(unit=unit, text="党委宣传部", means=department)
    page = enter(office).post(PATH, {"text": "文化处\t文化\t党委宣传部"})
    assert "第 1 行的“党委宣传部”已经是“宣传处”的叫法" in page.content.decode()


def test_an_empty_list_is_one_sentence(enter, office):
    assert "请粘贴部门名单" in enter(office).post(PATH, {"text": ""}).content.decode()
