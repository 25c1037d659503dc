"""Searching everywhere: every kind of thing, by words and by pinyin, while one types; and for whom nothing is there."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions
from accounts.models import Person
from evidence.models import Record
from evidence.search_index import SearchText, pair_words
from programs.models import Task
from reports.menu import BEYOND, MENU, pages_found
from reports.search import TITLES
from tests import factories

BUDGET = 15  # queries of a page


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def team(unit):
    return actions.create_department(unit=unit, name="志愿服务工作部", short_name="志愿部")


def at_once(client, words: str) -> str:
    response = client.get(reverse("search_at_once"), {"q": words})
    assert response.status_code in (200, 204)
    return response.content.decode()


def page(client, **query) -> str:
    response = client.get(reverse("search"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_initials_find_a_department_and_lead_to_its_tasks(enter, clerk, team):
    found = at_once(enter(clerk), "zyfw")
    assert "志愿服务工作部" in found
    assert f'href="{reverse("task_list")}?department={team.pk}&amp;show=all"' in found


def test_a_department_is_found_by_any_name_papers_call_it(enter, clerk, unit, team):
    actions.remember_name(unit=unit, text="文明办", means=team)
    assert "志愿服务工作部" in at_once(enter(clerk), "文明办")


def test_people_are_found_by_pinyin_where_the_roster_may_be_read(enter, office, unit, department, other_department):
    Person.objects.create(unit=unit, name="欧阳文静", department=department)
    person = Person.objects.get()
    assert reverse("roster_edit", args=[person.pk]) in at_once(enter(office), "oywj")
    assert "在册人员 · 宣传处" in page(enter(office), q="wenjing", scope="people")


def test_a_clerk_finds_people_of_the_own_department_alone(enter, clerk, unit, department, other_department):
    Person.objects.create(unit=unit, name="欧阳文静", department=other_department)
    assert "欧阳文静" not in at_once(enter(clerk), "欧阳")
    Person.objects.create(unit=unit, name="欧阳海", department=department)
    assert "欧阳海" in "".join(at_once(enter(clerk), "海").split("<mark>")).replace("</mark>", "")


def test_accounts_are_found_by_their_administrator_alone(enter, admin, office, clerk):
    assert reverse("person_edit", args=[clerk.pk]) in at_once(enter(admin), "lwj")
    assert "账号 clerk" not in at_once(enter(office), "lwj")
    assert "登录账号" not in page(enter(office), q="lwj", scope="accounts")


def test_plans_are_found_by_title_number_and_headings(enter, clerk, plan):
    plan.sections.create(order=1, heading="保障措施")
    plan.number = "国资〔2022〕52号"
    plan.save()
    for words in ("实施方案", "〔2022〕52", "保障措施"):
        assert reverse("plan_detail", args=[plan.pk]) in at_once(enter(clerk), words), words


def test_pages_of_the_menu_are_found_by_word_and_pinyin_where_they_may_be_opened(enter, clerk, admin):
    assert 'href="/supervision/"' in at_once(enter(clerk), "ddzg")
    assert 'href="/audit/"' not in at_once(enter(clerk), "操作日志")
    assert 'href="/audit/"' in at_once(enter(admin), "czrz")


def test_every_page_that_is_offered_opens_for_who_is_offered_it(enter, admin, plan):
    client = enter(admin)
    for item in [*(item for _, items in MENU for item in items), *BEYOND]:
        if item.rule in ("unit.manage", "unit.read", "record.read", "audit.read", "channel.manage", "plan.read"):
            assert client.get(item.path.partition("#")[0]).status_code == 200, item


def test_no_page_is_found_for_nothing(enter, clerk):
    class Everywhere:
        def may(self, rule):
            return True

    assert pages_found(Everywhere(), "  ") == []


def test_a_hit_is_an_option_of_a_group_that_says_what_it_is(enter, clerk, plan, department):
    task = factories.make_task(plan, department, title="组织志愿服务")
    found = at_once(enter(clerk), "志愿")
    assert 'role="group" aria-labelledby="find-tasks"' in found
    assert f'id="find-tasks-1" href="{task.get_absolute_url()}"' in found
    assert "组织<mark>志愿</mark>服务" in found


@pytest.mark.parametrize("words", ["zyfw", "zhiyuanfuwu", "hdqjzyfw"])
def test_titles_of_tasks_and_records_are_found_by_pinyin_too(enter, clerk, plan, unit, department, words):
    task = factories.make_task(plan, department, title="河道清洁志愿服务")
    record = factories.make_record(unit, department, title="河道清洁志愿服务")
    found = at_once(enter(clerk), words)
    assert task.get_absolute_url() in found
    assert record.get_absolute_url() in found


def test_letters_in_a_title_are_not_taken_for_pinyin(enter, clerk, unit, department):
    factories.make_record(unit, department, title="爱国主义教育")
    own = factories.make_record(unit, department, title="AI 应用讲座")
    assert [*Record.objects.found_by("ai")] == [own]


def test_the_migrations_give_sounds_to_the_titles_that_were_there(plan, unit, department):
    task = factories.make_task(plan, department, title="河道清洁志愿服务")
    record = factories.make_record(unit, department, title="河道清洁志愿服务")
    Task.objects.update(sounds="")
    row = SearchText.objects.get(record=record)
    row.folded, row.pairs = "河道清洁志愿服务", " ".join(pair_words("河道清洁志愿服务"))
    row.save()
    assert not Record.objects.found_by("zyfw").exists()
    importlib.import_module("programs.migrations.0009_sounds_of_titles").fill(apps, None)
    importlib.import_module("evidence.migrations.0016_sounds_of_titles").fill(apps, None)
    assert [*Task.objects.saying("zyfw")] == [task]
    assert [*Record.objects.found_by("zyfw")] == [record]
    assert [*Record.objects.found_by("河道")] == [record]


def test_where_there_is_more_the_list_leads_to_all_of_it(enter, clerk, plan, department):
    for n in range(8):
        factories.make_task(plan, department, title=f"志愿任务{n}")
    found = at_once(enter(clerk), "志愿任务")
    assert found.count('role="option"') == 7
    assert "任务的全部结果" in found
    assert "scope=tasks" in found


def test_the_search_page_opens_where_something_is_found(enter, clerk, plan, department):
    factories.make_task(plan, department, title="组织义诊")
    assert "组织<mark>义诊</mark>" in page(enter(clerk), q="义诊")


def test_a_stranger_finds_none_of_it(enter, stranger, plan, unit, department, team, clerk):
    factories.make_task(plan, department, title="志愿服务任务")
    factories.make_record(unit, department)
    Person.objects.create(unit=unit, name="欧阳文静", department=department)
    client = enter(stranger)
    for words in ("志愿", "zyfw", "实施方案", "oywj", "欧阳", "lwj", "clerk"):
        assert 'role="option" tabindex' not in at_once(client, words), words
        for scope in TITLES:
            assert "找到 <em>0</em> 处" in page(client, q=words, scope=scope), (words, scope)


@pytest.mark.parametrize("words", ["", " ", "\x00", "%_", "'", "（）", "a" * 500, "𬭛", "<script>x", "zy fw 护绿"])
def test_strange_words_are_answered_calmly(enter, admin, plan, words):
    assert "<script>x" not in at_once(enter(admin), words)


def test_what_is_found_at_once_costs_the_same_with_one_and_with_many(enter, admin, plan, unit, department):
    client = enter(admin)

    def add(n):
        factories.make_task(plan, department, title=f"志愿任务{n}")
        factories.make_record(unit, department, title=f"志愿活动{n}")
        Person.objects.create(unit=unit, name=f"志愿{n}", department=department)
        actions.create_department(unit=unit, name=f"志愿处{n}")

    def cost(address, **query):
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse(address), {"q": "志愿"} | query)
        return len(caught)

    add(0)
    at_once(client, "志愿")
    asked = [("search_at_once", {}), *(("search", {"scope": scope}) for scope in TITLES)]
    few = [cost(address, **query) for address, query in asked]
    for n in range(1, 5):
        add(n)
    assert [cost(address, **query) for address, query in asked] == few
    assert max(few) <= BUDGET, few


def test_who_is_not_logged_in_is_told_nothing(client, team):
    response = client.get(reverse("search_at_once"), {"q": "zyfw"})
    assert response.status_code == 302
    assert response.url.startswith("/login/")
