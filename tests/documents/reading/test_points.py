"""Points: anywhere in a text, before it, in a cell, empty, spelt wrong."""

from decimal import Decimal

import pytest

from documents.reading.points import amount, is_blank, split_name, split_statements


def parts(text, **how):
    return [(one.text, one.points) for one in split_statements(text, **how)]


def test_a_text_with_one_mark_is_one_statement_without_it():
    assert parts("有年度创建总结。（0.5分）") == [("有年度创建总结。", Decimal("0.5"))]


def test_every_mark_ends_a_statement():
    text = "贯彻落实要求（2分）。创新开展活动(2分);开展主题教育 (1.5分)。"
    assert parts(text) == [("贯彻落实要求", Decimal(2)), ("创新开展活动", Decimal(2)), ("开展主题教育", Decimal("1.5"))]


def test_points_may_stand_before_their_statement():
    assert parts("（5分）列入议程；（3分）分工负责。") == [("列入议程", Decimal(5)), ("分工负责。", Decimal(3))]


def test_points_may_stand_behind_the_heading_of_a_sentence():
    assert parts("领导重视（5分）。每年研究不少于2次。") == [("领导重视。每年研究不少于2次。", Decimal(5))]


def test_an_empty_place_for_points_is_blank_and_not_zero():
    (one,) = split_statements("室内无吸烟现象。（  分）")
    assert one.points is None
    assert one.is_blank


def test_deductions_are_no_points_of_the_statement():
    assert parts("无机构扣2分，无专人（扣1分）") == [("无机构扣2分，无专人（扣1分）", None)]


def test_points_without_brackets_are_read_only_where_asked():
    text = "有记录，2分；有总结，3分。"
    assert parts(text) == [(text, None)]
    assert [points for _, points in parts(text, loose=True)] == [Decimal(2), Decimal(3)]


def test_optical_reading_spells_one_and_a_half_l5():
    assert parts("开展教育（L5分）") == [("开展教育", Decimal("1.5"))]


@pytest.mark.parametrize(
    ("cell", "points"),
    [("12", "12"), ("2.0", "2.0"), ("0.5分", "0.5"), ("（3分）", "3"), ("+2", "2"), ("0.1-0.5", None), ("良好", None)],
)
def test_a_cell_of_points_is_a_decimal_or_nothing(cell, points):
    assert amount(cell) == (None if points is None else Decimal(points))


@pytest.mark.parametrize("cell", ["", " ", "（ 分）", "分", "/", "—"])
def test_a_cell_without_a_figure_is_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize(
    ("printed", "name", "points"),
    [
        ("习近平新时代\n中国特色（12分）", "习近平新时代中国特色", "12"),
        ("Ⅱ-1 创建规划 （4分）", "创建规划", "4"),
        ("一、组织领导（20 分）", "组织领导", "20"),
        ("组\n织\n领\n导\n20分", "组织领导", "20"),
        ("三、加分项（最高10分）", "加分项", "10"),
        ("思想建设", "思想建设", None),
    ],
)
def test_a_category_loses_label_and_points_and_white_space(printed, name, points):
    got, amount_read, _ = split_name(printed)
    assert (got, amount_read) == (name, None if points is None else Decimal(points))
