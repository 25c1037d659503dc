"""Papers in the layouts that offices use, each as short as the layout allows."""

from datetime import date
from decimal import Decimal

from documents.model import Attachment, Cell, Imprint, Paper, RedHead, Table
from documents.reading import read_file, read_pasted
from documents.setting import set_docx, set_pdf


def brief(reading):
    """(innermost category, number, text, points) of every item."""
    return [
        (item.path[-1] if item.path else None, item.number, item.text.rstrip("。"), str(item.points or ""))
        for item in reading.items
    ]


def codes(reading):
    return [question.code for question in reading.questions]


def test_a_plan_in_prose_yields_its_numbered_tasks_and_keeps_the_rest_as_sections():
    reading = read_pasted(
        "市水务局2023年文明单位创建工作方案\n为做好创建工作，制定本方案。\n一、指导思想\n坚持正确方向。\n"
        "二、主要任务\n（一）加强思想建设\n1.深化理论武装。组织集中学习不少于10次。\n2.开展道德讲堂活动。\n"
        "（二）优化环境\n1.开展大扫除。\n三、保障措施\n（一）加强领导。成立领导小组。\n（二）强化督导。定期检查。\n市水务局\n2023年3月2日"
    )
    assert brief(reading) == [
        ("加强思想建设", "1", "深化理论武装。组织集中学习不少于10次", ""),
        ("加强思想建设", "2", "开展道德讲堂活动", ""),
        ("优化环境", "1", "开展大扫除", ""),
    ]
    assert (reading.title, reading.year, reading.issuer) == ("市水务局2023年文明单位创建工作方案", 2023, "市水务局")
    headings = [section.heading for section in reading.sections]
    assert "一、指导思想" in headings
    assert "三、保障措施" in headings
    assert next(one.text for one in reading.sections if one.heading == "一、指导思想") == "坚持正确方向。"


def test_a_narrative_section_that_names_departments_holds_tasks():
    reading = read_pasted(
        "实施方案\n一、主要任务\n一是打牢根基。（责任单位：宣传部、各区（县））\n二是强化教育。（责任单位：教育局）\n"
        "二、工作要求\n一是落实责任。（责任单位：文明办）\n二是完善台账。（责任单位：各级文明单位）"
    )
    assert [item.departments for item in reading.items] == [
        ["宣传部", "各区（县）"],
        ["教育局"],
        ["文明办"],
        ["各级文明单位"],
    ]
    assert [item.number for item in reading.items] == ["一", "二", "一", "二"]


def test_a_month_is_a_category_and_lines_below_a_task_belong_to_it():
    reading = read_pasted(
        "动态管理月度任务（2023年）\n一月份专项工作（5分）\n1.召开部署会。\n明确任务。\n报送说明：照片不少于2张。\n（2分）\n"
        "2.走访慰问。\n节前看望。报送说明：上传照片。\n（3分）\n二月份专项工作（2分）\n1.制定计划。\n有方案。\n(2分)"
    )
    assert brief(reading) == [
        ("一月份专项工作", "1", "召开部署会。明确任务", "2"),
        ("一月份专项工作", "2", "走访慰问。节前看望", "3"),
        ("二月份专项工作", "1", "制定计划。有方案", "2"),
    ]
    assert reading.items[0].materials == "照片不少于2张。"
    assert [(one.op, one.value, one.unit) for one in reading.items[0].thresholds] == [(">=", "2", "张")]
    assert reading.total == Decimal(7)


def test_a_responsibility_line_below_a_task_is_not_part_of_it():
    reading = read_pasted(
        "标准\n一、校园环境\n1.道路平整；\n责任部门：保卫处\n2.绿化完好；\n责任部门：总务处（采购办、膳食科）、各系部"
    )
    assert [item.departments for item in reading.items] == [["保卫处"], ["总务处（采购办、膳食科）", "各系部"]]
    assert [item.text for item in reading.items] == ["道路平整", "绿化完好"]


def test_several_points_in_one_cell_are_several_items_with_their_own_numbers():
    reading = read_pasted(
        "考评内容\t考评标准\t责任处室\n思想建设(5分)\t4. 学习制度健全(2分)；记录完整(3分)。\t宣传处、办公室"
    )
    assert brief(reading) == [("思想建设", "4", "学习制度健全", "2"), ("思想建设", "4", "记录完整", "3")]
    assert all(item.departments == ["宣传处", "办公室"] for item in reading.items)
    assert reading.items[0].row == reading.items[1].row


