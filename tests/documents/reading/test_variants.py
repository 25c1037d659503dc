"""Papers of the kinds that other rules were learnt from, in other words, orders and shapes."""

from documents.reading import read_pasted


def told(reading):
    return [(item.path[-1] if item.path else "", item.text.rstrip("。")) for item in reading.items]


def test_a_long_title_does_not_run_on_into_the_number_below_it():
    reading = read_pasted(
        "清江市人民政府国有资产监督管理委员会关于印发《2024年文明单位创建任务分工方案》的通知\n清国资〔2024〕7号\n机关各科室：\n"
        "2024年文明单位创建任务分工方案\n一、任务分工\n任务1：抓好中心组学习。\n牵头领导：张三\n牵头科室：党办\n配合科室：各科室\n"
        "时限要求：10月底前\n任务2：开展理论宣讲。\n牵头科室：宣传科\n时限要求：全年\n"
    )
    assert (reading.title, reading.number) == ("2024年文明单位创建任务分工方案", "清国资〔2024〕7号")
    assert [(item.text, item.departments, item.lead) for item in reading.items] == [
        ("抓好中心组学习。", ["党办", "各科室"], "党办"),
        ("开展理论宣讲。", ["宣传科"], "宣传科"),
    ]


def test_who_and_by_when_share_brackets_without_keys():
    reading = read_pasted(
        "东湖区2025年创文重点工作清单\n一、环境卫生类\n1.改造老旧小区12个（区住建局牵头，各街道配合，9月底前完成）。\n"
        "2.规范共享单车停放（区交警大队、区城管局，长期坚持）。\n3.新增停车点200处（区城管局负责，8月底前）。\n"
    )
    assert [(item.departments, item.lead, item.due_text) for item in reading.items] == [
        (["区住建局", "各街道"], "区住建局", "9月底前完成"),
        (["区交警大队", "区城管局"], None, "长期坚持"),
        (["区城管局"], None, "8月底前"),
    ]
    assert str(reading.items[0].due) == "2025-09-30"
    assert reading.items[2].text == "新增停车点200处。"


def test_criteria_that_hold_task_and_rule_are_clauses_below_their_names():
    reading = read_pasted(
        "| 一级指标 | 二级指标 | 评价标准 | 分值 |\n|---|---|---|---|\n"
        "| 思想引领 | 理论学习 | 中心组学习全年12次以上，得10分；少1次扣1分 | 10 |\n"
        "| | 主题教育 | 主题党日每月1次，缺1次扣2分 | 20 |\n| 实践养成 | 志愿服务 | 注册率≥90%，每低1%扣0.5分 | 25 |\n"
    )
    assert told(reading) == [
        ("理论学习", "中心组学习全年12次以上"),
        ("主题教育", "主题党日每月1次"),
        ("志愿服务", "注册率≥90%"),
    ]
    assert reading.items[1].scoring == "缺1次扣2分"


def test_a_numbered_name_in_its_own_columns_is_a_category():
    reading = read_pasted(
        "红星小学自评表\n序号\t测评指标\t测评要求（分值）\t自评分\n一\t思想道德建设（6分）\t\t\n"
        "1\t理想信念教育\t（1）每学期开展主题班会（3分）；（2）国旗下讲话有计划（3分）\t\n二\t校园环境（8分）\t\t\n"
        "2\t环境卫生\t校园整洁（4分），垃圾分类投放准确（4分）\t\n"
    )
    assert [(item.path, item.category_points) for item in reading.items] == [
        (["思想道德建设", "理想信念教育"], 6),
        (["思想道德建设", "理想信念教育"], 6),
        (["校园环境", "环境卫生"], 8),
        (["校园环境", "环境卫生"], 8),
    ]
    assert reading.questions == []


def test_rules_in_articles_yield_bonus_and_veto_too():
    reading = read_pasted(
        "县直机关2023年度考核办法\n第一条 考核对象为县直各单位。\n"
        "第二条 考核内容及分值（总分100分）\n（一）组织领导20分。\n"
        "1.党组书记亲自抓，计10分。\n2.有专职人员，计10分；少一项扣3分。\n（二）活动开展80分。\n1.道德讲堂每季度1期，计80分，少1期扣5分。\n"
        "第三条 加分项目。被省级以上媒体报道的，每篇加1分，最高加5分。\n第四条 有下列情形之一的，取消评优资格：\n"
        "1.领导班子成员受到党纪处分的；\n2.发生重大安全事故的。\n第五条 本办法自发布之日起施行。\n"
    )
    assert [(item.layer, item.path[-1], item.points) for item in reading.items[:4]] == [
        ("basic", "组织领导", 10),
        ("basic", "组织领导", 10),
        ("basic", "活动开展", 80),
        ("bonus", "加分项目", None),
    ]
    assert [item.layer for item in reading.items[4:]] == ["negative", "negative"]
    assert (reading.total, reading.questions) == (100, [])


