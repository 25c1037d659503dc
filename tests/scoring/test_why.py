"""Why a score is what it is: the whole chain for a clause, and parts that add up to a category and to the total."""

import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import actions, explaining, totals
from scoring.layers import whole_of
from scoring.models import Assessment, Layer, Score
from scoring.ruling import Given, Kind, Rule
from scoring.ruling_actions import settle_rule
from scoring.ruling_awarding import award_by_rule
from scoring.sheet import Sheet
from tests.factories import make_framework
from tests.scoring.frameworks import add_category, add_clause, give, proven, say, with_bonus


def why(assessment, clause):
    sheet = Sheet(assessment, with_evidence=True)
    return explaining.why_clause(sheet, sheet.line_of(clause.pk))


def path_of(assessment, clause=None, query=""):
    return f"/scores/{assessment.pk}/{f'{clause.pk}/' if clause else ''}why/{query}"


def text(response):
    return response.content.decode()


def test_a_clause_names_rule_figures_evidence_person_time_and_all_earlier_values(
    enter, clerk, evidenced, clauses, office
):
    clause = clauses[0]
    clause.scoring, clause.thresholds = "每少一次扣0.5分。", [{"op": ">=", "value": "5", "unit": "次"}]
    clause.save()
    give(evidenced, clause, "2", by=office)
    give(evidenced, clause, "1.5", by=office, reason="缺一次记录")
    actions.clear(assessment=evidenced, clause=clause, by=office)
    give(evidenced, clause, "1", by=office, reason="复查缺两次")
    page = text(enter(clerk).get(path_of(evidenced, clause)))
    for said in (
        "每少一次扣0.5分。",
        "打 0 到 2 分。",
        "量化要求 ≥ 5次。",
        "满分 2 分，少 1 分。",
        "植绿护绿志愿服务",
        "周敏评为",
        "未评 → 2 分",
        "2 分 → 1.5 分",
        "1.5 分 → 未评",
        "未评 → 1 分",
        "缺一次记录",
        "引用佐证“植绿护绿志愿服务”",
    ):
        assert said in page, said


def test_no_earlier_value_is_left_out_however_many_there_were(evidenced, clauses, office):
    for turn in range(30):
        give(evidenced, clauses[0], str(turn % 2), by=office, reason=f"第 {turn} 次")
    found = why(evidenced, clauses[0])
    assert len([change for change in found.changes if change.is_score]) == 30
    assert len(found.latest) + found.n_older == len(found.changes)


def test_the_history_of_one_kind_is_not_that_of_another(evidenced, clauses, office):
    review = actions.open_other(beside=evidenced, kind="office", by=office)
    give(evidenced, clauses[0], "2")
    give(review, clauses[0], "1")
    assert [change.what for change in why(review, clauses[0]).changes] == ["未评 → 1 分"]


def test_states_explain_themselves_too(enter, office, worded):
    clause = worded.framework.clauses.first()
    say(worded, clause, "partly", by=office, reason="缺一次活动")
    say(worded, clause, "not_applicable", by=office, reason="没有窗口")
    page = text(enter(office).get(path_of(worded, clause)))
    assert "不设分值，评达标、部分达标或未达标。" in page
    assert "部分达标 → 不适用" in page
    assert "没有窗口" in page


def test_the_confirmed_rule_and_its_changes_are_part_of_the_reason(enter, office, evidenced, clauses):
    rule = Rule(kind=Kind.OCCURRENCE, text="每次扣0.5分", amount=Decimal("0.5"), unit="次")
    settle_rule(clause=clauses[0], lines=[rule], by=office)
    page = text(enter(office).get(path_of(evidenced, clauses[0])))
    assert "按规则：每出现 1 次扣 0.5 分。" in page
    assert "设定评分规则：规则：空 → 每出现 1 次扣 0.5 分" in page


def test_evidence_that_was_sent_back_is_told(evidenced, clauses, office):
    give(evidenced, clauses[0], "2")
    evidenced.citations.first().record.__class__.objects.update(state="returned")
    assert why(evidenced, clauses[0]).doubt == "引用的档案现在都不算数"