def test_a_header_and_a_category_repeated_after_a_page_break_are_no_rows():
    reading = read_pasted(
        "序号\t考评内容\t考评标准\n5\t文明 风尚\n\n序号\t考评内容\t考评标准\n".replace(
            "\n5\t文明 风尚\n", "\n5\t文明 风尚(4分)\t1.诚信教育(2分)\n"
        )
        + "5\t文明风尚(4分)\t2.移风易俗(2分)"
    )
    assert brief(reading) == [("文明风尚", "1", "诚信教育", "2"), ("文明风尚", "2", "移风易俗", "2")]
    assert codes(reading) == []


def test_a_table_of_one_cell_a_line_is_cut_by_its_header():
    reading = read_pasted(
        "|测评项目\n|测评标准\n|分值\n|一、思想建设\n|学习有记录①，每年不少于12次；\n|5\n|\n|开展道德讲堂②；\n|2"
    )
    assert brief(reading) == [
        ("思想建设", None, "学习有记录，每年不少于12次", "5"),
        ("思想建设", None, "开展道德讲堂", "2"),
    ]


def test_a_table_that_lost_its_rules_and_empty_cells_is_put_together_by_kind():
    reading = read_pasted(
        "序号\n\n考核项目\n\n考核内容\n\n分值\n\n评分标准\n\n1\n\n组织领导\n\n成立领导小组\n\n5\n\n少一次扣1分。\n\n2\n\n宣传教育\n\n设置宣传栏\n\n10\n\n有一项不达标扣分。"
    )
    assert brief(reading) == [("组织领导", "1", "成立领导小组", "5"), ("宣传教育", "2", "设置宣传栏", "10")]
    assert [item.scoring for item in reading.items] == ["少一次扣1分。", "有一项不达标扣分。"]
    assert codes(reading) == ["amount_unknown"]


def test_columns_in_pairs_are_two_tables_side_by_side():
    reading = read_pasted(
        "序号\t考核内容\t分值\t序号\t考核内容\t分值\n1\t有领导机构\t5\t3\t有志愿队伍\t10\n2\t有工作计划\t5\t4\t有活动记录\t10"
    )
    assert [item.number for item in reading.items] == ["1", "2", "3", "4"]
    assert codes(reading) == []


def test_points_glued_to_the_next_number_are_told_apart():
    reading = read_pasted("测评体系\n一、公共环境（17分）\n1市容整洁6.02市场环境良好6.04交通秩序井然5.0")
    assert brief(reading) == [
        ("公共环境", "1", "市容整洁", "6.0"),
        ("公共环境", "2", "市场环境良好", "6.0"),
        ("公共环境", "4", "交通秩序井然", "5.0"),
    ]
    assert codes(reading) == ["number_gap"]


def test_a_flattened_line_is_cut_at_points_and_numbers():
    reading = read_pasted("考核细则\n一、组织领导（8分）1、有领导机构，无机构扣2分 4 2、年终有总结，缺一项扣2分 4")
    assert brief(reading) == [("组织领导", "1", "有领导机构", "4"), ("组织领导", "2", "年终有总结", "4")]
    assert [item.scoring for item in reading.items] == ["无机构扣2分", "缺一项扣2分"]


def test_figures_in_a_sentence_are_no_glue():
    text = "围绕中秋、4.26世界知识产权日、5.12防灾减灾日等节日组织活动。"
    assert brief(read_pasted(f"工作方案\n一、重点工作\n5、{text}\n6、开展阅读活动。"))[0][2] == text.rstrip("。")


def test_grades_behind_a_clause_are_its_scoring():
    reading = read_pasted(
        "标准\n一、环境（4分）\n1.环境整洁。（2分）A.达标，得2分；B.基本达标，得1.5分。\n2.绿化完好。（2分）\nA.完好2分\nB.一般1分"
    )
    assert brief(reading) == [("环境", "1", "环境整洁", "2"), ("环境", "2", "绿化完好", "2")]
    assert [rule.kind for rule in reading.items[0].rules] == ["grade_points", "grade_points"]


def test_evidence_phrases_in_the_next_cell_go_one_to_each_clause():
    reading = read_pasted(
        "测评内容|测评标准|材料要求\n领导班子（3分）|1.有创建规划（2分）。2.班子团结（1分）。|规划文件;图片不少于3张"
    )
    assert [item.materials for item in reading.items] == ["规划文件", "图片不少于3张"]
    assert [len(item.thresholds) for item in reading.items] == [0, 1]


