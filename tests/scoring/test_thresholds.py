"""Thresholds against the records: what is proposed to feed them, what they say, what the clause would come to."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.roster import Person
from evidence.measures import Measure
from evidence.models import Record
from evidence.particulars import Figure, Spending
from scoring import actions
from scoring.bands import steps_typed
from scoring.models import Score
from scoring.ruling import Given, Kind, Rule
from scoring.ruling_actions import settle_rule
from scoring.ruling_awarding import award_by_rule
from scoring.suggesting import checks_of, moved, readings_now, suggest
from scoring.threshold_actions import bind, confirm_bindings, make_rows, proposals, renew_rows, unbound
from scoring.threshold_proposals import Binding
from scoring.thresholds import Period, Threshold
from tests import factories
from tests.scoring.frameworks import give

D = Decimal
SIXTEEN = (
    "建立学雷锋志愿服务队伍, 注册志愿者人数占员工总人数的比例 ≥50%, 在职党员注册志愿者人数占党员总人数的比例 ≥80% "
    "(单位在职党员总数 20 人以下的全员注册), 注册志愿者参加志愿服务活动的人数占注册志愿者总人数的比例 ≥85%。"
)


def asking(framework, text, *thresholds):
    """The framework's first clause, asking this."""
    clause = framework.clauses.first()
    clause.text = text
    clause.thresholds = [{"op": op, "value": value, "unit": unit} for op, value, unit in thresholds]
    clause.save()
    make_rows([clause])
    return clause


def bound(clause, office):
    confirm_bindings(framework=clause.framework, thresholds=clause.limits.values_list("pk", flat=True), by=office)
    return clause


@pytest.mark.parametrize(
    ("text", "threshold", "measure"),
    [
        ("组织学雷锋志愿服务，全年不少于5次", (">=", "5", "次"), "志愿服务活动次数"),
        ("围绕“我们的节日”主题，在春节、元宵等节点至少开展2次活动", (">=", "2", "次"), "“我们的节日”活动次数"),
        ("每年专题研究精神文明建设工作会议不少于2次", (">=", "2", "次"), "领导班子专题研究次数"),
        ("每年至少召开1次全员参与的创建专题会议", (">=", "1", "次"), "全员参与的专题会议次数"),
        ("经费不低于日常办公经费8%，并实现逐年增长", (">=", "8", "%"), "创建经费占日常办公经费比例"),
        ("做到无群众举报，群众满意度≥90%", (">=", "90", "%"), "群众满意率"),
        ("职工对核心价值观24字知晓率不低于90%", (">=", "90", "%"), "创建知晓率"),
        ("开设道德讲堂不少于4期", (">=", "4", "期"), "道德讲堂次数"),
        ("及时报送创建信息，全年不少于12篇", (">=", "12", "篇"), "媒体采用数"),
        ("公益广告设置不少于10处", (">=", "10", "处"), None),
    ],
)
def test_the_words_around_a_figure_propose_what_feeds_it(assessment, text, threshold, measure):
    asking(assessment.framework, text, threshold)
    ((_, binding),) = proposals(assessment.framework)
    assert (binding.measure.name if binding.measure else None) == measure


def test_item_sixteen_of_s4_asks_three_shares_and_has_an_exception(assessment):
    asking(assessment.framework, SIXTEEN, (">=", "50", "%"), (">=", "80", "%"), (">=", "85", "%"))
    found = [binding for _, binding in proposals(assessment.framework)]
    assert [one.measure.source for one in found] == ["volunteers", "members", "turnout"]
    assert [(one.small_count, one.small_value) for one in found] == [(None, None), (20, 100), (None, None)]


def test_growth_and_periods_are_read_from_the_sentence(assessment):
    asking(assessment.framework, "经费不低于日常办公经费8%，并实现逐年增长", (">=", "8", "%"))
    ((_, binding),) = proposals(assessment.framework)
    assert (binding.must_grow, binding.period) == (True, Period.YEAR)
    asked = assessment.framework.clauses.all()[1]
    asked.text, asked.thresholds = "每季度开展志愿服务不少于1次", [{"op": ">=", "value": "1", "unit": "次"}]
    asked.save()
    make_rows([asked])
    assert proposals(assessment.framework)[1][1].period == Period.QUARTER


def volunteering(unit, department, count, state=Record.State.ACCEPTED, year=2022):
    return [
        factories.make_record(unit, department, f"第{n}次志愿服务", state=state, begins_on=date(year, n, 5))
        for n in range(1, count + 1)
    ]


