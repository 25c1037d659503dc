"""Catalogues of evidence: each file is an item below its box, volume or category, in tables and in running text."""

import pytest

from documents.reading import read_pasted


def told(reading):
    return [(item.path[-1] if item.path else "", item.number, item.text.rstrip("。")) for item in reading.items]


def pipes(*rows):
    return read_pasted(
        "东山街道文明单位创建档案目录\n" + "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
    )


@pytest.mark.parametrize("name", ["档案名称", "材料名称", "资料名称", "题名", "佐证材料", "档案内容"])
@pytest.mark.parametrize("group", ["类别", "卷号", "测评项目", "项目"])
def test_each_row_of_a_catalogue_is_an_item_below_its_group(group, name):
    reading = pipes(
        [group, "序号", name, "责任科室"],
        ["组织领导", "1", "创建领导小组文件", "党政办"],
        ["", "2", "年度创建计划", "党政办"],
        ["", "3", "专题会议记录不少于4份", "党建办"],
        ["道德建设", "4", "道德讲堂图文资料", "宣传科"],
        ["", "5", "身边好人推荐表", "宣传科"],
    )
    assert told(reading) == [
        ("组织领导", "1", "创建领导小组文件"),
        ("组织领导", "2", "年度创建计划"),
        ("组织领导", "3", "专题会议记录不少于4份"),
        ("道德建设", "4", "道德讲堂图文资料"),
        ("道德建设", "5", "身边好人推荐表"),
    ]
    assert [item.departments for item in reading.items[2:4]] == [["党建办"], ["宣传科"]]
    assert not reading.questions


def test_what_a_file_must_hold_is_its_material():
    reading = pipes(
        ["类别", "序号", "材料名称", "材料要求"],
        ["组织领导", "1", "创建方案", "正式文件，加盖公章，一式两份"],
        ["", "2", "会议记录", "每季度不少于1次，附签到表和照片"],
        ["志愿服务", "3", "志愿者名册", "注册人数不少于在职人数的80%"],
    )
    assert [(item.text, item.materials) for item in reading.items] == [
        ("创建方案", "正式文件，加盖公章，一式两份"),
        ("会议记录", "每季度不少于1次，附签到表和照片"),
        ("志愿者名册", "注册人数不少于在职人数的80%"),
    ]


def test_a_category_repeated_in_each_row_groups_files_too():
    reading = pipes(
        ["卷名", "件号", "题名", "页数"],
        ["组织领导", "1", "领导小组文件", "2"],
        ["组织领导", "2", "工作计划", "5"],
        ["医德医风", "3", "医德考评档案", "9"],
    )
    assert told(reading) == [
        ("组织领导", "1", "领导小组文件"),
        ("组织领导", "2", "工作计划"),
        ("医德医风", "3", "医德考评档案"),
    ]


def test_materials_beside_a_merged_task_stay_the_tasks():
    reading = pipes(
        ["序号", "工作任务", "佐证材料"],
        ["1", "加强组织领导，定期研究创建工作", "会议记录"],
        ["", "", "活动照片"],
        ["2", "开展志愿服务，全年活动不少于12次", "活动方案"],
        ["", "", "签到表"],
    )
    assert [(item.number, item.text) for item in reading.items] == [
        ("1", "加强组织领导，定期研究创建工作"),
        ("2", "开展志愿服务，全年活动不少于12次"),
    ]


def test_a_column_that_counts_its_rows_is_no_points():
    reading = pipes(
        ["类别", "流水", "工作内容"],
        ["组织领导", "1", "成立创建领导小组"],
        ["", "2", "制定年度创建计划"],
        ["", "3", "召开专题会议研究"],
    )
    assert [(item.number, item.points, item.category_points) for item in reading.items] == [
        ("1", None, None),
        ("2", None, None),
        ("3", None, None),
    ]


@pytest.mark.parametrize("box", ["第{}盒 {}", "第{}卷　{}", "第{}册：{}", "第{}辑 {}", "盒{} {}", "档案盒{}：{}"])
@pytest.mark.parametrize("number", ["（{}）", "{}.", "{}、"])
def test_boxes_in_running_text_are_headings_of_their_files(box, number):
    files = {"组织领导类": ["领导小组文件", "工作计划、总结"], "宣传教育类": ["宣传栏照片不少于6张", "讲堂资料"]}
    lines = ["平安镇文明创建档案目录"]
    for position, (name, held) in zip("一二", files.items(), strict=True):
        lines.append(box.format(position, name))
        lines += [number.format(count) + file for count, file in enumerate(held, start=1)]
    reading = read_pasted("\n".join(lines))
    assert told(reading) == [
        ("组织领导类", "1", "领导小组文件"),
        ("组织领导类", "2", "工作计划、总结"),
        ("宣传教育类", "1", "宣传栏照片不少于6张"),
        ("宣传教育类", "2", "讲堂资料"),
    ]
