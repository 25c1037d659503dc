"""Labels of Latin letters and digits: A1, B1 and A1-1 in tables, in headings and in columns of their own."""

import pytest

from documents.reading import read_pasted
from documents.reading.numbering import split_label


def told(reading):
    return [(item.path, item.number, item.text) for item in reading.items]


@pytest.mark.parametrize("gap", [" ", "、", ".", "", "　"])
def test_letter_codes_in_cells_are_labels(gap):
    reading = read_pasted(
        "| 一级指标 | 二级指标 | 三级指标 | 分值 |\n"
        f"| A1{gap}组织建设（15分） | B1{gap}领导重视（15分） | C1{gap}主要领导每年专题研究 | 10 |\n"
        f"| | | C2{gap}分管领导定期督查 | 5 |\n"
        f"| A2{gap}思想教育（10分） | B2{gap}理论学习（10分） | C3{gap}中心组学习不少于12次 | 10 |\n"
    )
    assert told(reading) == [
        (["组织建设", "领导重视"], "C1", "主要领导每年专题研究"),
        (["组织建设", "领导重视"], "C2", "分管领导定期督查"),
        (["思想教育", "理论学习"], "C3", "中心组学习不少于12次"),
    ]
    assert not reading.questions


@pytest.mark.parametrize("front", ["{} ", "{}.", "（{}）", "{}"])
def test_a_code_with_a_number_behind_it_stands_below_its_heading(front):
    lines = [("A1", "组织建设（20分）"), ("A1-1", "专题研究不少于2次（10分）"), ("A1-2", "定期督查（10分）")]
    lines += [("A2", "思想教育（10分）"), ("A2-1", "中心组学习不少于12次（10分）")]
    text = "\n".join(front.format(code) + rest for code, rest in lines)
    reading = read_pasted(f"南川区文明单位测评指标\n{text}\n")
    assert told(reading) == [
        (["组织建设"], "A1-1", "专题研究不少于2次"),
        (["组织建设"], "A1-2", "定期督查"),
        (["思想教育"], "A2-1", "中心组学习不少于12次"),
    ]
    assert [str(item.category_points) for item in reading.items] == ["20", "20", "10"]


def test_the_letter_may_be_the_level():
    reading = read_pasted(
        "南川区文明单位测评指标\nA1 组织建设（20分）\nB1 领导重视（8分）\nC1 专题研究不少于2次（4分）\n"
        "C2 定期督查（4分）\nB2 制度保障（12分）\nC3 制定规划（6分）\nC4 落实经费（6分）\n"
        "A2 思想教育（10分）\nB3 理论学习（10分）\nC5 中心组学习不少于12次（10分）\n"
    )
    assert [(path, number) for path, number, _ in told(reading)] == [
        (["组织建设", "领导重视"], "C1"),
        (["组织建设", "领导重视"], "C2"),
        (["组织建设", "制度保障"], "C3"),
        (["组织建设", "制度保障"], "C4"),
        (["思想教育", "理论学习"], "C5"),
    ]


def test_the_letter_may_be_the_chapter():
    reading = read_pasted(
        "南川区文明单位测评指标\nA.组织建设（20分）\nA1.专题研究不少于2次（10分）\nA2.定期督查（10分）\n"
        "B.思想教育（10分）\nB1.中心组学习不少于12次（10分）\n"
    )
    assert told(reading) == [
        (["组织建设"], "A1", "专题研究不少于2次"),
        (["组织建设"], "A2", "定期督查"),
        (["思想教育"], "B1", "中心组学习不少于12次"),
    ]


@pytest.mark.parametrize("header", ["指标代码", "编码", "指标编号"])
@pytest.mark.parametrize("codes", [("A1-1", "A1-2", "B1-1"), ("WM-01", "WM-02", "WM-03"), ("A101", "A102", "B101")])
def test_a_column_of_codes_gives_the_numbers_and_no_category(header, codes):
    reading = read_pasted(
        f"| 一级指标 | {header} | 测评内容 | 分值 |\n| 组织领导 | {codes[0]} | 建立工作机制 | 5 |\n"
        f"| | {codes[1]} | 落实工作经费 | 5 |\n| 思想建设 | {codes[2]} | 定期开展学习 | 5 |\n"
    )
    assert told(reading) == [
        (["组织领导"], codes[0], "建立工作机制"),
        (["组织领导"], codes[1], "落实工作经费"),
        (["思想建设"], codes[2], "定期开展学习"),
    ]
    assert not reading.questions


@pytest.mark.parametrize("printed", ["A4纸打印装订", "A3展板一块", "B2级以上", "K12教育", "G20峰会志愿服务"])
def test_paper_sizes_and_names_are_no_codes(printed):
    assert split_label(printed)[0] is None