def test_three_layers_stay_apart():
    reading = read_pasted(
        "考核办法\n一、基础工作（50分）\n1.有计划。（20分）\n2.有总结。（30分）\n二、加分项（最高10分）\n1.获国家级表彰的，加10分。\n"
        "同一事项按最高级别计分，不重复计算。\n三、负面清单\n1.发生责任事故的，扣10分。\n2.严重违纪的，一票否决。"
    )
    assert [item.layer for item in reading.items] == ["basic", "basic", "bonus", "negative", "negative"]
    assert [item.points for item in reading.items][2:] == [None, None, None]
    assert reading.items[2].category_points == Decimal(10)
    assert reading.total == Decimal(50)
    assert codes(reading) == []


def test_records_of_three_lines_are_clause_material_and_departments():
    reading = read_pasted(
        "任务清单\n一、理想信念\n&#8546;-1-&#9312; 组织学习\n学习计划、签到表\n市委组织部、市委宣传部\n"
        "&#8546;-1-&#9313; 开展党日活动\n活动照片\n市直机关工委\n"
        "&#8546;-1-&#9314; 开展宣讲\n宣讲稿\n市委宣传部、市委党校"
    )
    assert [item.number for item in reading.items] == ["Ⅲ-1-①", "Ⅲ-1-②", "Ⅲ-1-③"]
    assert [item.materials for item in reading.items] == ["学习计划、签到表", "活动照片", "宣讲稿"]
    assert reading.items[0].departments == ["市委组织部", "市委宣传部"]


def test_a_roman_number_can_be_the_level_instead_of_the_chapter():
    reading = read_pasted(
        "测评细目\nⅠ-1 思想建设（30分）\nⅡ-1 理想信念（12分）\n1)主题教育；（5分）\n2)开课率100%；（7分）\n"
        "Ⅱ-2 师德师风（18分）\n1)考核制度；（18分）"
    )
    assert [item.path for item in reading.items] == [["思想建设", "理想信念"]] * 2 + [["思想建设", "师德师风"]]
    assert codes(reading) == []


def test_numbered_rows_below_a_numbered_heading_take_it_as_category():
    reading = read_pasted(
        "责任目标\t责任主体\t完成时间\n1、宣传氛围\t宣传部\t8月28日\n1.1展示公益广告；\t宣传部\t8月28日\n1.2校训上墙；\t\t9月5日\n1.3设置标识；\t后勤处\t8月28日"
    )
    assert [(item.path, item.number) for item in reading.items] == [
        (["宣传氛围"], "1.1"),
        (["宣传氛围"], "1.2"),
        (["宣传氛围"], "1.3"),
    ]
    assert codes(reading) == ["department_missing"]


def test_a_line_cut_by_a_page_number_is_whole_again():
    reading = read_pasted("评选标准\n一、环境优美（9分）\n车辆停放有序；（5分）\n宣传氛\n2、\n围浓厚。（4分）")
    assert brief(reading) == [("环境优美", None, "车辆停放有序", "5"), ("环境优美", None, "宣传氛围浓厚", "4")]


def test_several_scored_rows_under_one_merged_text_are_items_of_that_category(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "考评项目,考评内容,评分标准,分值\n组织领导,领导重视,有规划,2\n,,有计划,3\n,机制健全,有制度,5\n,,有总结,1\n",
        encoding="utf-8-sig",
    )
    assert brief(read_file(path)) == [
        ("领导重视", None, "有规划", "2"),
        ("领导重视", None, "有计划", "3"),
        ("机制健全", None, "有制度", "5"),
        ("机制健全", None, "有总结", "1"),
    ]


def test_a_table_of_score_bands_holds_no_clauses():
    assert read_pasted("序号\t考评得分\t扣分\n1\t95分以上\t0\n2\t85-95分\t1").items == []


def test_a_table_of_words_parted_by_blanks_is_a_table():
    reading = read_pasted(
        "考核项目 分值 考核内容 评分标准 得分\n组织领导 20 成立领导小组 未成立扣10分\n"
        "制度建设 30 制度健全 每缺一项扣5分"
    )
    assert brief(reading) == [("组织领导", None, "成立领导小组", "20"), ("制度建设", None, "制度健全", "30")]


