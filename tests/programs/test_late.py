"""How many tasks the menu calls overdue: the same beside every page, counted with the plan."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.actions import create_group
from programs import actions
from programs.models import Task
from tests import factories

LONG_AGO, FAR_AHEAD = date(2022, 1, 15), date(2090, 1, 1)
PAGES = ("desk", "task_list", "board_home", "calendar", "help")
NARROWED = ("?q=走访", "?department=all", "?show=done", "?department=all&q=走访")


@pytest.fixture
def plan(unit, office, department, other_department):
    plan = factories.make_plan(unit)
    group = create_group(unit=unit, name="各处室")
    for title, party, due_on in (
        ("走访企业", department, LONG_AGO),
        ("走访社区", other_department, LONG_AGO),
        ("人人动手", group, LONG_AGO),
        ("没人的事", None, LONG_AGO),
        ("来年再说", department, FAR_AHEAD),
        ("一直要做", department, None),
    ):
        task = factories.make_task(plan, title=title, due_on=due_on)
        if party is not None:
            actions.assign(task=task, party=party, by=office)
    whole = factories.make_task(plan, department, title="大事", due_on=LONG_AGO)
    factories.make_task(plan, department, title="大事之一", parent=whole, due_on=LONG_AGO)
    factories.make_task(plan, department, title="交了的", due_on=LONG_AGO, state=Task.State.SUBMITTED)
    factories.make_task(plan, department, title="办完的", due_on=LONG_AGO, state=Task.State.ACCEPTED)
    return plan


def said(client, path: str) -> int:
    page = client.get(path).content.decode()
    return int(re.search(r'<span class="n">(\d+) 逾期</span>', page).group(1))


@pytest.mark.parametrize(("who", "count"), [("office", 5), ("clerk", 3)])
def test_every_page_says_the_same(request, enter, plan, who, count):
    client = enter(request.getfixturevalue(who))
    paths = [reverse(name) for name in PAGES]
    paths += [reverse("task_list") + query for query in NARROWED]
    assert {path: said(client, path) for path in paths} == dict.fromkeys(paths, count)


def test_the_count_costs_no_page_a_question_of_its_own(enter, clerk, plan, django_assert_num_queries):
    client = enter(clerk)
    client.get(reverse("help"))
    with django_assert_num_queries(5):  # session, person, posts, plans, notices
        client.get(reverse("help"))
