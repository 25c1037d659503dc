"""Which rule a printed sentence proposes, over the sentences of real papers."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.models import Clause
from scoring.ruling_proposals import proposed, window_in
from scoring.ruling_words import said_together


def read(scoring, layer="basic", text="", thresholds=()):
    clause = Clause(text=text, scoring=scoring, points=Decimal(4), thresholds=list(thresholds))
    return proposed(clause, layer)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("少一次扣0.5分", "每少 1 次扣 0.5 分"),
        ("每少1次扣0.5分，扣完为止", "每少 1 次扣 0.5 分"),
        ("缺1次扣6分，直至本项分值扣完。", "每少 1 次扣 6 分"),
        ("每缺1人扣2分，直至本项分值扣完。", "每少 1 人扣 2 分"),
        ("每发现1处扣1分，直至本项分值扣完。", "每出现 1 处扣 1 分"),
        ("随机抽查3个科室，每1个不符合标准的，扣4分。", "每出现 1 个扣 4 分"),
        ("每接到一起有效投诉扣2分，扣完为止。", "每出现 1 起扣 2 分"),
        ("不符合标准的，本项即不得分。", "有一项不合就不得分（不符合标准的,本项即不得分）"),
        ("A 2分，B 1.5分，C 1分，D 0分", "分档：A 2 分、B 1.5 分、C 1 分、D 0 分"),
        ("A 100%，B 66%，C 33%，D 0", "分档按满分的比例：A 100%、B 66%、C 33%、D 0%"),
        ("酌情扣0.1-0.5分", "扣 0.1 到 0.5 分，扣多少由人定"),
        ("无机构扣2分，无专人扣2分。", "出现就扣 2 分（无机构扣2分）；出现就扣 2 分（无专人扣2分）"),
        ("无制度扣1分，每缺一次扣1分，扣完为止。", "出现就扣 1 分（无制度扣1分）；每少 1 次扣 1 分"),
        ("随机抽查4个点位，3个以上合格得分", "抽查 4 个，至少 3 个合格才得分"),
        ("发生重大责任事故的，一票否决", "一票否决（发生重大责任事故的,一票否决）"),
    ],
)
def test_a_printed_sentence_proposes_its_rule(sentence, said):
    proposal = read(sentence)
    assert said_together(proposal.lines) == said
    assert proposal.is_ready


def test_a_shortfall_takes_its_target_from_the_one_percentage_the_clause_asks():
    asked = [{"op": ">=", "value": "92", "unit": "%"}]
    proposal = read("每低一个百分点扣1分，扣完为止。", thresholds=asked)
    assert said_together(proposal.lines) == "要求 92%，每低 1 个百分点扣 1 分"
    several = read("每低一个百分点扣1分", thresholds=[*asked, *asked])
    assert (several.is_ready, several.lacks) == (False, "要达到百分之几")


def test_an_amount_nobody_printed_stays_unknown():
    # C12: 有一项不达标扣分
    proposal = read("有一项不达标扣分。")
    assert (proposal.is_ready, proposal.lacks, proposal.unread) == (False, "扣多少分", "有一项不达标扣分")


def test_a_sentence_without_points_proposes_nothing():
    assert read("看现场、查资料").lines == ()
    assert read("").lines == ()


def test_the_bonus_of_s4_is_read_from_the_clause_itself():
    text = "2021年至2022年，单位获国家级荣誉称号的，每一项加2分；获省部级荣誉称号的，每一项加1分。该项累计最多加10分。"
    proposal = read("", layer="bonus", text=text)
    assert said_together(proposal.lines) == "荣誉加分：国家级 2 分、省部级 1 分，每一项都算，最多加 10 分"
    assert window_in(text) == (date(2021, 1, 1), date(2022, 12, 31))


def test_a_bonus_that_counts_the_highest_only_says_so():
    text = "获国家级荣誉称号的加10分，获省部级荣誉称号的加5分，同一工作就高不就低，不重复计分。"
    proposal = read(text, layer="bonus")
    assert "同一项工作只算最高的" in said_together(proposal.lines)


def test_what_is_concealed_is_doubled():
    proposal = read("每发生一起扣2分，隐瞒不报的加倍扣分。", layer="negative")
    assert said_together(proposal.lines) == "每出现 1 起扣 2 分，隐瞒的加倍"


def test_a_window_may_name_months():
    assert window_in("2021年7月至2022年6月获得的荣誉") == (date(2021, 7, 1), date(2022, 6, 30))
    assert window_in("2022年至2021年") is None
    assert window_in("全年") is None
