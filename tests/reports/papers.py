"""Small plans in the shape of real papers: with points and a bonus, and without points but with leads and days."""

from scoring.building import build_framework, declared_total
from tests import factories


def item(path, number, text, points=None, row=0, layer="basic", departments=(), **fields):
    """An item as the reading contract has it; only what differs is given."""
    told = {
        "layer": layer,
        "path": list(path),
        "category_points": None,
        "number": number,
        "text": text,
        "points": points,
        "departments": list(departments),
        "lead": None,
        "due": None,
        "due_text": None,
        "thresholds": [],
        "methods": [],
        "materials": None,
        "scoring": None,
        "where": f"表1 第{row}行",
        "row": row,
    }
    return told | fields


PARTY, STYLE = "党的建设和党风廉政建设", "文明风尚行动"
SCORED = [
    item([PARTY], "6", "充分发挥党组织在文明创建中的领导作用", "2", 1, departments=["机关党委"], category_points="6"),
    item([PARTY], "7", "建立健全党风廉政建设责任制", "2", 2, departments=["机关纪委", "宣传处"], category_points="6"),
    item([PARTY], "7", "加强廉洁文化建设", "2", 2, departments=["机关纪委", "宣传处"], category_points="6"),
    item([STYLE], "8", "开展文明餐桌行动，拒食野味", "1.5", 3, departments=["各处室"], category_points="4"),
    item(
        [STYLE],
        "8",
        "开展无烟单位建设，有实施方案和年度工作计划",
        "2.5",
        3,
        departments=["各处室"],
        category_points="4",
    ),
    item(
        ["特色加分项目", "荣誉称号"],
        None,
        "单位获国家级荣誉称号的，每一项加2分。该项累计最多加10分。",
        None,
        4,
        layer="bonus",
        departments=["各处室"],
        category_points="10",
    ),
]
UNSCORED = [
    item(
        ["思想建设", "理论学习"],
        "1",
        "健全中心组学习制度。",
        row=1,
        departments=["党建科", "办公室"],
        lead="党建科",
        due="2021-03-31",
        due_text="3月底前",
    ),
    item(
        ["思想建设", "主题教育"],
        "2",
        "开展学雷锋活动，全年不少于5次。",
        row=2,
        departments=["党建科", "工会科"],
        lead="党建科",
        due_text="全年",
    ),
    item(["环境建设"], "1", "每周开展卫生大扫除。", row=3, departments=["办公室"], lead="办公室"),
]


def make_plan(unit, items, title, year=2022):
    framework = build_framework(
        unit=unit,
        year=year,
        title=title,
        issuer="",
        declared_total=declared_total(items, None),
        items=items,
        by=None,
    )
    return factories.make_plan(unit, framework, year=year, title=title)


def scored_plan(unit):
    return make_plan(unit, SCORED, "省国资委创建“省文明单位”实施方案")


def unscored_plan(unit):
    return make_plan(unit, UNSCORED, "2021年省级文明单位创建工作方案", year=2021)
