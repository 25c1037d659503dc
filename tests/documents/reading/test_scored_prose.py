"""Scored papers without tables: where points, rules, materials and sums stand in running text."""

from decimal import Decimal

from documents.reading import read_pasted


def brief(reading):
    return [(item.path[-1] if item.path else None, item.text.rstrip("。"), item.points) for item in reading.items]


def codes(reading):
    return [question.code for question in reading.questions]


def test_statements_below_a_scored_heading_are_its_clauses_where_they_add_up_to_it():
    reading = read_pasted(
        "标准\n一、思想教育（20分）\n1.学习教育经常化（20分）\n有计划（5分），有记录（5分），有考核（10分）。"
    )
    assert brief(reading) == [
        ("学习教育经常化", "有计划", Decimal(5)),
        ("学习教育经常化", "有记录", Decimal(5)),
        ("学习教育经常化", "有考核", Decimal(10)),
    ]
    assert codes(reading) == []


def test_a_rule_behind_a_clause_is_cut_off_where_it_begins():
    reading = read_pasted(
        "标准\n一、环境（60分）\n1.绿化达标（30分）。绿化率不低于30%，不达标不得分。\n2.秩序井然（30分）。脏乱差每处扣1分。"
    )
    assert brief(reading) == [
        ("环境", "绿化达标。绿化率不低于30%", Decimal(30)),
        ("环境", "秩序井然", Decimal(30)),
    ]
    assert [item.scoring for item in reading.items] == ["不达标不得分。", "脏乱差每处扣1分。"]


def test_levels_may_be_named_by_words():
    reading = read_pasted(
        "操作手册\n项目一 思想建设（15分）\n内容1 理想信念（15分）\n测评标准：\n（1）开展教育（5分）\n"
        "（2）参学率不低于95%（10分）\n测评方式：材料审核\n项目二 诚信建设（10分）\n内容2 诚信教育（10分）\n"
        "测评标准：\n（1）开展活动（10分）\n测评方式：实地考察"
    )
    assert [item.path for item in reading.items] == [["思想建设", "理想信念"]] * 2 + [["诚信建设", "诚信教育"]]
    assert codes(reading) == []


def test_conditions_of_application_are_no_clauses():
    reading = read_pasted(
        "办法\n一、申报条件\n（一）连续两年合格；\n（二）职工30人以上。\n二、测评标准\n1.有计划（5分）\n2.有总结（5分）"
    )
    assert [item.text for item in reading.items] == ["有计划", "有总结"]


def test_a_table_of_contents_and_a_list_of_annexes_are_no_clauses():
    reading = read_pasted(
        "目录\n一、基本指标......1\n二、特色指标......5\n一、基本指标（10分）\n1.有计划；（5分）\n2.有总结。（5分）\n"
        "附件：1.任务分解表\n2.考评标准"
    )
    assert [item.text.rstrip("。") for item in reading.items] == ["有计划", "有总结"]


def test_a_bonus_without_a_figure_in_the_points_column_asks_nothing():
    reading = read_pasted(
        "考核项目\t考核内容\t分值\t评分标准\n组织领导\t有计划有总结\t10\t缺一项扣5分\n加分项\t获得市级表彰\t\t每项加2分"
    )
    assert [item.layer for item in reading.items] == ["basic", "bonus"]
    assert codes(reading) == []


def test_a_subtotal_may_close_one_category_or_all_since_the_last():
    head = "类别\t考核内容\t分值\t责任单位\n"
    one = "组织领导\t专题研究创建\t10\t办公室\n小计\t\t10\t\n宣传教育\t设置公益广告\t15\t宣传部\n小计\t\t15\t"
    both = "组织领导\t专题研究创建\t10\t办公室\n宣传教育\t设置公益广告\t15\t宣传部\n小计\t\t25\t"
    wrong = "组织领导\t专题研究创建\t10\t办公室\n宣传教育\t设置公益广告\t15\t宣传部\n小计\t\t30\t"
    assert [codes(read_pasted(head + text)) for text in (one, both, wrong)] == [[], [], ["points_mismatch"]]


def test_rows_that_have_numbers_of_their_own_keep_them():
    reading = read_pasted(
        "序号\t考核内容\t分值\n1\t1.组织测评，满意率不低于90%；2.作风民主。\t20\n2\t1.组织考试，参考率达95%以上。\t20"
    )
    assert [item.number for item in reading.items] == ["1", "2"]
    assert codes(reading) == []
