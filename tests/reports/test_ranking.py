"""Nobody is ranked on the board, unless the office says why; the reason stands in the log and on the board."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from reports.figures import figures
from reports.ranking import ranking_of
from tests import factories

pytestmark = pytest.mark.django_db
LONG_AGO = date(2022, 1, 15)


@pytest.fixture
def two(plan, department, other_department):
    """The department that stands first has nothing late, the second one has."""
    first, second = sorted((department, other_department), key=lambda one: (one.order, one.pk))
    factories.make_task(plan, first, due_on=date(2090, 1, 1))
    factories.make_task(plan, second, due_on=LONG_AGO)
    return [str(first), str(second)]


def names(plan) -> list[str]:
    return [row.name for row in figures(plan, timezone.localdate()).parties]


def choose(client, **data):
    return client.post(reverse("board_order"), data)


def test_departments_stand_in_their_own_order(plan, two):
    assert names(plan) == two


def test_with_a_reason_those_with_more_overdue_come_first(enter, office, plan, two):
    client = enter(office)
    choose(client, order="late", reason="领导小组会议要求通报进度")
    assert names(plan) == two[::-1]
    assert "按逾期多少排列：领导小组会议要求通报进度" in client.get(reverse("board_home")).content.decode()
    entry = AuditEntry.objects.get(verb="改部门排列方式")
    assert (entry.actor_id, entry.reason) == (office.pk, "领导小组会议要求通报进度")


@pytest.mark.parametrize("reason", ["", "   ", "好"])
def test_without_a_reason_nothing_changes(enter, office, plan, two, reason):
    answer = choose(enter(office), order="late", reason=reason)
    assert answer.status_code == 422
    assert "要写明理由" in answer.content.decode()
    assert ranking_of(plan.unit) is None
    assert not AuditEntry.objects.filter(verb="改部门排列方式").exists()


def test_it_is_turned_off_without_a_reason(enter, office, plan, two):
    client = enter(office)
    choose(client, order="late", reason="领导小组会议要求通报进度")
    choose(client, order="own")
    assert names(plan) == two
    assert AuditEntry.objects.filter(verb="改部门排列方式").count() == 2


def test_a_clerk_cannot_turn_it_on(enter, clerk, plan):
    assert choose(enter(clerk), order="late", reason="领导小组会议要求通报进度").status_code == 403


def test_the_choice_of_one_unit_is_not_anothers(enter, office, plan, two, stranger):
    choose(enter(office), order="late", reason="领导小组会议要求通报进度")
    assert ranking_of(stranger.memberships.first().unit) is None


def urge(client, task, **said):
    return client.post(reverse("task_urge", args=[task.pk]), {"back": reverse("board_home")} | said, follow=True)


def urged_buttons(client) -> int:
    return client.get(reverse("board_home")).content.decode().count(">催办</button>")


@pytest.mark.parametrize("who", ["office", "leader"])
def test_an_overdue_task_is_urged_from_the_board_once_a_day(request, enter, plan, two, clerk, who):
    client = enter(request.getfixturevalue(who))
    late = plan.tasks.get(due_on=LONG_AGO)
    assert urged_buttons(client) == 1
    answer = urge(client, late)
    assert answer.request["PATH_INFO"] == reverse("board_home")
    page = answer.content.decode()
    assert f"已催办“{late}”" in page
    assert "今天已催" in page
    assert urged_buttons(client) == 0
    again = urge(client, late)
    assert again.request["PATH_INFO"] == reverse("board_home")
    assert "今天已经催办过，明天再催。" in again.content.decode()
    assert late.steps.filter(verb="urged").count() == 1


def test_who_may_not_urge_sees_no_button_and_a_task_of_nobody_is_not_urged(enter, office, clerk, plan, two):
    assert urged_buttons(enter(clerk)) == 0
    factories.make_task(plan, title="没人的事", due_on=LONG_AGO)
    assert urged_buttons(enter(office)) == 1


def test_all_that_is_overdue_is_urged_at_once_and_each_person_told_in_one_line(enter, leader, clerk, plan, department):
    late = [factories.make_task(plan, department, title=f"迟{n}", due_on=LONG_AGO) for n in range(3)]
    factories.make_task(plan, title="没人的事", due_on=LONG_AGO)
    factories.make_task(plan, department, title="还早", due_on=date(2090, 1, 1))
    client, path = enter(leader), reverse("plan_urge", args=[plan.pk])
    assert "全部催办" in client.get(reverse("board_home")).content.decode()
    urge(client, late[0])
    answer = client.post(path, {"back": reverse("board_home")}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("board_home")
    page = answer.content.decode()
    assert "已催办 2 项" in page
    assert "全部催办" not in page
    told = list(clerk.notices.order_by("pk").values_list("text", flat=True))
    assert told == ["请抓紧办“迟0”。", "请抓紧办“迟1”等 2 项任务。"]
    assert "今天都已经催过" in client.post(path, follow=True).content.decode()
    assert enter(clerk).post(path).status_code == 403


def test_another_units_plan_is_not_urged(enter, stranger, plan, department):
    factories.make_task(plan, department, due_on=LONG_AGO)
    assert enter(stranger).post(reverse("plan_urge", args=[plan.pk])).status_code in (403, 404)
    assert not plan.tasks.filter(steps__verb="urged").exists()
