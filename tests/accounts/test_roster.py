"""The roster: who is on it on a day, who may see whom, and the ratios of registered volunteers."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import PartyBranch, Person
from accounts.ratios import percent_of, ratios_on
from tests import factories

DAY = date(2022, 6, 30)


def add(unit, name="张三", **fields) -> Person:
    return Person.objects.create(unit=unit, name=name, **fields)


def test_who_joined_later_or_left_before_is_not_on_roll(unit):
    add(unit, "早就在")
    add(unit, "当天到岗", joined_on=DAY)
    add(unit, "当天离岗", left_on=DAY)
    add(unit, "后来才到", joined_on=date(2022, 7, 1))
    add(unit, "已经走了", left_on=date(2022, 6, 29))
    names = set(Person.objects.of_unit(unit).on_roll(DAY).values_list("name", flat=True))
    assert names == {"早就在", "当天到岗", "当天离岗"}
    assert all(row.is_on_roll(DAY) == (row.name in names) for row in Person.objects.all())


def test_a_year_takes_in_who_belonged_to_it_for_a_while(unit):
    add(unit, "三月走的", left_on=date(2022, 3, 1))
    add(unit, "去年走的", left_on=date(2021, 12, 31))
    add(unit, "明年来的", joined_on=date(2023, 1, 1))
    rows = Person.objects.on_roll_within(date(2022, 1, 1), date(2022, 12, 31))
    assert [row.name for row in rows] == ["三月走的"]


def test_a_volunteer_counts_from_the_day_of_registration(unit):
    add(unit, is_volunteer=True, volunteer_on=date(2022, 7, 1))
    add(unit, is_volunteer=True, volunteer_on=DAY)
    add(unit, is_volunteer=True)
    assert Person.objects.volunteers(DAY).count() == 2
    assert Person.objects.volunteers().count() == 3


def test_people_come_in_the_order_of_their_departments_and_those_without_one_last(unit, department, other_department):
    add(unit, "无部门")
    add(unit, "办公室的", department=other_department)
    add(unit, "宣传处的", department=department)
    assert [row.name for row in Person.objects.of_unit(unit)] == ["宣传处的", "办公室的", "无部门"]


def test_the_office_sees_all_and_a_head_the_own_department(unit, office, head, clerk, leader, assessor, department):
    add(unit, "本处", department=department)
    add(unit, "别处", department=factories.make_department(unit, "人事处"))
    seen = {
        person: set(Person.objects.visible_to(person).values_list("name", flat=True))
        for person in (office, leader, head, clerk, assessor)
    }
    both = {"本处", "别处"}
    assert seen == {office: both, leader: both, head: {"本处"}, clerk: {"本处"}, assessor: set()}


def test_a_stranger_sees_nobody_of_ours(unit, stranger):
    add(unit)
    assert not Person.objects.visible_to(stranger).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"joined_on": date(2022, 2, 1), "left_on": date(2022, 1, 1)},
        {"volunteer_on": date(2022, 2, 1), "is_volunteer": False},
    ],
)
def test_the_database_refuses_days_that_contradict_each_other(unit, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        add(unit, **wrong)


def test_a_number_names_one_person_of_a_unit_and_no_number_names_nobody(unit, stranger):
    add(unit, number="001")
    add(unit, "李四")
    add(unit, "王五")
    add(stranger.memberships.get().unit, number="001")
    with pytest.raises(IntegrityError), transaction.atomic():
        add(unit, "赵六", number="001")


def test_a_branch_takes_the_members_of_several_departments(unit, department, other_department):
    branch = PartyBranch.objects.create(unit=unit, name="第一党支部")
    branch.departments.set([department, other_department])
    add(unit, branch=branch, is_party_member=True)
    assert Person.objects.of_branch(branch).party_members().count() == 1


# ---------- ratios


def fill(unit, roll, volunteers, members, members_registered) -> None:
    """So many on roll; volunteers among party members first."""
    rows = []
    for place in range(roll):
        is_member = place < members
        others = volunteers - members_registered
        is_volunteer = place < members_registered if is_member else place < members + others
        rows.append(Person(unit=unit, name=f"第{place}人", is_party_member=is_member, is_volunteer=is_volunteer))
    Person.objects.bulk_create(rows)


def test_the_two_ratios_are_counted_from_the_roster_in_one_query(unit, django_assert_num_queries):
    fill(unit, roll=60, volunteers=40, members=25, members_registered=20)
    add(unit, "走了的", is_party_member=True, is_volunteer=True, left_on=date(2021, 1, 1))
    with django_assert_num_queries(1):
        told = ratios_on(unit, DAY)
    assert (told.volunteers.numerator, told.volunteers.denominator) == (40, 60)
    assert told.volunteers.percent == Decimal("66.66")
    assert (told.members.numerator, told.members.denominator, told.members.percent) == (20, 25, Decimal("80.00"))
    assert not told.members.must_be_all


@pytest.mark.parametrize(("members", "must"), [(0, False), (1, True), (20, True), (21, False)])
def test_up_to_twenty_party_members_all_have_to_register(unit, members, must):
    fill(unit, roll=30, volunteers=members, members=members, members_registered=members)
    told = ratios_on(unit, DAY).members
    assert told.must_be_all == must
    assert told.is_all == (members > 0)


def test_an_empty_roster_has_no_ratio(unit):
    told = ratios_on(unit, DAY)
    assert [row.percent for row in told] == [None, None]


def test_a_ratio_is_cut_and_never_rounded_up_to_the_line():
    assert percent_of(84_999, 100_000) == Decimal("84.99")
