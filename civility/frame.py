"""What every page shows around its content: the menu, the unit, the bell."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.notices import Notice


@dataclass
class Item:
    """One line of the menu; shown to whoever its rule allows."""

    title: str
    name: str  # of the URL
    icon: str
    rule: str
    also: tuple[str, ...] = ()  # further beginnings of paths that belong to this line

    @property
    def path(self) -> str:
        return reverse(self.name)


MENU = [
    (
        "日常",
        [
            Item("工作台", "desk", "house", "unit.read"),
            Item("任务分解", "task_list", "list-check", "task.read"),
            Item("活动档案", "record_list", "folder", "record.read"),
        ],
    ),
    (
        "考评",
        [
            Item("创建方案", "plan_list", "file-text", "plan.read"),
            Item("自评打分", "score_home", "ui-checks-grid", "score.read"),
            Item("统计看板", "board_home", "bar-chart", "board.read"),
        ],
    ),
    (
        "成果",
        [
            Item("报表中心", "report_list", "download", "report.read"),
            Item("系统设置", "settings_home", "gear", "unit.manage"),
            Item("操作日志", "audit_list", "clock-history", "audit.read"),
        ],
    ),
]


def _menu(request) -> list[dict]:
    groups = []
    for title, items in MENU:
        allowed = [item for item in items if request.standing.may(item.rule)]
        rows = [
            {
                "title": item.title,
                "path": item.path,
                "icon": item.icon,
                "is_current": request.path == item.path or (item.path != "/" and request.path.startswith(item.path)),
            }
            for item in allowed
        ]
        if rows:
            groups.append({"title": title, "items": rows})
    return groups


def frame(request) -> dict:
    """The menu a person's roles open, their unit and how many notices are unread."""
    standing = getattr(request, "standing", None)
    if standing is None or not request.user.is_authenticated:
        return {"menu": [], "unit": None, "unread": 0, "standing": standing}
    return {
        "menu": _menu(request),
        "unit": request.unit,
        "standing": standing,
        "unread": Notice.objects.filter(user=request.user).unread().count(),
    }
