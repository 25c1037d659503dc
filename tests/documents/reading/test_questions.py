"""Questions: every contradiction is found, told in a sentence, and placed."""

import pytest

from documents.reading import read_pasted

TABLE = "考评项目\t考评标准\t分值\t责任部门\n"


def asked(text):
    return [(question.code, question.message) for question in read_pasted(text).questions]


def test_a_paper_in_order_asks_nothing():
    assert asked(TABLE + "组织领导（5分）\t1.有计划\t2\t办公室\n\t2.有总结\t3\t人事处\n合计\t\t5\t") == []


def test_a_category_that_does_not_add_up_is_found():
    assert asked(TABLE + "组织领导（8分）\t1.有计划\t2\t办公室\n\t2.有总结\t3\t人事处") == [
        ("points_mismatch", "“组织领导”标明8分，各条合计5分。")
    ]


def test_a_total_that_does_not_add_up_is_found():
    text = TABLE + "组织领导\t1.有计划\t2\t办公室\n\t2.有总结\t3\t人事处\n合计\t\t10\t"
    assert asked(text) == [("points_mismatch", "总分标明10分，各条合计5分。")]


def test_a_subtotal_that_does_not_add_up_is_found():
    text = TABLE + "组织领导\t1.有计划\t2\t办公室\n\t2.有总结\t3\t人事处\n小计\t\t6\t"
    assert [code for code, _ in asked(text)] == ["points_mismatch"]


def test_a_parent_whose_declared_children_do_not_add_up_is_found():
    text = "标准\n一、思想建设（20分）\n（一）学习（8分）\n1.有计划\n（二）宣传（10分）\n1.有专栏\n"
    assert ("points_mismatch", "“思想建设”标明20分，各条合计18分。") in asked(text)


def test_a_cell_of_points_that_differs_from_its_statements_is_found():
    text = "序号\t考评标准\t分值\n1\t有计划（2分）；有总结（3分）\t6\n2\t有制度（1分）；有记录（1分）\t2"
    assert [code for code, _ in asked(text)] == ["points_mismatch"]


def test_an_empty_place_for_points_is_found_and_no_mismatch_besides():
    assert asked(TABLE + "组织领导（5分）\t1.有计划\t2\t办公室\n\t2.有总结\t\t人事处") == [
        ("points_blank", "“有总结”的分值处为空。")
    ]


def test_an_empty_mark_in_the_text_is_found():
    assert ("points_blank", "“有总结”的分值处为空。") in asked(
        "标准\n一、组织（5分）\n1.有计划。（2分）\n2.有总结。（ 分）"
    )


@pytest.mark.parametrize("numbers", ["134", "1223"])
def test_numbers_that_skip_or_repeat_are_found(numbers):
    lines = "\n".join(f"{number}.开展第{place}项活动" for place, number in enumerate(numbers))
    assert [code for code, _ in asked(f"方案\n一、任务\n{lines}")] == ["number_gap"]


def test_numbers_that_begin_anew_or_run_on_ask_nothing():
    assert asked("方案\n一、甲项工作\n1.做法一\n2.做法二\n二、乙项工作\n3.做法三\n三、丙项工作\n1.做法四") == []


def test_a_missing_department_is_found_where_the_others_have_one():
    text = TABLE + "甲\t1.有计划\t2\t办公室\n\t2.有总结\t3\t\n\t3.有记录\t3\t工会"
    assert asked(text) == [("department_missing", "2“有总结”没有责任部门。")]


def test_a_deduction_without_an_amount_is_found():
    text = "考评内容\t评分标准\t分值\n有计划\t有一项不达标扣分。\t5\n有总结\t少一次扣1分。\t5"
    assert asked(text) == [("amount_unknown", "“有一项不达标扣分”没有写扣多少分。")]


def test_a_clause_and_its_material_that_disagree_are_found():
    text = "任务\t责任单位\t材料清单\n志愿服务不少于5次\t团委\t不少于6次的活动记录\n上传图片\t工会\t图片不少于3张"
    assert [code for code, _ in asked(text)] == ["conflict"]


def test_pictures_a_time_do_not_contradict_the_number_of_times():
    text = "任务\t责任单位\t材料清单\n参加活动不少于6次\t团委\t每次图片不少于2张\n培训不少于4场\t工会\t签到表"
    assert asked(text) == []


def test_a_clause_and_its_rule_that_disagree_are_found():
    text = "考评内容\t评分标准\t分值\n每年召开会议不少于2次\t少于3次的扣1分\t5\n每年培训不少于4次\t少于4次的扣1分\t5"
    assert [code for code, _ in asked(text)] == ["conflict"]


def test_the_same_sentence_with_two_figures_is_found():
    clause = "1.注册志愿者占职工总数的比例不低于{}%。"
    text = f"方案\n一、甲项任务\n{clause.format(60)}\n二、乙项任务\n{clause.format(70)}"
    assert [code for code, _ in asked(text)] == ["conflict"]


def test_a_day_in_the_clause_that_is_not_the_day_of_its_column_is_found():
    text = "2024年任务表\n任务\t责任单位\t完成时限\n9月10日前完成整改\t团委\t9月30日前\n开展培训\t工会\t8月1日前"
    assert [code for code, _ in asked(text)] == ["conflict"]


def test_a_question_has_a_place_and_the_line_it_is_about():
    reading = read_pasted(TABLE + "组织领导\t1.有计划\t2\t办公室\n\t2.有总结\t\t人事处")
    (question,) = reading.questions
    assert question.where == "表1 第3行"
    assert "有总结" in reading.lines[question.line].text
    assert reading.items[question.item].text == "有总结"
