"""The desk: what is asked of each person first, and what an empty one says."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import create_group
from accounts.gate import standing_of
from evidence import actions as evidence_actions
from evidence.models import Record
from programs import actions
from programs.current import current_plan, other_plans
from programs.desk import desk_of
from programs.desk_points import points_at_risk
from programs.models import Plan, Task
from programs.month import month_of
from programs.occurrences import Occurrence
from programs.occurrences_ticking import set_frequency
from programs.occurrences_windows import Rhythm
from programs.recording import record_for
from scoring import actions as scoring
from scoring.models import Score
from tests import factories

LONG_AGO, FAR_AHEAD = date(2022, 1, 15), date(2090, 1, 1)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


def page_of(client) -> str:
    response = client.get(reverse("desk"))
    assert response.status_code == 200
    return response.content.decode()


def desk(person, plan):
    return desk_of(standing_of(person), [plan], timezone.localdate())


def test_an_office_without_a_plan_is_led_to_the_import(enter, office):
    page = page_of(enter(office))
    assert "下一步：建部门" in page
    assert reverse("plan_import") in page


def test_a_clerk_without_a_plan_waits(enter, clerk):
    page = page_of(enter(clerk))
    assert "创建办导入方案后" in page


def test_the_headline_counts_what_is_late_and_returned(enter, clerk, office, plan, department):
    factories.make_task(plan, department, title="老任务", due_on=LONG_AGO, number="10")
    back = factories.make_task(plan, department, title="退回的", due_on=FAR_AHEAD)
    actions.submit(task=back, by=clerk)
    actions.return_(task=back, by=office, remark="补一张全场照片")
    page = page_of(enter(clerk))
    assert "1 项逾期" in page
    assert "1 项被退回" in page
    assert "最久的是第 10 条" in page
    assert "补一张全场照片" in page


def test_what_is_most_urgent_comes_first(clerk, office, plan, department, other_department):
    factories.make_task(plan, department, title="不急", due_on=FAR_AHEAD)
    factories.make_task(plan, department, title="没时限")
    factories.make_task(plan, department, title="最晚", due_on=LONG_AGO)
    factories.make_task(plan, department, title="次晚", due_on=LONG_AGO + timedelta(days=30))
    helping = factories.make_task(plan, other_department, title="配合的", due_on=LONG_AGO)
    helping.assisting.add(department)
    assert [line.title for line in desk(clerk, plan).to_do] == ["最晚", "次晚", "不急", "没时限", "配合的"]


def test_an_assisted_task_is_not_counted_as_late_for_the_helper(clerk, plan, department, other_department):
    helping = factories.make_task(plan, other_department, title="配合的", due_on=LONG_AGO)
    helping.assisting.add(department)
    assert (desk(clerk, plan).n_late, desk(clerk, plan).to_do[0].tag) == (0, "配合")


def test_a_members_own_line_decides_what_a_group_task_is_on_the_desk(
    clerk, office, plan, unit, department, other_department
):
    task = factories.make_task(plan, title="人人有份", due_on=LONG_AGO)
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    assert desk(clerk, plan).n_late == 1
    actions.complete_line(task=task, department=department, by=clerk)
    mine = desk(clerk, plan)
    assert (mine.n_late, [line.title for line in mine.waiting]) == (0, ["人人有份"])


def test_the_office_sees_what_waits_for_its_review(enter, office, clerk, plan, unit, department):
    task = factories.make_task(plan, department, title="等审的任务")
    actions.submit(task=task, by=clerk)
    factories.make_record(unit, department, title="等审的活动", state=Record.State.SUBMITTED)
    mine = desk(office, plan)
    assert [line.title for line in mine.to_review] == ["等审的任务", "活动档案：等审的活动"]
    assert "2 项等你审核" in page_of(enter(office))


def test_a_head_does_not_review_other_members_lines(head, office, plan, unit, department, other_department):
    task = factories.make_task(plan, title="人人有份")
    actions.assign(task=task, party=create_group(unit=unit, name="各处室"), by=office)
    actions.complete_line(task=task, department=other_department, by=office)
    assert desk(head, plan).n_to_review == 0
    actions.complete_line(task=task, department=department, by=office)
    assert desk(head, plan).n_to_review == 1


def test_a_returned_activity_lies_on_the_desk_with_its_remark(enter, clerk, office, plan, unit, department):
    record = factories.make_record(unit, department, by=clerk, summary="我们去种树了。")
    evidence_actions.submit(record=record, by=clerk)
    evidence_actions.return_(record=record, by=office, remark="请补签到表")
    page = page_of(enter(clerk))
    assert "请补签到表" in page
    assert reverse("record_edit", args=[record.pk]) in page


def test_the_office_is_told_of_tasks_nobody_answers_for(enter, office, plan):
    factories.make_task(plan)
    page = page_of(enter(office))
    assert "有 1 项任务还没定责任部门" in page
    assert reverse("plan_assign", args=[plan.pk]) in page


def test_a_leader_gets_a_short_desk_with_a_way_to_the_board(enter, leader, plan, department):
    factories.make_task(plan, department, due_on=LONG_AGO, title="部门的事")
    page = page_of(enter(leader))
    assert "/board/" in page
    assert "去办" not in page


def test_a_leader_reads_how_the_whole_unit_stands(enter, leader, plan, department):
    factories.make_task(plan, department, due_on=LONG_AGO)
    page = page_of(enter(leader))
    assert "全单位有" in page
    assert "1 项逾期" in page
    assert "全单位进度" in page


def test_a_leader_does_not_see_drafts_on_the_desk(enter, leader, clerk, unit, department):
    factories.make_record(unit, department, title="还没写完的", by=clerk)
    factories.make_record(unit, department, title="交上来的", by=clerk, state=Record.State.SUBMITTED)
    page = page_of(enter(leader))
    assert "交上来的" in page
    assert "还没写完的" not in page


def test_a_draft_waits_on_the_desk_of_who_began_it(enter, clerk, head, plan, unit, department):
    factories.make_record(unit, department, title="照片传了一半", by=clerk)
    assert [line.label for line in desk(clerk, plan).to_do] == ["接着写"]
    assert desk(head, plan).n_to_do == 0


def test_everything_done_says_so(enter, clerk, plan, department):
    factories.make_task(plan, department, state=Task.State.ACCEPTED)
    page = page_of(enter(clerk))
    assert "都办完了" in page
    assert "完成率 100%" in page


def test_the_progress_counts_the_own_tasks(clerk, plan, department, other_department):
    for state in (Task.State.ACCEPTED, Task.State.IN_PROGRESS, Task.State.SUBMITTED):
        factories.make_task(plan, department, state=state)
    factories.make_task(plan, other_department)
    progress = desk(clerk, plan).progress
    assert (progress.count, progress.done, progress.going, progress.late, progress.percent) == (3, 1, 2, 0, 33)


def test_a_stranger_sees_none_of_it(enter, stranger, plan, unit, department):
    factories.make_task(plan, department, title="秘密任务", due_on=LONG_AGO)
    factories.make_record(unit, department, title="秘密活动", begins_on=timezone.localdate())
    page = page_of(enter(stranger))
    assert "秘密" not in page


def test_the_calendar_marks_the_days_of_this_month(office, clerk, unit, department, other_department):
    today = date(2026, 11, 18)
    factories.make_record(unit, department, title="种树", begins_on=date(2026, 11, 2), state="submitted")
    factories.make_record(unit, other_department, title="讲座", begins_on=date(2026, 11, 24))
    factories.make_record(unit, department, title="上月", begins_on=date(2026, 10, 31))
    month = month_of(standing_of(office), today)
    days = {square.day: square for week in month.weeks for square in week}
    assert (month.held, month.ahead) == (1, 1)
    assert days[date(2026, 11, 2)].classes == "done"
    assert days[date(2026, 11, 24)].classes == "plan"
    assert days[today].classes == "now"
    assert days[date(2026, 10, 31)].is_out
    assert month_of(standing_of(clerk), today).ahead == 0


def test_the_plan_in_force_is_the_newest_unless_ended(rf, office, unit, plan):
    newer = factories.make_plan(unit, factories.make_framework(unit, year=2023), year=2023)

    def asked():
        request = rf.get("/")
        request.user, request.unit, request.session, request.standing = office, unit, {}, standing_of(office)
        request.standing = standing_of(office)
        return current_plan(request)

    assert asked() == newer
    newer.state = "ended"
    newer.save()
    assert asked() == plan


def test_the_page_and_its_frame_ask_for_the_plan_once(rf, office, unit, plan, django_assert_num_queries):
    older = factories.make_plan(unit, year=plan.year - 1)
    request = rf.get("/")
    request.user, request.unit, request.session, request.standing = office, unit, {}, standing_of(office)
    request.standing = standing_of(office)
    with django_assert_num_queries(1):
        assert current_plan(request) == current_plan(request) == plan
        assert other_plans(request, plan) == [older]
        request.GET = {"plan": str(older.serial)}
        assert current_plan(request) == older
        assert current_plan(request).unit == unit
    assert request.session["plan"] == older.serial


def test_another_units_plan_can_not_be_chosen(rf, office, unit, plan, stranger):
    foreign = factories.make_plan(stranger.memberships.get().unit)
    request = rf.get("/", {"plan": foreign.serial})
    request.user, request.unit, request.session, request.standing = office, unit, {}, standing_of(office)
    request.standing = standing_of(office)
    assert current_plan(request) == plan
    assert "plan" not in request.session


def test_somebody_without_a_unit_has_no_plan(rf, office):
    request = rf.get("/")
    request.user, request.unit, request.session = office, None, {}
    assert current_plan(request) is None


def test_the_calendar_marks_due_days_and_festivals(office, plan, department):
    factories.make_task(plan, department, title="年度总结", due_on=date(2026, 11, 20))
    factories.make_task(plan, department, title="办完的", due_on=date(2026, 11, 23), state=Task.State.ACCEPTED)
    month = month_of(standing_of(office), date(2026, 11, 18), desk(office, plan).due)
    days = {square.day: square for week in month.weeks for square in week}
    assert days[date(2026, 11, 20)].classes == "due"
    assert days[date(2026, 11, 20)].said == "到期：年度总结"
    assert days[date(2026, 11, 23)].classes == ""
    assert days[date(2026, 11, 9)].classes == "fix"
    assert [(one.title, one.small) for one in month.coming][:1] == [("全国交通安全日", "14 天后")]


def test_points_at_risk_are_those_of_open_tasks_not_yet_scored(enter, office, plan, department):
    first, second = plan.framework.clauses.all()
    late = factories.make_task(plan, department, title="志愿服务", clauses=[first], due_on=LONG_AGO)
    factories.make_task(plan, department, title="植树", clauses=[second], due_on=FAR_AHEAD)
    told = points_at_risk(standing_of(office), plan, timezone.localdate())
    assert (told.total, told.urgent) == ("4", "2")
    assert [one.title for one in told.lines] == ["志愿服务", "植树"]
    assessment = scoring.open_assessment(framework=plan.framework, unit=plan.unit, by=office)
    Score.objects.create(assessment=assessment, clause=first, state="points", points=Decimal("1.5"))
    told = points_at_risk(standing_of(office), plan, timezone.localdate())
    assert (told.total, told.urgent) == ("2.5", "0.5")
    assert told.path == reverse("score_risk", args=[assessment.pk])
    Task.objects.filter(pk=late.pk).update(state=Task.State.ACCEPTED)
    assert points_at_risk(standing_of(office), plan, timezone.localdate()).urgent == ""
    assert "还没拿到的分" in page_of(enter(office))


def test_a_department_sees_the_points_of_its_own_tasks(clerk, plan, department, other_department):
    first, second = plan.framework.clauses.all()
    factories.make_task(plan, department, title="志愿服务", clauses=[first])
    factories.make_task(plan, other_department, title="植树", clauses=[second])
    assert points_at_risk(standing_of(clerk), plan, timezone.localdate()).total == "2"


def test_a_plan_without_points_speaks_of_none(enter, office, unit, department):
    plan = factories.make_plan(unit, factories.make_framework(unit, rows=(("思想道德建设", "1", [None]),)))
    factories.make_task(plan, department, clauses=list(plan.framework.clauses.all()))
    assert points_at_risk(standing_of(office), plan, timezone.localdate()) is None
    assert "还没拿到的分" not in page_of(enter(office))


def test_a_head_who_reviews_is_shown_the_own_departments_work_newest_first(
    unit, plan, department, other_department, office
):
    head = factories.make_person("head", "处长", unit, "head", department)
    states = Record.State
    days = (("早的", department, date(2022, 3, 1)), ("晚的", department, date(2022, 5, 1)))
    for title, whose, day in (*days, ("别处的", other_department, date(2022, 4, 1))):
        factories.make_record(unit, whose, title=title, begins_on=day, state=states.SUBMITTED)
    lying = desk(head, plan)
    assert [line.title for line in lying.to_review] == ["活动档案：晚的", "活动档案：早的"]
    assert {line.title for line in lying.waiting} == {"活动档案：晚的", "活动档案：早的"}
    assert len(desk(office, plan).to_review) == 3
    assert desk(office, plan).waiting == []


def test_what_a_unit_above_gave_stands_first_by_its_days(unit, plan, office, department):
    city = factories.make_unit("city", "市文明办")
    above = factories.make_plan(city)
    for title, due_on in (("没定日子", None), ("晚些", date(2090, 5, 1)), ("早些", date(2090, 2, 1))):
        factories.make_task(above, title=title, unit=unit, due_on=due_on)
    factories.make_task(plan, department, title="自己的", due_on=LONG_AGO)
    titles = [line.title for line in desk(office, plan).to_do]
    assert titles == ["早些", "晚些", "没定日子", "自己的"]


def test_what_is_to_be_held_several_times_is_told_with_how_often_it_was(enter, office, clerk, plan, department, unit):
    helped = factories.make_task(plan, factories.make_department(unit, "工会"), title="别人的", number="3")
    helped.assisting.add(department)
    rhythms = (("道德讲堂", Rhythm("quarter")), ("读书会", Rhythm("month")), ("座谈", Rhythm("year", 1)))
    tasks = [factories.make_task(plan, department, title=title) for title, _ in rhythms]
    for task, rhythm in [*zip(tasks, (one for _, one in rhythms), strict=True), (helped, Rhythm("half"))]:
        set_frequency(task=task, rhythm=rhythm, by=office)
    for task, day in ((tasks[0], date(2022, 2, 9)), (tasks[0], date(2022, 5, 9)), (tasks[2], date(2022, 3, 9))):
        record_for(record=factories.make_record(unit, department, by=clerk, begins_on=day), tasks=[task], by=office)
    cancelled = tasks[0].occurrences.get(key="q04")
    Occurrence.objects.filter(pk=cancelled.pk).update(cancelled_at=timezone.now())
    told = [(one.name, one.held, one.needed, len(one.pips)) for one in desk(clerk, plan).rhythms]
    assert told == [("道德讲堂", 2, 3, 3), ("读书会", 0, 12, 0), ("座谈", 1, 1, 1)]  # of twelve a bar, not dots
    assert {one.name for one in desk(office, plan).rhythms} == {"道德讲堂", "读书会", "座谈", "别人的"}
    assert "2022 年要办的次数" in page_of(enter(clerk))


def test_without_anything_to_be_held_several_times_nothing_is_said_of_it(enter, clerk, plan, department):
    factories.make_task(plan, department)
    assert "要办的次数" not in page_of(enter(clerk))


# several plans -----------------------------------------------------------------


def second_plan(unit, year=2022):
    framework = factories.make_framework(unit, rows=(("重点工作", "1", [None]),), year=year, title="工作要点")
    return factories.make_plan(unit, framework, year=year, title="文明创建工作要点")


def test_work_of_every_plan_of_the_year_lies_on_the_desk_with_its_plan_named(enter, clerk, plan, unit, department):
    factories.make_task(plan, department, title="植绿护绿", due_on=FAR_AHEAD)
    factories.make_task(second_plan(unit), department, title="更新宣传栏", due_on=LONG_AGO)
    page = page_of(enter(clerk))
    assert "植绿护绿" in page
    assert "更新宣传栏" in page
    assert "《文明创建工作要点》 · " in page
    assert "2 项任务" in page
    assert "《文明创建工作要点》的任务" in page


def test_tasks_of_a_plan_that_ended_or_of_another_year_are_not_on_the_desk(enter, clerk, plan, unit, department):
    ended, later = second_plan(unit), second_plan(unit, year=2021)
    Plan.objects.filter(pk=ended.pk).update(state=Plan.State.ENDED)
    for one in (ended, later):
        factories.make_task(one, department, title=f"旧任务{one.pk}", due_on=LONG_AGO)
    factories.make_task(plan, department, title="植绿护绿", due_on=FAR_AHEAD)
    page = page_of(enter(clerk))
    assert "植绿护绿" in page
    assert "旧任务" not in page


def test_a_further_plan_of_the_year_costs_no_query_more(enter, clerk, plan, unit, department):
    factories.make_task(plan, department, due_on=LONG_AGO)
    client = enter(clerk)
    page_of(client)
    with CaptureQueriesContext(connection) as alone:
        page_of(client)
    for _ in range(2):
        factories.make_task(second_plan(unit), department, due_on=LONG_AGO)
    with CaptureQueriesContext(connection) as together:
        page_of(client)
    assert len(together) == len(alone)


@pytest.mark.parametrize(
    ("others", "shown"),
    [
        ([(2022, False, False)], "first"),  # a list of tasks beside the assessed plan of the same year
        ([(2021, True, False)], "first"),
        ([(2022, True, False)], 0),  # the newer of two alike
        ([(2022, True, True), (2022, True, False)], 0),  # the approved one before the newer draft
        ([(2023, True, False)], 0),
        ([(2090, True, False)], "first"),  # next year's draft, already copied
    ],
)
def test_the_plan_shown_is_the_one_the_unit_works_by(rf, office, plan, unit, others, shown):
    made = []
    for year, has_points, is_approved in others:
        other = factories.make_plan(unit, year=year) if has_points else second_plan(unit, year)
        if is_approved:
            Plan.objects.filter(pk=other.pk).update(state=Plan.State.APPROVED, approved_at=timezone.now())
        made.append(other)
    request = rf.get("/")
    request.user, request.unit, request.session, request.standing = office, unit, {}, standing_of(office)
    assert current_plan(request) == (plan if shown == "first" else made[shown])


def test_a_leader_is_led_to_the_plan_that_waits_for_approval_and_nobody_else_is(enter, leader, office, plan):
    page = page_of(enter(leader))
    assert "去审定" in page
    assert reverse("plan_detail", args=[plan.pk]) in page
    assert "今天没有要办的事" not in page
    assert "去审定" not in page_of(enter(office))
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.APPROVED, approved_at=timezone.now())
    assert "去审定" not in page_of(enter(leader))


def test_a_task_whose_records_are_all_accepted_is_said_to_be_ready(enter, clerk, unit, plan, department):
    task = factories.make_task(plan, department, title="组织植树", state="in_progress")
    record = factories.make_record(unit, department, by=clerk, state="accepted")
    other = factories.make_record(unit, department, by=clerk, state="submitted")
    task.records.add(record, other)
    assert "可以提交任务" not in enter(clerk).get("/").content.decode()
    assert "可以提交任务" not in enter(clerk).get(record.get_absolute_url()).content.decode()
    Record.objects.filter(pk=other.pk).update(state="accepted")
    assert "材料都已通过，可以提交任务" in enter(clerk).get("/").content.decode()
    page = enter(clerk).get(record.get_absolute_url()).content.decode()
    assert f'<a href="{task.get_absolute_url()}#t-do">可以提交任务</a>' in page
    actions.submit(task=task, by=clerk)
    assert "可以提交任务" not in enter(clerk).get(record.get_absolute_url()).content.decode()
