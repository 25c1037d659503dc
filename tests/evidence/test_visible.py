"""Which records a person finds, fills in and reviews."""

import pytest

from evidence.models import Record
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(unit, department, other_department):
    """One record of each state in each of two departments."""
    return {
        (owner.name, state): factories.make_record(unit, owner, state=state)
        for owner in (department, other_department)
        for state in Record.State.values
    }


def names(rows):
    return {(row.department.name, row.state) for row in rows}


def test_everybody_of_the_unit_sees_every_record(records, clerk, leader):
    assert Record.objects.visible_to(clerk, "record.read").count() == len(records)
    assert Record.objects.visible_to(leader, "record.read").count() == len(records)


def test_a_stranger_sees_none(records, stranger):
    assert not Record.objects.visible_to(stranger, "record.read").exists()
    assert not Record.objects.kept_by(stranger).exists()
    assert not Record.objects.judged_by(stranger).exists()


def test_a_clerk_fills_in_open_records_of_the_own_department(records, clerk):
    assert names(Record.objects.writable_by(clerk)) == {("宣传处", "draft"), ("宣传处", "returned")}


def test_the_office_fills_in_open_records_of_all(records, office):
    assert Record.objects.writable_by(office).count() == 4


def test_a_head_reviews_what_the_own_department_submitted(records, head):
    assert names(Record.objects.reviewable_by(head)) == {("宣传处", "submitted")}


def test_a_clerk_and_a_leader_review_nothing(records, clerk, leader):
    assert not Record.objects.reviewable_by(clerk).exists()
    assert not Record.objects.reviewable_by(leader).exists()


def test_a_record_of_two_departments_is_found_once_by_each(unit, department, other_department):
    record = factories.make_record(unit, department)
    record.activity.departments.add(other_department)
    assert list(Record.objects.of_department(department)) == [record]
    assert list(Record.objects.of_department(other_department)) == [record]


@pytest.mark.parametrize("text", ["植绿", "烈士", "烈士 志愿", "总结里"])
def test_two_characters_find_a_record(unit, department, text):
    factories.make_record(unit, department, summary="总结里的话")
    assert Record.objects.found_by(text).count() == 1


@pytest.mark.parametrize("text", ["别处", "植绿 别处", "%", "_"])
def test_what_is_not_there_is_not_found(unit, department, text):
    factories.make_record(unit, department)
    assert not Record.objects.found_by(text).exists()
