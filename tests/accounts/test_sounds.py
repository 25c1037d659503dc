"""Pinyin kept beside names: what finds whom, and that it follows the name."""

import importlib

import pytest
from django.apps import apps

from accounts import actions
from accounts.models import Department, Person, User
from accounts.sounds import asked_sounds, holds, sounds_of
from tests import factories


@pytest.mark.parametrize("asked", ["zhiyuan", "zhiyuanfuwu", "zyfw", "zy", "fuwu", "fw", "zyfwd"])
def test_a_name_is_found_by_its_syllables_and_initials_from_any_sign_on(asked):
    assert holds(sounds_of("志愿服务队"), asked)


@pytest.mark.parametrize("asked", ["hiyuan", "yfz", "an", "x", ""])
def test_what_begins_in_the_middle_of_a_syllable_finds_nothing(asked):
    assert not holds(sounds_of("志愿服务队"), asked)


@pytest.mark.parametrize("asked", ["zengyu", "cengyu", "zy", "cy"])
def test_a_persons_sign_of_two_readings_is_found_by_both(asked):
    assert holds(sounds_of("曾玉", is_person=True), asked)


def test_letters_and_digits_in_a_name_are_found_as_they_stand():
    assert holds(sounds_of("5G办"), "ban")
    assert sounds_of("") == ""
    assert sounds_of("（）") == ""


@pytest.mark.parametrize(
    "typed, asked",
    [("ZYFW", "zyfw"), ("zhi'yuan fu wu", "zhiyuanfuwu"), ("lü", "lv"), ("志愿", ""), ("zy1", ""), ("x" * 500, "")],
)
def test_only_letters_are_taken_for_pinyin(typed, asked):
    assert asked_sounds(typed) == asked


def test_a_long_name_keeps_its_sounds_short():
    assert len(sounds_of("曾" * 120, is_person=True)) < 3_000


def test_sounds_follow_when_a_department_is_renamed(unit, office):
    department = actions.create_department(unit=unit, name="宣传工作处", short_name="宣传处")
    assert [*Department.objects.found_by("xcc")] == [department]
    actions.change_department(department=department, by=office, name="新闻处", short_name="新闻处")
    assert [*Department.objects.found_by("xcc")] == []
    assert [*Department.objects.found_by("xwc")] == [department]


def test_people_that_come_all_at_once_have_their_sounds_too(unit):
    Person.objects.bulk_create([Person(unit=unit, name="李文静")])
    assert Person.objects.found_by("lwj").count() == 1
    assert Person.objects.found_by("文静").count() == 1
    assert Person.objects.found_by("wenjing").count() == 1
    assert Person.objects.found_by("zyl").count() == 0


def test_the_migration_gives_sounds_to_the_names_that_were_there(unit, department):
    factories.make_person("u1", "单玉玲", unit, "clerk", department)
    Department.objects.update(sounds="")
    User.objects.update(sounds="")
    importlib.import_module("accounts.migrations.0009_sounds").fill(apps, None)
    assert Department.objects.found_by("xcc").exists()
    assert " syl " in User.objects.get(username="u1").sounds + " "
