"""The sheet of an assessment: who sees it, what it says, the target, closing, approving, reopening."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring import actions
from scoring.models import Assessment
from tests.factories import make_framework
from tests.scoring.frameworks import give, proven, say, with_bonus


def path_of(assessment, name=""):
    return f"/scores/{assessment.pk}/{name}"


def test_scores_lead_to_the_newest_open_assessment(enter, office, unit, assessment):
    newer = actions.open_assessment(framework=make_framework(unit, year=2023), unit=unit)
    assert enter(office).get("/scores/").url == path_of(newer)
    actions.close(assessment=newer, by=office)
    assert enter(office).get("/scores/").url == path_of(assessment)


def test_scores_lead_to_the_framework_of_the_plan_in_hand(enter, office, unit, assessment):
    actions.open_assessment(framework=make_framework(unit, year=2023), unit=unit)
    client = enter(office)
    session = client.session
    session["framework"] = assessment.framework_id
    session.save()
    assert client.get("/scores/").url == path_of(assessment)


def test_without_an_assessment_the_page_says_what_to_do(enter, office):
    response = enter(office).get("/scores/")
    assert "先导入创建方案" in response.content.decode()


def test_everybody_of_the_unit_reads_the_sheet(enter, assessment, clerk, leader, assessor):
    for person in (clerk, leader, assessor):
        assert enter(person).get(path_of(assessment)).status_code == 200


def test_a_stranger_finds_no_sheet_and_changes_nothing(enter, stranger, assessment):
    client = enter(stranger)
    assert client.get(path_of(assessment)).status_code == 404
    for name in ("target/", "close/", "reopen/"):
        assert client.post(path_of(assessment, name), {"target": "1", "reason": "x"}).status_code == 404
    assert client.get("/scores/").status_code == 200
    assert Assessment.objects.get().is_open


def test_the_sheet_says_points_target_and_what_is_left(enter, office, evidenced, clauses):
    give(evidenced, clauses[0], "1.5")
    say(evidenced, clauses[1], "not_applicable", reason="没有窗口")
    actions.set_target(assessment=evidenced, by=office, target=Decimal(92))
    page = enter(office).get(path_of(evidenced)).content.decode()
    assert "自评 1.5 分，离目标 92 分还差 90.5 分" in page
    assert "50 个得分点已评 2 个，未评 48 个；其中不适用 1 个。" in page
    assert "1.5 / 2" in page


def test_the_layers_are_told_apart(enter, office, unit):
    framework = make_framework(unit)
    bonus = with_bonus(framework, cap="10")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, bonus)
    give(assessment, bonus[0], "2")
    page = enter(office).get(path_of(assessment)).content.decode()
    assert "<dt>基本分</dt><dd>0 / 4 分</dd>" in page
    assert "<dt>加分项</dt><dd>2 / 10 分</dd>" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?show=unscored", "要求之3", "要求之1<"),
        ("?show=lost", "要求之2<", "要求之1<"),
        ("?show=full", "要求之1<", "要求之2<"),
        ("?show=nonsense", "要求之1<", None),
        ("?category=nonsense", "要求之1<", None),
    ],
)
def test_the_sheet_is_filtered_by_links(enter, office, evidenced, clauses, query, shown, hidden):
    give(evidenced, clauses[0], "2")
    give(evidenced, clauses[1], "1")
    page = enter(office).get(path_of(evidenced) + query).content.decode()
    assert shown in page
    assert hidden is None or hidden not in page


def test_the_sheet_shows_one_category(enter, office, assessment, clauses):
    category = clauses[6].indicator.category
    page = enter(office).get(path_of(assessment) + f"?category={category.pk}").content.decode()
    assert "思想道德建设" in page
    assert "要求之1<" not in page


def test_a_framework_without_points_is_told_in_counts(enter, office, worded):
    say(worded, worded.framework.clauses.first(), "met")
    page = enter(office).get(path_of(worded)).content.decode()
    assert "5 个得分点达标 1 个" in page
    assert "达标 1 / 5 个" in page


def test_the_office_sets_the_target_and_a_wrong_one_comes_back(enter, office, assessment):
    client = enter(office)
    for typed, sentence in [
        ("101", "目标不能超过全部 100 分。"),
        ("很多", "分值要写成数字"),
        ("9.999", "最多两位小数"),
    ]:
        response = client.post(path_of(assessment, "target/"), {"target": typed})
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert f'value="{typed}"' in response.content.decode()
    assert client.post(path_of(assessment, "target/"), {"target": "92.5"}).status_code == 302
    assert Assessment.objects.get().target == Decimal("92.5")
    client.post(path_of(assessment, "target/"), {"target": ""})
    assert Assessment.objects.get().target is None


def test_only_the_office_sets_the_target(enter, assessment, clerk, assessor, leader):
    for person in (clerk, assessor, leader):
        assert enter(person).post(path_of(assessment, "target/"), {"target": "90"}).status_code == 403


def test_closing_approving_and_reopening_in_the_browser(enter, office, leader, assessment):
    assert enter(office).post(path_of(assessment, "close/")).status_code == 302
    assert enter(leader).post(path_of(assessment, "approve/")).status_code == 302
    assessment.refresh_from_db()
    assert (assessment.is_open, assessment.approved_by) == (False, leader)
    refused = enter(office).post(path_of(assessment, "reopen/"), {"reason": " "})
    assert refused.status_code == 422
    assert "重新打开要写明原因。" in refused.content.decode()
    enter(office).post(path_of(assessment, "reopen/"), {"reason": "补数据"})
    assessment.refresh_from_db()
    assert assessment.is_open


def test_approving_what_is_still_open_is_told_in_a_sentence(enter, leader, assessment):
    response = enter(leader).post(path_of(assessment, "approve/"), follow=True)
    assert "自评定稿后才能审定。" in response.content.decode()


def test_clerks_and_assessors_do_not_close(enter, clerk, assessor, assessment):
    for person in (clerk, assessor):
        assert enter(person).post(path_of(assessment, "close/")).status_code == 403


def test_the_sheet_costs_the_same_queries_with_20_and_200_clauses(enter, office, unit):
    counts = []
    for year, number in ((2023, 20), (2024, 200)):
        rows = [(f"类目{place % 9}", str(place), ["1"]) for place in range(number)]
        assessment = actions.open_assessment(framework=make_framework(unit, rows=rows, year=year), unit=unit)
        clauses = list(assessment.framework.clauses.all())
        proven(assessment, clauses)
        for clause in clauses[:: number // 10]:
            give(assessment, clause, "1", by=office)
        client = enter(office)
        client.get("/scores/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(path_of(assessment)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15
