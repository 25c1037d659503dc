"""The leading group by post and by rule, as of any day; heads succeed each other and history is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import actions, leading_group_actions
from accounts.leading_group import listing
from accounts.models import HeadHolding
from tests import factories

pytestmark = pytest.mark.django_db
JULY = date(2022, 7, 1)


def seats(unit, day):
    return {
        seat: [(member.of, member.name) for place in places for member in place.members]
        for seat, places in listing(unit, day).seats
    }


@pytest.fixture
def by_rule(unit, department, other_department, head, office):
    actions.create_post(unit=unit, seat="member", title="各部室主任及主要负责人", rule="heads")
    actions.change_department(department=department, head=head, by=office)
    return unit


def test_heads_sit_by_rule_and_a_successor_takes_over(by_rule, department, head, office, leader):
    assert seats(by_rule, timezone.localdate()) == {"成员": [("宣传处", "赵启明"), ("办公室", "暂缺")]}
    actions.change_department(department=department, head=leader, head_from_on=JULY, by=office)
    assert seats(by_rule, JULY - timedelta(days=1)) == {"成员": [("宣传处", "赵启明")]}
    assert seats(by_rule, JULY) == {"成员": [("宣传处", "陈岚")]}
    assert [str(one) for one in HeadHolding.objects.order_by("pk")] == ["赵启明", "陈岚"]


def test_a_second_change_on_one_day_corrects_the_first(by_rule, department, head, office, leader):
    for person in (leader, office):
        actions.change_department(department=department, head=person, head_from_on=JULY, by=office)
    assert seats(by_rule, JULY) == {"成员": [("宣传处", "周敏")]}
    assert HeadHolding.objects.count() == 2


def test_a_head_cannot_take_over_before_the_one_before(by_rule, department, head, office, leader):
    actions.change_department(department=department, head=leader, head_from_on=JULY, by=office)
    with pytest.raises(ValidationError, match="不能早于"):
        actions.change_department(department=department, head=head, head_from_on=date(2022, 6, 1), by=office)
    department.refresh_from_db()
    assert department.head == leader


def test_a_department_out_of_use_has_a_head_until_then(by_rule, department, head, office):
    actions.change_department(department=department, is_active=False, head_from_on=JULY, by=office)
    assert seats(by_rule, JULY - timedelta(days=1)) == {"成员": [("宣传处", "赵启明")]}
    assert seats(by_rule, timezone.localdate()) == {"成员": [("办公室", "暂缺")]}


def test_one_department_or_a_group_may_be_meant(unit, department, other_department, head, leader, office):
    actions.change_department(department=department, head=head, by=office)
    actions.change_department(department=other_department, head=leader, by=office)
    actions.create_post(unit=unit, seat="office_chief", title="办公室主任", rule="department", department=department)
    group = actions.create_group(unit=unit, name="综合部门", departments=[other_department])
    actions.create_post(unit=unit, seat="office", title="综合部门负责人", rule="group", department_group=group)
    assert seats(unit, JULY) == {"办公室主任": [("宣传处", "赵启明")], "办公室成员": [("办公室", "陈岚")]}
    with pytest.raises(ValidationError, match="请选择是哪个部门"):
        actions.create_post(unit=unit, seat="member", title="某", rule="department")


def test_nobody_is_seated_by_hand_in_a_post_by_rule(by_rule, office):
    with pytest.raises(ValidationError, match="自动跟着变"):
        actions.hand_over_post(post=by_rule.posts.get(), name="张三", from_on=JULY, by=office)


def test_the_office_moves_and_a_post_goes_with_their_day(unit, department, other_department, office):
    describe = leading_group_actions.describe_group
    describe(unit=unit, by=office, name="创建工作领导小组", office=department)
    describe(unit=unit, by=office, name="创建工作领导小组", office=other_department, office_from_on=JULY)
    post = actions.create_post(unit=unit, seat="chief", title="局长")
    actions.hand_over_post(post=post, name="张三", from_on=date(2022, 1, 1), by=office)
    leading_group_actions.abolish_post(post=post, to_on=JULY, by=office)
    before, after = listing(unit, JULY - timedelta(days=1)), listing(unit, JULY)
    assert (before.office, after.office) == (department, other_department)
    assert before.has_posts and not after.has_posts


def test_the_settings_register_a_post_by_rule(unit, department, head, office, enter):
    client = enter(office)
    path = reverse("post_new")
    wrong = client.post(path, {"seat": "member", "title": "处长", "rule": "department"})
    assert "请选择一个" in wrong.content.decode()
    client.post(path, {"seat": "member", "title": "各处室负责人", "rule": "heads"})
    sent = {"name": department.name, "head": head.pk, "is_active": "on", "order": 1, "names": ""}
    client.post(reverse("department_edit", args=[department.pk]), sent | {"head_from_on": "2022-07-01"})
    page = client.get(reverse("settings_home")).content.decode()
    assert "各处室负责人" in page and "赵启明" in page
    plan = factories.make_plan(unit)
    group_path = reverse("plan_group", args=[plan.pk])
    assert "赵启明" in client.get(group_path, {"on": "2022-07-01"}).content.decode()
    assert "没有这一天" in client.get(group_path, {"on": "2022-02-30"}).content.decode()