@pytest.fixture
def five_times(assessment, office):
    return bound(asking(assessment.framework, "组织学雷锋志愿服务，全年不少于5次", (">=", "5", "次")), office)


def test_a_count_says_how_many_are_lacking(assessment, five_times, unit, department):
    volunteering(unit, department, 4)
    (check,) = checks_of(assessment, [five_times])[five_times.pk]
    assert check.sentence == "要求 ≥5 次，已归档 4 次，缺 1 次"
    assert (check.missing, check.is_met) == (1, False)


def test_what_waits_for_review_is_told_and_not_counted(assessment, five_times, unit, department):
    volunteering(unit, department, 4)
    factories.make_record(unit, department, "还没审的", state=Record.State.SUBMITTED, begins_on=date(2022, 8, 1))
    factories.make_record(unit, department, "去年的", state=Record.State.ACCEPTED, begins_on=date(2021, 8, 1))
    (check,) = checks_of(assessment, [five_times])[five_times.pk]
    assert check.sentence == "要求 ≥5 次，已归档 4 次，缺 1 次（另有 1 次待审核）"


def test_the_rule_turns_what_is_lacking_into_points(assessment, five_times, unit, department, office):
    volunteering(unit, department, 4)
    lines = [Rule(Kind.MISSING, amount=D("0.5"), unit="次")]
    settle_rule(clause=five_times, lines=lines, by=office)
    checks = checks_of(assessment, [five_times])[five_times.pk]
    said = suggest(five_times, lines, checks, maximum=D(2))
    # one of five is lacking: 2 − 1 × 0.5 = 1.5
    assert said.points == D("1.5")
    assert said.sentence == "要求 ≥5 次，已归档 4 次，缺 1 次。建议 2 − 1 × 0.5 = 1.5（少 1 次）"


def test_without_a_rule_full_points_are_suggested_only_when_all_is_met(assessment, five_times, unit, department):
    volunteering(unit, department, 4)
    checks = checks_of(assessment, [five_times])[five_times.pk]
    assert suggest(five_times, [], checks, maximum=D(2)).points is None
    factories.make_record(unit, department, "第五次", state=Record.State.ACCEPTED, begins_on=date(2022, 9, 1))
    checks = checks_of(assessment, [five_times])[five_times.pk]
    assert suggest(five_times, [], checks, maximum=D(2)).points == 2


def test_a_shortfall_is_measured_and_all_or_nothing_is_decided(assessment, five_times, unit, department):
    checks = checks_of(assessment, [five_times])[five_times.pk]
    nothing = [Rule(Kind.ALL_OR_NOTHING)]
    assert suggest(five_times, nothing, checks, maximum=D(2)).points == 0
    bands = [Rule(Kind.BANDS, steps=steps_typed("5以上 2\n不满5 1", are_bands=True))]
    assert suggest(five_times, bands, checks, maximum=D(2)).points == 1


def test_what_a_person_must_decide_is_never_suggested(assessment, five_times):
    checks = checks_of(assessment, [five_times])[five_times.pk]
    lines = [Rule(Kind.RANGE, amount=D("0.1"), most=D("0.5"))]
    assert suggest(five_times, lines, checks, maximum=D(2)).points is None


def people(unit, members, registered):
    department = factories.make_department(unit, "机关")
    for number in range(members):
        Person.objects.create(
            unit=unit,
            department=department,
            name=f"党员{number}",
            is_party_member=True,
            is_volunteer=number < registered,
            joined_on=date(2010, 1, 1),
        )


@pytest.mark.parametrize(
    ("members", "registered", "is_met"),
    [(20, 19, False), (20, 20, True), (21, 17, True), (25, 19, False), (25, 20, True)],
)
def test_up_to_twenty_members_all_have_to_be_registered(assessment, office, unit, members, registered, is_met):
    # 19/20 = 95 % is not enough of twenty; 17/21 = 80.95 % and 20/25 = 80 % are; 19/25 = 76 % is not
    clause = bound(
        asking(assessment.framework, SIXTEEN, (">=", "50", "%"), (">=", "80", "%"), (">=", "85", "%")), office
    )
    people(unit, members, registered)
    check = checks_of(assessment, [clause])[clause.pk][1]
    assert check.is_met is is_met
    assert ("20 人以下要求 100%" in check.sentence) == (members <= 20)


