"""Labels: every form of numbering, and what only looks like one."""

import pytest

from documents.reading.numbering import bare_label, chinese_number, split_label, to_chinese, to_roman


@pytest.mark.parametrize(
    ("printed", "style", "bare", "values"),
    [
        ("一、组织领导", "cn", "一", (1,)),
        ("十二、附则", "cn", "十二", (12,)),
        ("（三）志愿服务", "cn_paren", "三", (3,)),
        ("(二)争取", "cn_paren", "二", (2,)),
        ("一是打牢根基", "cn_is", "一", (1,)),
        ("1.切实加强", "arab", "1", (1,)),
        ("1、加强组织", "arab", "1", (1,)),
        ("２．开展活动", "arab", "２", (2,)),
        ("（9）建立品牌", "arab_paren", "9", (9,)),
        ("- (1)获得称号", "arab_paren", "1", (1,)),
        ("3)推行", "arab_half", "3", (3,)),
        ("①中心组学习", "circle", "①", (1,)),
        ("Ⅶ-1-1 注册志愿者", "code3", "Ⅶ-1-1", (7, 1, 1)),
        ("Ⅲ-1-① 组织学习", "code3", "Ⅲ-1-①", (3, 1, 1)),
        ("II-1 创建规划", "code2", "II-1", (2, 1)),
        ("Ⅱ－1　创建规划", "code2", "Ⅱ-1", (2, 1)),
        ("1.4以图文形式", "dec2", "1.4", (1, 4)),
        ("第一卷 组织领导", "part", "一", (1,)),
    ],
)
def test_a_label_is_split_off_bare(printed, style, bare, values):
    label, rest = split_label(printed)
    assert (label.style, label.text.translate({0xFF12: "２"}), label.values) in (
        (style, bare, values),
        (style, bare.translate({0xFF12: "2"}), values),
    )
    assert rest and not rest.startswith((" ", "、", "."))


@pytest.mark.parametrize(
    "printed",
    [
        "2021年至2022年，单位获奖",
        "24字知晓率",
        "100%达标",
        "12个主题词",
        "5次以上",
        "（2分）开展",
        "一把手负责制",
        "3月底前完成",
    ],
)
def test_a_figure_at_the_front_of_a_sentence_is_no_label(printed):
    assert split_label(printed)[0] is None


def test_a_number_before_a_year_is_a_label_and_not_a_decimal():
    label, rest = split_label("1.2022年举办")
    assert (label.text, rest) == ("1", "2022年举办")


@pytest.mark.parametrize(("cell", "text"), [("3", "3"), ("3.0", "3"), ("三", "三"), ("（三）", "三"), ("4.", "4")])
def test_a_cell_with_nothing_but_a_number_is_a_label(cell, text):
    assert bare_label(cell).text == text


def test_a_cell_with_a_name_is_no_label():
    assert bare_label("特色加分项目") is None


@pytest.mark.parametrize(("text", "number"), [("两", 2), ("十", 10), ("二十四", 24), ("一百零五", 105), ("三千", 3000)])
def test_chinese_numerals_become_numbers(text, number):
    assert chinese_number(text) == number


def test_numbers_become_what_lists_print():
    assert [to_chinese(number) for number in (3, 10, 11, 20, 35)] == ["三", "十", "十一", "二十", "三十五"]
    assert [to_roman(number) for number in (4, 12, 14)] == ["Ⅳ", "Ⅻ", "XIV"]
