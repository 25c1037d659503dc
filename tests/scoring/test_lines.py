"""A clause as lists show it: its short name, its figure, its place among the others."""

from decimal import Decimal

import pytest

from evidence.models import Record
from scoring import actions
from scoring.explaining import threshold_said
from scoring.models import Layer
from scoring.rules import Offer
from scoring.sheet import Sheet, at_stake, brief
from tests.factories import make_framework
from tests.scoring.frameworks import add_category, add_clause, give, proven, say


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("建立学雷锋志愿服务队伍，注册志愿者人数占比≥50%", "建立学雷锋志愿服务队伍"),
        ("2021年至2022年，单位获国家级荣誉称号的，每一项加2分", "单位获国家级荣誉称号的"),
        ("搞好、用好阵地，常态开展", "搞好、用好阵地"),
        ("把深入学习新思想作为党委首要政治任务和理论学习主线", "把深入学习新思想作为党委首要政治任…"),
        ("开展道德模范、身边好人学习宣传，有计划", "开展道德模范、身边好人学习宣传"),
        ("短", "短"),
        ("", ""),
    ],
)
def test_a_clause_is_called_by_its_first_phrase(text, name):
    assert brief(text) == name


@pytest.mark.parametrize(
    ("maximum", "grades"),
    [
        ("2", "0 0.5 1 1.5 2"),
        ("1", "0 0.25 0.5 0.75 1"),
        ("0.5", "0 0.1 0.2 0.3 0.4 0.5"),
        ("3", "0 1 2 3"),
        ("10", "0 2.5 5 7.5 10"),
        ("3.40", "0 3.4"),
        (None, ""),
    ],
)
def test_a_clause_offers_a_few_round_grades(maximum, grades):
    offer = Offer(True, Decimal(maximum) if maximum else None, "basic", True)
    assert offer.grades == [Decimal(grade) for grade in grades.split()]


def test_figures_and_signs_of_a_clause(evidenced, clauses):
    give(evidenced, clauses[0], "2")
    give(evidenced, clauses[1], "1.5")
    say(evidenced, clauses[2], "not_applicable", reason="没有窗口")
    lines = Sheet(evidenced).lines
    assert [(line.figure, line.mark) for line in lines[:4]] == [
        ("2 / 2", "full"),
        ("1.5 / 2", "lost"),
        ("不适用", "not_applicable"),
        ("未评 / 2", "unscored"),
    ]


def test_what_is_taken_from_the_total_reads_as_taken_and_none_is_the_best(unit):
    framework = make_framework(unit)
    taken = add_clause(add_category(framework, "负面清单", layer=Layer.NEGATIVE), "发生事故", points="5")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    seen = []
    for points in ("0", "3"):
        give(assessment, taken, points)
        line = Sheet(assessment).lines[-1]
        seen.append((line.figure, line.mark, line.is_full, at_stake(line)))
    assert seen == [("没有扣分", "full", True, None), ("扣 3 分", "lost", False, None)]


def test_the_order_is_that_of_the_paper_through_all_categories(unit):
    framework = make_framework(unit, rows=[("甲", "1", ["1"]), ("乙", "2", ["1"])])
    first = framework.categories.get(name="甲")
    add_clause(add_category(framework, "甲之下", parent=first), "后补的一条", points="1")
    sheet = Sheet(actions.open_assessment(framework=framework, unit=unit))
    assert [line.clause.indicator.category.name for line in sheet.lines] == ["甲", "甲之下", "乙"]
    assert [len(block.lines) for block in sheet.blocks] == [2, 1]


def test_a_category_that_holds_everything_does_not_divide_the_page(unit):
    framework = make_framework(unit, rows=[])
    whole = add_category(framework, "工作任务分解表")
    parts = [add_category(framework, name, parent=whole) for name in ("甲", "乙")]
    for part in parts:
        add_clause(part, points="1")
    assessment = actions.open_assessment(framework=framework, unit=unit)
    sheet = Sheet(assessment)
    assert [(block.totals.name, len(block.lines)) for block in sheet.blocks] == [("甲", 1), ("乙", 1)]
    assert len(sheet.shown("all", whole.pk)) == 2
    assert [block.totals.name for block, _ in sheet.shown("all", parts[1].pk)] == ["乙"]


def test_scoring_goes_on_where_there_is_evidence(assessment, clauses):
    assert Sheet(assessment, with_evidence=True).next_unscored().clause == clauses[0]
    proven(assessment, [clauses[3]])
    assert Sheet(assessment, with_evidence=True).next_unscored().clause == clauses[3]


def test_nothing_is_left_to_score_when_all_is_scored(unit):
    framework = make_framework(unit, rows=[("甲", "1", ["1"])])
    assessment = actions.open_assessment(framework=framework, unit=unit)
    give(assessment, framework.clauses.get(), "0")
    assert Sheet(assessment, with_evidence=True).next_unscored() is None


def test_a_score_whose_evidence_was_returned_is_marked_and_does_not_move(enter, office, assessment, clauses):
    record = proven(assessment, [clauses[0]])
    give(assessment, clauses[0], "2")
    Record.objects.filter(pk=record.pk).update(state=Record.State.RETURNED)
    line = Sheet(assessment, with_evidence=True).lines[0]
    assert (line.is_shaken, line.score.points) == (True, 2)
    client = enter(office)
    assert "依据已变化" in client.get(f"/scores/{assessment.pk}/{clauses[0].pk}/").content.decode()
    assert "依据已变化" in client.get(f"/scores/{assessment.pk}/").content.decode()


def test_a_threshold_is_told_as_people_write_it():
    assert threshold_said({"op": ">=", "value": "50", "unit": "%"}) == "≥ 50%"
    assert threshold_said({"op": "<", "value": "3", "unit": "次"}) == "< 3次"
