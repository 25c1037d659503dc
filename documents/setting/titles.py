"""Titles in balanced lines: the official layout forbids a word broken between two of them."""

from __future__ import annotations

import re

from documents.setting.wording import clean, width

ACROSS = {False: 20, True: 28}  # characters of 2号 in a line of an upright and of a turned sheet
NEVER_FIRST = set("，。、；：！？）》」』”’〕】％%…—的和与及等了")
NEVER_LAST = set("（《「『“‘〔【第·")

# Words of titles: a line may end between two of them, not inside one.
WORDS = """
文明 单位 校园 家庭 村镇 社区 城市 创建 工作 方案 计划 通知 意见 办法 规定 细则 报告
总结 要点 活动 任务 分解 责任 清单 目标 考核 考评 测评 体系 标准 评分 自查 自评 自检
年度 季度 全国 全省 全市 全县 省级 市级 县级 区级 印发 转发 关于 开展 做好 进一步 加强
推进 深化 深入 实施 管理 监督 检查 督查 督导 通报 表彰 先进 集体 个人 领导 小组 成员
名单 成立 调整 办公室 委员会 精神 建设 思想 道德 理论 学习 教育 宣传 志愿 服务 服务队
诚信 法治 文化 传统 节日 我们的 主题 申报 推荐 评选 复查 验收 整改 问题 情况 汇报 材料
目录 档案 制度 汇编 经费 预算 会议 纪要 责任制 一览表 登记表 统计表 分解表 汇总表 配档表
明细表 推进会 动员会 党委 党组 机关 市场 国资委 直属 党建 工会 标兵 示范
"""
TOGETHER = (
    r"“[^”]{1,10}”|《[^》]{1,10}》|"
    + "|".join(sorted(re.findall(r"\S+", WORDS), key=len, reverse=True))
    + r"|[0-9A-Za-z.%-]+[年月日个项级类]?"
)
KNOWN = re.compile(TOGETHER)


def title_lines(title: str, characters: int = ACROSS[False]) -> list[str]:
    """A title in lines of about equal length, no word broken that we know; typed line breaks are kept."""
    typed = [line.strip() for line in clean(title).split("\n") if line.strip()]
    if len(typed) != 1 or width(typed[0]) <= characters:
        return typed
    text = typed[0]
    count = int(-(-width(text) // characters))
    lines = []
    for left in range(count, 1, -1):
        cut = _best_cut(text, width(text) / left, characters)
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]


def _best_cut(text: str, wanted: float, most: float) -> int:
    inside = {place for word in KNOWN.finditer(text) for place in range(word.start() + 1, word.end())}

    def cost(cut: int) -> float:
        before, after = text[cut - 1], text[cut]
        length = width(text[:cut])
        price = abs(length - wanted - 0.5)
        if length > most or after in NEVER_FIRST or before in NEVER_LAST:
            price += 100
        if cut in inside:
            price += 40
        # A line looks best broken beside a book title or after a mark.
        if after == "《" or before in "》、，":
            price -= 1.5
        return price

    return min(range(1, len(text)), key=cost)