def test_notes_below_a_heading_hold_for_all_its_tasks():
    reading = read_pasted(
        "任务分工\n一、班子建设\n牵头部门：办公室\n配合部门：人事处、工会\n1.落实决策制度。\n2.班子成员讲党课。\n"
        "二、思想建设\n牵头部门：机关党委\n3.开展道德讲堂。"
    )
    assert [(item.departments, item.lead) for item in reading.items] == [
        (["办公室", "人事处", "工会"], "办公室"),
        (["办公室", "人事处", "工会"], "办公室"),
        (["机关党委"], "机关党委"),
    ]


def test_a_task_may_be_a_block_of_keyed_lines():
    reading = read_pasted(
        "2024年责任清单\n任务一：开展平台学习\n责任部门：机关党委\n完成时间：11月底前\n具体要求：活跃度达到90%以上。\n"
        "任务二：开展志愿服务\n责任部门：团委、工会\n完成时间：全年\n具体要求：每季度不少于1次。"
    )
    assert [item.text for item in reading.items] == [
        "开展平台学习。活跃度达到90%以上。",
        "开展志愿服务。每季度不少于1次。",
    ]
    assert [item.due_text for item in reading.items] == ["11月底前", "全年"]


def test_points_said_to_be_got_are_the_points_and_what_follows_is_the_rule():
    reading = read_pasted("细则\n一、思想建设7分\n1、学习达到12次得4分，少一次扣0.5分。\n2、有心得体会得3分。")
    assert brief(reading) == [("思想建设", "1", "学习达到12次", "4"), ("思想建设", "2", "有心得体会", "3")]
    assert reading.items[0].scoring == "少一次扣0.5分。"
    assert codes(reading) == []


def test_a_row_torn_inside_a_cell_is_whole_again():
    reading = read_pasted(
        "序号|任务内容|责任单位|完成时限\n1|开展主题班会|学生处、\n各学院|每月底\n2|开展阅读|图书馆|全年"
    )
    assert [(item.departments, item.due_text) for item in reading.items] == [
        (["学生处", "各学院"], "每月底"),
        (["图书馆"], "全年"),
    ]


def test_clauses_with_points_in_the_scoring_column_are_the_items():
    reading = read_pasted(
        "一级指标\t二级指标\t评分标准\t责任单位\n思想（10分）\t学习（10分）\t①有制度（4分）；②有记录（6分）\t宣传部\n\t\t\t"
    )
    assert brief(reading) == [("学习", "①", "有制度", "4"), ("学习", "②", "有记录", "6")]


def circular(rows: int) -> Paper:
    """A circular with red head, one annexed table in two categories, and an imprint."""
    grid = [[Cell("序号"), Cell("考评内容"), Cell("考评标准"), Cell("责任处室")]]
    for place, name in ((1, "思想道德建设"), (2, "文明风尚行动")):
        for row in range(rows):
            first = [Cell(str(place), row_span=rows), Cell(f"{name}（{2 * rows}分）", row_span=rows)]
            number = (place - 1) * rows + row + 1
            text = f"{number}. 开展第{number}项主题实践活动，有方案、有记录、有总结（2分）。"
            grid.append([*(first if row == 0 else [None, None]), Cell(text), Cell("宣传处")])
    table = Table(rows=grid, widths=(8, 20, 100, 22), label_columns=2)
    return Paper(
        title="江南省水务厅2022年创建文明单位实施方案",
        red_head=RedHead(issuer="江南省水务厅文件", number="江水〔2022〕8号"),
        attachments=[Attachment(title="江南省水务厅2022年创建文明单位工作任务分解表", blocks=[table], landscape=True)],
        imprint=Imprint(printer="江南省水务厅办公室", printed_on=date(2022, 8, 29), copies_to="各处室"),
    )


def test_the_imprint_is_no_clause_and_the_title_of_the_annex_no_category(tmp_path):
    path = tmp_path / "circular.docx"
    path.write_bytes(set_docx(circular(3)))
    reading = read_file(path)
    assert [item.path for item in reading.items] == [["思想道德建设"]] * 3 + [["文明风尚行动"]] * 3
    assert reading.number == "江水〔2022〕8号"


def test_a_label_repeated_behind_a_page_break_is_the_same_category(tmp_path):
    path = tmp_path / "circular.pdf"
    path.write_bytes(set_pdf(circular(30)))
    reading = read_file(path)
    assert [item.path for item in reading.items] == [["思想道德建设"]] * 30 + [["文明风尚行动"]] * 30
    assert codes(reading) == []
