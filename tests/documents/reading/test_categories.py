"""Category labels with points and notes in every form, and lists that stand beside the table."""

import pytest

from documents.reading import read_pasted
from documents.reading.points import split_name


@pytest.mark.parametrize(
    ("label", "name", "points"),
    [
        ("领\n导\n重\n视\n10", "领导重视", 10),
        ("村\n风\n（20分）", "村风", 20),
        ("（二）常态测评 30分）", "常态测评", 30),
        ("二、环境建设（25分", "环境建设", 25),
        ("组织领导\n12分", "组织领导", 12),
    ],
)
def test_a_label_is_freed_of_its_points_in_every_form(label, name, points):
    assert split_name(label)[:2] == (name, points)


def test_departments_behind_a_heading_hold_for_the_clauses_below_it():
    reading = read_pasted(
        "市应急局2022年文明单位创建实施方案\n一、主要任务\n（一）加强思想建设（责任科室：宣传科、人事科）\n"
        "1.组织学习不少于12次。\n2.开展宣讲。\n（二）美化环境（牵头科室：办公室；配合科室：工会）\n1.清扫办公区。\n"
    )
    assert [(item.path[-1], item.departments, item.lead) for item in reading.items] == [
        ("加强思想建设", ["宣传科", "人事科"], None),
        ("加强思想建设", ["宣传科", "人事科"], None),
        ("美化环境", ["办公室", "工会"], "办公室"),
    ]


def test_departments_behind_a_category_of_a_table_hold_for_rows_that_name_nobody():
    reading = read_pasted(
        "类别\t任务\t责任科室\n思想建设（责任科室：宣传科）\t组织集中学习\t\n\t开展宣讲活动\t工会\n环境建设\t清扫办公区\t办公室\n"
    )
    assert [item.departments for item in reading.items] == [["宣传科"], ["工会"], ["办公室"]]
    assert reading.items[0].path == ["思想建设"]


TABLE = "序号\t考核内容\t分值\n1\t成立创建领导小组\t40\n2\t召开专题会议\t60\n"


@pytest.mark.parametrize(
    ("heading", "layer"),
    [("加分项目（3分）", "bonus"), ("附加分（10分）", "bonus"), ("负面清单", "negative"), ("否决项", "negative")],
)
@pytest.mark.parametrize("labels", [("1.", "2."), ("（一）", "（二）")])
@pytest.mark.parametrize("is_before", [True, False])
def test_a_list_beside_the_table_counts(heading, layer, labels, is_before):
    held = f"{heading}\n{labels[0]}受到省级以上通报的。\n{labels[1]}发生安全责任事故的。\n"
    parts = [held, TABLE] if is_before else [TABLE, held]
    reading = read_pasted("某局2024年文明单位考核细则\n" + "\n".join(parts))
    found = [(item.layer, item.text.rstrip("。")) for item in reading.items if item.layer != "basic"]
    assert found == [(layer, "受到省级以上通报的"), (layer, "发生安全责任事故的")]
    assert sum(item.layer == "basic" for item in reading.items) == 2


def test_a_section_ends_the_unlabelled_list_before_it():
    reading = read_pasted(
        f"某局考核细则\n一、申报条件\n（一）成立满2年。\n二、评选标准（100分）\n{TABLE}\n"
        "加分项目（3分）\n1.获得表彰的，加2分。\n三、负面清单\n有下列情形之一的，一票否决：\n1.弄虚作假的；\n2.发生事故的。\n"
    )
    assert [(item.layer, item.path[-1]) for item in reading.items] == [
        ("basic", "评选标准"),
        ("basic", "评选标准"),
        ("bonus", "加分项目"),
        ("negative", "负面清单"),
        ("negative", "负面清单"),
    ]


def test_points_behind_the_words_part_a_cell_where_they_add_up_to_its_category():
    reading = read_pasted(
        "考核项目\t考核内容及佐证材料\t得分\n组织领导（5分）\t1.成立领导小组2分。2.召开会议不少于4次2分，开展督查1分。文件;记录;通报\t\n"
        "道德建设（6分）\t1.举办道德讲堂2分。2.评选身边好人2分。\t\n"
    )
    assert [(item.text, item.points, item.materials) for item in reading.items[:3]] == [
        ("成立领导小组", 2, "文件"),
        ("召开会议不少于4次", 2, "记录"),
        ("开展督查", 1, "通报"),
    ]
    assert len(reading.items) == 4  # 2 and 2 are not the 6 of the category: nothing is taken apart


def test_the_number_of_a_table_is_no_part_of_its_name():
    reading = read_pasted(
        "表1 基本指标（100分）\n"
        + TABLE
        + "\n表2　加分指标\n序号\t加分内容\t加分值\n1\t获得省级称号\t5\n2\t承办现场会\t2\n"
    )
    assert [item.path for item in reading.items] == [["基本指标"]] * 2 + [["加分指标"]] * 2
    assert [item.layer for item in reading.items] == ["basic"] * 2 + ["bonus"] * 2


def test_a_section_that_a_table_fills_is_its_category_where_the_table_names_none():
    rows = "序号\t创建内容\t分值\n1\t组织集中学习不少于12次\t10\n2\t举办道德讲堂\t8\n"
    held = "\n二、加分事项\n（一）获得省级表彰的，加2分。\n"
    reading = read_pasted("某局创建任务清单\n一、基本任务\n" + rows + held)
    assert [item.path for item in reading.items] == [["基本任务"], ["基本任务"], ["加分事项"]]
    named = "类别\t创建内容\t分值\n思想建设\t组织集中学习不少于12次\t10\n\t举办道德讲堂\t8\n"
    reading = read_pasted("某局创建任务清单\n一、基本任务\n" + named + held)
    assert reading.items[0].path == ["思想建设"]