def test_points_on_a_line_of_their_own_belong_to_the_stacked_name_above():
    lines = (
        "测评内容 测评标准 标准分 得分 领导重视 （10分） 1.纳入年度计划 5 2.有专人负责 5 "
        "乡风文明 （20分） 3.村规民约上墙 10 4.红白理事会作用好 10"
    )
    reading = read_pasted("村镇测评细则\n\n" + "\n".join(lines.split()))
    assert told(reading) == [
        ("领导重视", "纳入年度计划"),
        ("领导重视", "有专人负责"),
        ("乡风文明", "村规民约上墙"),
        ("乡风文明", "红白理事会作用好"),
    ]
    assert [item.category_points for item in reading.items] == [10, 10, 20, 20]


def test_columns_parted_by_blanks_behind_a_clause_go_to_their_places():
    reading = read_pasted(
        "文明校园测评细则\nI 思想道德建设 8分\nI-1 理想信念教育 8分\n1）开设思政课，课时达标 4分 材料审核\n"
        "2）举办主题教育活动 4分 材料审核、实地考察\n"
    )
    assert [(item.text, item.points, item.methods) for item in reading.items] == [
        ("开设思政课，课时达标", 4, ["材料审核"]),
        ("举办主题教育活动", 4, ["材料审核", "实地考察"]),
    ]


def test_points_behind_the_end_of_a_sentence_are_its_points():
    reading = read_pasted(
        "考核评分细则\n一、思想建设（25分）\n1、组织集中学习不少于2次；（5分）\n2、撰写学习笔记。（5分）\n"
        "3、无违纪违法案件发生。15分\n评分标准：发现一起不得分。\n"
    )
    assert [(item.text.rstrip("。"), item.points) for item in reading.items] == [
        ("组织集中学习不少于2次", 5),
        ("撰写学习笔记", 5),
        ("无违纪违法案件发生", 15),
    ]


def test_a_target_in_its_own_column_belongs_to_its_indicator():
    reading = read_pasted(
        "考核维度\t考核指标\t目标值\t权重\t计分方法\n组织保障\t创建经费投入\t不低于20万元\t40\t每少1万元扣1分\n"
        "群众满意\t满意度\t≥90%\t60\t每低1个百分点扣2分\n"
    )
    assert told(reading) == [("组织保障", "创建经费投入不低于20万元"), ("群众满意", "满意度≥90%")]
    assert [(one.value, one.unit) for item in reading.items for one in item.thresholds] == [("20", "万元"), ("90", "%")]


def test_a_category_above_the_header_ends_where_the_next_one_begins():
    reading = read_pasted(
        "某集团考核评价表\n一、思想建设（30分）\t\t\n序号\t考核要求\t考核办法\n1\t中心组学习不少于12次（30分）\t少1次扣1分\n"
        "二、文化建设（70分）\t\t\n序号\t考核要求\t考核办法\n2\t开展文体活动（70分）\t少1次扣5分\n"
    )
    assert [(item.path, item.category_points) for item in reading.items] == [
        (["思想建设"], 30),
        (["文化建设"], 70),
    ]
    assert (reading.total, reading.questions) == (100, [])


def test_letters_and_figures_before_a_name_are_its_label():
    reading = read_pasted(
        "测评项目\t测评内容\t测评标准\nA 公共环境\tA1 街面秩序\t无占道经营现象\n\tA2 公益广告\t设置宣传栏2处\n"
    )
    assert [item.path for item in reading.items] == [["公共环境", "街面秩序"], ["公共环境", "公益广告"]]


def test_blocks_of_keyed_lines_are_forms():
    reading = read_pasted(
        "2023年度绩效考核指标\n指标名称：理论学习\n分值：5分\n考核内容：中心组学习不少于12次。\n评分标准：每少1次扣0.5分。\n"
        "责任单位：宣传部\n\n指标名称：志愿服务\n分值：3分\n考核内容：每月开展志愿服务。\n评分标准：每少1次扣0.3分。\n责任单位：团委\n"
    )
    assert [(item.path, item.text, item.points, item.departments, item.scoring) for item in reading.items] == [
        (["理论学习"], "中心组学习不少于12次。", 5, ["宣传部"], "每少1次扣0.5分。"),
        (["志愿服务"], "每月开展志愿服务。", 3, ["团委"], "每少1次扣0.3分。"),
    ]
    assert [item.where for item in reading.items] == ["正文 第4行", "正文 第10行"]


def test_a_key_in_square_brackets_is_a_key_and_a_department_in_them_a_department():
    reading = read_pasted(
        "测评指标\n1.每年召开会议不少于2次（3分）\n【材料】会议记录\n2.经费纳入预算（4分）【办公室】\n3.设置宣传栏（3分）\n【责任单位】宣传科\n"
    )
    assert [(item.text, item.materials, item.departments) for item in reading.items] == [
        ("每年召开会议不少于2次", "会议记录", []),
        ("经费纳入预算", None, ["办公室"]),
        ("设置宣传栏", None, ["宣传科"]),
    ]


def test_a_paper_parted_by_departments_gives_each_its_tasks():
    reading = read_pasted(
        "任务分工\n部门：办公室\n1.起草年度创建方案；\n2.归集创建档案。\n部门：宣传科\n1.开展主题宣传不少于6次；\n2.设置公益广告。\n"
    )
    assert [(item.text.rstrip("。"), item.departments) for item in reading.items] == [
        ("起草年度创建方案", ["办公室"]),
        ("归集创建档案", ["办公室"]),
        ("开展主题宣传不少于6次", ["宣传科"]),
        ("设置公益广告", ["宣传科"]),
    ]