def test_a_share_names_numerator_and_denominator(assessment, office, unit):
    clause = bound(asking(assessment.framework, "注册志愿者人数占员工总人数的比例 ≥50%", (">=", "50", "%")), office)
    people(unit, 26, 12)
    (check,) = checks_of(assessment, [clause])[clause.pk]
    # 12/26 = 46.15 %, cut and never rounded up; 50 − 46.15 = 3.85
    assert check.sentence == "要求 ≥50%，现为 46.15%（12/26），低 3.85 个百分点"


def test_each_quarter_has_to_reach_its_figure(assessment, office, unit, department):
    clause = bound(asking(assessment.framework, "每季度开展志愿服务不少于2次", (">=", "2", "次")), office)
    volunteering(unit, department, 4)  # January to April: 3 in the first quarter, 1 in the second
    (check,) = checks_of(assessment, [clause])[clause.pk]
    # lacking: 0 + 1 + 2 + 2 = 5
    assert (check.missing, check.is_met) == (5, False)
    assert check.sentence == "要求 每季度 ≥2 次，4 个期间里 1 个达到，共缺 5 次"


def test_what_nothing_feeds_is_listed(assessment, office):
    clause = asking(assessment.framework, "公益广告设置不少于10处", (">=", "10", "处"))
    assert [row.clause for row in unbound(assessment.framework)] == [clause]
    (check,) = checks_of(assessment, [clause])[clause.pk]
    assert (check.is_met, check.sentence) == (None, "要求 ≥10 处，还没有定从哪里取数")
    assert confirm_bindings(framework=assessment.framework, thresholds=[check.threshold.pk], by=office) == 0


def test_a_measure_of_another_unit_is_refused(assessment, office, stranger):
    other = stranger.memberships.get().unit
    clause = asking(assessment.framework, "不少于5次", (">=", "5", "次"))
    theirs = Measure.objects.create(unit=other, name="别人的", source="activities")
    with pytest.raises(ValidationError, match="没有这个口径"):
        bind(threshold=clause.limits.get(), binding=Binding(theirs), by=office)


def test_a_score_keeps_its_readings_and_the_page_can_say_they_moved(assessment, five_times, unit, department, office):
    records = volunteering(unit, department, 4)
    actions.cite(assessment=assessment, clauses=[five_times], record=records[0], by=office)
    settle_rule(clause=five_times, lines=[Rule(Kind.MISSING, amount=D("0.5"), unit="次")], by=office)
    award_by_rule(assessment=assessment, clause=five_times, by=office, given=[Given(count=D(1))])
    score = Score.objects.get(clause=five_times)
    kept = score.inputs["readings"]
    assert moved(kept, readings_now(assessment, [five_times])) == []
    factories.make_record(unit, department, "第五次", state=Record.State.ACCEPTED, begins_on=date(2022, 9, 1))
    assert moved(kept, readings_now(assessment, [five_times])) == ["志愿服务活动次数打分时是 4 次，现在是 5 次"]
    assert Score.objects.get(clause=five_times).points == D("1.5")


def test_points_given_freely_keep_their_readings_too_and_the_pages_show_them(
    enter, assessment, five_times, unit, department, office
):
    records = volunteering(unit, department, 4)
    actions.cite(assessment=assessment, clauses=[five_times], record=records[0], by=office)
    for _ in range(2):
        score = give(assessment, five_times, "1.5", by=office)
    assert score.version == 1
    client, path = enter(office), f"/scores/{assessment.pk}/{five_times.pk}/"
    assert "要求 ≥5 次，已归档 4 次，缺 1 次。" in client.get(f"{path}why/").content.decode()
    assert "依据已变化" not in client.get(path).content.decode()
    factories.make_record(unit, department, "第五次", state=Record.State.ACCEPTED, begins_on=date(2022, 9, 1))
    page = client.get(path).content.decode()
    assert "依据已变化：志愿服务活动次数打分时是 4 次，现在是 5 次" in page
    sheet = client.get(f"/scores/{assessment.pk}/?show=shaken").content.decode()
    assert "依据已变化" in sheet
    assert "志愿服务活动次数打分时是 4 次，现在是 5 次" in sheet
    assert Score.objects.get(clause=five_times).points == D("1.5")
    give(assessment, five_times, "1.5", by=office)  # looked at again, and meant
    assert "依据已变化" not in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("filed", "verdict", "word"),
    [(0, "unmet", "未达标"), (4, "partly", "部分达标"), (5, "met", "达标")],
)
def test_a_clause_without_points_is_suggested_a_verdict_that_says_why(
    enter, office, unit, department, worded, filed, verdict, word
):
    clause = bound(asking(worded.framework, "组织学雷锋志愿服务，全年不少于5次", (">=", "5", "次")), office)
    Record.objects.update(state=Record.State.RETURNED)  # what the fixture filed does not count
    volunteering(unit, department, filed)
    checks = checks_of(worded, [clause])[clause.pk]
    told = suggest(clause, [], checks, maximum=None, is_pointed=False)
    assert (told.points, told.verdict) == (None, verdict)
    lacking = f"，缺 {5 - filed} 次" if filed < 5 else ""
    assert told.sentence == f"要求 ≥5 次，已归档 {filed} 次{lacking}，建议评“{word}”"
    page = enter(office).get(f"/scores/{worded.pk}/{clause.pk}/").content.decode()
    assert f"<b>建议评“{word}”。</b>{told.advice}。" in page
    assert checks[0].sentence in page


