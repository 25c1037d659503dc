"""Columns by their header, and headers by the words of the field; the cells decide where a header is ambiguous."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.reading.characters import fold, word
from documents.reading.departments import looks_like_departments

# The first pattern that fits names the role. "text" is a category or a clause: the table decides.
_ROLES: tuple[tuple[str, re.Pattern], ...] = (
    (
        "points",
        re.compile(
            r"(?:分值|分数|标准分|标准分值|满分|权重|权数|基本分|基础分|基准分|赋分|赋分值|配分|总分|"
            r"应得分|分)(?:[(\[].{0,6}[)\]])?"
        ),
    ),
    (
        "ignored",
        re.compile(
            r"备注|.*(?:自评|实得|考评|评定|最终|复核|考核|测评|评估|初评|抽查|初审|复审|评)得?分(?:数|"
            r"值|情况)?|得分(?:情况)?|实扣分?|扣分(?:情况|原因|理由)|.*(?:页码|页数)|签字|签名|电话|"
            r"联系方式|.*(?:完成|落实|自评|整改)情况|审核(?:人|意见)|.*等次|是否.*|打勾|小计|记录|进展.*"
        ),
    ),
    (
        "departments",  # a duty of persons and their departments together: the departments are what counts
        re.compile(
            r".*责任人?员?[(\[/及与和、]+.*(?:部门|科室|处室|单位|股室).*|.*(?:部门|科室|处室|单位|股室)[)\]/及与和、]+责任人.*"
        ),
    ),
    (
        "person",
        re.compile(
            r".*(?:责任人|负责人|联系人|联络员|姓名|组长)(?:员)?|"
            r"(?:.*(?:责任|分管|主管|包联|包保|联系|挂点|挂钩|主要|单位|牵头|部门|科室|处室|委|局|县|市|区|校|院))?领导"
        ),
    ),
    (
        "scoring",
        re.compile(
            r".*(?:评分|计分|扣分|加分|打分|得分|赋分|记分|减分|量化|评定|判定).*(?:标准|办法|方法|细则|"
            r"说明|规则|依据|原则|要求|方式|档次|等级)|扣分|扣分点|扣分项|加分项?|标准及(?:分值|计分)|"
            r"评分|计分|.*等级(?:标准|划分)|达标|不达标|[A-D][级档等]?|"
            r"(?:处理|处置|认定)(?:方式|办法|意见|结果|措施)?|结果|后果"
        ),
    ),
    ("lead", re.compile(r".*(?:牵头|主办|主责|第一责任).*")),
    ("assist", re.compile(r".*(?:配合|协办|协同|协助|参与|参加|协作)(?:单位|部门|处室|科室|股室|责任.*)?")),
    (
        "departments",
        re.compile(
            r".*(?:责任|承办|落实|实施|完成|负责|执行|归口|主管|承担|申报|提供|报送)(?:处室|部门|单位|"
            r"科室|主体|股室|机构|科|处|室|人员|方)(?:\S{0,4})?|.*责任(?:分工|分解|划分|落实)|分工|"
            r"(?:处室|部门|单位|科室|股室)(?:分工|职责)?|责任|责任者|涉及部门"
        ),
    ),
    (
        "methods",
        re.compile(
            r".*(?:测评|考评|考核|评价|检查|评审|审核|核查|评估|评分|考察|评定|验收|取证|采集)(?:方式|"
            r"方法|办法|途径|手段|渠道|形式)|方式|方法|办法|途径|.*[方办]法|.*来源"
        ),
    ),
    ("due", re.compile(r".*(?:时限|时间|日期|期限|进度|节点|时段|频次|截止)(?:要求|安排|节点)?")),
    (
        "text",
        re.compile(r"(?:归档|存档|档案|申报|报送)(?:项目|事项|类别|类目|名称)"),
    ),
    ("materials", re.compile(r".*(?:材料|资料|报送|佐证|存档|归档|档案|提交|印证|证明|支撑|申报内容|成果|上传).*")),
    (
        "target",
        re.compile(r"(?:年度|年)?(?:目标|指标|标准|基准|计划|任务|达标|完成|考核)(?:值|数|量)(?:[(\[].{0,6}[)\]])?"),
    ),
    (
        "number",
        re.compile(r"序号?|编号|号|.*(?:代码|编码|编号|条目号|题号|指标号|条号|序号|件号|档号|文号|盒号|册号)|项次|no"),
    ),
    (
        "text",
        re.compile(
            r".*(?:项目|内容|指标|标准|要求|任务|目标|措施|事项|类别|类目|类型|模块|板块|工作|要点|条款|"
            r"举措|维度|方面|主题|名称|细则|活动|分类|子项|重点|大类|小类|清单|规定|原则|环节|月份|季度|专项|"
            r"情形|行为|事由|阶段|步骤|领域|层面|条线|版块|条目|项).*|卷[号名]?|案卷.{0,4}|题名|(?:文件|文书)(?:题名|标题)?"
        ),
    ),
)
_JOINT = re.compile(r"(.{2,8}?)(?:及其?|以及|与|和|暨|、|/)(.{2,10})")
_CONTENT = re.compile(r"内容|任务|标准|要求|举措|措施|事项|要点|指标|目标|细则|条款")
_FREQUENCY = re.compile(r".*(?:频次|频率|时段|周期)")
_PEOPLE = re.compile(r".*(?:姓名|联系电话|联系方式|手机|电话|身份证号?|性别|年龄|出生年月)(?:号码?)?")
_OF_CLAUSES = re.compile(r".*(?:内容|任务|标准|要求|措施|举措|事项|指标|项目|目标|要点|情形).*")
_SPECIFIC = (
    (0, re.compile(r"一级|类别|类目|类型|模块|板块|版块|大类|维度|分类|方面|月份|季度|卷|阶段|步骤|领域|层面|条线")),
    (1, re.compile(r"二级|项目|主题|环节|小类|^项$")),
    (2, re.compile(r"三级|内容|指标|目标|专项")),
    (3, re.compile(r"任务|事项|要点|工作|活动|重点|名称|子项")),
    (4, re.compile(r"标准|要求|措施|举措|细则|条款|条目|规定")),
)
_SCORING_CELL = re.compile(
    r"[扣减加]\s*\d|为\s*[A-D](?![A-Za-z])|扣分|不得分|得\s*\d+(?:\.\d+)?\s*分|不计分|扣完|得满分|(?:^|"
    r"[;。\s])[A-D]\s*[:、.]|得全分|每[少缺低]"
)
_METHOD = re.compile(
    r"(?:材料|实地|问卷|网上|网络|部门|现场|资料|听取|听|查阅|查看|查|看|座谈|随机|暗访|整体|"
    r"入户|电话|综合|民主|日常|平时|集中|专家|群众|满意度|社会)\S{0,4}(?:审核|考察|调查|申报|"
    r"核查|汇报|资料|材料|查看|测评|访谈|抽查|暗访|观察|评审|评议|测试|检查|座谈|测验|台账|档案|"
    r"评估)$"
)


@dataclass
class Column:
    """One column of a table: what its header says and what it is used for."""

    index: int
    header: str
    role: str
    level: int = 9  # how specific a text column's header is; 0 = outermost category


def role_of(header: str) -> str | None:
    """The role a header or key names, or None where the word is not of our field."""
    plain = word(header)
    if re.fullmatch(r"责任人员?[(\[](?:部门|科室|处室|单位|股室)[)\]]", plain):
        return "departments"
    plain = re.sub(r"[(\[][^()\[\]]{0,12}[)\]]$", "", plain) or plain
    if not plain or len(plain) > 16:
        return None
    if _names_content_first(plain):
        return "text"
    for role, pattern in _ROLES:
        if pattern.fullmatch(plain):
            return role
    return None


def _names_content_first(plain: str) -> bool:
    """工作任务及责任单位, 考核内容及佐证材料: the column holds the clause, the second word what else stands in it."""
    found = _JOINT.fullmatch(plain)
    if not found or not _CONTENT.search(found.group(1)) or _simple_role(found.group(1)) != "text":
        return False
    return _simple_role(found.group(2)) not in (None, "text", "points")


def _simple_role(plain: str) -> str | None:
    return next((role for role, pattern in _ROLES if pattern.fullmatch(plain)), None)


def is_frequency(header: str) -> bool:
    """频次: how often, not by when."""
    return _FREQUENCY.fullmatch(word(header)) is not None


def lists_people(header: list[str]) -> bool:
    """姓名, 职务, 联系电话 and no word for a task: the members of a group, not its work."""
    words = [word(text) for text in header]
    return any(_PEOPLE.fullmatch(one) for one in words) and not any(_OF_CLAUSES.fullmatch(one) for one in words)


def level_of(header: str) -> int:
    plain = word(header)
    return max((level for level, pattern in _SPECIFIC if pattern.search(plain)), default=9)


def is_scoring(texts: list[str]) -> bool:
    """Do these cells say how points are taken or given?"""
    filled = [text for text in texts if text.strip()]
    return bool(filled) and sum(bool(_SCORING_CELL.search(fold(text))) for text in filled) >= 0.5 * len(filled)


def is_methods(texts: list[str]) -> bool:
    filled = [text for text in texts if text.strip()]
    return bool(filled) and sum(bool(_METHOD.search(one)) for text in filled for one in [text.strip()]) >= 0.6 * len(
        filled
    )


def is_departments(texts: list[str]) -> bool:
    filled = [text for text in texts if text.strip()]
    return bool(filled) and sum(looks_like_departments(text) for text in filled) >= 0.6 * len(filled)


def is_number(texts: list[str]) -> bool:
    filled = [text for text in texts if text.strip()]
    return bool(filled) and all(re.fullmatch(r"\d+(?:\.\d+)?分?", fold(text).strip()) for text in filled)
