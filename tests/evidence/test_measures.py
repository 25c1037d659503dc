"""Measures: every quantity the plans ask for, computed from accepted records and the roster, with its sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from evidence.measures import Measure, add_measure, retire_measure
from evidence.measuring import Period, reading_of, readings_of
from evidence.models import (
    Document,
    Figure,
    Honour,
    Meeting,
    Participation,
    Publicity,
    Record,
    Regulation,
    Spending,
    Statement,
    Survey,
)
from tests import factories

pytestmark = pytest.mark.django_db
ACCEPTED, SUBMITTED = Record.State.ACCEPTED, Record.State.SUBMITTED
DAY = date(2022, 5, 10)


@pytest.fixture
def keep(unit, department):
    """`keep(Meeting, kind="leaders")` is an accepted record of 2022 with its particulars."""

    def keep(model, day=DAY, ends_on=None, state=ACCEPTED, **particulars):
        name = model._meta.model_name
        record = Record.objects.create(
            unit=unit,
            department=department,
            kind=name,
            title=name,
            year=day.year,
            begins_on=day,
            ends_on=ends_on,
            state=state,
        )
        model.objects.create(record=record, **particulars)
        return record

    return keep


@pytest.fixture
def activity(unit, department):
    def activity(kind="志愿服务", state=ACCEPTED, people=(), **fields):
        record = factories.make_record(unit, department, kind=kind, state=state, **fields)
        Participation.objects.bulk_create(Participation(record=record, person=person) for person in people)
        return record

    return activity


def people(unit, number, **fields) -> list[Person]:
    return [Person.objects.create(unit=unit, name=f"第{place}人", **fields) for place in range(number)]


def read(name, unit, period=2022):
    return reading_of(Measure.objects.get(unit=None, name=name), unit, period)


def test_accepted_activities_of_a_kind_count_and_submitted_ones_are_told_as_waiting(unit, activity):
    records = [activity() for _ in range(4)]
    activity(state=SUBMITTED)
    activity(state=Record.State.DRAFT)
    activity(kind="我们的节日")
    activity(begins_on=date(2021, 12, 31))
    reading = read("志愿服务活动次数", unit)
    assert reading.value == 4
    assert reading.sentence == "2022 年已归档志愿服务 4 次，另有 1 次待审核"
    assert (set(reading.records), reading.waiting) == ({record.pk for record in records}, 1)


def test_nothing_recorded_is_nought_and_not_unknown(unit):
    reading = read("“我们的节日”活动次数", unit)
    assert (reading.value, reading.sentence) == (0, "2022 年已归档我们的节日 0 次")


def test_a_period_may_be_any_days(unit, activity):
    for month in (1, 6, 12):
        activity(begins_on=date(2022, month, 15))
    period = Period(date(2022, 6, 1), date(2023, 5, 31))
    reading = read("志愿服务活动次数", unit, period)
    assert reading.value == 2
    assert reading.sentence == "2022 年 6 月 1 日至 2023 年 5 月 31 日已归档志愿服务 2 次"


def test_meetings_count_by_their_kind(unit, keep):
    keep(Meeting, kind="leaders")
    keep(Meeting, kind="leaders", day=date(2022, 9, 1))
    keep(Meeting, kind="dispatch")
    assert read("领导班子专题研究次数", unit).sentence == "2022 年已归档领导班子专题研究 2 次"
    assert read("全部会议次数", unit).value == 3


def test_a_meeting_is_for_all_when_everybody_on_the_roll_of_its_day_came(unit, keep):
    staff = people(unit, 3)
    Person.objects.create(unit=unit, name="后来的", joined_on=date(2022, 6, 1))
    full = keep(Meeting, kind="topic")
    Participation.objects.bulk_create(Participation(record=full, person=person) for person in staff)
    part = keep(Meeting, kind="topic")
    Participation.objects.create(record=part, person=staff[0])
    typed = keep(Meeting, kind="topic", headcount=3)
    keep(Meeting, kind="topic", headcount=2)
    reading = read("全员参与的专题会议次数", unit)
    assert reading.sentence == "2022 年已归档全员到会的会议 2 次"
    assert set(reading.records) == {full.pk, typed.pk}


def test_volunteers_are_a_share_of_the_roll(unit):
    people(unit, 10)
    people(unit, 10, is_volunteer=True)
    reading = read("注册志愿者占在册人数比例", unit)
    assert (reading.value, reading.numerator, reading.denominator) == (50, 10, 20)
    assert reading.sentence == "截至 2022 年 12 月 31 日，注册志愿者 10 人，在册 20 人，占 50%"


def test_up_to_twenty_party_members_all_have_to_be_registered(unit):
    people(unit, 17, is_party_member=True, is_volunteer=True)
    people(unit, 3, is_party_member=True)
    reading = read("党员注册志愿者比例", unit)
    assert (reading.value, reading.must_be_all) == (85, True)
    assert reading.sentence.endswith("党员在 20 人以下，要求全员注册，还差 3 人")
    people(unit, 1, is_party_member=True)
    assert read("党员注册志愿者比例", unit).must_be_all is False


def test_turnout_counts_each_registered_volunteer_once(unit, activity):
    volunteers = people(unit, 20, is_volunteer=True)
    others = people(unit, 5)
    activity(people=volunteers[:10] + others)
    activity(people=volunteers[5:17])
    activity(people=volunteers[17:], state=SUBMITTED)
    activity(kind="文体活动", people=volunteers)
    activity(people=volunteers[:1], begins_on=date(2021, 3, 5))
    reading = read("志愿者参与志愿服务比例", unit)
    assert (reading.value, reading.numerator, reading.denominator) == (85, 17, 20)
    assert len(reading.records) == 2
    assert reading.sentence == ("2022 年参加志愿服务的注册志愿者 17 人（一人多次只算一人），注册志愿者 20 人，占 85%")


def test_a_share_is_cut_and_never_rounded_up(unit, activity):
    volunteers = people(unit, 300, is_volunteer=True)
    activity(people=volunteers[:254])
    assert read("志愿者参与志愿服务比例", unit).value == Decimal("84.66")


def test_activities_without_picked_people_are_told(unit, activity):
    people(unit, 2, is_volunteer=True)
    activity()
    reading = read("志愿者参与志愿服务比例", unit)
    assert reading.value == 0
    assert reading.sentence.endswith("1 次活动没有从名册选参加的志愿者，没有算进来")


def test_without_a_roster_the_shares_are_unknown(unit):
    for name in ("注册志愿者占在册人数比例", "党员注册志愿者比例", "志愿者参与志愿服务比例"):
        reading = read(name, unit)
        assert reading.value is None
        assert "先登记名册" in reading.sentence


def test_spending_is_a_share_of_office_costs_and_grows_over_last_year(unit, keep):
    keep(Spending, amount=Decimal("12800.50"))
    keep(Spending, amount=Decimal("3199.50"), day=date(2022, 12, 31))
    keep(Spending, amount=Decimal("9000"), state=SUBMITTED)
    keep(Spending, amount=Decimal("15999.99"), day=date(2021, 3, 1))
    share = read("创建经费占日常办公经费比例", unit)
    assert share.value is None
    assert "还没有登记 2022 年“日常办公经费”" in share.sentence
    figure = keep(Figure, name="日常办公经费", value=Decimal("200000"), unit_of_measure="元")
    share = read("创建经费占日常办公经费比例", unit)
    assert (share.value, share.numerator, share.denominator) == (8, 16000, 200000)
    assert share.sentence == ("2022 年已归档经费支出 16,000 元，另有 1 笔待审核，日常办公经费 200,000 元，占 8%")
    assert figure.pk in share.records
    growth = read("创建经费比上年增长", unit)
    assert growth.value == Decimal("0.01")
    assert growth.sentence.endswith("上年 15,999.99 元，增长 0.01%")
    assert read("创建经费支出", unit).value == 16000


def test_growth_without_a_year_before_is_unknown(unit, keep):
    keep(Spending, amount=Decimal("1"))
    reading = read("创建经费比上年增长", unit)
    assert reading.value is None
    assert "上年没有已归档的支出" in reading.sentence


def test_the_last_survey_of_a_kind_tells_the_rate(unit, keep):
    keep(Survey, kind="satisfaction", sent=100, answered=50, favourable=25, day=date(2022, 3, 1))
    last = keep(Survey, kind="satisfaction", sent=100, answered=96, favourable=93, day=date(2022, 11, 2))
    keep(Survey, kind="awareness", sent=10, answered=0, favourable=0)
    reading = read("群众满意率", unit)
    assert (reading.value, reading.records) == (Decimal("96.87"), (last.pk,))
    assert reading.sentence == "2022 年 11 月 2 日群众满意率测评发放 100 份，收回 96 份，满意 93 份，群众满意率 96.87%"
    assert read("创建知晓率", unit).value is None
    assert read("群众满意率", unit, 2021).value is None


def test_a_promise_holds_when_statements_cover_the_whole_period(unit, keep):
    keep(Statement, kind="accidents", day=date(2022, 1, 1), ends_on=date(2022, 6, 30))
    reading = read("责任事故发生数", unit)
    assert reading.value is None
    assert reading.sentence == "还没有 2022 年 7 月 1 日至 2022 年 12 月 31 日的“无责任事故”声明"
    keep(Statement, kind="accidents", day=date(2022, 7, 1), ends_on=date(2022, 12, 31))
    assert read("责任事故发生数", unit).value == 0
    keep(Statement, kind="accidents", day=date(2022, 3, 1), broken_on=date(2022, 3, 1), broken_by="食堂一人烫伤")
    reading = read("责任事故发生数", unit)
    assert reading.value == 1
    assert reading.sentence == "2022 年“无责任事故”发生 1 起：2022 年 3 月 1 日：食堂一人烫伤"


def test_recognised_honours_count_from_their_level_up(unit, keep):
    keep(Honour, level="national", issuer="甲")
    keep(Honour, level="provincial", issuer="乙")
    keep(Honour, level="municipal", issuer="丙")
    keep(Honour, level="national", issuer="丁", is_recognised=False)
    assert read("认可的荣誉数", unit).value == 3
    assert read("省部级以上荣誉数", unit).sentence == "2022 年已归档省部级以上荣誉 2 项"


def test_publicity_counts_when_it_was_adopted(unit, keep):
    keep(Publicity, outlet="省报", level="provincial", adopted_on=date(2022, 5, 20))
    keep(Publicity, outlet="县台", level="county", adopted_on=date(2022, 5, 20))
    keep(Publicity, outlet="网站", level="own")
    assert read("媒体采用数", unit).value == 2
    assert read("市级以上媒体采用数", unit).sentence == "2022 年被市级以上媒体采用 1 篇"


def test_rules_in_force_and_papers_are_counted(unit, keep):
    keep(Regulation)
    keep(Regulation, day=date(2012, 1, 1), repealed_on=date(2022, 12, 1))
    keep(Regulation, effective_on=date(2023, 1, 1))
    keep(Document, kind="responsibility")
    keep(Document, kind="duty")
    assert read("现行制度数", unit).sentence == "2022 年 12 月 31 日现行制度 1 项"
    assert read("社会责任报告份数", unit).value == 1


def test_a_figure_is_read_by_its_name(unit, keep, office):
    measure = add_measure(unit=unit, name="绿化率", source="figure", figure_name="绿化率", by=office)
    assert reading_of(measure, unit, 2022).value is None
    keep(Figure, name="绿化率", numerator=Decimal("2"), denominator=Decimal("3"))
    reading = reading_of(measure, unit, 2022)
    assert (reading.value, reading.sentence) == (Decimal("66.66"), "2022 年“绿化率” 66.66 %")


def test_another_units_records_do_not_count(unit, activity, stranger):
    activity()
    other = stranger.memberships.get().unit
    assert read("志愿服务活动次数", other).value == 0


def test_all_measures_cost_the_same_queries_for_one_row_and_for_many(unit, keep, activity):
    def fill(number):
        staff = people(unit, number, is_volunteer=True, is_party_member=True)
        for _ in range(number):
            activity(people=staff)
            keep(Meeting, kind="topic", headcount=1)
            keep(Spending, amount=Decimal("5"))
            keep(Statement, kind="discipline", ends_on=date(2022, 8, 1))
            keep(Survey, kind="awareness", sent=9, answered=8, favourable=7)
            keep(Publicity, outlet="省报", level="provincial", adopted_on=DAY)
            keep(Regulation)
            keep(Figure, name="日常办公经费", value=Decimal("10"))

    measures = list(Measure.objects.for_unit(unit).select_related("activity_kind"))
    counts = []
    for number in (1, 3):
        fill(number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = readings_of(measures, unit, 2022)
        counts.append(len(queries))
        assert all(reading.sentence for reading in found.values())
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": ""}, "请填口径名称"),
        ({"name": "志愿服务活动次数"}, "同名"),
        ({"source": "stars"}, "没有这种取数方式"),
        ({"source": "survey"}, "请选类别"),
        ({"source": "meetings", "sort": "satisfaction"}, "没有这个类别"),
        ({"source": "spending_share"}, "请填数据指标的名称"),
    ],
)
def test_a_measure_that_could_not_be_read_is_refused(unit, office, facts, said):
    with pytest.raises(ValidationError) as problem:
        add_measure(**{"unit": unit, "by": office, "name": "新口径", "source": "activities"} | facts)
    assert said in " ".join(problem.value.messages)


def test_a_retired_measure_is_no_longer_offered(unit, office):
    measure = add_measure(unit=unit, name="专题讲座", source="meetings", sort="lecture", by=office)
    assert measure in Measure.objects.for_unit(unit)
    retire_measure(measure=measure, by=office)
    assert measure not in Measure.objects.for_unit(unit)
