"""Random papers with a known structure: what offices vary is varied, what they mean is known."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from documents.reading.numbering import to_chinese, to_circle, to_roman
from tests.documents.reading.files_made import (
    BELOW,
    paragraph,
    table,
    write_csv,
    write_docx,
    write_text,
    write_xlsx,
)

NAMES = [
    "组织领导", "思想道德建设", "文明优质服务", "志愿服务", "单位文化", "环境整治", "创建机制",
    "履行社会责任", "廉政建设", "诚信建设", "法治宣传", "安全管理", "民主管理", "结对共建",
    "网络文明", "节约型机关建设",
]  # fmt: skip
DOINGS = [
    "开展道德讲堂活动", "组织理论学习中心组学习", "举办职工文体活动", "召开创建工作专题会议", "参加社区义务劳动",
    "更新楼道宣传展板", "走访慰问困难职工", "开展普法教育", "组织消防安全培训", "推荐身边好人",
    "报送创建信息", "开展垃圾分类宣传", "评选文明科室", "组织无偿献血", "开展全民阅读",
    "举办岗位技能比武", "与结对社区开展共建", "开展节水节电行动", "修订内部管理制度", "开展家风家训征集",
    "维护公共秩序", "开设文明创建专栏", "组织观看红色影片", "落实首问负责制", "推行公筷公勺",
    "开展诚信经营承诺",
]  # fmt: skip
ENDS = ["有方案有总结", "做到职责明确", "干部职工踊跃参与", "资料齐全", "效果明显", "形成长效机制"]
LIMITS = [
    ("不少于{}次", ">=", "次"), ("至少{}场", ">=", "场"), ("参与率不低于{}%", ">=", "%"), ("达到{}人以上", ">=", "人"),
    ("覆盖率≥{}%", ">=", "%"), ("不超过{}个", "<=", "个"), ("{}篇以上", ">=", "篇"),
]  # fmt: skip
DEPARTMENTS = [
    "办公室", "宣传科", "人事处", "机关党委", "工会", "团委",
    "保卫处", "财务科", "信息中心", "市委统战部（市民宗局）", "各处室", "后勤服务中心",
    "纪检监察室", "法规处", "各党支部", "市农业农村局（市委农办、市扶贫办）", "妇联", "教务处",
]  # fmt: skip
DUES = [
    ("6月30日前", "{}-06-30"),
    ("12月底前", "{}-12-31"),
    ("全年", None),
    ("9月15日", "{}-09-15"),
    ("每季度末", None),
]
RULES = ["缺一次扣0.5分，扣完为止。", "未落实的不得分。", "每低1个百分点扣0.1分。", "没有记录扣1分，记录不全扣0.5分。"]
METHODS = ["材料审核", "实地考察", "问卷调查"]


@dataclass
class Clause:
    number: str
    statements: list[tuple[str, Decimal | None]]
    departments: list[str]
    due: tuple[str, str | None] | None
    rule: str
    limits: list[tuple[str, str, str]] = field(default_factory=list)
    material: str = ""
    lead: str | None = None


@dataclass
class Group:
    label: str
    name: str
    clauses: list[Clause]
    outer: str = ""  # the category above it, in papers of two levels
    layer: str = "basic"

    @property
    def points(self) -> Decimal:
        return sum((amount for one in self.clauses for _, amount in one.statements if amount is not None), Decimal(0))


@dataclass
class Made:
    """A paper, the file it was written to, and what is true of it."""

    groups: list[Group]
    style: Style
    title: str
    path: Path | None = None
    planted: list[str] = field(default_factory=list)


@dataclass
class Style:
    """Everything an office chooses without thinking."""

    layout: str  # merged, bands, prose
    file: str  # docx, xlsx, csv, txt, pipes
    category: str
    clause: str
    is_running: bool
    mark: str  # how points stand in the text; "" when they have a column; "none" when there are none
    has_departments: bool
    separator: str
    has_due: bool
    has_rule: bool
    has_methods: bool
    number_column: bool
    repeats_header: bool
    has_total: bool
    category_points: bool
    wraps: bool
    is_before: bool  # points stand before their statement
    has_lead: bool
    has_materials: bool
    has_outer: bool
    has_bonus: bool
    has_note: bool
    two_headers: bool


def make(seed: int) -> Made:
    """The paper of a seed."""
    dice = random.Random(seed)
    style = _style(dice)
    doings = dice.sample(DOINGS, len(DOINGS))
    groups, running = [], 0
    for position, name in enumerate(dice.sample(NAMES, dice.randint(2, 5)), start=1):
        clauses = []
        for place in range(1, dice.randint(2, 5) + 1):
            if not doings:
                break
            running += 1
            number = _number(style, position, running if style.is_running else place)
            clauses.append(_clause(dice, style, number, doings))
        groups.append(Group(_category_label(style, position), name, clauses))
    groups = [group for group in groups if group.clauses]
    _name_outer(style, groups)
    if style.has_bonus:
        groups.append(_bonus(style, len(groups) + 1, running))
    made = Made(groups, style, f"清河市{dice.choice(['水务局', '图书馆', '民政局'])}2024年文明单位创建任务分解表")
    _plant(dice, made)
    return made


def _name_outer(style: Style, groups: list[Group]) -> None:
    """Two groups each stand below one outer category."""
    if style.has_outer:
        for place, group in enumerate(groups):
            group.outer = ["基础建设", "重点工作", "成效评价"][place // 2]


def _bonus(style: Style, position: int, running: int) -> Group:
    number = _number(style, position, running + 1 if style.is_running else 1)
    clause = Clause(
        number, [("获得国家级荣誉称号的，每一项加2分", None)], ["办公室"] if style.has_departments else [], None, ""
    )
    return Group(
        _category_label(style, position), "特色加分项目", [clause], "加分项目" if style.has_outer else "", "bonus"
    )


def _style(dice: random.Random) -> Style:
    layout = dice.choice(["merged", "merged", "bands", "prose"])
    file = dice.choice(["docx", "txt"] if layout == "prose" else ["docx", "xlsx", "xlsx", "csv", "txt", "pipes"])
    mark = dice.choice(
        ["（{}分）", "({}分)", "（ {} 分）", "", "none"] if layout != "prose" else ["（{}分）", "({}分)", "none"]
    )
    clause = dice.choice(["{}.", "{}、", "（{}）", "({})", "code", "dotted", "circle"])
    if layout == "bands" and clause in ("code", "dotted"):
        clause = "{}."
    return Style(
        layout,
        file,
        dice.choice(["{}、", "（{}）"] if layout != "merged" else ["{}、", "（{}）", "", "roman"]),
        clause,
        is_running=clause not in ("code", "dotted", "circle") and dice.random() < 0.4,
        mark=mark,
        has_departments=dice.random() < 0.7 or mark == "none",
        separator=dice.choice(["、", "，", "；", "\n", "、\n", "/"] if layout != "prose" else ["、", "，", "；"]),
        has_due=dice.random() < 0.4,
        has_rule=layout != "prose" and dice.random() < 0.3,
        has_methods=layout != "prose" and dice.random() < 0.3,
        number_column=layout == "bands" and dice.random() < 0.6,
        repeats_header=layout == "merged" and dice.random() < 0.3,
        has_total=mark == "" and dice.random() < 0.4,
        category_points=mark != "none" and dice.random() < 0.6,
        wraps=layout == "prose" and file == "txt" and dice.random() < 0.3,
        is_before=mark not in ("", "none") and dice.random() < 0.2,
        has_lead=layout != "prose" and dice.random() < 0.2,
        has_materials=dice.random() < 0.3,
        has_outer=layout == "merged" and dice.random() < 0.3,
        has_bonus=mark != "none" and dice.random() < 0.25,
        has_note=dice.random() < 0.3,
        two_headers=layout == "merged" and file in ("docx", "xlsx") and dice.random() < 0.3,
    )


def _number(style: Style, group: int, place: int) -> str:
    if style.clause == "code":
        return f"{to_roman(group)}-{place}"
    if style.clause == "dotted":
        return f"{group}.{place}"
    return to_circle(place) if style.clause == "circle" else str(place)


def _category_label(style: Style, position: int) -> str:
    if style.category == "roman":
        return f"{to_roman(position)} "
    return style.category.format(to_chinese(position))


def _clause(dice: random.Random, style: Style, number: str, doings: list[str]) -> Clause:
    limits: list[tuple[str, str, str]] = []
    count = dice.choice([1, 1, 1, 2, 3]) if style.mark not in ("", "none") else 1
    statements = []
    for _ in range(min(count, len(doings))):
        amount = None if style.mark == "none" else Decimal(dice.choice(["1", "2", "3", "5", "0.5", "1.5"]))
        statements.append((_sentence(dice, doings.pop(), limits), amount))
    departments = dice.sample(DEPARTMENTS, dice.randint(1, 4)) if style.has_departments else []
    return Clause(
        number,
        statements,
        departments,
        dice.choice(DUES) if style.has_due else None,
        dice.choice(RULES) if style.has_rule else "",
        limits,
        material=_material(dice) if style.has_materials else "",
        lead=_lead(dice, departments) if style.has_lead else None,
    )


def _material(dice: random.Random) -> str:
    return dice.choice(["上传现场图片不少于3张", "方案、图片、总结", "上传正式文件", "300字以上的文字说明"])


def _lead(dice: random.Random, departments: list[str]) -> str:
    lead = dice.choice(["督查室", "党群工作部"])
    departments.insert(0, lead)
    return lead


def _sentence(dice: random.Random, doing: str, limits: list) -> str:
    text = doing
    if dice.random() < 0.5:
        words, op, unit = dice.choice(LIMITS)
        value = dice.choice(["2", "5", "12", "90"])
        limits.append((op, value, unit))
        text += f"{dice.choice(['，', '，每年'])}{words.format(value)}"
    if dice.random() < 0.5:
        text += f"，{dice.choice(ENDS)}"
    return text


def _plant(dice: random.Random, made: Made) -> None:
    """One contradiction in some papers, which must come back as a question."""
    kind = dice.choice(["", "", "", "gap", "department", "blank"])
    clauses = [one for group in made.groups for one in group.clauses if group.layer == "basic"]
    if kind == "gap" and made.style.is_running and len(clauses) > 3:
        for one in [one for group in made.groups for one in group.clauses][2:]:
            one.number = str(int(one.number) + 1)
        made.planted.append("number_gap")
    if kind == "department" and made.style.has_departments and not made.style.has_lead and len(clauses) > 3:
        clauses[1].departments = []
        made.planted.append("department_missing")
    if kind == "blank" and made.style.mark == "" and len(clauses) > 3:
        clauses[2].statements = [(clauses[2].statements[0][0], None)]
        made.planted.append("points_blank")


def truth(made: Made) -> list[dict]:
    """What must be read, statement by statement."""
    found = []
    for group in made.groups:
        for one in group.clauses:
            for text, amount in one.statements:
                found.append(
                    {
                        "path": group.name,
                        "number": one.number,
                        "text": text,
                        "points": amount,
                        "departments": one.departments,
                        "lead": one.lead,
                        "layer": group.layer,
                        "material": one.material or None,
                        "due": one.due[1].format(2024) if one.due and one.due[1] else None,
                    }
                )
    return found


def write(made: Made, folder: Path) -> Path:
    """Write the paper to a file in the layout and kind its style names."""
    style = made.style
    made.path = folder / f"paper.{'txt' if style.file == 'pipes' else style.file}"
    if style.layout == "prose":
        return _write_prose(made)
    rows = _rows(made)
    if style.file == "docx":
        return write_docx(made.path, paragraph(made.title), table(rows))
    if style.file == "xlsx":
        return write_xlsx(made.path, [[made.title], *[[_typed(value) for value in row] for row in rows]])
    if style.file == "csv":
        return write_csv(made.path, [[made.title], *rows], "gb18030")
    return write_text(made.path, rows, "|" if style.file == "pipes" else "\t", before=f"{made.title}\n")


def _typed(value):
    return float(value) if isinstance(value, str) and value.isascii() and value.replace(".", "").isdigit() else value


def _label(style: Style, number: str) -> str:
    if style.clause in ("code", "dotted"):
        return f"{number} "
    return number if style.clause == "circle" else style.clause.format(number)


def _body(style: Style, clause: Clause) -> str:
    label = "" if style.number_column else _label(style, clause.number)
    if style.mark in ("", "none") or clause.statements[0][1] is None:
        return f"{label}{clause.statements[0][0]}。"
    if style.is_before:
        return label + "；".join(f"{style.mark.format(amount)}{text}" for text, amount in clause.statements) + "。"
    return label + "；".join(f"{text}{style.mark.format(amount)}" for text, amount in clause.statements) + "。"


def _rows(made: Made) -> list[list]:
    style = made.style
    header, outer = _header(style), ""
    rows = [header]
    if style.two_headers:
        rows = _two_headers(header)
    for group in made.groups:
        name = _group_name(style, group)
        if style.layout == "bands":
            rows.append([name] if style.file in ("docx", "xlsx") else [name] + [""] * (len(header) - 1))
        for position, clause in enumerate(group.clauses):
            row = _cells(style, clause)
            if style.layout == "merged":
                row.insert(0, name if position == 0 else BELOW)
            if style.has_outer:
                row.insert(0, BELOW if position or group.outer == outer else group.outer)
            outer = group.outer
            rows.append(row)
        if style.repeats_header and style.file in ("txt", "pipes") and group is made.groups[0]:
            rows.append(list(header))
    if style.has_total:
        total = sum((group.points for group in made.groups), Decimal(0))
        last = ["合计"] + [""] * (len(header) - 1)
        last[header.index("分值")] = str(total)
        rows.append(last)
    if style.has_note:
        rows.append(
            ["注：本表由创建办负责解释。"] + ([] if style.file in ("docx", "xlsx") else [""] * (len(header) - 1))
        )
    return rows


def _two_headers(header: list[str]) -> list[list]:
    """A heading over the responsibility columns, the others merged downwards."""
    names = ("牵头部门", "责任部门")
    if sum(name in header for name in names) < 2:
        return [header]
    return [
        ["责任分工" if text in names else text for text in header],
        [text if text in names else BELOW for text in header],
    ]


def _group_name(style: Style, group: Group) -> str:
    has_points = style.category_points and group.layer == "basic"
    return f"{group.label}{group.name}" + (f"（{group.points}分）" if has_points else "")


def _header(style: Style) -> list[str]:
    header = ["考评类别"] if style.has_outer else []
    header += ["考评项目"] if style.layout == "merged" else []
    header += ["序号"] if style.number_column else []
    header += ["考评标准"]
    header += ["评分标准"] if style.has_rule else []
    header += ["分值"] if style.mark == "" else []
    header += ["考评方法"] if style.has_methods else []
    header += ["牵头部门"] if style.has_lead else []
    header += ["责任部门"] if style.has_departments else []
    header += ["材料要求"] if style.has_materials else []
    return header + (["完成时限"] if style.has_due else [])


def _cells(style: Style, clause: Clause) -> list:
    row = [clause.number] if style.number_column else []
    row += [_body(style, clause)]
    row += [clause.rule] if style.has_rule else []
    if style.mark == "":
        amount = clause.statements[0][1]
        row += ["" if amount is None else str(amount)]
    row += [METHODS[len(clause.rule + clause.number) % 3]] if style.has_methods else []
    row += [clause.lead or ""] if style.has_lead else []
    others = [name for name in clause.departments if name != clause.lead]
    row += [style.separator.join(others)] if style.has_departments else []
    row += [clause.material] if style.has_materials else []
    return row + ([clause.due[0] if clause.due else ""] if style.has_due else [])


def _write_prose(made: Made) -> Path:
    style, lines = made.style, [made.title]
    for group in made.groups:
        lines.append(_group_name(style, group))
        for clause in group.clauses:
            lines.append(_body(style, clause))
            if clause.departments:
                lines.append(f"责任部门：{style.separator.join(clause.departments)}")
            if clause.due:
                lines.append(f"完成时限：{clause.due[0]}")
            if clause.material:
                lines.append(f"报送说明：{clause.material}。")
    if style.has_note:
        lines.append("注：本标准由创建办负责解释。")
    if style.file == "docx":
        return write_docx(made.path, *[paragraph(line) for line in lines])
    if style.wraps:
        lines = [part for line in lines for part in _wrapped(line)]
    made.path.write_bytes("\n".join(lines).encode("gb18030"))
    return made.path


def _wrapped(line: str) -> list[str]:
    """Hard line ends after 38 characters, as text taken from a page has them."""
    return [line[at : at + 38] for at in range(0, len(line), 38)]
