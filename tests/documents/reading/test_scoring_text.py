"""Scoring sentences: rules where they are certain, a question where the amount is missing."""

from decimal import Decimal

import pytest

from documents.reading import read_pasted
from documents.reading.scoring_text import Rule, lacks_amount, read_rules


def kinds(text):
    return [(rule.kind, rule.amount) for rule in read_rules(text)]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("不符合标准的，本项即不得分。", [("all_or_nothing", None)]),
        ("缺1次扣6分，直至本项分值扣完。", [("per_occurrence", Decimal(6))]),
        ("每少一次扣1分，扣完为止。", [("per_occurrence", Decimal(1))]),
        ("每处扣0.1分，扣完为止。", [("per_occurrence", Decimal("0.1"))]),
        ("每低1个百分点扣0.5分，直至本项分值扣完。", [("per_percentage_point", Decimal("0.5"))]),
        ("无机构扣2分，无专人扣2分。", [("flat_deduction", Decimal(2)), ("flat_deduction", Decimal(2))]),
        ("视情扣0.1-0.5分", [("range_deduction", Decimal("0.1"))]),
        ("发生严重违纪的，一票否决。", [("veto", None)]),
        ("有一项不达标扣分。", []),
    ],
)
def test_a_certain_sentence_becomes_a_rule(text, rules):
    assert kinds(text) == rules


def test_a_deduction_that_stops_at_nothing_says_so():
    assert read_rules("每少1处扣1分，直至本项分值扣完。")[0].has_floor
    assert not read_rules("每少1处扣1分。")[0].has_floor


def test_grades_may_be_points_or_shares():
    points = read_rules("A.记录完整，得2分；B.研究1次，得1.5分；C.无记录，得1分；D.未研究，得0分。")
    assert [(rule.kind, rule.grade, rule.amount) for rule in points] == [
        ("grade_points", "A", Decimal(2)),
        ("grade_points", "B", Decimal("1.5")),
        ("grade_points", "C", Decimal(1)),
        ("grade_points", "D", Decimal(0)),
    ]
    shares = read_rules("A：100%；B：66%；C：33%")
    assert [(rule.grade, rule.amount) for rule in shares] == [
        ("A", Decimal(100)),
        ("B", Decimal(66)),
        ("C", Decimal(33)),
    ]


def test_a_bonus_has_its_amounts_and_its_cap():
    text = "获国家级称号的，每一项加2分；获省部级称号的，每一项加1分。该项累计最多加10分。"
    assert kinds(text) == [("bonus", Decimal(2)), ("bonus", Decimal(1)), ("cap", Decimal(10))]


@pytest.mark.parametrize("text", ["有一项不达标扣分。", "未落实的酌情扣分", "加倍扣分。"])
def test_a_deduction_without_an_amount_is_found(text):
    assert lacks_amount(text)


@pytest.mark.parametrize("text", ["每少一次扣1分。", "不扣分", "按扣分标准执行", "给予优先、优惠、加分等政策支持", ""])
def test_other_sentences_do_not_lack_an_amount(text):
    assert lacks_amount(text) is None


def test_a_rule_survives_json():
    rule = read_rules("每少2次扣0.5分，扣完为止。")[0]
    assert Rule.from_json(rule.as_json()) == rule


def test_the_tail_of_a_bonus_or_a_deduction_is_its_scoring_and_stays_its_text():
    reading = read_pasted(
        "东川镇积分办法\n一、加分项\n1.获得县级以上表彰的，每次加5分。\n2.被媒体报道的，每篇加1分。\n"
        "二、扣分项\n1.被投诉查实的，每次扣1分。\n2.有不文明行为被曝光的，视情节扣分。\n"
    )
    assert [(item.text.rstrip("。"), item.scoring) for item in reading.items] == [
        ("获得县级以上表彰的，每次加5分", "每次加5分"),
        ("被媒体报道的，每篇加1分", "每篇加1分"),
        ("被投诉查实的，每次扣1分", "每次扣1分"),
        ("有不文明行为被曝光的，视情节扣分", "视情节扣分"),
    ]
    assert [question.code for question in reading.questions] == ["amount_unknown"]
