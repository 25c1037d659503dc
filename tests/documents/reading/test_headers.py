"""What a column holds when its header says two things, something general, or nothing of use."""

import openpyxl
import pytest

from documents.reading import read_file, read_pasted
from documents.reading.columns import role_of


def sheet(*rows):
    return read_pasted("某局2024年文明单位考核表\n" + "\n".join(rows) + "\n")


@pytest.mark.parametrize(
    "header",
    [
        "工作任务及责任单位",
        "测评内容及责任分工",
        "考核内容与佐证材料",
        "测评内容与方法",
        "任务及时限",
        "创建标准和考核办法",
    ],
)
def test_a_header_that_names_the_content_first_belongs_to_the_clause(header):
    assert role_of(header) == "text"


@pytest.mark.parametrize(("header", "role"), [("责任单位及责任人", "departments"), ("标准及分值", "scoring")])
def test_a_header_that_names_something_else_first_keeps_its_use(header, role):
    assert role_of(header) == role


def test_departments_in_brackets_behind_the_task_are_found_in_a_column_of_both():
    reading = sheet(
        "类别\t工作任务及责任单位\t完成时限",
        "城市环境\t整治占道经营，机扫率达到85%。（城管局、公安局）\t6月底前",
        "市民素质\t开展文明市民评选。（宣传部）\t12月底前",
    )
    assert [item.departments for item in reading.items] == [["城管局", "公安局"], ["宣传部"]]
    assert [item.path for item in reading.items] == [["城市环境"], ["市民素质"]]
    assert reading.items[0].text == "整治占道经营，机扫率达到85%。"


@pytest.mark.parametrize("header", ["考核内容及评分标准", "评分标准"])
def test_names_of_one_row_each_are_categories_where_tasks_stand_with_their_rule(header):
    reading = sheet(
        f"项目\t{header}\t分值",
        "组织领导\t成立创建工作领导小组，有专人负责。未成立的不得分。\t40",
        "理论学习\t中心组集中学习全年不少于12次。每少一次扣1分。\t60",
    )
    assert [(item.path, item.text, item.scoring) for item in reading.items] == [
        (["组织领导"], "成立创建工作领导小组，有专人负责。", "未成立的不得分。"),
        (["理论学习"], "中心组集中学习全年不少于12次。", "每少一次扣1分。"),
    ]


def test_a_rule_alone_beside_a_short_task_stays_its_rule():
    reading = sheet(
        "考核项目\t评分标准\t分值", "成立领导小组\t未成立的扣2分。\t40", "召开专题会议\t每少一次扣1分。\t60"
    )
    assert [(item.text, item.scoring) for item in reading.items] == [
        ("成立领导小组", "未成立的扣2分。"),
        ("召开专题会议", "每少一次扣1分。"),
    ]


@pytest.mark.parametrize("header", ["阶段", "实施步骤", "工作阶段"])
def test_a_phase_is_a_category(header):
    reading = sheet(
        f"{header}\t工作内容\t责任部门",
        "动员部署（1月—2月）\t制定创建方案\t办公室",
        "\t召开动员大会\t宣传科",
        "全面推进（3月—9月）\t改造办公环境\t后勤科",
    )
    assert [item.path[-1][:4] for item in reading.items] == ["动员部署", "动员部署", "全面推进"]


def test_the_deadline_is_not_the_frequency_beside_it():
    reading = sheet(
        "工作内容\t频次\t完成时限\t责任部门",
        "开展集中学习\t每月1次\t12月底前\t办公室",
        "开展志愿服务\t每季度1次\t\t团委",
    )
    assert [(item.due_text, str(item.due)) for item in reading.items] == [
        ("12月底前", "2024-12-31"),
        ("每季度1次", "None"),
    ]


def test_ways_of_judging_that_declare_points_are_categories():
    reading = sheet(
        "测评方式\t测评内容\t分值",
        "民主评议（40分）\t组织干部职工测评\t40",
        "实地考察（60分）\t查看办公环境\t30",
        "\t查看宣传氛围\t30",
    )
    assert [item.path for item in reading.items] == [["民主评议"], ["实地考察"], ["实地考察"]]
    assert reading.items[2].category_points == 60


def test_what_happens_in_a_case_is_the_rule_and_the_case_the_clause():
    reading = read_pasted(
        "负面清单\n序号\t情形\t处理结果\n1\t发生重大安全生产责任事故的\t一票否决\n2\t被通报批评的\t扣分\n"
    )
    assert [(item.layer, item.text, item.scoring) for item in reading.items] == [
        ("negative", "发生重大安全生产责任事故的", "一票否决"),
        ("negative", "被通报批评的", "扣分"),
    ]
    assert [question.code for question in reading.questions] == ["amount_unknown"]


@pytest.mark.parametrize(
    "rows",
    [
        ["职务\t姓名\t单位及职务", "组长\t郑伟\t局党组书记、局长", "成员\t罗军\t办公室主任"],
        ["姓名\t所在科室\t联系电话", "罗军\t办公室\t0571-00000001", "许亮\t供水科\t0571-00000002"],
    ],
)
def test_a_list_of_members_is_no_table_of_tasks(rows):
    reading = read_pasted(
        "市水务局2025年文明单位创建工作方案\n一、组织领导\n成立领导小组：\n"
        + "\n".join(rows)
        + "\n二、主要任务\n1.全年集中学习不少于40次。（责任部门：办公室）\n2.开展宣讲。（责任部门：人事科）\n"
    )
    assert [item.departments for item in reading.items] == [["办公室"], ["人事科"]]
    assert reading.questions == []


def test_persons_named_with_their_departments_are_a_column_of_departments():
    for header in ("责任人（部门）", "责任科室/责任人", "责任部门及责任人"):
        reading = read_pasted(f"序号\t具体要求\t{header}\n1\t开展主题班会活动\t德育处\n2\t开展校园阅读活动\t图书馆")
        assert [item.departments for item in reading.items] == [["德育处"], ["图书馆"]], header


def test_a_column_of_quarters_is_the_category():
    reading = read_pasted("季度\t工作任务\t责任部门\n一季度\t开展学习活动\t办公室\n二季度\t开展志愿服务\t机关党委")
    assert [item.path for item in reading.items] == [["一季度"], ["二季度"]]


def test_a_sheet_called_bonus_holds_bonus_clauses(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "基本指标"
    for row in (["序号", "测评标准", "分值"], [1, "理论学习制度健全", 6], [2, "开展志愿服务活动", 4]):
        book.active.append(row)
    bonus = book.create_sheet("加分指标")
    for row in (["编号", "加分项目", "分值"], ["J-1", "承办市级以上现场会", 2], ["J-2", "项目获省级奖励", 3]):
        bonus.append(row)
    path = tmp_path / "指标.xlsx"
    book.save(path)
    assert [item.layer for item in read_file(path).items] == ["basic", "basic", "bonus", "bonus"]
