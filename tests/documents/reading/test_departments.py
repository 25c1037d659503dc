"""The small language of a responsibility cell."""

import pytest

from documents.reading import read_pasted
from documents.reading.departments import first_leads, looks_like_departments, read_departments


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("宣传处、\n机关党委", ["宣传处", "机关党委"]),
        ("党委宣传部\n后勤处", ["党委宣传部", "后勤处"]),
        ("办公室，人事处;工会/团委", ["办公室", "人事处", "工会", "团委"]),
        ("市农业农村局（市委农办、市扶贫办）、市民政局", ["市农业农村局（市委农办、市扶贫办）", "市民政局"]),
        ("甲局（乙办（丙科、丁科）、戊办）、己局", ["甲局（乙办（丙科、丁科）、戊办）", "己局"]),
        ("市妇联，各区（县）", ["市妇联", "各区（县）"]),
        ("办公室、办公室、人事处、", ["办公室", "人事处"]),
        ("各处室系部", ["各处室系部"]),
        ("办公室 人事处", ["办公室", "人事处"]),
        ("机 关 党 委", ["机关党委"]),
        ("实验室与设备管理处", ["实验室与设备管理处"]),
        ("机关\n党委", ["机关", "党委"]),
        ("组织人\n事科", ["组织人事科"]),
        ("宣传处等", ["宣传处"]),
        ("—", []),
        ("", []),
    ],
)
def test_names_come_in_order_without_repeats_and_with_their_brackets(cell, names):
    assert read_departments(cell).names == names


@pytest.mark.parametrize(
    ("cell", "names", "lead"),
    [
        ("牵头单位：宣传部；配合单位：工会、团委", ["宣传部", "工会", "团委"], "宣传部"),
        ("工会、宣传部（牵头）", ["宣传部", "工会"], "宣传部"),
        ("机关党委牵头，工会、团委配合", ["机关党委", "工会", "团委"], "机关党委"),
        ("办公室、人事处", ["办公室", "人事处"], None),
    ],
)
def test_a_lead_is_named_and_stands_first(cell, names, lead):
    found = read_departments(cell)
    assert (found.names, found.lead) == (names, lead)


def test_the_first_name_leads_in_a_column_named_so():
    assert read_departments("党委办公室、宣传科", leads=True).lead == "党委办公室"


def test_a_paper_can_say_that_the_first_leads():
    assert first_leads(["注：第一个责任单位为牵头单位。"])
    assert not first_leads(["各牵头责任单位负责细化分解。"])


@pytest.mark.parametrize("text", ["市委组织部、市委宣传部", "各处室", "总务处（膳食中心、采购办）"])
def test_names_alone_look_like_departments(text):
    assert looks_like_departments(text)


@pytest.mark.parametrize("text", ["Ⅱ-1创建规划（4分）", "开展道德讲堂活动，有记录。", "上传照片3张"])
def test_other_texts_do_not_look_like_departments(text):
    assert not looks_like_departments(text)


@pytest.mark.parametrize(
    ("printed", "names", "lead"),
    [
        ("区住建局牵头，区城管局、各街道按职责分工负责", ["区住建局", "区城管局", "各街道"], "区住建局"),
        ("区商务局、区市场监管局按职责分工负责", ["区商务局", "区市场监管局"], None),
        ("区公安分局牵头；各镇、各街道按照各自职责分工抓好落实", ["区公安分局", "各镇", "各街道"], "区公安分局"),
        ("由区文旅局负责，区教育局、区总工会配合", ["区文旅局", "区教育局", "区总工会"], None),
        ("由团区委牵头，区妇联、区总工会密切配合", ["团区委", "区妇联", "区总工会"], "团区委"),
        ("区文明办、区民政局等部门按职责分工负责", ["区文明办", "区民政局"], None),
        ("区教育局，按职责落实", ["区教育局"], None),
        ("区农业农村局、各镇共同推进", ["区农业农村局", "各镇"], None),
    ],
)
def test_how_a_duty_is_shared_is_no_department(printed, names, lead):
    found = read_departments(printed)
    assert (found.names, found.lead) == (names, lead)
    reading = read_pasted(
        f"东城区创建任务分工\n一、重点任务\n1.整治背街小巷。（{printed}）\n2.规范停车。（区交警大队负责）\n"
    )
    assert [(item.text, item.departments) for item in reading.items] == [
        ("整治背街小巷。", names),
        ("规范停车。", ["区交警大队"]),
    ]


def test_a_last_sentence_of_who_does_it_is_no_clause_text():
    reading = read_pasted(
        "东城区创建任务分工\n一、重点任务\n1.整治背街小巷，全年不少于20条。由区住建局牵头，区城管局、各街道按职责分工负责。\n"
        "2.规范停车秩序。区交警大队负责。\n3.加强志愿服务，各单位积极参与。\n"
    )
    assert [(item.text, item.departments) for item in reading.items] == [
        ("整治背街小巷，全年不少于20条。", ["区住建局", "区城管局", "各街道"]),
        ("规范停车秩序。", ["区交警大队"]),
        ("加强志愿服务，各单位积极参与。", []),
    ]
