"""The page of fonts tells which file serves each role, and whose name can't be printed."""

import pytest
from django.urls import reverse

from accounts.font_views import names_of
from accounts.models import Person
from documents import child
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.real_child]  # fonts are found as a fresh process finds them


def test_it_names_a_file_for_every_role(admin, enter):
    response = enter(admin).get(reverse("fonts"))
    assert [one["role"] for one in response.context["served"]] == ["body", "kai", "hei", "title", "number"]
    assert all(one["file"] for one in response.context["served"])


def test_a_name_with_a_character_no_font_has_is_named_with_it(admin, unit, enter):
    Person.objects.create(unit=unit, name="王\U0003fffd")
    response = enter(admin).get(reverse("fonts"))
    assert response.context["missing"] == [("王\U0003fffd", "\U0003fffd")]


def test_rare_names_are_printed(admin, unit, enter):
    for name in ("王祎堃", "李喆镕", "赵赟"):
        Person.objects.create(unit=unit, name=name)
    response = enter(admin).get(reverse("fonts"))
    assert response.context["missing"] == []
    assert "每个名字的字都印得出来" in response.content.decode()


def test_where_the_fonts_can_not_be_asked_one_sentence_says_so(admin, enter, monkeypatch):
    def fail(text):
        raise child.ChildFailed("处理字体时出了意外。")

    monkeypatch.setattr(child, "look_at_fonts", fail)
    assert "处理字体时出了意外" in enter(admin).get(reverse("fonts")).content.decode()


def test_names_of_others_are_not_looked_at(unit, office, department, stranger):
    assert names_of(unit) == ["省国资委", "宣传处", "周敏"]


def test_a_clerk_does_not_see_it(clerk, enter):
    assert enter(clerk).get(reverse("fonts")).status_code == 403


def test_its_queries_do_not_grow_with_people(admin, unit, enter, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(child, "look_at_fonts", lambda text: {"served": [], "missing": [], "own": []})
    with django_assert_num_queries(4):
        names_of(unit)
    for number in range(5):
        factories.make_person(f"p{number}", f"人{number}", unit, "leader")
    with django_assert_num_queries(4):
        names_of(unit)
