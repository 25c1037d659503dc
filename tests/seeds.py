"""The five kinds of paper an office has: the real ones where they lie beside the checkout, our own always."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.papers import scored_paper_file

BESIDE = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds"


@dataclass(frozen=True)
class Seed:
    """One paper: its year, how many clauses it has (basic and bonus), and whether it prints points and departments."""

    name: str
    year: int
    clauses: int
    has_points: bool
    has_departments: bool
    text: str = ""  # empty: a real paper, or one made as a file

    def file(self, folder: Path) -> Path:
        if self.text:
            path = folder / f"{self.name}.txt"
            path.write_text(self.text, encoding="utf-8")
            return path
        if self.name == "own-scored":
            return scored_paper_file(folder)
        return BESIDE / f"{self.name}.txt"


REAL = [
    Seed("S0-hainan-2022", 2022, 46, has_points=False, has_departments=False),
    Seed("S1-county-bureau-2018", 2018, 5, has_points=False, has_departments=False),
    Seed("S2-shantou-draft", 2020, 24, has_points=False, has_departments=True),
    Seed("S3-linyi-2021", 2021, 32, has_points=False, has_departments=False),
    Seed("S4-hunan-2022", 2022, 51, has_points=True, has_departments=True),
]

TWO_LAYERS = """滨江市质量监督所2022年创建文明单位示范点实施方案

为做好创建工作，结合我所实际，制定本方案。

一、工作目标

干部职工素质不断提高，争取2022年达到文明单位示范点标准。

二、创建内容

（一）基本指标

1. 精神文明建设

（1）加强政治理论学习，逐步形成特色品牌；

（2）组织干部职工到教育基地接受教育，利用传统节日开展文化活动；

2. 行为文明建设

（3）积极开展文明创建活动，单位干部职工对创建工作知晓率、满意率达95%以上；

（4）每年专题研究精神文明建设工作会议不少于2次；

（二）争取做到以下特色指标

1. 获得各级荣誉称号

（1）获得国家级荣誉称号；

（2）获得省级部门表彰。

三、具体要求

（一）统一思想，提高认识。深刻认识创建工作的重要意义，全力推进。
"""
PROSE = """为做好本年度文明单位创建工作，特制定2018年文明单位创建工作方案。
一、指导思想
坚持围绕中心、服务大局，动员全局干部职工参与创建。
二、创建目标
力争创建成市级文明单位。
三、创建活动重点工作
1、加强组织领导，提高创建意识。局办公室负责日常管理工作，定期召开工作会议，检查各项工作的落实情况。
2、加强理论学习，提高文明意识。制定学习计划，开展形式多样的学习活动，形成讲道德的良好风尚。
3、丰富活动载体，增强活动实效。围绕清明、中秋、国庆等传统节日，精心组织各种活动。
四、保障措施
1、广泛动员，营造氛围。利用多种形式宣传，全员参与。
"""
DUTIES = """滨江市深化新时代文明单位创建工作实施方案
（征求意见稿）
为推动2020年文明单位创建工作制度化，特制定本实施方案。
一、总体要求
以提高员工素质、树立行业新风为基本要求，深入推进创建工作。
二、主要任务
（一）坚持政治引领
一是打牢思想理论根基。完善学习制度，组织开展宣讲活动，培育基层宣讲能人。（责任单位：市委办公室、市委宣传部、市教育局，各区（县））
二是强化理想信念教育。依托重要时间节点开展教育活动。（责任单位：市委统战部（市民宗局）、市民政局、市总工会）
（二）拓展创建内容
一是深化职业道德建设。推动各行业制定职业道德规范和职业守则。（责任单位：市文明办、市农业农村局（市委农办、市扶贫办）、各级文明单位）
"""
MATCHING = """# 2021年省级文明单位创建工作方案

为进一步提升精神文明创建工作水平，制定如下实施方案：

## 一、创建目标

坚持上下联动、广泛动员，推动文明单位创建工作迈上新台阶。

## 二、主要工作任务和责任分工

### （一）坚持党建引领，加强思想政治建设

1. 认真落实意识形态工作责任制，定期开展党员集中学习教育。

2.领导班子团结协作、作风民主，重大事项集体研究决定。

### （二）坚持价值引领，培育文明风尚

1.广泛宣传展示社会主义核心价值观公益广告，组织主题教育实践活动。

2.建立学雷锋志愿服务队，每年至少开展5次志愿服务活动。

## 三、保障措施

(一) 强化责任落实。对各项创建任务实行牵头负责制。
"""
OWN = [
    Seed("own-two-layers", 2022, 6, has_points=False, has_departments=False, text=TWO_LAYERS),
    Seed("own-prose", 2018, 3, has_points=False, has_departments=False, text=PROSE),
    Seed("own-duties", 2020, 3, has_points=False, has_departments=True, text=DUTIES),
    Seed("own-matching", 2021, 4, has_points=False, has_departments=False, text=MATCHING),
    Seed("own-scored", 2022, 51, has_points=True, has_departments=True),
]
SEEDS = OWN + (REAL if BESIDE.exists() else [])
