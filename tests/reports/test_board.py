"""The board: one sentence first, every figure with its rows behind it, nothing of other units."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from evidence.models import Record
from programs.models import Task
from reports.board import board
from reports.figures import figures
from scoring import actions as scoring
from scoring.models import Assessment, Indicator, Score
from tests import factories
from tests.reports import papers

pytestmark = pytest.mark.django_db
TODAY = date(2022, 6, 15)


def make_task(plan, number, party, **fields):
    clauses = list(Indicator.objects.get(category__framework=plan.framework, number=number).clauses.all())
    category = clauses[0].indicator.category
    return factories.make_task(plan, party, number=number, clauses=clauses, category=category, **fields)


def scored(plan, office, department):
    assessment = scoring.open_assessment(framework=plan.framework, unit=plan.unit, target=Decimal(9))
    record = factories.make_record(plan.unit, department, state=Record.State.ACCEPTED)
    clause = Indicator.objects.get(number="6").clauses.get()
    scoring.cite(assessment=assessment, clauses=[clause], record=record, by=office)
    scoring.award(assessment=assessment, clause=clause, by=office, state=Score.State.POINTS, points=Decimal(2))
    return assessment


def page(client, plan):
    return client.get(reverse("board_home"), {"plan": plan.serial}).content.decode()


def test_the_headline_says_the_score_and_what_is_missing(enter, leader, office, department, plan):
    scored(plan, office, department)
    assert re.search(r"自评 <em>2</em> 分，</span><span class=\"nb\">离目标 9 分还差 7 分", page(enter(leader), plan))


def test_late_tasks_are_listed_with_a_way_to_each(enter, leader, department, plan):
    task = make_task(plan, "6", department, title="发挥党员作用", due_on=date(2022, 6, 1))
    html = page(enter(leader), plan)
    assert f'href="{reverse("task_detail", args=[task.pk])}">6. 发挥党员作用</a>' in html
    assert "逾期" in html


def test_a_plan_without_points_shows_counts_in_the_same_places(enter, leader, unit):
    html = page(enter(leader), papers.unscored_plan(unit))
    assert "达标进度" in html
    assert "条越长，得分点越多" in html
    assert "满分" not in html


def test_a_unit_without_a_plan_is_told_what_comes_next(enter, office, leader):
    assert "导入方案" in enter(office).get(reverse("board_home")).content.decode()
    assert "等创建办导入方案" in enter(leader).get(reverse("board_home")).content.decode()


def test_nothing_of_another_unit_is_shown(enter, stranger, plan, department):
    make_task(plan, "6", department, title="机密任务")
    html = page(enter(stranger), plan)
    assert "机密任务" not in html
    assert plan.title not in html


def test_every_link_leads_to_a_page_that_exists(enter, office, department, plan):
    scored(plan, office, department)
    make_task(plan, "7", department, due_on=date(2022, 6, 1))
    main = page(enter(office), plan).split("<main", 1)[1]
    paths = {found.split("?")[0] for found in re.findall(r'href="(/[^"#]*)', main)}
    assert len(paths) >= 4
    for path in paths:
        assert resolve(path)


def test_a_bar_is_as_long_as_its_category_weighs(plan):
    told = figures(plan, TODAY)
    assert [(bar.full, bar.got, bar.gap) for bar in board(plan, told).bars] == [
        ("100.0", "0.0", "未评"),
        ("66.7", "0.0", "未评"),
    ]


def test_the_bonus_stands_apart_with_its_cap(plan):
    shown = board(plan, figures(plan, TODAY))
    assert [(bar.name, bar.of) for bar in shown.others] == [("特色加分项目", "10")]


def test_a_break_of_two_months_is_marked_and_the_future_is_not(plan, department):
    task = make_task(plan, "6", department)
    for month in (1, 5):
        record = factories.make_record(
            plan.unit, department, begins_on=date(2022, month, 9), state=Record.State.ACCEPTED
        )
        task.records.add(record)
    row = board(plan, figures(plan, TODAY)).months[0]
    assert [cell.tone for cell in row.cells] == ["v1", "gap", "gap", "gap", "v1", "", *["off"] * 6]


def test_progress_is_drawn_once_there_are_two_months(plan, office, department):
    assessment = scored(plan, office, department)
    assert board(plan, figures(plan, TODAY)).chart is None or Score.objects.count() == 1
    Score.objects.update(at="2022-04-01T08:00:00+08:00")
    chart = board(plan, figures(plan, TODAY)).chart
    assert chart.said == "各月自评：4 月 2，5 月 2，6 月 2"
    assert len(chart.line.split()) == 3
    assert [label[0] for label in chart.labels] == ["0.4", "49.2", "97.9"]  # of 480 wide: 2, 236, 470
    assert assessment.target == 9


def test_what_the_running_month_brought_is_told_once_there_is_a_month_to_hold_it_against(
    enter, leader, office, department, plan
):
    scored(plan, office, department)
    assert figures(plan, TODAY).gained is None or Score.objects.count() == 1
    Score.objects.update(at="2022-05-31T23:00:00+08:00")
    other = Indicator.objects.get(number="7").clauses.first()
    assessment = Assessment.objects.get()
    Score.objects.create(
        assessment=assessment, clause=other, state="points", points=Decimal("1.5"), at="2022-06-01T08:00:00+08:00"
    )
    assert figures(plan, TODAY).gained == Decimal("1.5")
    assert figures(plan, date(2022, 7, 1)).gained == 0
    Score.objects.filter(clause=other).delete()
    Score.objects.update(at=timezone.now() - timedelta(days=40))
    assert "<span>比上月</span><b>0</b>" in page(enter(leader), plan)


def test_what_is_due_within_a_week_fills_the_room_the_late_ones_leave(plan, department):
    for number, day in enumerate([date(2022, 6, 16), date(2022, 6, 22), date(2022, 6, 23), date(2022, 6, 1)]):
        make_task(plan, "6", department, title=f"第{number}件", due_on=day)
    shown = board(plan, figures(plan, TODAY))
    assert [row.status for row in shown.late] == ["逾期 14 天"]
    assert [(row.label, row.status) for row in shown.soon] == [("6. 第0件", "明天到期"), ("6. 第1件", "7 天后到期")]
    for number in range(8):
        make_task(plan, "7", department, title=f"迟{number}", due_on=date(2022, 6, 2))
    assert board(plan, figures(plan, TODAY)).soon == []


def test_figures_of_the_page_lead_to_as_many_rows(enter, office, department, other_department, plan):
    make_task(plan, "6", department, state=Task.State.ACCEPTED)
    make_task(plan, "7", department, due_on=date(2022, 6, 1))
    make_task(plan, "8", other_department, due_on=date(2022, 6, 1))
    shown = board(plan, figures(plan, TODAY))
    client = enter(office)
    for path, count in ((shown.paths["late"], 2), (shown.paths["done"], 1), (shown.paths["tasks"], 3)):
        assert client.get(path).content.decode().count('class="row-t"') == count


def test_the_page_costs_the_same_number_of_queries_for_a_large_plan(enter, office, department, plan):
    client = enter(office)
    scored(plan, office, department)
    make_task(plan, "6", department, due_on=date(2022, 6, 1))
    page(client, plan)
    with CaptureQueriesContext(connection) as few:
        page(client, plan)
    for number in range(30):
        task = make_task(plan, "7", department, due_on=date(2022, 6, 1))
        task.records.add(factories.make_record(plan.unit, department, title=f"{number}", state=Record.State.ACCEPTED))
    with CaptureQueriesContext(connection) as many:
        page(client, plan)
    assert len(few) == len(many) <= 16


def test_a_partys_figures_lead_to_its_own_tasks(enter, office, department, other_department, plan):
    own = make_task(plan, "6", department, title="自己负责的", due_on=date(2022, 6, 1))
    helped = make_task(plan, "7", other_department, title="只是配合的")
    helped.assisting.add(department)
    row = next(row for row in board(plan, figures(plan, TODAY)).parties if row.name == "宣传处")
    client = enter(office)
    html = client.get(row.late_path).content.decode()
    assert own.title in html
    assert helped.title not in html
    assert "宣传处：全部 <em>1</em> 项" in client.get(row.path).content.decode()
    assert "没有这样的任务" in client.get(row.done_path).content.decode()


def test_tasks_without_a_party_and_of_groups_have_their_rows_too(enter, office, unit, plan):
    group = unit.department_groups.create(name="各处室")
    make_task(plan, "6", None, title="没人负责的")
    task = make_task(plan, "7", None, title="各处室共同的")
    task.group = group
    task.save()
    client = enter(office)
    rows = {row.name: row.path for row in board(plan, figures(plan, TODAY)).parties}
    assert "没人负责的" in client.get(rows["还没有指定"]).content.decode()
    assert "各处室共同的" in client.get(rows["各处室"]).content.decode()


def test_a_month_of_a_category_leads_to_its_activities(enter, office, department, plan):
    task = make_task(plan, "6", department)
    for month in (3, 4):
        task.records.add(
            factories.make_record(
                plan.unit,
                department,
                title=f"{month}月的活动",
                begins_on=date(2022, month, 1),
                state=Record.State.ACCEPTED,
            )
        )
    cell = board(plan, figures(plan, TODAY)).months[0].cells[2]
    html = enter(office).get(cell.path).content.decode()
    assert "3月的活动" in html
    assert "4月的活动" not in html


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("board_tasks", {"party": "department:x"}),
        ("board_tasks", {"party": "wrong:1"}),
        ("board_tasks", {}),
        ("board_activities", {"category": "999999"}),
        ("board_activities", {"category": "1" * 40}),
    ],
)
def test_an_address_that_means_nothing_is_not_found(enter, office, plan, name, query):
    assert enter(office).get(reverse(name), query).status_code == 404


def test_a_stranger_finds_no_rows_of_ours(enter, stranger, department, plan):
    make_task(plan, "6", department, title="机密任务")
    other = papers.unscored_plan(stranger.memberships.get().unit)
    query = {"plan": plan.serial, "party": f"department:{department.pk}"}
    response = enter(stranger).get(reverse("board_tasks"), query)
    assert "机密任务" not in response.content.decode()
    category = plan.framework.categories.first()
    assert enter(stranger).get(reverse("board_activities"), {"category": category.pk}).status_code == 404
    assert other.serial != plan.serial
