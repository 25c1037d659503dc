"""The pages people go to: the menu, and further pages that searching finds; shown to whoever their rule allows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from accounts.access import Standing
from accounts.sounds import asked_sounds, holds, sounds_of


@dataclass(frozen=True)
class Item:
    """One line of the menu, shown to whoever its rule allows; `tab` is its word at the foot of a phone."""

    title: str
    path: str
    icon: str
    rule: str
    tab: str = ""
    tone: str = ""


MENU = [
    (
        "日常",
        [
            Item("工作台", "/", "house", "unit.read", tab="工作台"),
            Item("任务分解", "/tasks/", "list-check", "task.read", tab="任务"),
            Item("工作日历", "/calendar/", "calendar3", "plan.read"),
            Item("记一次活动", "/records/new/", "camera", "record.write", tab="记活动", tone="plus"),
            Item("档案库", "/records/", "folder", "record.read"),
            Item("各类台账", "/ledgers/", "journals", "record.read"),
        ],
    ),
    (
        "考评",
        [
            Item("创建方案", "/plans/", "file-text", "plan.read"),
            Item("测评体系库", "/frameworks/", "collection", "plan.read"),
            Item("自评打分", "/scores/", "ui-checks-grid", "score.read"),
            Item("督导整改", "/supervision/", "clipboard-check", "supervision.read"),
            Item("统计看板", "/board/", "bar-chart", "board.read", tab="看板"),
        ],
    ),
    (
        "成果",
        [
            Item("归档", "/archive/", "archive", "archive.file"),
            Item("荣誉台账", "/ledgers/honour/", "award", "record.read"),
            Item("评选表彰", "/awards/", "trophy", "award.read"),
            Item("报表中心", "/reports/", "download", "report.read"),
            Item("人员名册", "/roster/", "people", "roster.read"),
            Item("系统设置", "/settings/", "gear", "unit.manage"),
            Item("操作日志", "/audit/", "clock-history", "audit.read"),
            Item("使用手册", "/help/", "book", "unit.read"),
        ],
    ),
]
BEYOND = [  # pages that are no line of the menu
    Item("消息", "/notices/", "bell", "unit.read"),
    Item("消息设置", "/account/notices/", "bell", "unit.read"),
    Item("消息推送", "/settings/notices/", "send", "channel.manage"),
    Item("我的账号、修改密码", "/account/", "person", "unit.read"),
    Item("单位名称、下级单位", "/settings/units/", "diagram-3", "tier.manage"),
    Item("材料要求", "/settings/requirements/", "list-check", "unit.manage"),
    Item("附件空间", "/settings/room/", "hdd", "unit.manage"),
    Item("公文字体", "/settings/fonts/", "fonts", "unit.manage"),
    Item("批量添加人员", "/settings/people/import/", "people", "people.manage"),
    Item("放假安排", "/settings/workdays/", "calendar3", "workdays.manage"),
    Item("系统健康", "/settings/health/", "heart-pulse", "system.health"),
    Item("领导小组", "/settings/#leading-group", "diagram-3", "unit.manage"),
    Item("工作负担", "/board/burden/", "speedometer2", "board.read"),
    Item("迎检资料包", "/reports/package/", "box-seam", "report.read"),
]


def pages_found(standing: Standing, text: str) -> list[Item]:
    """The pages a person may open whose title holds what was typed, or sounds like it."""
    words, sounds = text.strip().lower(), asked_sounds(text)
    if not words:
        return []
    items = [*(item for _, items in MENU for item in items), *BEYOND]
    meant = [one for one in items if words in one.title.lower() or holds(_sounds(one.title), sounds)]
    return [one for one in meant if standing.may(one.rule)]


@cache
def _sounds(title: str) -> str:
    return sounds_of(title)
