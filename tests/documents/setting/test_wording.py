"""Small rules of the printed word."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.model import Cell, Table
from documents.setting.columns import lines_needed, shares
from documents.setting.html_table import table_html
from documents.setting.titles import title_lines
from documents.setting.wording import (
    attachment_label,
    attachment_lines,
    clean,
    printed_date,
    signature_spaces,
    width,
)
from tests.documents.setting.sample_papers import breakdown


def test_a_date_has_arabic_digits_and_no_leading_zeros():
    assert printed_date(date(2022, 5, 9)) == "2022年5月9日"


def test_what_no_file_can_hold_is_left_out():
    assert clean("甲\x00\x0b\u202e乙\ud800\r\n丙\t丁") == "甲乙\n丙\t丁"


@given(st.text())
def test_cleaned_text_always_encodes_and_cleans_to_itself(text):
    assert clean(text).encode().decode() == clean(clean(text))


def test_a_chinese_character_is_twice_as_wide_as_a_digit():
    assert width("2026年") == 3
    assert width("“一事一档”") == 6


def test_one_attachment_has_no_number_and_several_have():
    assert attachment_label(1, 1) == "附件"
    assert attachment_label(2, 3) == "附件2"
    assert attachment_lines(["方案"]) == ["方案"]
    assert attachment_lines(["方案", "分 解\n表"]) == ["1.方案", "2.分解表"]


def test_a_signature_is_centred_on_the_date_that_stands_four_characters_in():
    of_signature, of_date = signature_spaces("青石县市场监督管理局", "2026年3月9日")
    assert of_date == 4
    assert of_signature + 10 / 2 == of_date + width("2026年3月9日") / 2


def test_a_long_signature_pushes_the_date_inwards():
    of_signature, of_date = signature_spaces("甲" * 24, "2026年3月9日")
    assert of_signature == 0
    assert of_signature + 24 / 2 == of_date + width("2026年3月9日") / 2


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于印发《2026年文明单位创建工作方案》的通知", ["关于印发《2026年文明单位", "创建工作方案》的通知"]),
        ("关于开展“我们的节日·端午”主题活动的通知", ["关于开展“我们的节日·端午”", "主题活动的通知"]),
        ("2026年度工作总结", ["2026年度工作总结"]),
        ("自己\n分行", ["自己", "分行"]),
        ("", []),
    ],
)
def test_titles_break_between_words(title, lines):
    assert title_lines(title) == lines


@given(st.text(min_size=1, max_size=120))
def test_no_character_of_a_title_is_lost(title):
    assert "".join("".join(title_lines(title)).split()) == "".join(clean(title).split())


def test_given_widths_are_kept_and_others_follow_the_content():
    assert shares(breakdown(), 100)[2] == pytest.approx(100 / 220)
    guessed = shares(Table([[Cell("序号"), Cell("内容")], [Cell("1"), Cell("很长的一段内容" * 20)]]), 60)
    assert guessed[1] > 3 * guessed[0]
    assert sum(guessed) == pytest.approx(1)


def test_widths_that_do_not_fit_the_columns_are_not_used():
    assert len(shares(Table([[Cell("甲"), Cell("乙")]], widths=(1, 2, 3)), 60)) == 2
    assert shares(Table([[Cell("甲"), Cell("乙")]], widths=(0, 2)), 60)[0] > 0


def test_lines_are_counted_with_typed_breaks():
    assert lines_needed("甲" * 10, 5) == 2
    assert lines_needed("甲\n\n乙", 5) == 3


def spans(html):
    return [part.split('"')[0] for part in html.split('rowspan="')[1:]]


def test_a_label_cut_by_a_page_is_repeated_and_marked():
    html = table_html(breakdown(1, 4), 1, frozenset({(1, 3)}), 225)
    assert spans(html) == ["2", "2", "2", "2"]
    assert html.count("政治理论学习") == 2
    assert "政治理论学习（续）（10分）" in re.sub("<[^>]+>", "", html)
    assert ">1（续）" not in html


def test_a_label_cut_twice_leaves_a_single_row_without_a_span():
    html = table_html(breakdown(1, 4), 1, frozenset({(1, 2), (1, 4)}), 225)
    assert spans(html) == ["2", "2"]
    assert html.count("政治理论学习") == 3


def test_names_are_kept_in_one_piece_only_where_they_fit():
    cell = Cell("宣传处、精神文明建设指导委员会办公室", unbroken=("宣传处", "精神文明建设指导委员会办公室"))
    html = table_html(Table([[Cell("部门")], [cell]]), 1, frozenset(), 30)
    assert '<span class="whole">宣传处</span>、精神文明' in html


def test_what_stands_in_a_cell_is_escaped():
    html = table_html(Table([[Cell("<b>")], [Cell('"><script>', unbroken=("<script>",))]]), 1, frozenset(), 156)
    assert "<script" not in html
    assert "<b>" not in html
