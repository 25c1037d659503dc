"""Days and comparisons: what is printed, and nothing else."""

from datetime import date

import pytest

from documents.reading.dates import read_due
from documents.reading.thresholds import read_thresholds


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("8月28日", date(2024, 8, 28)),
        ("8月28日前将内容交党委宣传部", date(2024, 8, 28)),
        ("12月底前", date(2024, 12, 31)),
        ("2月底前", date(2024, 2, 29)),
        ("2025年3月15日", date(2025, 3, 15)),
        ("2024.6.28", date(2024, 6, 28)),
        ("2024/11/30", date(2024, 11, 30)),
        ("4.30前", date(2024, 4, 30)),
        ("3月1日至3月31日", date(2024, 3, 31)),
        ("九月底前", date(2024, 9, 30)),
        ("年底前", date(2024, 12, 31)),
        ("全年", None),
        ("长期", None),
        ("每季度末", None),
        ("每月25日前", None),
        ("2月30日前", None),
        ("5月中旬", None),
    ],
)
def test_a_day_is_read_only_where_one_is_printed(printed, day):
    assert read_due(printed, 2024) == day


def test_a_day_without_a_year_needs_the_year_of_the_plan():
    assert read_due("8月28日", None) is None


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("全年集中学习不少于12次", [(">=", "12", "次")]),
        ("满意率达95%以上", [(">=", "95", "%")]),
        ("群众满意度 ≥90%", [(">=", "90", "%")]),
        ("人均服务时长不低于3小时", [(">=", "3", "小时")]),
        ("每年至少召开 1 次全员会议", [(">=", "1", "次")]),
        ("经费不低于日常办公经费8%", [(">=", "8", "%")]),
        ("活动不少于两次", [(">=", "2", "次")]),
        ("提交报告，不超过2000字", [("<=", "2000", "字")]),
        ("1500字以上的年度总结", [(">=", "1500", "字")]),
        ("品牌项目1个以上", [(">=", "1", "个")]),
        ("知晓率达到百分之九十", [(">=", "90", "%")]),
        ("处理时限5天以内", [("<=", "5", "天")]),
        ("投诉率低于3%", [("<", "3", "%")]),
        ("增幅高于5%", [(">", "5", "%")]),
        ("每學期不少於2次", [(">=", "2", "次")]),
        ("比例≥50%，在职党员≥80%（单位20人以下的全员注册）", [(">=", "50", "%"), (">=", "80", "%")]),
        ("每季度一次", []),
        ("达到全省前列", []),
        ("核心价值观24字", []),
        ("累计得分80分以上", []),
        ("三等奖以上", []),
        ("达到2022年标准", []),
    ],
)
def test_a_threshold_needs_a_printed_comparison(text, limits):
    assert [(one.op, one.value, one.unit) for one in read_thresholds(text)] == limits


def told(text):
    return [(one.op, one.value, one.unit) for one in read_thresholds(text)]


@pytest.mark.parametrize("unit", ["门", "桌", "班", "栋", "层", "起", "步", "千瓦时", "立方米", "岁", "顶", "趟"])
def test_any_measure_word_stands_behind_a_comparison(unit):
    assert told(f"全年不少于7{unit}") == [(">=", "7", unit)]
    assert told(f"控制在12{unit}以内，其他从简") == [("<=", "12", unit)]
    assert told(f"建成5{unit}以上的示范") == [(">=", "5", unit)]


@pytest.mark.parametrize(
    "said", ["达到一流水平", "得分达到80分", "保证一把手亲自抓", "达到4星级", "不晚于9月", "达到100"]
)
def test_what_goes_on_with_the_sentence_is_no_measure_word(said):
    assert told(said) == []
