"""Which tasks and clauses the recording page lists to tick: a few likely ones, and what is looked for."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from programs.models import Task
from programs.serving import FOUND, LIKELY, Ask, choices_of
from tests import factories
from tests.programs.test_recording_pages import text

TODAY = date(2022, 6, 15)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit, factories.make_framework(unit, rows=[("思想道德建设", "1", ["2"] * 30)]))


def tasks_listed(plan, departments, ask, today):
    return choices_of(plan, departments, tasks=ask, clauses=None, today=today).tasks


def clauses_listed(plan, ask):
    return choices_of(plan, [], tasks=None, clauses=ask, today=TODAY).clauses


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def titles(listed) -> list[str]:
    return [row.title for row in listed.rows]


def test_open_tasks_of_the_own_department_come_first_by_how_near_their_day_is(plan, department, other_department):
    for title, days in (("下月", 30), ("昨天", -1), ("下周", 7), ("半年前", -180)):
        factories.make_task(plan, department, title=title, due_on=day(days))
    factories.make_task(plan, department, title="没写时限")
    factories.make_task(plan, department, title="办完了", due_on=TODAY, state=Task.State.ACCEPTED)
    factories.make_task(plan, other_department, title="别的部门", due_on=TODAY)
    listed = tasks_listed(plan, [department], Ask(), TODAY)
    assert titles(listed) == ["昨天", "下周", "下月", "半年前", "没写时限", "别的部门"]
    assert (listed.n_found, listed.rest, listed.said) == (7, 1, "还有 1 项没有列出。")


def test_without_a_department_the_tasks_near_their_day_come_first(plan, department):
    for title, days in (("下月", 30), ("昨天", -1)):
        factories.make_task(plan, department, title=title, due_on=day(days))
    assert titles(tasks_listed(plan, [], Ask(), TODAY)) == ["昨天", "下月"]


def test_what_is_ticked_stands_at_the_head_whatever_is_looked_for(plan, department):
    ticked = factories.make_task(plan, department, title="宪法宣传", due_on=day(300))
    for n in range(LIKELY + 3):
        factories.make_task(plan, department, title=f"植树{n}", due_on=day(n))
    said = {
        "": "还有 3 项没有列出。",
        "植树": f"找到 {LIKELY + 3} 项。",
        "宪法": "找到 1 项。",
        "没有的": "没有找到“没有的”，换几个字再找。",
    }
    for words, sentence in said.items():
        listed = tasks_listed(plan, [department], Ask(frozenset([ticked.pk]), words), TODAY)
        assert titles(listed)[0] == "宪法宣传"
        assert [row.title for row in listed.rows if row.is_ticked] == ["宪法宣传"]
        assert listed.said == sentence


@pytest.mark.parametrize("words", ["植绿", "植绿 烈士", "烈士公园", "zlhl", "23"])
def test_a_task_is_found_by_words_by_number_and_by_initials(plan, department, words):
    wanted = factories.make_task(plan, department, title="植绿护绿", requirement="到烈士公园种树", number="23")
    factories.make_task(plan, department, title="读书分享", number="24")
    assert [row.pk for row in tasks_listed(plan, [department], Ask(words=words), TODAY).rows] == [wanted.pk]


def test_more_lines_are_listed_when_asked_for(plan, department):
    for n in range(FOUND + 5):
        factories.make_task(plan, department, title=f"植树{n}")
    first = tasks_listed(plan, [department], Ask(words="植树"), TODAY)
    assert (first.n_listed, first.n_more, first.look) == (FOUND, 5, f"tasks-{FOUND + FOUND}")
    assert first.said == f"找到 {FOUND + 5} 项，还有 5 项没有列出。"
    assert tasks_listed(plan, [department], Ask(words="植树", count=2 * FOUND), TODAY).rest == 0


def test_a_list_that_grew_does_not_shrink_when_the_title_is_typed_on(enter, clerk, plan, department):
    for n in range(LIKELY + 3):
        factories.make_task(plan, department, title=f"植树{n}", due_on=day(n))
    said = {"plan": plan.pk, "title": "植树造林", "listed-tasks": LIKELY + 3}
    page = text(enter(clerk).get(reverse("record_choices"), said, headers=HTMX))
    assert page.count('type="checkbox"') == LIKELY + 3
    assert f'name="listed-tasks" value="{LIKELY + 3}"' in page


def test_the_title_of_the_activity_brings_tasks_that_speak_of_the_same(plan, department):
    for n in range(LIKELY):
        factories.make_task(plan, department, title=f"读书{n}", due_on=TODAY)
    factories.make_task(plan, title="城市绿化", requirement="组织职工植绿护绿", due_on=day(200))
    listed = tasks_listed(plan, [department], Ask(title="植绿护绿志愿服务活动"), TODAY)
    assert titles(listed)[0] == "城市绿化"
    assert "按活动名称推荐 1 项" in listed.said


def test_clauses_are_listed_only_when_looked_for_or_ticked(plan):
    first, second = plan.framework.clauses.all()[:2]
    assert clauses_listed(plan, Ask()) is None
    assert [row.pk for row in clauses_listed(plan, Ask(frozenset([second.pk]))).rows] == [second.pk]
    listed = clauses_listed(plan, Ask(count=0))
    assert (listed.rows[0].pk, listed.n_listed, listed.rest) == (first.pk, FOUND, 10)
    assert [row.pk for row in clauses_listed(plan, Ask(words=first.text)).rows][0] == first.pk


def test_the_page_stays_small_whatever_the_plan(enter, clerk, plan, department):
    for n in range(60):
        factories.make_task(plan, department, title=f"任务{n}", requirement="要求" * 300)
    page = text(enter(clerk).get(reverse("record_new")))
    assert page.count('name="tasks" value') == LIKELY
    assert page.count('name="clauses" value') == 0
    assert len(page) < 30_000


def test_the_server_answers_with_the_lines_alone(enter, clerk, plan, department):
    ticked = factories.make_task(plan, department, title="宪法宣传")
    found = factories.make_task(plan, department, title="植绿护绿")
    asked = {"plan": plan.pk, "look": "tasks", "find-tasks": "植绿", "tasks": [ticked.pk, "x", 10**17]}
    page = text(enter(clerk).get(reverse("record_choices"), asked, headers=HTMX))
    assert f'name="tasks" value="{ticked.pk}" checked' in page
    assert f'name="tasks" value="{found.pk}"' in page
    assert "<html" not in page
    clauses = text(enter(clerk).get(reverse("record_choices"), {"plan": plan.pk, "look": "clauses-40"}, headers=HTMX))
    assert clauses.count('name="clauses" value') == 30


def test_nothing_of_another_unit_is_found(enter, clerk, plan, stranger):
    foreign = factories.make_plan(stranger.memberships.get().unit)
    factories.make_task(foreign, title="外单位的事")
    asked = {"plan": foreign.pk, "find-tasks": "外单位", "look": "tasks"}
    assert "外单位的事" not in text(enter(clerk).get(reverse("record_choices"), asked, headers=HTMX))


def test_the_lines_alone_are_no_page(enter, clerk, plan):
    assert enter(clerk).get(reverse("record_choices")).url == reverse("record_new")


def test_there_is_nothing_to_look_for_without_a_plan(enter, clerk):
    assert enter(clerk).get(reverse("record_choices"), {"look": "tasks"}, headers=HTMX).status_code == 404


@pytest.mark.parametrize("look", ["tasks", ""])
def test_without_a_script_looking_keeps_what_is_typed(enter, clerk, plan, department, look):
    """The button, or Enter in the field."""
    ticked = factories.make_task(plan, department, title="宪法宣传")
    found = factories.make_task(plan, department, title="植绿护绿")
    typed = {"title": "写到一半", "tasks": [ticked.pk], "press-outlet": "红网", "summary": "上午", "plan": plan.pk}
    page = text(enter(clerk).post(reverse("record_new"), typed | {"find-tasks": "植绿", "look": look}))
    assert 'value="写到一半"' in page
    assert 'value="红网"' in page
    assert 'value="植绿"' in page
    assert f'name="tasks" value="{ticked.pk}" checked' in page
    assert f'name="tasks" value="{found.pk}">' in page
    assert "请选一个活动类别" not in page


def test_looking_on_the_page_of_a_draft_changes_nothing(enter, clerk, unit, department, plan):
    record = factories.make_record(unit, department, by=clerk)
    task = factories.make_task(plan, department, title="植绿护绿")
    task.records.add(record)
    asked = {"title": "改了名字", "plan": plan.pk, "look": "clauses", "version": record.version}
    page = text(enter(clerk).post(reverse("record_edit", args=[record.pk]), asked))
    assert 'value="改了名字"' in page
    assert f'name="tasks" value="{task.pk}">' in page
    assert page.count('name="clauses" value') == FOUND
    record.refresh_from_db()
    assert (record.title, [*task.records.all()]) == ("植绿护绿志愿服务", [record])


def test_enter_with_nothing_looked_for_saves_a_draft(enter, clerk, unit, department, plan):
    record = factories.make_record(unit, department, by=clerk)
    facts = {
        "title": "改了名字",
        "kind": record.activity.kind_id,
        "begins_on": "2022-03-12",
        "department": department.pk,
    }
    answer = enter(clerk).post(
        reverse("record_edit", args=[record.pk]), facts | {"plan": plan.pk, "look": "", "version": record.version}
    )
    assert answer.url == reverse("record_edit", args=[record.pk])
    record.refresh_from_db()
    assert record.title == "改了名字"
