"""Frequencies become occurrences; activities held tick them; what is owed, missed and cancelled is said."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.audit import AuditEntry
from evidence import actions as evidence
from evidence.models import ActivityKind
from programs.occurrences import Occurrence
from programs.occurrences_standing import planned_of
from programs.occurrences_ticking import cancel, plan_day, restore, set_frequency, tick
from programs.occurrences_windows import Every, Rhythm, proposed, windows_of
from programs.recording import record_for, set_served
from tests import factories

LAST_DAY = date(2022, 12, 31)


@pytest.fixture
def plan(unit):
    return factories.make_plan(unit)


@pytest.fixture
def task(plan, department):
    return factories.make_task(plan, department)


def held(unit, department, day, by, task=None, **fields):
    record = factories.make_record(unit, department, by=by, begins_on=day, **fields)
    record_for(record=record, tasks=[task] if task else [], by=by)
    return record


def states(task, today=LAST_DAY) -> list[tuple[str, str]]:
    return [(row.name, row.state_on(today)) for row in task.occurrences.select_related("record")]


# ---------- what a paper asks for


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("每年至少开展5次志愿服务活动", "每年至少 5 次"),
        ("每年至少召开 1 次全员参与的创建专题会议", "每年至少 1 次"),
        ("领导班子全年专题研究不少于两次", "每年至少 2 次"),
        ("按每季度一次组织", "每季度一次"),
        ("每月开展文明交通劝导", "每月一次"),
        ("每半年开展一次谈心谈话", "每半年一次"),
        (
            "在春节、元宵、清明、端午、中秋、重阳等节点至少开展2次形式多样的主题活动",
            "春节、元宵节、清明节、端午节、中秋节、重阳节，至少 2 次",
        ),
        ("围绕清明、中秋、国庆等传统节日", "清明节、中秋节、国庆节"),
    ],
)
def test_the_words_of_the_papers_are_understood(text, said):
    assert proposed(text).said == said


@pytest.mark.parametrize("text", ["", "认真学习领会", "图片至少 2 张", "建立健全 20 余项制度", "清明扫墓"])
def test_where_no_frequency_is_named_none_is_proposed(text):
    assert proposed(text) is None


# ---------- the windows of a year


@pytest.mark.parametrize(("every", "count"), [(Every.MONTH, 12), (Every.QUARTER, 4), (Every.HALF, 2)])
def test_a_year_is_parted_without_gap_or_overlap(every, count):
    found = windows_of(Rhythm(every), 2024)
    assert len(found) == count
    assert (found[0].begins_on, found[-1].ends_on) == (date(2024, 1, 1), date(2024, 12, 31))
    for one, following in zip(found, found[1:], strict=False):
        assert (following.begins_on - one.ends_on).days == 1


def test_so_many_times_a_year_have_the_whole_year_each():
    found = windows_of(Rhythm(Every.YEAR, 5), 2022)
    assert [one.name for one in found] == ["第 1 次", "第 2 次", "第 3 次", "第 4 次", "第 5 次"]
    assert {(one.begins_on, one.ends_on) for one in found} == {(date(2022, 1, 1), LAST_DAY)}


def test_festivals_have_their_days_of_the_year():
    found = windows_of(Rhythm(Every.FESTIVAL, None, ("zhongqiu", "qingming", "duanwu")), 2022)
    assert [(one.name, one.planned_on) for one in found] == [
        ("清明节", date(2022, 4, 5)),
        ("端午节", date(2022, 6, 3)),
        ("中秋节", date(2022, 9, 10)),
    ]


def test_a_period_cuts_the_windows():
    found = windows_of(Rhythm(Every.QUARTER), 2022, date(2022, 5, 1), date(2022, 11, 30))
    assert [(one.begins_on, one.ends_on) for one in found] == [
        (date(2022, 5, 1), date(2022, 6, 30)),
        (date(2022, 7, 1), date(2022, 9, 30)),
        (date(2022, 10, 1), date(2022, 11, 30)),
    ]


@settings(max_examples=60, deadline=None)
@given(
    every=st.sampled_from([Every.MONTH, Every.QUARTER, Every.HALF, Every.YEAR]),
    year=st.integers(2020, 2050),
    first=st.none() | st.dates(date(2019, 1, 1), date(2051, 12, 31)),
    last=st.none() | st.dates(date(2019, 1, 1), date(2051, 12, 31)),
)
def test_every_window_lies_within_the_year_and_the_period(every, year, first, last):
    for one in windows_of(Rhythm(every, 3), year, first, last):
        assert date(year, 1, 1) <= one.begins_on <= one.ends_on <= date(year, 12, 31)
        assert first is None or one.begins_on >= first
        assert last is None or one.ends_on <= last


# ---------- ticking


def test_a_held_activity_ticks_its_quarter_as_it_is_recorded(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    held(unit, department, date(2022, 5, 4), clerk, task)
    assert states(task) == [
        ("第一季度", "missed"),
        ("第二季度", "held"),
        ("第三季度", "missed"),
        ("第四季度", "planned"),
    ]


def test_two_activities_of_one_quarter_tick_it_once(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    for day in (4, 5):
        held(unit, department, date(2022, 5, day), clerk, task)
    assert [state for _, state in states(task)].count("held") == 1


def test_activities_recorded_before_count_when_the_frequency_is_set(task, unit, department, clerk):
    for day in (date(2022, 2, 1), date(2022, 8, 1)):
        held(unit, department, day, clerk, task)
    set_frequency(task=task, rhythm=Rhythm(Every.YEAR, 3), by=clerk)
    assert [state for _, state in states(task)] == ["held", "held", "planned"]
    assert planned_of(task, date(2022, 9, 1)).sentence == "要办 3 次，已办 2 次，本年还差 1 次"


def test_an_activity_for_a_festival_is_held_about_it(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.FESTIVAL, None, ("qingming", "duanwu")), by=clerk)
    held(unit, department, date(2022, 4, 1), clerk, task)
    held(unit, department, date(2022, 5, 4), clerk, task)
    assert states(task) == [("清明节", "held"), ("端午节", "missed")]


def test_between_two_near_festivals_the_nearer_one_is_ticked(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.FESTIVAL, None, ("guoqing", "chongyang")), by=clerk)
    held(unit, department, date(2022, 10, 3), clerk, task)
    assert states(task) == [("国庆节", "missed"), ("重阳节", "held")]


def test_enough_festivals_make_the_others_no_debt(task, unit, department, clerk):
    keys = ("chunjie", "yuanxiao", "qingming", "duanwu")
    set_frequency(task=task, rhythm=Rhythm(Every.FESTIVAL, 2, keys), by=clerk)
    for day in (date(2022, 2, 1), date(2022, 4, 5)):
        held(unit, department, day, clerk, task)
    planned = planned_of(task, LAST_DAY)
    assert (planned.held, planned.needed, planned.is_enough) == (2, 2, True)
    assert planned.sentence == "要办 2 次，已办 2 次"
    assert [line.said for line in planned.lines] == ["已办", "没办，次数已够", "已办", "没办，次数已够"]


def test_an_activity_still_to_come_is_arranged_not_held(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.HALF), by=clerk)
    held(unit, department, date(2022, 5, 4), clerk, task)
    assert states(task, date(2022, 5, 3)) == [("上半年", "arranged"), ("下半年", "planned")]
    assert planned_of(task, date(2022, 5, 3)).held == 0
    assert states(task, date(2022, 5, 4))[0] == ("上半年", "held")


def test_an_activity_of_the_kind_ticks_without_being_linked(task, unit, department, other_department, clerk):
    kind = ActivityKind.objects.get(unit=None, name="志愿服务")
    held(unit, department, date(2022, 1, 9), clerk)
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), kind=kind, by=clerk)
    held(unit, department, date(2022, 5, 4), clerk)
    held(unit, other_department, date(2022, 8, 4), clerk)
    assert [state for _, state in states(task)] == ["held", "held", "missed", "planned"]


def test_an_activity_of_another_kind_ticks_nothing(task, unit, department, clerk):
    kind = ActivityKind.objects.exclude(name="志愿服务").filter(unit=None).first()
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), kind=kind, by=clerk)
    held(unit, department, date(2022, 5, 4), clerk)
    assert "held" not in [state for _, state in states(task)]


def test_a_changed_day_moves_the_tick(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    record = held(unit, department, date(2022, 5, 4), clerk, task)
    evidence.change_activity(record=record, by=clerk, version=record.version, begins_on=date(2022, 8, 4))
    set_served(record=record, plan=task.plan, tasks=[task], clauses=[], by=clerk)
    assert [state for _, state in states(task)] == ["missed", "missed", "held", "planned"]


def test_an_activity_no_longer_linked_lets_go(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    record = held(unit, department, date(2022, 5, 4), clerk, task)
    set_served(record=record, plan=task.plan, tasks=[], clauses=[], by=clerk)
    assert "held" not in [state for _, state in states(task)]


def test_ticking_again_changes_nothing(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.YEAR, 4), by=clerk)
    record = held(unit, department, date(2022, 5, 4), clerk, task)
    assert [tick(record), tick(record)] == [1, 1]
    assert Occurrence.objects.filter(record=record).count() == 1


def test_a_discarded_draft_leaves_its_occurrence_open(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    record = held(unit, department, date(2022, 5, 4), clerk, task)
    record.delete()
    assert "held" not in [state for _, state in states(task)]


def test_an_activity_of_another_unit_or_year_ticks_nothing(task, unit, department, clerk):
    kind = ActivityKind.objects.get(unit=None, name="志愿服务")
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), kind=kind, by=clerk)
    held(unit, department, date(2023, 5, 4), clerk)
    other = factories.make_unit("other", "外单位")
    held(other, factories.make_department(other, "宣传处"), date(2022, 5, 4), clerk)
    assert "held" not in [state for _, state in states(task)]


# ---------- changing what is planned


def test_another_frequency_plans_the_year_anew(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    held(unit, department, date(2022, 5, 4), clerk, task)
    set_frequency(task=task, rhythm=Rhythm(Every.HALF), by=clerk)
    assert states(task) == [("上半年", "held"), ("下半年", "planned")]
    assert set_frequency(task=task, rhythm=Rhythm(Every.HALF), by=clerk) is False
    set_frequency(task=task, rhythm=None, by=clerk)
    assert states(task) == []
    assert AuditEntry.objects.filter(verb="调整频次").count() == 3


@pytest.mark.parametrize(
    ("rhythm", "sentence"),
    [
        (Rhythm(Every.FESTIVAL), "勾选至少一个节日"),
        (Rhythm(Every.FESTIVAL, 3, ("qingming",)), "不能多于勾选的节日"),
        (Rhythm(Every.YEAR, 0), "1 到 60"),
        (Rhythm(Every.YEAR, 61), "1 到 60"),
    ],
)
def test_a_frequency_that_means_nothing_is_refused(task, clerk, rhythm, sentence):
    with pytest.raises(ValidationError, match=sentence):
        set_frequency(task=task, rhythm=rhythm, by=clerk)


def test_a_cancelled_occurrence_is_no_debt_and_can_be_taken_back(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    first = task.occurrences.first()
    with pytest.raises(ValidationError, match="写明原因"):
        cancel(occurrence=first, reason=" ", by=clerk)
    cancel(occurrence=first, reason="疫情防控", by=clerk)
    assert planned_of(task, LAST_DAY).needed == 3
    held(unit, department, date(2022, 2, 4), clerk, task)
    assert states(task)[0] == ("第一季度", "cancelled")
    restore(occurrence=first, by=clerk)
    assert states(task)[0] == ("第一季度", "held")
    verbs = AuditEntry.objects.filter(object_type="任务").values_list("verb", flat=True)
    assert {"取消场次", "恢复场次"} <= set(verbs)


def test_what_was_held_is_not_cancelled(task, unit, department, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    held(unit, department, date(2022, 2, 4), clerk, task)
    with pytest.raises(ValidationError, match="已经办了"):
        cancel(occurrence=task.occurrences.first(), reason="不办", by=clerk)


def test_a_day_is_chosen_among_the_days_of_the_occurrence(task, clerk):
    set_frequency(task=task, rhythm=Rhythm(Every.QUARTER), by=clerk)
    second = task.occurrences.get(name="第二季度")
    plan_day(occurrence=second, day=date(2022, 5, 4), by=clerk)
    second.refresh_from_db()
    assert second.planned_on == date(2022, 5, 4)
    with pytest.raises(ValidationError, match="2022-04-01 到 2022-06-30"):
        plan_day(occurrence=second, day=date(2022, 7, 1), by=clerk)