def test_nothing_is_suggested_where_something_cannot_be_read(worded, office):
    clause = bound(asking(worded.framework, "群众满意度达90%以上", (">=", "90", "%")), office)
    told = suggest(clause, [], checks_of(worded, [clause])[clause.pk], maximum=None, is_pointed=False)
    assert told.verdict == ""


def test_money_has_not_grown_where_nothing_of_last_year_is_filed(assessment, office, unit, department):
    clause = bound(asking(assessment.framework, "经费不低于日常办公经费8%，并实现逐年增长", (">=", "8", "%")), office)
    row = clause.limits.get()
    bind(threshold=row, binding=Binding(row.measure, must_grow=True), by=office)

    def filed(kind, day):
        fields = {"kind": kind, "title": "账", "year": day.year, "begins_on": day, "state": Record.State.ACCEPTED}
        return Record.objects.create(unit=unit, department=department, **fields)

    costs = filed(Record.Kind.FIGURE, date(2022, 12, 1))
    Figure.objects.create(record=costs, name=row.measure.figure_name, value=D(1000))
    Spending.objects.create(record=filed(Record.Kind.SPENDING, date(2022, 5, 1)), amount=D(90))
    (check,) = checks_of(assessment, [clause])[clause.pk]
    # 90 ÷ 1000 = 9 %, which is enough, but nobody can say that it has grown
    assert (check.value, check.is_met) == (9, False)
    assert "要求比上年增长，上年没有数据" in check.sentence
    Spending.objects.create(record=filed(Record.Kind.SPENDING, date(2021, 5, 1)), amount=D(80))
    (check,) = checks_of(assessment, [clause])[clause.pk]
    assert check.is_met
    assert "要求比上年增长，上年 80，今年 90" in check.sentence


def test_a_rewritten_clause_keeps_the_binding_of_what_it_still_asks(five_times):
    row = five_times.limits.get()
    five_times.thresholds = [{"op": ">=", "value": "3", "unit": "处"}, {"op": ">=", "value": "5", "unit": "次"}]
    renew_rows(five_times)
    assert [(str(one), one.measure_id) for one in five_times.limits.all()] == [
        (">= 3处", None),
        (">= 5次", row.measure_id),
    ]


def test_readings_cost_the_same_for_one_clause_and_for_many(assessment, office, django_assert_max_num_queries):
    for clause in assessment.framework.clauses.all():
        clause.text, clause.thresholds = "全年志愿服务不少于5次", [{"op": ">=", "value": "5", "unit": "次"}]
        clause.save()
        make_rows([clause])
    rows = Threshold.objects.values_list("pk", flat=True)
    confirm_bindings(framework=assessment.framework, thresholds=list(rows), by=office)
    with django_assert_max_num_queries(4):
        assert len(checks_of(assessment, list(assessment.framework.clauses.all()))) == 50


def test_two_rates_that_share_a_figure_are_two_thresholds(unit):
    framework = factories.make_framework(unit, [("行为文明建设", "11", [None])])
    clause = framework.clauses.get()
    clause.text = "单位干部职工对创建工作知晓率、满意率达95%以上，群众满意度 ≥90%。"
    clause.thresholds = [{"op": ">=", "value": "95", "unit": "%"}, {"op": ">=", "value": "90", "unit": "%"}]
    clause.save()
    make_rows([clause])
    told = [(row.value, binding.measure.sort) for row, binding in proposals(framework)]
    assert told == [(95, "awareness"), (95, "staff"), (90, "satisfaction")]
