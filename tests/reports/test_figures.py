"""The figures of a plan: each counted by hand on a small plan with something in every state."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import Attachment, Record
from programs.models import Task
from reports.figures import figures
from reports.sentences import headline, plain, summary
from scoring import actions as scoring
from scoring.models import Category, Indicator, Score
from tests import factories
from tests.reports import papers
from tests.scoring.frameworks import give, proven

pytestmark = pytest.mark.django_db
TODAY = date(2022, 6, 15)


def clauses_of(number):
    return list(Indicator.objects.get(number=number).clauses.all())


def make_task(plan, number, party, state=Task.State.NOT_STARTED, due_on=None):
    clauses = clauses_of(number)
    category = clauses[0].indicator.category
    return factories.make_task(
        plan,
        party,
        title=f"第{number}项",
        number=number,
        clauses=clauses,
        category=category,
        state=state,
        due_on=due_on,
    )


def accepted(unit, department, day, **fields):
    return factories.make_record(unit, department, begins_on=day, state=Record.State.ACCEPTED, **fields)


def add_press(record):
    Attachment.objects.create(record=record, slot=Attachment.Slot.PRESS, address="https://example.cn/1", name="报道")


def test_a_late_task_is_counted_as_late_and_as_nothing_else(plan, department, other_department):
    make_task(plan, "6", department, Task.State.IN_PROGRESS, date(2022, 6, 3))
    make_task(plan, "7", department, Task.State.ACCEPTED, date(2022, 6, 3))
    make_task(plan, "8", other_department, Task.State.SUBMITTED, date(2022, 6, 3))
    told = figures(plan, TODAY)
    assert (told.tasks.count, told.tasks.done, told.tasks.late, told.tasks.waiting, told.tasks.going) == (3, 1, 1, 1, 0)
    assert [(row.label, row.party, row.days) for row in told.late] == [("6. 第6项", "宣传处", 12)]


def test_tasks_are_counted_by_who_answers_for_them_and_by_category(plan, department, other_department):
    make_task(plan, "6", department, Task.State.ACCEPTED)
    make_task(plan, "7", department)
    make_task(plan, "8", None)
    told = figures(plan, TODAY)
    assert [(row.name, row.kind, row.tasks.count, row.tasks.done) for row in told.parties] == [
        ("宣传处", "department", 2, 1),
        ("还没有指定", "", 1, 0),
    ]
    assert [(row.name, row.tasks.count) for row in told.basic] == [(papers.PARTY, 2), (papers.STYLE, 1)]


def test_a_task_sent_back_is_named(plan, department):
    make_task(plan, "6", department, Task.State.RETURNED, date(2022, 7, 1))
    assert [row.label for row in figures(plan, TODAY).returned] == ["6. 第6项"]


def test_points_stand_against_what_there_is_to_reach(plan, office, department):
    assessment = scoring.open_assessment(framework=plan.framework, unit=plan.unit, target=Decimal(9))
    record = accepted(plan.unit, department, date(2022, 3, 12))
    clause = clauses_of("8")[1]
    scoring.cite(assessment=assessment, clauses=[clause], record=record, by=office)
    scoring.award(assessment=assessment, clause=clause, by=office, state=Score.State.POINTS, points=Decimal("2.25"))
    told = figures(plan, TODAY)
    assert (told.totals.overall.points, told.totals.overall.maximum) == (Decimal("2.25"), Decimal(10))
    assert str(headline(told)) == "自评 2.25 分，离目标 9 分还差 6.75 分"
    assert told.progress[-1].value == Decimal("2.25")


def test_a_plan_nobody_scored_yet_says_what_there_is_to_reach(plan):
    told = figures(plan, TODAY)
    assert str(headline(told)) == "还没有开始自评，共 6 个得分点"
    assert [row.tally.maximum for row in told.basic] == [6, 4]


def test_a_plan_without_points_counts_instead(unit, office):
    plan = papers.unscored_plan(unit)
    assessment = scoring.open_assessment(framework=plan.framework, unit=unit)
    first, second, third = plan.framework.clauses.all()
    plan.framework.needs_evidence = False
    plan.framework.save()
    scoring.award(assessment=assessment, clause=first, by=office, state=Score.State.MET)
    scoring.award(assessment=assessment, clause=second, by=office, state=Score.State.PARTLY)
    told = figures(plan, TODAY)
    assert not told.has_points
    assert str(headline(told)) == "3 个得分点达标 1 个"


def test_only_accepted_activities_of_the_year_are_counted(plan, department, stranger):
    unit = plan.unit
    accepted(unit, department, date(2022, 3, 12))
    accepted(unit, department, date(2022, 3, 30), kind="主题教育实践")
    accepted(unit, department, date(2021, 3, 12))
    factories.make_record(unit, department, begins_on=date(2022, 4, 1))
    factories.make_record(unit, department, begins_on=date(2022, 4, 2), state=Record.State.SUBMITTED)
    other = stranger.memberships.get().unit
    accepted(other, factories.make_department(other, "外处"), date(2022, 5, 1))
    counted = figures(plan, TODAY).activities
    assert (counted.count, counted.drafts, counted.waiting) == (2, 1, 1)
    assert counted.months == [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert sorted((kind.name, kind.count) for kind in counted.kinds) == [("主题教育实践", 1), ("志愿服务", 1)]
    assert counted.headcount == 64


def test_an_activity_counts_in_each_category_it_serves_once(plan, office, department):
    record = accepted(plan.unit, department, date(2022, 3, 12))
    make_task(plan, "6", department).records.add(record)
    make_task(plan, "7", department).records.add(record)
    assessment = scoring.open_assessment(framework=plan.framework, unit=plan.unit)
    scoring.cite(assessment=assessment, clauses=clauses_of("8"), record=record, by=office)
    told = figures(plan, TODAY)
    assert [row.records for row in told.basic] == [[record.pk], [record.pk]]
    assert told.activities.count == 1
    assert told.activities.unlinked == []


def test_an_activity_that_serves_nothing_is_kept_apart(plan, department):
    record = accepted(plan.unit, department, date(2022, 3, 12))
    assert figures(plan, TODAY).activities.unlinked == [record.pk]


def test_missing_files_are_counted_by_kind(plan, department):
    add_press(accepted(plan.unit, department, date(2022, 3, 12), summary="活动总结" * 60))
    accepted(plan.unit, department, date(2022, 3, 13))
    slots = {slot.slot: (slot.done, slot.needed) for slot in figures(plan, TODAY).activities.slots}
    assert slots == {"plan": (0, 2), "photo": (0, 2), "summary": (1, 2), "press": (1, 2)}


def test_the_second_sentence_names_where_it_is_late(plan, department):
    make_task(plan, "6", department, due_on=date(2022, 6, 1))
    make_task(plan, "7", department, due_on=date(2022, 6, 1))
    assert plain(summary(figures(plan, TODAY))) == (
        "2 项任务已完成 0 项，逾期 2 项，都在宣传处。2022 年还没有审核通过的活动。"
    )


def test_it_costs_the_same_number_of_queries_for_a_large_plan(plan, office, department):
    assessment = scoring.open_assessment(framework=plan.framework, unit=plan.unit)
    make_task(plan, "6", department)
    record = accepted(plan.unit, department, date(2022, 3, 1))
    scoring.cite(assessment=assessment, clauses=clauses_of("6"), record=record, by=office)
    with CaptureQueriesContext(connection) as few:
        figures(plan, TODAY)
    for number in range(30):
        task = make_task(plan, "7", factories.make_department(plan.unit, f"第{number}处"))
        record = accepted(plan.unit, department, date(2022, 3, 1 + number))
        task.records.add(record)
        scoring.cite(assessment=assessment, clauses=clauses_of("8"), record=record, by=office)
    with CaptureQueriesContext(connection) as many:
        figures(plan, TODAY)
    assert len(few) == len(many)


def test_the_bonus_is_not_added_to_the_score(plan):
    told = figures(plan, TODAY)
    assert Category.objects.filter(layer="bonus").exists()
    assert told.totals.overall.maximum == 10
    assert [row.name for row in told.categories if row not in told.basic] == ["特色加分项目"]


def test_a_heading_that_holds_all_others_is_looked_into(unit, department):
    items = [
        papers.item(["主要任务", "思想建设"], "1", "健全学习制度。", row=1),
        papers.item(["主要任务", "环境建设"], "2", "开展大扫除。", row=2),
        papers.item(["主要任务", "特色指标"], "3", "获得表彰。", row=3, layer="bonus"),
    ]
    plan = papers.make_plan(unit, items, "方案")
    inner = Category.objects.get(name="环境建设")
    factories.make_task(plan, department, category=inner)
    factories.make_task(plan, department, category=inner.parent)
    told = figures(plan, TODAY)
    assert [row.name for row in told.categories] == ["思想建设", "环境建设", "特色指标"]
    assert [row.tasks.count for row in told.categories] == [0, 1, 0]
    assert told.others.count == 1


def test_while_most_clauses_are_not_scored_nothing_is_said_about_where_points_are_missing(unit):
    rows = tuple((name, str(number), ["2", "2"]) for number, name in enumerate("甲乙丙丁戊己", start=1))
    plan = factories.make_plan(unit, factories.make_framework(unit, rows))
    assessment = scoring.open_assessment(framework=plan.framework, unit=unit)
    clauses = list(plan.framework.clauses.order_by("order"))
    proven(assessment, clauses)
    for place, clause in enumerate(clauses[:6], start=1):
        give(assessment, clause, "1")
        said = plain(summary(figures(plan, TODAY)))
        if place < 6:
            assert f"自评刚开始，12 个得分点才评了 {place} 个，差在哪里还看不出。" in said
            assert "差分" not in said
    assert "差分较多的是丁、戊、己。" in said