def test_the_total_lists_its_categories_and_their_sum(enter, clerk, evidenced, clauses):
    give(evidenced, clauses[0], "1.5")
    give(evidenced, clauses[6], "2")
    page = text(enter(clerk).get(path_of(evidenced)))
    assert "1.5 + 2 + 0 + 0 + 0 + 0 + 0 + 0 + 0 = 3.5 分" in page
    category = clauses[0].indicator.category
    page = text(enter(clerk).get(path_of(evidenced, query=f"?category={category.pk}")))
    assert "1.5 + 0 + 0 + 0 + 0 + 0 = 1.5 分" in page


def test_the_page_of_the_total_says_how_the_published_total_was_made(enter, clerk, unit, office):
    framework = make_framework(unit, rows=[("学习宣传教育", "1", ["2", "2"])])
    outer = add_category(framework, "特色加分", layer=Layer.BONUS, points=Decimal(5))
    inner = add_category(framework, "荣誉称号", layer=Layer.BONUS, points=Decimal(3), parent=outer)
    honours, others = add_clause(inner, "每一项加2分"), add_clause(outer, "每一项加1分")
    negative = add_clause(add_category(framework, "负面清单", layer=Layer.NEGATIVE), "每起扣0.5分，重大的一票否决")
    each = Rule(Kind.EACH_BONUS, amount=Decimal(2)), Rule(Kind.EACH_BONUS, amount=Decimal(1))
    settle_rule(clause=honours, lines=[each[0]], by=office)
    settle_rule(clause=others, lines=[each[1]], by=office)
    settle_rule(clause=negative, lines=[Rule(Kind.OCCURRENCE, amount=Decimal("0.5")), Rule(Kind.VETO)], by=office)
    assessment = actions.open_assessment(framework=framework, unit=unit)
    proven(assessment, framework.clauses.all())
    for clause in framework.clauses.all()[:2]:
        give(assessment, clause, "1.5")  # 1.5 + 1.5 = 3
    by = {"assessment": assessment, "by": office}
    award_by_rule(clause=honours, given=[Given(count=Decimal(2))], **by)  # 2 × 2 = 4, of which 3 count
    award_by_rule(clause=others, given=[Given(count=Decimal(1))], **by)  # 1; 3 + 1 = 4 of 5
    award_by_rule(clause=negative, given=[Given(count=Decimal(3)), Given(holds=True)], **by)  # 3 × 0.5 = 1.5
    page = text(enter(clerk).get(path_of(assessment)))
    # 3 + 4 − 1.5 = 5.5
    assert "基本分 3 + 加分 4（共 5，上限 5） − 总分扣减 1.5 = 5.5" in page
    assert "触发一票否决 1 条" in page
    assert "扣 <b>1.5</b> 分" in page
    page = text(enter(clerk).get(path_of(assessment, query=f"?category={outer.pk}")))
    assert "1 + 3 = 4 分" in page
    page = text(enter(clerk).get(path_of(assessment, query=f"?category={inner.pk}")))
    assert "4 = 4 分，按上限计 3 分" in page
    page = text(enter(clerk).get(path_of(assessment, negative)))
    assert "从总分里扣。" in page
    assert "触发一票否决，扣 1.5 分" in page
    assert "满分" not in page


def test_counts_are_added_where_there_are_no_points(enter, clerk, worded):
    say(worded, worded.framework.clauses.first(), "met")
    assert "达标 1 + 0 = 1 个" in text(enter(clerk).get(path_of(worded)))


def test_the_total_tells_how_the_assessment_went(enter, office, evidenced):
    actions.close(assessment=evidenced, by=office)
    actions.reopen(assessment=evidenced, by=office, reason="补充第 16 条数据")
    page = text(enter(office).get(path_of(evidenced)))
    assert "自评定稿" in page
    assert "补充第 16 条数据" in page


