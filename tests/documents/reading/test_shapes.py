"""Tables in other shapes: forms, matrices, tables inside cells, stacked cells, papers flattened into one line."""

import pytest

from documents.reading import read_file, read_pasted
from tests.documents.reading.files_made import cell, paragraph, table, write_docx


@pytest.mark.parametrize("row", ["\t", "\n"])
def test_a_form_for_each_clause_is_read_as_a_row(row):
    form = ["测评项目\t{0}{row}编号\t{1}", "测评标准\t{2}{row}分值\t{3}", "责任科室\t{4}{row}佐证材料\t{5}"]
    papers = [
        ("领导重视", "1.1", "党组研究创建工作不少于2次", "4", "办公室", "会议纪要"),
        ("道德教育", "2.1", "开展道德讲堂不少于4期", "5", "宣传科、工会", "方案、签到表"),
    ]
    text = "\n".join(line.format(*one, row=row) for one in papers for line in form)
    reading = read_pasted(f"某局2023年测评材料提交表\n{text}\n")
    assert [(i.path, i.number, i.text, int(i.points), i.departments, i.materials) for i in reading.items] == [
        (["领导重视"], "1.1", "党组研究创建工作不少于2次", 4, ["办公室"], "会议纪要"),
        (["道德教育"], "2.1", "开展道德讲堂不少于4期", 5, ["宣传科", "工会"], "方案、签到表"),
    ]


def test_a_sign_in_a_matrix_means_the_department_of_its_column():
    reading = read_pasted(
        "某局任务分解表\n序号\t工作任务\t办公室\t人事科\t工会\n1\t组织理论学习\t☆\t★\t\n2\t开展文体活动\t\t☆\t★\n\n注：★为牵头科室，☆为配合科室。\n"
    )
    assert [(item.departments, item.lead) for item in reading.items] == [
        (["人事科", "办公室"], "人事科"),
        (["工会", "人事科"], "工会"),
    ]


def test_without_a_legend_no_sign_makes_a_lead():
    reading = read_pasted("序号\t工作任务\t办公室\t人事科\n1\t组织理论学习\t√\t√\n2\t开展文体活动\t√\t\n")
    assert [(item.departments, item.lead) for item in reading.items] == [
        (["办公室", "人事科"], None),
        (["办公室"], None),
    ]


def test_a_table_inside_a_cell_goes_on_below_its_row(tmp_path):
    inner = table(
        [["分项", "要求", "分值", "责任科室"], ["5.1", "办事指南公开", "8", "政务科"], ["5.2", "着装统一", "6", "工会"]]
    )
    header = "".join(cell(text) for text in ("序号", "项目", "任务要求", "分值", "责任科室"))
    first = "".join(cell(text) for text in ("4", "志愿服务", "开展护河志愿活动", "10", "群工科"))
    framed = f"<w:tc>{paragraph('窗口建设分项要求如下：')}{inner}<w:p/></w:tc>"
    second = cell("5") + cell("窗口建设") + framed + cell("14") + cell("政务科")
    last = "".join(cell(text) for text in ("6", "环境建设", "清扫办公区", "5", "后勤科"))
    rows = "".join(f"<w:tr>{row}</w:tr>" for row in (header, first, second, last))
    reading = read_file(write_docx(tmp_path / "inner.docx", f"<w:tbl>{rows}</w:tbl>"))
    assert [(i.path[-1], i.number, i.text, int(i.points), i.departments) for i in reading.items] == [
        ("志愿服务", "4", "开展护河志愿活动", 10, ["群工科"]),
        ("窗口建设", "5.1", "办事指南公开", 8, ["政务科"]),
        ("窗口建设", "5.2", "着装统一", 6, ["工会"]),
        ("环境建设", "6", "清扫办公区", 5, ["后勤科"]),
    ]
    assert reading.items[-1].path == ["环境建设"]
    assert any("套在单元格里" in doubt for doubt in reading.doubts)


@pytest.mark.parametrize("points", ["（8分）", ""])
def test_a_stacked_table_may_name_a_category_before_its_first_number(points):
    lines = ["考核项目", "序号", "考核内容", "分值", "评分办法"]
    lines += [f"组织领导{points}", "1", "成立领导机构", "4", "未成立的不得分", "2", "开展理论学习", "4", "少一次扣1分"]
    lines += [f"阵地建设{points}", "3", "设置宣传栏", "8", "未设置扣3分"]
    reading = read_pasted("某单位2022年度考核表\n\n" + "\n\n".join(lines))
    assert [(item.path, item.number, item.text) for item in reading.items] == [
        (["组织领导"], "1", "成立领导机构"),
        (["组织领导"], "2", "开展理论学习"),
        (["阵地建设"], "3", "设置宣传栏"),
    ]


def test_a_paper_in_one_line_is_parted_at_its_headings():
    reading = read_pasted(
        "某局2019年文明单位考核细则 序号 考核项目 考核内容及评分标准 分值 得分 一 组织领导（15分） "
        "1、成立创建领导小组，明确专人负责，未成立的扣2分。 7 2、年初有计划，年终有总结，少一项扣1分。 8 "
        "二 思想教育（20分） 3、理论学习全年不少于10次，少一次扣1分。 10 第 2 页 共 3 页 "
        "4、宣传栏每季度更换内容，发现陈旧内容的扣1分。 8 合计 35"
    )
    assert (reading.title, reading.year, reading.total) == ("某局2019年文明单位考核细则", 2019, 35)
    assert [(item.path[-1], item.number, item.text, int(item.points)) for item in reading.items] == [
        ("组织领导", "1", "成立创建领导小组，明确专人负责", 7),
        ("组织领导", "2", "年初有计划，年终有总结", 8),
        ("思想教育", "3", "理论学习全年不少于10次", 10),
        ("思想教育", "4", "宣传栏每季度更换内容", 8),
    ]
    assert "“思想教育”标明20分，各条合计18分。" in [question.message for question in reading.questions]


@pytest.mark.parametrize("line", ["\n", ""])
def test_what_introduces_scored_parts_is_their_category(line):
    reading = read_pasted(
        f"某市考评细则\n一、组织领导（15分）\n1.领导重视（8分）。{line}①党组研究创建工作（3分）；{line}②主要领导调研不少于2次（3分）；{line}③列入年度考核（2分）。\n"
        f"2.机制健全（7分）：{line}①成立创建机构（4分）；{line}②有专人负责（4分）。\n"
    )
    assert [(item.path[-1], item.number, int(item.points)) for item in reading.items] == [
        ("领导重视", "①", 3),
        ("领导重视", "②", 3),
        ("领导重视", "③", 2),
        ("机制健全", "①", 4),
        ("机制健全", "②", 4),
    ]
    assert "“机制健全”标明7分，各条合计8分。" in [question.message for question in reading.questions]


def test_a_paper_that_yields_nothing_says_so():
    reading = read_pasted("关于召开会议的通知\n各科室：\n定于周五召开会议，请准时参加。\n")
    assert reading.items == []
    assert any("没有认出任务" in doubt for doubt in reading.doubts)


def test_many_forms_whose_values_hold_the_words_of_headers_are_all_read():
    form = "指标名称\t主题活动{0}\n分值\t5\n考核内容\t开展道德讲堂活动，共{0}项\n责任单位\t办公室\n"
    reading = read_pasted("".join(form.format(number) for number in range(1, 301)))
    assert len(reading.items) == 300
    assert reading.items[-1].path == ["主题活动300"]