@pytest.mark.parametrize("query", ["?category=nonsense", "?category=99999", f"?category={'9' * 30}"])
def test_a_category_there_is_not_is_not_found(enter, office, evidenced, query):
    assert enter(office).get(path_of(evidenced, query=query)).status_code == 404


def test_a_clause_of_another_framework_is_not_found(enter, office, unit, evidenced):
    foreign = make_framework(unit, year=2023).clauses.first()
    assert enter(office).get(path_of(evidenced, foreign)).status_code == 404
    assert enter(office).get(f"/scores/{evidenced.pk}/{10**30}/why/").status_code == 404


def nested(unit, chance: random.Random) -> Assessment:
    """A tree of free depth with clauses of points and of words, a capped bonus by rule, and a list of deductions."""
    framework = make_framework(unit, rows=[("一", "1", ["2", None])], year=2022)
    framework.needs_evidence = False
    framework.save()
    places = list(framework.categories.all())
    for number in range(chance.randint(1, 6)):
        parent = chance.choice([None, *places])
        places.append(add_category(framework, f"类{number}", parent=parent))
        for _ in range(chance.randint(0, 3)):
            add_clause(places[-1], points=chance.choice(["0.7", "1", "2.5", None]))
    for clause in with_bonus(framework, cap="3"):
        settle_rule(clause=clause, lines=[Rule(Kind.EACH_BONUS, amount=Decimal("0.75"))], by=None)
    taken = add_clause(add_category(framework, "负面清单", layer=Layer.NEGATIVE), "每起扣0.35分")
    settle_rule(clause=taken, lines=[Rule(Kind.OCCURRENCE, amount=Decimal("0.35"))], by=None)
    return actions.open_assessment(framework=framework, unit=unit)


def fill(assessment, chance: random.Random) -> None:
    for line in Sheet(assessment).lines:
        if chance.random() < 0.2:
            continue
        if line.offer.layer != Layer.BASIC:
            said = [Given(count=Decimal(chance.randint(0, 6)))]
            award_by_rule(assessment=assessment, clause=line.clause, by=None, given=said)
        elif line.offer.is_pointed:
            give(assessment, line.clause, str(chance.choice([0, line.offer.maximum, line.offer.maximum / 2])))
        else:
            say(assessment, line.clause, chance.choice(["met", "partly", "unmet"]))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_every_sum_is_the_sum_of_its_explained_parts_for_any_tree_and_kind(unit, seed):
    chance = random.Random(seed)
    own = nested(unit, chance)
    kinds = [own, actions.open_other(beside=own, kind="site", by=None)]
    for assessment in kinds:
        fill(assessment, chance)
        sheet = Sheet(assessment)
        waiting = [None, *sheet.tree.rows]
        for category in waiting:
            for one in explaining.sums_of(sheet, category):
                assert one.added == one.tally, (category, one.title)
                parts = sum((part.counted for part in one.parts), Decimal(0))
                cap = sheet.tree.rows[category].points if category else None
                is_capped = cap is not None and sheet.tree.rows[category].layer == Layer.BONUS
                assert one.counted == (min(parts, cap) if is_capped else parts)
        layers = {row.layer: row.counted for row in sheet.totals.layers}
        published = layers["basic"] + layers["bonus"] - layers["negative"]
        assert whole_of(sheet.totals, assessment.framework).points == max(published, Decimal(0))
        by_hand = Score.objects.filter(assessment=assessment, clause__indicator__category__layer="basic")
        points = sum((row.points or Decimal(0) for row in by_hand), Decimal(0))
        assert sheet.totals.overall.points == points
        assert totals.differences(assessment) == []


def test_the_pages_of_reasons_cost_the_same_queries_with_20_and_200_clauses(enter, office, unit):
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
        seen = []
        for query in ("", f"?category={clauses[0].indicator.category_id}"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path_of(assessment, query=query)).status_code == 200
            seen.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path_of(assessment, clauses[0])).status_code == 200
        counts.append([*seen, len(asked)])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15
